package lexgate.lib.parts_test

import data.lexgate.lib.check
import data.lexgate.lib.parts
import data.lexgate.lib.trust

test_item[note] if {
	some note, case in {
		"text alone": {"parts": [_part("a", "pass", false)], "want": ["pass", false, "text only: nothing that was observed to compare it with"]},
		"text and a link": {"parts": [_part("a", "pass", false), _part("b", "pass", true)], "want": ["pass", true, null]},
		"a part that does not say whether it is linked": {
			"parts": [json.remove(_part("a", "pass", false), ["linked"])],
			"want": ["pass", false, "text only: nothing that was observed to compare it with"],
		},
		"one part is open": {"parts": [_part("a", "pass", true), _part("b", "unknown", false)], "want": ["unknown", false, "b: why b"]},
		"one part fails and one is open": {
			"parts": [_part("a", "unknown", true), _part("b", "fail", true)],
			"want": ["fail", false, "a: why a; b: why b"],
		},
		"a part without a name or a reason": {
			"parts": [object.union(_part("a", "fail", true), {"term": {"unusable_setting": ["x"]}, "because": null})],
			"want": ["fail", false, `{"unusable_setting":["x"]}: null`],
		},
		"no parts": {"parts": [], "want": ["unknown", false, "no part of it is there"]},
		"a status that is none": {"parts": [_part("a", "fine", true)], "want": ["unknown", false, "a: why a"]},
	}

	found := parts.item("x", case.parts)
	[found.status, found.linked, found.because] == case.want
	found.term == "x"
}

test_item_shows_what_was_compared if {
	parts.item("x", [_part("a", "pass", false), _part("b", "pass", true)]) == {
		"term": "x",
		"half": "act",
		"status": "pass",
		"observed": {"parts": [["a", "pass"], ["b", "pass"]], "compared": [["b", "seen b"]]},
		"source": ["a"],
		"expected": null,
		"because": null,
		"basis": "documented",
		"linked": true,
	}
}

test_item_names_the_first_source_that_there_is[note] if {
	some note, case in {
		"no parts": {"sources": [], "want": null},
		"none has one": {"sources": [null, null], "want": null},
		"the first": {"sources": [["a"], ["b"]], "want": ["a"]},
		"the first has none": {"sources": [null, ["b"], ["c"]], "want": ["b"]},
	}

	found := parts.item("x", [object.union(_part("a", "pass", true), {"source": source}) | some source in case.sources])
	found.source == case.want
}

test_among[note] if {
	some note, case in {
		"one of them": {"stated": "b", "names": ["a", "b"], "want": "pass"},
		"none of them": {"stated": "c", "names": ["a", "b"], "want": "fail"},
		"none there": {"stated": "c", "names": [], "want": "unknown"},
		"nothing observed": {"stated": "c", "names": null, "want": "unknown"},
		"nothing stated": {"stated": null, "names": ["a"], "want": "unknown"},
		"blank in both": {"stated": " ", "names": [" "], "want": "fail"},
		"a number in both": {"stated": 1, "names": [1], "want": "unknown"},
		"text for a list": {"stated": "a", "names": "a", "want": "unknown"},
		"the name of a field for a name": {"stated": "a", "names": {"n": "a"}, "want": "unknown"},
	}

	parts.among("x", _at(case.stated), _seen(case.names)) == _linked(case.stated, case.names, case.want)
}

test_component[note] if {
	some note, case in {
		"as it was seen": {"seen": [{"name": "a", "version": "1"}], "versions": ["1"], "want": "pass"},
		"beside another": {
			"seen": [{"name": "b", "version": "2"}, {"name": "a", "version": "1"}],
			"versions": ["1"],
			"want": "pass",
		},
		"in one of two versions": {
			"seen": [{"name": "a", "version": "2"}, {"name": "a", "version": "1"}],
			"versions": ["2", "1"],
			"want": "pass",
		},
		"another version": {"seen": [{"name": "a", "version": "2"}], "versions": ["2"], "want": "fail"},
		"another name": {"seen": [{"name": "b", "version": "1"}], "versions": [], "want": "fail"},
		"nothing seen": {"seen": [], "versions": [], "want": "unknown"},
		"no list": {"seen": null, "versions": [], "want": "unknown"},
	}

	stated := {"name": "a", "version": "1"}
	parts.component("x", _at(stated), _seen(case.seen)) == _linked(stated, case.versions, case.want)
}

