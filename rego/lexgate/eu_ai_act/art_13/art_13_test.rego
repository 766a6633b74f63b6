package lexgate.eu_ai_act.art_13_test

import data.lexgate.eu_ai_act.art_13
import data.lexgate.lib.trust

test_transparent_enough[note] if {
	some note, case in {
		"as it should be": {"change": [], "want": {}},
		"judged as not met": {
			"change": [_set("/assessment/EUAIA-13.1/answers/output_can_be_interpreted/answer", "no")],
			"want": {"output_can_be_interpreted": "fail"},
		},
		"judged without a reason": {
			"change": [_set("/assessment/EUAIA-13.1/answers/output_can_be_used_appropriately/reason", "tbd")],
			"want": {"output_can_be_used_appropriately": "unknown"},
		},
		"judged on older instructions": {
			"change": [_set("/assessment/EUAIA-13.1/answers/serves_the_obligations_of_the_provider/cites", [_other])],
			"want": {"serves_the_obligations_of_the_provider": "unknown"},
		},
		"not judged": {
			"change": [_gone("/assessment/EUAIA-13.1/answers/serves_the_obligations_of_the_deployer")],
			"want": {"serves_the_obligations_of_the_deployer": "unknown"},
		},
		"nothing built in to read the output": {
			"change": [_gone("/instructions_for_use/transparency_measures/0")],
			"want": {"interpreting_the_output": "unknown"},
		},
		"a placeholder for what serves appropriate use": {
			"change": [_set("/instructions_for_use/transparency_measures/1/measure", "to be defined")],
			"want": {"appropriate_use": "unknown"},
		},
		"a number for the measures": {
			"change": [_set("/instructions_for_use/transparency_measures", 2)],
			"want": {"interpreting_the_output": "unknown", "appropriate_use": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {element: "unknown" | some element, _ in _transparent}},
	}

	checks := art_13.transparent_enough with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents

	_statuses(checks) == object.union(_transparent, case.want)
}

# Every part of an item, in rounds that take one part of each: without it the item is open,
# and no other, and says which part is to be written.
test_a_missing_part_leaves_its_item_open_and_is_named[turn] if {
	some turn, gone in [
		{
			"/instructions_for_use/provider/name": {"13.3.a": ["name"]},
			"/instructions_for_use/intended_purpose": {"13.3.b.i": ["intended purpose", "purpose that the facts were signed for"]},
			"/instructions_for_use/accuracy/accuracy/level": {"13.3.b.ii": ["accuracy"]},
			"/instructions_for_use/risk_circumstances/0": {"13.3.b.iii": ["intended_use"]},
			"/instructions_for_use/explanation/capabilities": {"13.3.b.iv": ["capabilities"]},
			"/instructions_for_use/group_performance/measure": {"13.3.b.v": ["age_group"]},
			"/instructions_for_use/input_data/features": {"13.3.b.vi": ["features that the model reads"]},
			"/instructions_for_use/output/form": {"13.3.b.vii": ["form of the output"]},
			"/instructions_for_use/predetermined_changes/description": {"13.3.c": ["changes"]},
			"/instructions_for_use/human_oversight/measures": {"13.3.d": ["measures"]},
			"/instructions_for_use/resources/hardware": {"13.3.e": ["computational and hardware resources"]},
			"/instructions_for_use/logs/collect": {"13.3.f": ["collecting"]},
			"/instructions_for_use/forms/0/form": {"format": []},
			"/instructions_for_use/version": {"version that they accompany": []},
			"/assessment/EUAIA-13.2/answers/concise": {"concise": []},
			"/assessment/EUAIA-13.2/answers/complete": {"complete": []},
			"/assessment/EUAIA-13.2/answers/correct": {"correct": []},
			"/assessment/EUAIA-13.2/answers/clear": {"clear": []},
			"/assessment/EUAIA-13.2/answers/relevant": {"relevant": []},
			"/assessment/EUAIA-13.2/answers/accessible": {"accessible": []},
			"/assessment/EUAIA-13.2/answers/comprehensible": {"comprehensible": []},
		},
		{
			"/instructions_for_use/provider/contact": {"13.3.a": ["contact details"]},
			"/system/intended_purpose": {"13.3.b.i": ["purpose that the facts were signed for"]},
			"/instructions_for_use/accuracy/balanced_accuracy/conditions": {"13.3.b.ii": ["balanced_accuracy"]},
			"/instructions_for_use/risk_circumstances/1": {"13.3.b.iii": ["foreseeable_misuse"]},
			"/instructions_for_use/explanation/test": {"13.3.b.iv": ["test of the explanation"]},
			"/instructions_for_use/group_performance/attributes/age_group/levels/under 26": {"13.3.b.v": ["age_group"]},
			"/instructions_for_use/input_data/data_sets": {"13.3.b.vi": ["data sets used"]},
			"/instructions_for_use/output/values": {"13.3.b.vii": ["meaning of each outcome"]},
			"/instructions_for_use/predetermined_changes/performance": {"13.3.c": ["performance after them"]},
			"/instructions_for_use/human_oversight/interpretation": {"13.3.d": ["technical measures to interpret outputs"]},
			"/instructions_for_use/resources/delivered_as": {"13.3.e": ["form of delivery"]},
			"/instructions_for_use/logs/store": {"13.3.f": ["storing"]},
			"/instructions_for_use/forms/0/reached": {"format": []},
		},
		{
			"/instructions_for_use/provider/representative": {"13.3.a": ["authorised representative"]},
			"/instructions_for_use/robustness/levels/noise": {"13.3.b.ii": ["accuracy under each disturbance"]},
			"/instructions_for_use/risk_circumstances/0/risk": {"13.3.b.iii": ["intended_use"]},
			"/test_report": {"13.3.b.iv": ["test of the explanation"]},
			"/instructions_for_use/group_performance/attributes/age_group/conditions": {"13.3.b.v": ["age_group"]},
			"/instructions_for_use/output/use": {"13.3.b.vii": ["appropriate use"]},
			"/instructions_for_use/human_oversight/safe_state": {"13.3.d": ["safe state after the stop"]},
			"/instructions_for_use/resources/os": {"13.3.e": ["operating system of the image"]},
			"/instructions_for_use/logs/fields": {"13.3.f": ["meaning of each field of a record"]},
			"/instructions_for_use/forms": {"format": []},
		},
		{
			"/instructions_for_use/robustness/conditions": {"13.3.b.ii": ["accuracy under each disturbance"]},
			"/instructions_for_use/risk_circumstances/1/circumstance": {"13.3.b.iii": ["foreseeable_misuse"]},
			"/performance/data_sets/testing/groups": {"13.3.b.v": ["age_group"]},
			"/data_quality": {"13.3.b.vii": ["meaning of each outcome"]},
			"/stop_test": {"13.3.d": ["safe state after the stop"]},
			"/instructions_for_use/resources/architecture": {"13.3.e": ["processor of the image"]},
			"/log_test": {"13.3.f": ["meaning of each field of a record"]},
		},
		{
			"/robustness": {"13.3.b.ii": ["accuracy under each disturbance"]},
			"/data_governance/not_processed/sex": {"13.3.b.v": ["sex"]},
			"/instructions_for_use/maintenance/lifetime": {"13.3.e": ["expected lifetime"]},
		},
		{
			"/instructions_for_use/security/tested": {"13.3.b.ii": ["cybersecurity tested"]},
			"/instructions_for_use/maintenance/measures": {"13.3.e": ["maintenance and care"]},
		},
		{
			"/instructions_for_use/security/expected": {"13.3.b.ii": ["cybersecurity to be expected"]},
			"/instructions_for_use/maintenance/frequency": {"13.3.e": ["how often"]},
		},
		{
			"/instructions_for_use/circumstances/accuracy": {"13.3.b.ii": ["circumstances that move accuracy"]},
			"/instructions_for_use/maintenance/updates": {"13.3.e": ["software updates"]},
		},
		{
			"/instructions_for_use/circumstances/robustness": {"13.3.b.ii": ["circumstances that move robustness"]},
		},
		{
			"/instructions_for_use/circumstances/cybersecurity": {"13.3.b.ii": ["circumstances that move cybersecurity"]},
		},
	]

	_told([_gone(path) | some path, _ in gone]) == _as_it_should(gone, "unknown")
}

# What deployers are told is not what was seen, and the item fails and says
# which part does not agree; in rounds again.
test_another_value_fails_its_item_and_is_named[turn] if {
	some turn, said in [
		{
			"/instructions_for_use/intended_purpose": {"says": "Another purpose.", "items": {"13.3.b.i": ["purpose that the facts were signed for"]}},
			"/instructions_for_use/accuracy/accuracy/level": {"says": 0.99, "items": {"13.3.b.ii": ["accuracy"]}},
			"/test_report/acceptance/tests/0/outcome": {"says": "failed", "items": {"13.3.b.iv": ["test of the explanation"]}},
			"/instructions_for_use/group_performance/attributes/age_group/levels/under 26": {"says": 0.99, "items": {"13.3.b.v": ["age_group"]}},
			"/instructions_for_use/input_data/features/amount": {"says": "todo", "items": {"13.3.b.vi": ["features that the model reads"]}},
			"/instructions_for_use/output/values/bad": {"says": "xxx", "items": {"13.3.b.vii": ["meaning of each outcome"]}},
			"/instructions_for_use/human_oversight/safe_state": {"says": "running on", "items": {"13.3.d": ["safe state after the stop"]}},
			"/instructions_for_use/resources/os": {"says": "windows", "items": {"13.3.e": ["operating system of the image"]}},
			"/instructions_for_use/logs/fields/decision": {"says": "n/a", "items": {"13.3.f": ["meaning of each field of a record"]}},
			"/instructions_for_use/version": {"says": "0.9.0", "items": {"version that they accompany": []}},
			"/assessment/EUAIA-13.2/answers/clear/answer": {"says": "no", "items": {"clear": []}},
		},
		{
			"/instructions_for_use/robustness/levels/noise": {"says": 0.99, "items": {"13.3.b.ii": ["accuracy under each disturbance"]}},
			"/instructions_for_use/resources/architecture": {"says": "arm64", "items": {"13.3.e": ["processor of the image"]}},
		},
	]

	changes := [_set(path, case.says) | some path, case in said]
	_told(changes) == _as_it_should({path: case.items | some path, case in said}, "fail")
}

test_instructions_in_other_ways[note] if {
	some note, case in {
		"nothing there": {"change": [_set("", {})], "want": {item: "unknown" | some item, _ in _good}},
		"files, no classes, and a representative": {
			"change": [
				_set("/instructions_for_use/resources/delivered_as", "files"),
				_set("/instructions_for_use/output", {"form": "other", "use": "Said so.", "meaning": "Said so."}),
				_set("/instructions_for_use/provider/representative", "appointed"),
				{"op": "add", "path": "/instructions_for_use/provider/representative_details", "value": "Said so."},
				_gone("/image"),
				_gone("/data_quality"),
			],
			"want": {},
		},
		"no classes and no meaning, a representative whom nobody names, a placeholder, a number": {
			"change": [
				_set("/instructions_for_use/output", {"form": "other", "use": "Said so."}),
				_set("/instructions_for_use/provider/representative", "appointed"),
				_set("/instructions_for_use/logs/store", "TODO: say where"),
				_set("/instructions_for_use/maintenance/lifetime", 3),
				_set("/instructions_for_use/forms", "by mail"),
				_set("/instructions_for_use/explanation/test/test", "test_of_another_name"),
			],
			"want": {"13.3.a": "unknown", "13.3.b.iv": "unknown", "13.3.b.vii": "unknown", "13.3.e": "unknown", "13.3.f": "unknown", "format": "unknown"},
		},
		"new fields in the log, a new outcome, a new feature, another disturbance": {
			"change": [
				{"op": "add", "path": "/log_test/fields/-", "value": "applicant"},
				{"op": "add", "path": "/data_quality/data_sets/testing/label_balance/unclear", "value": 5},
				{"op": "add", "path": "/model/features/-", "value": "purpose"},
				{"op": "add", "path": "/robustness/data_sets/testing/disturbances/huge", "value": _said.robustness.data_sets.testing.disturbances.noise},
			],
			"want": {"13.3.b.ii": "unknown", "13.3.b.v": "unknown", "13.3.b.vi": "fail", "13.3.b.vii": "fail", "13.3.f": "fail"},
		},
	}

	_found(case.change) == object.union(_good, case.want)
}

# Each way has a part of its own, and where that is missing, the item says so.
test_the_part_of_the_way_taken_is_named[note] if {
	some note, case in {
		"a representative whom nobody names": {
			"change": [_set("/instructions_for_use/provider/representative", "appointed")],
			"want": {"13.3.a": {"status": "unknown", "parts": {"authorised representative": "unknown"}}},
		},
		"an output without classes that nobody explains": {
			"change": [_set("/instructions_for_use/output/form", "other")],
			"want": {"13.3.b.vii": {"status": "unknown", "parts": {"meaning of the output": "unknown"}}},
		},
		"a way that the Act does not leave open": {
			"change": [_set("/instructions_for_use/provider/representative", "perhaps")],
			"want": {"13.3.a": {"status": "unknown", "parts": {"authorised representative": "unknown"}}},
		},
	}

	_told(case.change) == case.want
}

test_items_that_do_not_apply[note] if {
	some note, case in {
		"signed": {
			"facts": {
				"not_applicable_13_3_b_iv": "yes", "not_appropriate_13_3_b_v": "yes", "not_appropriate_13_3_b_vi": "yes",
				"not_applicable_13_3_b_vii": "yes", "predetermined_changes_planned": "no", "not_relevant_13_3_f": "yes",
			},
			"lifted": {"13.3.b.iv", "13.3.b.v", "13.3.b.vi", "13.3.b.vii", "13.3.c", "13.3.f"},
		},
		"signed the other way round, or known by nobody": {
			"facts": {
				"not_applicable_13_3_b_iv": "no", "not_appropriate_13_3_b_v": "unknown", "not_appropriate_13_3_b_vi": "no",
				"not_applicable_13_3_b_vii": "no", "predetermined_changes_planned": "yes", "not_relevant_13_3_f": "unknown",
			},
			"lifted": set(),
		},
	}

	found := _found([
		_set("/instructions_for_use", {}),
		_gone("/assessment"),
		_set("/system/facts", {fact: {"answer": answer, "reason": "Said so."} | some fact, answer in case.facts}),
	])
	{item | some item, status in found; status == "pass"} == case.lifted
}

# A stop that is not appropriate leaves no safe state to be told.
test_no_stop_is_asked_for if {
	_found([
		_gone("/stop_test"),
		_set("/system/facts", {"not_appropriate_or_proportionate_14_4_e": {"answer": "yes", "reason": "Said so."}}),
	]) == _good
}

test_unusable_settings[note] if {
	some note, case in {
		"no measures": {"change": [_gone("/defaults/accuracy")], "want": ["13.3.b.ii"]},
		"no protected attributes": {"change": [_gone("/defaults/fairness/protected_attributes")], "want": ["13.3.b.v"]},
		"nothing that could carry sex": {"change": [_gone("/defaults/fairness/carried_by/sex")], "want": ["13.3.b.v"]},
	}

	_statuses(_asked([], json.patch(_settings, case.change))) == _but(case.want, "unknown")
}

# Linked is what was held against something that nobody typed; the rest is text.
test_linked_items if {
	{check.term | some check in _asked([], _settings); check.linked == true} == {
		"13.3.b.ii", "13.3.b.iv", "13.3.b.v", "13.3.b.vi", "13.3.b.vii", "13.3.d", "13.3.e", "13.3.f",
		"version that they accompany",
	}
}

_found(changes) := _statuses(_asked(changes, _settings))

_asked(changes, settings) := checks if {
	checks := art_13.instructions_can_be_used with trust.evidence as json.patch(_said, changes)
		with trust.documents as _documents
		with data.org.settings as settings
		with input.subject.system as "credit-scoring"
}

# Each item that does not pass, with its status and the parts that are to blame.
_told(changes) := {check.term: {"status": check.status, "parts": _open_parts(check)} |
	some check in _asked(changes, _settings)
	check.status != "pass"
}

_open_parts(check) := {part: status |
	some [part, status] in object.get(check, ["observed", "parts"], [])
	status != "pass"
}

_as_it_should(rows, status) := {item: {"status": status, "parts": _parts_of(item, rows, status)} |
	some items in rows
	some item, _ in items
}

_parts_of(item, rows, status) := {part: status | some items in rows; some part in items[item]}

_statuses(checks) := {check.term: check.status | some check in checks}

_but(items, status) := object.union(_good, {item: status | some item in items})

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_other := "sha256:0000000000000000000000000000000000000000000000000000000000000000"

_transparent := {element: "pass" |
	some element in [
		"output_can_be_interpreted", "output_can_be_used_appropriately", "serves_the_obligations_of_the_provider",
		"serves_the_obligations_of_the_deployer", "interpreting_the_output", "appropriate_use",
	]
}

_good := {item: "pass" |
	some item in [
		"13.3.a", "13.3.b.i", "13.3.b.ii", "13.3.b.iii", "13.3.b.iv", "13.3.b.v", "13.3.b.vi", "13.3.b.vii",
		"13.3.c", "13.3.d", "13.3.e", "13.3.f", "format", "version that they accompany",
		"concise", "complete", "correct", "clear", "relevant", "accessible", "comprehensible",
	]
}

_documents := {
	"instructions_for_use": {"digest": "sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1", "signers": ["m.richter"]},
	"data_governance": {"digest": "sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2", "signers": ["m.richter"]},
	"system": {"digest": "sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3", "signers": ["b.keller"]},
}

_settings := {
	"organisation": "Musterbank",
	"defaults": {
		"accuracy": {"measures": ["accuracy", "balanced_accuracy"]},
		"data_sets": {"roles": ["training", "testing"]},
		"fairness": {
			"protected_attributes": ["age_group", "sex"],
			"carried_by": {"age_group": ["age_years"], "sex": ["personal_status"]},
		},
	},
	"systems": {},
}

_said := {
	"system": {
		"intended_purpose": "Said so.",
		"facts": {},
	},
	"instructions_for_use": {
		"version": "1.0.0",
		"accuracy": {
			"accuracy": {
				"level": 0.8,
				"conditions": "Said so.",
			},
			"balanced_accuracy": {
				"level": 0.78,
				"conditions": "Said so.",
			},
		},
		"transparency_measures": [
			{
				"serves": "interpreting_the_output",
				"measure": "Said so.",
			},
			{
				"serves": "appropriate_use",
				"measure": "Said so.",
			},
		],
		"forms": [
			{
				"form": "Web page",
				"reached": "Said so.",
			},
		],
		"provider": {
			"name": "The bank",
			"contact": "Said so.",
			"representative": "none",
		},
		"intended_purpose": "Said so.",
		"robustness": {
			"levels": {
				"noise": 0.79,
			},
			"conditions": "Said so.",
		},
		"security": {
			"tested": "Said so.",
			"expected": "Said so.",
		},
		"circumstances": {
			"accuracy": "Said so.",
			"robustness": "Said so.",
			"cybersecurity": "Said so.",
		},
		"risk_circumstances": [
			{
				"under": "intended_use",
				"circumstance": "Said so.",
				"risk": "Said so.",
			},
			{
				"under": "foreseeable_misuse",
				"circumstance": "Said so.",
				"risk": "Said so.",
			},
		],
		"explanation": {
			"capabilities": "Said so.",
			"test": {
				"report": "acceptance",
				"test": "test_each_score_comes_with_its_reasons",
			},
		},
		"group_performance": {
			"measure": "accuracy",
			"attributes": {
				"age_group": {
					"levels": {
						"26 and over": 0.81,
						"under 26": 0.78,
					},
					"conditions": "Said so.",
				},
			},
		},
		"input_data": {
			"features": {
				"age_years": "Said so.",
				"amount": "Said so.",
				"duration_months": "Said so.",
				"employment": "Said so.",
			},
			"data_sets": "Said so.",
		},
		"output": {
			"form": "classes",
			"values": {
				"good": "Said so.",
				"bad": "Said so.",
			},
			"use": "Said so.",
		},
		"predetermined_changes": {
			"description": "Said so.",
			"performance": "Said so.",
		},
		"human_oversight": {
			"measures": "Said so.",
			"interpretation": "Said so.",
			"safe_state": "stopped: applications wait for a credit officer",
		},
		"resources": {
			"delivered_as": "image",
			"os": "linux",
			"architecture": "amd64",
			"hardware": "Said so.",
		},
		"maintenance": {
			"lifetime": "Said so.",
			"measures": "Said so.",
			"frequency": "Said so.",
			"updates": "Said so.",
		},
		"logs": {
			"collect": "Said so.",
			"store": "Said so.",
			"fields": {
				"at": "Said so.",
				"decision": "Said so.",
				"event": "Said so.",
				"version": "The version of the model that answered.",
			},
		},
	},
	"data_governance": {
		"design_choices": {
			"features": [
				"age_years",
				"amount",
				"duration_months",
				"employment",
			],
		},
		"not_processed": {
			"sex": {
				"reason": "Said so.",
				"columns": [
					"personal_status",
				],
			},
			"origin": {
				"reason": "Said so.",
				"columns": [
					"foreign_worker",
				],
			},
		},
	},
	"performance": {
		"data_sets": {
			"testing": {
				"measures": {
					"accuracy": {
						"value": 0.804,
						"low": 0.778252335929,
						"high": 0.827420994912,
						"n": 1000,
						"method": "Wilson score interval, 95 %",
					},
					"balanced_accuracy": {
						"value": 0.77619047619,
						"low": 0.74568432957,
						"high": 0.803507329858,
						"n": 1000,
						"method": "Wilson score intervals joined as by Zou and Donner, 95 %",
					},
					"roc_auc": {
						"value": null,
						"reason": "no scores were given",
					},
				},
				"groups": {
					"age_group": {
						"26 and over": {
							"n": 810,
							"measures": {
								"accuracy": {
									"value": 0.80987654321,
									"low": 0.781415124648,
									"high": 0.835412630388,
									"n": 810,
									"method": "Wilson score interval, 95 %",
								},
							},
						},
						"under 26": {
							"n": 190,
							"measures": {
								"accuracy": {
									"value": 0.778947368421,
									"low": 0.714743028071,
									"high": 0.832095613389,
									"n": 190,
									"method": "Wilson score interval, 95 %",
								},
							},
						},
					},
				},
			},
		},
	},
	"image": {
		"platform": {
			"os": "linux",
			"architecture": "amd64",
			"variant": null,
		},
	},
	"stop_test": {
		"safe_state": "stopped: applications wait for a credit officer",
	},
	"test_report": {
		"acceptance": {
			"source": {
				"tool": "pytest",
				"tool_version": null,
				"form": "JUnit XML",
				"files": [
					{
						"name": "acceptance.xml",
						"digest": "sha256:9999999999999999999999999999999999999999999999999999999999999999",
						"bytes": 4000,
					},
				],
			},
			"run": {
				"complete": "yes",
				"because": null,
				"started_at": "2026-11-02T09:00:00Z",
				"finished_at": "2026-11-02T09:05:00Z",
			},
			"counts": {
				"tests": 2,
				"passed": 2,
				"failed": 0,
				"warning": 0,
				"error": 0,
				"not_evaluated": 0,
			},
			"tests": [
				{
					"name": "test_each_score_comes_with_its_reasons",
					"about": null,
					"outcome": "passed",
					"cases": {},
				},
				{
					"name": "test_entries_out_of_range_are_refused",
					"about": null,
					"outcome": "passed",
					"cases": {},
				},
			],
		},
	},
	"model": {
		"features": [
			"age_years",
			"amount",
			"duration_months",
			"employment",
		],
		"registry": {
			"version": "1.0.0",
		},
	},
	"data_quality": {
		"data_sets": {
			"testing": {
				"label_balance": {
					"bad": 300,
					"good": 700,
				},
			},
		},
	},
	"log_test": {
		"fields": [
			"at",
			"decision",
			"event",
			"version",
		],
	},
	"robustness": {
		"data_sets": {
			"testing": {
				"disturbances": {
					"noise": {
						"accuracy_after": {
							"value": 0.791,
							"low": 0.764709519877,
							"high": 0.815063306684,
							"n": 1000,
							"method": "Wilson score interval, 95 %",
						},
					},
				},
			},
		},
	},
	"assessment": {
		"EUAIA-13.1": {
			"answers": {
				"output_can_be_interpreted": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"output_can_be_used_appropriately": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"serves_the_obligations_of_the_provider": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"serves_the_obligations_of_the_deployer": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
			},
		},
		"EUAIA-13.2": {
			"answers": {
				"concise": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"complete": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"correct": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"clear": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"relevant": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"accessible": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
				"comprehensible": {
					"answer": "yes",
					"reason": "Said so.",
					"cites": [
						"sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
					],
				},
			},
		},
	},
}
