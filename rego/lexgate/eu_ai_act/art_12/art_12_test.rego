package lexgate.eu_ai_act.art_12_test

import data.lexgate.eu_ai_act.art_12
import data.lexgate.lib.trust

test_events_recorded_automatically[note] if {
	some note, case in {
		"as many records as requests": {"test": {"requests": 40, "records": 40, "without_time": 0}, "want": "pass"},
		"more records than requests": {"test": {"requests": 40, "records": 41, "without_time": 0}, "want": "pass"},
		"a record lost": {"test": {"requests": 40, "records": 39, "without_time": 0}, "want": "fail"},
		"a record without a time": {"test": {"requests": 40, "records": 40, "without_time": 1}, "want": "fail"},
		"nothing was asked": {"test": {"requests": 0, "records": 0, "without_time": 0}, "want": "unknown"},
		"records as text": {"test": {"requests": 40, "records": "40", "without_time": 0}, "want": "unknown"},
		"times not looked at": {"test": {"requests": 40, "records": 40}, "want": "unknown"},
		"nothing there": {"test": null, "want": "unknown"},
	}

	checks := art_12.events_recorded_automatically with trust.evidence as {"log_test": case.test}

	{[check.term, check.status] | some check in checks} == {["event log", case.want]}
}

# ---------------------------------------------------------------- 12(2)

test_risks_and_changes_recorded[note] if {
	some note, case in {
		"each seen": {"change": [], "want": {}},
		"an event that nobody saw": {
			"change": [_set("/logging/purposes/risk/risk/event", "complaint")],
			"want": {"risk": "fail"},
		},
		"a field that one record lacks": {
			"change": [_set("/override_test/recorded/override/fields/reason", 19)],
			"want": {"risk": "fail"},
		},
		"a change without the version": {
			"change": [_set("/logging/purposes/risk/substantial_modification/fields", ["score"])],
			"want": {"substantial modification": "fail"},
		},
		"nobody looked for the version": {
			"change": [_gone("/log_test/version_fields")],
			"want": {"substantial modification": "unknown"},
		},
		"an event left out": {"change": [_gone("/logging/events/stopped")], "want": {"events": "fail"}},
		"an event of fluent nonsense": {
			"change": [_set("/logging/events/synergy", "Stakeholders are aligned at all times.")],
			"want": {"events": "fail"},
		},
		"a placeholder": {
			"change": [_set("/logging/purposes/risk/risk/how", "to be defined")],
			"want": {"risk": "unknown"},
		},
		"one more event, seen by the test of the stop": {
			"change": [_set("/stop_test/recorded/alarm", {"records": 1, "fields": {"by": 1}}), _set("/stop_test/records", 2)],
			"want": {"events": "fail"},
		},
		"the test of the stop does not say how many records it saw": {
			"change": [_gone("/stop_test/records")],
			"want": _all_unknown(_risks),
		},
		"the test of overrides tells of fewer records than it saw": {
			"change": [_set("/override_test/records", 21)],
			"want": _all_unknown(_risks),
		},
		"the test of the log tells of more records than it saw": {
			"change": [_set("/log_test/records", 39)],
			"want": _all_unknown(_risks),
		},
		"the test of the stop looked at no log": {"change": [_gone("/stop_test/recorded")], "want": _all_unknown(_risks)},
		"the test of overrides looked at no log": {"change": [_gone("/override_test")], "want": _all_unknown(_risks)},
		"the test of the log is not there": {"change": [_gone("/log_test")], "want": _all_unknown(_risks)},
		"a stop is not proportionate, and nobody explains one": {
			"change": [
				_gone("/stop_test"),
				_gone("/logging/events/stopped"),
				_fact("not_appropriate_or_proportionate_14_4_e"),
			],
			"want": {},
		},
		"an override is not proportionate, and none is explained": {
			"change": [
				_gone("/override_test"),
				_gone("/logging/events/override"),
				_set("/logging/purposes/risk/risk", _use("scoring", ["score"])),
				_fact("not_appropriate_or_proportionate_14_4_d"),
			],
			"want": {},
		},
		"nothing said": {"change": [_gone("/logging")], "want": _all_unknown(_risks)},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_risks)},
	}

	checks := art_12.risks_and_changes_recorded with trust.evidence as json.patch(_said, case.change)

	_found(checks) == object.union(_risks, case.want)
}

