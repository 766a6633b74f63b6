package lexgate.eu_ai_act.art_08_test

import data.lexgate.eu_ai_act.art_08
import data.lexgate.lib.trust

# ---------------------------------------------------------------- 8(1)

test_requirements_met[note] if {
	some note, case in {
		"all of the Section are met": {"change": [], "want": {"X-9": "pass", "X-15": "pass"}},
		"one is not": {
			"change": [_set("/X-9/rule", "missed")],
			"want": {"X-9": "fail", "X-15": "pass"},
		},
		"one that no rule answers": {
			"change": [_set("/X-9/rule", "nobody")],
			"want": {"X-9": "unknown", "X-15": "pass"},
		},
		"one of an article whose rule is not there": {
			"change": [_set("/X-9/package", "art_13")],
			"want": {"X-9": "unknown", "X-15": "pass"},
		},
		"the content of the technical documentation": {
			"change": [_set("/X-9/package", "annex_iv"), _set("/X-9/rule", "missed")],
			"want": {"X-9": "fail", "X-15": "pass"},
		},
		"one of another Section": {
			"change": [_set("/X-9/package", "art_26"), _set("/X-9/rule", "missed")],
			"want": {"X-15": "pass"},
		},
		"one that is due later": {
			"change": [_set("/X-9/due", "post_deploy"), _set("/X-9/rule", "missed")],
			"want": {"X-15": "pass"},
		},
		"one that a stated fact takes away": {
			"change": [_set("/X-9/reliefs", [["open_source_2_12"]]), _set("/X-9/rule", "missed")],
			"want": {"X-15": "pass"},
		},
		"one whose relief nobody stated": {
			"change": [_set("/X-9/reliefs", [["unattainable_fact"]]), _set("/X-9/rule", "missed")],
			"want": {"X-9": "fail", "X-15": "pass"},
		},
	}

	checks := art_08.requirements_met with data.lexgate.catalogue.controls as json.patch(_controls, case.change)
		with data.lexgate.eu_ai_act.art_09 as {"met": {_part("pass", "act"), _part("fail", "house")}, "missed": {_part("fail", "act")}}
		with data.lexgate.eu_ai_act.annex_iv as {"missed": {_part("fail", "act")}}
		with data.lexgate.eu_ai_act.art_15 as {"met": {_part("pass", "act")}}
		with trust.evidence as {"system": {"facts": {"open_source_2_12": {"answer": "yes", "reason": "It is signed so."}}}}
		with trust.documents as {"system": {"signers": {"b.keller"}}}
		with input as {"stage": "pre_deploy", "as_of": "2026-11-22T10:00:00Z"}

	{check.term: check.status | some check in checks} == case.want
}

# Each article of the Section answers for its own controls, and for no other's.
test_each_article_of_the_section[article] if {
	some article in ["art_09", "art_10", "art_11", "annex_iv", "art_12", "art_13", "art_14", "art_15"]

	checks := art_08.requirements_met with data.lexgate.catalogue.controls as {"X": _control(article)}
		with data.lexgate.eu_ai_act.art_09 as _answering("art_09", article)
		with data.lexgate.eu_ai_act.art_10 as _answering("art_10", article)
		with data.lexgate.eu_ai_act.art_11 as _answering("art_11", article)
		with data.lexgate.eu_ai_act.annex_iv as _answering("annex_iv", article)
		with data.lexgate.eu_ai_act.art_12 as _answering("art_12", article)
		with data.lexgate.eu_ai_act.art_13 as _answering("art_13", article)
		with data.lexgate.eu_ai_act.art_14 as _answering("art_14", article)
		with data.lexgate.eu_ai_act.art_15 as _answering("art_15", article)
		with trust.evidence as {}
		with input as {"stage": "pre_deploy", "as_of": "2026-11-22T10:00:00Z"}

	[check.status | some check in checks] == ["fail"]
}

