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
			{"name": "j", "outcome": "passed"},
			{"name": "j"},
			{"name": "k", "outcome": "passed"},
			{"name": "k", "outcome": null},
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
		"passed, and once more without an outcome": {"test": "test_report.a.b.j", "tested": "unknown", "controlled": "unknown"},
		"passed, and once more with null": {"test": "test_report.a.b.k", "tested": "unknown", "controlled": "unknown"},
		"a name that is a number": {"test": "test_report.a.b.7", "tested": "unknown", "controlled": "unknown"},
		"a name that is no text": {"test": "test_report.a.b.", "tested": "unknown", "controlled": "unknown"},
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
		"names in order": {"value": {"b": "x", "a": "y"}, "named": ["a", "b"], "said": ["y", "x"]},
		"none": {"value": {}, "named": null, "said": []},
		"a list": {"value": ["a"], "named": null, "said": []},
		"nothing": {"value": null, "named": null, "said": []},
	}

	risks.named(_found(case.value)) == _found(case.named)
	risks.said(_found(case.value)) == [_found(text) | some text in case.said]
}

# ---------------------------------------------------------------- whole answers

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_answer(found) := [found.status, found.because, found.linked]

_words := "Two people looked at it."

_day := "2026-11-22T00:00:00Z"

# Only what was measured on one, or ended by itself, and what failed.
_tried := risks.instruments({
	"test_report": _found({"r": {"run": {"complete": "yes"}, "tests": [
		{"name": "passed", "outcome": "passed"},
		{"name": "failed", "outcome": "failed"},
	]}}),
	"performance": _found({"recall": _estimate}),
	"fairness": _found({}),
	"data_quality": _found({"testing": {"duplicates": _estimate, "missing": _estimate, "rows": _estimate}}),
	"robustness": _found({"one": {"status": "answered", "n": 1}, "text": {"status": "answered", "n": "5"}, "half": {"status": "answered", "n": 0.5}}),
	"log_test": _found({"requests": 5, "records": 4, "without_time": 0}),
	"stop_test": _found({
		"requests_after_stop": 3,
		"answered_after_stop": 0,
		"safe_state": "Officers decide by hand.",
		"asked_at": "2026-11-20T10:00:00Z",
		"halted_at": "2026-11-20T10:00:01Z",
	}),
	"limits": {"data_quality": {
		"duplicates": {"relation": "at_most", "value": 0.95, "bound": "interval", "minimum_n": 10},
		"missing": {"relation": "at_most", "value": 0.1, "bound": "interval", "minimum_n": 10},
	}},
})

test_controlled[note] if {
	some note, case in {
		"a test that passed": {"change": [], "want": ["pass", null, true]},
		"a log that was tried, and failed": {"change": [_set("/test", "log_test")], "want": ["fail", _not_passed, false]},
		"a limit on data that is met": {"change": [_set("/test", "data_quality.testing.duplicates")], "want": ["pass", null, true]},
		"a limit on data that is missed": {"change": [_set("/test", "data_quality.testing.missing")], "want": ["fail", _not_passed, false]},
		"what is no measure of data": {"change": [_set("/test", "data_quality.testing.rows")], "want": ["unknown", _no_control, false]},
		"a number without a limit": {"change": [_set("/test", "performance.recall")], "want": ["unknown", _no_control, false]},
		"a test that passed, and no words": {"change": [_gone("/description")], "want": ["unknown", _no_control, false]},
		"a test that failed, and no words": {
			"change": [_gone("/description"), _set("/test", "test_report.r.failed")],
			"want": ["fail", _not_passed, false],
		},
		"nothing to be controlled": {
			"change": [_set("", {"not_needed": _words})],
			"want": ["pass", "text only: nothing remains to be controlled", false],
		},
		"nothing to be controlled, and a test of it": {
			"change": [_set("", {"not_needed": _words, "test": "test_report.r.failed"})],
			"want": ["fail", _not_passed, false],
		},
	}

	_answer(risks.controlled("t", _found(json.patch({"description": _words, "test": "stop_test"}, case.change)), _tried)) == case.want
}

_not_passed := "the test of the control did not pass"

_no_control := "no control with a test that passed or failed"

test_tested[note] if {
	some note, case in {
		"one row disturbed": {"test": "robustness.one", "want": ["pass", null, true]},
		"a number of rows as text": {"test": "robustness.text", "want": ["unknown", _unseen, false]},
		"half a row": {"test": "robustness.half", "want": ["unknown", _unseen, false]},
		"a placeholder": {"texts": ["TODO"], "test": "stop_test", "want": ["unknown", _no_text, false]},
		"a placeholder, and no test": {"texts": ["TODO"], "test": null, "want": ["unknown", _no_text, false]},
		"no words at all": {"texts": [], "test": "stop_test", "want": ["unknown", _no_text, false]},
		"no test": {"test": null, "want": ["unknown", _unseen, false]},
	}

	found := risks.tested("t", [_found(text) | some text in object.get(case, "texts", [_words])], _found(case.test), _tried)
	_answer(found) == case.want
}

_unseen := "no instrument saw a test of this name that ran"

_no_text := "the text is missing or a placeholder"

