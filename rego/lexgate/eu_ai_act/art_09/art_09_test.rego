package lexgate.eu_ai_act.art_09_test

import data.lexgate.eu_ai_act.art_09
import data.lexgate.lib.trust

test_tested_before_market[note] if {
	some note, case in {
		"before": {"change": [], "stage": "post_deploy", "want": "pass"},
		"in the same second": {
			"change": [_set("/system/placed_on_market_at", "2026-11-02T09:10:00Z")],
			"stage": "post_deploy",
			"want": "pass",
		},
		"a second later": {
			"change": [_set("/system/placed_on_market_at", "2026-11-02T09:09:59Z")],
			"stage": "post_deploy",
			"want": "fail",
		},
		"not placed yet, before the market": {
			"change": [_set("/system/placed_on_market_at", null)],
			"stage": "pre_deploy",
			"want": "pass",
		},
		"not placed yet, yet in use": {
			"change": [_set("/system/placed_on_market_at", null)],
			"stage": "post_deploy",
			"want": "unknown",
		},
		"the date left out": {
			"change": [_gone("/system/placed_on_market_at")],
			"stage": "pre_deploy",
			"want": "unknown",
		},
		"a day without a time": {
			"change": [_set("/system/placed_on_market_at", "2026-11-10")],
			"stage": "post_deploy",
			"want": "unknown",
		},
		"no run": {"change": [_gone("/performance/run")], "stage": "post_deploy", "want": "unknown"},
		"nothing there": {"change": [_set("", {})], "stage": "pre_deploy", "want": "unknown"},
	}

	checks := art_09.tested_before_market with trust.evidence as json.patch(_said, case.change)
		with input.stage as case.stage
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == {"tests": ["act", case.want]}
}

