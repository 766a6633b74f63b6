package lexgate.lib.check_test

import data.lexgate.lib.check

# What two values are is no relation: under a name that no relation has, and under one of
# other operands, nothing is compared.
test_operands_of_other_relations[note] if {
	digest := concat("", ["sha256:", crypto.sha256("x")])
	some note, case in {
		"digests": {"operands": [digest, digest], "fit": {"equals", "same_file"}},
		"counts": {"operands": [1, 2], "fit": {"equals", "at_most", "needs"}},
		"an object and names": {"operands": [{"x": "What x measures."}, ["x"]], "fit": {"covers"}},
		"names": {"operands": [["x"], ["x"]], "fit": {"equals"}},
		"numbers in a list, and names": {"operands": [[1], ["x"]], "fit": set()},
		"a name, and names": {"operands": ["x", ["x"]], "fit": set()},
	}
	{relation |
		some relation in ["equals", "same_file", "at_most", "needs", "covers", "like"]
		found := check.documented("t", [], [_pair(array.concat([relation], case.operands))])
		found.status != "unknown"
	} == case.fit
}

# What is lifted answers for the Act's half, and rests on people's word.
test_lifted_is_a_whole_answer if {
	lifted := {"reason": "the condition is not met", "facts": ["f"], "signers": ["b.keller"]}

	check.unless_lifted("t", lifted, null) == _answer("pass", {
		"observed": lifted,
		"source": ["system", "facts"],
		"because": "the condition is not met",
		"basis": "attested",
	})
}

test_decided_on_each_basis[basis] if {
	some basis in ["measured", "computed", "sampled", "derived", "documented", "assessed", "attested"]

	check.decided("t", _v("found"), {"status": "pass", "because": null, "basis": basis}).status == "pass"
}

# A list of names with one that is blank, or no text, is none to compare.
test_names_that_are_none[note] if {
	some note, names in {
		"empty": ["x", ""],
		"blank": ["x", " "],
		"a number": ["x", 1],
		"null": ["x", null],
		"twice the same": ["x", "x"],
	}
	every relation in ["equals", "covers"] {
		stated := {"equals": names, "covers": {"x": "What x measures.", "": "Nothing at all.", " ": "Nothing at all."}}[relation]
		check.documented("t", [], [_pair([relation, stated, names])]).status == "unknown"
		check.pair("t", relation, {"value": stated, "source": null}, {"value": names, "source": null}).status == "unknown"
	}
}

test_derived_says_what_a_part_is[status] if {
	some status, because in {
		"pass": null,
		"waived": "a part is waived",
		"fail": "a part is fail",
		"unknown": "a part is unknown",
	}

	found := check.derived("t", {{"half": "act", "status": status}})
	[found.status, found.because] == [status, because]
}