test_component_that_is_none[note] if {
	some note, stated in {
		"without a version": {"name": "a"},
		"without a name": {"version": "1"},
		"a placeholder for the version": {"name": "a", "version": "tbd"},
		"a placeholder for the name": {"name": "tbd", "version": "1"},
		"text for it": "a 1",
	}

	every seen in [[stated], [{"name": "a", "version": "1"}]] {
		parts.component("x", _at(stated), _seen(seen)).status == "unknown"
	}
}

test_same_files[note] if {
	some note, case in {
		"the same": {"stated": [_file("a", "1"), _file("b", "2")], "seen": [_file("b", "2"), _file("a", "1")], "want": "pass"},
		"one more seen": {"stated": [_file("a", "1")], "seen": [_file("b", "2"), _file("a", "1")], "want": "fail"},
		"one more stated": {"stated": [_file("a", "1"), _file("b", "2")], "seen": [_file("a", "1")], "want": "fail"},
		"other bytes": {"stated": [_file("a", "1")], "seen": [_file("a", "2")], "want": "fail"},
		"none stated": {"stated": [], "seen": [_file("a", "1")], "want": "unknown"},
		"none seen": {"stated": [_file("a", "1")], "seen": [], "want": "unknown"},
		"none in both": {"stated": [], "seen": [], "want": "unknown"},
	}

	want := _linked(case.stated, sort(case.seen), case.want)
	parts.same_files("x", _at(case.stated), _seen(case.seen)) == want
}

test_same_files_where_a_file_is_none[note] if {
	some note, case in {
		"no digest": {"stated": [_no_file], "seen": [_no_file], "shown": []},
		"a placeholder for the name": {"stated": [_file("tbd", "1")], "seen": [_file("tbd", "1")], "shown": []},
		"one more seen, without a digest": {
			"stated": [_file("a", "1")],
			"seen": [_file("a", "1"), _no_file],
			"shown": [_file("a", "1")],
		},
		"one more stated, without a digest": {
			"stated": [_file("a", "1"), _no_file],
			"seen": [_file("a", "1")],
			"shown": [_file("a", "1")],
		},
		"an object of files": {"stated": {"a": _file("a", "1")}, "seen": {"a": _file("a", "1")}, "shown": []},
		"no lists": {"stated": null, "seen": "a", "shown": []},
	}

	parts.same_files("x", _at(case.stated), _seen(case.seen)) == _linked(case.stated, case.shown, "unknown")
}

_no_file := {"name": "b", "digest": "x"}

test_levels[note] if {
	some note, case in {
		"inside": {"stated": {"a": 0.8}, "seen": {"a": _estimate(0.8)}, "want": "pass"},
		"at the end of the interval": {"stated": {"a": 0.75}, "seen": {"a": _estimate(0.8)}, "want": "pass"},
		"outside": {"stated": {"a": 0.74}, "seen": {"a": _estimate(0.8)}, "want": "fail"},
		"one of two outside": {"stated": {"a": 0.8, "b": 0.74}, "seen": {"a": _estimate(0.8), "b": _estimate(0.8)}, "want": "fail"},
		"one of two without a level": {"stated": {"a": 0.8}, "seen": {"a": _estimate(0.8), "b": _estimate(0.8)}, "want": "unknown"},
		"a level of what nobody measured changes nothing": {"stated": {"a": 0.8, "b": 0.1}, "seen": {"a": _estimate(0.8)}, "want": "pass"},
		"not measured": {"stated": {"a": 0.8}, "seen": {"a": {"value": null, "reason": "too few"}}, "want": "unknown"},
		"nothing measured": {"stated": {"a": 0.8}, "seen": {}, "want": "unknown"},
		"a list of what was measured": {"stated": {"a": 0.8}, "seen": [_estimate(0.8)], "want": "unknown"},
		"text for what was measured": {"stated": {"a": 0.8}, "seen": "0.8", "want": "unknown"},
		"nothing stated": {"stated": null, "seen": {"a": _estimate(0.8)}, "want": "unknown"},
		"a list for levels": {"stated": [0.8], "seen": {"a": _estimate(0.8)}, "want": "unknown"},
		"text for a level": {"stated": {"a": "0.8"}, "seen": {"a": _estimate(0.8)}, "want": "unknown"},
	}

	found := parts.levels("x", _at(case.stated), _at("Said so."), _seen(case.seen))
	found == _linked(case.stated, case.seen, case.want)
	parts.levels("x", _at(case.stated), _at("tbd"), _seen(case.seen)).status != "pass"
}