test_tested_against_prior_limits[note] if {
	some note, case in {
		"set beforehand and met": {"change": [], "want": {}},
		"the value at its limit": {
			"change": [
				_set("/performance/data_sets/testing/measures/balanced_accuracy/low", 0.6),
				_set("/performance/data_sets/testing/measures/balanced_accuracy/value", 0.6),
			],
			"want": {},
		},
		"the value below its limit": {
			"change": [
				_set("/performance/data_sets/testing/measures/balanced_accuracy/low", 0.5),
				_set("/performance/data_sets/testing/measures/balanced_accuracy/value", 0.59),
			],
			"want": {["balanced_accuracy", "house limit"]: ["house", "fail"]},
		},
		"the limit inside the interval": {
			"change": [_set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/low", 0.79)],
			"want": {["selection_rate_ratio", "age_group", "house limit"]: ["house", "unknown"]},
		},
		"by a column that stands for it": {
			"change": [_set("/fairness/examined/age_group/way", "proxy")],
			"want": {
				["selection_rate_ratio", "age_group", "measured"]: ["act", "unknown"],
				["selection_rate_ratio", "age_group", "house limit"]: ["house", "unknown"],
			},
		},
		"how it was examined is not said": {
			"change": [_gone("/fairness/examined")],
			"want": {
				["selection_rate_ratio", "age_group", "measured"]: ["act", "unknown"],
				["selection_rate_ratio", "age_group", "house limit"]: ["house", "unknown"],
			},
		},
		"signed when the tests began": {
			"change": [_set("/limits/stated_at", "2026-11-02T09:00:00Z")],
			"want": {
				["selection_rate_ratio", "age_group", "set beforehand"]: ["act", "fail"],
				["balanced_accuracy", "set beforehand"]: ["act", "fail"],
			},
		},
		"another limit on fairness signed": {
			"change": [_set("/limits/limits/fairness/selection_rate_ratio/value", 0.7)],
			"want": {["selection_rate_ratio", "age_group", "set beforehand"]: ["act", "unknown"]},
		},
		"signed for other attributes": {
			"change": [_set("/limits/limits/fairness/selection_rate_ratio/attributes", ["sex"])],
			"want": {["selection_rate_ratio", "age_group", "set beforehand"]: ["act", "unknown"]},
		},
		"no limit on performance signed": {
			"change": [_gone("/limits/limits/performance/balanced_accuracy")],
			"want": {["balanced_accuracy", "set beforehand"]: ["act", "unknown"]},
		},
		"the number not measured": {
			"change": [_gone("/performance/data_sets/testing/measures/balanced_accuracy")],
			"want": {
				["balanced_accuracy", "measured"]: ["act", "unknown"],
				["balanced_accuracy", "house limit"]: ["house", "unknown"],
			},
		},
		"a number as text": {
			"change": [_set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/value", "0.9")],
			"want": {
				["selection_rate_ratio", "age_group", "measured"]: ["act", "unknown"],
				["selection_rate_ratio", "age_group", "house limit"]: ["house", "unknown"],
			},
		},
		"on more people than were tested": {
			"change": [_set("/model/data_sets/testing/rows", 999)],
			"want": {
				["selection_rate_ratio", "age_group", "measured"]: ["act", "unknown"],
				["balanced_accuracy", "measured"]: ["act", "unknown"],
			},
		},
		"fairness written down before the run had ended": {
			"change": [_set("/fairness/observed_at", "2026-10-25T09:00:00Z")],
			"want": {["selection_rate_ratio", "age_group", "set beforehand"]: ["act", "unknown"]},
		},
		"the start of the tests left out": {
			"change": [_gone("/performance/run/started_at")],
			"want": {
				["selection_rate_ratio", "age_group", "set beforehand"]: ["act", "unknown"],
				["balanced_accuracy", "set beforehand"]: ["act", "unknown"],
			},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {term: [good[0], "unknown"] | some term, good in _good},
		},
	}

	checks := art_09.tested_against_prior_limits with trust.evidence as json.patch(_said, case.change)
		with trust.documents as {"limits": {"signers": {"m.richter"}}}
		with data.org.settings as _settings
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == object.union(_good, case.want)
}

test_limits_that_the_house_sets[note] if {
	some note, case in {
		"a proxy that the organisation accepts": {
			"change": [_set("/fairness/examined/age_group/way", "proxy")],
			"settings": [{"op": "add", "path": "/defaults/fairness/accepted_ways", "value": {"age_group": ["proxy"]}}],
			"want": {},
		},
		"a limit for an attribute that nobody measured": {
			"change": [_set("/limits/limits/fairness/selection_rate_ratio/attributes", ["age_group", "sex"])],
			"settings": [_set("/defaults/limits/fairness/selection_rate_ratio/attributes", ["age_group", "sex"])],
			"want": {
				["selection_rate_ratio", "sex", "set beforehand"]: ["act", "pass"],
				["selection_rate_ratio", "sex", "measured"]: ["act", "unknown"],
				["selection_rate_ratio", "sex", "house limit"]: ["house", "unknown"],
			},
		},
		"attributes unusable": {
			"change": [],
			"settings": [_set("/defaults/limits/fairness/selection_rate_ratio/attributes", "age_group")],
			"whole": object.union(_of_performance, _of(
				"selection_rate_ratio",
				{"unusable_setting": ["limits", "fairness", "selection_rate_ratio"]},
			)),
		},
		"a limit that is none": {
			"change": [],
			"settings": [_set("/defaults/limits/fairness/selection_rate_ratio", null)],
			"whole": object.union(_of_performance, _of(
				"selection_rate_ratio",
				{"unusable_setting": ["limits", "fairness", "selection_rate_ratio"]},
			)),
		},
		"no limits on fairness": {
			"change": [],
			"settings": [_set("/defaults/limits/fairness", {})],
			"whole": object.union(_of_performance, _of(
				{"unusable_setting": ["limits", "fairness"]},
				{"unusable_setting": ["limits", "fairness", {"unusable_setting": ["limits", "fairness"]}]},
			)),
		},
		"no limits on performance": {
			"change": [],
			"settings": [_gone("/defaults/limits/performance")],
			"whole": object.union(_of_fairness, {
				[{"unusable_setting": ["limits", "performance"]}, "set beforehand"]: ["act", "unknown"],
				[{"unusable_setting": ["limits", "performance"]}, "measured"]: ["act", "unknown"],
				[{"unusable_setting": ["limits", "performance"]}, "house limit"]: ["house", "unknown"],
			}),
		},
	}

	checks := art_09.tested_against_prior_limits with trust.evidence as json.patch(_said, case.change)
		with trust.documents as {"limits": {"signers": {"m.richter"}}}
		with data.org.settings as json.patch(_settings, case.settings)
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == _wanted(case)
}

test_limits_signed_by_somebody_else if {
	checks := art_09.tested_against_prior_limits with trust.evidence as _said
		with trust.documents as {"limits": {"signers": {"b.keller"}}}
		with data.org.settings as _settings
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == object.union(_good, {
		["selection_rate_ratio", "age_group", "set beforehand"]: ["act", "unknown"],
		["balanced_accuracy", "set beforehand"]: ["act", "unknown"],
	})
}

# Article 60, whose conditions have no entry of their own.
test_tested_in_real_world_conditions[note] if {
	some note, case in {
		"within the conditions": {"change": [], "want": {}},
		"another number than it counts": {"change": [_set("/count", 2)], "want": {"register": "fail"}},
		"no tests in the register": {
			"change": [_set("/count", 0), _set("/tests", [])],
			"want": {"register": "unknown"},
			"gone": object.keys(_of_the_test),
		},
		"begun before the approval": {
			"change": [_set("/tests/0/approval/at", "2026-04-02T09:00:00Z")],
			"want": {["rwt-2026-001", "plan and approval"]: "fail"},
		},
		"begun without being registered": {
			"change": [_set("/tests/0/registration", null)],
			"want": {["rwt-2026-001", "registration"]: "fail"},
		},
		"longer than six months": {
			"change": [_set("/tests/0/ended_at", "2026-10-02T08:00:00Z")],
			"want": {["rwt-2026-001", "six months"]: "fail"},
		},
		"without consent": {
			"change": [_set("/tests/0/consent/obtained", "no")],
			"want": {["rwt-2026-001", "consent"]: "fail"},
		},
		"nothing said of oversight": {
			"change": [_gone("/tests/0/oversight")],
			"want": {["rwt-2026-001", "oversight"]: "unknown"},
		},
		"an entry without a reference": {
			"change": [_gone("/tests/0/reference")],
			"want": object.union({"register": "unknown"}, {[0, condition[1]]: "pass" | some condition, _ in _of_the_test}),
			"gone": object.keys(_of_the_test),
		},
	}

	checks := _real_world_checks(case.change, "2026-11-10T00:00:00Z")

	wanted := object.remove(object.union({"register": "pass"}, _of_the_test), object.get(case, "gone", []))
	{check.term: check.status | some check in checks} == object.union(wanted, case.want)
}

test_real_world_tests_come_before_the_market[note] if {
	some note, case in {
		"placed in the second it began": {"placed": "2026-04-01T08:00:00Z", "want": "pass"},
		"placed a second before": {"placed": "2026-04-01T07:59:59Z", "want": "fail"},
		"the date is none": {"placed": "April", "want": "unknown"},
	}

	checks := _real_world_checks([], case.placed)

	{case.want} == {check.status | some check in checks; check.term == ["rwt-2026-001", "before the market"]}
}

_real_world_checks(change, placed) := checks if {
	checks := art_09.tested_in_real_world_conditions with trust.evidence as {
		"real_world_testing": json.patch(_register, change),
		"system": {"placed_on_market_at": placed},
	}
		with data.org.settings as {"organisation": "Musterbank", "systems": {}, "defaults": {"real_world_testing": {"days_without_record": 31}}}
		with input as {"stage": "post_deploy", "as_of": "2026-11-22T10:00:00Z", "subject": {"system": "credit-scoring"}}
}

_of_the_test := {
	["rwt-2026-001", "plan and approval"]: "pass",
	["rwt-2026-001", "registration"]: "pass",
	["rwt-2026-001", "six months"]: "pass",
	["rwt-2026-001", "before the market"]: "pass",
	["rwt-2026-001", "consent"]: "pass",
	["rwt-2026-001", "establishment"]: "pass",
	["rwt-2026-001", "transfers"]: "pass",
	["rwt-2026-001", "vulnerable_subjects"]: "pass",
	["rwt-2026-001", "deployers"]: "pass",
	["rwt-2026-001", "oversight"]: "pass",
	["rwt-2026-001", "reversible"]: "pass",
}

_register := {
	"stated_at": "2026-11-20T09:00:00Z",
	"period": {"from": "2026-01-01T00:00:00Z", "to": "2026-11-19T00:00:00Z"},
	"count": 1,
	"tests": [{
		"reference": "rwt-2026-001",
		"plan": {
			"digest": concat("", ["sha256:", crypto.sha256("plan")]),
			"submitted_at": "2026-02-02T09:00:00Z",
			"authority": "An imaginary authority",
		},
		"approval": {"kind": "granted", "at": "2026-03-02T09:00:00Z"},
		"registration": {"number": "EU-RWT-2026-000042", "registered_at": "2026-03-09T09:00:00Z"},
		"establishment": "A seat in an imaginary Member State.",
		"transfers": "No data leave the Union.",
		"started_at": "2026-04-01T08:00:00Z",
		"ended_at": "2026-10-01T08:00:00Z",
		"extension": null,
		"vulnerable_subjects": "People under guardianship are left out.",
		"deployers": "Three branches, with an agreement.",
		"consent": {"obtained": "yes", "description": "Asked for in writing."},
		"oversight": "Two senior officers.",
		"reversible": "An officer decides without it.",
	}],
}

_of_fairness := {
	["selection_rate_ratio", "age_group", "set beforehand"]: ["act", "pass"],
	["selection_rate_ratio", "age_group", "measured"]: ["act", "pass"],
	["selection_rate_ratio", "age_group", "house limit"]: ["house", "pass"],
}

_of_performance := {
	["balanced_accuracy", "set beforehand"]: ["act", "pass"],
	["balanced_accuracy", "measured"]: ["act", "pass"],
	["balanced_accuracy", "house limit"]: ["house", "pass"],
}

_good := object.union(_of_fairness, _of_performance)

_of(measure, attribute) := {
	[measure, attribute, "set beforehand"]: ["act", "unknown"],
	[measure, attribute, "measured"]: ["act", "unknown"],
	[measure, attribute, "house limit"]: ["house", "unknown"],
}

_wanted(case) := case.whole

_wanted(case) := object.union(_good, case.want)

_found(checks) := {check.term: [check.half, check.status] | some check in checks}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_said := {
	"system": {"placed_on_market_at": "2026-11-10T00:00:00Z"},
	"model": {"data_sets": {"testing": {"rows": 1000}}},
	"limits": {
		"stated_at": "2026-11-01T09:00:00Z",
		"limits": {
			"fairness": {"selection_rate_ratio": _ratio},
			"performance": {"balanced_accuracy": _accuracy},
		},
	},
	"performance": {
		"observed_at": "2026-11-20T09:00:00Z",
		"run": {"started_at": "2026-11-02T09:00:00Z", "finished_at": "2026-11-02T09:10:00Z"},
		"data_sets": {"testing": {"measures": {"balanced_accuracy": {
			"value": 0.78,
			"low": 0.75,
			"high": 0.8,
			"n": 1000,
			"method": "Wilson score intervals",
		}}}},
	},
	"fairness": {"observed_at": "2026-11-20T09:00:00Z", "examined": {"age_group": {"way": "measured"}}, "data_sets": {"testing": {"attributes": {"age_group": {"measures": {"selection_rate_ratio": {
		"value": 0.91,
		"low": 0.81,
		"high": 1,
		"n": 1000,
		"method": "Katz log-ratio interval",
	}}}}}}},
}

_settings := {"organisation": "Musterbank", "systems": {}, "defaults": {"fairness": {"minimum_n": 200}, "limits": {
	"fairness": {"selection_rate_ratio": _ratio},
	"performance": {"balanced_accuracy": _accuracy},
}}}

_ratio := {
	"relation": "at_least",
	"value": 0.8,
	"bound": "interval",
	"unit": "ratio",
	"attributes": ["age_group"],
	"source": "A convention; not EU law",
	"reason": "Start value until there is a study.",
	"owner": "m.richter",
	"review_by": "2027-09-30",
}

_accuracy := {
	"relation": "at_least",
	"value": 0.6,
	"bound": "interval",
	"unit": "share",
	"source": "Credit risk handbook",
	"reason": "Below this little better than chance.",
	"owner": "m.richter",
	"review_by": "2027-09-30",
}
