package lexgate.lib.settings_test

import data.lexgate.lib.settings
import data.lexgate.lib.trust

test_organisation[note] if {
	some note, case in {
		"a name": {"name": "Musterbank", "want": "Musterbank"},
		"a number": {"name": 1, "want": ""},
		"none": {"name": null, "want": ""},
		"too long": {"name": concat("", [letter | some _ in numbers.range(1, 200); letter := "x"]), "want": ""},
	}
	found := settings.organisation with data.org.settings as {"organisation": case.name}
	found == case.want
}

test_members[note] if {
	some note, case in {
		"of the organisation": {"levels": [["a", "b"], null], "want": {"a", "b"}},
		"of both levels": {"levels": [["a"], ["b"]], "want": {"a", "b"}},
		"of the system alone": {"levels": [null, ["b"]], "want": _unusable},
		"the system's mistyped": {"levels": [["a"], "b"], "want": _unusable},
		"the system's empty": {"levels": [["a"], []], "want": _unusable},
		"a number in it": {"levels": [["a", 1], null], "want": _unusable},
		"null in it": {"levels": [["a", null], null], "want": _unusable},
		"an empty text in it": {"levels": [["a", ""], null], "want": _unusable},
		"as long a text as may be": {"levels": [[_long(199)], null], "want": {_long(199)}},
		"too long a text in it": {"levels": [[_long(200)], null], "want": _unusable},
		"empty": {"levels": [[], null], "want": _unusable},
		"a text": {"levels": ["a", null], "want": _unusable},
		"an object": {"levels": [{"a": "b"}, null], "want": _unusable},
		"false": {"levels": [false, null], "want": _unusable},
		"none": {"levels": [null, null], "want": _unusable},
	}
	found := settings.members(["x", "y"]) with data.org.settings as _both(case.levels)
		with input.subject.system as "credit-scoring"
	found == case.want
}

test_allowed[note] if {
	some note, case in {
		"by the organisation": {"levels": [["a", "b"], null], "want": {"a", "b"}},
		"the system takes away": {"levels": [["a", "b"], ["b"]], "want": {"b"}},
		"the system adds": {"levels": [["a"], ["a", "b"]], "want": {"a"}},
		"by the system alone": {"levels": [null, ["b"]], "want": set()},
		"the system's mistyped": {"levels": [["a"], "a"], "want": set()},
		"a number in it": {"levels": [["a", 1], null], "want": set()},
		"none": {"levels": [null, null], "want": set()},
	}
	found := settings.allowed(["x", "y"]) with data.org.settings as _both(case.levels)
		with input.subject.system as "credit-scoring"
	found == case.want
}

_long(number) := concat("", ["x" | some _ in numbers.range(1, number)])

test_names[note] if {
	some note, case in {
		"of the organisation": {"levels": [{"a": 1}, null], "want": {"a"}},
		"of both levels": {"levels": [{"a": 1}, {"b": null}], "want": {"a", "b"}},
		"of the system alone": {"levels": [null, {"b": 1}], "want": _unusable},
		"an empty name": {"levels": [{"": 1}, null], "want": _unusable},
		"empty": {"levels": [{}, null], "want": _unusable},
		"a list": {"levels": [["a"], null], "want": _unusable},
		"the system's a list": {"levels": [{"a": 1}, ["b"]], "want": _unusable},
		"a number": {"levels": [1, null], "want": _unusable},
		"the system's a number": {"levels": [{"a": 1}, 1], "want": _unusable},
		"none": {"levels": [null, null], "want": _unusable},
	}
	found := settings.names(["x", "y"]) with data.org.settings as _both(case.levels)
		with input.subject.system as "credit-scoring"
	found == case.want
}

