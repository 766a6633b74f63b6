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

test_deciding[note] if {
	answers := {"b": "no", "a": "no", "c": "yes"}
	some note, case in {
		"those that say so": {"answer": "no", "want": ["a", "b"]},
		"all when none says so": {"answer": "unknown", "want": ["a", "b", "c"]},
	}

	facts.deciding(case.answer, answers) == case.want
}