test_estimates[note] if {
	some note, case in {
		"of each group, null where it has none": {"measure": "accuracy", "want": {"young": {"value": 1}, "old": null}},
		"of no measure": {"measure": null, "want": {"young": null, "old": null}},
		"a list of steps is no measure": {"measure": ["accuracy"], "want": {"young": null, "old": null}},
		"of no groups": {"groups": null, "measure": "accuracy", "want": {}},
		"a list of groups has no names": {"groups": [{"measures": {"accuracy": {"value": 1}}}], "measure": "accuracy", "want": {}},
	}

	groups := {"young": {"n": 9, "measures": {"accuracy": {"value": 1}}}, "old": {"n": 9}}
	found := parts.estimates(_at(object.get(case, "groups", groups)), _seen(case.measure))
	found == _at(case.want)
}

test_under_disturbance[note] if {
	some note, case in {
		"each, null where it was not measured": {
			"found": {"noise": {"accuracy_after": {"value": 1}}, "huge": {}},
			"want": {"noise": {"value": 1}, "huge": null},
		},
		"a list of disturbances has no names": {"found": [{"accuracy_after": {"value": 1}}], "want": {}},
		"none": {"found": null, "want": {}},
	}

	parts.under_disturbance(_at(case.found)) == _at(case.want)
}

test_reports[note] if {
	some note, case in {
		"named": {"change": [], "want": "pass"},
		"one of two files": {"change": [{"op": "add", "path": "/seen/r/source/files/-", "value": _file("b", "2")}], "want": "pass"},
		"other bytes": {"change": [_set("/stated/r/digest", _digest("3"))], "want": "fail"},
		"a number for the digest": {"change": [_set("/stated/r/digest", 7)], "want": "unknown"},
		"no digest": {"change": [{"op": "remove", "path": "/stated/r/digest"}], "want": "unknown"},
		"nobody answers for it": {"change": [_set("/stated/r/responsible", "tba")], "want": "unknown"},
		"no day": {"change": [_set("/stated/r/dated", "2026-02-30")], "want": "unknown"},
		"dated on the day of the run": {"change": [_began("2026-11-02T23:00:00Z")], "want": "pass"},
		"dated before the run": {"change": [_began("2026-11-03T00:00:00Z")], "want": "unknown"},
		"a run at no moment": {"change": [_began("yesterday")], "want": "unknown"},
		"a number for the moment of the run": {"change": [_began(7)], "want": "unknown"},
		"the report tells no moment": {"change": [_began(null)], "want": "pass"},
		"it broke off": {"change": [_set("/seen/r/run/complete", "unknown")], "want": "unknown"},
		"no tests in it": {"change": [_set("/seen/r/counts/tests", 0)], "want": "unknown"},
		"one on file that is not named": {"change": [{"op": "copy", "from": "/seen/r", "path": "/seen/s"}], "want": "unknown"},
		"one of two with other bytes": {
			"change": [
				{"op": "copy", "from": "/seen/r", "path": "/seen/s"},
				_add("/stated/s", {"digest": _digest("3"), "responsible": "T. Vogel", "dated": "2026-11-02"}),
			],
			"want": "fail",
		},
		"none on file": {"change": [_set("/seen", {})], "want": "unknown"},
		"a list for what is on file": {"change": [_set("/seen", [])], "want": "unknown"},
		"text for what is on file": {"change": [_set("/seen", "r")], "want": "unknown"},
		"no files": {"change": [_set("/seen/r/source/files", [])], "want": "unknown"},
		"text for reports": {"change": [_set("/stated", "all of them")], "want": "unknown"},
	}

	given := json.patch(
		{
			"stated": {"r": {"digest": _digest("1"), "responsible": "T. Vogel", "dated": "2026-11-02"}},
			"seen": {"r": {"source": {"files": [_file("a", "1")]}, "run": {"complete": "yes"}, "counts": {"tests": 1}}},
		},
		case.change,
	)
	want := _linked(given.stated, parts.keys(_seen(given.seen)).value, case.want)
	parts.reports("x", _at(given.stated), _seen(given.seen)) == want
}

