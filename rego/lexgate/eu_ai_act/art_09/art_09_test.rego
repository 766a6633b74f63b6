# regal ignore:file-length
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

# The Act asks whether limits were set beforehand; that a number keeps to one is the house's.
test_pitfall_14_limits_that_their_owner_did_not_set_beforehand if {
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

# ---------------------------------------------------------------- 9(1)

test_risk_management_system_kept[note] if {
	some note, case in {
		"kept": {"change": [], "want": {}},
		"first committed in the second of placing": {
			"change": [_set("/file_history/documents/risk_management/first_at", "2026-11-10T00:00:00Z")],
			"want": {},
		},
		"first committed a second later": {
			"change": [_set("/file_history/documents/risk_management/first_at", "2026-11-10T00:00:01Z")],
			"want": {"established": "fail"},
		},
		"nobody answers for it": {"change": [_gone("/risk_management/process/owner")], "want": {"established": "unknown"}},
		"put to work by a test that nobody saw": {
			"change": [_set("/risk_management/process/implemented/test", "test_report.validation.other")],
			"want": {"implemented": "unknown"},
		},
		"put to work in a placeholder": {
			"change": [_set("/risk_management/process/implemented/description", "TBD: to be completed")],
			"want": {"implemented": "unknown"},
		},
		"another file than was seen": {
			"change": [_set("/risk_management/document", _digest("b"))],
			"want": {"documented": "fail", "maintained": "fail"},
		},
		"marks of what is to be written": {
			"change": [_set("/dossier/documents/risk_management/placeholders/count", 1)],
			"want": {"documented": "fail"},
		},
		"a file without words": {
			"change": [_set("/dossier/documents/risk_management/words/value", 0)],
			"want": {"documented": "unknown"},
		},
		"changed and not committed": {
			"change": [_set("/file_history/documents/risk_management/in_commit", "other_bytes")],
			"want": {"maintained": "fail"},
		},
		"no history": {
			"change": [_gone("/file_history")],
			"want": {"established": "unknown", "maintained": "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {term: "unknown" | some term in ["established", "implemented", "documented", "maintained"]},
		},
	}

	checks := art_09.risk_management_system_kept with trust.evidence as json.patch(_on_file, case.change)
		with data.org.settings as _house
		with input as _asked

	good := {"established": "pass", "implemented": "pass", "documented": "pass", "maintained": "pass"}
	_statuses(checks) == object.union(good, case.want)
}

# ---------------------------------------------------------------- 9(2)

test_reviewed_systematically[note] if {
	some note, case in {
		"reviewed since the training, no alerts": {"change": [], "want": {}},
		"committed in the second of the training": {
			"change": [_set("/model/trained_at", "2026-11-04T12:00:00Z")],
			"want": {},
		},
		"trained a second after the last commit": {
			"change": [_set("/model/trained_at", "2026-11-04T12:00:01Z")],
			"want": {"training of the model": "fail"},
		},
		"alerts after the last review": {
			"change": [_set("/monitoring/alerts", 1)],
			"want": {"alerts": "fail"},
		},
		"alerts before the last review": {
			"change": [_set("/monitoring/alerts", 1), _set("/monitoring/runs", [{"at": "2026-11-04T06:00:00Z"}])],
			"want": {},
		},
		"alerts in runs that are not on record": {
			"change": [_set("/monitoring/alerts", 1), _set("/monitoring/runs", [])],
			"want": {"alerts": "unknown"},
		},
		"no monitor": {"change": [_gone("/monitoring")], "want": {"alerts": "unknown"}},
		"a review of a file that no commit holds": {
			"change": [_set("/risk_management/reviews/0/document", _digest("b"))],
			"want": {
				"training of the model": "unknown",
				["reviews", "house limit"]: "unknown",
			},
		},
		"a review without an outcome": {
			"change": [_set("/risk_management/reviews/0/outcome", "todo")],
			"want": {
				"training of the model": "unknown",
				["reviews", "house limit"]: "unknown",
			},
		},
		"a review in the future": {
			"change": [_set("/risk_management/reviews/0/at", "2027-01-01T00:00:00Z")],
			"want": {
				"training of the model": "unknown",
				["reviews", "house limit"]: "unknown",
			},
		},
		"the day of the training left out": {
			"change": [_gone("/model")],
			"want": {"training of the model": "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {
				"training of the model": "unknown",
				"alerts": "unknown",
				["reviews", "house limit"]: "unknown",
			},
		},
	}

	checks := art_09.reviewed_systematically with trust.evidence as json.patch(_on_file, case.change)
		with data.org.settings as _house
		with input as _asked

	_statuses(checks) == object.union(_reviewed, case.want)
}

_reviewed := {
	"training of the model": "pass",
	"alerts": "pass",
	["reviews", "house limit"]: "pass",
}

test_the_interval_of_reviews_is_the_house_s[note] if {
	some note, case in {
		"the last day": {"days": 18, "want": "pass"},
		"a day too old": {"days": 17, "want": "fail"},
		"no number": {"days": "18", "want": "unknown"},
		"a number of many digits": {"days": 9999999999999999, "want": "unknown"},
	}

	checks := art_09.reviewed_systematically with trust.evidence as _on_file
		with data.org.settings as json.patch(_house, [_set("/defaults/risk_management/days_between_reviews", case.days)])
		with input as _asked

	{["house", case.want]} == {[check.half, check.status] | some check in checks; check.term == ["reviews", "house limit"]}
}

test_alerts_are_asked_about_in_use[note] if {
	some note, case in {
		"before deployment": {"stage": "pre_deploy", "want": set()},
		"at first use": {"stage": "first_use", "want": set()},
		"in use": {"stage": "post_deploy", "want": {"alerts"}},
	}

	checks := art_09.reviewed_systematically with trust.evidence as _on_file
		with data.org.settings as _house
		with input as object.union(_asked, {"stage": case.stage})

	case.want == {check.term | some check in checks; check.term == "alerts"}
}

# ---------------------------------------------------------------- 9(2)(a)

test_known_and_foreseeable_risks_identified[note] if {
	some note, case in {
		"all that is asked for": {"change": [], "want": {}},
		"no reason why safety is not endangered": {
			"change": [_gone("/risk_management/no_risk/safety")],
			"want": {"safety": "unknown"},
		},
		"a risk to safety": {
			"change": [_gone("/risk_management/no_risk/safety"), _set("/risk_management/risks/unequal/interests", ["safety", "fundamental_rights"])],
			"want": {},
		},
		"the risk to rights rests on no test": {
			"change": [_set("/risk_management/risks/unequal/estimate/test", "test_report.validation.none")],
			"want": {"fundamental_rights": "unknown", "age_group": "unknown"},
		},
		"a reason why safety is not endangered, beside a risk to it without a test": {
			"change": [
				_set("/risk_management/risks/unequal/interests", ["safety", "fundamental_rights"]),
				_set("/risk_management/risks/unequal/estimate/test", "test_report.validation.none"),
			],
			"want": {"safety": "unknown", "fundamental_rights": "unknown", "age_group": "unknown"},
		},
		"a protected attribute in no risk": {
			"change": [_set("/risk_management/risks/unequal/attributes", [])],
			"want": {"age_group": "unknown"},
		},
	}

	_statuses(_identified_over(case.change)) == object.union(_identified, case.want)
}

test_what_reports_found_stands_in_a_risk[note] if {
	some note, case in {
		"a failed test in no risk": {
			"change": [_gone("/risk_management/risks/unequal/findings")],
			"want": {["findings", "validation"]: "fail"},
		},
		"a failed test in a risk that says nothing": {
			"change": [_set("/risk_management/risks/unequal/hazard", "todo")],
			"want": {
				"fundamental_rights": "unknown",
				"age_group": "unknown",
				["findings", "validation"]: "fail",
				["risk", "unequal"]: "unknown",
			},
		},
		"a test that failed is left out of the report": {
			"change": [_gone("/test_report/validation/tests/1")],
			"want": {["findings", "validation"]: "unknown"},
		},
		"a report that did not come to its end": {
			"change": [_set("/test_report/validation/run/complete", "no")],
			"want": {["findings", "validation"]: "unknown", "fundamental_rights": "pass"},
		},
		"no report": {
			"change": [_gone("/test_report")],
			"want": {["findings", "validation"]: "unknown"},
		},
	}

	_statuses(_identified_over(case.change)) == object.union(_identified, case.want)
}

test_limits_that_are_missed_stand_in_a_risk[note] if {
	some note, case in {
		"a limit that is missed, in no risk": {
			"change": [_set("/performance/data_sets/testing/measures/balanced_accuracy/value", 0.59), _set("/performance/data_sets/testing/measures/balanced_accuracy/low", 0.5)],
			"want": {["limit", "balanced_accuracy"]: "fail"},
		},
		"a limit that is missed, in a risk": {
			"change": [
				_set("/performance/data_sets/testing/measures/balanced_accuracy/value", 0.59),
				_set("/performance/data_sets/testing/measures/balanced_accuracy/low", 0.5),
				_set("/risk_management/risks/unequal/findings", ["test_report.validation.gap", "performance.balanced_accuracy"]),
			],
			"want": {},
		},
		"a limit of fairness that is missed, in no risk": {
			"change": [_set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/value", 0.5), _set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/low", 0.4), _set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/high", 0.6)],
			"want": {["limit", "selection_rate_ratio", "age_group"]: "fail"},
		},
		"a limit of fairness that is missed, in a risk": {
			"change": [
				_set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/value", 0.5),
				_set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/low", 0.4),
				_set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/high", 0.6),
				_set("/risk_management/risks/unequal/findings", ["test_report.validation.gap", "fairness.age_group.selection_rate_ratio"]),
			],
			"want": {},
		},
		"a limit inside the interval, in no risk": {
			"change": [_set("/fairness/data_sets/testing/attributes/age_group/measures/selection_rate_ratio/low", 0.7)],
			"want": {["limit", "selection_rate_ratio", "age_group"]: "unknown"},
		},
		"nothing measured": {
			"change": [_gone("/performance")],
			"want": {["limit", "balanced_accuracy"]: "unknown"},
		},
	}

	_statuses(_identified_over(case.change)) == object.union(_identified, case.want)
}

test_each_risk_has_its_section[note] if {
	some note, case in {
		"a risk without a section": {
			"change": [_gone("/dossier/documents/risk_management/mapped/unequal")],
			"want": {["risk", "unequal"]: "unknown"},
		},
		"a section without a risk": {
			"change": [_add("/dossier/documents/risk_management/mapped/left_out", {"section": _section})],
			"want": {["risk", "left_out"]: "unknown"},
		},
		"another section than was signed for": {
			"change": [_set("/risk_management/risks/unequal/section", _digest("b"))],
			"want": {["risk", "unequal"]: "fail"},
		},
		"a section still to be written": {
			"change": [_set("/dossier/documents/risk_management/mapped/unequal/section/placeholders/count", 2)],
			"want": {["risk", "unequal"]: "fail"},
		},
	}

	_statuses(_identified_over(case.change)) == object.union(_identified, case.want)
}

test_no_risks_and_no_sections if {
	checks := _identified_over([
		_set("/risk_management/risks", {}),
		_set("/dossier/documents/risk_management/mapped", {}),
	])

	_statuses(checks) == object.union(object.remove(_identified, [["risk", "unequal"]]), {
		"fundamental_rights": "unknown",
		"age_group": "unknown",
		["findings", "validation"]: "fail",
		["risk", null]: "unknown",
	})
}

_identified_over(change) := checks if {
	checks := art_09.known_and_foreseeable_risks_identified with trust.evidence as json.patch(_on_file, change)
		with data.org.settings as _house
		with input as _asked
}

_identified := {
	"health": "pass",
	"safety": "pass",
	"fundamental_rights": "pass",
	"age_group": "pass",
	["findings", "validation"]: "pass",
	["limit", "balanced_accuracy"]: "pass",
	["limit", "selection_rate_ratio", "age_group"]: "pass",
	["risk", "unequal"]: "pass",
}

test_what_the_house_asks_for_can_not_be_used[note] if {
	some note, case in {
		"no reports": {
			"change": [_gone("/defaults/risk_management/test_reports")],
			"want": [["findings", {"unusable_setting": ["risk_management", "test_reports"]}], "unknown"],
		},
		"no attributes": {
			"change": [_set("/defaults/fairness/protected_attributes", [])],
			"want": [{"unusable_setting": ["fairness", "protected_attributes"]}, "unknown"],
		},
	}

	checks := art_09.known_and_foreseeable_risks_identified with trust.evidence as _on_file
		with data.org.settings as json.patch(_house, case.change)
		with input as _asked

	case.want in {[check.term, check.status] | some check in checks}
}

# A dossier that a machine wrote: every text there, and nothing that was seen.
test_fluent_words_alone_pass_no_linked_control[note] if {
	some note, checks in {
		"9(1)": art_09.risk_management_system_kept,
		"9(2)": art_09.reviewed_systematically,
		"9(2)(a)": art_09.known_and_foreseeable_risks_identified,
		"9(2)(b)": art_09.risks_estimated,
		"9(2)(c)": art_09.risks_from_use_evaluated,
		"9(2)(d)": art_09.targeted_measures_adopted,
		"9(5)(b)": art_09.remaining_risks_controlled,
		"9(5)(c)": art_09.deployers_informed,
		"9(6)": art_09.tested_for_its_purposes,
	} with trust.evidence as {"risk_management": _on_file.risk_management, "system": _on_file.system}
		with data.org.settings as _house
		with input as _asked

	"unknown" in {check.status | some check in checks}
	not "pass" in {check.status | some check in checks; check.linked}
}

# ---------------------------------------------------------------- 9(2)(b)

test_risks_estimated[note] if {
	some note, case in {
		"estimated": {"change": [], "want": {}},
		"a short word of a scale": {"change": [_set("/risk_management/risks/unequal/estimate/likelihood", "low")], "want": {}},
		"no likelihood": {
			"change": [_gone("/risk_management/risks/unequal/estimate/likelihood")],
			"want": {["risk", "unequal"]: "unknown"},
		},
		"a placeholder for a severity": {
			"change": [_set("/risk_management/risks/unequal/estimate/severity", "n/a")],
			"want": {["risk", "unequal"]: "unknown"},
		},
		"no evaluation": {
			"change": [_set("/risk_management/risks/unequal/estimate/evaluation", "tbd")],
			"want": {["risk", "unequal"]: "unknown"},
		},
		"resting on a number of nobody": {
			"change": [_set("/risk_management/risks/unequal/estimate/test", "fairness.sex.selection_rate_ratio")],
			"want": {["risk", "unequal"]: "unknown", "tests apart": "unknown"},
		},
		"one test for two risks": {"change": [_second_risk], "want": {["risk", "second"]: "pass", "tests apart": "unknown"}},
		"one test for two risks, one of them in the file alone": {
			"change": [_add("/dossier/documents/risk_management/mapped/left_out", {"section": _section})],
			"want": {["risk", "left_out"]: "unknown", "tests apart": "unknown"},
		},
		"two tests for two risks": {
			"change": [_second_risk, _set("/risk_management/risks/second/estimate/test", "log_test")],
			"want": {["risk", "second"]: "pass"},
		},
		"misuse that led to no risk of misuse": {
			"change": [_set("/risk_management/misuse/0/risk", "other")],
			"want": {"misuse": "unknown"},
		},
		"misuse that nobody tried": {
			"change": [_set("/risk_management/misuse/0/test", "stop")],
			"want": {"misuse": "unknown"},
		},
		"no misuse": {"change": [_set("/risk_management/misuse", [])], "want": {"misuse": "unknown"}},
	}

	checks := art_09.risks_estimated with trust.evidence as json.patch(_on_file, case.change)
		with data.org.settings as _house
		with input as _asked

	_statuses(checks) == object.union({["risk", "unequal"]: "pass", "tests apart": "pass", "misuse": "pass"}, case.want)
}

# ---------------------------------------------------------------- 9(2)(c)

test_risks_from_use_evaluated[note] if {
	some note, case in {
		"evaluated, without alerts": {"change": [], "want": {}},
		"alerts that were counted wrong": {
			"change": [_set("/risk_management/post_market_inputs/alerts", 1)],
			"want": {"data of use": "fail"},
		},
		"alerts that led to no risk": {
			"change": [_set("/risk_management/post_market_inputs/alerts", 2), _set("/monitoring/alerts", 2)],
			"want": {"alerts": "fail"},
		},
		"alerts that led to a risk from use": {
			"change": [
				_set("/risk_management/post_market_inputs/alerts", 2),
				_set("/monitoring/alerts", 2),
				_add("/risk_management/post_market_inputs/risk", "unequal"),
				_set("/risk_management/risks/unequal/source", "post_market"),
			],
			"want": {},
		},
		"alerts that led to a risk known before": {
			"change": [
				_set("/risk_management/post_market_inputs/alerts", 2),
				_set("/monitoring/alerts", 2),
				_add("/risk_management/post_market_inputs/risk", "unequal"),
			],
			"want": {"alerts": "fail"},
		},
		"an older record": {
			"change": [_set("/risk_management/post_market_inputs/until", "2026-10-20T00:00:00Z")],
			"want": {"data of use": "fail"},
		},
		"other runs": {
			"change": [_set("/risk_management/post_market_inputs/runs", 3)],
			"want": {"data of use": "fail"},
		},
		"a metric that nobody evaluated": {
			"change": [_set("/monitoring/metrics", ["selection_rate_ratio", "accuracy"])],
			"want": {"data of use": "fail"},
		},
		"a metric of which nothing is said": {
			"change": [_set("/risk_management/post_market_inputs/metrics/selection_rate_ratio", "tbd")],
			"want": {"data of use": "unknown"},
		},
		"no metrics": {
			"change": [_set("/monitoring/metrics", []), _set("/risk_management/post_market_inputs/metrics", {})],
			"want": {"data of use": "unknown"},
		},
		"no monitor": {"change": [_gone("/monitoring")], "want": {"data of use": "unknown", "alerts": "unknown"}},
	}

	checks := art_09.risks_from_use_evaluated with trust.evidence as json.patch(_on_file, case.change)

	_statuses(checks) == object.union({"data of use": "pass", "alerts": "pass"}, case.want)
}

# ---------------------------------------------------------------- 9(2)(d), 9(5)(b)

test_targeted_measures_adopted[note] if {
	some note, case in {
		"adopted": {"change": [], "want": "pass"},
		"on the day of the signature": {
			"change": [_set("/risk_management/risks/unequal/measures/adopted_on", "2026-11-20")],
			"want": "pass",
		},
		"on the day after": {
			"change": [_set("/risk_management/risks/unequal/measures/adopted_on", "2026-11-21")],
			"want": "fail",
		},
		"no day": {"change": [_set("/risk_management/risks/unequal/measures/adopted_on", "soon")], "want": "unknown"},
		"never tried": {
			"change": [_set("/risk_management/risks/unequal/measures/test", "robustness.noise")],
			"want": "unknown",
			"also": {"tests apart": "unknown"},
		},
		"one test for two risks": {
			"change": [_second_risk],
			"want": "pass",
			"also": {["risk", "second"]: "pass", "tests apart": "unknown"},
		},
		"two tests for two risks": {
			"change": [_second_risk, _set("/risk_management/risks/second/measures/test", "stop_test")],
			"want": "pass",
			"also": {["risk", "second"]: "pass"},
		},
		"a measure that is a placeholder": {
			"change": [_set("/risk_management/risks/unequal/measures/description", "<describe the measure>")],
			"want": "unknown",
		},
		"a measure whose test failed is none the less adopted": {
			"change": [_set("/risk_management/risks/unequal/measures/test", "test_report.validation.gap")],
			"want": "pass",
		},
	}

	checks := art_09.targeted_measures_adopted with trust.evidence as json.patch(_on_file, case.change)
		with data.org.settings as _house
		with input as _asked

	_statuses(checks) == object.union(
		{["risk", "unequal"]: case.want, "tests apart": "pass"},
		object.get(case, "also", {}),
	)
}

_second_risk := {"op": "copy", "from": "/risk_management/risks/unequal", "path": "/risk_management/risks/second"}

test_remaining_risks_controlled[note] if {
	some note, case in {
		"by a test that passed": {"change": [], "want": ["pass", true]},
		"by a test that failed": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "test_report.validation.gap")],
			"want": ["fail", false],
		},
		"by a limit that is met": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "performance.balanced_accuracy")],
			"want": ["pass", true],
		},
		"by a limit of fairness that is met": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "fairness.age_group.selection_rate_ratio")],
			"want": ["pass", true],
		},
		"by a limit of the data that is met": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "data_quality.training.missing")],
			"want": ["pass", true],
		},
		"by a number without a limit": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "performance.accuracy")],
			"want": ["unknown", false],
		},
		"by the stop": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "stop_test")],
			"want": ["pass", true],
		},
		"by a stop that did not stop": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "stop_test"), _set("/stop_test/answered_after_stop", 1)],
			"want": ["fail", false],
		},
		"by the log": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "log_test")],
			"want": ["pass", true],
		},
		"by a log without records": {
			"change": [_set("/risk_management/risks/unequal/controls/test", "log_test"), _set("/log_test/records", 0)],
			"want": ["fail", false],
		},
		"nothing remains, by a reason": {
			"change": [_set("/risk_management/risks/unequal/controls", {"not_needed": "The column is no longer read."})],
			"want": ["pass", false],
		},
		"a control that did not hold, and nothing is said to remain": {
			"change": [
				_set("/risk_management/risks/unequal/controls/test", "stop_test"),
				_add("/risk_management/risks/unequal/controls/not_needed", "The column is no longer read."),
				_set("/stop_test/answered_after_stop", 1),
			],
			"want": ["fail", false],
		},
		"a control that nobody tried, and nothing is said to remain": {
			"change": [
				_set("/risk_management/risks/unequal/controls/test", "test_report.validation.none"),
				_add("/risk_management/risks/unequal/controls/not_needed", "The column is no longer read."),
			],
			"want": ["unknown", false],
		},
		"nothing remains, by no reason": {
			"change": [_set("/risk_management/risks/unequal/controls", {"not_needed": "none"})],
			"want": ["unknown", false],
		},
		"a number for a test": {
			"change": [_set("/risk_management/risks/unequal/controls/test", 7)],
			"want": ["unknown", false],
		},
	}

	checks := art_09.remaining_risks_controlled with trust.evidence as json.patch(_on_file, case.change)
		with data.org.settings as _house
		with input as _asked

	{case.want} == {[check.status, check.linked] | some check in checks}
}

