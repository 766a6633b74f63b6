package lexgate.lib.applicability_test

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.trust

# A lender that built its own score: provider and deployer, high-risk by Annex III.
_facts := {
	"ai_system": "yes",
	"in_union_scope": "yes",
	"excluded_by_article_2": "no",
	"provider": "yes",
	"deployer": "yes",
	"importer": "no",
	"product_manufacturer": "no",
	"own_name_on_it": "no",
	"substantially_modified": "no",
	"intended_purpose_changed": "no",
	"annex_iii_1_biometrics": "no",
	"annex_iii_2_critical_infrastructure": "no",
	"annex_iii_3_education": "no",
	"annex_iii_4_employment": "no",
	"annex_iii_5_b_creditworthiness": "yes",
	"annex_iii_5_essential_services_other_than_b": "no",
	"annex_iii_6_law_enforcement": "no",
	"annex_iii_7_migration": "no",
	"annex_iii_8_justice_and_democracy": "no",
	"solely_financial_fraud_detection": "no",
	"annex_i_product_or_safety_component": "no",
	"annex_i_third_party_assessment": "no",
	"trained_with_data": "yes",
	"works_at_night": "yes",
	"let_off": "no",
}

_control := {
	"applies": {
		"tiers": ["high_risk_annex_iii"],
		"roles": ["provider", "importer"],
		"condition": ["works_at_night"],
	},
	"reliefs": [["let_off"]],
}

# Where the map says that the facts are stated.
_places := {
	"works_at_night": ["system", "facts", "works_at_night"],
	"let_off": ["system", "facts", "let_off"],
	"edited": ["published_content", "facts", "edited"],
	"annex_iii_system": ["classification"],
}

_of(reason, names) := {
	"answer": "no",
	"because": {"reason": reason, "facts": names, "signers": ["b.keller"]},
}

test_of[note] if {
	yes := {"answer": "yes", "because": null}
	unknown := {"answer": "unknown", "because": null}
	some note, case in {
		"it applies": {"facts": {}, "change": [], "want": yes},
		"another role of the list": {"facts": {"provider": "no", "importer": "yes"}, "change": [], "want": yes},
		"none of the roles": {
			"facts": {"provider": "no"},
			"change": [],
			"want": _of("the organisation has none of the roles", [
				"annex_i_product_or_safety_component",
				"annex_i_third_party_assessment",
				"importer",
				"intended_purpose_changed",
				"own_name_on_it",
				"product_manufacturer",
				"provider",
				"substantially_modified",
			]),
		},
		"a role that nobody knows": {"facts": {"provider": null}, "change": [], "want": unknown},
		"no longer in the tier": {
			"facts": {"annex_iii_5_b_creditworthiness": "no"},
			"change": [],
			"want": _of("the system is in none of the tiers", [
				"annex_iii_1_biometrics",
				"annex_iii_2_critical_infrastructure",
				"annex_iii_3_education",
				"annex_iii_4_employment",
				"annex_iii_5_b_creditworthiness",
				"annex_iii_5_essential_services_other_than_b",
				"annex_iii_6_law_enforcement",
				"annex_iii_7_migration",
				"annex_iii_8_justice_and_democracy",
			]),
		},
		"fraud detection alone, and nobody says whether": {
			"facts": {"solely_financial_fraud_detection": null},
			"change": [],
			"want": unknown,
		},
		"the condition is not met": {
			"facts": {"works_at_night": "no"},
			"change": [],
			"want": _of("the condition is not met", ["works_at_night"]),
		},
		"nobody knows the condition": {"facts": {"works_at_night": null}, "change": [], "want": unknown},
		"no condition": {
			"facts": {"works_at_night": "no"},
			"change": [{"op": "remove", "path": "/applies/condition"}],
			"want": yes,
		},
		"a condition that is null": {
			"facts": {"works_at_night": "no"},
			"change": [{"op": "replace", "path": "/applies/condition", "value": null}],
			"want": yes,
		},
		"a fact takes it away": {
			"facts": {"let_off": "yes"},
			"change": [],
			"want": _of("a stated fact takes the duty away", ["let_off"]),
		},
		"nobody knows whether a fact takes it away": {"facts": {"let_off": null}, "change": [], "want": yes},
		"no reliefs": {
			"facts": {"let_off": "yes"},
			"change": [{"op": "remove", "path": "/reliefs"}],
			"want": yes,
		},
		"no tier named": {
			"facts": {},
			"change": [{"op": "replace", "path": "/applies/tiers", "value": []}],
			"want": unknown,
		},
		"no role named": {
			"facts": {},
			"change": [{"op": "replace", "path": "/applies/roles", "value": []}],
			"want": unknown,
		},
	}

	found := applicability.of(json.patch(_control, case.change)) with trust.evidence as _evidence(case.facts)
		with trust.documents as _documents
		with data.lexgate.field_map.facts as _places

	found == case.want
}