test_tested[note] if {
	some note, case in {
		"it passed": {"outcomes": ["passed"], "want": "pass"},
		"it failed": {"outcomes": ["failed"], "want": "fail"},
		"it passed once and failed once": {"outcomes": ["passed", "failed"], "want": "fail"},
		"it was not evaluated": {"outcomes": ["not_evaluated"], "want": "unknown"},
		"it passed once and was once not evaluated": {"outcomes": ["passed", "not_evaluated"], "want": "unknown"},
		"it broke": {"outcomes": ["error"], "want": "fail"},
		"it warned": {"outcomes": ["warning"], "want": "fail"},
		"it did not run": {"outcomes": [], "want": "unknown"},
	}

	stated := {"report": "r", "test": "t"}
	seen := {"r": {"run": {"complete": "yes"}, "tests": [{"name": "t", "outcome": outcome} | some outcome in case.outcomes]}}
	parts.tested("x", _at(stated), _seen(seen)) == _linked(stated, {outcome | some outcome in case.outcomes}, case.want)
}

test_tested_and_nobody_knows[note] if {
	some note, case in {
		"another name": {"stated": {"report": "r", "test": "u"}, "want": "unknown"},
		"another report": {"stated": {"report": "s", "test": "t"}, "want": "unknown"},
		"no name": {"stated": null, "want": "unknown"},
		"a report that did not end": {"change": [_set("/r/run/complete", "unknown")], "want": "unknown"},
		"it passed once, and once nobody knows": {"change": [_add("/r/tests/-", {"name": "t"})], "want": "unknown"},
		"another test does not matter": {"change": [_add("/r/tests/-", {"name": "u", "outcome": "failed"})], "want": "pass"},
	}

	stated := object.get(case, "stated", {"report": "r", "test": "t"})
	seen := {"r": {"run": {"complete": "yes"}, "tests": [{"name": "t", "outcome": "passed"}]}}
	parts.tested("x", _at(stated), _seen(json.patch(seen, object.get(case, "change", [])))).status == case.want
}

test_unseen[note] if {
	some note, case in {
		"seen": {"seen": ["8080/tcp"], "want": _unseen("fail", ["8080/tcp"])},
		"seen, and told in another form": {"seen": "8080/tcp", "want": _unseen("fail", "8080/tcp")},
		"looked, and nothing seen": {"seen": [], "want": _unseen("pass", null)},
		"nobody looked": {"seen": null, "want": _unseen("pass", null)},
	}

	parts.unseen("x", _at("other"), _seen(case.seen)) == case.want
}

_unseen(status, expected) := {
	"term": "x",
	"half": "act",
	"status": status,
	"observed": "other",
	"source": ["x"],
	"expected": expected,
	"because": {
		"fail": "an instrument saw what this way leaves out",
		"pass": "text only: nothing that was observed to compare it with",
	}[status],
	"basis": "documented",
	"linked": false,
}

test_others[note] if {
	some note, case in {
		"another's": {"models": [{"name": "a", "sha256": _digest("1")}], "artefact": _digest("2"), "want": ["a"]},
		"another's, without a digest": {"models": [{"name": "a", "sha256": null}], "artefact": _digest("2"), "want": ["a"]},
		"its own": {"models": [{"name": "a", "sha256": _digest("1")}], "artefact": _digest("1"), "want": null},
		"its own, and another's": {
			"models": [{"name": "b", "sha256": _digest("2")}, {"name": "a", "sha256": _digest("1")}],
			"artefact": _digest("1"),
			"want": ["b"],
		},
		"no digest on either side is no likeness": {"models": [{"name": "a", "sha256": null}], "artefact": null, "want": ["a"]},
		"none": {"models": [], "artefact": _digest("1"), "want": null},
		"nothing there": {"models": null, "artefact": _digest("1"), "want": null},
		"text for models": {"models": "a", "artefact": _digest("1"), "want": null},
		"another's, and nobody knows its name": {"models": [{"sha256": _digest("2")}], "artefact": _digest("1"), "want": [null]},
		"what is no model may be another's": {"models": ["a", 7], "artefact": _digest("1"), "want": [null]},
		"an object of models": {"models": {"a": {"name": "a", "sha256": _digest("2")}}, "artefact": _digest("1"), "want": null},
	}

	parts.others(_at(case.models), _seen(case.artefact)) == _at(case.want)
}