# ---------------------------------------------------------------- 9(4), 9(5), 9(9), assessed

test_interactions_considered[note] if {
	some note, case in {
		"judged and described": {"change": [], "want": {}},
		"on an older risk file": {
			"change": [_set("/assessment/EUAIA-9.4/answers/possible_interactions/cites", [_digest("b")])],
			"want": {"possible_interactions": "unknown"},
		},
		"judged as not met": {
			"change": [_set("/assessment/EUAIA-9.4/answers/balance_of_measures/answer", "no")],
			"want": {"balance_of_measures": "fail"},
		},
		"nothing said of an article": {
			"change": [_gone("/risk_management/interactions/article_13")],
			"want": {"article_13": "unknown"},
		},
	}

	checks := art_09.interactions_considered with trust.evidence as json.patch(_on_file, case.change)
		with trust.documents as _documents

	_statuses(checks) == object.union(_interactions, case.want)
}

_interactions := {
	"effects_of_requirements_combined": "pass",
	"possible_interactions": "pass",
	"balance_of_measures": "pass",
	"article_10": "pass",
	"article_11": "pass",
	"article_12": "pass",
	"article_13": "pass",
	"article_14": "pass",
	"article_15": "pass",
}

test_residual_risk_judged_acceptable[note] if {
	some note, case in {
		"judged": {"change": [], "want": {}},
		"on older tests": {
			"change": [_set("/assessment/EUAIA-9.5/answers/unequal/cites", [_digest("1"), _digest("3")])],
			"want": {["residual risk", "unequal"]: "unknown"},
		},
		"overall, judged as not acceptable": {
			"change": [_set("/assessment/EUAIA-9.5/answers/overall_residual_risk/answer", "no")],
			"want": {"overall residual risk": "fail"},
		},
		"a section that nobody judged": {
			"change": [_add("/dossier/documents/risk_management/mapped/left_out", {"section": _section})],
			"want": {["residual risk", "left_out"]: "unknown", ["described", "left_out"]: "unknown"},
		},
		"nothing said of what remains": {
			"change": [_set("/risk_management/risks/unequal/residual", "todo")],
			"want": {["described", "unequal"]: "unknown"},
		},
	}

	checks := art_09.residual_risk_judged_acceptable with trust.evidence as json.patch(_on_file, case.change)
		with trust.documents as _documents

	good := {["residual risk", "unequal"]: "pass", "overall residual risk": "pass", ["described", "unequal"]: "pass"}
	_statuses(checks) == object.union(good, case.want)
}

