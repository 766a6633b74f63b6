package lexgate.decision_test

import data.lexgate.decision

_model := concat("", ["sha256:", crypto.sha256("model")])

_other := concat("", ["sha256:", crypto.sha256("other")])

_passed := {
	"status": "pass",
	"stops": "no",
	"basis": "measured",
	"control": {"severity": "high"},
	"halves": {"act": "house", "house": "house"},
	"checks": [{"term": "age", "half": "act", "status": "pass"}],
	"because": null,
}

_aside := {
	"status": "not_applicable",
	"stops": "no",
	"basis": "assessed",
	"control": {"severity": "critical"},
	"checks": [],
	"because": {"reason": "a stated fact takes the duty away", "facts": [], "signers": []},
}

_base := {
	"input": {
		"request_id": "r1",
		"as_of": "2026-11-22T10:00:00Z",
		"stage": "pre_deploy",
		"profile": "house",
		"subject": {"system": "scoring", "version": "1.0.0", "models": [_model]},
		"evidence": [],
		"statements": [],
	},
	"verdicts": {"EUAIA-5.1.f": _aside, "EUAIA-10.2.f": _passed},
	"controls": {
		"EUAIA-5.1.f": {"package": "art_05", "rule": "a"},
		"EUAIA-10.2.f": {"package": "art_10", "rule": "b"},
	},
	"law": {
		"entries": {
			"prohibition": {"EUAIA-5.1.f": "Article 5(1)(f)"},
			"duty": {"EUAIA-10.2.f": "Article 10(2)(f)"},
			"aggregate": {"EUAIA-10.1": "Article 10(1)"},
		},
		"served": {},
	},
	"documents": {"fairness": {
		"kind": "fairness",
		"digest": "sha256:f",
		"level": "ci",
		"kids": {"two", "one"},
		"signers": {"yilmaz", "keller"},
		"time": "2026-11-20T09:00:00Z",
		"expires": "2026-12-20T09:00:00Z",
		"predicate": {},
		"part": false,
	}},
	"org": {
		"serial": 7,
		"expires": "2027-01-01T00:00:00Z",
		"keys": {"one": {}},
		"people": {"sommer": {}},
		"systems": {"scoring": {"owner": "sommer"}},
		"floors": {"profile": {"data": "law", "pre_deploy": "house", "post_deploy": "law"}, "systems": {}},
		"settings": {
			"organisation": "Bank",
			"defaults": {
				"decision": {"valid_hours": 24},
				"findings": {"days": {"critical": 2, "high": 14}},
				"data_sets": {"roles": ["training"]},
				"fairness": {"protected_attributes": ["age"]},
				"limits": {"fairness": {"ratio": _limit}},
			},
		},
	},
}