test_adopted[note] if {
	some note, case in {
		"adopted before": {"change": [], "want": ["pass", null, true]},
		"adopted at the first moment of the day of the signature": {"change": [_set("/adopted_on", "2026-11-22")], "want": ["pass", null, true]},
		"adopted that day, and not tried": {
			"change": [_set("/adopted_on", "2026-11-22"), _gone("/test")],
			"want": ["unknown", _unseen, false],
		},
		"a plan": {"change": [_set("/adopted_on", "2026-11-23")], "want": ["fail", _not_adopted, false]},
		"a plan, and not tried": {"change": [_set("/adopted_on", "2026-11-23"), _gone("/test")], "want": ["fail", _not_adopted, false]},
		"a test that failed": {"change": [_set("/test", "test_report.r.failed")], "want": ["pass", null, true]},
		"a test that ran": {"change": [_set("/test", "performance.recall")], "want": ["pass", null, true]},
		"not tried": {"change": [_gone("/test")], "want": ["unknown", _unseen, false]},
		"not tried, and a placeholder": {"change": [_gone("/test"), _set("/description", "TBD")], "want": ["unknown", _no_measure, false]},
		"on no day": {"change": [_gone("/adopted_on")], "want": ["unknown", _no_measure, false]},
		"on a day that is none": {"change": [_set("/adopted_on", "2026-02-30")], "want": ["unknown", _no_measure, false]},
	}

	measures := json.patch({"description": _words, "adopted_on": "2026-11-21", "test": "stop_test"}, case.change)
	_answer(risks.adopted("t", _found(measures), _found(_day), _tried)) == case.want
}

_not_adopted := "not yet adopted when it was signed for"

_no_measure := "no measure with the day on which it was adopted"

test_complied_by_what_failed_or_ran[note] if {
	some note, case in {
		"a log that failed": {"article": "article_12", "test": "log_test", "want": ["pass", null, true]},
		"a stop, where a fact says that none fits": {
			"article": "article_14",
			"stopless": "yes",
			"test": "stop_test",
			"want": ["pass", null, true],
		},
		"a disturbance of another article": {
			"article": "article_10",
			"test": "robustness.one",
			"want": ["unknown", "a test of this kind says nothing of this article", false],
		},
		"no test": {"article": "article_10", "test": "data_quality.testing", "want": ["unknown", _unseen, false]},
	}

	found := risks.complied("t", case.article, _found(case.test), _tried, object.get(case, "stopless", "no"))
	_answer(found) == case.want
}

# The source is that of the first test: what a report points at.
test_apart_shows_where_the_first_test_stands[note] if {
	some note, case in {
		"two": {"tests": [{"value": "stop_test", "source": ["a"]}, {"value": "log_test", "source": ["b"]}], "want": ["a"]},
		"one": {"tests": [{"value": "stop_test", "source": ["a"]}], "want": ["a"]},
		"none": {"tests": [], "want": null},
	}

	risks.apart("t", case.tests, _tried).source == case.want
}

test_consistent[note] if {
	some note, case in {
		"for the purpose of the facts": {"want": ["pass", null, true]},
		"by a test that failed": {"change": [_set("/test", "log_test")], "want": ["pass", null, true]},
		"by a test that passed": {"change": [_set("/test", "stop_test")], "want": ["pass", null, true]},
		"for another purpose": {
			"change": [_set("/stated", "To grade students.")],
			"want": ["fail", "tested for another purpose than the facts have", false],
		},
		"for a purpose, and the facts have none": {"change": [_set("/facts", null)], "want": ["unknown", _no_purpose, false]},
		"for no purpose, as the facts": {"change": [_set("/facts", null), _set("/stated", null)], "want": ["unknown", _no_purpose, false]},
		"for a placeholder, as the facts": {"change": [_set("/facts", "TBD"), _set("/stated", "TBD")], "want": ["unknown", _no_purpose, false]},
		"no words": {"change": [_set("/text", "TBD")], "want": ["unknown", _no_purpose, false]},
		"no words, and no test": {"change": [_set("/text", "TBD"), _set("/test", null)], "want": ["unknown", _no_purpose, false]},
		"no purpose, and no test": {"change": [_set("/stated", null), _set("/test", null)], "want": ["unknown", _no_purpose, false]},
		"no test": {"change": [_set("/test", null)], "want": ["unknown", _unseen, false]},
	}

	base := {"text": _words, "stated": "To grant credit.", "facts": "To grant credit.", "test": "robustness.one"}
	at := json.patch(base, object.get(case, "change", []))
	found := risks.consistent("t", [_found(at.text)], {"stated": _found(at.stated), "facts": _found(at.facts)}, _found(at.test), _tried)
	_answer(found) == case.want
}

_no_purpose := "the text or the purpose is missing"

test_ended[note] if {
	some note, case in {
		"in a second, just now": {"run": {"started_at": _asked.as_of, "finished_at": _asked.as_of}, "want": ["pass", null, true]},
		"in the future": {"run": {"started_at": _day, "finished_at": "2026-11-22T10:00:01Z"}, "want": ["unknown", _no_run, false]},
		"before it began": {"run": {"started_at": _day, "finished_at": "2026-11-21T23:59:59Z"}, "want": ["unknown", _no_run, false]},
		"never": {"run": {"started_at": _day, "finished_at": null}, "want": ["unknown", _no_run, false]},
	}

	found := risks.ended("t", _found(case.run)) with input as _asked
	_answer(found) == case.want
}

_no_run := "no run of tests is known to have ended"

_other := "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