# Conjunctions, negations, what another document states, and what classification derives.
test_conditions_of_several_facts[note] if {
	some note, case in {
		"both hold": {"facts": {}, "condition": ["works_at_night", "annex_iii_system"], "want": "yes"},
		"one does not": {"facts": {"works_at_night": "no"}, "condition": ["annex_iii_system", "works_at_night"], "want": "no"},
		"one is not known": {"facts": {"works_at_night": null}, "condition": ["annex_iii_system", "works_at_night"], "want": "unknown"},
		"what is derived does not hold": {"facts": {"annex_iii_5_b_creditworthiness": "no"}, "condition": ["annex_iii_system"], "want": "no"},
		"turned round": {"facts": {}, "condition": ["not works_at_night"], "want": "no"},
		"turned round, and it holds": {"facts": {"works_at_night": "no"}, "condition": ["not works_at_night"], "want": "yes"},
		"turned round, and not known": {"facts": {"works_at_night": null}, "condition": ["not works_at_night"], "want": "unknown"},
		"in another document": {"facts": {}, "condition": ["edited"], "want": "yes"},
		"a name that the map does not have": {"facts": {"strange": "no"}, "condition": ["strange"], "want": "unknown"},
		"no names": {"facts": {}, "condition": [], "want": "unknown"},
		"no list": {"facts": {"works_at_night": "no"}, "condition": "works_at_night", "want": "unknown"},
	}
	control := {"applies": {"tiers": ["any_system"], "roles": ["provider"], "condition": case.condition}}

	applicability.of(control).answer == case.want with trust.evidence as _evidence(case.facts)
		with trust.documents as _documents
		with data.lexgate.field_map.facts as _places
}

test_reliefs_of_several_facts[note] if {
	some note, case in {
		"both hold": {"reliefs": [["let_off", "edited"]], "want": {"facts": ["let_off", "published_content.facts.edited"], "signers": ["b.keller", "d.vogt"]}},
		"one of two holds": {"reliefs": [["strange"], ["edited"]], "want": {"facts": ["published_content.facts.edited"], "signers": ["d.vogt"]}},
		"one of both is not known": {"reliefs": [["let_off", "strange"]], "want": null},
		"one is turned round": {"reliefs": [["let_off", "not edited"]], "want": null},
		"no fact at all": {"reliefs": [[]], "want": null},
		"an unknown one turned round": {"reliefs": [["not strange"]], "want": null},
	}
	control := {"applies": {"tiers": ["any_system"], "roles": ["provider"]}, "reliefs": case.reliefs}
	found := applicability.of(control).because with trust.evidence as _evidence({"let_off": "yes"})
		with trust.documents as _documents
		with data.lexgate.field_map.facts as _places

	_told(found) == case.want
}

_told(found) := {"facts": found.facts, "signers": found.signers} if {
	found != null
} else := null

