package lexgate.eu_ai_act.art_10_test

import data.lexgate.eu_ai_act.art_04a
import data.lexgate.eu_ai_act.art_10
import data.lexgate.lib.trust

# ---------------------------------------------------------------- 10(1)

test_developed_on_sound_data[note] if {
	some note, case in {
		"all parts hold": {"change": [], "want": {}},
		"one fails, one is open, and the house's limit is no part of it": {
			"change": array.concat(_share("missing", 0.03), [
				_set("/data_governance/data_sets/training/rows_after_preparation", 999),
				_gone("/data_governance/data_sets/testing/suitability"),
			]),
			"want": {"EUAIA-10.2.c": "fail", "EUAIA-10.2.e": "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {id: "unknown" | some id, _ in _all_parts},
		},
	}

	checks := art_10.developed_on_sound_data with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input.subject.system as "credit-scoring"

	_found(checks) == object.union(_all_parts, case.want)
}

test_special_categories[note] if {
	some note, case in {
		"none processed": {"answer": {"answer": "no", "reason": "No such data are held."}, "want": "pass"},
		"processed": {"answer": {"answer": "yes", "reason": "Health data against bias."}, "want": "unknown"},
		"no without a reason": {"answer": {"answer": "no"}, "want": "unknown"},
		"false for no": {"answer": {"answer": false, "reason": "No such data are held."}, "want": "unknown"},
		"nothing stated": {"answer": null, "want": "unknown"},
	}

	checks := art_10.developed_on_sound_data with trust.evidence as {"system": {"facts": {"special_category_data_processed_for_bias": case.answer}}}
		with trust.documents as {}
		with data.org.settings as {}

	found := _found(checks)
	every id in _parts_4a {
		found[id] == case.want
	}
}

test_conditions_of_article_4a_while_at_issue[note] if {
	some note, case in {
		"other data would do": {"failing": "EUAIA-4a.1.a"},
		"not secured": {"failing": "EUAIA-4a.1.b"},
		"opened by others": {"failing": "EUAIA-4a.1.c"},
		"passed on": {"failing": "EUAIA-4a.1.d"},
		"kept too long": {"failing": "EUAIA-4a.1.e"},
		"no record of the reasons": {"failing": "EUAIA-4a.1.f"},
		"not strictly necessary": {"failing": "EUAIA-4a.1.necessity"},
	}

	processed := [{"op": "replace", "path": "/system/facts/special_category_data_processed_for_bias", "value": {"answer": "yes", "reason": "Health data against bias."}}]
	checks := art_10.developed_on_sound_data with trust.evidence as json.patch(_said, processed)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input.subject.system as "credit-scoring"
		with art_04a.other_data_would_not_do as _judged_but("EUAIA-4a.1.a", case.failing)
		with art_04a.secured_and_pseudonymised as _judged_but("EUAIA-4a.1.b", case.failing)
		with art_04a.only_authorised_access as _judged_but("EUAIA-4a.1.c", case.failing)
		with art_04a.not_passed_on as _judged_but("EUAIA-4a.1.d", case.failing)
		with art_04a.deleted_when_done as _judged_but("EUAIA-4a.1.e", case.failing)
		with art_04a.reasons_recorded as _judged_but("EUAIA-4a.1.f", case.failing)
		with art_04a.strictly_necessary as _judged_but("EUAIA-4a.1.necessity", case.failing)

	_found(checks) == object.union(_all_parts, {case.failing: "fail"})
}

_judged_but(id, failing) := {{"term": "t", "half": "act", "status": status}} if {
	status := {true: "fail", false: "pass"}[id == failing]
}

_parts_4a := {
	"EUAIA-4a.1.a", "EUAIA-4a.1.b", "EUAIA-4a.1.c", "EUAIA-4a.1.d", "EUAIA-4a.1.e", "EUAIA-4a.1.f",
	"EUAIA-4a.1.necessity",
}

test_parts_are_judged_with_unusable_settings if {
	checks := art_10.developed_on_sound_data with trust.evidence as _said
		with trust.documents as _documents
		with data.org.settings as null
		with input.subject.system as "credit-scoring"

	without_settings := {"EUAIA-10.2.a", "EUAIA-10.4"} | _parts_4a
	unknown := {id: "unknown" | some id, _ in _all_parts; not id in without_settings}
	_found(checks) == object.union(_all_parts, unknown)
}

_all_parts := {
	"EUAIA-10.2": "pass",
	"EUAIA-10.2.a": "pass",
	"EUAIA-10.2.b": "pass",
	"EUAIA-10.2.c": "pass",
	"EUAIA-10.2.d": "pass",
	"EUAIA-10.2.e": "pass",
	"EUAIA-10.2.f": "pass",
	"EUAIA-10.2.g": "pass",
	"EUAIA-10.2.h": "pass",
	"EUAIA-10.3.errors": "pass",
	"EUAIA-10.3.relevance": "pass",
	"EUAIA-10.3.statistics": "pass",
	"EUAIA-10.4": "pass",
	"EUAIA-4a.1.a": "pass",
	"EUAIA-4a.1.b": "pass",
	"EUAIA-4a.1.c": "pass",
	"EUAIA-4a.1.d": "pass",
	"EUAIA-4a.1.e": "pass",
	"EUAIA-4a.1.f": "pass",
	"EUAIA-4a.1.necessity": "pass",
}

# ---------------------------------------------------------------- 10(2)

test_governed_by_a_policy[note] if {
	some note, case in {
		"named, with the file of each set": {"change": [], "want": {}},
		"another file": {
			"change": [_set("/data_governance/data_sets/training/digest", "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd")],
			"want": {"training": "fail"},
		},
		"no digest stated": {
			"change": [_gone("/data_governance/data_sets/training/digest")],
			"want": {"training": "unknown"},
		},
		"a placeholder for its name": {
			"change": [_set("/data_governance/policy/name", "To be defined later")],
			"want": {"training": "unknown", "testing": "unknown"},
		},
		"no version": {
			"change": [_gone("/data_governance/policy/version")],
			"want": {"training": "unknown", "testing": "unknown"},
		},
		"an owner still to be named": {
			"change": [_set("/data_governance/policy/owner", "TBD")],
			"want": {"training": "unknown", "testing": "unknown"},
		},
		"a number for the version": {
			"change": [_set("/data_governance/policy/version", 3.1)],
			"want": {"training": "unknown", "testing": "unknown"},
		},
		"not trained with data: the testing set alone": {
			"change": [_set("/system/facts/trained_with_data/answer", "no"), _gone("/model/data_sets/training")],
			"whole": {"testing": "pass", "data sets of the model": "pass", ["data sets of the model", "house limit"]: "pass"},
		},
		"said not to be trained, which a training set contradicts": {
			"change": [_set("/system/facts/trained_with_data/answer", "no")],
			"want": {},
		},
		"a data set that nobody asked about": {
			"change": [{"op": "add", "path": "/model/data_sets/pretraining", "value": {"digest": "sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}}],
			"want": {"data sets of the model": "fail"},
		},
		"a data set of the house that the model lacks": {
			"change": [_gone("/model/data_sets/training")],
			"want": {"training": "unknown", "data sets of the model": "fail"},
		},
		"tested on what it was trained on": {
			"change": [_set("/model/data_sets/testing/digest", "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")],
			"want": {"testing": "fail", ["data sets of the model", "house limit"]: "fail"},
		},
		"a word for a digest, on both sides": {
			"change": [_set("/model/data_sets/training/digest", "unknown"), _set("/data_governance/data_sets/training/digest", "unknown")],
			"want": {"training": "unknown", ["data sets of the model", "house limit"]: "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _each_file}},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": "training"}},
			"whole": {
				{"unusable_setting": ["data_sets", "roles"]}: "unknown",
				"data sets of the model": "unknown",
				["data sets of the model", "house limit"]: "pass",
			},
		},
	}

	checks := art_10.governed_by_a_policy with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_file)
}

_each_file := object.union(_each_set, {"data sets of the model": "pass", ["data sets of the model", "house limit"]: "pass"})

test_design_choices_recorded[note] if {
	some note, case in {
		"reasons, and the features read": {"change": [], "want": {}},
		"in another order": {
			"change": [_set("/data_governance/design_choices/features", ["amount", "age_years"])],
			"want": {},
		},
		"a feature less": {
			"change": [_set("/data_governance/design_choices/features", ["amount"])],
			"want": {"design choices": "fail"},
		},
		"a text for the features": {
			"change": [_set("/data_governance/design_choices/features", "amount")],
			"want": {"design choices": "unknown"},
		},
		"no reasons": {"change": [_gone("/data_governance/design_choices/reasons")], "want": {"design choices": "unknown"}},
		"nobody saw the features": {"change": [_gone("/model/features")], "want": {"design choices": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {"design choices": "unknown"}},
	}

	checks := art_10.design_choices_recorded with trust.evidence as json.patch(_said, case.change)

	_found(checks) == _wanted(case, {"design choices": "pass"})
}

test_origins_recorded[note] if {
	some note, case in {
		"all three, of this very file": {"change": [], "want": {}},
		"another file": {
			"change": [_set("/data_governance/data_sets/testing/digest", "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd")],
			"want": {"testing": "fail"},
		},
		"no origin": {"change": [_gone("/data_governance/data_sets/training/origin")], "want": {"training": "unknown"}},
		"no collection": {"change": [_gone("/data_governance/data_sets/training/collection")], "want": {"training": "unknown"}},
		"no purpose": {"change": [_gone("/data_governance/data_sets/training/original_purpose")], "want": {"training": "unknown"}},
		"a list for the origin": {
			"change": [_set("/data_governance/data_sets/training/origin", ["Files of a German bank"])],
			"want": {"training": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {"training": "unknown", "testing": "unknown"}},
		"a set without a record": {
			"change": [],
			"settings": {"data_sets": {"roles": ["training", "validation", "testing"]}},
			"want": {"validation": "unknown"},
		},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": ["training", 1]}},
			"whole": {{"unusable_setting": ["data_sets", "roles"]}: "unknown"},
		},
	}

	checks := art_10.origins_recorded with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_set)
}

test_preparation_recorded[note] if {
	some note, case in {
		"each operation told": {"change": [], "want": {}},
		"one row lost on the way": {
			"change": [_set("/data_governance/data_sets/training/rows_after_preparation", 999)],
			"want": {"training": "fail"},
		},
		"rows as text": {
			"change": [_set("/data_governance/data_sets/training/rows_after_preparation", "1000")],
			"want": {"training": "unknown"},
		},
		"an operation left out": {
			"change": [_gone("/data_governance/data_sets/training/preparation/0")],
			"want": {"training": "unknown"},
		},
		"an operation without words": {
			"change": [_set("/data_governance/data_sets/training/preparation/1/description", "TODO: describe")],
			"want": {"training": "unknown"},
		},
		"an operation without a name": {
			"change": [_gone("/data_governance/data_sets/training/preparation/2/operation")],
			"want": {"training": "unknown"},
		},
		"one more, without words": {
			"change": [{"op": "add", "path": "/data_governance/data_sets/training/preparation/-", "value": {"operation": "cleaning"}}],
			"want": {},
		},
		"texts in the place of entries": {
			"change": [_set("/data_governance/data_sets/training/preparation", ["cleaning"])],
			"want": {"training": "unknown"},
		},
		"an object in the place of the list": {
			"change": [_set("/data_governance/data_sets/training/preparation", {"operation": "cleaning"})],
			"want": {"training": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {"training": "unknown", "testing": "unknown"}},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": null},
			"whole": {{"unusable_setting": ["data_sets", "roles"]}: "unknown"},
		},
	}

	checks := art_10.preparation_recorded with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_set)
}

# The Act's six examples, one by one: leaving out any leaves the answer open.
test_preparation_asks_for_each_operation[operation] if {
	some place, operation in ["annotation", "labelling", "cleaning", "updating", "enrichment", "aggregation"]
	path := concat("", ["/data_governance/data_sets/training/preparation/", format_int(place, 10), "/operation"])
	checks := art_10.preparation_recorded with trust.evidence as json.patch(_said, [_set(path, "another")])
		with data.org.settings as _settings
		with input.subject.system as "credit-scoring"

	_found(checks) == {"training": "unknown", "testing": "pass"}
}

test_assumptions_recorded[note] if {
	some note, case in {
		"each column told": {"change": [], "want": {}},
		"an assumption left out": {
			"change": [_gone("/data_governance/data_sets/training/assumptions/amount")],
			"want": {"training": "fail"},
		},
		"a column left out in one place": {
			"change": [
				_gone("/data_governance/data_sets/training/assumptions/amount"),
				_set("/model/data_sets/training/columns", ["age_years", "outcome"]),
			],
			"want": {"training": "fail"},
		},
		"a column left out in the other place": {
			"change": [_set("/data_quality/data_sets/training/columns", ["age_years", "outcome"])],
			"want": {"training": "fail"},
		},
		"columns in another order": {
			"change": [_set("/data_quality/data_sets/training/columns", ["outcome", "amount", "age_years"])],
			"want": {},
		},
		"a list of assumptions": {
			"change": [_set("/data_governance/data_sets/training/assumptions", ["amount"])],
			"want": {"training": "unknown"},
		},
		"no columns": {"change": [_set("/model/data_sets/training/columns", [])], "want": {"training": "unknown"}},
		"nobody counted": {"change": [_gone("/data_quality")], "want": {"training": "unknown", "testing": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {"training": "unknown", "testing": "unknown"}},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": []}},
			"whole": {{"unusable_setting": ["data_sets", "roles"]}: "unknown"},
		},
	}

	checks := art_10.assumptions_recorded with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_set)
}