test_described[note] if {
	some note, case in {
		"written": {"want": ["pass", null, true]},
		"in one word": {"change": [_set("/section/words", 1)], "want": ["pass", null, true]},
		"in no word": {"change": [_set("/section/words", 0)], "want": ["fail", _to_be_written, false]},
		"in words as text": {"change": [_set("/section/words", "12")], "want": ["fail", _to_be_written, false]},
		"with a placeholder": {"change": [_set("/section/placeholders/count", 1)], "want": ["fail", _to_be_written, false]},
		"an empty section": {"change": [_set("/section/empty", true)], "want": ["unknown", _no_section, false]},
		"not known to be filled": {"change": [_gone("/section/empty")], "want": ["unknown", _no_section, false]},
		"another section": {"change": [_set("/stated", _other)], "want": ["fail", _other_section, false]},
		"another section, to be written": {
			"change": [_set("/stated", _other), _set("/section/words", 0)],
			"want": ["fail", _other_section, false],
		},
		"a section without a digest": {"change": [_set("/section/digest", "none")], "want": ["unknown", _no_section, false]},
		"two that are no digests, and agree": {
			"change": [_set("/section/digest", "sha256:none"), _set("/stated", "sha256:none")],
			"want": ["unknown", _no_section, false],
		},
		"to be written, without a digest": {
			"change": [_set("/section/digest", "none"), _set("/section/words", 0)],
			"want": ["unknown", _no_section, false],
		},
		"nobody signed": {"change": [_set("/stated", null)], "want": ["unknown", _no_section, false]},
		"signed for a word": {"change": [_set("/stated", "none")], "want": ["unknown", _no_section, false]},
		"no section": {"change": [_gone("/section")], "want": ["unknown", _no_section, false]},
		"no hazard": {"change": [_set("/text", "TBD")], "want": ["unknown", _no_text, false]},
		"no hazard, another section": {"change": [_set("/text", "TBD"), _set("/stated", _other)], "want": ["fail", _other_section, false]},
	}

	base := {
		"text": _words,
		"stated": _digest,
		"section": {"digest": _digest, "words": 40, "placeholders": {"count": 0}, "empty": false},
	}
	at := json.patch(base, object.get(case, "change", []))
	found := risks.described("t", [_found(at.text)], _found(at.stated), _found(object.remove(at, ["text", "stated"])))
	_answer(found) == case.want
}

_other_section := "the section of the risk file is another one than people signed for"

_to_be_written := "the section of the risk file is still to be written"

_no_section := "the risk file has no section of this name, or nobody signed for it"

# ---------------------------------------------------------------- risks by interest, attribute, finding

_risk := {
	"hazard": "Applicants are refused who would repay.",
	"analysis": "One in ten, by the last study.",
	"interests": ["fundamental_rights"],
	"attributes": ["sex"],
	"estimate": {"test": "stop_test"},
	"measures": {"description": "An officer looks at each refusal."},
	"findings": [],
}

test_endangered[note] if {
	some note, case in {
		"a risk that was tested": {"change": [], "want": ["pass", null, true]},
		"by a test that failed": {"change": [_set("/estimate/test", "log_test")], "want": ["pass", null, true]},
		"by a number": {"change": [_set("/estimate/test", "performance.recall")], "want": ["pass", null, true]},
		"not tested": {"change": [_set("/estimate/test", null)], "want": ["unknown", _no_risk, false]},
		"a hazard in no words": {"change": [_set("/hazard", "TBD")], "want": ["unknown", _no_risk, false]},
		"not analysed": {"change": [_set("/analysis", "TBD")], "want": ["unknown", _no_risk, false]},
		"to another interest": {"change": [_set("/interests", ["health"])], "want": ["unknown", _no_risk, false]},
		"a reason, and a risk that was tested": {"change": [], "excuse": _words, "want": ["pass", null, true]},
		"a reason, and a risk that was not": {
			"change": [_set("/estimate/test", null)],
			"excuse": _words,
			"want": ["unknown", "a reason says that there is none, and a risk of the file names it", false],
		},
		"a reason alone": {
			"change": [_set("/interests", ["health"])],
			"excuse": _words,
			"want": ["pass", "text only: a signed reason why none is endangered", false],
		},
		"a reason in no words": {"change": [_set("/interests", ["health"])], "excuse": "TBD", "want": ["unknown", _no_risk, false]},
	}

	found := risks.endangered("fundamental_rights", _found({"r": json.patch(_risk, case.change)}), _tried, _found(object.get(case, "excuse", null)))
	_answer(found) == case.want
}

_no_risk := "no risk of this sort rests on a test that ran, and no reason says that there is none"

test_concerned[note] if {
	some note, case in {
		"a risk that was tested": {"change": [], "want": ["pass", null, true]},
		"to health alone": {"change": [_set("/interests", ["health"])], "want": ["unknown", _no_concern, false]},
		"by another attribute": {"change": [_set("/attributes", ["age"])], "want": ["unknown", _no_concern, false]},
		"not tested": {"change": [_set("/estimate/test", null)], "want": ["unknown", _no_concern, false]},
	}

	found := risks.concerned("sex", _found({"r": json.patch(_risk, case.change)}), _tried)
	_answer(found) == case.want
}

_no_concern := "no risk to fundamental rights names this attribute and rests on a test that ran"

test_shown_are_the_risks_that_name_it if {
	stated := {"b": _risk, "a": _risk, "c": object.union(_risk, {"interests": ["health"], "attributes": ["age"]})}

	risks.endangered("fundamental_rights", _found(stated), _tried, _found(null)).observed == ["a", "b"]
	risks.endangered("safety", _found(stated), _tried, _found(null)).observed == []
	risks.concerned("age", _found(stated), _tried).observed == ["c"]
}

