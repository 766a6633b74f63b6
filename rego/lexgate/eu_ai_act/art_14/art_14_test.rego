package lexgate.eu_ai_act.art_14_test

import data.lexgate.eu_ai_act.art_14
import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.applicability
import data.lexgate.lib.trust

test_halts_in_a_safe_state[note] if {
	some note, case in {
		"halts": {"change": [], "want": "pass"},
		"halts at once": {"change": [_set("/halted_at", "2026-11-20T08:50:00Z")], "want": "pass"},
		"one answer after the stop": {"change": [_set("/answered_after_stop", 1)], "want": "fail"},
		"never halted": {"change": [_set("/answered_after_stop", 5), _set("/halted_at", null)], "want": "fail"},
		"halted before it was asked": {"change": [_set("/halted_at", "2026-11-20T08:49:59Z")], "want": "unknown"},
		"nobody asked on": {"change": [_set("/requests_after_stop", 0)], "want": "unknown"},
		"no safe state named": {"change": [{"op": "remove", "path": "/safe_state"}], "want": "unknown"},
		"false for none answered": {"change": [_set("/answered_after_stop", false)], "want": "unknown"},
		"nothing there": {"change": [_set("", null)], "want": "unknown"},
	}

	checks := art_14.halts_in_a_safe_state with trust.evidence as {"stop_test": json.patch(_stop, case.change)}

	{[check.term, check.status] | some check in checks} == {["stop", case.want]}
}

# ---------------------------------------------------------------- 14(1) to (3)

test_overseen_by_people[note] if {
	some note, case in {
		"each judged": {"change": [], "want": {}},
		"one judged as not met": {"change": [_set("/assessment/EUAIA-14.1/answers/effectively_overseen/answer", "no")], "want": {"effectively_overseen": "fail"}},
		"one without a reason": {"change": [_set("/assessment/EUAIA-14.1/answers/interface_tools_appropriate/reason", "")], "want": {"interface_tools_appropriate": "unknown"}},
		"one on an older record": {"change": [_set("/assessment/EUAIA-14.1/answers/throughout_use/cites", ["sha256:older"])], "want": {"throughout_use": "unknown"}},
		"one not judged": {"change": [_gone("/assessment/EUAIA-14.1/answers/effectively_overseen")], "want": {"effectively_overseen": "unknown"}},
		"text for an answer": {"change": [_set("/assessment/EUAIA-14.1/answers/interface_tools_appropriate", "yes")], "want": {"interface_tools_appropriate": "unknown"}},
		"tools in a placeholder": {"change": [_set("/human_oversight/interface/tools", "to be added")], "want": {"interface": "unknown"}},
		"nothing said of use": {"change": [_gone("/human_oversight/interface/during_use")], "want": {"interface": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_overseen)},
	}

	checks := art_14.overseen_by_people with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_found(checks) == object.union(_overseen, case.want)
}

_overseen := {
	"effectively_overseen": "pass",
	"interface_tools_appropriate": "pass",
	"throughout_use": "pass",
	"interface": "pass",
}

