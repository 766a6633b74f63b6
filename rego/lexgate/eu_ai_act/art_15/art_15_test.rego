package lexgate.eu_ai_act.art_15_test

import data.lexgate.eu_ai_act.art_15
import data.lexgate.lib.trust

test_level_judged_appropriate[note] if {
	some note, case in {
		"each judged": {"change": [], "want": {}},
		"accuracy not appropriate": {"change": [_set("/accuracy/answer", "no")], "want": {"accuracy": "fail"}},
		"accuracy on older tests": {"change": [_set("/accuracy/cites", ["sha256:older"])], "want": {"accuracy": "unknown"}},
		"robustness on an older disturbance": {"change": [_set("/robustness/cites", ["sha256:older", "sha256:resilience"])], "want": {"robustness": "unknown"}},
		"robustness on older measures": {"change": [_set("/robustness/cites", ["sha256:robustness"])], "want": {"robustness": "unknown"}},
		"cybersecurity on nothing": {"change": [_set("/cybersecurity/cites", [])], "want": {"cybersecurity": "unknown"}},
		"cybersecurity on other documents": {"change": [_set("/cybersecurity/cites", ["sha256:performance"])], "want": {"cybersecurity": "unknown"}},
		"lasting accuracy on older tests": {
			"change": [_set("/consistent_over_lifecycle/cites", ["sha256:robustness", "sha256:security"])],
			"want": {"consistent_over_lifecycle": "unknown"},
		},
		"lasting robustness on older tests": {
			"change": [_set("/consistent_over_lifecycle/cites", ["sha256:performance", "sha256:security"])],
			"want": {"consistent_over_lifecycle": "unknown"},
		},
		"lasting cybersecurity on older measures": {
			"change": [_set("/consistent_over_lifecycle/cites", ["sha256:performance", "sha256:robustness"])],
			"want": {"consistent_over_lifecycle": "unknown"},
		},
		"robustness without a reason": {"change": [_gone("/robustness/reason")], "want": {"robustness": "unknown"}},
		"cybersecurity not judged": {"change": [_gone("/cybersecurity")], "want": {"cybersecurity": "unknown"}},
		"true for yes": {"change": [_set("/consistent_over_lifecycle/answer", true)], "want": {"consistent_over_lifecycle": "unknown"}},
		"nothing there": {"change": [_set("", {})], "want": {element: "unknown" | some element, _ in _good}},
	}

	checks := art_15.level_judged_appropriate with trust.evidence as {"assessment": {"EUAIA-15.1": {"answers": json.patch(_answers, case.change)}}}
		with trust.documents as _judged_documents

	_found(checks) == object.union(_good, case.want)
}

test_level_judged_without_the_document[note] if {
	some note, want in {
		"performance": {"accuracy", "consistent_over_lifecycle"},
		"robustness": {"robustness", "consistent_over_lifecycle"},
		"resilience": {"robustness"},
		"security": {"cybersecurity", "consistent_over_lifecycle"},
	}

	checks := art_15.level_judged_appropriate with trust.evidence as {"assessment": {"EUAIA-15.1": {"answers": _answers}}}
		with trust.documents as object.remove(_judged_documents, [note])

	_found(checks) == object.union(_good, {element: "unknown" | some element in want})
}

_judged_documents := {name: {"digest": concat(":", ["sha256", name])} |
	some name in ["performance", "robustness", "resilience", "security"]
}

_good := {"accuracy": "pass", "robustness": "pass", "cybersecurity": "pass", "consistent_over_lifecycle": "pass"}

