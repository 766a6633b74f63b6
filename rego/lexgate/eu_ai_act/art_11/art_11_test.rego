package lexgate.eu_ai_act.art_11_test

import data.lexgate.eu_ai_act.art_11
import data.lexgate.lib.trust

test_documentation_drawn_up_in_time[note] if {
	some note, case in {
		"before": {"change": [], "stage": "post_deploy", "want": "pass"},
		"in the same second": {
			"change": [_set("/system/placed_on_market_at", "2026-11-02T12:00:00Z")],
			"stage": "post_deploy",
			"want": "pass",
		},
		"a second later": {
			"change": [_set("/system/placed_on_market_at", "2026-11-02T11:59:59Z")],
			"stage": "post_deploy",
			"want": "fail",
		},
		"not placed yet, before first use": {
			"change": [_set("/system/placed_on_market_at", null)],
			"stage": "pre_deploy",
			"want": "pass",
		},
		"not placed yet, at a stage that nobody knows": {
			"change": [_set("/system/placed_on_market_at", null)],
			"stage": "later",
			"want": "unknown",
		},
		"the date of placing left out": {
			"change": [_gone("/system/placed_on_market_at")],
			"stage": "pre_deploy",
			"want": "unknown",
		},
		"drawn up tomorrow": {
			"change": [_set("/technical_documentation/drawn_up_at", "2026-11-23T10:00:00Z"), _set("/system/placed_on_market_at", null)],
			"stage": "pre_deploy",
			"want": "unknown",
		},
		"a number for the date": {
			"change": [_set("/technical_documentation/drawn_up_at", 20261102)],
			"stage": "post_deploy",
			"want": "unknown",
		},
		"nothing there": {"change": [_set("", {})], "stage": "pre_deploy", "want": "unknown"},
	}

	checks := art_11.documentation_drawn_up_in_time with trust.evidence as json.patch(_said, case.change)
		with input.stage as case.stage
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == {"technical documentation": case.want}
}

test_documentation_up_to_date[note] if {
	some note, case in {
		"of this version": {"change": [], "version": "1.0.0", "want": {}},
		"another version is asked about": {
			"change": [],
			"version": "1.0.1",
			"want": {"version asked about": "fail"},
		},
		"another version is registered": {
			"change": [_set("/model/registry/version", "1.0.1")],
			"version": "1.0.0",
			"want": {"version in the registry": "fail", "registry entry": "fail"},
		},
		"another registry entry is named": {
			"change": [_set("/technical_documentation/registry_version", "0.9.0")],
			"version": "1.0.0",
			"want": {"registry entry": "fail"},
		},
		"covers nothing in particular": {
			"change": [_gone("/technical_documentation/covers_version")],
			"version": "1.0.0",
			"want": {"version asked about": "unknown", "version in the registry": "unknown"},
		},
		"a number for a version": {
			"change": [_set("/technical_documentation/covers_version", 1)],
			"version": "1.0.0",
			"want": {"version asked about": "unknown", "version in the registry": "unknown"},
		},
		"no version is asked about": {
			"change": [_set("/technical_documentation/covers_version", "")],
			"version": "",
			"want": {"version asked about": "unknown", "version in the registry": "unknown"},
		},
		"not registered": {
			"change": [_gone("/model/registry")],
			"version": "1.0.0",
			"want": {"version in the registry": "unknown", "registry entry": "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"version": "1.0.0",
			"want": {term: "unknown" | some term, _ in _good},
		},
	}

	checks := art_11.documentation_up_to_date with trust.evidence as json.patch(_said, case.change)
		with input.subject.version as case.version

	_found(checks) == object.union(_good, case.want)
}

# While the Commission has published no form, nobody can have used it.
test_simplified_form_of_the_commission[note] if {
	some note, case in {
		"the form that is published": {"form": "Form 1", "published": _form, "want": "pass"},
		"another form": {"form": "A form of our own", "published": _form, "want": "fail"},
		"no form is named": {"form": null, "published": _form, "want": "unknown"},
		"a number for the form": {"form": 1, "published": _form, "want": "unknown"},
		"none is published": {"form": "Form 1", "published": {}, "want": "unknown"},
		"published by nobody": {"form": "Form 1", "published": json.patch(_form, [_set("/simplified_form/set_by", "")]), "want": "unknown"},
		"looked up by nobody": {"form": "Form 1", "published": json.patch(_form, [_gone("/simplified_form/owner")]), "want": "unknown"},
		"an unusable setting": {"form": "Form 1", "published": "yes", "want": "unknown"},
	}

	checks := art_11.simplified_form_of_the_commission with trust.evidence as {"technical_documentation": {"form": case.form}}
		with data.org.settings as {"law": {"published": case.published}}

	_found(checks) == {"simplified form of the Commission": case.want}
	{check.linked | some check in checks; check.linked == true} == set()
}

test_one_set_with_product_law[note] if {
	some note, case in {
		"one set": {"change": [], "want": {}},
		"no law is named": {
			"change": [_gone("/technical_documentation/product_law/acts")],
			"want": {"law of the product": "unknown"},
		},
		"a placeholder for what it asks": {
			"change": [_set("/technical_documentation/product_law/information", "tbd tbd tbd")],
			"want": {"information that it asks for": "unknown"},
		},
		"another file": {
			"change": [_set("/dossier/documents/technical_documentation/digest", "sha256:0000000000000000000000000000000000000000000000000000000000000000")],
			"want": {"file of the one set": "fail"},
		},
		"no file was read": {"change": [_gone("/dossier")], "want": {"file of the one set": "unknown"}},
		"a name for a digest": {
			"change": [_set("/technical_documentation/product_law/file", "the_set.pdf")],
			"want": {"file of the one set": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _one_set}},
	}

	checks := art_11.one_set_with_product_law with trust.evidence as json.patch(_set_of_documents, case.change)

	_found(checks) == object.union(_one_set, case.want)
	{check.term | some check in checks; check.linked == true} == set()
}

_form := {"simplified_form": {"reference": "Form 1", "set_by": "C(2027) 1", "owner": "b.keller"}}

_one_set := {"law of the product": "pass", "information that it asks for": "pass", "file of the one set": "pass"}

_set_of_documents := {
	"technical_documentation": {"product_law": {
		"acts": "Regulation (EU) 2017/745 on medical devices.",
		"information": "Annexes II and III of that law, in part 2 of the set.",
		"file": "sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
	}},
	"dossier": {"documents": {"technical_documentation": {"digest": "sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}}},
}

_good := {"version asked about": "pass", "version in the registry": "pass", "registry entry": "pass"}

_found(checks) := {check.term: check.status | some check in checks}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_said := {
	"system": {"placed_on_market_at": "2026-11-10T00:00:00Z"},
	"model": {"registry": {"version": "1.0.0"}},
	"technical_documentation": {
		"covers_version": "1.0.0",
		"registry_version": "1.0.0",
		"drawn_up_at": "2026-11-02T12:00:00Z",
	},
}
