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
	found := parts.item("x", [_part("a", "pass", false), _part("b", "pass", true)])
	found.observed == {"parts": [["a", "pass"], ["b", "pass"]], "compared": [["b", "seen b"]]}
	found.source == ["a"]
	parts.item("x", []).source == null
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
	}

	parts.among("x", _at(case.stated), _at(case.names)).status == case.want
}

test_component[note] if {
	some note, case in {
		"as it was seen": {"stated": {"name": "a", "version": "1"}, "seen": [{"name": "a", "version": "1"}], "want": "pass"},
		"another version": {"stated": {"name": "a", "version": "1"}, "seen": [{"name": "a", "version": "2"}], "want": "fail"},
		"another name": {"stated": {"name": "a", "version": "1"}, "seen": [{"name": "b", "version": "1"}], "want": "fail"},
		"without a version": {"stated": {"name": "a"}, "seen": [{"name": "a"}], "want": "unknown"},
		"a placeholder": {"stated": {"name": "a", "version": "tbd"}, "seen": [{"name": "a", "version": "tbd"}], "want": "unknown"},
		"nothing seen": {"stated": {"name": "a", "version": "1"}, "seen": [], "want": "unknown"},
		"no list": {"stated": {"name": "a", "version": "1"}, "seen": null, "want": "unknown"},
		"text for it": {"stated": "a 1", "seen": [{"name": "a", "version": "1"}], "want": "unknown"},
	}

	parts.component("x", _at(case.stated), _at(case.seen)).status == case.want
}

test_same_files[note] if {
	some note, case in {
		"the same": {"stated": [_file("a", "1"), _file("b", "2")], "seen": [_file("b", "2"), _file("a", "1")], "want": "pass"},
		"one more seen": {"stated": [_file("a", "1")], "seen": [_file("b", "2"), _file("a", "1")], "want": "fail"},
		"one more stated": {"stated": [_file("a", "1"), _file("b", "2")], "seen": [_file("a", "1")], "want": "fail"},
		"other bytes": {"stated": [_file("a", "1")], "seen": [_file("a", "2")], "want": "fail"},
		"no digest": {"stated": [{"name": "a", "digest": "x"}], "seen": [{"name": "a", "digest": "x"}], "want": "unknown"},
		"none in both": {"stated": [], "seen": [], "want": "unknown"},
		"no lists": {"stated": null, "seen": "a", "want": "unknown"},
	}

	parts.same_files("x", _at(case.stated), _at(case.seen)).status == case.want
}

test_levels[note] if {
	some note, case in {
		"inside": {"stated": {"a": 0.8}, "seen": {"a": _estimate(0.8)}, "want": "pass"},
		"at the end of the interval": {"stated": {"a": 0.75}, "seen": {"a": _estimate(0.8)}, "want": "pass"},
		"outside": {"stated": {"a": 0.74}, "seen": {"a": _estimate(0.8)}, "want": "fail"},
		"one of two without a level": {"stated": {"a": 0.8}, "seen": {"a": _estimate(0.8), "b": _estimate(0.8)}, "want": "unknown"},
		"a level of what nobody measured changes nothing": {"stated": {"a": 0.8, "b": 0.1}, "seen": {"a": _estimate(0.8)}, "want": "pass"},
		"not measured": {"stated": {"a": 0.8}, "seen": {"a": {"value": null, "reason": "too few"}}, "want": "unknown"},
		"nothing measured": {"stated": {"a": 0.8}, "seen": {}, "want": "unknown"},
		"nothing stated": {"stated": null, "seen": {"a": _estimate(0.8)}, "want": "unknown"},
		"text for a level": {"stated": {"a": "0.8"}, "seen": {"a": _estimate(0.8)}, "want": "unknown"},
	}

	parts.levels("x", _at(case.stated), _at("Said so."), _at(case.seen)).status == case.want
	parts.levels("x", _at(case.stated), _at("tbd"), _at(case.seen)).status != "pass"
}