test_enough_data_assessed[note] if {
	some note, case in {
		"fewer needed than there are": {"change": [], "want": {}},
		"as many needed as there are": {
			"change": [_set("/data_governance/data_sets/training/rows_needed", 1000)],
			"want": {},
		},
		"one more needed": {
			"change": [_set("/data_governance/data_sets/training/rows_needed", 1001)],
			"want": {"training": "fail"},
		},
		"none needed": {
			"change": [_set("/data_governance/data_sets/training/rows_needed", 0)],
			"want": {"training": "unknown"},
		},
		"needed as text": {
			"change": [_set("/data_governance/data_sets/training/rows_needed", "800")],
			"want": {"training": "unknown"},
		},
		"no suitability": {
			"change": [_gone("/data_governance/data_sets/testing/suitability")],
			"want": {"testing": "unknown"},
		},
		"another file": {
			"change": [_set("/data_governance/data_sets/testing/digest", "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd")],
			"want": {"testing": "fail"},
		},
		"nothing there": {"change": [_set("", {})], "want": {"training": "unknown", "testing": "unknown"}},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": {"training": true}}},
			"whole": {{"unusable_setting": ["data_sets", "roles"]}: "unknown"},
		},
	}

	checks := art_10.enough_data_assessed with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_set)
}

test_examined_for_biases[note] if {
	some note, case in {
		"age examined, sex not processed": {"change": [], "want": {}},
		"as few people as count": {
			"change": [_set("/fairness/data_sets/training/attributes/age_group", _by_age("base rates by group", 200))],
			"want": {},
		},
		"nobody left out of the groups but one": {
			"change": [_set("/fairness/data_sets/training/attributes/age_group/groups/under 26/n", 79)],
			"want": {["training", "age_group"]: "unknown"},
		},
		"one person too few": {
			"change": [_set("/fairness/data_sets/training/attributes/age_group", _by_age("base rates by group", 199))],
			"want": {["training", "age_group"]: "unknown"},
		},
		"more people than the data hold": {
			"change": [_set("/fairness/data_sets/training/attributes/age_group", _by_age("base rates by group", 1001))],
			"want": {["training", "age_group"]: "unknown"},
		},
		"n as text": {
			"change": [_set("/fairness/data_sets/training/attributes/age_group/n", "1000")],
			"want": {["training", "age_group"]: "unknown"},
		},
		"no method": {
			"change": [_gone("/fairness/data_sets/training/attributes/age_group/method")],
			"want": {["training", "age_group"]: "unknown"},
		},
		"rows not known": {
			"change": [_gone("/model/data_sets/testing/rows")],
			"want": {["testing", "age_group"]: "unknown"},
		},
		"not processed, but read": {
			"change": [
				_set("/model/features", ["age_years", "amount", "personal_status"]),
				_set("/data_governance/design_choices/features", ["age_years", "amount", "personal_status"]),
			],
			"want": {["training", "sex"]: "fail", ["testing", "sex"]: "fail"},
		},
		"a feature hidden in one list": {
			"change": [_set("/model/features", ["age_years", "amount", "personal_status"])],
			"want": {["training", "sex"]: "unknown", ["testing", "sex"]: "unknown"},
		},
		"not processed without a reason": {
			"change": [_gone("/data_governance/not_processed/sex/reason")],
			"want": {["training", "sex"]: "unknown", ["testing", "sex"]: "unknown"},
		},
		"a poor examination of what is not processed": {
			"change": [{"op": "add", "path": "/fairness/data_sets/training/attributes/sex", "value": {"n": 3}}],
			"want": {},
		},
		"carriers not set": {
			"change": [],
			"settings": {"fairness": {"carried_by": {"sex": null, "age_group": ["age_years"]}}},
			"want": {["training", "sex"]: "unknown", ["testing", "sex"]: "unknown"},
		},
		"minimum not set": {
			"change": [],
			"settings": {"fairness": {"minimum_n": "200"}},
			"want": {["training", "age_group"]: "unknown", ["testing", "age_group"]: "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _each_attribute}},
		"by a column that stands for it": {
			"change": [_set("/fairness/examined/age_group/way", "proxy")],
			"want": {["training", "age_group"]: "unknown", ["testing", "age_group"]: "unknown"},
		},
		"by a column that stands for it, which the organisation accepts": {
			"change": [_set("/fairness/examined/age_group/way", "proxy")],
			"settings": {"fairness": {"accepted_ways": {"age_group": ["proxy"]}}},
			"want": {},
		},
		"how it was examined is not said": {
			"change": [_gone("/fairness/examined")],
			"want": {["training", "age_group"]: "unknown", ["testing", "age_group"]: "unknown"},
		},
		"by somebody else, in both sets": {
			"change": _audit(["training", "testing"]),
			"settings": {"fairness": {"accepted_ways": {"age_group": ["external_audit"]}}},
			"want": {},
		},
		"by somebody else, which the organisation does not accept": {
			"change": _audit(["training", "testing"]),
			"want": {["training", "age_group"]: "unknown", ["testing", "age_group"]: "unknown"},
		},
		"by somebody else, in one set alone": {
			"change": _audit(["testing"]),
			"settings": {"fairness": {"accepted_ways": {"age_group": ["external_audit"]}}},
			"want": {["training", "age_group"]: "unknown"},
		},
		"by somebody else, in another file": {
			"change": array.concat(_audit(["training", "testing"]), [_set("/model/data_sets/testing/digest", "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd")]),
			"settings": {"fairness": {"accepted_ways": {"age_group": ["external_audit"]}}},
			"want": {["testing", "age_group"]: "unknown"},
		},
		"by somebody else, in another report": {
			"change": array.concat(_audit(["training", "testing"]), [_set("/fairness/examined/age_group/report/digest", "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd")]),
			"settings": {"fairness": {"accepted_ways": {"age_group": ["external_audit"]}}},
			"want": {["training", "age_group"]: "unknown", ["testing", "age_group"]: "unknown"},
		},
		"by somebody else, who is not named": {
			"change": array.concat(_audit(["training", "testing"]), [_gone("/data_governance/external_audits/age_group/auditor")]),
			"settings": {"fairness": {"accepted_ways": {"age_group": ["external_audit"]}}},
			"want": {["training", "age_group"]: "unknown", ["testing", "age_group"]: "unknown"},
		},
		"by somebody else, without what was found": {
			"change": array.concat(_audit(["training", "testing"]), [_gone("/data_governance/external_audits/age_group/finding")]),
			"settings": {"fairness": {"accepted_ways": {"age_group": ["external_audit"]}}},
			"want": {["training", "age_group"]: "unknown", ["testing", "age_group"]: "unknown"},
		},
		"attributes unusable": {
			"change": [],
			"settings": {"fairness": {"protected_attributes": ["sex", 1]}},
			"whole": {
				["training", {"unusable_setting": ["fairness", "protected_attributes"]}]: "unknown",
				["testing", {"unusable_setting": ["fairness", "protected_attributes"]}]: "unknown",
			},
		},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": ""}},
			"whole": {
				[{"unusable_setting": ["data_sets", "roles"]}, "age_group"]: "unknown",
				[{"unusable_setting": ["data_sets", "roles"]}, "sex"]: "pass",
			},
		},
	}

	checks := art_10.examined_for_biases with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_attribute)
}