test_reduced_by_design[note] if {
	some note, case in {
		"judged": {"change": [], "want": {}},
		"more would be feasible": {
			"change": [_set("/assessment/EUAIA-9.5.a/answers/unequal/answer", "no")],
			"want": {["as far as feasible", "unequal"]: "fail"},
		},
		"nothing said of design": {
			"change": [_gone("/risk_management/risks/unequal/by_design")],
			"want": {["described", "unequal"]: "unknown"},
		},
		"no assessment": {
			"change": [_gone("/assessment/EUAIA-9.5.a")],
			"want": {["as far as feasible", "unequal"]: "unknown"},
		},
	}

	checks := art_09.reduced_by_design with trust.evidence as json.patch(_on_file, case.change)
		with trust.documents as _documents

	_statuses(checks) == object.union({["as far as feasible", "unequal"]: "pass", ["described", "unequal"]: "pass"}, case.want)
}

test_deployer_profile_considered[note] if {
	some note, case in {
		"judged and described": {"change": [], "want": {}},
		"context not described": {
			"change": [_set("/risk_management/deployer_profile/context", "")],
			"want": {["described", "context"]: "unknown"},
		},
		"experience not judged": {
			"change": [_gone("/assessment/EUAIA-9.5.subpara3/answers/experience")],
			"want": {["considered", "experience"]: "unknown"},
		},
		"education judged as not considered": {
			"change": [_set("/assessment/EUAIA-9.5.subpara3/answers/education/answer", "no")],
			"want": {["considered", "education"]: "fail"},
		},
	}

	checks := art_09.deployer_profile_considered with trust.evidence as json.patch(_on_file, case.change)
		with trust.documents as _documents

	_statuses(checks) == object.union(_profile, case.want)
}