test_estimates if {
	groups := {"young": {"n": 9, "measures": {"accuracy": {"value": 1}}}, "old": {"n": 9}}

	parts.estimates(_at(groups), _at("accuracy")).value == {"young": {"value": 1}, "old": null}
	parts.estimates(_at(groups), _at(null)).value == {"young": null, "old": null}
	parts.estimates(_at(null), _at("accuracy")).value == {}
	parts.under_disturbance(_at({"noise": {"accuracy_after": {"value": 1}}, "huge": {}})).value == {"noise": {"value": 1}, "huge": null}
	parts.under_disturbance(_at([1])).value == {}
}

test_reports[note] if {
	some note, case in {
		"named": {"change": [], "want": "pass"},
		"one of two files": {"change": [{"op": "add", "path": "/seen/r/source/files/-", "value": _file("b", "2")}], "want": "pass"},
		"other bytes": {"change": [_set("/stated/r/digest", _digest("3"))], "want": "fail"},
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
		"none on file": {"change": [_set("/seen", {})], "want": "unknown"},
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
	parts.reports("x", _at(given.stated), _at(given.seen)).status == case.want
}

test_tested[note] if {
	some note, case in {
		"it passed": {"stated": {"report": "r", "test": "t"}, "outcomes": ["passed"], "want": "pass"},
		"it failed": {"stated": {"report": "r", "test": "t"}, "outcomes": ["failed"], "want": "fail"},
		"it passed once and failed once": {"stated": {"report": "r", "test": "t"}, "outcomes": ["passed", "failed"], "want": "fail"},
		"it was not evaluated": {"stated": {"report": "r", "test": "t"}, "outcomes": ["not_evaluated"], "want": "unknown"},
		"it broke": {"stated": {"report": "r", "test": "t"}, "outcomes": ["error"], "want": "fail"},
		"it warned": {"stated": {"report": "r", "test": "t"}, "outcomes": ["warning"], "want": "fail"},
		"another name": {"stated": {"report": "r", "test": "u"}, "outcomes": ["passed"], "want": "unknown"},
		"another report": {"stated": {"report": "s", "test": "t"}, "outcomes": ["passed"], "want": "unknown"},
		"no name": {"stated": null, "outcomes": ["passed"], "want": "unknown"},
	}

	seen := {"r": {"run": {"complete": "yes"}, "tests": [{"name": "t", "outcome": outcome} | some outcome in case.outcomes]}}
	parts.tested("x", _at(case.stated), _at(seen)).status == case.want
}

test_tested_in_a_report_that_did_not_end if {
	seen := {"r": {"run": {"complete": "unknown"}, "tests": [{"name": "t", "outcome": "passed"}]}}
	parts.tested("x", _at({"report": "r", "test": "t"}), _at(seen)).status == "unknown"
}

test_unseen[note] if {
	some note, case in {
		"seen": {"seen": ["8080/tcp"], "want": "fail"},
		"looked, and nothing seen": {"seen": [], "want": "pass"},
		"nobody looked": {"seen": null, "want": "pass"},
	}

	found := parts.unseen("x", _at("other"), _at(case.seen))
	[found.status, object.get(found, "linked", false)] == [case.want, false]
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
		"a model that is none": {"models": ["a", 7], "artefact": _digest("1"), "want": null},
	}

	parts.others(_at(case.models), _at(case.artefact)).value == case.want
}

test_by_way[note] if {
	some note, case in {
		"the way taken": {"way": "a", "want": ["pass"]},
		"a way without parts": {"way": "b", "want": []},
		"another way": {"way": "c", "want": ["unknown"]},
		"no way": {"way": null, "want": ["unknown"]},
		"a list": {"way": ["a"], "want": ["unknown"]},
	}

	found := parts.by_way("x", _at(case.way), {"a": [_part("a", "pass", false)], "b": []})
	[part.status | some part in found] == case.want
}