test_by_way[note] if {
	some note, case in {
		"the way taken": {"way": "a", "want": [_part("a", "pass", false)]},
		"a way without parts": {"way": "b", "want": []},
		"another way": {"way": "c", "want": [_no_way("c", ["x"])]},
		"no way": {"way": null, "want": [_no_way(null, ["x"])]},
		"a list": {"way": ["a"], "want": [_no_way(["a"], ["x"])]},
	}

	parts.by_way("x", _at(case.way), {"a": [_part("a", "pass", false)], "b": []}) == case.want
}

# Whoever does not say which way was taken is asked for no fewer parts by it.
_no_way(way, source) := {
	"term": "x",
	"half": "act",
	"status": "unknown",
	"observed": way,
	"source": source,
	"expected": null,
	"because": "it is not said which way was taken",
	"basis": "documented",
	"linked": false,
}

test_by_stage[note] if {
	some note, case in {
		"a stage without parts": {"stage": "data", "want": []},
		"a stage with parts": {"stage": "post_deploy", "want": [_part("a", "pass", false)]},
		"a stage that is none": {"stage": "later", "want": [_no_way("", ["request", "stage"])]},
		"no text": {"stage": null, "want": [_no_way("", ["request", "stage"])]},
		"a stage that nobody thought of": {"stage": "training", "want": [_no_way("training", ["request", "stage"])]},
	}

	found := parts.by_stage("x", {"data": [], "post_deploy": [_part("a", "pass", false)]}) with input.stage as case.stage
	found == case.want
}

test_unless_yes[note] if {
	some note, case in {
		"the duty is taken away": {
			"answer": "yes",
			"want": {
				"term": "a",
				"half": "act",
				"status": "pass",
				"observed": {"reason": "a stated fact takes the duty away", "facts": ["fact"], "signers": ["b.keller"]},
				"source": ["system", "facts"],
				"expected": null,
				"because": "a stated fact takes the duty away",
				"basis": "attested",
			},
		},
		"it is not": {"answer": "no", "want": _part("a", "fail", true)},
		"nobody knows": {"answer": "unknown", "want": _part("a", "fail", true)},
	}

	found := parts.unless_yes("fact", case.answer, _part("a", "fail", true)) with trust.documents as {"system": {"signers": ["b.keller"]}}
	found == case.want

	# What nobody signed takes nothing away.
	unsigned := parts.unless_yes("fact", case.answer, _part("a", "fail", true)) with trust.documents as {}
	unsigned == _part("a", "fail", true)
}

test_or_not_processed[note] if {
	some note, case in {
		"the part itself": {"status": "pass", "reason": "tbd", "want": _part("a", "pass", true)},
		"the part itself, though there is a reason": {
			"status": "pass",
			"reason": "No column tells of it.",
			"want": _part("a", "pass", true),
		},
		"not processed": {
			"status": "unknown",
			"reason": "No column tells of it.",
			"want": {
				"term": "a",
				"half": "act",
				"status": "pass",
				"observed": {"not_processed": "No column tells of it."},
				"source": ["x"],
				"expected": null,
				"because": "not processed, by a signed reason; no column that could carry it is read",
				"basis": "attested",
			},
		},
		"no reason": {"status": "unknown", "reason": "tbd", "want": _part("a", "unknown", true)},
		"no reason, and it fails": {"status": "fail", "reason": null, "want": _part("a", "fail", true)},
		"a reason, yet it is read": {
			"status": "unknown",
			"reason": "No column tells of it.",
			"features": ["age", "sex"],
			"want": _part("a", "unknown", true),
		},
	}

	features := _at(object.get(case, "features", ["age"]))
	excuse := {"reason": _at(case.reason), "carriers": ["sex"], "features": features, "stated_features": features}
	parts.or_not_processed(_part("a", case.status, true), excuse) == case.want
}