_profile := {
	["considered", "technical_knowledge"]: "pass",
	["considered", "experience"]: "pass",
	["considered", "education"]: "pass",
	["considered", "training"]: "pass",
	["considered", "context"]: "pass",
	["described", "technical_knowledge"]: "pass",
	["described", "experience"]: "pass",
	["described", "education"]: "pass",
	["described", "training"]: "pass",
	["described", "context"]: "pass",
}

test_vulnerable_groups_considered[note] if {
	some note, case in {
		"judged, group by group": {"change": [], "want": {}},
		"minors not judged": {
			"change": [_gone("/assessment/EUAIA-9.9/answers/minors")],
			"want": {"minors": "unknown"},
		},
		"minors not described": {
			"change": [_gone("/risk_management/vulnerable_groups/minors/reason")],
			"want": {["described", "minors"]: "unknown"},
		},
		"a group that the data hold is left out": {
			"change": [_add("/data_quality/data_sets/testing/groups/age_group/over 60", 10)],
			"want": {["groups", "age_group"]: "fail"},
		},
		"nothing said of a group": {
			"change": [_set("/risk_management/vulnerable_groups/groups/age_group/under 26", "tbd")],
			"want": {["groups", "age_group"]: "unknown"},
		},
		"the data hold no groups, and how is said": {
			"change": [_gone("/data_quality"), _add("/risk_management/vulnerable_groups/not_counted/age_group", "Officers were asked.")],
			"want": {},
		},
		"the data hold groups, and it is said how else they were considered": {
			"change": [
				_set("/risk_management/vulnerable_groups/groups", {}),
				_add("/risk_management/vulnerable_groups/not_counted/age_group", "Officers were asked."),
			],
			"want": {["groups", "age_group"]: "unknown"},
		},
		"a group that the data hold is left out, and it is said how else": {
			"change": [
				_add("/data_quality/data_sets/testing/groups/age_group/over 60", 10),
				_add("/risk_management/vulnerable_groups/not_counted/age_group", "Officers were asked."),
			],
			"want": {["groups", "age_group"]: "fail"},
		},
		"the data hold no groups": {
			"change": [_gone("/data_quality")],
			"want": {["groups", "age_group"]: "unknown"},
		},
	}

	checks := art_09.vulnerable_groups_considered with trust.evidence as json.patch(_on_file, case.change)
		with trust.documents as _documents
		with data.org.settings as _house
		with input as _asked

	_statuses(checks) == object.union(_vulnerable, case.want)
}