_answering(article, asked) := {"met": {_part("fail", "act")}} if {
	article == asked
} else := {"met": {_part("pass", "act")}}

_part(status, half) := {"term": half, "status": status, "half": half}

_controls := {
	"X-9": _control("art_09"),
	"X-15": _control("art_15"),
}

_control(name) := {
	"package": name,
	"rule": "met",
	"due": "pre_deploy",
	"reliefs": [],
	"applies": {"roles": ["provider"], "tiers": ["high_risk_annex_iii"]},
}

# Of the catalogue as it is, each control on Articles 9 to 15 is one of the Section.
test_every_control_of_the_section if {
	controls := {id: object.union(control, {"due": "data", "applies": _control("").applies, "reliefs": []}) |
		some id, control in data.lexgate.catalogue.controls
	}
	of_articles := {id | some id, control in controls; regex.match(`^(9|1[0-5])\(`, control.article)}

	checks := art_08.requirements_met with data.lexgate.catalogue.controls as controls
		with trust.evidence as {}
		with input as {"stage": "data", "as_of": "2026-11-22T10:00:00Z"}

	count(of_articles) > 40
	{check.term | some check in checks} == of_articles
}

# ---------------------------------------------------------------- 8(2)

test_product_law_met[note] if {
	some note, case in {
		"one act applies and is met": {"change": [], "want": {}},
		"met without a file": {
			"change": [_gone("/product_law/requirements/radio_equipment/file")],
			"want": {"radio_equipment": "unknown"},
		},
		"met in a placeholder": {
			"change": [_set("/product_law/requirements/radio_equipment/met", "to be completed")],
			"want": {"radio_equipment": "unknown"},
		},
		"it applies, by no reason": {
			"change": [_set("/product_law/requirements/radio_equipment/reason", "")],
			"want": {"radio_equipment": "unknown"},
		},
		"it does not apply, by no reason": {
			"change": [_gone("/product_law/requirements/toys/reason")],
			"want": {"toys": "unknown"},
		},
		"an act that nobody speaks of": {
			"change": [_gone("/product_law/requirements/medical_devices")],
			"want": {"medical_devices": "unknown"},
		},
		"true for yes": {
			"change": [_set("/product_law/requirements/radio_equipment/applies", true)],
			"want": {"radio_equipment": "unknown", "one of the acts": "unknown"},
		},
		"no act applies": {
			"change": [_set("/product_law/requirements/radio_equipment/applies", "no")],
			"want": {"one of the acts": "fail"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _good}},
	}

	_found(case.change) == object.union(_good, case.want)
}

# In Section B, it brings in nothing of Article 8(2).
test_pitfall_20_machinery_is_no_act_of_section_a if {
	not "machinery" in object.keys(_found([]))
}

_found(change) := {check.term: check.status | some check in checks} if {
	checks := art_08.product_law_met with trust.evidence as json.patch(_said, change)
}

_good := {
	"toys": "pass",
	"recreational_craft": "pass",
	"lifts": "pass",
	"explosive_atmospheres": "pass",
	"radio_equipment": "pass",
	"pressure_equipment": "pass",
	"cableways": "pass",
	"personal_protective_equipment": "pass",
	"gas_appliances": "pass",
	"medical_devices": "pass",
	"in_vitro_diagnostics": "pass",
	"one of the acts": "pass",
}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_other := {"applies": "no", "reason": "The product is nothing of this sort."}

_said := {"product_law": {"requirements": {
	"toys": _other,
	"recreational_craft": _other,
	"lifts": _other,
	"explosive_atmospheres": _other,
	"radio_equipment": {
		"applies": "yes",
		"reason": "It sends pictures by radio.",
		"met": "By the standards cited, with tests of a laboratory.",
		"file": "sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	},
	"pressure_equipment": _other,
	"cableways": _other,
	"personal_protective_equipment": _other,
	"gas_appliances": _other,
	"medical_devices": _other,
	"in_vitro_diagnostics": _other,
}}}