test_facts_of_other_documents[note] if {
	some note, case in {
		"yes": {"fact": {"answer": "yes", "reason": "An editor reads each text."}, "want": "yes"},
		"no": {"fact": {"answer": "no", "reason": "Nobody reads the texts."}, "want": "no"},
		"without a reason": {"fact": {"answer": "yes"}, "want": "unknown"},
		"another answer": {"fact": {"answer": "maybe", "reason": "Nobody is sure of it."}, "want": "unknown"},
		"an answer that is no text": {"fact": {"answer": true, "reason": "Nobody reads the texts."}, "want": "unknown"},
		"true": {"fact": true, "want": "unknown"},
		"nothing": {"fact": null, "want": "unknown"},
	}
	control := {"applies": {"tiers": ["any_system"], "roles": ["provider"], "condition": ["edited"]}}

	applicability.of(control).answer == case.want
		with trust.evidence as json.patch(_evidence({}), [{"op": "replace", "path": "/published_content/facts/edited", "value": case.fact}])
		with trust.documents as _documents
		with data.lexgate.field_map.facts as _places
}

test_open_facts_of_a_condition[note] if {
	some note, case in {
		"not known": {"condition": ["works_at_night"], "want": {"works_at_night"}},
		"another document's": {"condition": ["edited"], "want": set()},
		"known": {"condition": ["let_off"], "want": set()},
		"not known, beside one that holds": {"condition": ["not let_off", "works_at_night"], "want": {"works_at_night"}},
		"not known, beside one that does not": {"condition": ["let_off", "works_at_night"], "want": set()},
		"turned round": {"condition": ["not works_at_night"], "want": {"works_at_night"}},
		"what the map does not have": {"condition": ["strange"], "want": {"strange"}},
		"no names": {"condition": [], "want": set()},
	}

	applicability.open({"applies": {"condition": case.condition}}) == case.want
		with trust.evidence as {"system": {"facts": {"let_off": {"answer": "no", "reason": "Nobody lets it off."}}}}
		with data.lexgate.field_map.facts as _places
}

# A part of a document falls away by a signed fact alone.
test_lifted[note] if {
	some note, case in {
		"by a relief": {"entry": {"reliefs": [["let_off"]]}, "facts": {"let_off": "yes"}, "want": {"facts": ["let_off"], "signers": ["b.keller"]}},
		"by a relief that does not hold": {"entry": {"reliefs": [["let_off"]]}, "facts": {}, "want": null},
		"by a relief that nobody knows": {"entry": {"reliefs": [["let_off"]]}, "facts": {"let_off": null}, "want": null},
		"by its condition": {"entry": {"condition": ["works_at_night"]}, "facts": {"works_at_night": "no"}, "want": {"facts": ["works_at_night"], "signers": ["b.keller"]}},
		"its condition holds": {"entry": {"condition": ["works_at_night"]}, "facts": {}, "want": null},
		"nobody knows its condition": {"entry": {"condition": ["works_at_night"]}, "facts": {"works_at_night": null}, "want": null},
		"nothing can lift it": {"entry": {}, "facts": {}, "want": null},
	}
	found := applicability.lifted("X") with trust.evidence as _evidence(case.facts)
		with trust.documents as _documents
		with data.lexgate.field_map as {"facts": _places, "entries": {"X": case.entry}}

	_told(found) == case.want
}

test_a_part_that_the_map_does_not_have_is_asked_for if {
	applicability.lifted("EUAIA-0") == null
}

test_of_any_system[note] if {
	some note, case in {
		"in scope": {"facts": {}, "want": "yes"},
		"no AI system": {"facts": {"ai_system": "no"}, "want": "no"},
		"outside the Union": {"facts": {"in_union_scope": "no"}, "want": "no"},
		"excluded": {"facts": {"excluded_by_article_2": "yes"}, "want": "no"},
		"perhaps excluded": {"facts": {"excluded_by_article_2": null}, "want": "unknown"},
	}
	control := {"applies": {"tiers": ["any_system"], "roles": ["provider"]}}

	applicability.of(control).answer == case.want with trust.evidence as _evidence(case.facts)
		with trust.documents as _documents
}

test_of_without_any_facts if {
	found := applicability.of(_control) with trust.evidence as {}
		with trust.documents as {}

	found == {"answer": "unknown", "because": null}
}