_vulnerable := {
	"minors": "pass",
	"other_vulnerable_groups": "pass",
	["described", "minors"]: "pass",
	["groups", "age_group"]: "pass",
}

# ---------------------------------------------------------------- 9(5)(c), 9(6)

test_deployers_informed[note] if {
	some note, case in {
		"instructions and training on file": {"change": [], "want": {}},
		"other instructions than were seen": {
			"change": [_set("/dossier/documents/instructions_for_use/digest", _digest("b"))],
			"want": {"information": "fail"},
		},
		"instructions still to be written": {
			"change": [_set("/dossier/documents/instructions_for_use/placeholders/count", 3)],
			"want": {"information": "fail"},
		},
		"how they get them is not said": {
			"change": [_gone("/risk_management/deployer_information/provision")],
			"want": {"information": "unknown"},
		},
		"other material than was seen": {
			"change": [_set("/risk_management/deployer_information/training/material", _digest("b"))],
			"want": {"training": "fail"},
		},
		"no training is appropriate, by a reason": {
			"change": [_set("/risk_management/deployer_information/training", {"not_appropriate": "The deployer is the provider."})],
			"want": {},
		},
		"other material than was seen, and training is said not to be appropriate": {
			"change": [
				_set("/risk_management/deployer_information/training/material", _digest("b")),
				_add("/risk_management/deployer_information/training/not_appropriate", "The deployer is the provider."),
			],
			"want": {"training": "fail"},
		},
		"no training": {
			"change": [_set("/risk_management/deployer_information/training", {})],
			"want": {"training": "unknown"},
		},
		"no dossier": {
			"change": [_gone("/dossier")],
			"want": {"information": "unknown", "training": "unknown"},
		},
	}

	checks := art_09.deployers_informed with trust.evidence as json.patch(_on_file, case.change)

	_statuses(checks) == object.union({"information": "pass", "training": "pass"}, case.want)
}