# Nobody of the house examined it: the report of somebody else, and what people signed of it.
_audit(roles) := [
	_gone("/fairness/data_sets/training/attributes/age_group"),
	_gone("/fairness/data_sets/testing/attributes/age_group"),
	_set("/fairness/examined/age_group", {
		"way": "external_audit",
		"report": {"digest": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
	}),
	{"op": "add", "path": "/data_governance/external_audits", "value": {"age_group": {
		"auditor": "Example Audit Ltd",
		"report": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"data_sets": {role: digest |
			some role, digest in {
				"training": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
				"testing": "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
			}
			role in roles
		},
		"finding": "No difference beyond chance between the age groups.",
	}}},
]

test_measures_against_biases_recorded[note] if {
	some note, case in {
		"recorded for age, sex not processed": {"change": [], "want": {}},
		"another value than was measured": {
			"change": [_set("/data_governance/bias_measures/age_group/after", 0.95)],
			"want": {"age_group": "fail"},
		},
		"another measure than was measured": {
			"change": [_set("/data_governance/bias_measures/age_group/measure", "average_odds_difference")],
			"want": {"age_group": "fail"},
		},
		"the value as text": {
			"change": [_set("/data_governance/bias_measures/age_group/after", "0.9")],
			"want": {"age_group": "unknown"},
		},
		"no detection": {
			"change": [_gone("/data_governance/bias_measures/age_group/detect")],
			"want": {"age_group": "unknown"},
		},
		"no mitigation": {
			"change": [_gone("/data_governance/bias_measures/age_group/mitigate")],
			"want": {"age_group": "unknown"},
		},
		"nobody measured it": {"change": [_gone("/fairness/mitigation")], "want": {"age_group": "unknown"}},
		"not processed, but read": {
			"change": [
				_set("/model/features", ["amount", "personal_status"]),
				_set("/data_governance/design_choices/features", ["amount", "personal_status"]),
			],
			"want": {"sex": "unknown"},
		},
		"a poor record of what is not processed": {
			"change": [{"op": "add", "path": "/data_governance/bias_measures/sex", "value": {"after": 1}}],
			"want": {},
		},
		"nothing there": {"change": [_set("", {})], "want": {"age_group": "unknown", "sex": "unknown"}},
		"attributes unusable": {
			"change": [],
			"settings": {"fairness": {"protected_attributes": null}},
			"whole": {{"unusable_setting": ["fairness", "protected_attributes"]}: "unknown"},
		},
	}

	checks := art_10.measures_against_biases_recorded with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, {"age_group": "pass", "sex": "pass"})
}