test_tiers[note] if {
	some note, case in {
		"one of two": {"facts": {}, "want": {"high_risk_annex_iii"}},
		"both may be": {
			"facts": {"annex_i_product_or_safety_component": "yes", "annex_i_third_party_assessment": null},
			"want": {"high_risk_annex_iii", "high_risk_annex_i"},
		},
		"none": {"facts": {"annex_iii_5_b_creditworthiness": "no"}, "want": set()},
	}
	control := {"applies": {"tiers": ["high_risk_annex_iii", "high_risk_annex_i"]}}

	applicability.tiers(control.applies.tiers) == case.want with trust.evidence as _evidence(case.facts)
		with trust.documents as _documents
}

test_data_sets[note] if {
	unusable := {{"unusable_setting": ["data_sets", "roles"]}}
	some note, case in {
		"trained": {"facts": {}, "roles": ["training", "testing"], "want": {"training", "testing"}},
		"not trained": {"facts": {"trained_with_data": "no"}, "roles": ["training", "testing"], "want": {"testing"}},
		"nobody knows": {
			"facts": {"trained_with_data": null},
			"roles": ["training", "testing"],
			"want": {"training", "testing"},
		},
		"trained, and no roles": {"facts": {}, "roles": [], "want": unusable},
		"not trained, and no roles": {"facts": {"trained_with_data": "no"}, "roles": [], "want": unusable},
		"a number for a role": {"facts": {}, "roles": ["training", 1], "want": unusable},
	}

	applicability.data_sets == case.want with trust.evidence as _evidence(case.facts)
		with data.org.settings as {"defaults": {"data_sets": {"roles": case.roles}}}
		with input as {"subject": {"system": "credit-scoring"}}
}

_documents := {"system": {"signers": {"b.keller"}}, "published_content": {"signers": {"d.vogt"}}}

# A change to null takes the fact away.
_evidence(changes) := {
	"system": {"facts": {name: {"answer": answer, "reason": "As people signed."} |
		some name, answer in object.union(_facts, changes)
		answer != null
	}},
	"published_content": {"facts": {"edited": {"answer": "yes", "reason": "An editor reads each text."}}},
}

test_what_classification_does_not_know_is_unknown[note] if {
	some note, case in {
		"another role": {"roles": ["importer", "nobody knows"], "tiers": ["any_system"]},
		"another tier": {"roles": ["provider"], "tiers": ["high_risk_annex_i", "nobody knows"]},
	}

	found := applicability.of({"applies": case})
		with trust.evidence as {"system": {"facts": {name: {"answer": answer, "reason": "As the description says."} |
			some name, answer in {
				"ai_system": "yes",
				"in_union_scope": "yes",
				"excluded_by_article_2": "no",
				"provider": "yes",
				"importer": "no",
				"annex_i_product_or_safety_component": "no",
			}
		}}}

	found == {"answer": "unknown", "because": null}
}

test_unless_lifted[note] if {
	asked := check.attested("t", {"value": null, "source": ["x"]}, {"value": null, "source": ["x"]})
	some note, case in {
		"asked": {"lifted": null, "want": ["unknown", null]},
		"lifted": {
			"lifted": {"reason": "the condition is not met", "facts": ["f"], "signers": ["b.keller"]},
			"want": ["pass", "attested"],
		},
		"signed by nobody": {"lifted": {"reason": "the condition is not met", "facts": ["f"], "signers": []}, "want": ["unknown", null]},
		"without a reason": {"lifted": {"reason": null, "facts": ["f"], "signers": ["b.keller"]}, "want": ["unknown", null]},
		"true": {"lifted": true, "want": ["unknown", null]},
	}
	found := check.unless_lifted("t", case.lifted, asked)
	[found.status, object.get(found, "basis", null)] == case.want
}

test_what_is_lifted_shows_who_signed if {
	lifted := {"reason": "the condition is not met", "facts": ["f"], "signers": ["b.keller"]}
	found := check.unless_lifted("t", lifted, null)
	[found.observed, found.because, found.source] == [lifted, "the condition is not met", ["system", "facts"]]
}