_risks := {"risk": "pass", "substantial modification": "pass", "events": "pass"}

test_monitoring_after_market_served[note] if {
	some note, case in {
		"each measure": {"change": [], "want": {}},
		"a measure that nobody thought of": {
			"change": [_gone("/logging/purposes/post_market/accuracy")],
			"want": {"accuracy": "unknown"},
		},
		"a field that was not seen": {
			"change": [_set("/logging/purposes/post_market/accuracy/fields", ["repaid"])],
			"want": {"accuracy": "fail"},
		},
		"one measure more than is followed": {
			"change": [_set("/logging/purposes/post_market/recall", {"how": "x", "event": "y", "fields": []})],
			"want": {},
		},
		"nothing there": {"change": [_set("", {})], "want": {"accuracy": "unknown", "recall at 1": "unknown"}},
	}

	checks := art_12.monitoring_after_market_served with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as {"defaults": {"accuracy": {"measures": ["accuracy", "recall at 1"]}}}
		with input.subject.system as "credit-scoring"

	_found(checks) == object.union({"accuracy": "pass", "recall at 1": "pass"}, case.want)
}

test_monitoring_after_market_without_measures[note] if {
	some note, measures in {"none": [], "one that is no name": ["accuracy", 1], "nothing": null}

	checks := art_12.monitoring_after_market_served with trust.evidence as _said
		with data.org.settings as {"defaults": {"accuracy": {"measures": measures}}}
		with input.subject.system as "credit-scoring"

	_found(checks) == {{"unusable_setting": ["accuracy", "measures"]}: "unknown"}
}

test_monitoring_by_deployers_served[note] if {
	some note, case in {
		"each": {"change": [], "want": {}},
		"a stop that nobody saw recorded": {
			"change": [_gone("/stop_test/recorded/stopped"), _set("/stop_test/records", 0)],
			"want": {"suspension": "fail"},
		},
		"a stop that one number tells of and no event": {
			"change": [_gone("/stop_test/recorded/stopped")],
			"want": _all_unknown(_deployer),
		},
		"a suspension by what plain use writes": {
			"change": [_set("/logging/purposes/deployer/suspension", _use("scoring", ["release"]))],
			"want": {"suspension": "fail"},
		},
		"operation by a field that was not seen": {
			"change": [_set("/logging/purposes/deployer/operation/fields", ["mood"])],
			"want": {"operation": "fail"},
		},
		"risk not said": {"change": [_gone("/logging/purposes/deployer/risk")], "want": {"risk": "unknown"}},
		"an incident in a placeholder": {
			"change": [_set("/logging/purposes/deployer/serious_incident/how", "tbd tbd tbd")],
			"want": {"serious_incident": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_deployer)},
	}

	checks := art_12.monitoring_by_deployers_served with trust.evidence as json.patch(_said, case.change)

	_found(checks) == object.union(_deployer, case.want)
}

_deployer := {"operation": "pass", "risk": "pass", "suspension": "pass", "serious_incident": "pass"}

# ---------------------------------------------------------------- 12(3)