test_tested_for_its_purposes[note] if {
	some note, case in {
		"tested": {"change": [], "want": {}},
		"a test of measures that nobody saw": {
			"change": [_set("/risk_management/testing/measures/test", "performance.other")],
			"want": {"measures": "unknown"},
		},
		"tested for another purpose": {
			"change": [_set("/risk_management/testing/intended_purpose", "Score applicants for jobs.")],
			"want": {"consistent performance": "fail"},
		},
		"the purpose left out": {
			"change": [_gone("/risk_management/testing/intended_purpose")],
			"want": {"consistent performance": "unknown"},
		},
		"a stop for the data": {
			"change": [_set("/risk_management/testing/requirements/article_10", "stop_test")],
			"want": {["compliance", "article_10"]: "unknown"},
		},
		"one test of a report for the whole Section": {
			"change": [_set(concat("/", ["/risk_management/testing/requirements", article]), "test_report.validation.overrule") |
				some article in ["article_10", "article_12", "article_14", "article_15"]
			],
			"want": {["compliance", article]: "unknown" | some article in ["article_10", "article_12", "article_14", "article_15"]},
		},
		"disturbances that the model answered": {
			"change": [
				_set("/risk_management/testing/requirements/article_15", "robustness.noise"),
				_set("/robustness/data_sets/testing/disturbances/noise", {"status": "answered", "n": 1000}),
			],
			"want": {},
		},
		"a report on oversight, where a stop is not proportionate": {
			"change": [
				_set("/risk_management/testing/requirements/article_14", "test_report.validation.overrule"),
				_add("/system/facts", {"not_appropriate_or_proportionate_14_4_e": {"answer": "yes", "reason": "It decides nothing by itself."}}),
			],
			"want": {},
		},
		"no test of oversight": {
			"change": [_gone("/risk_management/testing/requirements/article_14")],
			"want": {["compliance", "article_14"]: "unknown"},
		},
		"a number for a test": {
			"change": [_set("/risk_management/testing/requirements/article_15", 15)],
			"want": {["compliance", "article_15"]: "unknown"},
		},
		"a run that has not ended": {
			"change": [_set("/performance/run/finished_at", "2026-11-23T09:00:00Z")],
			"want": {"run of tests": "unknown"},
		},
		"a run that ended before it began": {
			"change": [_set("/performance/run/finished_at", "2026-11-01T09:00:00Z")],
			"want": {"run of tests": "unknown"},
		},
	}

	checks := art_09.tested_for_its_purposes with trust.evidence as json.patch(_on_file, case.change)
		with data.org.settings as _house
		with input as _asked

	_statuses(checks) == object.union(_tested, case.want)
}