test_answered[note] if {
	some note, case in {
		"all passed": {"tests": ["passed", "passed"], "want": ["pass", null, true]},
		"one that passed": {"tests": ["passed"], "want": ["pass", null, true]},
		"failed": {"tests": ["passed", "failed"], "want": ["fail", _unanswered, false]},
		"a warning": {"tests": ["warning"], "want": ["fail", _unanswered, false]},
		"an error": {"tests": ["error"], "want": ["fail", _unanswered, false]},
		"not evaluated": {"tests": ["not_evaluated"], "want": ["fail", _unanswered, false]},
		"failed, in a risk": {"tests": ["failed"], "in_a_risk": ["test_report.r.0"], "want": ["pass", null, true]},
		"a warning, in a risk": {"tests": ["warning"], "in_a_risk": ["test_report.r.0"], "want": ["pass", null, true]},
		"an error, in a risk": {"tests": ["error"], "in_a_risk": ["test_report.r.0"], "want": ["pass", null, true]},
		"not evaluated, in a risk": {"tests": ["not_evaluated"], "in_a_risk": ["test_report.r.0"], "want": ["pass", null, true]},
		"two, one of them in a risk": {"tests": ["failed", "error"], "in_a_risk": ["test_report.r.1"], "want": ["fail", _unanswered, false]},
		"an outcome of no vocabulary": {"tests": ["perhaps"], "want": ["unknown", _no_report, false]},
		"an outcome of no vocabulary, in a risk": {"tests": ["perhaps"], "in_a_risk": ["test_report.r.0"], "want": ["unknown", _no_report, false]},
		"no test": {"tests": [], "want": ["unknown", _no_report, false]},
		"a report that did not end": {"tests": ["passed"], "change": [_set("/run/complete", "unknown")], "want": ["unknown", _no_report, false]},
		"fewer tests than counted": {"tests": ["passed"], "change": [_set("/counts/tests", 2)], "want": ["unknown", _no_report, false]},
		"more tests than counted": {
			"tests": ["passed", "passed"],
			"change": [_set("/counts/tests", 1)],
			"want": ["unknown", _no_report, false],
		},
		"a failure that is counted and not listed": {"tests": ["passed"], "change": [_set("/counts/failed", 1)], "want": ["unknown", _no_report, false]},
		"warnings not counted": {"tests": ["passed"], "change": [_gone("/counts/warning")], "want": ["unknown", _no_report, false]},
		"a failure without a name": {
			"tests": ["failed"],
			"in_a_risk": ["test_report.r.0", "test_report.r.", "test_report.r"],
			"change": [_set("/tests/0/name", 0)],
			"want": ["fail", _unanswered, false],
		},
		"tests by name": {
			"tests": ["passed"],
			"change": [_set("/tests", {"0": {"name": "0", "outcome": "passed"}})],
			"want": ["unknown", _no_report, false],
		},
		"a report that no name asks for": {"report": null, "tests": ["passed"], "want": ["unknown", _no_report, false]},
		"a failure that no name asks for": {"report": null, "tests": ["failed"], "want": ["unknown", _no_report, false]},
	}

	base := {
		"run": {"complete": "yes"},
		"tests": [{"name": format_int(i, 10), "outcome": outcome} | some i, outcome in case.tests],
		"counts": object.union({"tests": count(case.tests)}, {outcome: count([1 | some one in case.tests; one == outcome]) |
			some outcome in ["passed", "failed", "warning", "error", "not_evaluated"]
		}),
	}
	report := _found(json.patch(base, object.get(case, "change", [])))
	stated := _found({"a": object.union(_risk, {"findings": object.get(case, "in_a_risk", [])})})
	_answer(risks.answered("t", object.get(case, "report", "r"), report, stated)) == case.want
}

_unanswered := "a test that did not pass stands in no risk"

_no_report := "no whole report of tests of this name"

test_a_risk_that_says_nothing_answers_for_nothing[note] if {
	some note, change in {
		"no hazard": _set("/hazard", "TBD"),
		"no measure": _set("/measures/description", "TBD"),
		"no measures": _gone("/measures"),
	}

	stated := _found({"a": json.patch(_risk, [_set("/findings", ["performance.accuracy"]), change])})
	found := risks.limit_answered("t", ["performance", "accuracy"], _found(_estimate), _limit(0.95), stated)
	_answer(found) == ["fail", "the limit is missed, and no risk says so", false]
}

_limit(value) := {"relation": "at_least", "value": value, "bound": "interval", "minimum_n": 10}

test_limit_answered_in_words[note] if {
	some note, case in {
		"met": {"limit": 0.7, "want": ["pass", "the limit is met", true]},
		"met, and a risk says so too": {"limit": 0.7, "findings": ["performance.accuracy"], "want": ["pass", "the limit is met", true]},
		"inside the interval": {"limit": 0.75, "want": ["unknown", _no_number, false]},
		"inside the interval, and a risk says so": {"limit": 0.75, "findings": ["performance.accuracy"], "want": ["pass", null, true]},
		"missed": {"limit": 0.95, "want": ["fail", "the limit is missed, and no risk says so", false]},
		"missed, and a risk says so": {"limit": 0.95, "findings": ["performance.accuracy"], "want": ["pass", null, true]},
		"by a name that is none": {
			"steps": ["performance", 7],
			"limit": 0.95,
			"findings": ["performance.7", "performance", null],
			"want": ["fail", "the limit is missed, and no risk says so", false],
		},
	}

	stated := _found({"a": object.union(_risk, {"findings": object.get(case, "findings", [])})})
	found := risks.limit_answered("t", object.get(case, "steps", ["performance", "accuracy"]), _found(_estimate), _limit(case.limit), stated)
	_answer(found) == case.want
}

_no_number := "not measured, or not decided, and no risk says so"

test_misused[note] if {
	some note, case in {
		"evaluated, tried, and a risk of misuse": {"change": [], "want": ["pass", null, true]},
		"tried, and failed": {"change": [_set("/test", "log_test")], "want": ["pass", null, true]},
		"tried by a number": {"change": [_set("/test", "performance.recall")], "want": ["pass", null, true]},
		"not tried": {"change": [_set("/test", null)], "want": ["unknown", _no_misuse, false]},
		"a scenario in no words": {"change": [_set("/scenario", "TBD")], "want": ["unknown", _no_misuse, false]},
		"not evaluated": {"change": [_set("/evaluation", "TBD")], "want": ["unknown", _no_misuse, false]},
		"a risk of intended use": {"change": [_set("/risk", "b")], "want": ["unknown", _no_misuse, false]},
		"no risk of this name": {"change": [_set("/risk", "c")], "want": ["unknown", _no_misuse, false]},
	}

	scenario := json.patch({"scenario": "Clerks decide by it alone.", "evaluation": "Seldom, by the logs.", "test": "stop_test", "risk": "a"}, case.change)
	stated := _found({"a": {"source": "misuse"}, "b": {"source": "intended_use"}})
	_answer(risks.misused("t", _found([scenario]), stated, _tried)) == case.want
}

_no_misuse := "no way of misuse was evaluated, tried, and led to a risk of misuse"