test_numbers[note] if {
	some note, case in {
		"the organisation's": {"levels": [3, null], "want": [3, 3]},
		"the system's larger": {"levels": [3, 4], "want": [3, 4]},
		"the system's smaller": {"levels": [3, 2], "want": [2, 3]},
		"nothing of either": {"levels": [0, null], "want": [0, 0]},
		"the system's alone": {"levels": [null, 4], "want": [null, null]},
		"the system's a text": {"levels": [3, "4"], "want": [null, null]},
		"a text": {"levels": ["3", null], "want": [null, null]},
		"true": {"levels": [true, null], "want": [null, null]},
		"a list": {"levels": [[3], null], "want": [null, null]},
		"a bomb": {"levels": [1e999, null], "want": [null, null]},
		"none": {"levels": [null, null], "want": [null, null]},
	}
	org := _both(case.levels)
	least := settings.at_most(["x", "y"]) with data.org.settings as org
		with input.subject.system as "credit-scoring"
	most := settings.at_least(["x", "y"]) with data.org.settings as org
		with input.subject.system as "credit-scoring"
	[least, most] == case.want
}

test_settings_that_are_none[note] if {
	some note, org in {"null": null, "a text": "settings", "a list": [1], "empty": {}}
	members := settings.members(["x", "y"]) with data.org.settings as org
	names := settings.names(["x", "y"]) with data.org.settings as org
	number := settings.at_most(["x", "y"]) with data.org.settings as org
	limit := settings.limit(["x", "y"]) with data.org.settings as org
	attributes := settings.attributes(["x", "y"]) with data.org.settings as org
	[members, names, number, limit, attributes] == [_unusable, _unusable, null, null, _unusable]
}

# Another system's numbers are no business of this one.
test_system_of_its_own if {
	org := {"defaults": {"x": {"y": 3}}, "systems": {"other": {"x": {"y": 9}}}}
	found := settings.at_least(["x", "y"]) with data.org.settings as org
		with input.subject.system as "credit-scoring"
	found == 3
}

test_limit[note] if {
	some note, case in {
		"the organisation's": {"levels": [_limit, null], "want": [0.8, "interval", "organisation"]},
		"the system's stricter": {"levels": [_limit, _with({"value": 0.9})], "want": [0.9, "interval", "system"]},
		"the system's looser": {"levels": [_limit, _with({"value": 0.7})], "want": [0.8, "interval", "system"]},
		"the system's point": {"levels": [_limit, _with({"bound": "point"})], "want": [0.8, "interval", "system"]},
		"a point at both": {"levels": [_with({"bound": "point"}), _with({"bound": "point"})], "want": [0.8, "point", "system"]},
		"stricter from above": {
			"levels": [_with({"relation": "at_most"}), _with({"relation": "at_most", "value": 0.7})],
			"want": [0.7, "interval", "system"],
		},
		"looser from above": {
			"levels": [_with({"relation": "at_most"}), _with({"relation": "at_most", "value": 0.9})],
			"want": [0.8, "interval", "system"],
		},
	}
	found := settings.limit(["x", "y"]) with data.org.settings as _both(case.levels)
		with trust.documents as {}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	[found.value, found.bound, found.level] == case.want
	found.deviation == null
}

# A stricter rule in a mistyped container must not read as no stricter rule.
test_mistyped_level_of_the_system[note] if {
	some note, systems in {
		"the systems a list": [{"credit-scoring": {"x": {"y": 9}}}],
		"the systems text": "credit-scoring",
		"the systems null": null,
		"the system a list": {"credit-scoring": [{"x": {"y": 9}}]},
		"the system null": {"credit-scoring": null},
		"the container a number": {"credit-scoring": {"x": 9}},
		"the container null": {"credit-scoring": {"x": null}},
		"the end null": {"credit-scoring": {"x": {"y": null}}},
	}
	found := settings.at_least(["x", "y"]) with data.org.settings as {"defaults": {"x": {"y": 3}}, "systems": systems}
		with input.subject.system as "credit-scoring"
	found == null
}

