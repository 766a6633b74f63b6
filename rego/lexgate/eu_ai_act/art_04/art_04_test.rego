package lexgate.eu_ai_act.art_04_test

import data.lexgate.eu_ai_act.art_04
import data.lexgate.lib.trust

_literacy := {
	"stated_at": "2026-11-20T09:00:00Z",
	"measures": [
		{"measure": "Half a day on the limits of the score", "audiences": ["credit officers"], "on": "2026-09-15"},
		{"measure": "Course on measuring bias", "audiences": ["model developers"], "on": "2026-10-06"},
	],
}

_settings := {"defaults": {"literacy": {"audiences": ["credit officers", "model developers"]}}}

test_literacy[note] if {
	some note, case in {
		"a measure for each": {"change": [], "want": ["pass", "pass"]},
		"one measure for both": {
			"change": [
				_measure("audiences", ["model developers", "credit officers"]),
				{"op": "remove", "path": "/measures/1"},
			],
			"want": ["pass", "pass"],
		},
		"an audience named nowhere": {
			"change": [{"op": "remove", "path": "/measures/0"}],
			"want": ["unknown", "pass"],
		},
		"on the day of the signature": {"change": [_measure("on", "2026-11-20")], "want": ["pass", "pass"]},
		"planned for the day after": {"change": [_measure("on", "2026-11-21")], "want": ["unknown", "pass"]},
		"a day that does not exist": {"change": [_measure("on", "2026-02-30")], "want": ["unknown", "pass"]},
		"no day": {"change": [{"op": "remove", "path": "/measures/0/on"}], "want": ["unknown", "pass"]},
		"words that say nothing": {"change": [_measure("measure", "TODO")], "want": ["unknown", "pass"]},
		"text for a list of audiences": {
			"change": [_measure("audiences", "credit officers")],
			"want": ["unknown", "pass"],
		},
		"a measure that is text": {
			"change": [{"op": "replace", "path": "/measures/0", "value": "credit officers"}],
			"want": ["unknown", "pass"],
		},
		"measures that are an object": {
			"change": [{"op": "replace", "path": "/measures", "value": {"credit officers": "a course"}}],
			"want": ["unknown", "unknown"],
		},
		"no moment of the signature": {
			"change": [{"op": "remove", "path": "/stated_at"}],
			"want": ["unknown", "unknown"],
		},
		"nothing was done": {
			"change": [{"op": "replace", "path": "/measures", "value": []}],
			"want": ["unknown", "unknown"],
		},
	}

	found := art_04.literacy_supported with trust.evidence as {"literacy": json.patch(_literacy, case.change)}
		with data.org.settings as _settings
		with input as {"subject": {"system": "credit-scoring"}}

	_statuses(found) == {["credit officers", case.want[0]], ["model developers", case.want[1]]}
}

test_no_document_of_measures if {
	found := art_04.literacy_supported with trust.evidence as {}
		with data.org.settings as _settings
		with input as {"subject": {"system": "credit-scoring"}}

	_statuses(found) == {["credit officers", "unknown"], ["model developers", "unknown"]}
}

test_audiences_unusable[note] if {
	some note, settings in {
		"no setting": {"defaults": {}},
		"an empty list": {"defaults": {"literacy": {"audiences": []}}},
		"a number among the audiences": {"defaults": {"literacy": {"audiences": ["credit officers", 1]}}},
		"text": {"defaults": {"literacy": {"audiences": "credit officers"}}},
	}

	found := art_04.literacy_supported with trust.evidence as {"literacy": _literacy}
		with data.org.settings as settings
		with input as {"subject": {"system": "credit-scoring"}}

	_statuses(found) == {[{"unusable_setting": ["literacy", "audiences"]}, "unknown"]}
}

test_a_system_names_more_audiences if {
	settings := object.union(_settings, {"systems": {"credit-scoring": {"literacy": {"audiences": ["call centre"]}}}})

	found := art_04.literacy_supported with trust.evidence as {"literacy": _literacy}
		with data.org.settings as settings
		with input as {"subject": {"system": "credit-scoring"}}

	_statuses(found) == {["credit officers", "pass"], ["model developers", "pass"], ["call centre", "unknown"]}
}

_measure(field, value) := {"op": "replace", "path": concat("/", ["/measures/0", field]), "value": value}

_statuses(found) := {[check.term, check.status] | some check in found}