test_led_to[note] if {
	some note, case in {
		"no alert": {"alerts": 0, "want": ["pass", "no alert was raised", true]},
		"no alert, and no risk": {"alerts": 0, "name": null, "want": ["pass", "no alert was raised", true]},
		"alerts, and a risk from use": {"alerts": 3, "want": ["pass", null, true]},
		"alerts, and another risk": {"alerts": 3, "name": "b", "want": ["fail", _no_risk_of_use, false]},
		"alerts, and a risk in no words": {"alerts": 3, "name": "c", "want": ["fail", _no_risk_of_use, false]},
		"alerts, and no risk": {"alerts": 1, "name": null, "want": ["fail", _no_risk_of_use, false]},
		"alerts not counted, and a risk from use": {"alerts": null, "want": ["unknown", _no_alerts, false]},
		"alerts as text, and a risk from use": {"alerts": "0", "want": ["unknown", _no_alerts, false]},
	}

	stated := {
		"a": {"source": "post_market", "hazard": "Incomes of a new region are read wrongly."},
		"b": {"source": "misuse", "hazard": "Clerks decide by it alone."},
		"c": {"source": "post_market", "hazard": "TBD"},
	}
	_answer(risks.led_to("t", _found(case.alerts), _found(object.get(case, "name", "a")), _found(stated))) == case.want
}

_no_risk_of_use := "alerts were raised, and no risk from data of use names them"

_no_alerts := "no record of the alerts of the monitor"

test_considered[note] if {
	some note, case in {
		"each group": {"want": ["pass", null, true]},
		"the only group": {"stated": {"a": _words}, "counted": {"a": 5}, "want": ["pass", null, true]},
		"one group of two": {"stated": {"a": _words}, "want": ["fail", _other_groups, false]},
		"two groups of one": {"counted": {"a": 5}, "want": ["fail", _other_groups, false]},
		"other groups, and a reason": {"counted": {"a": 5}, "excuse": _words, "want": ["fail", _other_groups, false]},
		"a group in no words": {"stated": {"a": _words, "b": "TBD"}, "want": ["unknown", _no_groups, false]},
		"no group said": {"stated": {}, "want": ["unknown", _no_groups, false]},
		"no group counted": {"counted": {}, "want": ["unknown", _no_groups, false]},
		"no group counted, and a reason": {"counted": {}, "excuse": _words, "want": ["pass", "text only: the data hold no groups of it", false]},
		"no group at all": {"stated": {}, "counted": {}, "want": ["unknown", _no_groups, false]},
		"groups as a list": {"stated": [_words], "counted": ["a"], "want": ["unknown", _no_groups, false]},
	}

	found := risks.considered(
		"t",
		_found(object.get(case, "stated", {"a": _words, "b": _words})),
		_found(object.get(case, "counted", {"a": 5, "b": 0})),
		_found(object.get(case, "excuse", null)),
	)
	_answer(found) == case.want
}

_other_groups := "other groups than the testing data hold"

_no_groups := "groups, or what is said of them, are missing"

test_trained[note] if {
	some note, case in {
		"with the material on file": {"change": [], "want": ["pass", null, true]},
		"with other material": {"change": [], "material": _other, "want": ["fail", _other_material, false]},
		"with material that nobody saw": {"change": [], "material": null, "want": ["unknown", _no_training, false]},
		"with two that are no digests, and agree": {
			"change": [_set("/material", "sha256:none")],
			"material": "sha256:none",
			"want": ["unknown", _no_training, false],
		},
		"with material that is no digest": {"change": [_set("/material", "none")], "want": ["unknown", _no_training, false]},
		"not called for": {
			"change": [_set("", {"not_appropriate": _words})],
			"want": ["pass", "text only: a signed reason why no training is appropriate", false],
		},
		"not called for, with other material": {
			"change": [_set("", {"not_appropriate": _words, "material": _other})],
			"want": ["fail", _other_material, false],
		},
		"not called for, in no words": {"change": [_set("", {"not_appropriate": "TBD"})], "want": ["unknown", _no_training, false]},
	}

	training := json.patch({"description": _words, "material": _digest}, case.change)
	_answer(risks.trained("t", _found(training), _found(object.get(case, "material", _digest)))) == case.want
}

_other_material := "the material of the training is another one than was seen"

_no_training := "no training with its material, and no reason why none is appropriate"

# Whatever else is said of it, training that nobody describes is not shown.
test_training_in_no_words if {
	found := risks.trained("t", _found({"description": "TBD", "material": _digest}), _found(_digest))
	[found.status == "pass", found.linked] == [false, false]
}

# ---------------------------------------------------------------- the file and its history

_placed := {"value": "2026-11-01T00:00:00Z", "source": ["system"], "stated": true}

test_established[note] if {
	some note, case in {
		"before the market": {"first_at": "2026-10-01T00:00:00Z", "want": ["pass", null, true]},
		"at the very moment": {"first_at": _placed.value, "want": ["pass", null, true]},
		"after it": {
			"first_at": "2026-11-01T00:00:01Z",
			"want": ["fail", "the first commit of the risk file came after the system was placed on the market", false],
		},
		"never committed": {"first_at": null, "want": ["unknown", _not_established, false]},
		"in no words": {"text": "TBD", "first_at": "2026-10-01T00:00:00Z", "want": ["unknown", _not_established, false]},
	}

	text := _found(object.get(case, "text", _words))
	found := risks.established("t", [text], _found({"first_at": case.first_at}), _placed) with input as _asked
	_answer(found) == case.want
}

_not_established := "the text, the history of the file or the date of placing is missing"