_tested := {
	"measures": "pass",
	"consistent performance": "pass",
	["compliance", "article_10"]: "pass",
	["compliance", "article_12"]: "pass",
	["compliance", "article_14"]: "pass",
	["compliance", "article_15"]: "pass",
	"run of tests": "pass",
}

# ---------------------------------------------------------------- the good base

_statuses(checks) := {check.term: check.status | some check in checks}

_add(path, value) := {"op": "add", "path": path, "value": value}

_digest(text) := concat("", ["sha256:", crypto.sha256(text)])

_asked := {
	"stage": "post_deploy",
	"as_of": "2026-11-22T10:00:00Z",
	"subject": {"system": "credit-scoring"},
}

_house := {"organisation": "Musterbank", "systems": {}, "defaults": {
	"fairness": {"minimum_n": 200, "protected_attributes": ["age_group"]},
	"risk_management": {"test_reports": ["validation"], "days_between_reviews": 180},
	"limits": {
		"fairness": {"selection_rate_ratio": object.union(_limit(0.8), {"attributes": ["age_group"]})},
		"performance": {"balanced_accuracy": _limit(0.6)},
		"data_quality": {"missing": object.union(_limit(0.1), {"relation": "at_most"})},
	},
}}

_limit(value) := {
	"relation": "at_least",
	"value": value,
	"bound": "interval",
	"unit": "share",
	"source": "A convention; not EU law",
	"reason": "Start value until there is a study.",
	"owner": "m.richter",
	"review_by": "2027-09-30",
}

_estimate(value, low, high) := {"value": value, "low": low, "high": high, "n": 1000, "method": "Wilson score interval"}

_documents := {
	"risk_management": {"digest": _digest("1")},
	"performance": {"digest": _digest("2")},
	"fairness": {"digest": _digest("3")},
	"data_quality": {"digest": _digest("4")},
}

_judged := {
	"answer": "yes",
	"reason": "Two people looked at it and found it so.",
	"cites": [_digest("1"), _digest("2"), _digest("3"), _digest("4")],
}

_section := {"digest": _digest("6"), "words": 100, "placeholders": {"count": 0}, "empty": false}

_written(digest, mapped) := {
	"digest": digest,
	"words": {"value": 300},
	"placeholders": {"count": 0},
	"mapped": mapped,
}

