package lexgate.lib.risks_test

import data.lexgate.lib.risks

# The controls of Articles 6, 8 and 9 try each answer over a good base; here is what only
# hostile values reach.

_asked := {"stage": "post_deploy", "as_of": "2026-11-22T10:00:00Z"}

_found(value) := {"value": value, "source": ["risk_management"]}

_seen := risks.instruments({
	"test_report": _found({
		"a.b": {"run": {"complete": "yes"}, "tests": [
			{"name": "c", "outcome": "passed"},
			{"name": "d", "outcome": "warning"},
			{"name": "e", "outcome": "error"},
			{"name": "f", "outcome": "not_evaluated"},
			{"name": "g", "outcome": "passed"},
			{"name": "g", "outcome": "failed"},
			{"name": "h", "outcome": "passed"},
			{"name": "h", "outcome": "error"},
			{"name": "i", "outcome": "perhaps"},
			{"name": 7, "outcome": "passed"},
			{"outcome": "passed"},
		]},
		"cut": {"run": {"complete": "unknown"}, "tests": [{"name": "c", "outcome": "passed"}]},
	}),
	"performance": _found({"accuracy": _estimate, "recall": {"value": null, "reason": "nobody"}, "wild": object.union(_estimate, {"value": 2, "high": 2})}),
	"fairness": _found({"sex": {"measures": {"ratio": _estimate}}, "age": null}),
	"data_quality": _found({"training": {"missing": _estimate}}),
	"robustness": _found({"noise": {"status": "answered", "n": 5}, "gone": {"status": "error", "n": 5}, "none": {"status": "answered", "n": 0}}),
	"log_test": _found(null),
	"stop_test": _found({"answered_after_stop": 0}),
	"limits": {
		"performance": {"accuracy": {"relation": "at_least", "value": 0.9, "bound": "point", "minimum_n": 10}},
		"fairness": {"ratio": {"relation": "at_least", "value": 0.5, "bound": "point", "minimum_n": 10}},
	},
})

_estimate := {"value": 0.8, "low": 0.7, "high": 0.9, "n": 100, "method": "Wilson score interval"}

test_how_a_test_ended[note] if {
	some note, case in {
		"passed": {"test": "test_report.a.b.c", "tested": "pass", "controlled": "pass"},
		"a warning": {"test": "test_report.a.b.d", "tested": "pass", "controlled": "fail"},
		"an error is no run": {"test": "test_report.a.b.e", "tested": "unknown", "controlled": "unknown"},
		"not evaluated": {"test": "test_report.a.b.f", "tested": "unknown", "controlled": "unknown"},
		"of one name, one failed": {"test": "test_report.a.b.g", "tested": "pass", "controlled": "fail"},
		"of one name, one with an error": {"test": "test_report.a.b.h", "tested": "unknown", "controlled": "unknown"},
		"an outcome of no vocabulary": {"test": "test_report.a.b.i", "tested": "unknown", "controlled": "unknown"},
		"a name that is a number": {"test": "test_report.a.b.7", "tested": "unknown", "controlled": "unknown"},
		"a report alone": {"test": "test_report.a.b", "tested": "unknown", "controlled": "unknown"},
		"a report that did not end": {"test": "test_report.cut.c", "tested": "unknown", "controlled": "unknown"},
		"a limit that is missed": {"test": "performance.accuracy", "tested": "pass", "controlled": "fail"},
		"a limit that is met": {"test": "fairness.sex.ratio", "tested": "pass", "controlled": "pass"},
		"a number without a limit": {"test": "data_quality.training.missing", "tested": "pass", "controlled": "unknown"},
		"a number that is none": {"test": "performance.recall", "tested": "unknown", "controlled": "unknown"},
		"a number outside its bounds": {"test": "performance.wild", "tested": "unknown", "controlled": "unknown"},
		"disturbed and answered": {"test": "robustness.noise", "tested": "pass", "controlled": "unknown"},
		"disturbed and not answered": {"test": "robustness.gone", "tested": "unknown", "controlled": "unknown"},
		"disturbed nothing": {"test": "robustness.none", "tested": "unknown", "controlled": "unknown"},
		"no log test": {"test": "log_test", "tested": "unknown", "controlled": "unknown"},
		"a stop that nobody tried": {"test": "stop_test", "tested": "unknown", "controlled": "unknown"},
		"another kind": {"test": "monitoring", "tested": "unknown", "controlled": "unknown"},
		"no text": {"test": ["performance.accuracy"], "tested": "unknown", "controlled": "unknown"},
		"nothing": {"test": null, "tested": "unknown", "controlled": "unknown"},
	}

	text := _found("Two people looked at it.")
	tested := risks.tested("t", [text], _found(case.test), _seen) with input as _asked
	controlled := risks.controlled("t", _found({"description": "Two people looked at it.", "test": case.test}), _seen) with input as _asked

	[tested.status, controlled.status] == [case.tested, case.controlled]
}

