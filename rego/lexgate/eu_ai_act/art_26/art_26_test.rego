package lexgate.eu_ai_act.art_26_test

import data.lexgate.eu_ai_act.art_26
import data.lexgate.lib.trust

test_operation_monitored[note] if {
	some note, case in {
		"as planned, by the present instructions": {"change": [], "want": {}},
		"the record ends as long ago as it may": {"change": [_set("/period/to", "2026-11-15T10:00:00Z")], "want": {}},
		"the record ends a second earlier": {
			"change": [_set("/period/to", "2026-11-15T09:59:59Z")],
			"want": {"record of runs": "unknown"},
		},
		"the record ends at the question": {"change": [_set("/period/to", "2026-11-22T10:00:00Z")], "want": {}},
		"the record ends tomorrow": {
			"change": [_set("/period/to", "2026-11-23T10:00:00Z")],
			"want": {"record of runs": "unknown"},
		},
		"a run did not take place": {"change": [_set("/runs_completed", 3)], "want": {"record of runs": "fail"}},
		"nothing was planned": {
			"change": [_set("/runs_expected", 0), _set("/runs_completed", 0)],
			"want": {"record of runs": "unknown"},
		},
		"runs as text": {"change": [_set("/runs_completed", "4")], "want": {"record of runs": "unknown"}},
		"by other instructions": {
			"change": [_set("/instructions_digest", "sha256:older")],
			"want": {"instructions for use": "fail"},
		},
		"by instructions that are not named": {
			"change": [{"op": "remove", "path": "/instructions_digest"}],
			"want": {"instructions for use": "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {"record of runs": "unknown", "instructions for use": "unknown"},
		},
		"days not set": {"change": [], "days": null, "want": {"record of runs": "unknown"}},
		"days as text": {"change": [], "days": "7", "want": {"record of runs": "unknown"}},
		"days without end": {"change": [], "days": 999999999, "want": {"record of runs": "unknown"}},
	}

	checks := art_26.operation_monitored with trust.evidence as {"monitoring": json.patch(_said, case.change)}
		with trust.documents as {"instructions_for_use": {"digest": "sha256:instructions"}}
		with data.org.settings as {"systems": {}, "defaults": {"monitoring": {"days_without_record": object.get(case, "days", 7)}}}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == object.union({"record of runs": "pass", "instructions for use": "pass"}, case.want)
}

test_monitored_without_instructions if {
	checks := art_26.operation_monitored with trust.evidence as {"monitoring": _said}
		with trust.documents as {}
		with data.org.settings as {"systems": {}, "defaults": {"monitoring": {"days_without_record": 7}}}
		with input.subject.system as "credit-scoring"
		with input.as_of as "2026-11-22T10:00:00Z"

	_found(checks) == {"record of runs": "pass", "instructions for use": "unknown"}
}

_found(checks) := {check.term: check.status | some check in checks}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_said := {
	"period": {"from": "2026-10-23T00:00:00Z", "to": "2026-11-20T00:00:00Z"},
	"runs_expected": 4,
	"runs_completed": 4,
	"instructions_digest": "sha256:instructions",
}