_on_file := {
	"system": {
		"placed_on_market_at": "2026-11-10T00:00:00Z",
		"intended_purpose": "Score applicants for credit.",
	},
	"model": {"trained_at": "2026-11-01T18:00:00Z"},
	"file_history": {"documents": {"risk_management": {
		"digest": _digest("7"),
		"in_commit": "yes",
		"commits": 2,
		"first_at": "2026-09-01T12:00:00Z",
		"versions": [
			{"committed_at": "2026-11-04T12:00:00Z", "digest": _digest("7")},
			{"committed_at": "2026-09-01T12:00:00Z", "digest": _digest("8")},
		],
		"versions_left_out": 0,
	}}},
	"dossier": {"documents": {
		"risk_management": _written(_digest("7"), {"unequal": {"section": _section}}),
		"instructions_for_use": _written(_digest("9"), {}),
		"deployer_training": _written(_digest("0"), {}),
	}},
	"test_report": {"validation": {
		"run": {"complete": "yes"},
		"counts": {"tests": 2, "passed": 1, "failed": 1, "warning": 0, "error": 0, "not_evaluated": 0},
		"tests": [
			{"name": "overrule", "outcome": "passed"},
			{"name": "gap", "outcome": "failed"},
		],
	}},
	"performance": {
		"run": {"started_at": "2026-11-02T09:00:00Z", "finished_at": "2026-11-02T09:10:00Z"},
		"data_sets": {"testing": {"measures": {
			"accuracy": _estimate(0.8, 0.77, 0.83),
			"balanced_accuracy": _estimate(0.78, 0.75, 0.8),
		}}},
	},
	"fairness": {"data_sets": {"testing": {"attributes": {"age_group": {"measures": {"selection_rate_ratio": _estimate(0.91, 0.81, 1)}}}}}},
	"data_quality": {"data_sets": {
		"training": {"missing": _estimate(0, 0, 0.01)},
		"testing": {"groups": {"age_group": {"under 26": 190, "26 and over": 810}}},
	}},
	"robustness": {"data_sets": {"testing": {"disturbances": {"noise": {"status": "untouched", "n": 0}}}}},
	"log_test": {"requests": 40, "records": 40, "without_time": 0},
	"stop_test": {
		"asked_at": "2026-11-20T08:50:00Z",
		"halted_at": "2026-11-20T08:50:01Z",
		"requests_after_stop": 5,
		"answered_after_stop": 0,
		"safe_state": "stopped: applications wait for an officer",
	},
	"monitoring": {
		"alerts": 0,
		"metrics": ["selection_rate_ratio"],
		"period": {"to": "2026-11-20T00:00:00Z"},
		"runs": [{"at": "2026-11-12T06:00:00Z"}, {"at": "2026-11-19T06:00:00Z"}],
		"runs_completed": 4,
	},
	"assessment": {
		"EUAIA-9.4": {"answers": {
			"effects_of_requirements_combined": _judged,
			"possible_interactions": _judged,
			"balance_of_measures": _judged,
		}},
		"EUAIA-9.5": {"answers": {"unequal": _judged, "overall_residual_risk": _judged}},
		"EUAIA-9.5.a": {"answers": {"unequal": _judged}},
		"EUAIA-9.5.subpara3": {"answers": {
			"technical_knowledge": _judged,
			"experience": _judged,
			"education": _judged,
			"training": _judged,
			"context": _judged,
		}},
		"EUAIA-9.9": {"answers": {"minors": _judged, "other_vulnerable_groups": _judged}},
	},
	"risk_management": {
		"stated_at": "2026-11-20T09:00:00Z",
		"document": _digest("7"),
		"process": {
			"owner": "M. Richter",
			"established": "By a policy that the board adopted.",
			"implemented": {
				"description": "The owner goes through it before each release.",
				"test": "test_report.validation.overrule",
			},
			"documented": "A section for each risk, in the repository.",
			"maintained": "Each review ends in a commit.",
		},
		"reviews": [{
			"at": "2026-11-04T11:00:00Z",
			"document": _digest("7"),
			"outcome": "The gap of the new model was taken up.",
		}],
		"risks": {"unequal": {
			"section": _digest("6"),
			"hazard": "Applicants are refused because of their age.",
			"analysis": "Old decisions favoured older people.",
			"source": "misuse",
			"interests": ["fundamental_rights"],
			"attributes": ["age_group"],
			"findings": ["test_report.validation.gap"],
			"estimate": {
				"likelihood": "likely",
				"severity": "serious",
				"evaluation": "To be reduced before release.",
				"test": "fairness.age_group.selection_rate_ratio",
			},
			"measures": {
				"description": "Training rows are weighted.",
				"adopted_on": "2026-10-20",
				"test": "fairness.age_group.selection_rate_ratio",
			},
			"by_design": "Telling columns are not read.",
			"controls": {
				"description": "A second officer sees refusals.",
				"test": "test_report.validation.overrule",
			},
			"residual": "A small gap remains.",
		}},
		"no_risk": {
			"health": "It touches nobody's health.",
			"safety": "It moves nothing and runs no device.",
		},
		"misuse": [{
			"scenario": "An officer sets a rate by the score.",
			"risk": "unequal",
			"evaluation": "Possible and of moderate severity.",
			"test": "log_test",
		}],
		"post_market_inputs": {
			"alerts": 0,
			"runs": 4,
			"until": "2026-11-20T00:00:00Z",
			"metrics": {"selection_rate_ratio": "It stayed above the limit."},
			"evaluation": "No other risk arises from the records.",
		},
		"interactions": {
			"article_10": "Weighting changes what data say.",
			"article_11": "Measures stand in the documentation.",
			"article_12": "Records serve the control of misuse.",
			"article_13": "Instructions tell the limits.",
			"article_14": "Overruling costs time.",
			"article_15": "Weighting costs a point of accuracy.",
		},
		"deployer_information": {
			"instructions": _digest("9"),
			"provision": "They are part of the release.",
			"training": {"description": "Half a day for officers.", "material": _digest("0")},
		},
		"deployer_profile": {
			"technical_knowledge": "Officers read tables.",
			"experience": "Most have granted credits for years.",
			"education": "An apprenticeship or more.",
			"training": "Half a day on the system.",
			"context": "In a branch, with little time.",
		},
		"testing": {
			"intended_purpose": "Score applicants for credit.",
			"measures": {"description": "Weights and thresholds were compared.", "test": "fairness.age_group.selection_rate_ratio"},
			"consistency": {"description": "Last year's scores were made again.", "test": "performance.accuracy"},
			"requirements": {
				"article_10": "data_quality.training.missing",
				"article_12": "log_test",
				"article_14": "stop_test",
				"article_15": "performance.balanced_accuracy",
			},
		},
		"vulnerable_groups": {
			"minors": {"likely": "no", "reason": "Credits are for adults."},
			"groups": {"age_group": {
				"under 26": "They may be refused more often.",
				"26 and over": "No harm beyond that of all is likely.",
			}},
			"not_counted": {},
		},
	},
}
