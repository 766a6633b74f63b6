package lexgate.lib.facts_test

import data.lexgate.lib.facts
import data.lexgate.lib.trust

test_answer[note] if {
	some note, case in {
		"yes": {"fact": {"answer": "yes", "reason": "As the contract says."}, "want": "yes"},
		"no": {"fact": {"answer": "no", "reason": "As the contract says."}, "want": "no"},
		"unknown": {"fact": {"answer": "unknown", "reason": "Nobody asked yet."}, "want": "unknown"},
		"a reason of eight letters": {"fact": {"answer": "no", "reason": "by order"}, "want": "no"},
		"a reason of seven": {"fact": {"answer": "no", "reason": "my rule"}, "want": "unknown"},
		"a reason of spaces": {"fact": {"answer": "no", "reason": "a              "}, "want": "unknown"},
		"a reason of numbers": {"fact": {"answer": "no", "reason": "12345678"}, "want": "unknown"},
		"a number for a reason": {"fact": {"answer": "no", "reason": 12345678}, "want": "unknown"},
		"no reason": {"fact": {"answer": "no"}, "want": "unknown"},
		"a truth value": {"fact": {"answer": false, "reason": "As the contract says."}, "want": "unknown"},
		"another word": {"fact": {"answer": "No", "reason": "As the contract says."}, "want": "unknown"},
		"text": {"fact": "no", "want": "unknown"},
		"null": {"fact": null, "want": "unknown"},
	}

	facts.answer("importer") == case.want with trust.evidence as {"system": {"facts": {"importer": case.fact}}}
}

test_answer_that_nobody_gave[note] if {
	some note, evidence in {
		"nothing": {},
		"no facts": {"system": {}},
		"other facts": {"system": {"facts": {"provider": {"answer": "no", "reason": "As the contract says."}}}},
	}

	facts.answer("importer") == "unknown" with trust.evidence as evidence
}

test_signers if {
	facts.signers == ["a.sommer", "b.keller"] with trust.documents as {"system": {"signers": {"b.keller", "a.sommer"}}}
}

test_nobody_signed if facts.signers == [] with trust.documents as {}

test_logic[note] if {
	some note, case in {
		"none": {"answers": set(), "any": "unknown", "all": "unknown"},
		"yes": {"answers": {"yes"}, "any": "yes", "all": "yes"},
		"no": {"answers": {"no"}, "any": "no", "all": "no"},
		"unknown": {"answers": {"unknown"}, "any": "unknown", "all": "unknown"},
		"yes and no": {"answers": {"yes", "no"}, "any": "yes", "all": "no"},
		"yes and unknown": {"answers": {"yes", "unknown"}, "any": "yes", "all": "unknown"},
		"no and unknown": {"answers": {"no", "unknown"}, "any": "unknown", "all": "no"},
		"all three": {"answers": {"yes", "no", "unknown"}, "any": "yes", "all": "no"},
		"another word": {"answers": {"maybe"}, "any": "unknown", "all": "unknown"},
	}

	facts.any_of(case.answers) == case.any
	facts.all_of(case.answers) == case.all
}

test_negation[note] if {
	some note, case in {
		"of yes": {"answer": "yes", "want": "no"},
		"of no": {"answer": "no", "want": "yes"},
		"of unknown": {"answer": "unknown", "want": "unknown"},
	}

	facts.negation(case.answer) == case.want
}

_node(answer, name) := {
	"answer": answer,
	"facts": {name},
	"reliefs": {concat(" ", ["relief of", name])},
}

test_nodes[note] if {
	some note, case in {
		"one is": {
			"of": {_node("yes", "a"), _node("unknown", "b"), _node("no", "c")},
			"some": ["yes", {"a"}, {"relief of a"}],
			"each": ["no", {"c"}, {"relief of c"}],
		},
		"one may be": {
			"of": {_node("unknown", "b"), _node("no", "c")},
			"some": ["unknown", {"b"}, {"relief of b"}],
			"each": ["no", {"c"}, {"relief of c"}],
		},
		"two may be": {
			"of": {_node("unknown", "a"), _node("unknown", "b")},
			"some": ["unknown", {"a", "b"}, {"relief of a", "relief of b"}],
			"each": ["unknown", {"a", "b"}, {"relief of a", "relief of b"}],
		},
		"none is": {
			"of": {_node("no", "b"), _node("no", "c")},
			"some": ["no", {"b", "c"}, {"relief of b", "relief of c"}],
			"each": ["no", {"b", "c"}, {"relief of b", "relief of c"}],
		},
		"one is, and one may be": {
			"of": {_node("yes", "a"), _node("unknown", "b")},
			"some": ["yes", {"a"}, {"relief of a"}],
			"each": ["unknown", {"b"}, {"relief of b"}],
		},
		"nothing": {
			"of": set(),
			"some": ["unknown", set(), set()],
			"each": ["unknown", set(), set()],
		},
	}

	[_parts(facts.some_of(case.of)), _parts(facts.each_of(case.of))] == [case.some, case.each]
}