_form := {"reference": "OJ L, 2027/1", "set_by": "Implementing Regulation (EU) 2027/1", "owner": "Head of Legal"}

test_published_form[note] if {
	some note, case in {
		"the form that is published": {"stated": "OJ L, 2027/1", "published": {"simplified_form": _form}, "want": "pass"},
		"another form": {"stated": "OJ L, 2027/2", "published": {"simplified_form": _form}, "want": "fail"},
		"no form is stated": {"stated": null, "published": {"simplified_form": _form}, "want": "unknown"},
	}

	found := parts.published_form("x", _at(case.stated)) with data.org.settings as {"law": {"published": case.published}}
	found == object.union(_linked(case.stated, _form, case.want), {"linked": false})
}

test_no_form_is_published[note] if {
	some note, settings in {
		"none": {"law": {"published": {"harmonised_standards": {}}}},
		"by nobody": {"law": {"published": {"simplified_form": object.remove(_form, ["owner"])}}},
		"by no act": {"law": {"published": {"simplified_form": object.union(_form, {"set_by": "tbd"})}}},
		"text for what is published": {"law": {"published": "OJ L, 2027/1"}},
		"nothing": {"law": {}},
	}

	found := parts.published_form("x", _at("OJ L, 2027/1")) with data.org.settings as settings
	found == _unpublished("OJ L, 2027/1", "no form of the Commission is known to be published, so nobody can use it yet")
}

_unpublished(stated, because) := {
	"term": "x",
	"half": "act",
	"status": "unknown",
	"observed": stated,
	"source": ["x"],
	"expected": null,
	"because": because,
	"basis": "documented",
	"linked": false,
}

_standard := {"set_by": "Implementing Decision (EU) 2027/2", "owner": "Head of Legal"}

_standards := {"law": {"published": {"harmonised_standards": {"EN 1": _standard, "EN 2": _standard, "EN 3": {"set_by": "tbd", "owner": "Head of Legal"}}}}}

test_cited_standards if {
	found := parts.cited_standards("x", _at(["EN 1", "EN 2"])) with data.org.settings as _standards
	found == {
		"term": "x",
		"half": "act",
		"status": "pass",
		"observed": ["EN 1", "EN 2"],
		"source": ["x"],
		"expected": {"EN 1": "Implementing Decision (EU) 2027/2", "EN 2": "Implementing Decision (EU) 2027/2"},
		"because": "their references are published in the Official Journal",
		"basis": "documented",
		"linked": false,
	}
}

test_standards_that_are_not_cited[note] if {
	some note, case in {
		"one of two is not there": {"stated": ["EN 1", "EN 4"], "settings": _standards},
		"by no act": {"stated": ["EN 3"], "settings": _standards},
		"none is stated": {"stated": [], "settings": _standards},
		"text for a list": {"stated": "EN 1", "settings": _standards},
		"nothing stated": {"stated": null, "settings": _standards},
		"none is published": {"stated": ["EN 1"], "settings": {"law": {"published": {}}}},
		"text for what is published": {"stated": ["EN 1"], "settings": {"law": {"published": "EN 1"}}},
		"nothing is known to be published": {"stated": ["EN 1"], "settings": {}},
	}

	found := parts.cited_standards("x", _at(case.stated)) with data.org.settings as case.settings
	found == _unpublished(
		case.stated,
		"no reference in the Official Journal is known for each of them, so they are no harmonised standards yet",
	)
}

test_references_are_no_link if {
	every found in [
		parts.refers("x", _at(_digest("1")), _at(_digest("1"))),
		parts.alike("x", _at("Said so."), _at("Said so.")),
	] {
		[found.status, found.linked] == ["pass", false]
	}
	every found in [
		parts.refers("x", _at(_digest("1")), _at(_digest("2"))),
		parts.alike("x", _at("Said so."), _at("Said not.")),
	] {
		[found.status, found.linked] == ["fail", false]
	}
	parts.refers("x", _at(null), _at(null)).status == "unknown"
	check.pair("x", "equals", _at("a"), _at("a")).linked == true
	check.text("x", _at("Said so.")).linked == false
	parts.name("x", _at("N.")).status == "pass"
	parts.name("x", _at("tbd")).status == "unknown"
}