test_gaps_identified[note] if {
	some note, case in {
		"as measured": {"change": [], "want": {}},
		"fewer missing than measured": {
			"change": [_set("/data_governance/data_sets/training/gaps/missing_rate_seen", 0.001)],
			"want": {"training": "fail"},
		},
		"a larger smallest group than measured": {
			"change": [_set("/data_governance/data_sets/training/gaps/smallest_group_seen", 191)],
			"want": {"training": "fail"},
		},
		"the rate as text": {
			"change": [_set("/data_governance/data_sets/training/gaps/missing_rate_seen", "0.009")],
			"want": {"training": "unknown"},
		},
		"no shortcomings": {
			"change": [_gone("/data_governance/data_sets/testing/gaps/shortcomings")],
			"want": {"testing": "unknown"},
		},
		"no remedy": {
			"change": [_gone("/data_governance/data_sets/testing/gaps/remedy")],
			"want": {"testing": "unknown"},
		},
		"nobody counted": {"change": [_gone("/data_quality")], "want": {"training": "unknown", "testing": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {"training": "unknown", "testing": "unknown"}},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": 2}},
			"whole": {{"unusable_setting": ["data_sets", "roles"]}: "unknown"},
		},
	}

	checks := art_10.gaps_identified with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_set)
}

# ---------------------------------------------------------------- 10(3)