test_documented[note] if {
	some note, case in {
		"written": {"want": ["pass", null, true]},
		"in one word": {"change": [_set("/words/value", 1)], "want": ["pass", null, true]},
		"in no word": {"change": [_set("/words/value", 0)], "want": ["unknown", _not_documented, false]},
		"in words as text": {"change": [_set("/words/value", "40")], "want": ["unknown", _not_documented, false]},
		"with a placeholder": {"change": [_set("/placeholders/count", 1)], "want": ["fail", "the document is still to be written", false]},
		"with placeholders as text": {"change": [_set("/placeholders/count", "1")], "want": ["unknown", _not_documented, false]},
		"with placeholders not counted": {"change": [_gone("/placeholders")], "want": ["unknown", _not_documented, false]},
		"another document": {"change": [_set("/stated", _other)], "want": ["fail", _other_document, false]},
		"another document, with a placeholder": {
			"change": [_set("/stated", _other), _set("/placeholders/count", 1)],
			"want": ["fail", _other_document, false],
		},
		"two that are no digests, and agree": {
			"change": [_set("/stated", "sha256:none"), _set("/digest", "sha256:none")],
			"want": ["unknown", _not_documented, false],
		},
		"signed for a word": {"change": [_set("/stated", "none")], "want": ["unknown", _not_documented, false]},
		"a document without a digest": {"change": [_set("/digest", "none")], "want": ["unknown", _not_documented, false]},
		"in no words of people": {"change": [_set("/text", "TBD")], "want": ["unknown", _not_documented, false]},
	}

	base := {"text": _words, "stated": _digest, "digest": _digest, "words": {"value": 40}, "placeholders": {"count": 0}}
	at := json.patch(base, object.get(case, "change", []))
	_answer(risks.documented("t", [_found(at.text)], _found(at.stated), _found(object.remove(at, ["text", "stated"])))) == case.want
}

_other_document := "the document is another one than people signed for"

_not_documented := "the text or the document is missing"

test_the_last_commit_is_what_was_signed[note] if {
	some note, case in {
		"by one commit": {"want": ["pass", null, true]},
		"another": {"change": [_set("/stated", _other)], "want": ["fail", _other_file, false]},
		"another, and changed since": {
			"change": [_set("/stated", _other), _set("/in_commit", "other_bytes")],
			"want": ["fail", _other_file, false],
		},
		"changed since": {"change": [_set("/in_commit", "other_bytes")], "want": ["fail", _changed, false]},
		"never committed": {"change": [_set("/in_commit", "no")], "want": ["fail", _changed, false]},
		"not known to be committed": {"change": [_set("/in_commit", "unknown")], "want": ["unknown", _no_file, false]},
		"two that are no digests, and agree": {
			"change": [_set("/stated", "sha256:none"), _set("/digest", "sha256:none")],
			"want": ["unknown", _no_file, false],
		},
		"signed for a word": {"change": [_set("/stated", "none")], "want": ["unknown", _no_file, false]},
		"a history without a digest": {"change": [_set("/digest", "none")], "want": ["unknown", _no_file, false]},
		"in no words": {"change": [_set("/text", "TBD")], "want": ["unknown", _no_file, false]},
	}

	base := {"text": _words, "stated": _digest, "digest": _digest, "in_commit": "yes", "commits": 1}
	at := json.patch(base, object.get(case, "change", []))
	found := risks.maintained("t", [_found(at.text)], _found(at.stated), _found(object.remove(at, ["text", "stated"])))
	_answer(found) == case.want
}

_other_file := "the file that was signed for is not the one that is committed"

_changed := "the file is changed, or was never committed"

_no_file := "the text or the history of the file is missing"

test_committed[note] if {
	some note, case in {
		"before the market": {"change": [], "want": ["pass", null, true]},
		"before it, and again after": {
			"change": [{"op": "add", "path": "/versions/0", "value": {"digest": _digest, "committed_at": "2026-11-20T00:00:00Z"}}],
			"want": ["pass", null, true],
		},
		"after it": {"change": [_set("/versions/1/committed_at", "2026-11-20T00:00:00Z")], "want": ["fail", _late, false]},
		"at no time": {"change": [_set("/versions/1/committed_at", null)], "want": ["unknown", _no_history, false]},
		"never, and another after the market": {"change": [_gone("/versions/1")], "want": ["fail", "no commit holds this text", false]},
		"none of those that are listed": {
			"change": [_gone("/versions/1"), _set("/versions_left_out", 1)],
			"want": ["unknown", _no_history, false],
		},
		"no commit": {"change": [_set("/versions", [])], "want": ["unknown", _no_history, false]},
		"commits by name": {
			"change": [_set("/versions", {"a": {"digest": _other, "committed_at": "2026-11-20T00:00:00Z"}})],
			"want": ["unknown", _no_history, false],
		},
		"signed for a word": {"change": [_set("/stated", "none")], "want": ["unknown", _no_history, false]},
		"two that are no digests, and agree": {
			"change": [_set("/stated", "sha256:none"), _set("/versions/1/digest", "sha256:none")],
			"want": ["unknown", _no_history, false],
		},
		"two that are no digests, and agree, after it": {
			"change": [_set("/stated", "sha256:none"), _set("/versions/0/digest", "sha256:none")],
			"want": ["unknown", _no_history, false],
		},
	}

	base := {
		"stated": _digest,
		"versions": [
			{"digest": _other, "committed_at": "2026-11-20T00:00:00Z"},
			{"digest": _digest, "committed_at": "2026-10-01T00:00:00Z"},
		],
		"versions_left_out": 0,
	}
	at := json.patch(base, case.change)
	found := risks.committed("t", _found(at.stated), _found(object.remove(at, ["stated"])), _placed) with input as _asked
	_answer(found) == case.want
}

_late := "this text was committed after the system was placed on the market"

_no_history := "no history of the document, or no date of placing"

# ---------------------------------------------------------------- reviews

_reviewed := {
	"reviews": [{"at": "2026-11-10T00:00:00Z", "document": _digest, "outcome": "All alerts were looked at."}],
	"versions": [{"digest": _digest, "committed_at": "2026-11-10T12:00:00Z"}],
	"since": "2026-11-01T00:00:00Z",
}