test_provided[note] if {
	some note, case in {
		"a form and a way": {"forms": [{"form": "Web page", "reached": "Said so."}], "want": ["pass", [["Web page"], ["Said so."]]]},
		"one of two is told": {
			"forms": [{"form": "Web page"}, {"form": "Paper page", "reached": "Said so."}],
			"want": ["pass", [["Web page", "Paper page"], [null, "Said so."]]],
		},
		"no way": {"forms": [{"form": "Web page"}], "want": ["unknown", [["Web page"], [null]]]},
		"no form": {"forms": [{"reached": "Said so."}], "want": ["unknown", [[null], ["Said so."]]]},
		"none": {"forms": [], "want": ["unknown", [[], []]]},
		"text": {"forms": "Web page", "want": ["unknown", [[null], [null]]]},
		"nothing": {"forms": null, "want": ["unknown", [[], []]]},
	}

	parts.provided("x", _at(case.forms)) == {
		"term": "x",
		"half": "act",
		"status": case.want[0],
		"observed": {"text": case.want[1], "compared": []},
		"source": ["x"],
		"expected": [],
		"because": {
			"pass": "text only: nothing that was observed to compare it with",
			"unknown": "the text is missing or a placeholder",
		}[case.want[0]],
		"basis": "documented",
		"linked": false,
	}
}

test_lists[note] if {
	some note, case in {
		"names of an object": {"found": parts.keys(_at({"b": 1, "a": 2})), "want": ["a", "b"]},
		"an empty object": {"found": parts.keys(_at({})), "want": null},
		"no object": {"found": parts.keys(_at(["a"])), "want": null},
		"a field of each": {"found": parts.each(_at([{"n": "b"}, {"n": "a"}, {"n": "a"}, {"m": "c"}]), "n"), "want": ["a", "b"]},
		"a field of none": {"found": parts.each(_at([{"m": "c"}]), "n"), "want": null},
		"no list": {"found": parts.each(_at({"n": "a"}), "n"), "want": null},
		"a field of each in an object": {"found": parts.each(_at({"a": {"n": "a"}}), "n"), "want": null},
		"a field that each has": {"found": parts.each_whole(_at([{"n": "b"}, {"n": "a"}]), "n"), "want": ["a", "b"]},
		"a field that one has not": {"found": parts.each_whole(_at([{"n": "b"}, {"m": "c"}]), "n"), "want": null},
		"a field that is null in one": {"found": parts.each_whole(_at([{"n": "b"}, {"n": null}]), "n"), "want": null},
		"a field, and an entry that is none": {"found": parts.each_whole(_at([{"n": "b"}, "a"]), "n"), "want": null},
		"a field of an empty list": {"found": parts.each_whole(_at([]), "n"), "want": null},
		"a field of text": {"found": parts.each_whole(_at("n"), "n"), "want": null},
		"values and lists": {"found": parts.joined([_at(["b", "a"]), _at("a"), _at(null)]), "want": ["a", "b"]},
		"nothing joined": {"found": parts.joined([_at(null)]), "want": []},
		"all of some": {"found": parts.joined_whole([_at(["b", "a"]), _at("a")]), "want": ["a", "b"]},
		"all of some, one missing": {"found": parts.joined_whole([_at("a"), _at(null)]), "want": null},
		"one alone": {"found": parts.alone(_at({"n": "a"})), "want": [{"n": "a"}]},
		"none alone": {"found": parts.alone(_at(null)), "want": null},
		"measured": {"found": parts.measured(_at({"a": {"value": 0}, "b": {"value": null}, "c": "1"})), "want": ["a"]},
		"nothing measured": {"found": parts.measured(_at(null)), "want": null},
		"a list of what was measured": {"found": parts.measured(_at([{"value": 0}])), "want": null},
	}

	case.found == _at(case.want)
}

_part(term, status, linked) := {
	"term": term,
	"status": status,
	"linked": linked,
	"observed": concat(" ", ["seen", term]),
	"source": [term],
	"because": concat(" ", ["why", term]),
}

_at(value) := {"value": value, "source": ["x"]}

_seen(value) := {"value": value, "source": ["seen"]}