test_relevant_and_representative[note] if {
	some note, case in {
		"judged on the present profile": {"change": [], "want": {}},
		"not relevant": {
			"change": [_set("/assessment/EUAIA-10.3.relevance/answers/training_relevant/answer", "no")],
			"want": {"training_relevant": "fail"},
		},
		"no reason": {
			"change": [_gone("/assessment/EUAIA-10.3.relevance/answers/training_representative/reason")],
			"want": {"training_representative": "unknown"},
		},
		"on an older profile": {
			"change": [_set("/assessment/EUAIA-10.3.relevance/answers/testing_relevant/cites", ["sha256:older"])],
			"want": {"testing_relevant": "unknown"},
		},
		"true for yes": {
			"change": [_set("/assessment/EUAIA-10.3.relevance/answers/testing_relevant/answer", true)],
			"want": {"testing_relevant": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {element: "unknown" | some element, _ in _each_judgement}},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": null}},
			"whole": {{"unusable_setting": ["data_sets", "roles"]}: "unknown"},
		},
	}

	checks := art_10.relevant_and_representative with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_judgement)
}

_each_judgement := {
	"training_relevant": "pass",
	"training_representative": "pass",
	"testing_relevant": "pass",
	"testing_representative": "pass",
}

test_judged_without_a_profile if {
	checks := art_10.relevant_and_representative with trust.evidence as _said
		with trust.documents as {}
		with data.org.settings as _settings
		with input.subject.system as "credit-scoring"

	_found(checks) == {element: "unknown" | some element, _ in _each_judgement}
}

