package lexgate.eu_ai_act.art_15_test

import data.lexgate.eu_ai_act.art_15
import data.lexgate.lib.trust

test_level_judged_appropriate[note] if {
	some note, case in {
		"each judged": {"change": [], "want": {}},
		"accuracy not appropriate": {"change": [_set("/accuracy/answer", "no")], "want": {"accuracy": "fail"}},
		"accuracy on older tests": {"change": [_set("/accuracy/cites", ["sha256:older"])], "want": {"accuracy": "unknown"}},
		"robustness without a reason": {"change": [_gone("/robustness/reason")], "want": {"robustness": "unknown"}},
		"cybersecurity not judged": {"change": [_gone("/cybersecurity")], "want": {"cybersecurity": "unknown"}},
		"true for yes": {"change": [_set("/consistent_over_lifecycle/answer", true)], "want": {"consistent_over_lifecycle": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {element: "unknown" | some element, _ in _good}},
	}

	checks := art_15.level_judged_appropriate with trust.evidence as {"assessment": {"EUAIA-15.1": {"answers": json.patch(_answers, case.change)}}}
		with trust.documents as {"performance": {"digest": "sha256:performance"}}

	_found(checks) == object.union(_good, case.want)
}

test_accuracy_judged_without_tests if {
	checks := art_15.level_judged_appropriate with trust.evidence as {"assessment": {"EUAIA-15.1": {"answers": _answers}}}
		with trust.documents as {}

	_found(checks) == object.union(_good, {"accuracy": "unknown"})
}

_good := {"accuracy": "pass", "robustness": "pass", "cybersecurity": "pass", "consistent_over_lifecycle": "pass"}

_answers := {
	"accuracy": {"answer": "yes", "reason": "Fewer errors than officers made.", "cites": ["sha256:performance"]},
	"robustness": {"answer": "yes", "reason": "Broken entries are turned away."},
	"cybersecurity": {"answer": "yes", "reason": "Signed models alone are loaded."},
	"consistent_over_lifecycle": {"answer": "yes", "reason": "Each week is compared with the tests."},
}

test_accuracy_declared[note] if {
	some note, case in {
		"inside the interval": {"change": [], "want": {}},
		"at its lower end": {"change": [_set("/instructions_for_use/accuracy/accuracy/level", 0.77)], "want": {}},
		"at its upper end": {"change": [_set("/instructions_for_use/accuracy/accuracy/level", 0.83)], "want": {}},
		"above it": {"change": [_set("/instructions_for_use/accuracy/accuracy/level", 0.84)], "want": {"accuracy": "fail"}},
		"below it": {"change": [_set("/instructions_for_use/accuracy/accuracy/level", 0.76)], "want": {"accuracy": "fail"}},
		"not declared": {"change": [_gone("/instructions_for_use/accuracy/accuracy")], "want": {"accuracy": "unknown"}},
		"a level as text": {"change": [_set("/instructions_for_use/accuracy/accuracy/level", "0.8")], "want": {"accuracy": "unknown"}},
		"without conditions": {"change": [_gone("/instructions_for_use/accuracy/accuracy/conditions")], "want": {"accuracy": "unknown"}},
		"declared, but not measured": {
			"change": [_set("/performance/data_sets/testing/measures/accuracy", {"value": null, "reason": "no tests"})],
			"want": {"accuracy": "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {"accuracy": "unknown", "balanced_accuracy": "unknown"}},
		"measures unusable": {
			"change": [],
			"measures": ["accuracy", null],
			"whole": {{"unusable_setting": ["accuracy", "measures"]}: "unknown"},
		},
		"no measures set": {
			"change": [],
			"measures": [],
			"whole": {{"unusable_setting": ["accuracy", "measures"]}: "unknown"},
		},
		"a measure that nobody declared": {
			"change": [],
			"measures": ["accuracy", "balanced_accuracy", "roc_auc"],
			"want": {"roc_auc": "unknown"},
		},
	}

	measures := object.get(case, "measures", ["accuracy", "balanced_accuracy"])
	checks := art_15.accuracy_declared with trust.evidence as json.patch(_said, case.change)
		with data.org.settings as {"systems": {}, "defaults": {"accuracy": {"measures": measures}}}
		with input.subject.system as "credit-scoring"

	_found(checks) == _wanted(case)
}

_wanted(case) := case.whole

_wanted(case) := object.union({"accuracy": "pass", "balanced_accuracy": "pass"}, case.want)

_found(checks) := {check.term: check.status | some check in checks}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_said := {
	"instructions_for_use": {"accuracy": {
		"accuracy": {"level": 0.8, "conditions": "On applications like those of the tests."},
		"balanced_accuracy": {"level": 0.8, "conditions": "On applications like those of the tests."},
	}},
	"performance": {"data_sets": {"testing": {"measures": {"accuracy": _measured, "balanced_accuracy": _measured}}}},
}

_measured := {"value": 0.8, "low": 0.77, "high": 0.83, "n": 1000, "method": "Wilson score interval"}