test_reviewed[note] if {
	some note, case in {
		"since then": {"change": [], "want": ["pass", null, true]},
		"at that moment": {"change": [_set("/since", "2026-11-10T12:00:00Z")], "want": ["pass", null, true]},
		"a second before": {"change": [_set("/since", "2026-11-10T12:00:01Z")], "want": ["fail", _no_review_since, false]},
		"since no known moment": {"change": [_set("/since", null)], "want": ["unknown", _no_review, false]},
		"just now": {"change": [_set("/reviews/0/at", _asked.as_of)], "want": ["pass", null, true]},
		"in the future": {"change": [_set("/reviews/0/at", "2026-11-22T10:00:01Z")], "want": ["unknown", _no_review, false]},
		"committed just now": {"change": [_set("/versions/0/committed_at", _asked.as_of)], "want": ["pass", null, true]},
		"committed in the future": {
			"change": [_set("/versions/0/committed_at", "2026-11-22T10:00:01Z")],
			"want": ["unknown", _no_review, false],
		},
		"not committed": {"change": [_set("/versions/0/digest", _other)], "want": ["unknown", _no_review, false]},
		"two that are no digests, and agree": {
			"change": [_set("/versions/0/digest", "sha256:none"), _set("/reviews/0/document", "sha256:none")],
			"want": ["unknown", _no_review, false],
		},
		"in no words": {"change": [_set("/reviews/0/outcome", "TBD")], "want": ["unknown", _no_review, false]},
		"no review": {"change": [_set("/reviews", [])], "want": ["unknown", _no_review, false]},
	}

	at := json.patch(_reviewed, case.change)
	found := risks.reviewed("t", _found(at.reviews), _found({"versions": at.versions}), _found(at.since)) with input as _asked
	_answer(found) == case.want
}

_no_review_since := "no review since then stands in a committed risk file"

_no_review := "no review of a committed risk file, or the moment since which is unknown"

test_reviewed_after_alerts[note] if {
	run := {"at": "2026-11-01T00:00:00Z"}
	some note, case in {
		"no alert": {"monitoring": {"alerts": 0, "runs": [run]}, "want": ["pass", "no alert was raised", true]},
		"no alert, and no run": {"monitoring": {"alerts": 0}, "want": ["pass", "no alert was raised", true]},
		"a review since": {"monitoring": {"alerts": 1, "runs": [run]}, "want": ["pass", null, true]},
		"no review since": {
			"monitoring": {"alerts": 1, "runs": [{"at": "2026-11-12T00:00:00Z"}]},
			"want": ["fail", _no_review_since, false],
		},
		"alerts, and no run": {"monitoring": {"alerts": 1, "runs": []}, "want": ["unknown", _no_alerts, false]},
		"alerts not counted": {"monitoring": {"alerts": null, "runs": [run]}, "want": ["unknown", _no_alerts, false]},
		"alerts as text": {"monitoring": {"alerts": "0", "runs": [run]}, "want": ["unknown", _no_alerts, false]},
		"no monitor": {"monitoring": null, "want": ["unknown", _no_alerts, false]},
	}

	monitoring := {"value": case.monitoring, "source": ["monitoring"]}
	found := risks.reviewed_after_alerts("t", _found(_reviewed.reviews), _found({"versions": _reviewed.versions}), monitoring) with input as _asked
	_answer(found) == case.want
	found.observed == {"alerts": object.get(monitoring, ["value", "alerts"], null), "reviews": _reviewed.reviews}
	found.source == ["monitoring"]
}

test_review_recent[note] if {
	some note, case in {
		"to the second": {"committed_at": "2026-11-12T10:00:00Z", "days": 10, "want": ["pass", null, true]},
		"a second longer ago": {
			"committed_at": "2026-11-12T09:59:59Z",
			"days": 10,
			"want": ["fail", "the last review is older than the house allows", false],
		},
		"the longest interval": {"days": 36500, "want": ["pass", null, true]},
		"a longer one": {"days": 36501, "want": ["unknown", _no_interval, false]},
		"an interval as text": {"days": "10", "want": ["unknown", _no_interval, false]},
		"no interval": {"days": null, "want": ["unknown", _no_interval, false]},
		"no commit": {"committed_at": null, "days": 10, "want": ["unknown", _no_interval, false]},
	}

	history := _found({"versions": [{"digest": _digest, "committed_at": object.get(case, "committed_at", "2026-11-12T10:00:00Z")}]})
	found := risks.review_recent("t", _found(_reviewed.reviews), history, case.days) with input as _asked
	_answer(found) == case.want
	[found.half, found.expected] == ["house", {"days_between_reviews": case.days}]
}

_no_interval := "no review of a committed risk file, or no usable interval"

# ---------------------------------------------------------------- Article 6(4)

test_agrees[note] if {
	some note, case in {
		"yes": {"fact": "yes", "want": ["pass", null, false]},
		"no": {"answer": "no", "fact": "no", "want": ["pass", null, false]},
		"yes, and no by the facts": {"fact": "no", "want": ["fail", _contradict, false]},
		"no, and yes by the facts": {"answer": "no", "fact": "yes", "want": ["fail", _contradict, false]},
		"left open by the facts": {"fact": "unknown", "want": ["unknown", _open, false]},
		"left open by both": {"answer": "unknown", "fact": "unknown", "want": ["unknown", _open, false]},
		"said by neither": {"answer": null, "fact": null, "want": ["unknown", _open, false]},
		"yes, without a reason": {"reason": "TBD", "fact": "yes", "want": ["unknown", _open, false]},
		"yes, without a reason, and no by the facts": {"reason": "TBD", "fact": "no", "want": ["unknown", _open, false]},
	}

	_answer(risks.agrees("t", _found(_assessed(case)), case.fact)) == case.want
}

_assessed(case) := {"answer": object.get(case, "answer", "yes"), "reason": object.get(case, "reason", _words)}

_contradict := "the assessment and the signed facts contradict each other"

_open := "the assessment or the signed facts leave it open"