_parts(node) := [node.answer, node.facts, node.reliefs]

test_opposite[note] if {
	some note, case in {
		"of yes": {"node": _node("yes", "a"), "want": ["no", {"a"}, {"relief of a"}]},
		"of unknown": {"node": _node("unknown", "a"), "want": ["unknown", {"a"}, {"relief of a"}]},
	}

	_parts(facts.opposite(case.node)) == case.want
}

test_unless[note] if {
	some note, case in {
		"taken away": {"node": "yes", "relief": "yes", "want": ["no", {"b"}, {"relief of b"}]},
		"not taken away": {"node": "yes", "relief": "no", "want": ["yes", {"a"}, {"relief of a"}]},
		"nobody knows": {"node": "yes", "relief": "unknown", "want": ["yes", {"a"}, {"relief of a", "b"}]},
		"nobody knows, of what is not": {"node": "no", "relief": "unknown", "want": ["no", {"a"}, {"relief of a"}]},
		"nobody knows, of what may be": {
			"node": "unknown",
			"relief": "unknown",
			"want": ["unknown", {"a"}, {"relief of a", "b"}],
		},
	}

	_parts(facts.unless(_node(case.node, "a"), _node(case.relief, "b"))) == case.want
}

_within := {"sea": ["ocean"], "bay": ["ocean", "sea"]}

# Wanted: the answer to bay, what it was taken from, what could still change it.
test_a_no_to_a_wider_fact[note] if {
	some note, case in {
		"nothing stated": {"stated": {}, "want": ["unknown", {"bay"}, {"ocean"}]},
		"the widest is": {"stated": {"ocean": "yes"}, "want": ["unknown", {"bay"}, {"sea"}]},
		"both wider are": {"stated": {"ocean": "yes", "sea": "yes"}, "want": ["unknown", {"bay"}, {"bay"}]},
		"the widest is not": {"stated": {"ocean": "no"}, "want": ["no", {"ocean"}, {"sea"}]},
		"the next is not": {"stated": {"ocean": "yes", "sea": "no"}, "want": ["no", {"sea"}, {"bay"}]},
		"nobody knows the wider ones": {
			"stated": {"ocean": "unknown", "sea": "unknown"},
			"want": ["unknown", {"bay"}, {"bay"}],
		},
		"stated itself": {"stated": {"bay": "yes", "ocean": "no"}, "want": ["yes", {"bay"}, {"bay"}]},
		"unknown by itself": {"stated": {"bay": "unknown", "ocean": "no"}, "want": ["unknown", {"bay"}, {"bay"}]},
	}

	stated := {name: {"answer": answer, "reason": "As people signed."} | some name, answer in case.stated}
	node := facts.fact("bay") with data.lexgate.facts.within as _within
		with trust.evidence as {"system": {"facts": stated}}
	signed := facts.signed({"bay"}) with data.lexgate.facts.within as _within
		with trust.evidence as {"system": {"facts": stated}}
	to_ask := facts.to_ask({"bay"}) with data.lexgate.facts.within as _within
		with trust.evidence as {"system": {"facts": stated}}

	node == {"answer": case.want[0], "facts": {"bay"}, "reliefs": set()}
	signed == case.want[1]
	to_ask == case.want[2]
}

test_a_wider_no_without_a_reason_says_nothing if {
	node := facts.fact("bay") with data.lexgate.facts.within as _within
		with trust.evidence as {"system": {"facts": {"ocean": {"answer": "no"}}}}

	node.answer == "unknown"
}

# So one step is enough: what is wider than a wider fact is named, too.
test_each_fact_names_all_that_is_wider if {
	every _, around in data.lexgate.facts.within {
		every place, wider in around {
			every further in object.get(data.lexgate.facts.within, wider, []) {
				further in array.slice(around, 0, place)
			}
		}
	}
}

