package lexgate.lib.security_test

import data.lexgate.lib.security

_found(value) := {"value": value, "source": ["place"]}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_answer(check) := [check.status, check.because]

_digest(digit) := concat("", ["sha256:", concat("", [digit | some _ in numbers.range(1, 64)])])

# ---------------------------------------------------------------- digests

test_digests[note] if {
	some note, case in {
		"one": {"places": [_digest("1")], "want": {_digest("1")}},
		"a list": {"places": [[_digest("1"), _digest("2")]], "want": {_digest("1"), _digest("2")}},
		"files": {"places": [[{"name": "a", "digest": _digest("1")}, {"name": "b"}]], "want": {_digest("1")}},
		"several places": {"places": [_digest("1"), null, [{"digest": _digest("2")}]], "want": {_digest("1"), _digest("2")}},
		"no digest": {"places": ["sha256:1", 1, {"digest": _digest("1")}, [null, ["a"]]], "want": set()},
		"nowhere": {"places": [], "want": set()},
	}

	security.digests([_found(value) | some value in case.places]) == case.want
}

# ---------------------------------------------------------------- scanned

test_scanned[note] if {
	some note, case in {
		"a file, all of whose packages are in the report": {"change": [], "want": ["pass", null]},
		"an image that the report names": {
			"change": [_set("/of/told_by", "report"), _set("/packages/in_the_file", null), _set("/packages/not_in_the_report", null)],
			"want": ["pass", null],
		},
		"an image, one digest of which is ours": {
			"change": [_set("/of/told_by", "report"), _set("/of/digests", [_digest("0"), _digest("8")])],
			"want": ["pass", null],
		},
		"something of another version": {
			"change": [_set("/of/digests", [_digest("0")])],
			"want": ["fail", "what was scanned is nothing of this version"],
		},
		"an image of another version": {
			"change": [_set("/of/told_by", "report"), _set("/of/digests", [_digest("0")])],
			"want": ["fail", "what was scanned is nothing of this version"],
		},
		"a file, one of whose packages is not in the report": {
			"change": [_set("/packages/not_in_the_report", 1)],
			"want": ["fail", "packages of the file are not in the report: something else was scanned"],
		},
		"a package that was skipped": {
			"change": [_set("/packages/skipped", 1)],
			"want": ["fail", "packages were skipped, or findings were suppressed"],
		},
		"a finding that was suppressed": {
			"change": [_set("/counts/suppressed", 1)],
			"want": ["fail", "packages were skipped, or findings were suppressed"],
		},
		"as old as may be": {"change": [_set("/scanned_at", "2026-11-08T10:00:00Z")], "want": ["pass", null]},
		"a second older": {
			"change": [_set("/scanned_at", "2026-11-08T09:59:59Z")],
			"want": ["fail", "the scan is older than the organisation lets it be"],
		},
		"just now": {"change": [_set("/scanned_at", "2026-11-22T10:00:00Z")], "want": ["pass", null]},
		"in the future": {
			"change": [_set("/scanned_at", "2026-11-22T10:00:01Z")],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"at no known time": {
			"change": [_set("/scanned_at", null)],
			"want": ["unknown", "the report does not say when the scan was made"],
		},
		"a file that names no package": {
			"change": [_set("/packages/in_the_file", 0)],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"a file whose packages are not known": {
			"change": [_set("/packages/in_the_file", null)],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"packages that were not compared": {
			"change": [_set("/packages/not_in_the_report", null)],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"told by nobody": {
			"change": [_set("/of/told_by", "nobody")],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"of no digest": {
			"change": [_set("/of/digests", [])],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"of words": {
			"change": [_set("/of/digests", ["requirements.txt"])],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"skipped in words": {
			"change": [_set("/packages/skipped", "0")],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"suppressed not told": {
			"change": [_gone("/counts/suppressed")],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"no limit of age": {"change": [], "days": null, "want": ["unknown", "it can't be told that the scan covers this version"]},
		"the longest limit of age": {"change": [], "days": 36500, "want": ["pass", null]},
		"a limit of age that is none": {"change": [], "days": 36501, "want": ["unknown", "it can't be told that the scan covers this version"]},
		"old, by a limit that is none": {
			"change": [_set("/scanned_at", "2000-01-01T00:00:00Z")],
			"days": 36501,
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"nothing of ours is known": {"change": [], "ours": set(), "want": ["unknown", "nothing of this version is known by its digest"]},
		"something of another version, by the only digest of ours": {
			"change": [_set("/of/digests", [_digest("0")])],
			"ours": {_digest("8")},
			"want": ["fail", "what was scanned is nothing of this version"],
		},
		"something of another version, by names": {
			"change": [_set("/of/digests", {"image": _digest("0")})],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"packages that are left out, in words": {"change": [_set("/packages/not_in_the_report", "1")], "want": ["unknown", "it can't be told that the scan covers this version"]},
		"suppressed in words": {"change": [_set("/counts/suppressed", "1")], "want": ["unknown", "it can't be told that the scan covers this version"]},
		"a file that names one package": {"change": [_set("/packages/in_the_file", 1)], "want": ["pass", null]},
		"packages of the file in words": {"change": [_set("/packages/in_the_file", "42")], "want": ["unknown", "it can't be told that the scan covers this version"]},
		"as old as may be, told by nobody": {
			"change": [_set("/scanned_at", "2026-11-08T10:00:00Z"), _set("/of/told_by", "nobody")],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"older than the longest limit of age": {
			"change": [_set("/scanned_at", "2000-01-01T00:00:00Z")],
			"days": 36500,
			"as_of": "2150-01-01T00:00:00Z",
			"want": ["fail", "the scan is older than the organisation lets it be"],
		},
		"older than a limit that is none": {
			"change": [_set("/scanned_at", "2000-01-01T00:00:00Z")],
			"days": 36501,
			"as_of": "2150-01-01T00:00:00Z",
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"at no known time, told by nobody": {
			"change": [_set("/scanned_at", null), _set("/of/told_by", "nobody")],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"at no known time, and skipped packages not told": {
			"change": [_set("/scanned_at", null), _gone("/packages/skipped")],
			"want": ["unknown", "it can't be told that the scan covers this version"],
		},
		"no scan": {"change": [_set("", null)], "want": ["unknown", "no scan of this name is on file"]},
		"a text": {"change": [_set("", "scanned")], "want": ["unknown", "no scan of this name is on file"]},
	}

	ours := object.get(case, "ours", {_digest("8"), _digest("6")})
	check := security.scanned("t", _found(json.patch(_scan, case.change)), ours, object.get(case, "days", 14)) with input as {"as_of": object.get(case, "as_of", "2026-11-22T10:00:00Z")}

	_answer(check) == case.want
}

test_scanned_shows_what_it_saw if {
	check := security.scanned("t", _found(_scan), {_digest("8")}, 14) with input as {"as_of": "2026-11-22T10:00:00Z"}

	check.observed == object.filter(_scan, {"of", "packages", "scanned_at", "counts"})
	check.expected == {"of": [_digest("8")], "days_at_most": 14}
	[check.term, check.half, check.basis, check.source] == ["t", "act", "measured", ["place"]]
}

_scan := {
	"scan": "packages",
	"scanned_at": "2026-11-20T10:00:00Z",
	"of": {"kind": "file", "digests": [_digest("8")], "told_by": "configuration"},
	"packages": {"scanned": 42, "skipped": 0, "in_the_file": 42, "not_in_the_report": 0},
	"counts": {"critical": 0, "high": 0, "unknown": 0, "suppressed": 0},
}

test_apart[note] if {
	some note, case in {
		"two tools on one file": {"change": [_set("/source/tool", "grype")], "want": ["pass", null]},
		"one tool on two files": {"change": [_set("/of/digests", [_digest("6")])], "want": ["pass", null]},
		"one tool, with other packages": {"change": [_set("/packages/scanned", 7)], "want": ["pass", null]},
		"one tool, with other findings": {"change": [_set("/counts/high", 1)], "want": ["pass", null]},
		"the same scan again": {"change": [], "want": ["fail", _one_scan]},
		"the same scan, made later": {"change": [_set("/scanned_at", "2026-11-21T10:00:00Z")], "want": ["fail", _one_scan]},
		"one report on two things": {
			"change": [_set("/of/digests", [_digest("6")]), _set("/source/files/0/digest", _digest("5"))],
			"want": ["fail", _one_scan],
		},
		"what was scanned is not known": {"change": [_set("/of/digests", [])], "first": [_set("/of/digests", [])], "want": ["pass", null]},
		"what was scanned is told in words": {
			"change": [_set("/of/digests", ["requirements.txt"])],
			"first": [_set("/of/digests", ["requirements.txt"])],
			"want": ["pass", null],
		},
		"no file that it was read from": {"change": [_set("/source/tool", "grype"), _set("/source/files", [])], "want": ["unknown", _no_file]},
		"a digest that is none": {"change": [_set("/source/tool", "grype"), _set("/source/files/0/digest", "5")], "want": ["unknown", _no_file]},
		"two files, one of them without a digest": {
			"change": [_set("/source/tool", "grype"), {"op": "add", "path": "/source/files/-", "value": {"name": "other.json"}}],
			"want": ["unknown", _no_file],
		},
		"two files, each with its digest": {
			"change": [
				_set("/source/tool", "grype"),
				{"op": "add", "path": "/source/files/-", "value": {"name": "other.json", "digest": _digest("7")}},
			],
			"want": ["pass", null],
		},
		"nothing there": {"change": [_set("", null)], "want": ["unknown", _no_file]},
		"a text": {"change": [_set("", "scanned")], "want": ["unknown", _no_file]},
	}

	first := json.patch(_read_from("5"), object.get(case, "first", []))
	check := security.apart("t", [_found(first), _found(json.patch(_read_from("4"), case.change))])

	_answer(check) == case.want
	[check.half, check.basis, check.source] == ["act", "measured", ["place"]]
}

test_apart_of_one_or_none if {
	_answer(security.apart("t", [_found(_read_from("5"))])) == ["pass", null]
	_answer(security.apart("t", [])) == ["unknown", _no_file]
}

test_apart_shows_what_was_scanned if {
	check := security.apart("t", [_found(_read_from("5")), _found(null)])

	check.observed == {"of": [_scan.of, null]}
	check.source == ["place"]
	security.apart("t", [{"value": null, "source": ["first"]}, _found(null)]).source == ["first"]
	security.apart("t", []).source == null
	check.expected == "another scan under each name"
}

_one_scan := "one scan stands under two names"

_no_file := "a scan is missing, or the file that it was read from is not known"

_read_from(digit) := object.union(_scan, {"source": {
	"tool": "trivy",
	"files": [{"name": "report.json", "digest": _digest(digit)}],
}})

test_none_of[note] if {
	some note, case in {
		"none": {"change": [], "want": ["pass", null]},
		"one": {"change": [_set("/counts/high", 1)], "want": ["fail", "known weaknesses of a severity that the house refuses"]},
		"one, and one without a severity": {
			"change": [_set("/counts/high", 1), _set("/counts/unknown", 1)],
			"want": ["fail", "known weaknesses of a severity that the house refuses"],
		},
		"another": {"change": [_set("/counts/critical", 1)], "want": ["pass", null]},
		"one without a severity": {"change": [_set("/counts/unknown", 1)], "want": ["unknown", "findings without a severity"]},
		"some without a severity, in words": {
			"change": [_set("/counts/unknown", "1")],
			"want": ["unknown", "no scan, or no severity that scanners know"],
		},
		"none in words": {"change": [_set("/counts/high", "0")], "want": ["unknown", "no scan, or no severity that scanners know"]},
		"not counted": {"change": [_gone("/counts/high")], "want": ["unknown", "no scan, or no severity that scanners know"]},
		"those without one not counted": {"change": [_gone("/counts/unknown")], "want": ["unknown", "no scan, or no severity that scanners know"]},
		"no scan": {"change": [_set("", null)], "want": ["unknown", "no scan, or no severity that scanners know"]},
	}

	check := security.none_of("t", _found(json.patch(_scan, case.change)), "high")
	_answer(check) == case.want
	[check.half, check.basis] == ["house", "measured"]
}

test_none_of_shows_the_counts if {
	security.none_of("t", _found(_scan), "high").observed == _scan.counts
	security.none_of("t", _found(null), "high").observed == null
	security.none_of("t", _found({}), "high").observed == null
}

# ---------------------------------------------------------------- answered

test_numbers_of[note] if {
	some note, case in {
		"two": {"found": {"a": {"x": {"value": 0.1}}, "b": {"x": {"value": 0}}}, "want": {"a": 0.1, "b": 0}},
		"one without": {"found": {"a": {"x": {"value": 0.1}}, "b": {}}, "want": {"a": 0.1, "b": null}},
		"one that is text": {"found": {"a": "x"}, "want": {"a": null}},
		"none": {"found": {}, "want": {}},
		"a list": {"found": [{"x": {"value": 0.1}}], "want": {}},
		"nothing": {"found": null, "want": {}},
	}

	security.numbers_of(_found(case.found), ["x", "value"]) == {"value": case.want, "source": ["place"]}
}

test_answered[note] if {
	some note, case in {
		"each number read": {"want": ["pass", null]},
		"another number": {"stated": [_set("/noise/seen", 0.03)], "want": ["fail", "a number that is stated is not the one that was measured"]},
		"a number that nobody measured": {
			"stated": [{"op": "add", "path": "/dust", "value": {"seen": 0, "reading": "No decision changes."}}],
			"want": ["fail", "a number that is stated is not the one that was measured"],
		},
		"a name that nobody measured, without a number": {
			"stated": [{"op": "add", "path": "/dust", "value": {"reading": "No decision changes."}}],
			"want": ["unknown", "something that was measured is not read"],
		},
		"a number not read": {"stated": [_gone("/noise")], "want": ["unknown", "something that was measured is not read"]},
		"a number without words": {"stated": [_set("/noise/reading", "TBD")], "want": ["unknown", "something that was measured is not read"]},
		"a number in words": {"stated": [_set("/noise/seen", "0.02")], "want": ["unknown", "something that was measured is not read"]},
		"one that was not measured": {"seen": {"noise": 0.02, "gaps": null}, "want": ["fail", "a number that is stated is not the one that was measured"]},
		"one that was not measured, and not stated": {
			"stated": [_set("/gaps", {"reading": "It was not measured."})],
			"seen": {"noise": 0.02, "gaps": null},
			"want": ["unknown", "something that was measured is not read"],
		},
		"both not numbers": {
			"stated": [_set("/gaps/seen", null)],
			"seen": {"noise": 0.02, "gaps": null},
			"want": ["unknown", "something that was measured is not read"],
		},
		"nothing measured": {"seen": {}, "want": ["unknown", "nothing was measured that it could be compared with"]},
		"nothing measured, nothing stated": {"stated": [_set("", {})], "seen": {}, "want": ["unknown", "nothing was measured that it could be compared with"]},
		"a list measured": {"seen": [0.02], "want": ["unknown", "nothing was measured that it could be compared with"]},
		"a list stated": {"stated": [_set("", [{"seen": 0.02}])], "want": ["fail", "a number that is stated is not the one that was measured"]},
		"nothing stated": {"stated": [_set("", null)], "want": ["unknown", "something that was measured is not read"]},
		"no text": {"text": "xxx", "want": ["unknown", "the text is missing or a placeholder"]},
	}

	stated := json.patch(
		{"noise": {"seen": 0.02, "reading": "Seldom changes a decision."}, "gaps": {"seen": -0.1, "reading": "Costs one in ten."}},
		object.get(case, "stated", []),
	)
	check := security.answered(
		"t",
		_found(object.get(case, "text", "Entries are checked first.")),
		_found(stated),
		_found(object.get(case, "seen", {"noise": 0.02, "gaps": -0.1})),
	)

	_answer(check) == case.want
	[check.linked, check.basis, check.half] == [true, "documented", "act"]
}

test_answered_shows_numbers_alone if {
	check := security.answered("t", _found("Checked first."), _found({"a": {"seen": 1, "reading": "Words."}, "b": 2}), _found({"a": 1}))

	check.observed == {"text": "Checked first.", "stated": {"a": 1}, "seen": {"a": 1}}
	check.expected == {"a": 1}
	security.answered("t", _found(null), _found("text"), _found({})).observed.stated == null
}

# ---------------------------------------------------------------- sourced

test_sourced[note] if {
	some note, case in {
		"each with its origin": {"want": ["pass", null]},
		"more than the bill names": {"stated": [{"op": "add", "path": "/-", "value": {"name": "b", "sha256": _digest("2"), "origin": "Made here by ourselves."}}], "want": ["pass", null]},
		"two of one name": {
			"stated": [{"op": "add", "path": "/-", "value": {"name": "a", "sha256": _digest("2"), "origin": "The version before it."}}],
			"models": [{"name": "a", "sha256": _digest("1")}, {"name": "a", "sha256": _digest("2")}],
			"want": ["pass", null],
		},
		"another digest": {"stated": [_set("/0/sha256", _digest("2"))], "want": ["fail", "a model has another digest than the one stated"]},
		"no origin": {"stated": [_gone("/0/origin")], "want": ["unknown", "a model of the bill of materials has no origin"]},
		"not stated": {"stated": [_set("", [])], "want": ["unknown", "a model of the bill of materials has no origin"]},
		"stated as an object": {"stated": [_set("", {"a": _digest("1")})], "want": ["unknown", "a model of the bill of materials has no origin"]},
		"stated by name, with all that is asked": {
			"stated": [_set("", {"a": {"name": "a", "sha256": _digest("1"), "origin": "Fetched from its maker."}})],
			"want": ["unknown", "a model of the bill of materials has no origin"],
		},
		"another digest, stated by name": {
			"stated": [_set("", {"a": {"name": "a", "sha256": _digest("2"), "origin": "Fetched from its maker."}})],
			"want": ["unknown", "a model of the bill of materials has no origin"],
		},
		"its digest under another name": {
			"stated": [_set("/0/name", "b")],
			"want": ["unknown", "a model of the bill of materials has no origin"],
		},
		"another model alone": {
			"stated": [_set("/0/name", "b"), _set("/0/sha256", _digest("2"))],
			"want": ["unknown", "a model of the bill of materials has no origin"],
		},
		"two digests swapped": {
			"stated": [
				_set("/0/sha256", _digest("2")),
				{"op": "add", "path": "/-", "value": {"name": "b", "sha256": _digest("1"), "origin": "Made here by ourselves."}},
			],
			"want": ["fail", "a model has another digest than the one stated"],
		},
		"stated without a digest": {
			"stated": [_set("/0/sha256", "unknown")],
			"want": ["unknown", "a model of the bill of materials has no origin"],
		},
		"two that are no digests, and agree": {
			"stated": [_set("/0/sha256", "sha256:1")],
			"models": [{"name": "a", "sha256": "sha256:1"}],
			"want": ["unknown", "a model is named without a digest"],
		},
		"no digest in the bill": {"models": [{"name": "a", "sha256": null}], "want": ["unknown", "a model is named without a digest"]},
		"no model in the bill": {"models": [], "want": ["unknown", "the bill of materials names no model"]},
		"no bill": {"models": null, "want": ["unknown", "the bill of materials names no model"]},
		"no text": {"text": "TODO", "want": ["unknown", "the text is missing or a placeholder"]},
	}

	stated := json.patch([{"name": "a", "sha256": _digest("1"), "origin": "Fetched from its maker."}], object.get(case, "stated", []))
	check := security.sourced(
		"t",
		_found(object.get(case, "text", "Fetched by digest alone.")),
		_found(stated),
		_found(object.get(case, "models", [{"name": "a", "sha256": _digest("1")}])),
	)

	_answer(check) == case.want
	check.linked == true
}

test_sourced_shows_names_and_digests if {
	check := security.sourced("t", _found("Fetched by digest."), _found([]), _found([{"name": "a", "task": "x"}, "b"]))

	check.observed == {"text": "Fetched by digest.", "stated": [], "seen": [{"name": "a", "sha256": null}]}
	check.expected == [{"name": "a", "sha256": null}]
	security.sourced("t", _found(null), _found([]), _found("b")).observed.seen == null
}

# ---------------------------------------------------------------- names

test_covered[note] if {
	some note, case in {
		"each in words": {"want": ["pass", null]},
		"one not": {"stated": {"a": "Entered by applicants."}, "want": ["fail", "the document speaks of other things than were seen"]},
		"the only one": {"stated": {"a": "Entered by applicants."}, "names": ["a"], "want": ["pass", null]},
		"one that nobody saw": {"names": ["a"], "want": ["fail", "the document speaks of other things than were seen"]},
		"one without a name": {"names": ["a", "b", null], "want": ["fail", "the document speaks of other things than were seen"]},
		"a placeholder": {"stated": {"a": "Entered by applicants.", "b": "TBD"}, "want": ["unknown", "a text is missing or a placeholder"]},
		"no measure": {"text": null, "want": ["unknown", "a text is missing or a placeholder"]},
		"nothing stated": {"stated": null, "want": ["unknown", "a text is missing or a placeholder"]},
		"nothing seen": {"names": [], "want": ["unknown", "nothing was seen that it could be compared with"]},
		"nothing seen or stated": {"names": [], "stated": {}, "want": ["unknown", "nothing was seen that it could be compared with"]},
		"nobody looked": {"names": null, "want": ["unknown", "nothing was seen that it could be compared with"]},
	}

	check := security.covered(
		"t",
		_found(object.get(case, "text", "Outcomes are learnt from.")),
		_found(object.get(case, "stated", {"a": "Entered by applicants.", "b": "Left out of training."})),
		_found(object.get(case, "names", ["a", "b"])),
	)
	_answer(check) == case.want
	[check.linked, check.basis] == [true, "documented"]
}

test_covered_shows_names_beside_names if {
	check := security.covered("t", _found("Outcomes are learnt from."), _found({"b": "TBD", "a": null}), _found(["a", "c"]))

	check.observed == {"text": "Outcomes are learnt from.", "stated": ["a", "b"], "seen": ["a", "c"]}
	check.expected == ["a", "c"]
}

test_names_unless[note] if {
	some note, case in {
		"each once, in order": {"list": [{"name": "b", "d": "in"}, {"name": "a", "d": "in"}, {"name": "a"}], "want": ["a", "b"]},
		"others left out": {"list": [{"name": "a", "d": "in"}, {"name": "b", "d": "out"}], "want": ["a"]},
		"what does not say counts": {"list": [{"name": "a", "d": null}, {"name": "b"}], "want": ["a", "b"]},
		"without a name": {"list": [{"d": "in"}, {"name": 1, "d": "in"}, 7], "want": [null]},
		"none": {"list": [], "want": []},
		"an object": {"list": {"x": {"name": "a"}}, "want": null},
		"nothing": {"list": null, "want": null},
	}

	security.names_unless(_found(case.list), "d", "out") == {"value": case.want, "source": ["place"]}
}

test_keys_of[note] if {
	some note, case in {
		"in order": {"value": {"b": 1, "a": 2}, "want": ["a", "b"]},
		"none": {"value": {}, "want": []},
		"a list": {"value": ["a"], "want": null},
		"nothing": {"value": null, "want": null},
	}

	security.keys_of(_found(case.value)) == {"value": case.want, "source": ["place"]}
}

test_either if {
	security.either(_found("one"), _found(null)) == {"value": ["one"], "source": ["place"], "form": "entry"}
	security.either(_found(null), _found("two")).value == ["two"]
	security.either(_found(null), _found(null)).value == []
}