test_denied[note] if {
	some note, case in {
		"by both": {"answer": "no", "fact": "no", "want": ["pass", null, false]},
		"by nobody": {"fact": "yes", "want": ["fail", _is_so, false]},
		"by the facts alone": {"fact": "no", "want": ["fail", _is_so, false]},
		"by the assessment alone": {"answer": "no", "fact": "yes", "want": ["fail", _is_so_by_facts, false]},
		"affirmed without a reason, denied by the facts": {"reason": "TBD", "fact": "no", "want": ["unknown", _open, false]},
		"affirmed without a reason, and by the facts": {"reason": "TBD", "fact": "yes", "want": ["fail", _is_so_by_facts, false]},
		"denied without a reason": {"answer": "no", "reason": "TBD", "fact": "no", "want": ["unknown", _open, false]},
		"left open by the facts": {"answer": "no", "fact": "unknown", "want": ["unknown", _open, false]},
	}

	_answer(risks.denied("t", _found(_assessed(case)), case.fact)) == case.want
}

_is_so := "it is so, and keeps the system high-risk"

_is_so_by_facts := "it is so by the signed facts, and keeps the system high-risk"

test_one_holds[note] if {
	yes := {"answer": "yes", "reason": _words}
	no := {"answer": "no", "reason": _words}
	some note, case in {
		"one of two": {"conditions": {"a": no, "b": yes}, "want": ["pass", null, false], "observed": {"a": "no", "b": "yes"}},
		"none of two": {"conditions": {"a": no, "b": no}, "want": ["fail", _none_holds, false], "observed": {"a": "no", "b": "no"}},
		"not the only one": {"conditions": {"a": no}, "want": ["fail", _none_holds, false], "observed": {"a": "no"}},
		"one without a reason": {
			"conditions": {"a": no, "b": object.remove(yes, ["reason"])},
			"want": ["unknown", _none_answered, false],
			"observed": {"a": "no", "b": "yes"},
		},
		"one not answered": {"conditions": {"a": no, "b": null}, "want": ["unknown", _none_answered, false], "observed": {"a": "no", "b": null}},
		"no condition": {"conditions": {}, "want": ["unknown", _none_answered, false], "observed": {}},
	}

	found := risks.one_holds("t", {name: {"value": value, "source": [name]} | some name, value in case.conditions})
	_answer(found) == case.want
	found.observed == case.observed
	found.source == {true: ["a"], false: null}[count(case.conditions) > 0]
}

_none_holds := "none of the conditions holds"

_none_answered := "no condition is answered with yes and a reason"

test_same_purpose[note] if {
	some note, case in {
		"that of the facts": {"want": ["pass", null, false]},
		"another": {"facts": "To grade students.", "want": ["fail", "another purpose than the facts have", false]},
		"another, in no words": {"text": "TBD", "facts": "To grade students.", "want": ["fail", "another purpose than the facts have", false]},
		"that of the facts, in no words": {"text": "TBD", "want": ["unknown", _no_purpose_assessed, false]},
		"none in the facts": {"facts": null, "want": ["unknown", _no_purpose_assessed, false]},
		"none in the assessment": {"stated": null, "want": ["unknown", _no_purpose_assessed, false]},
		"none in both": {"stated": null, "facts": null, "want": ["unknown", _no_purpose_assessed, false]},
	}

	found := risks.same_purpose(
		"t",
		[_found(object.get(case, "text", _words))],
		_found(object.get(case, "stated", "To grant credit.")),
		_found(object.get(case, "facts", "To grant credit.")),
	)
	_answer(found) == case.want
}

_no_purpose_assessed := "the purpose is missing, or what it is about"

# ---------------------------------------------------------------- Article 8(2)

test_act_met[note] if {
	some note, case in {
		"met, in a file": {"change": [], "want": ["pass", null, "attested"]},
		"met, in no file": {"change": [_set("/file", "none")], "want": ["unknown", _not_met, "attested"]},
		"met, in no words": {"change": [_set("/met", "TBD")], "want": ["unknown", _not_met, "attested"]},
		"met, for no reason": {"change": [_set("/reason", "TBD")], "want": ["unknown", _not_met, "attested"]},
		"does not apply": {"change": [_set("", {"applies": "no", "reason": _words})], "want": ["pass", null, "attested"]},
		"does not apply, for no reason": {"change": [_set("", {"applies": "no", "reason": "TBD"})], "want": ["unknown", _not_met, "attested"]},
		"may apply": {"change": [_set("/applies", "unknown")], "want": ["unknown", _not_met, "attested"]},
	}

	found := risks.act_met("t", _found(json.patch({"applies": "yes", "reason": _words, "met": _words, "file": _digest}, case.change)))
	[found.status, found.because, found.basis] == case.want
}

_not_met := "whether it applies, or how all of it is met, is not signed for with a file"

test_some_act[note] if {
	some note, case in {
		"one of two": {"stated": {"a": {"applies": "no"}, "b": {"applies": "yes"}}, "want": ["pass", null, "attested"]},
		"none of two": {"stated": {"a": {"applies": "no"}, "b": {"applies": "no"}}, "want": ["fail", _no_act, "attested"]},
		"not the only one": {"stated": {"a": {"applies": "no"}}, "acts": ["a"], "want": ["fail", _no_act, "attested"]},
		"one left open": {"stated": {"a": {"applies": "no"}}, "want": ["unknown", _no_acts, "attested"]},
		"another act": {"stated": {"c": {"applies": "yes"}}, "want": ["unknown", _no_acts, "attested"]},
		"no act asked for": {"stated": {"a": {"applies": "no"}}, "acts": [], "want": ["unknown", _no_acts, "attested"]},
	}

	found := risks.some_act("t", _found(case.stated), object.get(case, "acts", ["a", "b"]))
	[found.status, found.because, found.basis] == case.want
}

_no_act := "no act of the Section is said to apply"

_no_acts := "which acts apply is not signed for"