test_names_of_risks[note] if {
	some note, case in {
		"in both": {"stated": {"a": {}}, "sections": {"a": {}}, "want": {"a"}},
		"each in one": {"stated": {"a": {}}, "sections": {"b": {}}, "want": {"a", "b"}},
		"in none": {"stated": {}, "sections": null, "want": {null}},
		"lists": {"stated": ["a"], "sections": "a", "want": {null}},
	}

	risks.names(_found(case.stated), _found(case.sections)) == case.want
}

# Each function has an answer for values of any type, and none of them passes.
test_every_function_answers[note] if {
	some note, value in {
		"null": null,
		"a number": 7,
		"true": true,
		"text": "Two people looked at it.",
		"a list": [1, null],
		"a list of objects": [{}],
		"an object of lists": {"a": []},
		"an empty object": {},
	}

	found := _found(value)
	seen := risks.instruments(object.union({"limits": {}}, {kind: found |
		some kind in ["test_report", "performance", "fairness", "data_quality", "robustness", "log_test", "stop_test"]
	}))
	checks := [
		risks.tested("t", [found], found, seen),
		risks.controlled("t", found, seen),
		risks.adopted("t", found, found, seen),
		risks.complied("t", value, found, seen, value),
		risks.apart("t", [_found([value]), found], seen),
		risks.consistent("t", [found], {"stated": found, "facts": found}, found, seen),
		risks.ended("t", found),
		risks.described("t", [found], found, found),
		risks.endangered("health", found, seen, _found(7)),
		risks.concerned(value, found, seen),
		risks.answered("t", value, found, found),
		risks.limit_answered("t", [value], found, value, found),
		risks.misused("t", found, found, seen),
		risks.led_to("t", _found([value]), found, found),
		risks.considered("t", found, found, _found(7)),
		risks.trained("t", found, found),
		risks.established("t", [found], found, object.union(found, {"stated": true})),
		risks.documented("t", [found], found, found),
		risks.maintained("t", [found], found, found),
		risks.committed("t", found, found, object.union(found, {"stated": true})),
		risks.reviewed("t", found, found, found),
		risks.reviewed_after_alerts("t", found, found, found),
		risks.review_recent("t", found, found, value),
		risks.agrees("t", found, value),
		risks.denied("t", found, value),
		risks.one_holds("t", {"a": found}),
		risks.act_met("t", found),
		risks.some_act("t", found, ["a"]),
	] with input as _asked

	count(checks) == 28
	{check.status | some check in checks} == {"unknown"}
	{check.half | some check in checks} == {"act", "house"}
	not true in {check.linked | some check in checks}
}

test_the_last_run_is_not_the_first_of_the_list if {
	history := _found({"versions": [{"committed_at": "2026-11-10T00:00:00Z", "digest": _digest}], "versions_left_out": 0})
	reviews := _found([{"at": "2026-11-10T00:00:00Z", "document": _digest, "outcome": "All alerts were looked at."}])
	monitoring := _found({"alerts": 1, "runs": [{"at": "2026-11-12T00:00:00Z"}, {"at": "2026-11-05T00:00:00Z"}]})

	found := risks.reviewed_after_alerts("t", reviews, history, monitoring) with input as _asked
	found.status == "fail"
}

# An article of the Section is tested by what can test it, and by a test that ran.
test_complied[note] if {
	apart := "a test of this kind says nothing of this article"
	some note, case in {
		"of a kind that can": {"test": "fairness.sex.ratio", "want": ["pass", false]},
		"of a kind that can, and not run": {"test": "fairness.age.ratio", "want": ["unknown", false]},
		"of another kind": {"test": "performance.accuracy", "want": ["unknown", true]},
		"of another kind, and not run": {"test": "performance.recall", "want": ["unknown", false]},
		"a report on data": {"test": "test_report.a.b.c", "want": ["unknown", true]},
		"a report on data, where no stop fits": {"test": "test_report.a.b.c", "stopless": "yes", "want": ["unknown", true]},
		"a report on logs": {"article": "article_12", "test": "test_report.a.b.c", "want": ["unknown", true]},
		"a report on robustness": {"article": "article_15", "test": "test_report.a.b.c", "want": ["unknown", true]},
		"a report on oversight": {"article": "article_14", "test": "test_report.a.b.c", "want": ["unknown", true]},
		"a report on oversight, where a stop may fit": {
			"article": "article_14",
			"test": "test_report.a.b.c",
			"stopless": "unknown",
			"want": ["unknown", true],
		},
		"a report on oversight, where no stop fits": {
			"article": "article_14",
			"test": "test_report.a.b.c",
			"stopless": "yes",
			"want": ["pass", false],
		},
		"accuracy for oversight, where no stop fits": {
			"article": "article_14",
			"test": "performance.accuracy",
			"stopless": "yes",
			"want": ["unknown", true],
		},
		"disturbances": {"article": "article_15", "test": "robustness.noise", "want": ["pass", false]},
		"an article of documents": {"article": "article_11", "test": "performance.accuracy", "want": ["unknown", true]},
	}

	found := risks.complied(
		"t",
		object.get(case, "article", "article_10"),
		_found(case.test),
		_seen,
		object.get(case, "stopless", "no"),
	) with input as _asked
	[found.status, found.because == apart] == case.want
}