# What was compared shows both sides, and stands where the document says it.
_linked(stated, observed, status) := {
	"term": "x",
	"half": "act",
	"status": status,
	"observed": stated,
	"source": ["x"],
	"expected": observed,
	"because": {
		"pass": null,
		"fail": "the document and what was observed do not agree",
		"unknown": "the document or the observation is missing",
	}[status],
	"basis": "documented",
	"linked": true,
}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_add(path, value) := {"op": "add", "path": path, "value": value}

_began(moment) := {"op": "add", "path": "/seen/r/run/started_at", "value": moment}

_file(name, character) := {"name": name, "digest": _digest(character)}

_digest(character) := concat("", ["sha256:", concat("", [character | some _ in numbers.range(1, 64)])])

_estimate(value) := {"value": value, "low": value - 0.05, "high": value + 0.05, "n": 100, "method": "Wilson score interval"}

# What is judged by fewer steps is what a document of one text, or of one pair, says.
test_text_is_a_document_of_one_text[note] if {
	some note, found in {
		"a sentence": {"value": "Scores applications for small loans.", "source": ["a"]},
		"a placeholder": {"value": "to be defined later on", "source": ["a"]},
		"one letter again and again": {"value": "aaaa aaaa aaaa", "source": ["a"]},
		"three letters": {"value": "abcabcabcabc", "source": ["a"]},
		"four letters": {"value": "abcdabcdabcd", "source": ["a"]},
		"short": {"value": "Scores.", "source": ["a"]},
		"long by its spaces": {"value": "Scores.     ", "source": ["a"]},
		"over two lines": {"value": "Scores\nloans", "source": ["a"]},
		"a name": {"value": "v1", "source": ["a"], "form": "name"},
		"a name that is none": {"value": "n/a", "source": ["a"], "form": "name"},
		"an entry": {"value": ["", "Scores applications for small loans."], "source": ["a"], "form": "entry"},
		"no entry": {"value": [], "source": ["a"], "form": "entry"},
		"a list without a form": {"value": ["Scores applications for small loans."], "source": ["a"]},
		"a number": {"value": 12345678, "source": ["a"]},
		"nothing": {"value": null, "source": null},
	}

	check.text("t", found) == check.documented("t", [found], [])
}

test_pair_is_a_document_of_one_pair[note] if {
	digest := "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	some note, case in {
		"the same text": ["equals", "a", "a"],
		"another text": ["equals", "a", "b"],
		"the same number": ["equals", 1, 1],
		"a number and its text": ["equals", 1, "1"],
		"the same names in another order": ["equals", ["a", "b"], ["b", "a"]],
		"fewer names": ["equals", ["a"], ["b", "a"]],
		"names and a name": ["equals", ["a"], "a"],
		"nothing and nothing": ["equals", null, null],
		"blanks": ["equals", " ", " "],
		"the same file": ["same_file", digest, digest],
		"a digest that is none": ["same_file", "e3b0", "e3b0"],
		"less": ["at_most", 1, 2],
		"more": ["at_most", 2, 1],
		"needs none": ["needs", 0, 2],
		"needs two": ["needs", 2, 2],
		"covers": ["covers", {"a": "What the field a means."}, ["a"]],
		"covers with nothing said": ["covers", {"a": ""}, ["a"]],
		"covers too little": ["covers", {"a": "What the field a means."}, ["a", "b"]],
		"a relation that is none": ["resembles", "a", "a"],
	}
	stated := {"value": case[1], "source": ["s"]}
	observed := {"value": case[2], "source": ["o"]}
	one := [{"relation": case[0], "stated": stated, "observed": observed}]

	check.pair("t", case[0], stated, observed) == check.documented("t", [], one)
}

test_text_is_not_made_longer_by_spaces[note] if {
	some note, space in {
		"spaces": " ",
		"tabs": "\t",
		"lines": "\n",
		"vertical tabs": "\u000b",
		"next lines": "\u0085",
		"hard spaces": "\u00a0",
		"wide spaces": "\u3000",
		"line separators": "\u2028",
	}
	around := concat("", [space, space, space, space, space])

	check.text("t", {"value": concat("", [around, "Scores", around]), "source": []}).status == "unknown"
	check.text("t", {"value": concat("", [around, "Scores a", around]), "source": []}).status == "pass"
}