# A no that evidence or the purpose speaks against is not known.
test_contradicted[note] if {
	some note, case in {
		"nothing speaks": {"fact": "concerns_natural_persons", "answer": "no", "evidence": {}, "want": ["no", false]},
		"people were compared": {
			"fact": "concerns_natural_persons",
			"answer": "no",
			"evidence": {"fairness": {"data_sets": {"testing": {}}}},
			"want": ["unknown", true],
		},
		"a yes stays": {
			"fact": "concerns_natural_persons",
			"answer": "yes",
			"evidence": {"fairness": {"data_sets": {"testing": {}}}},
			"want": ["yes", false],
		},
		"no data sets": {
			"fact": "concerns_natural_persons",
			"answer": "no",
			"evidence": {"fairness": {"data_sets": {}}},
			"want": ["no", false],
		},
		"data sets that are none": {
			"fact": "concerns_natural_persons",
			"answer": "no",
			"evidence": {"fairness": {"data_sets": 1}},
			"want": ["no", false],
		},
		"an interface that people met": {
			"fact": "concerns_natural_persons",
			"answer": "no",
			"evidence": {"interaction_test": {"interfaces": {"chat": {}}}},
			"want": ["unknown", true],
		},
		"a store of special categories": {
			"fact": "special_category_data_processed_for_bias",
			"answer": "no",
			"evidence": {"data_store": {"files": [{"name": "a"}]}},
			"want": ["unknown", true],
		},
		"a store that was emptied": {
			"fact": "special_category_data_processed_for_bias",
			"answer": "no",
			"evidence": {"data_store": {"files": []}},
			"want": ["no", false],
		},
		"models in a list": {
			"fact": "trained_with_data",
			"answer": "no",
			"evidence": {"training_run": {"models": ["m"]}},
			"want": ["unknown", true],
		},
		"a purpose of credit": {
			"fact": "annex_iii_5_b_creditworthiness",
			"answer": "no",
			"evidence": {"system": {"intended_purpose": "CREDIT-Scoring of people"}},
			"want": ["unknown", true],
		},
		"another purpose": {
			"fact": "annex_iii_5_b_creditworthiness",
			"answer": "no",
			"evidence": {"system": {"intended_purpose": "Sort letters."}},
			"want": ["no", false],
		},
		"a purpose that is no text": {
			"fact": "annex_iii_5_b_creditworthiness",
			"answer": "no",
			"evidence": {"system": {"intended_purpose": ["credit scoring"]}},
			"want": ["no", false],
		},
	}
	statement := {"system": {"facts": {case.fact: {"answer": case.answer, "reason": "As people signed it."}}}}
	found := facts.answer(case.fact) with trust.evidence as object.union(statement, case.evidence)
	against := count(facts.contradicted) > 0 with trust.evidence as object.union(statement, case.evidence)

	[found, against] == case.want
}

# What follows from a no that an instrument speaks against is as unknown as that.
test_nothing_follows_from_a_contradicted_no[name] if {
	some name, seen in {
		"interacts_with_people": {"interaction_test": {"interfaces": {"chat": {}}}},
		"special_category_data_processed_for_bias": {"data_store": {"files": [{"name": "a"}]}},
	}
	statement := {"system": {"facts": {"concerns_natural_persons": {"answer": "no", "reason": "As people signed it."}}}}

	facts.answer(name) == "no" with trust.evidence as statement
	facts.answer(name) == "unknown" with trust.evidence as object.union(statement, seen)
}

# Credit of companies is none of point 5(b).
test_a_purpose_of_credit_for_nobody if {
	statement := {"system": {
		"intended_purpose": "Credit scoring of companies.",
		"facts": {
			"annex_iii_5_b_creditworthiness": {"answer": "no", "reason": "Companies alone are scored."},
			"concerns_natural_persons": {"answer": "no", "reason": "Companies alone are scored."},
		},
	}}
	facts.answer("annex_iii_5_b_creditworthiness") == "no" with trust.evidence as statement
}

# Each answer as a whole node: what it comes from, and that nothing relieves of it.
test_nodes_of_single_facts[note] if {
	some note, case in _single with trust.evidence as {
		"system": {"facts": {"a": _said("yes"), "b": _said("yes"), "c": _said("no")}},
		"d": {"facts": {"b": _said("yes"), "m": _said("maybe")}},
	}

	case.node == {"answer": case.want[0], "facts": case.want[1], "reliefs": set()}
}

_said(answer) := {"answer": answer, "reason": "As the contract says."}

_single := {
	"needed, and excepted by nothing": {"node": facts.with_without({"a"}, {"c"}), "want": ["yes", {"a", "c"}]},
	"excepted": {"node": facts.with_without({"a"}, {"c", "b"}), "want": ["no", {"b"}]},
	"not met": {"node": facts.with_without({"a", "c"}, set()), "want": ["no", {"c"}]},
	"met, as far as known": {"node": facts.with_without({"a", "x"}, {"y"}), "want": ["unknown", {"x", "y"}]},
	"nothing needed": {"node": facts.with_without(set(), set()), "want": ["unknown", set()]},
	"one of them": {"node": facts.one_of({"a", "c", "x"}), "want": ["yes", {"a"}]},
	"none of them": {"node": facts.one_of({"c"}), "want": ["no", {"c"}]},
	"perhaps one of them": {"node": facts.one_of({"c", "x"}), "want": ["unknown", {"x"}]},
	"one of nothing": {"node": facts.one_of(set()), "want": ["unknown", set()]},
	"stated elsewhere": {"node": facts.stated_at(["d", "facts", "b"]), "want": ["yes", {"d.facts.b"}]},
	"stated nowhere": {"node": facts.stated_at(["d", "facts", "x"]), "want": ["unknown", {"d.facts.x"}]},
	"stated elsewhere in a word of its own": {"node": facts.stated_at(["d", "facts", "m"]), "want": ["unknown", {"d.facts.m"}]},
}

# Only who denies a fact with a reason can be contradicted.
test_a_no_without_a_reason_denies_nothing if {
	found := facts.contradicted with trust.evidence as {
		"system": {"facts": {"concerns_natural_persons": {"answer": "no"}}},
		"fairness": {"data_sets": {"testing": {}}},
	}

	found == {}
}