test_what_identification_leaves_in_the_log[note] if {
	some note, case in {
		"each": {"change": [], "want": {}},
		"a use without its end": {
			"change": [_set("/log_test/identification/use_ended", 3)],
			"want": {"each use": "fail"},
		},
		"a check without its database": {
			"change": [_set("/log_test/identification/database_checked/naming", 11)],
			"want": {"reference database": "fail"},
		},
		"a match without its input": {
			"change": [_set("/log_test/identification/match_found/naming", 5)],
			"want": {"input behind each match": "fail"},
		},
		"a match verified by one": {
			"change": [_set("/log_test/identification/person_verified/matches_by_two", 5)],
			"want": {"people who verified": "fail"},
		},
		"one is enough by law": {
			"change": [
				_set("/log_test/identification/person_verified/matches_by_two", 5),
				_set("/system/facts/rbi_two_person_rule_disproportionate_by_law/answer", "yes"),
				_fact("for_law_enforcement"),
			],
			"want": {},
		},
		"one is said to be enough, of a use that the second subparagraph does not name": {
			"change": [
				_set("/log_test/identification/person_verified/matches_by_two", 5),
				_set("/system/facts/rbi_two_person_rule_disproportionate_by_law/answer", "yes"),
			],
			"want": {"people who verified": "fail"},
		},
		"no use": {
			"change": [
				_set("/log_test/identification/use_started", 0),
				_set("/log_test/identification/use_ended", 0),
			],
			"want": {"each use": "unknown"},
		},
		"a number as text": {
			"change": [_set("/log_test/identification/match_found/records", "6")],
			"want": {"input behind each match": "unknown"},
		},
		"nobody declared what the records call them": {
			"change": [_gone("/log_test/identification")],
			"want": _all_unknown(_identification),
		},
		"nothing there": {"change": [_set("", {})], "want": _all_unknown(_identification)},
	}

	found := json.patch(_said, case.change)
	_identification_checks == object.union(_identification, case.want) with trust.evidence as found
}

_identification_checks := _found(union({
	art_12.each_use_timed,
	art_12.database_recorded,
	art_12.matched_input_recorded,
	art_12.verifiers_recorded,
}))

_identification := {
	"each use": "pass",
	"reference database": "pass",
	"input behind each match": "pass",
	"people who verified": "pass",
}

# Article 12 says nothing of tamper-evidence, nor of how long logs are kept (19(1), 26(6)).
test_pitfall_21_article_12_asks_for_records_and_not_for_how_they_are_kept if {
	every control in data.lexgate.catalogue.controls {
		_silent_on_keeping(control)
	}
	some id, _ in data.lexgate.catalogue.controls
	startswith(id, "EUAIA-12.")
}

_silent_on_keeping(control) if {
	control["package"] != "art_12"
} else if {
	every path in control.reads {
		not regex.match(`digest|retention|oldest|log_store|tamper`, path)
	}
}

_found(checks) := {check.term: check.status | some check in checks}

_all_unknown(terms) := {term: "unknown" | some term, _ in terms}

_fact(name) := _set(concat("/", ["/system/facts", name]), {"answer": "yes", "reason": "It would not be proportionate."})

_set(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_use(event, fields) := {"how": "Whoever reads these records sees it.", "event": event, "fields": fields}

_said := {
	"log_test": {
		"records": 40,
		"recorded": {"scoring": {"records": 40, "fields": {"decision": 40, "release": 40, "score": 40}}},
		"version_fields": ["release"],
		"identification": {
			"use_started": 4,
			"use_ended": 4,
			"use_records_unusable": 0,
			"database_checked": {"records": 12, "naming": 12},
			"match_found": {"records": 6, "naming": 6},
			"person_verified": {"records": 12, "naming": 12, "matches": 6, "matches_by_two": 6},
		},
	},
	"override_test": {"records": 20, "recorded": {"override": {"records": 20, "fields": {"by": 20, "reason": 20}}}},
	"stop_test": {"records": 1, "recorded": {"stopped": {"records": 1, "fields": {"by": 1}}}},
	"logging": {
		"events": {
			"scoring": "An application was scored.",
			"override": "An officer decided otherwise.",
			"stopped": "Somebody stopped the system.",
		},
		"purposes": {
			"risk": {
				"risk": _use("override", ["reason"]),
				"substantial_modification": _use("scoring", ["release"]),
			},
			"post_market": {
				"accuracy": _use("scoring", ["decision"]),
				"recall at 1": _use("scoring", ["decision", "score"]),
			},
			"deployer": {
				"operation": _use("scoring", ["score"]),
				"risk": _use("override", ["reason"]),
				"suspension": _use("stopped", ["by"]),
				"serious_incident": _use("override", ["by"]),
			},
		},
	},
	"system": {"facts": {"rbi_two_person_rule_disproportionate_by_law": {
		"answer": "no",
		"reason": "No law says that it is disproportionate.",
	}}},
}
