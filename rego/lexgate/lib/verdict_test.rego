package lexgate.lib.verdict_test

import data.lexgate.lib.verdict

_control := {
	"title": "Something is right",
	"article": "10(2)",
	"due": "pre_deploy",
	"scope": "version",
	"basis": "measured",
	"severity": "high",
	"remedy": "Mend it.",
	"calendar": "high_risk",
	"applies": {"roles": ["provider"], "tiers": ["high_risk"]},
	"package": "art_00",
	"rule": "something_right",
}

_check := {
	"term": "age",
	"half": "act",
	"status": "pass",
	"observed": 1,
	"source": ["fairness", "age"],
	"expected": null,
	"because": null,
}

_answer(answer) := {"answer": answer, "provision": "Article 6", "facts": ["listed"], "signers": ["keller"]}

_base := {
	"input": {"as_of": "2026-11-22T10:00:00Z", "stage": "pre_deploy", "profile": "house"},
	"at": "2026-11-22T10:00:00Z",
	"controls": {"X": _control},
	"tiers": {"high_risk": _answer("yes"), "any_system": _answer("yes")},
	"roles": {"provider": _answer("yes"), "deployer": _answer("yes")},
	"facts": {},
	"dates": {"high_risk": {"high_risk": {"applies_from": "2027-12-02", "set_by": "Art 113", "certainty": "law"}}},
	"checks": [_check],
}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_add(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_verdict(change) := found if {
	state := json.patch(_base, change)

	found := verdict.each(state.at).X with input as state.input
		with data.lexgate.catalogue.controls as state.controls
		with data.lexgate.eu_ai_act.classification.tiers as state.tiers
		with data.lexgate.eu_ai_act.classification.roles as state.roles
		with data.lexgate.lib.trust.evidence as {"system": {"facts": state.facts}}
		with data.lexgate.calendar.dates as state.dates
		with data.lexgate.eu_ai_act.art_00.something_right as {check | some check in state.checks}
}

_bad := _set("/checks/0/status", "fail")

_binding := _set("/at", "2027-12-02T00:00:00Z")

_yes := {"answer": "yes", "reason": "As the description of the system says."}

_no := {"answer": "no", "reason": "As the description of the system says."}

# Status and what it stops, one change a case.
test_status_and_stops[note] if {
	some note, case in {
		"pass": {"change": [], "want": ["pass", "no"]},
		"fail before the date": {"change": [_bad], "want": ["fail", "house"]},
		"unknown before the date": {"change": [_set("/checks/0/status", "unknown")], "want": ["unknown", "house"]},
		"fail before the date, by law": {"change": [_bad, _set("/input/profile", "law")], "want": ["fail", "no"]},
		"fail from the date on": {"change": [_bad, _binding], "want": ["fail", "law"]},
		"fail from the date on, by law": {"change": [_bad, _binding, _set("/input/profile", "law")], "want": ["fail", "law"]},
		"fail a second before the date": {"change": [_bad, _set("/at", "2027-12-01T23:59:59Z")], "want": ["fail", "house"]},
		"fail on a half of the house": {"change": [_bad, _binding, _set("/checks/0/half", "house")], "want": ["fail", "house"]},
		"fail on a half of the house, by law": {
			"change": [_bad, _binding, _set("/checks/0/half", "house"), _set("/input/profile", "law")],
			"want": ["fail", "no"],
		},
		"fail on a half that is none": {"change": [_bad, _binding, _set("/checks/0/half", "other")], "want": ["fail", "law"]},
		"a profile that is none": {"change": [_bad, _set("/input/profile", "none")], "want": ["fail", "law"]},
		"a status that is none": {"change": [_set("/checks/0/status", "fine")], "want": ["unknown", "house"]},
		"no status": {"change": [_gone("/checks/0/status")], "want": ["unknown", "house"]},
		"no checks": {"change": [_set("/checks", [])], "want": ["unknown", "law"]},
		"the worst of two": {
			"change": [_add("/checks/-", object.union(_check, {"term": "sex", "status": "fail"}))],
			"want": ["fail", "house"],
		},
		"a pass and a status that is none": {
			"change": [_add("/checks/-", object.union(_check, {"term": "sex", "status": null}))],
			"want": ["unknown", "house"],
		},
		"the law's half and the house's": {
			"change": [_bad, _binding, _add("/checks/-", object.union(_check, {"status": "fail", "half": "house"}))],
			"want": ["fail", "law"],
		},
		"waived stops as it stands": {"change": [_set("/checks/0/status", "waived")], "want": ["waived", "house"]},
		"nobody knows the moment": {"change": [_bad, _set("/at", null)], "want": ["fail", "law"]},
		"nobody knows the date": {
			"change": [_bad, _set("/dates/high_risk/high_risk/applies_from", "02/12/2027")],
			"want": ["fail", "law"],
		},
		"the calendar is missing": {"change": [_bad, _gone("/dates/high_risk")], "want": ["fail", "law"]},
		"at data nothing binds": {"change": [_bad, _binding, _set("/input/stage", "data"), _set("/controls/X/due", "data")], "want": ["fail", "house"]},
		"at training nothing binds": {
			"change": [_bad, _binding, _set("/input/stage", "training"), _set("/controls/X/due", "data")],
			"want": ["fail", "house"],
		},
	}

	found := _verdict(case.change)

	[found.status, found.stops] == case.want
}

# Check by check, since one control can hold the Act's half and the house's.
test_stops_of_each_check[note] if {
	some note, case in {
		"before the date": {"change": [], "want": ["house", "house"]},
		"from the date on": {"change": [_binding], "want": ["law", "house"]},
		"from the date on, by law": {"change": [_binding, _set("/input/profile", "law")], "want": ["law", "no"]},
		"a profile that is none": {"change": [_set("/input/profile", "none")], "want": ["law", "law"]},
		"one of them passes": {"change": [_binding, _set("/checks/0/status", "pass")], "want": ["no", "house"]},
	}

	found := _verdict(array.concat(
		[_bad, _add("/checks/-", object.union(_check, {"term": "sex", "status": "fail", "half": "house"}))],
		case.change,
	))

	{[check.term, verdict.stops(check, found.halves)] | some check in found.checks} == {["age", case.want[0]], ["sex", case.want[1]]}
}

# A check stops nothing where it passes, or where its half stops nothing.
test_stops[note] if {
	some note, case in {
		"a pass": {"found": {"status": "pass", "half": "act"}, "want": "no"},
		"a pass of no half": {"found": {"status": "pass"}, "want": "no"},
		"a fail of the Act": {"found": {"status": "fail", "half": "act"}, "want": "law"},
		"a fail of the house": {"found": {"status": "fail", "half": "house"}, "want": "no"},
		"an unknown of the Act": {"found": {"status": "unknown", "half": "act"}, "want": "law"},
		"waived": {"found": {"status": "waived", "half": "act"}, "want": "law"},
		"no status": {"found": {"half": "act"}, "want": "law"},
		"a status in capitals": {"found": {"status": "PASS", "half": "act"}, "want": "law"},
		"no half": {"found": {"status": "fail"}, "want": "law"},
		"a half that is none": {"found": {"status": "fail", "half": "both"}, "want": "law"},
		"a half that is no text": {"found": {"status": "fail", "half": ["house"]}, "want": "law"},
	}

	verdict.stops(case.found, {"act": "law", "house": "no"}) == case.want
}

# What a check of each half stops, also where the verdict has none.
test_halves[note] if {
	some note, case in {
		"before the date": {"change": [], "want": {"act": "house", "house": "house"}},
		"from the date on": {"change": [_binding], "want": {"act": "law", "house": "house"}},
		"before the date, by law": {"change": [_set("/input/profile", "law")], "want": {"act": "no", "house": "no"}},
		"from the date on, by law": {"change": [_binding, _set("/input/profile", "law")], "want": {"act": "law", "house": "no"}},
		"a profile that is none": {"change": [_set("/input/profile", "none")], "want": {"act": "law", "house": "law"}},
		"not in the tier": {"change": [_set("/tiers/high_risk/answer", "no"), _binding], "want": {"act": "law", "house": "house"}},
		"at data nothing binds": {
			"change": [_binding, _set("/input/stage", "data")],
			"want": {"act": "house", "house": "house"},
		},
	}

	_verdict(case.change).halves == case.want
}

# Taken away by a stated fact, or not yet due; anything else is judged.
test_set_aside[note] if {
	some note, case in {
		"in the tier": {"change": [_bad], "want": "fail"},
		"not in the tier": {"change": [_bad, _set("/tiers/high_risk/answer", "no")], "want": "not_applicable"},
		"nobody knows the tier": {"change": [_bad, _set("/tiers/high_risk/answer", "unknown")], "want": "fail"},
		"no tier of that name": {"change": [_bad, _gone("/tiers/high_risk")], "want": "fail"},
		"in one of two tiers": {
			"change": [_bad, _set("/tiers/high_risk/answer", "no"), _set("/controls/X/applies/tiers", ["high_risk", "any_system"])],
			"want": "fail",
		},
		"no tiers are named": {"change": [_bad, _set("/controls/X/applies/tiers", [])], "want": "fail"},
		"not in the role": {"change": [_bad, _set("/roles/provider/answer", "no")], "want": "not_applicable"},
		"nobody knows the role": {"change": [_bad, _set("/roles/provider/answer", "unknown")], "want": "fail"},
		"no roles are named": {"change": [_bad, _set("/controls/X/applies/roles", [])], "want": "fail"},
		"the condition is met": {
			"change": [_bad, _add("/controls/X/applies/condition", ["trained_with_data"]), _add("/facts/trained_with_data", _yes)],
			"want": "fail",
		},
		"the condition is not met": {
			"change": [_bad, _add("/controls/X/applies/condition", ["trained_with_data"]), _add("/facts/trained_with_data", _no)],
			"want": "not_applicable",
		},
		"the condition was denied without a reason": {
			"change": [_bad, _add("/controls/X/applies/condition", ["trained_with_data"]), _add("/facts/trained_with_data", {"answer": "no", "reason": ""})],
			"want": "fail",
		},
		"nobody stated the condition": {"change": [_bad, _add("/controls/X/applies/condition", ["trained_with_data"])], "want": "fail"},
		"a relief": {"change": [_bad, _add("/controls/X/reliefs", [["open_source_2_12"]]), _add("/facts/open_source_2_12", _yes)], "want": "not_applicable"},
		"a relief that does not apply": {"change": [_bad, _add("/controls/X/reliefs", [["open_source_2_12"]]), _add("/facts/open_source_2_12", _no)], "want": "fail"},
		"a relief that nobody stated": {"change": [_bad, _add("/controls/X/reliefs", [["open_source_2_12"]])], "want": "fail"},
		"due later": {"change": [_bad, _set("/controls/X/due", "first_use")], "want": "not_due"},
		"due on an event, before": {"change": [_bad, _set("/controls/X/due", "on_event")], "want": "not_due"},
		"due on an event, in use": {
			"change": [_bad, _set("/controls/X/due", "on_event"), _set("/input/stage", "post_deploy")],
			"want": "fail",
		},
		"due on request, before": {"change": [_bad, _set("/controls/X/due", "on_request")], "want": "not_due"},
		"due earlier": {"change": [_bad, _set("/controls/X/due", "data")], "want": "fail"},
		"due at a stage that is none": {"change": [_bad, _set("/controls/X/due", "never")], "want": "fail"},
		"asked at a stage that is none": {"change": [_bad, _set("/controls/X/due", "first_use"), _set("/input/stage", "now")], "want": "fail"},
	}

	_verdict(case.change).status == case.want
}

test_what_is_set_aside_says_why if {
	found := _verdict([_set("/tiers/high_risk/answer", "no")])

	found.control.title == "Something is right"
	[found.status, found.stops, found.checks, found.because, found.basis, found.linked] == [
		"not_applicable", "no", [],
		{"reason": "the system is in none of the tiers", "facts": ["listed"], "signers": []},
		"measured", false,
	]
}

test_what_is_not_due_says_when if {
	found := _verdict([_set("/controls/X/due", "post_deploy")])

	[found.status, found.stops, found.checks, found.because] == [
		"not_due", "no", [],
		{"reason": "due at the stage post_deploy", "facts": [], "signers": []},
	]
}

test_whole_verdict if {
	_verdict([]) == {
		"control": {
			"title": "Something is right",
			"article": "10(2)",
			"due": "pre_deploy",
			"scope": "version",
			"severity": "high",
			"remedy": "Mend it.",
		},
		"binds": {"now": false, "from": "2027-12-02", "set_by": "Art 113", "certainty": "law", "disputed": null, "legacy": null},
		"status": "pass",
		"stops": "no",
		"checks": [_check],
		"halves": {"act": "house", "house": "house"},
		"basis": "measured",
		"linked": false,
		"because": null,
	}
}

test_basis_only_gets_lower[note] if {
	some note, case in {
		"as the catalogue says": {"control": "measured", "check": null, "want": "measured"},
		"lower": {"control": "measured", "check": "attested", "want": "attested"},
		"never higher": {"control": "documented", "check": "measured", "want": "documented"},
		"assessed below documented": {"control": "documented", "check": "assessed", "want": "assessed"},
		"sampled below computed": {"control": "computed", "check": "sampled", "want": "sampled"},
		"derived below sampled": {"control": "sampled", "check": "derived", "want": "derived"},
		"documented below derived": {"control": "derived", "check": "documented", "want": "documented"},
		"attested is lowest": {"control": "attested", "check": "assessed", "want": "attested"},
		"computed below measured": {"control": "measured", "check": "computed", "want": "computed"},
		"a word that is none": {"control": "measured", "check": "guessed", "want": "measured"},
		"presumed stays": {"control": "presumed", "check": "measured", "want": "presumed"},
	}

	found := _verdict([_set("/controls/X/basis", case.control), _add("/checks/0/basis", case.check)])

	found.basis == case.want
}

test_linked[note] if {
	some note, case in {
		"nothing said": {"change": [], "want": false},
		"compared": {"change": [_add("/checks/0/linked", true)], "want": true},
		"one of two": {"change": [_add("/checks/0/linked", true), _add("/checks/-", _check)], "want": false},
		"no checks": {"change": [_set("/checks", [])], "want": false},
		"text": {"change": [_add("/checks/0/linked", "true")], "want": false},
	}

	_verdict(case.change).linked == case.want
}

# By which date it binds: the earliest of the tiers that the system has or may have.
test_binds[note] if {
	some note, case in {
		"upcoming": {"change": [], "want": [false, "2027-12-02"]},
		"from the day on": {"change": [_binding], "want": [true, "2027-12-02"]},
		"at data": {"change": [_binding, _set("/input/stage", "data")], "want": [false, "2027-12-02"]},
		"at first use": {"change": [_binding, _set("/input/stage", "first_use")], "want": [true, "2027-12-02"]},
		"in neither tier, the date stays": {
			"change": [_set("/tiers/high_risk/answer", "no")],
			"want": [false, "2027-12-02"],
		},
		"of two tiers, the one it is in": {
			"change": [
				_set("/controls/X/applies/tiers", ["high_risk", "any_system"]),
				_set("/tiers/any_system/answer", "no"),
				_add("/dates/high_risk/any_system", {"applies_from": "2025-02-02", "set_by": "Art 113", "certainty": "law"}),
			],
			"want": [false, "2027-12-02"],
		},
		"of two tiers, the earlier": {
			"change": [
				_set("/controls/X/applies/tiers", ["high_risk", "any_system"]),
				_set("/tiers/any_system/answer", "unknown"),
				_add("/dates/high_risk/any_system", {"applies_from": "2025-02-02", "set_by": "Art 113", "certainty": "law"}),
			],
			"want": [true, "2025-02-02"],
		},
		"no calendar": {"change": [_gone("/dates/high_risk")], "want": [true, null]},
	}

	found := _verdict(case.change).binds

	[found.now, found.from] == case.want
}

# A rule that is no set has no checks: what stands in an object or a list may be less than all.
test_a_rule_that_is_no_set[note] if {
	some note, rule in {
		"a list": [_check],
		"an object": {"age": _check},
		"text": "pass",
	}

	found := verdict.of("X", _base.at) with input as _base.input
		with data.lexgate.catalogue.controls as _base.controls
		with data.lexgate.eu_ai_act.classification.tiers as _base.tiers
		with data.lexgate.eu_ai_act.classification.roles as _base.roles
		with data.lexgate.calendar.dates as _base.dates
		with data.lexgate.eu_ai_act.art_00.something_right as rule

	[found.status, found.stops, found.checks] == ["unknown", "law", []]
}

# A rule that is not there gives no verdict worth anything.
test_no_rule if {
	found := _verdict([_set("/controls/X/rule", "nothing_of_that_name")])

	[found.status, found.stops, found.checks, found.control.title] == ["unknown", "law", [], "Something is right"]
}

# Without a verdict for each control nothing is allowed.
test_a_control_that_says_too_little_of_itself_has_no_verdict[note] if {
	some note in ["title", "article", "due", "scope", "severity", "remedy", "basis"]
	every change in [[], [_set("/tiers/high_risk/answer", "no")]] {
		not _verdict(array.concat([_gone(concat("/", ["/controls/X", note]))], change))
	}
}