_answers := {
	"accuracy": {"answer": "yes", "reason": "Fewer errors than officers made.", "cites": ["sha256:performance"]},
	"robustness": {"answer": "yes", "reason": "Broken entries are turned away.", "cites": ["sha256:robustness", "sha256:resilience"]},
	"cybersecurity": {"answer": "yes", "reason": "Signed models alone are loaded.", "cites": ["sha256:security"]},
	"consistent_over_lifecycle": {"answer": "yes", "reason": "Each week is compared with the tests.", "cites": ["sha256:performance", "sha256:robustness", "sha256:security"]},
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

# ---------------------------------------------------------------- 15(4)

test_resilient_to_errors[note] if {
	some note, case in {
		"each judged, on what was seen": {"change": [], "want": {}},
		"errors judged as not borne": {"change": [_set("/assessment/EUAIA-15.4.resilience/answers/errors/answer", "no")], "want": {"errors": "fail"}},
		"faults without a reason": {"change": [_gone("/assessment/EUAIA-15.4.resilience/answers/faults/reason")], "want": {"faults": "unknown"}},
		"inconsistencies not judged": {"change": [_gone("/assessment/EUAIA-15.4.resilience/answers/inconsistencies")], "want": {"inconsistencies": "unknown"}},
		"the system itself on older tests": {
			"change": [_set("/assessment/EUAIA-15.4.resilience/answers/within_the_system/cites", ["sha256:older", "sha256:resilience"])],
			"want": {"within_the_system": "unknown"},
		},
		"the environment on an older document": {
			"change": [_set("/assessment/EUAIA-15.4.resilience/answers/in_its_environment/cites", ["sha256:robustness", "sha256:older"])],
			"want": {"in_its_environment": "unknown"},
		},
		"people not judged": {
			"change": [_gone("/assessment/EUAIA-15.4.resilience/answers/interaction_with_natural_persons")],
			"want": {"interaction_with_natural_persons": "unknown"},
		},
		"other systems with true for yes": {
			"change": [_set("/assessment/EUAIA-15.4.resilience/answers/interaction_with_other_systems/answer", true)],
			"want": {"interaction_with_other_systems": "unknown"},
		},
		"redundancy alone": {"change": [_gone("/resilience/measures/technical")], "want": {}},
		"technical measures alone": {"change": [_gone("/resilience/redundancy")], "want": {}},
		"neither technical measures nor redundancy": {
			"change": [_set("/resilience/measures/technical", "TBD"), _gone("/resilience/redundancy")],
			"want": {"technical measures, or redundancy": "unknown"},
		},
		"no organisational measure": {
			"change": [_gone("/resilience/measures/organisational")],
			"want": {_organisational: "unknown"},
		},
		"another change than was measured": {
			"change": [_set("/resilience/disturbances/noise/seen", 0.01)],
			"want": {_organisational: "fail"},
		},
		"a disturbance that nobody reads": {
			"change": [_gone("/resilience/disturbances/noise")],
			"want": {_organisational: "unknown"},
		},
		"a disturbance that nobody tried": {
			"change": [_gone("/robustness/data_sets/testing/disturbances/noise")],
			"want": {_organisational: "unknown"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _each_of_resilience}},
	}

	checks := art_15.resilient_to_errors with trust.evidence as json.patch(_secured, case.change)
		with trust.documents as {"robustness": {"digest": "sha256:robustness"}, "resilience": {"digest": "sha256:resilience"}}

	_found(checks) == object.union(_each_of_resilience, case.want)
}

test_resilience_judged_without_documents if {
	checks := art_15.resilient_to_errors with trust.evidence as _secured
		with trust.documents as {}

	_found(checks) == object.union(
		_each_of_resilience,
		{element: "unknown" | some element in object.keys(_judged_resilient)},
	)
}

_organisational := "organisational measures, and what disturbances did"

_each_of_resilience := object.union(
	{element: "pass" | some element in object.keys(_judged_resilient)},
	{"technical measures, or redundancy": "pass", "organisational measures, and what disturbances did": "pass"},
)

_judged_resilient := {
	"errors": _judged,
	"faults": _judged,
	"inconsistencies": _judged,
	"within_the_system": _judged,
	"in_its_environment": _judged,
	"interaction_with_natural_persons": _judged,
	"interaction_with_other_systems": _judged,
}

_judged := {
	"answer": "yes",
	"reason": "As the disturbances show.",
	"cites": ["sha256:robustness", "sha256:resilience"],
}

test_feedback_loops_addressed[note] if {
	some note, case in {
		"for each input and each attribute": {"change": [], "want": {}},
		"an input that nobody speaks of": {"change": [_gone("/resilience/feedback_loops/inputs/decisions")], "want": {_elimination: "fail"}},
		"an attribute that nobody speaks of": {"change": [_gone("/resilience/feedback_loops/biases/sex")], "want": {_mitigation: "fail"}},
		"no way to reduce it": {"change": [_set("/resilience/feedback_loops/elimination_or_reduction", "TODO")], "want": {_elimination: "unknown"}},
		"no mitigation": {"change": [_gone("/resilience/feedback_loops/mitigation")], "want": {_mitigation: "unknown"}},
		"no lineage": {"change": [_gone("/lineage/data_sets")], "want": {_elimination: "unknown"}},
		"a lineage that read nothing": {"change": [_set("/lineage/data_sets/0/direction", "output"), _set("/lineage/data_sets/1/direction", "output")], "want": {_elimination: "unknown"}},
		"nothing examined": {"change": [_gone("/fairness/examined")], "want": {_mitigation: "unknown"}},
		"an output that nobody speaks of": {"change": [_set("/lineage/data_sets/2/name", "other scores")], "want": {}},
		"nothing there": {"change": [_set("", {})], "want": {_elimination: "unknown", _mitigation: "unknown"}},
	}

	checks := art_15.feedback_loops_addressed with trust.evidence as json.patch(_secured, case.change)

	_found(checks) == object.union({"elimination or reduction of biased outputs in later inputs": "pass", "mitigation of loops that remain": "pass"}, case.want)
}

_elimination := "elimination or reduction of biased outputs in later inputs"

_mitigation := "mitigation of loops that remain"

# ---------------------------------------------------------------- 15(5)

test_scanned_for_known_weaknesses[note] if {
	some note, case in {
		"the lock file of this version": {"change": [], "want": {}},
		"its bill of materials": {"change": [_set("/security_scan/packages/of/digests", [_digest("6")])], "want": {}},
		"its image": {"change": [_set("/security_scan/packages/of", {"digests": [_digest("1")], "told_by": "report"})], "want": {}},
		"its image by its manifest": {"change": [_set("/security_scan/packages/of", {"digests": [_digest("2")], "told_by": "report"})], "want": {}},
		"its image by a registry": {"change": [_set("/security_scan/packages/of", {"digests": [_digest("3")], "told_by": "report"})], "want": {}},
		"something else": {"change": [_set("/security_scan/packages/of/digests", [_digest("0")])], "want": {["packages", "scan of this version"]: "fail"}},
		"two weeks ago": {"change": [_set("/security_scan/packages/scanned_at", "2026-11-08T10:00:00Z")], "want": {}},
		"a second more": {"change": [_set("/security_scan/packages/scanned_at", "2026-11-08T09:59:59Z")], "want": {["packages", "scan of this version"]: "fail"}},
		"a critical weakness": {"change": [_set("/security_scan/packages/counts/critical", 1)], "want": {["packages", "critical"]: "fail"}},
		"a high weakness": {"change": [_set("/security_scan/packages/counts/high", 1)], "want": {["packages", "high"]: "fail"}},
		"medium ones, which the house bears": {"change": [_set("/security_scan/packages/counts/medium", 7)], "want": {}},
		"one without a severity": {
			"change": [_set("/security_scan/packages/counts/unknown", 1)],
			"want": {["packages", "critical"]: "unknown", ["packages", "high"]: "unknown"},
		},
		"under another name": {
			"change": [],
			"settings": {"security": {"scans": ["image"], "severities_refused": ["high"]}, "freshness": {"security_scan": 14}},
			"whole": {["image", "scan of this version"]: "unknown", ["image", "high"]: "unknown", "scans apart": "unknown"},
		},
		"one scan under two names": {
			"change": [{"op": "copy", "from": "/security_scan/packages", "path": "/security_scan/image"}],
			"settings": {"security": {"scans": ["packages", "image"], "severities_refused": ["high"]}, "freshness": {"security_scan": 14}},
			"whole": {
				["packages", "scan of this version"]: "pass",
				["packages", "high"]: "pass",
				["image", "scan of this version"]: "pass",
				["image", "high"]: "pass",
				"scans apart": "fail",
			},
		},
		"one scan under a second name that nobody asks for": {
			"change": [{"op": "copy", "from": "/security_scan/packages", "path": "/security_scan/image"}],
			"want": {},
		},
		"no limit of age": {
			"change": [],
			"settings": {"security": {"scans": ["packages"], "severities_refused": ["high"]}},
			"whole": {["packages", "scan of this version"]: "unknown", ["packages", "high"]: "pass", "scans apart": "pass"},
		},
		"no scans set": {
			"change": [],
			"settings": {"security": {"severities_refused": ["high"]}, "freshness": {"security_scan": 14}},
			"whole": {[{"unusable_setting": ["security", "scans"]}, "scan of this version"]: "unknown", [{"unusable_setting": ["security", "scans"]}, "high"]: "unknown", "scans apart": "unknown"},
		},
		"no severities set": {
			"change": [],
			"settings": {"security": {"scans": ["packages"], "severities_refused": []}, "freshness": {"security_scan": 14}},
			"whole": {["packages", "scan of this version"]: "pass", ["packages", {"unusable_setting": ["security", "severities_refused"]}]: "unknown", "scans apart": "pass"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _each_scan}},
	}

	settings := object.get(case, "settings", {"security": {"scans": ["packages"], "severities_refused": ["critical", "high"]}, "freshness": {"security_scan": 14}})
	checks := art_15.scanned_for_known_weaknesses with trust.evidence as json.patch(_secured, case.change)
		with data.org.settings as {"systems": {}, "defaults": settings}
		with input as {"as_of": "2026-11-22T10:00:00Z", "subject": {"system": "credit-scoring"}}

	_found(checks) == _wanted_of(case, _each_scan)
}

test_only_the_limit_of_severity_is_the_house_s if {
	checks := art_15.scanned_for_known_weaknesses with trust.evidence as _secured
		with data.org.settings as {"systems": {}, "defaults": {"security": {"scans": ["packages"], "severities_refused": ["high"]}, "freshness": {"security_scan": 14}}}
		with input as {"as_of": "2026-11-22T10:00:00Z", "subject": {"system": "credit-scoring"}}

	{[check.term, check.half] | some check in checks} == {
		[["packages", "scan of this version"], "act"],
		[["packages", "high"], "house"],
		["scans apart", "act"],
	}
}

_each_scan := {
	["packages", "scan of this version"]: "pass",
	["packages", "critical"]: "pass",
	["packages", "high"]: "pass",
	"scans apart": "pass",
}

test_training_data_guarded[note] if {
	some note, case in {
		"each of the five, for the very data": {"change": [], "want": {}},
		"no way to prevent it": {"change": [_gone("/security/measures/data_poisoning/prevent")], "want": {[role, "prevent"]: "unknown" | some role in _sets}},
		"a placeholder for noticing it": {"change": [_set("/security/measures/data_poisoning/detect", "to be decided")], "want": {[role, "detect"]: "unknown" | some role in _sets}},
		"no answer": {"change": [_gone("/security/measures/data_poisoning/respond")], "want": {[role, "respond"]: "unknown" | some role in _sets}},
		"a number for a resolution": {"change": [_set("/security/measures/data_poisoning/resolve", 1)], "want": {[role, "resolve"]: "unknown" | some role in _sets}},
		"no control": {"change": [_gone("/security/measures/data_poisoning/control")], "want": {[role, "control"]: "unknown" | some role in _sets}},
		"other training data": {
			"change": [_set("/security/measures/data_poisoning/data_sets/training/digest", _digest("0"))],
			"want": {["training", verb]: "fail" | some verb in _five},
		},
		"data that the model does not name": {"change": [_gone("/model/data_sets/testing")], "want": {["testing", verb]: "unknown" | some verb in _five}},
		"nothing there": {"change": [_set("", {})], "want": {[role, verb]: "unknown" | some role in _sets; some verb in _five}},
	}

	checks := art_15.training_data_guarded with trust.evidence as json.patch(_secured, case.change)
		with data.org.settings as {"systems": {}, "defaults": {"data_sets": {"roles": ["training", "testing"]}}}

	_found(checks) == object.union({[role, verb]: "pass" | some role in _sets; some verb in _five}, case.want)
}

test_components_guarded[note] if {
	some note, case in {
		"each of the five, with each origin": {"change": [], "want": {}},
		"no way to prevent it": {"change": [_gone("/security/measures/model_poisoning/prevent")], "want": {"prevent": "unknown"}},
		"another digest": {"change": [_set("/bom/models/0/sha256", _digest("0"))], "want": {verb: "fail" | some verb in _five}},
		"a model more": {"change": [_set("/bom/models", [{"name": "a"}])], "want": {verb: "unknown" | some verb in _five}},
		"nothing there": {"change": [_set("", {})], "want": {verb: "unknown" | some verb in _five}},
	}

	checks := art_15.components_guarded with trust.evidence as json.patch(_secured, case.change)

	_found(checks) == object.union({verb: "pass" | some verb in _five}, case.want)
}

test_attacks_and_flaws_answered[note] if {
	some note, case in {
		"evasion": {"kind": "evasion", "field": "tried", "name": "noise", "seen": "/robustness/data_sets/testing/disturbances/noise"},
		"confidentiality": {"kind": "confidentiality", "field": "tried", "name": "membership_by_gap", "seen": "/attack_test/attacks/confidentiality/membership_by_gap"},
		"model flaws": {"kind": "model_flaws", "field": "seen", "name": "accuracy", "seen": "/robustness/data_sets/testing/undisturbed/accuracy"},
	}

	place := concat("/", ["", "security", "measures", case.kind])
	reading := concat("/", [place, case.field, case.name])
	all_pass := {verb: "pass" | some verb in _five}

	_found(_answers_of(case.kind, _secured)) == all_pass
	every part in {
		"no way to detect it": {"patch": _gone(concat("/", [place, "detect"])), "want": {"detect": "unknown"}},
		"a placeholder": {"patch": _set(concat("/", [place, "control"]), "xxx"), "want": {"control": "unknown"}},
		"another number": {"patch": _set(concat("/", [reading, "seen"]), 0.99), "want": {verb: "fail" | some verb in _five}},
		"a number without a reading": {"patch": _gone(concat("/", [reading, "reading"])), "want": {verb: "unknown" | some verb in _five}},
		"a number that nobody reads": {"patch": _gone(reading), "want": {verb: "unknown" | some verb in _five}},
		"not measured": {"patch": _set(case.seen, {"value": null, "reason": "no rows"}), "want": {verb: "fail" | some verb in _five}},
		"nothing there": {"patch": _set("", {}), "want": {verb: "unknown" | some verb in _five}},
	} {
		_found(_answers_of(case.kind, json.patch(_secured, [part.patch]))) == object.union(all_pass, part.want)
	}
}

_answers_of("evasion", said) := checks if {
	checks := art_15.evasion_answered with trust.evidence as said
}

_answers_of("confidentiality", said) := checks if {
	checks := art_15.confidentiality_answered with trust.evidence as said
}

_answers_of("model_flaws", said) := checks if {
	checks := art_15.flaws_answered with trust.evidence as said
}

# Robustness is 15(4), cybersecurity 15(5): a disturbed model says nothing of known weaknesses.
test_pitfall_21_robustness_is_no_cybersecurity if {
	checks := art_15.scanned_for_known_weaknesses with trust.evidence as object.filter(_secured, {"robustness", "resilience", "security"})
		with data.org.settings as {"systems": {}, "defaults": {"security": {"scans": ["packages"], "severities_refused": ["high"]}, "freshness": {"security_scan": 14}}}
		with input as {"as_of": "2026-11-22T10:00:00Z", "subject": {"system": "credit-scoring"}}

	{check.status | some check in checks} == {"unknown"}
}

# Nothing gives a presumption by a claim alone: neither Article 42(2) nor 42(3).
test_pitfall_13_a_claimed_certificate_answers_nothing if {
	claimed := {
		"cybersecurity_certificate_42_2": {"answer": "yes", "reason": "A certificate covers the system."},
		"cra_conformity_42_3": {"answer": "yes", "reason": "Declared under the Cyber Resilience Act."},
	}
	checks := art_15.scanned_for_known_weaknesses with trust.evidence as {"system": {"facts": claimed}}
		with data.org.settings as {"systems": {}, "defaults": {"security": {"scans": ["packages"], "severities_refused": ["high"]}, "freshness": {"security_scan": 14}}}
		with input as {"as_of": "2026-11-22T10:00:00Z", "subject": {"system": "credit-scoring"}}

	{check.status | some check in checks} == {"unknown"}
}

_five := {"prevent", "detect", "respond", "resolve", "control"}

_sets := {"training", "testing"}

_wanted_of(case, _) := case.whole

_wanted_of(case, good) := object.union(good, case.want)

_digest(digit) := concat("", ["sha256:", concat("", [digit | some _ in numbers.range(1, 64)])])

_measures := {
	"prevent": "Files come over a signed export alone.",
	"detect": "Each export is compared with the one before.",
	"respond": "Training stops and an officer is called.",
	"resolve": "The export is made again from the books.",
	"control": "The last good one can be put back.",
}

_secured := {
	"model": {"data_sets": {"training": {"digest": _digest("b")}, "testing": {"digest": _digest("c")}}},
	"source": {"lock_files": [{"name": "requirements.txt", "digest": _digest("8")}]},
	"bom": {"source": {"files": [{"name": "bom.json", "digest": _digest("6")}]}, "models": [{"name": "embedding", "sha256": _digest("9")}]},
	"image": {"image_id": {"digest": _digest("1")}, "manifest_digest": _digest("2"), "repo_digests": [_digest("3")]},
	"security_scan": {"packages": {
		"source": {"tool": "trivy", "files": [{"name": "trivy.json", "digest": _digest("5")}]},
		"scanned_at": "2026-11-20T10:00:00Z",
		"of": {"kind": "file", "digests": [_digest("8")], "told_by": "configuration"},
		"packages": {"scanned": 42, "skipped": 0, "in_the_file": 42, "not_in_the_report": 0},
		"counts": {"critical": 0, "high": 0, "medium": 1, "unknown": 0, "suppressed": 0},
	}},
	"robustness": {"data_sets": {"testing": {
		"undisturbed": {"accuracy": {"value": 0.8}, "changed_when_asked_again": {"value": 0}},
		"disturbances": {"noise": {"accuracy_change": {"value": -0.01}, "to_favourable": {"value": 0.02}}},
	}}},
	"attack_test": {"attacks": {"confidentiality": {"membership_by_gap": {"advantage": {"value": 0.03}}}}},
	"lineage": {"data_sets": [
		{"name": "applications", "direction": "input"},
		{"name": "decisions", "direction": "input"},
		{"name": "scores", "direction": "output"},
	]},
	"fairness": {"examined": {"age_group": {"way": "measured"}, "sex": {"way": "not_processed"}}},
	"assessment": {"EUAIA-15.4.resilience": {"answers": _judged_resilient}},
	"resilience": {
		"measures": {"technical": "Entries are checked by type and range.", "organisational": "Officers decide while the service is away."},
		"redundancy": "A second instance takes over.",
		"disturbances": {"noise": {"seen": -0.01, "reading": "Typing errors cost one decision in a hundred."}},
		"feedback_loops": {
			"elimination_or_reduction": "Outcomes of loans are learnt from.",
			"mitigation": "A random tenth is decided without the score.",
			"inputs": {"applications": "Entered by applicants themselves.", "decisions": "Left out of training."},
			"biases": {"age_group": "Rates are compared after each training.", "sex": "Would show in refusals by title."},
		},
	},
	"security": {"measures": {
		"data_poisoning": object.union(_measures, {"data_sets": {"training": {"digest": _digest("b")}, "testing": {"digest": _digest("c")}}}),
		"model_poisoning": object.union(_measures, {"components": [{"name": "embedding", "sha256": _digest("9"), "origin": "Fetched with its maker's signature."}]}),
		"evasion": object.union(_measures, {"tried": {"noise": {"seen": 0.02, "reading": "Seldom turns a decision favourable."}}}),
		"confidentiality": object.union(_measures, {"tried": {"membership_by_gap": {"seen": 0.03, "reading": "Hardly better than a guess."}}}),
		"model_flaws": object.union(_measures, {"seen": {
			"accuracy": {"seen": 0.8, "reading": "One decision in five is wrong."},
			"changed_when_asked_again": {"seen": 0, "reading": "The same entry gets the same answer."},
		}}),
	}},
}
