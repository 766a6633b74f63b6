package lexgate.eu_ai_act.art_06_test

import data.lexgate.eu_ai_act.art_06
import data.lexgate.lib.trust

test_not_high_risk_documented[note] if {
	some note, case in {
		"documented in time": {"change": [], "want": {}},
		"committed in the second of placing": {
			"change": [_set("/file_history/documents/derogation_assessment/versions/0/committed_at", "2026-11-10T00:00:00Z")],
			"want": {},
		},
		"committed a second later": {
			"change": [_set("/file_history/documents/derogation_assessment/versions/0/committed_at", "2026-11-10T00:00:01Z")],
			"want": {"document": "fail"},
		},
		"another text than the commits hold": {
			"change": [_set("/derogation_assessment/document", _digest("b"))],
			"want": {"document": "fail"},
		},
		"older commits are left out": {
			"change": [
				_set("/derogation_assessment/document", _digest("b")),
				_set("/file_history/documents/derogation_assessment/versions_left_out", 3),
			],
			"want": {"document": "unknown"},
		},
		"no history of the file": {"change": [_gone("/file_history")], "want": {"document": "unknown"}},
		"complete after placing": {
			"change": [_set("/derogation_assessment/assessed_at", "2026-11-11T00:00:00Z")],
			"want": {"complete": "fail"},
		},
		"the date of placing left out": {
			"change": [_gone("/system/placed_on_market_at")],
			"want": {"document": "unknown", "complete": "unknown"},
		},
		"another purpose than the facts have": {
			"change": [_set("/system/intended_purpose", "Decide on applications for credit.")],
			"want": {"intended purpose": "fail"},
		},
		"the point of Annex III is a placeholder": {
			"change": [_set("/derogation_assessment/annex_iii", "TBD")],
			"want": {"intended purpose": "unknown"},
		},
		"the purpose is a placeholder in both": {
			"change": [_set("/derogation_assessment/intended_purpose", "todo"), _set("/system/intended_purpose", "todo")],
			"want": {"intended purpose": "unknown"},
		},
		"a significant risk": {
			"change": [_set("/derogation_assessment/significant_risk/answer", "yes")],
			"want": {"significant risk": "fail"},
		},
		"no significant risk, and no reason": {
			"change": [_gone("/derogation_assessment/significant_risk/reason")],
			"want": {"significant risk": "unknown"},
		},
		"it influences the outcome, by the facts": {
			"change": [_set("/system/facts/materially_influences_the_outcome/answer", "yes")],
			"want": {"material influence": "fail"},
		},
		"a condition that the facts contradict": {
			"change": [_set("/system/facts/narrow_procedural_task/answer", "no")],
			"want": {["condition", "a"]: "fail"},
		},
		"a condition that is not answered": {
			"change": [_gone("/derogation_assessment/conditions/d")],
			"want": {["condition", "d"]: "unknown"},
		},
		"false for no": {
			"change": [_set("/derogation_assessment/conditions/d/answer", false)],
			"want": {["condition", "d"]: "unknown"},
		},
		"none of the conditions": {
			"change": [_set("/derogation_assessment/conditions/a/answer", "no")],
			"want": {["condition", "a"]: "fail", "one of the conditions": "fail"},
		},
		"nothing there": {"change": [_set("", {})], "want": {term: "unknown" | some term, _ in _good}},
	}

	_found(case.change) == object.union(_good, case.want)
}

# Article 6(3), third subparagraph: whatever else is answered.
test_pitfall_10_never_with_profiling[note] if {
	some note, case in {
		"by the assessment": {
			"change": [_set("/derogation_assessment/profiling/answer", "yes")],
			"want": {"profiling": "fail"},
		},
		"by the facts": {
			"change": [_set("/system/facts/performs_profiling/answer", "yes")],
			"want": {"profiling": "fail"},
		},
		"by both": {
			"change": [
				_set("/derogation_assessment/profiling/answer", "yes"),
				_set("/system/facts/performs_profiling/answer", "yes"),
			],
			"want": {"profiling": "fail"},
		},
		"nobody knows": {
			"change": [_set("/system/facts/performs_profiling/answer", "unknown")],
			"want": {"profiling": "unknown"},
		},
		"nobody said": {
			"change": [_gone("/system/facts/performs_profiling")],
			"want": {"profiling": "unknown"},
		},
	}

	_found(case.change) == object.union(_good, case.want)
}

test_only_the_document_is_linked if {
	checks := art_06.not_high_risk_documented with trust.evidence as _said with input as _asked

	{check.term | some check in checks; check.linked} == {"document"}
}

_found(change) := {check.term: check.status | some check in checks} if {
	checks := art_06.not_high_risk_documented with trust.evidence as json.patch(_said, change) with input as _asked
}

_asked := {"stage": "post_deploy", "as_of": "2026-11-22T10:00:00Z"}

_good := {
	"document": "pass",
	"complete": "pass",
	"intended purpose": "pass",
	"significant risk": "pass",
	"material influence": "pass",
	"profiling": "pass",
	["condition", "a"]: "pass",
	["condition", "b"]: "pass",
	["condition", "c"]: "pass",
	["condition", "d"]: "pass",
	"one of the conditions": "pass",
}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_digest(text) := concat("", ["sha256:", crypto.sha256(text)])

_yes := {"answer": "yes", "reason": "It sorts files by their date."}

_no := {"answer": "no", "reason": "Nothing of this sort is done."}

_said := {
	"derogation_assessment": {
		"document": _digest("a"),
		"assessed_at": "2026-10-12T11:00:00Z",
		"annex_iii": "5(b)",
		"intended_purpose": "Sort applications for credit by date.",
		"significant_risk": _no,
		"material_influence": _no,
		"profiling": _no,
		"conditions": {"a": _yes, "b": _no, "c": _no, "d": _no},
	},
	"file_history": {"documents": {"derogation_assessment": {
		"versions": [{"committed_at": "2026-10-12T12:00:00Z", "digest": _digest("a")}],
		"versions_left_out": 0,
	}}},
	"system": {
		"placed_on_market_at": "2026-11-10T00:00:00Z",
		"intended_purpose": "Sort applications for credit by date.",
		"facts": {
			"performs_profiling": _no,
			"materially_influences_the_outcome": _no,
			"narrow_procedural_task": _yes,
			"improves_completed_human_activity": _no,
			"detects_deviations_without_replacing_assessment": _no,
			"preparatory_task": _no,
		},
	},
}