_limit := {
	"relation": "at_least",
	"value": 0.8,
	"bound": "point",
	"unit": "ratio",
	"owner": "sommer",
	"source": "A handbook",
	"reason": "A reason",
	"review_by": "2027-09-30",
}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_add(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_live(change) := answer if {
	state := json.patch(_base, change)

	answer := decision.live with input as state.input
		with data.lexgate.lib.verdict.each as state.verdicts
		with data.lexgate.catalogue as {"controls": state.controls, "version": "1"}
		with data.lexgate.law as state.law
		with data.lexgate.lib.trust.documents as state.documents
		with data.org as state.org
}

_what_if(change) := answer if {
	state := json.patch(_base, change)

	answer := decision.what_if with input as state.input
		with data.lexgate.lib.verdict.each as state.verdicts
		with data.lexgate.catalogue as {"controls": state.controls, "version": "1"}
		with data.lexgate.law as state.law
		with data.lexgate.lib.trust.documents as state.documents
		with data.org as state.org
}

_told(answer) := [answer.allow, answer.proceed, [refused.reason | some refused in answer.rejected_request]]

_allowed := [true, "yes", []]

_stopped := [false, "no", []]

_refused(reason) := [false, "no", [reason]]

# An allow is a positive statement: each thing that it rests on, taken away.
test_allow_rests_on_the_rule_book[note] if {
	some note, case in {
		"all is there": {"change": [], "want": _allowed},
		"no controls": {
			"change": [_set("/controls", {}), _set("/verdicts", {})],
			"want": [false, "no", ["rule_book_or_org_missing", "article_5_incomplete"]],
		},
		"no law": {
			"change": [_set("/law/entries", {})],
			"want": [false, "no", ["rule_book_or_org_missing", "article_5_incomplete"]],
		},
		"a prohibition without a control": {
			"change": [_add("/law/entries/prohibition/EUAIA-5.1.g", "Article 0")],
			"want": _refused("article_5_incomplete"),
		},
		"no control of Article 5": {
			"change": [_gone("/controls/EUAIA-5.1.f"), _gone("/verdicts/EUAIA-5.1.f")],
			"want": _refused("article_5_incomplete"),
		},
		"no prohibition in the law": {"change": [_gone("/law/entries/prohibition/EUAIA-5.1.f"), _add("/law/entries/prohibition/EUAIA-99.1", "Article 0"), _add("/law/entries/duty/EUAIA-5.1.f", "Article 0")], "want": _refused("article_5_incomplete")},
		"one entry in the law": {
			"change": [_gone("/law/entries/duty/EUAIA-10.2.f"), _gone("/law/entries/aggregate/EUAIA-10.1")],
			"want": _allowed,
		},
		"a prohibition elsewhere needs none": {"change": [_add("/law/entries/prohibition/EUAIA-99.1", "Article 0")], "want": _allowed},
		"a duty in Article 5 needs none": {"change": [_add("/law/entries/duty/EUAIA-5.2", "Article 0")], "want": _allowed},
		"a prohibition that another serves": {
			"change": [
				_add("/law/entries/prohibition/EUAIA-5.1a", "Article 0"),
				_add("/law/served/EUAIA-5.1a", ["EUAIA-5.1.f"]),
			],
			"want": _allowed,
		},
		"a prohibition that one of two serves": {
			"change": [
				_add("/law/entries/prohibition/EUAIA-5.1a", "Article 0"),
				_add("/law/served/EUAIA-5.1a", ["EUAIA-5.1.f", "EUAIA-5.1.x"]),
			],
			"want": _refused("article_5_incomplete"),
		},
		"a prohibition that nobody serves": {
			"change": [
				_add("/law/entries/prohibition/EUAIA-5.1a", "Article 0"),
				_add("/law/served/EUAIA-5.1a", []),
			],
			"want": _refused("article_5_incomplete"),
		},
		"three ids on one rule": {
			"change": [
				_add("/controls/EUAIA-10.2.g", {"package": "art_10", "rule": "b"}),
				_add("/controls/EUAIA-10.2.h", {"package": "art_10", "rule": "b"}),
				_add("/verdicts/EUAIA-10.2.g", _passed),
				_add("/verdicts/EUAIA-10.2.h", _passed),
			],
			"want": _refused("two_controls_of_one_rule"),
		},
		"the same name in two articles": {"change": [_set("/controls/EUAIA-10.2.f/rule", "a")], "want": _allowed},
		"one control alone": {
			"change": [_gone("/controls/EUAIA-10.2.f"), _gone("/verdicts/EUAIA-10.2.f")],
			"want": _allowed,
		},
		"a control without a verdict": {"change": [_gone("/verdicts/EUAIA-10.2.f")], "want": _stopped},
		"a verdict without a control": {"change": [_add("/verdicts/X", _passed)], "want": _stopped},
	}

	_told(_live(case.change)) == case.want
}

test_allow_rests_on_the_organisation[note] if {
	some note, case in {
		"no org": {
			"change": [_set("/org", {})],
			"want": [false, "no", ["rule_book_or_org_missing", "profile_below_floor", "validity_not_set"]],
		},
		"org is null": {
			"change": [_set("/org", null)],
			"want": [false, "no", ["rule_book_or_org_missing", "profile_below_floor", "org_expired", "validity_not_set"]],
		},
		"org that ended": {"change": [_set("/org/expires", "2026-11-22T09:59:59Z")], "want": _refused("org_expired")},
		"org that ends this second": {"change": [_set("/org/expires", "2026-11-22T10:00:00Z")], "want": _refused("org_expired")},
		"org that ends in a second": {"change": [_set("/org/expires", "2026-11-22T10:00:01Z")], "want": _allowed},
		"org without its end": {"change": [_gone("/org/expires")], "want": _refused("org_expired")},
		"org without its serial": {"change": [_gone("/org/serial")], "want": _allowed},
		"org that ended, without its serial": {
			"change": [_gone("/org/serial"), _set("/org/expires", "2026-11-22T09:59:59Z")],
			"want": _refused("org_expired"),
		},
		"org that nobody built": {"change": [_gone("/org/serial"), _gone("/org/expires")], "want": _allowed},
		"an end of org that is null": {"change": [_set("/org/expires", null)], "want": _refused("org_expired")},
		"an end of org that is no moment": {"change": [_set("/org/expires", "soon")], "want": _refused("org_expired")},
		"no keys": {"change": [_set("/org/keys", {})], "want": _refused("rule_book_or_org_missing")},
		"keys are missing": {"change": [_gone("/org/keys")], "want": _refused("rule_book_or_org_missing")},
		"keys are true": {"change": [_set("/org/keys", true)], "want": _refused("rule_book_or_org_missing")},
		"keys are text": {"change": [_set("/org/keys", "keys")], "want": _refused("rule_book_or_org_missing")},
		"people are a list": {"change": [_set("/org/people", ["sommer"])], "want": _refused("rule_book_or_org_missing")},
		"people are true": {"change": [_set("/org/people", true)], "want": _refused("rule_book_or_org_missing")},
		"no people": {"change": [_set("/org/people", {})], "want": _refused("rule_book_or_org_missing")},
		"people are missing": {"change": [_gone("/org/people")], "want": _refused("rule_book_or_org_missing")},
		"no name": {"change": [_set("/org/settings/organisation", "")], "want": _refused("rule_book_or_org_missing")},
		"no validity": {"change": [_gone("/org/settings/defaults/decision")], "want": _refused("validity_not_set")},
		"validity is text": {
			"change": [_set("/org/settings/defaults/decision/valid_hours", "24")],
			"want": _refused("validity_not_set"),
		},
		"validity of one hour": {
			"change": [_set("/org/settings/defaults/decision/valid_hours", 1)],
			"want": _allowed,
		},
		"validity is nothing": {
			"change": [_set("/org/settings/defaults/decision/valid_hours", 0)],
			"want": _refused("validity_not_set"),
		},
		"validity lies in the past": {
			"change": [_set("/org/settings/defaults/decision/valid_hours", -1)],
			"want": _refused("validity_not_set"),
		},
	}

	_told(_live(case.change)) == case.want
}

test_allow_rests_on_the_request[note] if {
	some note, case in {
		"no system": {"change": [_gone("/input/subject/system")], "want": _refused("subject_unusable")},
		"system is null": {"change": [_set("/input/subject/system", null)], "want": _refused("subject_unusable")},
		"no version": {"change": [_set("/input/subject/version", "")], "want": _refused("subject_unusable")},
		"no models": {"change": [_set("/input/subject/models", [])], "want": _refused("subject_unusable")},
		"a model that is none": {"change": [_set("/input/subject/models", ["sha256:x"])], "want": _refused("subject_unusable")},
		"a model twice": {"change": [_set("/input/subject/models", [_model, _model])], "want": _refused("subject_unusable")},
		"two models": {"change": [_set("/input/subject/models", [_model, _other])], "want": _allowed},
		"one field more": {"change": [_add("/input/subject/more", "x")], "want": _refused("subject_unusable")},
		"a deployment": {"change": [_add("/input/subject/deployment", "live")], "want": _allowed},
		"a deployment without a name": {"change": [_add("/input/subject/deployment", "")], "want": _refused("subject_unusable")},
		"a deployment that is null": {"change": [_add("/input/subject/deployment", null)], "want": _refused("subject_unusable")},
		"no moment": {"change": [_gone("/input/as_of")], "want": [false, "no", ["as_of_unusable", "org_expired"]]},
		"the moment is null": {"change": [_set("/input/as_of", null)], "want": [false, "no", ["as_of_unusable", "org_expired"]]},
		"the moment is a day": {"change": [_set("/input/as_of", "2026-11-22")], "want": [false, "no", ["as_of_unusable", "org_expired"]]},
		"evidence is missing": {"change": [_gone("/input/evidence")], "want": _refused("evidence_not_a_list")},
		"evidence is an object": {"change": [_set("/input/evidence", {})], "want": _refused("evidence_not_a_list")},
		"statements are missing": {"change": [_gone("/input/statements")], "want": _refused("statements_not_a_list")},
		"statements are text": {"change": [_set("/input/statements", "x")], "want": _refused("statements_not_a_list")},
		"more documents than any system has": {
			"change": [_set("/input/evidence", ["x" | some _ in numbers.range(1, 2001)])],
			"want": _refused("too_many_documents"),
		},
		"no stage": {
			"change": [_gone("/input/stage")],
			"want": [false, "no", ["stage_unknown", "profile_below_floor"]],
		},
		"a stage that is none": {
			"change": [_set("/input/stage", "now")],
			"want": [false, "no", ["stage_unknown", "profile_below_floor"]],
		},
		"no profile": {
			"change": [_gone("/input/profile")],
			"want": [false, "no", ["profile_unknown", "profile_below_floor"]],
		},
		"a profile that is none": {
			"change": [_set("/input/profile", "lax")],
			"want": [false, "no", ["profile_unknown", "profile_below_floor"]],
		},
	}

	_told(_live(case.change)) == case.want
}

test_floor_of_the_profile[note] if {
	some note, case in {
		"law under a floor of house": {"change": [_set("/input/profile", "law")], "want": _refused("profile_below_floor")},
		"law under a floor of law": {
			"change": [_set("/input/profile", "law"), _set("/input/stage", "post_deploy")],
			"want": _allowed,
		},
		"house over a floor of law": {"change": [_set("/input/stage", "post_deploy")], "want": _allowed},
		"the system asks for house": {
			"change": [
				_set("/input/profile", "law"), _set("/input/stage", "post_deploy"),
				_add("/org/floors/systems/scoring", {"profile": {"post_deploy": "house"}}),
			],
			"want": _refused("profile_below_floor"),
		},
		"the system asks for less": {
			"change": [_set("/input/profile", "law"), _add("/org/floors/systems/scoring", {"profile": {"pre_deploy": "law"}})],
			"want": _refused("profile_below_floor"),
		},
		"the system asks for what is none": {
			"change": [_add("/org/floors/systems/scoring", {"profile": {"pre_deploy": "strict"}})],
			"want": _refused("profile_below_floor"),
		},
		"no floor for the stage": {"change": [_set("/input/stage", "training")], "want": _refused("profile_below_floor")},
		"the floor is none": {
			"change": [_set("/org/floors/profile/pre_deploy", "strict")],
			"want": _refused("profile_below_floor"),
		},
		"the floor is null": {"change": [_set("/org/floors/profile/pre_deploy", null)], "want": _refused("profile_below_floor")},
		"the floors of systems are null": {"change": [_set("/org/floors/systems", null)], "want": _refused("profile_below_floor")},
		"the floors of the system are text": {
			"change": [_add("/org/floors/systems/scoring", {"profile": "law"})],
			"want": _refused("profile_below_floor"),
		},
		"the floors of another system are text": {
			"change": [_add("/org/floors/systems/other", {"profile": "law"})],
			"want": _allowed,
		},
		"no floors": {"change": [_gone("/org/floors")], "want": _refused("profile_below_floor")},
	}

	_told(_live(case.change)) == case.want
}

# Each verdict must plainly not stop, and stand on something.
test_allow_rests_on_the_verdicts[note] if {
	some note, case in {
		"set aside": {"path": "/verdicts/EUAIA-10.2.f", "value": _aside, "want": _allowed},
		"not due": {"path": "/verdicts/EUAIA-10.2.f", "value": object.union(_aside, {"status": "not_due"}), "want": _allowed},
		"stops by law": {"path": "/verdicts/EUAIA-10.2.f/stops", "value": "law", "want": _stopped},
		"stops by the house": {"path": "/verdicts/EUAIA-10.2.f/stops", "value": "house", "want": _stopped},
		"stops by something else": {"path": "/verdicts/EUAIA-10.2.f/stops", "value": "perhaps", "want": _stopped},
		"stops null": {"path": "/verdicts/EUAIA-10.2.f/stops", "value": null, "want": _stopped},
		"stops false": {"path": "/verdicts/EUAIA-10.2.f/stops", "value": false, "want": _stopped},
		"a pass without checks": {"path": "/verdicts/EUAIA-10.2.f/checks", "value": [], "want": _stopped},
		"a status that is none": {"path": "/verdicts/EUAIA-10.2.f/status", "value": "fine", "want": _stopped},
		"a pass for a reason": {
			"path": "/verdicts/EUAIA-10.2.f",
			"value": object.union(_aside, {"status": "pass"}),
			"want": _stopped,
		},
		"waived": {"path": "/verdicts/EUAIA-10.2.f/status", "value": "waived", "want": _allowed},
		"a failure that does not stop": {"path": "/verdicts/EUAIA-10.2.f/status", "value": "fail", "want": _allowed},
		"an open one that does not stop": {"path": "/verdicts/EUAIA-10.2.f/status", "value": "unknown", "want": _allowed},
		"set aside without a reason": {"path": "/verdicts/EUAIA-5.1.f/because", "value": null, "want": _stopped},
		"set aside for a reason that is no text": {"path": "/verdicts/EUAIA-5.1.f/because/reason", "value": 1, "want": _stopped},
		"not due without a reason": {"path": "/verdicts/EUAIA-5.1.f", "value": {"status": "not_due", "stops": "no", "checks": []}, "want": _stopped},
		"a verdict that is null": {"path": "/verdicts/EUAIA-5.1.f", "value": null, "want": _stopped},
	}

	_told(_live([_set(case.path, case.value)])) == case.want
}

test_one_verdict_gone_wrong_is_enough if {
	answer := _live([_gone("/verdicts/EUAIA-5.1.f/stops")])

	_told(answer) == _stopped
}

test_granted[note] if {
	some note, case in {
		"until the hours are over": {"change": [], "want": {"until": "2026-11-23T10:00:00Z"}},
		"until the first document goes stale": {
			"change": [_set("/documents/fairness/expires", "2026-11-22T18:00:00Z")],
			"want": {"until": "2026-11-22T18:00:00Z"},
		},
		"the system's fewer hours": {
			"change": [_add("/org/settings/systems", {"scoring": {"decision": {"valid_hours": 2}}})],
			"want": {"until": "2026-11-22T12:00:00Z"},
		},
		"without documents": {"change": [_set("/documents", {})], "want": {"until": "2026-11-23T10:00:00Z"}},
		"until what is open begins to bind": {
			"change": [
				_set("/verdicts/EUAIA-10.2.f/status", "fail"),
				_add("/verdicts/EUAIA-10.2.f/binds", {"now": false, "from": "2026-11-23"}),
			],
			"want": {"until": "2026-11-23T00:00:00Z"},
		},
		"until what is unknown begins to bind": {
			"change": [
				_set("/verdicts/EUAIA-10.2.f/status", "unknown"),
				_add("/verdicts/EUAIA-10.2.f/binds", {"now": false, "from": "2026-11-23"}),
			],
			"want": {"until": "2026-11-23T00:00:00Z"},
		},
		"what passes may begin to bind": {
			"change": [_add("/verdicts/EUAIA-10.2.f/binds", {"now": false, "from": "2026-11-23"})],
			"want": {"until": "2026-11-23T10:00:00Z"},
		},
		"what binds already ends nothing": {
			"change": [
				_set("/verdicts/EUAIA-10.2.f/status", "fail"),
				_add("/verdicts/EUAIA-10.2.f/binds", {"now": true, "from": "2026-11-20"}),
			],
			"want": {"until": "2026-11-23T10:00:00Z"},
		},
		"with a deployment": {
			"change": [_add("/input/subject/deployment", "live")],
			"want": {"until": "2026-11-23T10:00:00Z", "deployment": "live"},
		},
	}

	_live(case.change).granted == object.union(
		{
			"system": "scoring",
			"version": "1.0.0",
			"models": [_model],
			"stage": "pre_deploy",
			"profile": "house",
		},
		case.want,
	)
}

test_granted_until_a_deviation_ends if {
	found := {"setting": "limits.fairness.ratio", "deviation": {"until": "2026-11-22T20:00:00Z"}}
	answer := decision.live with input as _base.input
		with data.lexgate.lib.verdict.each as _base.verdicts
		with data.lexgate.catalogue as {"controls": _base.controls, "version": "1"}
		with data.lexgate.law as _base.law
		with data.lexgate.lib.trust.documents as _base.documents
		with data.lexgate.lib.settings.deviations as {found}
		with data.org as _base.org

	answer.granted.until == "2026-11-22T20:00:00Z"
	answer.settings.deviations == [found]
}

test_nothing_is_granted_when_denied if {
	answer := _live([_set("/verdicts/EUAIA-10.2.f/stops", "law")])

	answer.granted == null
}

# The two entrypoints can't be taken for each other.
test_live_and_what_if if {
	live := _live([])
	what_if := _what_if([])

	[live.entrypoint, live.allow, what_if.entrypoint, what_if.would_allow] == ["live", true, "what_if", true]
	not "would_allow" in object.keys(live)
	not "allow" in object.keys(what_if)
}

test_what_if_denies_too if {
	answer := _what_if([_set("/verdicts/EUAIA-10.2.f/stops", "law")])

	[answer.would_allow, answer.proceed, answer.granted] == [false, "no", null]
}

# `law_as_of` moves the law's clock, and not in a live decision.
test_moments[note] if {
	some note, case in {
		"live": {"answer": _live([]), "want": ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"]},
		"live with another day of the law": {
			"answer": _live([_add("/input/law_as_of", "2028-01-01T00:00:00Z")]),
			"want": ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"],
		},
		"what if": {"answer": _what_if([]), "want": ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"]},
		"what if on another day of the law": {
			"answer": _what_if([_add("/input/law_as_of", "2028-01-01T00:00:00Z")]),
			"want": ["2026-11-22T10:00:00Z", "2028-01-01T00:00:00Z"],
		},
		"a moment that is a number": {"answer": _live([_set("/input/as_of", 1)]), "want": [null, null]},
		"no moment": {"answer": _live([_gone("/input/as_of")]), "want": [null, null]},
	}

	[case.answer.as_of, case.answer.law_as_of] == case.want
}

test_request_id[note] if {
	some note, case in {
		"text": {"change": [], "want": "r1"},
		"none": {"change": [_gone("/input/request_id")], "want": null},
		"a number": {"change": [_set("/input/request_id", 7)], "want": null},
		"199 characters": {"change": [_set("/input/request_id", sprintf("%0199d", [0]))], "want": sprintf("%0199d", [0])},
		"200 characters": {"change": [_set("/input/request_id", sprintf("%0200d", [0]))], "want": null},
	}

	_live(case.change).request_id == case.want
}

test_what_the_decision_tells if {
	answer := _live([])

	answer.schema == "https://lexgate.example/decision/v2"
	answer.rule_book == {"version": "1", "controls": 2}
	answer.org == {"serial": 7}
	object.remove(answer.law, ["readings"]) == data.lexgate.calendar.state
	object.keys(answer.law.readings) == object.keys(data.lexgate.calendar.readings)
	answer.verdicts == _base.verdicts
	answer.counts == {
		"status": {"pass": 1, "not_applicable": 1},
		"basis": {"measured": 1, "assessed": 1},
		"stops": {"no": 2},
	}
	answer.not_judged == {"count": 0, "duties": []}
	answer.findings == []
	answer.trust.documents == {"fairness": {
		"digest": "sha256:f",
		"level": "ci",
		"kids": ["one", "two"],
		"signers": ["keller", "yilmaz"],
		"time": "2026-11-20T09:00:00Z",
		"expires": "2026-12-20T09:00:00Z",
	}}
	answer.classification == data.lexgate.eu_ai_act.classification.summary
	answer.settings.digest == concat("", ["sha256:", crypto.sha256(json.marshal(_base.org))])
	answer.settings.deviations == []
}

test_trust_is_told if {
	answer := _live([_set("/input/evidence", ["garbage"]), _set("/documents", {})])

	answer.rejected == [{
		"where": "evidence",
		"index": 0,
		"name": null,
		"digest": null,
		"kid": null,
		"reason": "not_a_compact_jws",
	}]
	answer.trust == {
		"level": "none",
		"required": "isolated",
		"documents": {},
		"signers": decision.signers,
		"sent": 1,
		"admitted": 0,
		"rejected": 1,
	}
}

# An instrument signs evidence, whatever the organisation says of it.
test_signers_are_told[note] if {
	some note, case in {
		"roles in order": {"signers": {"literacy": ["model owner", "compliance officer"]}, "want": {"literacy": ["compliance officer", "model owner"]}},
		"of evidence": {"signers": {"fairness": ["model owner"]}, "want": {}},
		"text": {"signers": {"literacy": "model owner"}, "want": {}},
		"none of a kind": {"signers": {"literacy": []}, "want": {"literacy": []}},
		"a list": {"signers": [["model owner"]], "want": {}},
		"text in place of all": {"signers": "model owner", "want": {}},
		"nothing": {"signers": null, "want": {}},
	}

	told := _live([_add("/org/signers", case.signers)]).trust.signers

	told == object.union(case.want, {kind: ["pipeline"] |
		some kind, known in data.lexgate.kinds.documents
		known.purpose == "evidence"
	})
}

test_settings_in_force if {
	answer := _live([])

	answer.settings.in_force.limits.fairness == {"ratio": object.union(_limit, {"level": "organisation", "deviation": null, "minimum_n": null})}
	object.keys(answer.settings.in_force.limits) == {"fairness", "performance", "data_quality"}
	answer.settings.in_force.limits.performance == {}
	answer.settings.in_force.data_sets == {"training"}
	answer.settings.in_force.protected_attributes == {"age"}
	answer.settings.in_force.floors == _base.org.floors
}

test_counts if {
	answer := _live([
		_add("/verdicts/EUAIA-10.2.g", object.union(_passed, {"stops": "house"})),
		_add("/verdicts/EUAIA-10.2.h", object.union(_passed, {"stops": "house"})),
	])

	answer.counts == {
		"status": {"pass": 3, "not_applicable": 1},
		"basis": {"measured": 3, "assessed": 1},
		"stops": {"no": 2, "house": 2},
	}
}

# Whatever a verdict says, it is counted.
test_each_word_is_counted[note] if {
	some note, words in {
		"status": ["pass", "fail", "unknown", "waived", "not_applicable", "not_due"],
		"basis": ["measured", "computed", "sampled", "derived", "documented", "assessed", "attested"],
		"stops": ["no", "house", "law"],
	}
	every word in words {
		verdict := object.union(_passed, {note: word})
		answer := _live([_set("/verdicts", {"EUAIA-10.2.f": verdict, "EUAIA-10.2.g": verdict})])
		answer.counts[note] == {word: 2}
	}
}

# A part of the rule book that is no object leaves nothing judged, and nothing served.
test_a_broken_rule_book_judges_nothing[note] if {
	some note, case in {
		"whole": {"change": [], "want": []},
		"no duties": {"change": [_set("/law/entries", {})], "want": []},
		"duties as a list": {"change": [_set("/law/entries", {"duty": ["EUAIA-12.1"]})], "want": []},
		"nothing served, as text": {"change": [_set("/law/entries", {"duty": {"EUAIA-12.1": "Article 12(1)"}}), _set("/law/served", "EUAIA-12.1")], "want": ["EUAIA-12.1"]},
		"controls as a list": {"change": [_set("/law/entries", {"duty": {"EUAIA-12.1": "Article 12(1)"}}), _set("/controls", ["EUAIA-12.1"])], "want": ["EUAIA-12.1"]},
	}

	_live(case.change).not_judged.duties == case.want
}

# What is duty or prohibition, and neither judged nor served.
test_not_judged[note] if {
	some note, case in {
		"a duty": {"kind": "duty", "served": {}, "want": ["EUAIA-12.1"]},
		"a prohibition": {"kind": "prohibition", "served": {}, "want": ["EUAIA-12.1"]},
		"a permission": {"kind": "permission", "served": {}, "want": []},
		"an aggregate": {"kind": "aggregate", "served": {}, "want": []},
		"a duty that another serves": {"kind": "duty", "served": {"EUAIA-12.1": ["EUAIA-10.2.f"]}, "want": []},
	}

	answer := _live([_add("/law/entries", object.union(_base.law.entries, {case.kind: object.union(object.get(_base.law.entries, case.kind, {}), {"EUAIA-12.1": "Article 12(1)"})})), _set("/law/served", case.served)])

	answer.not_judged == {"count": count(case.want), "duties": case.want}
}

# Findings only after deployment, of what stops; with an owner and a day.
test_findings[note] if {
	some note, case in {
		"critical": {"stops": "law", "change": [], "want": ["sommer", "2026-12-06T10:00:00Z"]},
		"by the house": {"stops": "house", "change": [], "want": ["sommer", "2026-12-06T10:00:00Z"]},
		"nothing stops": {"stops": "no", "change": [], "want": []},
		"before deployment": {"stops": "law", "change": [_set("/input/stage", "pre_deploy")], "want": []},
		"no owner": {"stops": "law", "change": [_gone("/org/systems")], "want": [null, "2026-12-06T10:00:00Z"]},
		"no clock": {"stops": "law", "change": [_gone("/org/settings/defaults/findings")], "want": ["sommer", null]},
		"another severity": {
			"stops": "law",
			"change": [_set("/verdicts/EUAIA-10.2.f/control/severity", "critical")],
			"want": ["sommer", "2026-11-24T10:00:00Z"],
		},
	}

	answer := _live(array.concat(
		[_set("/input/stage", "post_deploy"), _set("/verdicts/EUAIA-10.2.f/checks/0", {"term": "age", "half": "act", "status": "fail"}), _set("/verdicts/EUAIA-10.2.f/halves", {"act": case.stops, "house": "no"})],
		case.change,
	))

	answer.findings == [finding |
		count(case.want) == 2
		finding := {
			"control": "EUAIA-10.2.f",
			"term": "age",
			"status": "fail",
			"severity": answer.verdicts["EUAIA-10.2.f"].control.severity,
			"owner": case.want[0],
			"due": case.want[1],
		}
	]
}