test_aims_at_remaining_risks[note] if {
	some note, case in {
		"each judged": {"change": [], "want": {}},
		"one judged as not met": {"change": [_set("/assessment/EUAIA-14.2/answers/intended_use_health/answer", "no")], "want": {"intended_use_health": "fail"}},
		"one without a reason": {"change": [_set("/assessment/EUAIA-14.2/answers/foreseeable_misuse_safety/reason", "")], "want": {"foreseeable_misuse_safety": "unknown"}},
		"one on an older record": {"change": [_set("/assessment/EUAIA-14.2/answers/persisting_fundamental_rights/cites", ["sha256:older"])], "want": {"persisting_fundamental_rights": "unknown"}},
		"one on an older risk file": {"change": [_set("/assessment/EUAIA-14.2/answers/persisting_health/cites", ["sha256:oversight", "sha256:older"])], "want": {"persisting_health": "unknown"}},
		"one that cites the risk file alone": {"change": [_set("/assessment/EUAIA-14.2/answers/persisting_safety/cites", ["sha256:risks"])], "want": {"persisting_safety": "unknown"}},
		"no risk file on record": {
			"change": [],
			"documents": object.remove(_documents, ["risk_management"]),
			"want": {element: "unknown" | some element, _ in _risks; is_string(element)},
		},
		"one not judged": {"change": [_gone("/assessment/EUAIA-14.2/answers/intended_use_health")], "want": {"intended_use_health": "unknown"}},
		"text for an answer": {"change": [_set("/assessment/EUAIA-14.2/answers/foreseeable_misuse_safety", "yes")], "want": {"foreseeable_misuse_safety": "unknown"}},
		"risks that persist are not on record": {"change": [_gone("/human_oversight/risks/persisting")], "want": {["persisting", "on record"]: "unknown"}},
		"misuse in a placeholder": {"change": [_set("/human_oversight/risks/foreseeable_misuse", "todo: misuse")], "want": {["foreseeable_misuse", "on record"]: "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_risks)},
	}

	checks := art_14.aims_at_remaining_risks with trust.evidence as json.patch(_said, case.change)
		with trust.documents as object.get(case, "documents", _documents)

	_found(checks) == object.union(_risks, case.want)
}

_risks := object.union(
	{element: "pass" |
		some use in ["intended_use", "foreseeable_misuse", "persisting"]
		some right in ["health", "safety", "fundamental_rights"]
		element := concat("_", [use, right])
	},
	{
		["intended_use", "on record"]: "pass",
		["foreseeable_misuse", "on record"]: "pass",
		["persisting", "on record"]: "pass",
	},
)

test_measures_fit[note] if {
	some note, case in {
		"each judged": {"change": [], "want": {}},
		"one judged as not met": {"change": [_set("/assessment/EUAIA-14.3/answers/risks/answer", "no")], "want": {"risks": "fail"}},
		"one without a reason": {"change": [_set("/assessment/EUAIA-14.3/answers/autonomy/reason", "")], "want": {"autonomy": "unknown"}},
		"one on an older record": {"change": [_set("/assessment/EUAIA-14.3/answers/context/cites", ["sha256:older"])], "want": {"context": "unknown"}},
		"one not judged": {"change": [_gone("/assessment/EUAIA-14.3/answers/risks")], "want": {"risks": "unknown"}},
		"text for an answer": {"change": [_set("/assessment/EUAIA-14.3/answers/autonomy", "yes")], "want": {"autonomy": "unknown"}},
		"autonomy not weighed": {"change": [_gone("/human_oversight/rationale/autonomy")], "want": {["autonomy", "weighed"]: "unknown"}},
		"an override that did not hold": {"change": [_set("/override_test/replaced", 19)], "want": {"measures": "fail"}},
		"a stop that works is not named": {"change": [_gone("/human_oversight/built_in/stop")], "want": {"measures": "fail"}},
		"a stop that works is not named, and its test is left out": {
			"change": [_gone("/human_oversight/built_in/stop"), _gone("/stop_test")],
			"want": {"measures": "unknown"},
		},
		"left to the deployer alone, and nobody tried anything": {
			"change": [_set("/human_oversight/built_in", {}), _gone("/override_test"), _gone("/stop_test")],
			"want": {"measures": "unknown"},
		},
		"left to the deployer alone, and a stop is not proportionate": {
			"change": [_set("/human_oversight/built_in", {}), _gone("/override_test"), _gone("/stop_test"), _fact("not_appropriate_or_proportionate_14_4_e")],
			"want": {"measures": "unknown"},
		},
		"left to the deployer alone, and neither is proportionate": {
			"change": [
				_set("/human_oversight/built_in", {}),
				_gone("/override_test"),
				_gone("/stop_test"),
				_set("/system/facts", {fact: {"answer": "yes", "reason": "It decides nothing by itself."} |
					some fact in ["not_appropriate_or_proportionate_14_4_d", "not_appropriate_or_proportionate_14_4_e"]
				}),
			],
			"want": {},
		},
		"built in alone": {"change": [_set("/human_oversight/for_deployer", {})], "want": {}},
		"no measure": {"change": [_set("/human_oversight/built_in", {}), _set("/human_oversight/for_deployer", {}), _gone("/override_test"), _gone("/stop_test")], "want": {"measures": "unknown"}},
		"identified at the moment of placing": {"change": [_set("/human_oversight/identified_at", "2026-11-10T00:00:00Z")], "want": {}},
		"identified a second after placing": {"change": [_set("/human_oversight/identified_at", "2026-11-10T00:00:01Z")], "want": {"identified before the market": "fail"}},
		"nobody says when they were identified": {"change": [_gone("/human_oversight/identified_at")], "want": {"identified before the market": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_fit)},
	}

	checks := art_14.measures_fit with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with input.stage as "post_deploy"
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == object.union(_fit, case.want)
}

_fit := {
	"risks": "pass",
	"autonomy": "pass",
	"context": "pass",
	["risks", "weighed"]: "pass",
	["autonomy", "weighed"]: "pass",
	["context", "weighed"]: "pass",
	"measures": "pass",
	"identified before the market": "pass",
}

# ---------------------------------------------------------------- 14(4)

test_understood_and_monitored[note] if {
	some note, case in {
		"each judged": {"change": [], "want": {}},
		"one judged as not met": {"change": [_set("/assessment/EUAIA-14.4.a/answers/capacities_understood/answer", "no")], "want": {"capacities_understood": "fail"}},
		"one without a reason": {"change": [_set("/assessment/EUAIA-14.4.a/answers/operation_monitored/reason", "")], "want": {"operation_monitored": "unknown"}},
		"one on an older record": {"change": [_set("/assessment/EUAIA-14.4.a/answers/limitations_understood/cites", ["sha256:older"])], "want": {"limitations_understood": "unknown"}},
		"one not judged": {"change": [_gone("/assessment/EUAIA-14.4.a/answers/capacities_understood")], "want": {"capacities_understood": "unknown"}},
		"text for an answer": {"change": [_set("/assessment/EUAIA-14.4.a/answers/operation_monitored", "yes")], "want": {"operation_monitored": "unknown"}},
		"on older instructions for use": {"change": [_set("/assessment/EUAIA-14.4.a/answers/operation_monitored/cites", ["sha256:oversight"])], "want": {"operation_monitored": "unknown"}},
		"anomalies in records that nobody saw": {"change": [_set("/human_oversight/monitoring/anomalies/event", "alarm")], "want": {"anomalies": "fail"}},
		"dysfunctions in a field that a record lacks": {"change": [_set("/log_test/recorded/scoring/fields/decision", 39)], "want": {"dysfunctions": "fail"}},
		"an override is not proportionate, and nobody tried one": {
			"change": [_gone("/override_test"), _fact("not_appropriate_or_proportionate_14_4_d")],
			"want": {},
		},
		"a stop is not proportionate, and nobody tried one": {
			"change": [_gone("/stop_test"), _fact("not_appropriate_or_proportionate_14_4_e")],
			"want": {},
		},
		"nobody tried a stop": {
			"change": [_gone("/stop_test")],
			"want": {"anomalies": "unknown", "dysfunctions": "unknown", "unexpected_performance": "unknown"},
		},
		"unexpected performance in an event of overrides": {"change": [_set("/human_oversight/monitoring/unexpected_performance", _use("override", ["by"]))], "want": {}},
		"not said how it shows": {"change": [_gone("/human_oversight/monitoring/unexpected_performance/how")], "want": {"unexpected_performance": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_understood)},
	}

	checks := art_14.understood_and_monitored with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_found(checks) == object.union(_understood, case.want)
}

_understood := {
	"capacities_understood": "pass",
	"limitations_understood": "pass",
	"operation_monitored": "pass",
	"anomalies_detected_and_addressed": "pass",
	"dysfunctions_detected_and_addressed": "pass",
	"unexpected_performance_detected_and_addressed": "pass",
	"anomalies": "pass",
	"dysfunctions": "pass",
	"unexpected_performance": "pass",
}

test_aware_of_automation_bias[note] if {
	some note, case in {
		"each on record": {"change": [], "want": {}},
		"nothing keeps them aware": {"change": [_gone("/human_oversight/automation_bias/awareness")], "want": {"awareness": "unknown"}},
		"where in a placeholder": {"change": [_set("/human_oversight/automation_bias/where", "n/a")], "want": {"where": "unknown"}},
		"departures in records that nobody saw": {"change": [_set("/human_oversight/automation_bias/departures/event", "doubt")], "want": {"departures": "fail"}},
		"departures where a stop is not proportionate": {
			"change": [_gone("/stop_test"), _fact("not_appropriate_or_proportionate_14_4_e")],
			"want": {},
		},
		"departures where an override is not proportionate": {
			"change": [
				_gone("/override_test"),
				_fact("not_appropriate_or_proportionate_14_4_d"),
				_set("/human_oversight/automation_bias/departures", _use("stopped", ["by"])),
			],
			"want": {},
		},
		"departures by the record of the stop": {"change": [_set("/human_oversight/automation_bias/departures", _use("stopped", ["by"]))], "want": {}},
		"a field of another type": {"change": [_set("/human_oversight/automation_bias/departures/fields", "by")], "want": {"departures": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_aware)},
	}

	checks := art_14.aware_of_automation_bias with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_found(checks) == object.union(_aware, case.want)
}

_aware := {"where": "pass", "awareness": "pass", "departures": "pass"}

test_output_interpretable[note] if {
	some note, case in {
		"each judged": {"change": [], "want": {}},
		"one judged as not met": {"change": [_set("/assessment/EUAIA-14.4.c/answers/output_interpreted_correctly/answer", "no")], "want": {"output_interpreted_correctly": "fail"}},
		"one without a reason": {"change": [_set("/assessment/EUAIA-14.4.c/answers/tools_and_methods_taken_into_account/reason", "")], "want": {"tools_and_methods_taken_into_account": "unknown"}},
		"one on an older record": {"change": [_set("/assessment/EUAIA-14.4.c/answers/output_interpreted_correctly/cites", ["sha256:older"])], "want": {"output_interpreted_correctly": "unknown"}},
		"one not judged": {"change": [_gone("/assessment/EUAIA-14.4.c/answers/output_interpreted_correctly")], "want": {"output_interpreted_correctly": "unknown"}},
		"text for an answer": {"change": [_set("/assessment/EUAIA-14.4.c/answers/tools_and_methods_taken_into_account", "yes")], "want": {"tools_and_methods_taken_into_account": "unknown"}},
		"a field of the answers without a meaning": {"change": [_gone("/human_oversight/interpretation/fields/score")], "want": {"fields of the answers": "fail"}},
		"a field that no answer has": {"change": [_set("/human_oversight/interpretation/fields/mood", "How the model feels.")], "want": {}},
		"a meaning in a placeholder": {"change": [_set("/human_oversight/interpretation/fields/score", "tbd tbd tbd")], "want": {"fields of the answers": "fail"}},
		"no answer was seen": {"change": [_set("/log_test/answer_fields", [])], "want": {"fields of the answers": "unknown"}},
		"nothing said of tools": {"change": [_gone("/human_oversight/interpretation/tools")], "want": {"fields of the answers": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_interpretable)},
	}

	checks := art_14.output_interpretable with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_found(checks) == object.union(_interpretable, case.want)
}

_interpretable := {
	"output_interpreted_correctly": "pass",
	"tools_and_methods_taken_into_account": "pass",
	"fields of the answers": "pass",
}

test_output_can_be_overridden[note] if {
	some note, case in {
		"each output": {"change": [], "want": {}},
		"one stood": {"change": [_set("/override_test/replaced", 19)], "want": {"override": "fail"}},
		"a request without an output": {"change": [_set("/override_test/requests", 21)], "want": {"override": "unknown"}},
		"numbers as text": {"change": [_set("/override_test/requests", "20")], "want": {"override": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {"override": "unknown"}},
	}

	checks := art_14.output_can_be_overridden with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_found(checks) == object.union({"override": "pass"}, case.want)
}

# ---------------------------------------------------------------- 14(5)

test_two_people_verify[note] if {
	some note, case in {
		"each": {"change": [], "want": {}},
		"an action after one": {"change": [_set("/verification_test/acted/after_one", 1)], "want": {"verification": "fail"}},
		"no action at all": {"change": [_set("/verification_test/acted/after_two", 0)], "want": {"verification": "unknown"}},
		"numbers as text": {"change": [_set("/verification_test/identifications", "6")], "want": {"verification": "unknown"}},
		"nothing said of authority": {"change": [_gone("/human_oversight/two_person_rule/authority")], "want": {"authority": "unknown"}},
		"training in a placeholder": {"change": [_set("/human_oversight/two_person_rule/training", "to be defined")], "want": {"training": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_two)},
	}

	checks := art_14.two_people_verify with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_found(checks) == object.union(_two, case.want)
}

_two := {
	"verification": "pass",
	"procedure": "pass",
	"competence": "pass",
	"training": "pass",
	"authority": "pass",
}

# ---------------------------------------------------------------- what is relieved

# Each point of 14(4) has a relief of its own, and 14(1) to (3) have none.
test_reliefs[note] if {
	some note, case in {
		"of point (b)": {"facts": ["not_appropriate_or_proportionate_14_4_b"], "want": {"EUAIA-14.4.b"}},
		"of point (d)": {"facts": ["not_appropriate_or_proportionate_14_4_d"], "want": {"EUAIA-14.4.d"}},
		"of two people, in law enforcement": {
			"facts": ["rbi_two_person_rule_disproportionate_by_law", "for_law_enforcement"],
			"want": {"EUAIA-14.5"},
		},
		"of two people, at a border": {
			"facts": ["rbi_two_person_rule_disproportionate_by_law", "annex_iii_7_migration"],
			"want": {"EUAIA-14.5"},
		},
		"of two people, in a use that the second subparagraph does not name": {
			"facts": ["rbi_two_person_rule_disproportionate_by_law"],
			"want": set(),
		},
	}

	relieved := {id |
		some id, control in data.lexgate.catalogue.controls
		control["package"] in {"art_12", "art_14"}
		applicability.of(control).because.reason == "a stated fact takes the duty away"
	} with trust.evidence as {"system": {"facts": {fact: {"answer": "yes", "reason": "Signed, with its reason."} | some fact in case.facts}}}
		with classification.tiers as {"high_risk_annex_iii": {"answer": "yes"}}
		with classification.roles as {"provider": {"answer": "yes"}}

	relieved == case.want
}

# A person who decides on the output takes no system out of the high-risk tier.
test_pitfall_09_a_human_in_the_loop_does_not_lower_the_tier if {
	overseen := object.union(_said, {"system": {"facts": _scoring}})

	classification.tiers.high_risk_annex_iii.answer == "yes" with trust.evidence as overseen
}

_scoring := {fact: {"answer": answer, "reason": "As the bank wrote and signed it."} |
	some fact, answer in {
		"ai_system": "yes",
		"in_union_scope": "yes",
		"excluded_by_article_2": "no",
		"annex_iii_5_b_creditworthiness": "yes",
		"solely_financial_fraud_detection": "no",
	}
}

# ---------------------------------------------------------------- the good base

_found(checks) := {check.term: check.status | some check in checks}

_all_unknown(terms) := {term: "unknown" | some term, _ in terms}

_fact(name) := _set(concat("/", ["/system/facts", name]), {"answer": "yes", "reason": "It would not be proportionate."})

_set(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_stop := {
	"asked_at": "2026-11-20T08:50:00Z",
	"halted_at": "2026-11-20T08:50:01Z",
	"requests_after_stop": 5,
	"answered_after_stop": 0,
	"safe_state": "stopped: applications wait",
	"records": 1,
	"recorded": {"stopped": {"records": 1, "fields": {"by": 1}}},
}

_documents := {
	"human_oversight": {"digest": "sha256:oversight"},
	"instructions_for_use": {"digest": "sha256:instructions"},
	"risk_management": {"digest": "sha256:risks"},
}

_yes := {
	"answer": "yes",
	"reason": "It was tried with officers, and held.",
	"cites": ["sha256:oversight", "sha256:instructions", "sha256:risks"],
}

_use(event, fields) := {"how": "Whoever reads these records sees it.", "event": event, "fields": fields}

_text := "Words of the bank that say something."

_said := {
	"assessment": {
		"EUAIA-14.1": {"answers": {element: _yes |
			some element in ["effectively_overseen", "interface_tools_appropriate", "throughout_use"]
		}},
		"EUAIA-14.2": {"answers": {element: _yes |
			some element, _ in _risks
			is_string(element)
		}},
		"EUAIA-14.3": {"answers": {"risks": _yes, "autonomy": _yes, "context": _yes}},
		"EUAIA-14.4.a": {"answers": {element: _yes | some element, _ in _understood}},
		"EUAIA-14.4.c": {"answers": {element: _yes | some element, _ in _interpretable}},
	},
	"human_oversight": {
		"identified_at": "2026-10-01T09:00:00Z",
		"interface": {"tools": _text, "during_use": _text},
		"risks": {"intended_use": _text, "foreseeable_misuse": _text, "persisting": _text},
		"built_in": {
			"override": {"measure": _text, "shown_by": "override_test"},
			"stop": {"measure": _text, "shown_by": "stop_test"},
		},
		"for_deployer": {"second": {"measure": _text, "why_deployer": _text}},
		"rationale": {"risks": _text, "autonomy": _text, "context": _text},
		"monitoring": {
			"anomalies": _use("scoring", ["score"]),
			"dysfunctions": _use("scoring", ["decision"]),
			"unexpected_performance": _use("scoring", ["score"]),
		},
		"automation_bias": {"where": _text, "awareness": _text, "departures": _use("override", ["by"])},
		"interpretation": {"fields": {"decision": _text, "score": _text}, "tools": _text},
		"two_person_rule": {"procedure": _text, "competence": _text, "training": _text, "authority": _text},
	},
	"log_test": {
		"records": 40,
		"recorded": {"scoring": {"records": 40, "fields": {"decision": 40, "score": 40}}},
		"answer_fields": ["decision", "score"],
	},
	"override_test": {
		"requests": 20,
		"outputs": 20,
		"replaced": 20,
		"records": 20,
		"recorded": {"override": {"records": 20, "fields": {"by": 20}}},
	},
	"stop_test": _stop,
	"verification_test": {
		"identifications": 6,
		"acted": {"without_verification": 0, "after_one": 0, "after_one_twice": 0, "after_two": 6},
	},
	"system": {"placed_on_market_at": "2026-11-10T00:00:00Z", "facts": {}},
}