# One test for every risk is targeted at none of them.
test_apart[note] if {
	some note, case in {
		"one each": {"tests": ["performance.accuracy", "robustness.noise"], "want": ["pass", null, true]},
		"two of three the same": {
			"tests": ["performance.accuracy", "robustness.noise", "performance.accuracy"],
			"want": ["pass", null, true],
		},
		"one risk": {"tests": ["performance.accuracy"], "want": ["pass", null, true]},
		"one for all": {
			"tests": ["performance.accuracy", "performance.accuracy"],
			"want": ["unknown", "one test stands for every risk", false],
		},
		"a test that did not run": {"tests": ["performance.accuracy", "performance.recall"], "want": ["unknown", _unrun, false]},
		"a risk without a test": {"tests": ["performance.accuracy", "robustness.noise", null], "want": ["unknown", _unrun, false]},
		"the one risk without a test": {"tests": [null], "want": ["unknown", _unrun, false]},
		"no risk": {"tests": [], "want": ["unknown", _unrun, false]},
	}

	found := risks.apart("t", [_found(test) | some test in case.tests], _seen)
	[found.status, found.because, found.linked] == case.want
	found.observed == case.tests
}

_unrun := "no risk, or one that names no test that ran"

# A history that counts no commits shows none.
test_maintained[note] if {
	some note, case in {
		"committed": {"commits": 2, "want": "pass"},
		"never": {"commits": 0, "want": "unknown"},
		"a number as text": {"commits": "2", "want": "unknown"},
		"not counted": {"commits": null, "want": "unknown"},
	}

	text := _found("Two people look at it each quarter.")
	history := _found({"digest": _digest, "in_commit": "yes", "commits": case.commits})
	found := risks.maintained("t", [text], _found(_digest), history) with input as _asked
	found.status == case.want
}

# A risk answers for a limit that is missed, not for a number that nobody has.
test_limit_answered[note] if {
	some note, case in {
		"met": {"found": _estimate, "limit": 0.75, "findings": [], "want": "pass"},
		"missed": {"found": _estimate, "limit": 0.95, "findings": [], "want": "fail"},
		"missed, and a risk says so": {"found": _estimate, "limit": 0.95, "findings": ["performance.accuracy"], "want": "pass"},
		"missed, and a risk says another": {"found": _estimate, "limit": 0.95, "findings": ["performance.recall"], "want": "fail"},
		"of too few, and a risk says so": {"found": object.union(_estimate, {"n": 5}), "limit": 0.75, "findings": ["performance.accuracy"], "want": "pass"},
		"of too few": {"found": object.union(_estimate, {"n": 5}), "limit": 0.75, "findings": [], "want": "unknown"},
		"not measured, and a risk says so": {"found": {"value": null, "reason": "nobody"}, "limit": 0.75, "findings": ["performance.accuracy"], "want": "unknown"},
		"outside its bounds, and a risk says so": {"found": object.union(_estimate, {"value": 2, "high": 2}), "limit": 0.95, "findings": ["performance.accuracy"], "want": "unknown"},
	}

	check := risks.limit_answered(
		"t",
		["performance", "accuracy"],
		_found(case.found),
		{"relation": "at_least", "value": case.limit, "bound": "point", "minimum_n": 10},
		_found({"r": {
			"hazard": "Applicants are refused who would repay.",
			"measures": {"description": "An officer looks at each refusal."},
			"findings": case.findings,
		}}),
	)

	check.status == case.want
}

_digest := "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

test_named_and_said[note] if {
	some note, case in {
		"names in order": {"value": {"b": "x", "a": "y"}, "named": ["a", "b"], "said": 2},
		"none": {"value": {}, "named": null, "said": 0},
		"a list": {"value": ["a"], "named": null, "said": 0},
		"nothing": {"value": null, "named": null, "said": 0},
	}

	risks.named(_found(case.value)).value == case.named
	count(risks.said(_found(case.value))) == case.said
}
