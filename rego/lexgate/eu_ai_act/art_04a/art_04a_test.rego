package lexgate.eu_ai_act.art_04a_test

import data.lexgate.eu_ai_act.art_04a
import data.lexgate.lib.trust

# ---------------------------------------------------------------- 4a(1)

test_strictly_necessary[note] if {
	some note, case in {
		"judged, for what nobody could examine otherwise": {"change": [], "want": {}},
		"not exceptional": {"change": [_set("/assessment/EUAIA-4a.1.necessity/answers/exceptional/answer", "no")], "want": {"exceptional": "fail"}},
		"necessity not judged": {
			"change": [_gone("/assessment/EUAIA-4a.1.necessity/answers/strictly_necessary_to_detect_and_correct_bias")],
			"want": {"strictly_necessary_to_detect_and_correct_bias": "unknown"},
		},
		"another purpose on an older document": {
			"change": [_set("/assessment/EUAIA-4a.1.necessity/answers/only_for_bias_under_article_10_2_f_and_g/cites", ["sha256:older", "sha256:fairness"])],
			"want": {"only_for_bias_under_article_10_2_f_and_g": "unknown"},
		},
		"safeguards on an older examination": {
			"change": [_set("/assessment/EUAIA-4a.1.necessity/answers/appropriate_safeguards_for_rights_and_freedoms/cites", ["sha256:special", "sha256:older"])],
			"want": {"appropriate_safeguards_for_rights_and_freedoms": "unknown"},
		},
		"an attribute that a column measures": {
			"change": [_set("/special_category_data/necessity/attributes", ["age_group", "health"])],
			"want": {"attributes that need such data": "fail"},
		},
		"an attribute that a column stands for": {
			"change": [_set("/fairness/examined/health/way", "proxy")],
			"want": {"attributes that need such data": "fail"},
		},
		"an unread column without its reason": {
			"change": [{"op": "add", "path": "/fairness/examined/belief", "value": {"way": "not_read"}}],
			"want": {"attributes that need such data": "fail"},
		},
		"no reasons": {
			"change": [_set("/special_category_data/necessity/reasons", "TODO")],
			"want": {"attributes that need such data": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _necessity}},
	}

	_found(_strictly_necessary(json.patch(_said, case.change))) == object.union(_necessity, case.want)
}

_strictly_necessary(said) := checks if {
	checks := art_04a.strictly_necessary with trust.evidence as said
		with trust.documents as {"special_category_data": {"digest": "sha256:special"}, "fairness": {"digest": "sha256:fairness"}}
}

test_necessity_judged_without_documents if {
	checks := art_04a.strictly_necessary with trust.evidence as _said
		with trust.documents as {}

	_found(checks) == {
		"exceptional": "unknown",
		"strictly_necessary_to_detect_and_correct_bias": "unknown",
		"only_for_bias_under_article_10_2_f_and_g": "unknown",
		"appropriate_safeguards_for_rights_and_freedoms": "unknown",
		"attributes that need such data": "pass",
	}
}

_necessity := {
	"exceptional": "pass",
	"strictly_necessary_to_detect_and_correct_bias": "pass",
	"only_for_bias_under_article_10_2_f_and_g": "pass",
	"appropriate_safeguards_for_rights_and_freedoms": "pass",
	"attributes that need such data": "pass",
}

# ---------------------------------------------------------------- 4a(1)(a)