test_the_organisation_owns_the_limit[note] if {
	some note, case in {
		"stricter at the system": {"value": 0.9, "documents": {}},
		"looser by deviation": {"value": 0.7, "documents": {"deviation/x.y": {
			"predicate": {
				"value": _with({"value": 0.7, "owner": "somebody else"}),
				"reason": "Too few people for the limit of the bank.",
				"until": "2027-01-01T00:00:00Z",
			},
			"signers": {"m.richter"},
			"digest": "sha256:d",
		}}},
	}
	found := settings.limit(["x", "y"]) with data.org.settings as _both([_limit, _with({"value": case.value, "owner": "somebody else"})])
		with trust.documents as case.documents
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	[found.owner, found.value, found.level] == [_limit.owner, case.value, "system"]
}

test_limit_unusable[note] if {
	some note, levels in {
		"none": [null, null],
		"of the system alone": [null, _limit],
		"a number": [0.8, null],
		"a list": [[0.8], null],
		"empty": [{}, null],
		"another relation": [_limit, _with({"relation": "at_most"})],
		"another unit": [_limit, _with({"unit": "share"})],
		"a relation that is none": [_with({"relation": "above"}), null],
		"a bound that is none": [_with({"bound": "dot"}), null],
		"a value in words": [_with({"value": "0.8"}), null],
		"a value that is null": [_with({"value": null}), null],
		"a bomb": [_with({"value": 1e999}), null],
		"an empty unit": [_with({"unit": ""}), null],
		"no owner": [_with({"owner": null}), null],
		"no source": [_with({"source": null}), null],
		"no reason": [_with({"reason": 1}), null],
		"a review that is overdue": [_with({"review_by": "2026-11-21"}), null],
		"a review on no day": [_with({"review_by": "2027-02-29"}), null],
		"the system's mistyped": [_limit, _with({"value": "0.9"})],
	}
	org := _both(levels)
	limit := settings.limit(["x", "y"]) with data.org.settings as org
		with trust.documents as {}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	attributes := settings.attributes(["x", "y"]) with data.org.settings as org
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	[limit, attributes] == [null, _unusable]
}

test_review[note] if {
	some note, case in {
		"the last second of its day": {"at": "2026-11-21T23:59:59Z", "want": true},
		"the next day": {"at": "2026-11-22T00:00:00Z", "want": false},
	}
	found := settings.limit(["x", "y"]) with data.org.settings as _both([_with({"review_by": "2026-11-21"}), null])
		with trust.documents as {}
		with input.subject.system as "credit-scoring"
		with input.as_of as case.at
	is_object(found) == case.want
}

# A deviation for a limit that can't be used brings none back, nor does one for no limit.
test_deviation_from_what_is_unusable[note] if {
	some note, case in {
		"overdue": {"own": _with({"value": 0.7, "review_by": "2026-11-21"}), "want": null},
		"no limit of the system": {"own": null, "want": 0.8},
	}
	document := json.patch(_deviation, [_set("/predicate/value", case.own)])
	org := _both([_limit, case.own])
	found := settings.limit(["x", "y"]) with data.org.settings as org
		with trust.documents as {"deviation/x.y": document}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	deviations := settings.deviations with data.org.settings as org
		with trust.documents as {"deviation/x.y": document}
		with trust.evidence as {"deviation": {"x.y": {}}}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	_value(found) == case.want
	deviations == set()
}

test_limit_by_a_name_that_is_none if {
	found := settings.limit(["x", {"unusable_setting": ["x"]}]) with data.org.settings as _both([_limit, _limit])
		with trust.documents as {}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	found == null
}