test_by_stage[stage] if {
	some stage, want in {"data": [], "post_deploy": ["pass"], "later": ["unknown"], "training": ["unknown"]}

	found := parts.by_stage("x", {"data": [], "post_deploy": [_part("a", "pass", false)]}) with input.stage as stage
	[part.status | some part in found] == want
}

test_unless_yes[note] if {
	some note, case in {
		"the duty is taken away": {"answer": "yes", "want": "pass"},
		"it is not": {"answer": "no", "want": "fail"},
		"nobody knows": {"answer": "unknown", "want": "fail"},
	}

	found := parts.unless_yes("fact", case.answer, _part("a", "fail", true)) with trust.documents as {"system": {"signers": ["b.keller"]}}
	found.status == case.want
	parts.unless_yes("fact", case.answer, _part("a", "fail", true)).status == "fail" with trust.documents as {}
}

test_or_not_processed[note] if {
	some note, case in {
		"the part itself": {"status": "pass", "reason": "tbd", "want": "pass"},
		"not processed": {"status": "unknown", "reason": "No column tells of it.", "want": "pass"},
		"no reason": {"status": "unknown", "reason": "tbd", "want": "unknown"},
		"no reason, and it fails": {"status": "fail", "reason": null, "want": "fail"},
	}

	excuse := {"reason": _at(case.reason), "carriers": ["sex"], "features": _at(["age"]), "stated_features": _at(["age"])}
	parts.or_not_processed(_part("a", case.status, true), excuse).status == case.want
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
	parts.agrees("x", "equals", _at("a"), _at("a")).linked == true
	check.text("x", _at("Said so.")).linked == false
	parts.name("x", _at("N.")).status == "pass"
	parts.name("x", _at("tbd")).status == "unknown"
}

test_provided[note] if {
	some note, case in {
		"a form and a way": {"forms": [{"form": "Web page", "reached": "Said so."}], "want": "pass"},
		"one of two is told": {"forms": [{"form": "Web page"}, {"form": "Paper page", "reached": "Said so."}], "want": "pass"},
		"no way": {"forms": [{"form": "Web page"}], "want": "unknown"},
		"none": {"forms": [], "want": "unknown"},
		"text": {"forms": "Web page", "want": "unknown"},
		"nothing": {"forms": null, "want": "unknown"},
	}

	parts.provided("x", _at(case.forms)).status == case.want
}

test_lists[note] if {
	some note, case in {
		"names of an object": {"found": parts.keys(_at({"b": 1, "a": 2})), "want": ["a", "b"]},
		"an empty object": {"found": parts.keys(_at({})), "want": null},
		"no object": {"found": parts.keys(_at(["a"])), "want": null},
		"a field of each": {"found": parts.each(_at([{"n": "b"}, {"n": "a"}, {"n": "a"}, {"m": "c"}]), "n"), "want": ["a", "b"]},
		"a field of none": {"found": parts.each(_at([{"m": "c"}]), "n"), "want": null},
		"no list": {"found": parts.each(_at({"n": "a"}), "n"), "want": null},
		"values and lists": {"found": parts.joined([_at(["b", "a"]), _at("a"), _at(null)]), "want": ["a", "b"]},
		"nothing joined": {"found": parts.joined([_at(null)]), "want": []},
		"all of some": {"found": parts.joined_whole([_at(["b", "a"]), _at("a")]), "want": ["a", "b"]},
		"all of some, one missing": {"found": parts.joined_whole([_at("a"), _at(null)]), "want": null},
		"one alone": {"found": parts.alone(_at({"n": "a"})), "want": [{"n": "a"}]},
		"none alone": {"found": parts.alone(_at(null)), "want": null},
		"measured": {"found": parts.measured(_at({"a": {"value": 0}, "b": {"value": null}, "c": "1"})), "want": ["a"]},
		"nothing measured": {"found": parts.measured(_at(null)), "want": null},
	}

	case.found.value == case.want
	case.found.source in [["x"], []]
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

_set(path, value) := {"op": "replace", "path": path, "value": value}

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