test_other_data_would_not_do[note] if {
	some note, case in {
		"each of the three": {"change": [], "want": {}},
		"synthetic data would do": {"change": [_set("/assessment/EUAIA-4a.1.a/answers/synthetic/answer", "no")], "want": {["synthetic", "judged"]: "fail"}},
		"anonymised data not judged": {"change": [_gone("/assessment/EUAIA-4a.1.a/answers/anonymised")], "want": {["anonymised", "judged"]: "unknown"}},
		"other data judged on an older document": {"change": [_set("/assessment/EUAIA-4a.1.a/answers/other/cites", ["sha256:older"])], "want": {["other", "judged"]: "unknown"}},
		"no reason against synthetic data": {"change": [_gone("/special_category_data/alternatives/synthetic")], "want": {["synthetic", "reason"]: "unknown"}},
		"a placeholder against anonymised data": {"change": [_set("/special_category_data/alternatives/anonymised", "TBD")], "want": {["anonymised", "reason"]: "unknown"}},
		"a number against other data": {"change": [_set("/special_category_data/alternatives/other", 1)], "want": {["other", "reason"]: "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _alternatives}},
	}

	checks := art_04a.other_data_would_not_do with trust.evidence as json.patch(_said, case.change)
		with trust.documents as {"special_category_data": {"digest": "sha256:special"}}

	_found(checks) == object.union(_alternatives, case.want)
}

_alternatives := {
	["synthetic", "judged"]: "pass",
	["anonymised", "judged"]: "pass",
	["other", "judged"]: "pass",
	["synthetic", "reason"]: "pass",
	["anonymised", "reason"]: "pass",
	["other", "reason"]: "pass",
}

# ---------------------------------------------------------------- 4a(1)(b)

test_secured_and_pseudonymised[note] if {
	some note, case in {
		"described, encrypted and closed": {"change": [], "want": {}},
		"a file that everyone may read": {"change": [_set("/data_store/counts/readable_by_everyone", 1)], "want": {"technical limits on re-use": "fail"}},
		"a file without encryption": {"change": [_set("/data_store/counts/encrypted", 0)], "want": {"security": "fail"}},
		"no limits on re-use": {"change": [_gone("/special_category_data/safeguards/reuse_limits")], "want": {"technical limits on re-use": "unknown"}},
		"no security": {"change": [_gone("/special_category_data/safeguards/security")], "want": {"security": "unknown"}},
		"no privacy": {"change": [_gone("/special_category_data/safeguards/privacy_preserving")], "want": {"privacy-preserving measures": "unknown"}},
		"no pseudonyms": {"change": [_set("/special_category_data/safeguards/pseudonymisation", "xxx")], "want": {"pseudonymisation": "unknown"}},
		"no store": {"change": [_gone("/data_store")], "want": {"technical limits on re-use": "unknown", "security": "unknown"}},
		"all deleted, by register and log": {"change": _emptied, "want": {}},
		"all deleted, and the log does not show it": {
			"change": array.concat(_emptied, [_gone("/data_store/deletions")]),
			"want": {"technical limits on re-use": "unknown", "security": "unknown"},
		},
		"all deleted, and no register": {
			"change": array.concat(_emptied, [_gone("/special_category_data/retention")]),
			"want": {"technical limits on re-use": "unknown", "security": "unknown"},
		},
		"all deleted, and nothing said of pseudonyms": {
			"change": array.concat(_emptied, [_gone("/special_category_data/safeguards/pseudonymisation")]),
			"want": {"pseudonymisation": "unknown"},
		},
		"an empty store, of a file that is not deleted": {
			"change": [_set("/data_store/files", []), _set("/data_store/counts", _no_files)],
			"want": {"technical limits on re-use": "unknown", "security": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _safeguards}},
	}

	checks := art_04a.secured_and_pseudonymised with trust.evidence as json.patch(_said, case.change)
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == object.union(_safeguards, case.want)
}

_no_files := {"files": 0, "encrypted": 0, "readable_by_group": 0, "readable_by_everyone": 0}

_emptied := [
	_set("/data_store/files", []),
	_set("/data_store/counts", _no_files),
	_set("/data_store/deletions", [
		{"name": "health-08.age", "at": "2026-10-02T09:30:00Z"},
		{"name": "health-10.age", "at": "2026-11-20T09:30:00Z"},
	]),
	_set("/special_category_data/retention/register/1/deleted_at", "2026-11-20T09:30:00Z"),
]

# Where there is nothing to compare with, the check says that it is text.
test_what_is_linked_of_the_safeguards if {
	checks := art_04a.secured_and_pseudonymised with trust.evidence as _said

	{check.term | some check in checks; check.linked == true} == {"technical limits on re-use", "security"}
}

_safeguards := {
	"technical limits on re-use": "pass",
	"security": "pass",
	"privacy-preserving measures": "pass",
	"pseudonymisation": "pass",
}

# ---------------------------------------------------------------- 4a(1)(c), (d)

test_only_authorised_access[note] if {
	some note, case in {
		"by the list alone": {"change": [], "want": {}},
		"by somebody else": {
			"change": [_set("/data_store/access_log/by_others", 1)],
			"want": {"controls": "fail", "documentation": "fail", "confidentiality": "fail"},
		},
		"another list": {
			"change": [_set("/special_category_data/access/authorised/digest", _digest("0"))],
			"want": {"controls": "fail", "documentation": "fail", "confidentiality": "fail"},
		},
		"no controls": {"change": [_gone("/special_category_data/access/controls")], "want": {"controls": "unknown"}},
		"no documentation": {"change": [_gone("/special_category_data/access/documentation")], "want": {"documentation": "unknown"}},
		"no obligation of confidentiality": {"change": [_set("/special_category_data/access/confidentiality", "n/a")], "want": {"confidentiality": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {"controls": "unknown", "documentation": "unknown", "confidentiality": "unknown"}},
	}

	checks := art_04a.only_authorised_access with trust.evidence as json.patch(_said, case.change)

	_found(checks) == object.union({"controls": "pass", "documentation": "pass", "confidentiality": "pass"}, case.want)
}

test_not_passed_on[note] if {
	some note, case in {
		"signed, and not contradicted": {"change": [], "want": {}},
		"transmitted": {"change": [_set("/special_category_data/transfers/transmitted/answer", "yes")], "want": {"transmitted": "fail"}},
		"transferred without a word": {"change": [_gone("/special_category_data/transfers/transferred")], "want": {"transferred": "unknown"}},
		"otherwise accessed, without a reason": {"change": [_gone("/special_category_data/transfers/otherwise_accessed/reason")], "want": {"otherwise_accessed": "unknown"}},
		"contradicted by the log": {
			"change": [_set("/data_store/access_log/by_others", 1)],
			"want": {"transmitted": "fail", "transferred": "fail", "otherwise_accessed": "fail"},
		},
		"nothing there": {"change": [_set("", {})], "want": {"transmitted": "unknown", "transferred": "unknown", "otherwise_accessed": "unknown"}},
	}

	checks := art_04a.not_passed_on with trust.evidence as json.patch(_said, case.change)

	_found(checks) == object.union({"transmitted": "pass", "transferred": "pass", "otherwise_accessed": "pass"}, case.want)
}

# ---------------------------------------------------------------- 4a(1)(e)

test_deleted_when_done[note] if {
	some note, case in {
		"one deleted at once, one not yet due": {"change": [], "want": {}},
		"a day after the bias was corrected": {
			"change": [_set("/special_category_data/retention/register/0/bias_corrected_at", "2026-10-01T09:30:00Z")],
			"want": {},
		},
		"a second more": {
			"change": [_set("/special_category_data/retention/register/0/bias_corrected_at", "2026-10-01T09:29:59Z")],
			"want": {"health-08.age": "fail"},
		},
		"after its retention, which came first": {
			"change": [_set("/special_category_data/retention/register/0/retention_ends_at", "2026-09-30T00:00:00Z")],
			"want": {"health-08.age": "fail"},
		},
		"still there after its end": {
			"change": [_set("/special_category_data/retention/register/1/retention_ends_at", "2026-11-20T00:00:00Z")],
			"want": {"health-10.age": "fail"},
		},
		"no such deletion in the log": {"change": [_set("/data_store/deletions", [])], "want": {"health-08.age": "unknown"}},
		"a file that no register holds": {
			"change": [_set("/data_store/files", [{"name": "health-10.age"}, {"name": "copy.age"}])],
			"want": {"register": "fail"},
		},
		"one entry fewer": {
			"change": [{"op": "remove", "path": "/special_category_data/retention/register/0"}],
			"whole": {"register": "fail", "health-10.age": "pass"},
		},
		"no entries": {"change": [_set("/special_category_data/retention/register", []), _set("/special_category_data/retention/count", 0)], "whole": {"register": "fail"}},
		"at once not set": {"change": [], "hours": null, "want": {"health-08.age": "unknown", "health-10.age": "unknown"}},
		"nothing there": {"change": [_set("", {})], "whole": {"register": "unknown"}},
	}

	checks := art_04a.deleted_when_done with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as {"systems": {}, "defaults": {"special_categories": {"at_once_hours": object.get(case, "hours", 24)}}}
		with input as {"as_of": "2026-11-22T10:00:00Z", "subject": {"system": "credit-scoring"}}

	_found(checks) == _wanted(case)
}

_wanted(case) := case.whole

_wanted(case) := object.union({"register": "pass", "health-08.age": "pass", "health-10.age": "pass"}, case.want)

# ---------------------------------------------------------------- 4a(1)(f)

test_reasons_recorded[note] if {
	some note, case in {
		"both, for each": {"change": [], "want": {}},
		"not why it was necessary": {"change": [_gone("/special_category_data/processing_record/reasons/health/strictly_necessary")], "want": {"strictly_necessary": "fail"}},
		"a placeholder for other data": {"change": [_set("/special_category_data/processing_record/reasons/health/other_data_would_not_do", "TBD")], "want": {"other_data_would_not_do": "fail"}},
		"an attribute more": {
			"change": [{"op": "add", "path": "/fairness/examined/belief", "value": {"way": "not_read"}}],
			"want": {"strictly_necessary": "fail", "other_data_would_not_do": "fail"},
		},
		"no record": {
			"change": [_gone("/special_category_data/processing_record/reference")],
			"want": {"strictly_necessary": "unknown", "other_data_would_not_do": "unknown"},
		},
		"nothing unread": {
			"change": [_set("/fairness/examined/health/way", "measured")],
			"want": {"strictly_necessary": "unknown", "other_data_would_not_do": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {"strictly_necessary": "unknown", "other_data_would_not_do": "unknown"}},
	}

	checks := art_04a.reasons_recorded with trust.evidence as json.patch(_said, case.change)

	_found(checks) == object.union({"strictly_necessary": "pass", "other_data_would_not_do": "pass"}, case.want)
}

# ---------------------------------------------------------------- 4a(2)

test_others_strictly_necessary[note] if {
	some note, case in {
		"judged, and all conditions met": {"change": [], "want": {}},
		"not exceptional": {"change": [_set("/assessment/EUAIA-4a.2/answers/exceptional/answer", "no")], "want": {"exceptional": "fail"}},
		"necessity without a reason": {
			"change": [_gone("/assessment/EUAIA-4a.2/answers/strictly_necessary_to_detect_and_correct_bias/reason")],
			"want": {"strictly_necessary_to_detect_and_correct_bias": "unknown"},
		},
		"harms judged on an older document": {
			"change": [_set("/assessment/EUAIA-4a.2/answers/biases_likely_to_affect_health_safety_or_rights_or_to_discriminate/cites", [])],
			"want": {"biases_likely_to_affect_health_safety_or_rights_or_to_discriminate": "unknown"},
		},
		"other data would do": {"change": [_set("/assessment/EUAIA-4a.1.a/answers/other/answer", "no")], "want": {"EUAIA-4a.1.a": "fail"}},
		"not encrypted": {"change": [_set("/data_store/counts/encrypted", 0)], "want": {"EUAIA-4a.1.b": "fail"}},
		"another list": {"change": [_set("/special_category_data/access/authorised/accounts", 3)], "want": {"EUAIA-4a.1.c": "fail"}},
		"passed on": {"change": [_set("/special_category_data/transfers/transferred/answer", "yes")], "want": {"EUAIA-4a.1.d": "fail"}},
		"kept too long": {"change": [_set("/special_category_data/retention/register/1/retention_ends_at", "2026-11-20T00:00:00Z")], "want": {"EUAIA-4a.1.e": "fail"}},
		"no reasons on record": {"change": [_gone("/special_category_data/processing_record")], "want": {"EUAIA-4a.1.f": "unknown"}},
	}

	checks := art_04a.others_strictly_necessary with trust.evidence as json.patch(_said, case.change)
		with trust.documents as {"special_category_data": {"digest": "sha256:special"}}
		with data.org.settings as {"systems": {}, "defaults": {"special_categories": {"at_once_hours": 24}}}
		with input as {"as_of": "2026-11-22T10:00:00Z", "subject": {"system": "credit-scoring"}}

	_found(checks) == object.union(_others, case.want)
}

_others := {
	"exceptional": "pass",
	"strictly_necessary_to_detect_and_correct_bias": "pass",
	"biases_likely_to_affect_health_safety_or_rights_or_to_discriminate": "pass",
	"EUAIA-4a.1.a": "pass",
	"EUAIA-4a.1.b": "pass",
	"EUAIA-4a.1.c": "pass",
	"EUAIA-4a.1.d": "pass",
	"EUAIA-4a.1.e": "pass",
	"EUAIA-4a.1.f": "pass",
}

# Paragraph 5 of Article 10 is deleted: each condition stands in Article 4a.
test_pitfall_02_conditions_stand_in_article_4a if {
	stated := {id: control.article |
		some id, control in data.lexgate.catalogue.controls
		control["package"] == "art_04a"
	}

	stated == {
		"EUAIA-4a.1.a": "4a(1)(a)",
		"EUAIA-4a.1.b": "4a(1)(b)",
		"EUAIA-4a.1.c": "4a(1)(c)",
		"EUAIA-4a.1.d": "4a(1)(d)",
		"EUAIA-4a.1.e": "4a(1)(e)",
		"EUAIA-4a.1.f": "4a(1)(f)",
		"EUAIA-4a.1.necessity": "4a(1)",
		"EUAIA-4a.2": "4a(2)",
	}
}

# ---------------------------------------------------------------- the good base

_found(checks) := {check.term: check.status | some check in checks}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_digest(digit) := concat("", ["sha256:", concat("", [digit | some _ in numbers.range(1, 64)])])

_yes(cites) := {"answer": "yes", "reason": "As the document says in full.", "cites": cites}

_both := ["sha256:special", "sha256:fairness"]

_signed_no := {"answer": "no", "reason": "The machine has no network."}

_said := {
	"assessment": {
		"EUAIA-4a.1.necessity": {"answers": {
			"exceptional": _yes(_both),
			"strictly_necessary_to_detect_and_correct_bias": _yes(_both),
			"only_for_bias_under_article_10_2_f_and_g": _yes(_both),
			"appropriate_safeguards_for_rights_and_freedoms": _yes(_both),
		}},
		"EUAIA-4a.1.a": {"answers": {"synthetic": _yes(_both), "anonymised": _yes(_both), "other": _yes(_both)}},
		"EUAIA-4a.2": {"answers": {
			"exceptional": _yes(_both),
			"strictly_necessary_to_detect_and_correct_bias": _yes(_both),
			"biases_likely_to_affect_health_safety_or_rights_or_to_discriminate": _yes(_both),
		}},
	},
	"fairness": {"examined": {
		"age_group": {"way": "measured"},
		"health": {"way": "not_read"},
		"sex": {"way": "not_processed"},
	}},
	"data_store": {
		"files": [{"name": "health-10.age"}],
		"counts": {"files": 1, "encrypted": 1, "readable_by_group": 0, "readable_by_everyone": 0},
		"authorised": {"digest": _digest("5"), "accounts": 2},
		"access_log": {"entries": 12, "by_authorised": 12, "by_others": 0, "without_account": 0, "without_time": 0, "unreadable": 0},
		"deletions": [{"name": "health-08.age", "at": "2026-10-02T09:30:00Z"}],
	},
	"special_category_data": {
		"necessity": {"attributes": ["health"], "reasons": "It can't be seen in any other column."},
		"alternatives": {
			"synthetic": "They carry known links alone.",
			"anonymised": "Decisions could not be joined.",
			"other": "Occupation says too little.",
		},
		"safeguards": {
			"reuse_limits": "The key opens them in one job alone.",
			"security": "Encrypted to two hardware keys.",
			"privacy_preserving": "Only counts leave the machine.",
			"pseudonymisation": "Numbers are replaced by keyed hashes.",
		},
		"access": {
			"controls": "Two people unlock the machine.",
			"documentation": "Each opening leaves an entry.",
			"confidentiality": "Both signed an obligation.",
			"authorised": {"digest": _digest("5"), "accounts": 2},
		},
		"transfers": {"transmitted": _signed_no, "transferred": _signed_no, "otherwise_accessed": _signed_no},
		"retention": {
			"rule": "Three months, or when the bias is corrected.",
			"count": 2,
			"register": [
				{
					"reference": "health-08.age",
					"retention_ends_at": "2026-11-01T00:00:00Z",
					"bias_corrected_at": "2026-10-02T08:00:00Z",
					"deleted_at": "2026-10-02T09:30:00Z",
				},
				{
					"reference": "health-10.age",
					"retention_ends_at": "2027-01-01T00:00:00Z",
					"bias_corrected_at": null,
					"deleted_at": null,
				},
			],
		},
		"processing_record": {
			"reference": "Entry 114",
			"reasons": {"health": {
				"strictly_necessary": "Refusal of sick people was suspected.",
				"other_data_would_not_do": "No other column tells of it.",
			}},
		},
	},
}