test_deviation[note] if {
	some note, case in {
		"signed by the owner, for this very limit": {"change": [], "want": [0.7, true]},
		"signed by somebody else": {"change": [_set("/signers", {"b.keller"})], "want": [0.8, false]},
		"for another limit": {"change": [_set("/predicate/value/value", 0.6)], "want": [0.8, false]},
		"without a reason": {"change": [_set("/predicate/reason", "")], "want": [0.8, false]},
		"a reason of twelve letters": {"change": [_set("/predicate/reason", "Too few now.")], "want": [0.7, true]},
		"a reason of eleven": {"change": [_set("/predicate/reason", "Too few now")], "want": [0.8, false]},
		"a reason of blanks": {"change": [_set("/predicate/reason", "             ")], "want": [0.8, false]},
		"a reason that is none": {"change": [_set("/predicate/reason", 123456789012)], "want": [0.8, false]},
		"that ended": {"change": [_set("/predicate/until", "2026-11-22T10:00:00Z")], "want": [0.8, false]},
		"that ends in a second": {"change": [_set("/predicate/until", "2026-11-22T10:00:01Z")], "want": [0.7, true]},
		"without an end": {"change": [_set("/predicate/until", null)], "want": [0.8, false]},
	}
	org := _both([_limit, _with({"value": 0.7})])
	document := json.patch(_deviation, case.change)
	found := settings.limit(["x", "y"]) with data.org.settings as org
		with trust.documents as {"deviation/x.y": document}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	[found.value, is_object(found.deviation)] == case.want
}

test_deviations_in_force if {
	found := settings.deviations with data.org.settings as _both([_limit, _with({"value": 0.7})])
		with trust.documents as {"deviation/x.y": _deviation}
		with trust.evidence as {"deviation": {"x.y": {}, "x.z": {}}}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	found == {{"setting": "x.y", "deviation": {
		"reason": "A smaller sample this spring.",
		"signers": {"m.richter"},
		"digest": "sha256:d",
		"until": "2027-01-01T00:00:00Z",
	}}}
}

_value(found) := found.value if {
	is_object(found)
} else := null

test_attributes[note] if {
	some note, case in {
		"of the organisation": {"levels": [_with({"attributes": ["a"]}), null], "want": {"a"}},
		"added by the system": {"levels": [_with({"attributes": ["a"]}), _with({"attributes": ["b"]})], "want": {"a", "b"}},
		"not taken away by the system": {"levels": [_with({"attributes": ["a", "b"]}), _with({"attributes": ["a"]})], "want": {"a", "b"}},
		"not told by the system": {"levels": [_with({"attributes": ["a"]}), _limit], "want": {"a"}},
		"told by the system alone": {"levels": [_limit, _with({"attributes": ["a"]})], "want": _unusable},
		"mistyped by the system": {"levels": [_with({"attributes": ["a"]}), _with({"attributes": "b"})], "want": _unusable},
		"with a number": {"levels": [_with({"attributes": ["a", 1]}), null], "want": _unusable},
		"empty": {"levels": [_with({"attributes": []}), null], "want": _unusable},
		"in a text": {"levels": [_with({"attributes": "a"}), null], "want": _unusable},
		"none": {"levels": [_limit, null], "want": _unusable},
	}
	found := settings.attributes(["x", "y"]) with data.org.settings as _both(case.levels)
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"
	found == case.want
}

_unusable := {{"unusable_setting": ["x", "y"]}}

# Null stands for a level that says nothing.
_both(levels) := {
	"defaults": {"x": {"y": value | value := levels[0]; value != null}},
	"systems": {"credit-scoring": {"x": {"y": value | value := levels[1]; value != null}}},
}

_with(fields) := object.union(_limit, fields)

_set(path, value) := {"op": "replace", "path": path, "value": value}

_limit := {
	"relation": "at_least",
	"value": 0.8,
	"bound": "interval",
	"unit": "ratio",
	"source": "A convention; not EU law",
	"reason": "Start value until there is a study.",
	"owner": "m.richter",
	"review_by": "2027-09-30",
}

_deviation := {
	"digest": "sha256:d",
	"signers": {"m.richter"},
	"predicate": {
		"value": _with({"value": 0.7}),
		"reason": "A smaller sample this spring.",
		"until": "2027-01-01T00:00:00Z",
	},
}