test_errors_counted[note] if {
	some note, case in {
		"counted, and within the limits": {"change": [], "want": {}},
		"missing at the limit": {"change": _share("missing", 0.02), "want": {}},
		"missing above the limit": {
			"change": _share("missing", 0.021),
			"want": {["training", "missing", "house limit"]: "fail"},
		},
		"duplicates at the limit": {"change": _share("duplicates", 0.01), "want": {}},
		"duplicates above the limit": {
			"change": _share("duplicates", 0.011),
			"want": {["training", "duplicates", "house limit"]: "fail"},
		},
		"missing counted on some cells alone": {
			"change": [_set("/data_quality/data_sets/training/missing/n", 2999)],
			"want": {["training", "missing"]: "unknown"},
		},
		"duplicates counted on some rows alone": {
			"change": [_set("/data_quality/data_sets/testing/duplicates/n", 999)],
			"want": {["testing", "duplicates"]: "unknown"},
		},
		"a share as text": {
			"change": [_set("/data_quality/data_sets/training/duplicates/value", "0.003")],
			"want": {["training", "duplicates"]: "unknown", ["training", "duplicates", "house limit"]: "unknown"},
		},
		"rows of the model not known": {
			"change": [_gone("/model/data_sets/training/rows")],
			"want": {["training", "duplicates"]: "unknown", ["training", "missing"]: "unknown"},
		},
		"columns of the model not known": {
			"change": [_gone("/model/data_sets/training/columns")],
			"want": {["training", "missing"]: "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _each_count}},
		"one limit not set": {
			"change": [],
			"settings": {"limits": {"data_quality": {"missing": null}}},
			"want": {["training", "missing", "house limit"]: "unknown", ["testing", "missing", "house limit"]: "unknown"},
		},
		"the other limit mistyped": {
			"change": [],
			"settings": {"limits": {"data_quality": {"duplicates": {"value": "0.01"}}}},
			"want": {["training", "duplicates", "house limit"]: "unknown", ["testing", "duplicates", "house limit"]: "unknown"},
		},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": 0}},
			"whole": {
				[{"unusable_setting": ["data_sets", "roles"]}, "missing"]: "unknown",
				[{"unusable_setting": ["data_sets", "roles"]}, "missing", "house limit"]: "unknown",
				[{"unusable_setting": ["data_sets", "roles"]}, "duplicates"]: "unknown",
				[{"unusable_setting": ["data_sets", "roles"]}, "duplicates", "house limit"]: "unknown",
			},
		},
	}

	checks := art_10.errors_counted with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == _wanted(case, _each_count)
	{check.half | some check in checks; count(check.term) == 3} == {"house"}
	{check.half | some check in checks; count(check.term) == 2} == {"act"}
}

_each_count := {
	["training", "missing"]: "pass",
	["training", "missing", "house limit"]: "pass",
	["training", "duplicates"]: "pass",
	["training", "duplicates", "house limit"]: "pass",
	["testing", "missing"]: "pass",
	["testing", "missing", "house limit"]: "pass",
	["testing", "duplicates"]: "pass",
	["testing", "duplicates", "house limit"]: "pass",
}

_share(measure, value) := [
	_set(concat("/", ["/data_quality/data_sets/training", measure, "value"]), value),
	_set(concat("/", ["/data_quality/data_sets/training", measure, "low"]), value),
	_set(concat("/", ["/data_quality/data_sets/training", measure, "high"]), value),
]

test_statistical_properties_appropriate[note] if {
	some note, case in {
		"judged, and everybody counted": {"change": [], "want": {}},
		"not appropriate": {
			"change": [_set("/assessment/EUAIA-10.3.statistics/answers/training_statistical_properties/answer", "no")],
			"want": {"training_statistical_properties": "fail"},
		},
		"groups not judged": {
			"change": [_gone("/assessment/EUAIA-10.3.statistics/answers/testing_persons_and_groups")],
			"want": {"testing_persons_and_groups": "unknown"},
		},
		"on an older profile": {
			"change": [_set("/assessment/EUAIA-10.3.statistics/answers/testing_persons_and_groups/cites", [])],
			"want": {"testing_persons_and_groups": "unknown"},
		},
		"a group left out": {
			"change": [_gone("/data_quality/data_sets/training/groups/age_group/under 26")],
			"want": {["training", "age_group"]: "unknown"},
		},
		"a group counted in words": {
			"change": [_set("/data_quality/data_sets/training/groups/age_group/under 26", "190")],
			"want": {["training", "age_group"]: "unknown"},
		},
		"rows not known": {
			"change": [_gone("/model/data_sets/training/rows")],
			"want": {["training", "age_group"]: "unknown"},
		},
		"an attribute that the model reads, not counted": {
			"change": [_gone("/data_governance/not_processed")],
			"want": {["training", "sex"]: "unknown", ["testing", "sex"]: "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _each_property}},
		"attributes unusable": {
			"change": [],
			"settings": {"fairness": {"protected_attributes": {"age_group": true}}},
			"whole": object.union(_judged_properties, {
				["training", {"unusable_setting": ["fairness", "protected_attributes"]}]: "unknown",
				["testing", {"unusable_setting": ["fairness", "protected_attributes"]}]: "unknown",
			}),
		},
		"roles unusable": {
			"change": [],
			"settings": {"data_sets": {"roles": [null]}},
			"whole": {
				{"unusable_setting": ["data_sets", "roles"]}: "unknown",
				[{"unusable_setting": ["data_sets", "roles"]}, "age_group"]: "unknown",
				[{"unusable_setting": ["data_sets", "roles"]}, "sex"]: "pass",
			},
		},
	}

	checks := art_10.statistical_properties_appropriate with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _with(case)
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case, _each_property)
}

_judged_properties := {
	"training_statistical_properties": "pass",
	"training_persons_and_groups": "pass",
	"testing_statistical_properties": "pass",
	"testing_persons_and_groups": "pass",
}

_each_property := object.union(_judged_properties, _each_attribute)

# ---------------------------------------------------------------- 10(4)

test_setting_taken_into_account[note] if {
	some note, case in {
		"each of the four judged": {"change": [], "want": {}},
		"one not taken into account": {
			"change": [_set("/assessment/EUAIA-10.4/answers/geographical/answer", "no")],
			"want": {"geographical": "fail"},
		},
		"contextual not judged": {
			"change": [_gone("/assessment/EUAIA-10.4/answers/contextual")],
			"want": {"contextual": "unknown"},
		},
		"behavioural without a reason": {
			"change": [_set("/assessment/EUAIA-10.4/answers/behavioural/reason", "")],
			"want": {"behavioural": "unknown"},
		},
		"functional on an older record": {
			"change": [_set("/assessment/EUAIA-10.4/answers/functional/cites", ["sha256:older"])],
			"want": {"functional": "unknown"},
		},
		"a text for an answer": {
			"change": [_set("/assessment/EUAIA-10.4/answers/functional", "yes")],
			"want": {"functional": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {setting: "unknown" | some setting, _ in _each_setting}},
	}

	checks := art_10.setting_taken_into_account with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_found(checks) == _wanted(case, _each_setting)
}

test_setting_judged_without_a_record if {
	checks := art_10.setting_taken_into_account with trust.evidence as _said
		with trust.documents as {"data_governance": {"digest": null}}

	_found(checks) == {setting: "unknown" | some setting, _ in _each_setting}
}

_each_setting := {"geographical": "pass", "contextual": "pass", "behavioural": "pass", "functional": "pass"}

# ---------------------------------------------------------------- the good base

_each_set := {"training": "pass", "testing": "pass"}

_each_attribute := {
	["training", "age_group"]: "pass",
	["training", "sex"]: "pass",
	["testing", "age_group"]: "pass",
	["testing", "sex"]: "pass",
}

_found(checks) := {check.term: check.status | some check in checks}

_wanted(case, _) := case.whole

_wanted(case, good) := object.union(good, case.want)

_with(case) := object.union(_settings, {"defaults": object.union(_settings.defaults, object.get(case, "settings", {}))})

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_settings := {
	"organisation": "Musterbank",
	"systems": {},
	"defaults": {
		"data_sets": {"roles": ["training", "testing"]},
		"fairness": {
			"protected_attributes": ["age_group", "sex"],
			"carried_by": {"age_group": ["age_years"], "sex": ["personal_status"]},
			"minimum_n": 200,
		},
		"limits": {"data_quality": {
			"missing": _limit(0.02, "share of cells"),
			"duplicates": _limit(0.01, "share of rows"),
		}},
	},
}

_limit(value, unit) := {
	"relation": "at_most",
	"value": value,
	"bound": "point",
	"unit": unit,
	"source": "Data quality standard of the bank",
	"reason": "Above this the causes have to be understood first.",
	"owner": "m.richter",
	"review_by": "2027-09-30",
}

_documents := {
	"data_quality": {"digest": "sha256:data_quality"},
	"data_governance": {"digest": "sha256:data_governance"},
}

_by_age(method, n) := {
	"method": method,
	"n": n,
	"groups": {"under 26": {"n": 80}, "26 and over": {"n": n - 80}},
	"measures": {"ratio": {"value": 0.9, "low": 0.8, "high": 1, "n": n, "method": "Katz log-ratio interval"}},
}

_said := {
	"system": {"facts": {
		"trained_with_data": {"answer": "yes", "reason": "Trained on the files of the bank."},
		"special_category_data_processed_for_bias": {"answer": "no", "reason": "No such data are held at all."},
	}},
	"model": {
		"features": ["age_years", "amount"],
		"data_sets": {
			"training": {"digest": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "rows": 1000, "columns": ["age_years", "amount", "outcome"]},
			"testing": {"digest": "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", "rows": 1000, "columns": ["age_years", "amount", "outcome"]},
		},
	},
	"fairness": {
		"examined": {
			"age_group": {"way": "measured", "column": "age_group"},
			"sex": {"way": "not_processed", "reason": "The files carry no column from which sex could be told."},
		},
		"data_sets": {
			"training": {"attributes": {"age_group": _by_age("base rates by group, on outcomes", 1000)}},
			"testing": {"attributes": {"age_group": _by_age("selection rates by group, on predictions", 1000)}},
		},
		"mitigation": {"age_group": {"measure": "selection_rate_ratio", "after": {"value": 0.9}}},
	},
	"data_quality": {"data_sets": {"training": _profile, "testing": _profile}},
	"data_governance": {
		"policy": {"name": "Data governance of scoring models", "version": "3.1", "owner": "M. Richter"},
		"design_choices": {"reasons": "A linear model that credit officers can read.", "features": ["age_years", "amount"]},
		"data_sets": {"training": _record("sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"), "testing": _record("sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc")},
		"not_processed": {"sex": {"reason": "The files carry no column from which sex could be told."}},
		"bias_measures": {"age_group": {
			"detect": "Selection rates are compared at each training.",
			"mitigate": "Training rows are weighted by age group.",
			"measure": "selection_rate_ratio",
			"after": 0.9,
		}},
	},
	"assessment": {
		"EUAIA-10.3.relevance": {"answers": {element: _yes("sha256:data_quality") | some element, _ in _each_judgement}},
		"EUAIA-10.3.statistics": {"answers": {element: _yes("sha256:data_quality") | some element, _ in _judged_properties}},
		"EUAIA-10.4": {"answers": {setting: _yes("sha256:data_governance") | some setting, _ in _each_setting}},
	},
}

_yes(digest) := {"answer": "yes", "reason": "As the profile of the data shows.", "cites": [digest]}

_profile := {
	"columns": ["age_years", "amount", "outcome"],
	"missing": {"value": 0.002, "low": 0.002, "high": 0.002, "n": 3000, "method": "full count"},
	"duplicates": {"value": 0.003, "low": 0.003, "high": 0.003, "n": 1000, "method": "full count"},
	"largest_missing": {"column": "amount", "rate": 0.009},
	"smallest_group": {"attribute": "age_group", "group": "under 26", "n": 190},
	"groups": {"age_group": {"under 26": 190, "26 and over": 810}},
}

_record(digest) := {
	"digest": digest,
	"origin": "Files of a German bank",
	"collection": "Taken from paper files",
	"original_purpose": "Deciding on applications",
	"preparation": [
		{"operation": "annotation", "description": "None: the files carry all that is used."},
		{"operation": "labelling", "description": "Good when the loan was paid back."},
		{"operation": "cleaning", "description": "Rows without an amount were left out."},
		{"operation": "updating", "description": "None: the period is closed."},
		{"operation": "enrichment", "description": "None: nothing was joined."},
		{"operation": "aggregation", "description": "Employment was grouped into five."},
	],
	"rows_after_preparation": 1000,
	"assumptions": {
		"age_years": "Age on the day of the application.",
		"amount": "Amount applied for, in marks.",
		"outcome": "Whether the loan was paid back.",
	},
	"rows_needed": 800,
	"suitability": "Each group occurs often enough to learn from.",
	"gaps": {
		"missing_rate_seen": 0.009,
		"smallest_group_seen": 190,
		"shortcomings": "Few applicants under 26.",
		"remedy": "Collect more before the next version.",
	},
}
