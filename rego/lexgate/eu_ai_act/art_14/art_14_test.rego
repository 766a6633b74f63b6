package lexgate.eu_ai_act.art_14_test

import data.lexgate.eu_ai_act.art_14
import data.lexgate.lib.trust

test_halts_in_a_safe_state[note] if {
	some note, case in {
		"halts": {"change": [], "want": "pass"},
		"halts at once": {"change": [_set("/halted_at", "2026-11-20T08:50:00Z")], "want": "pass"},
		"one answer after the stop": {"change": [_set("/answered_after_stop", 1)], "want": "fail"},
		"never halted": {"change": [_set("/answered_after_stop", 5), _set("/halted_at", null)], "want": "fail"},
		"halted before it was asked": {"change": [_set("/halted_at", "2026-11-20T08:49:59Z")], "want": "unknown"},
		"nobody asked on": {"change": [_set("/requests_after_stop", 0)], "want": "unknown"},
		"no safe state named": {"change": [{"op": "remove", "path": "/safe_state"}], "want": "unknown"},
		"false for none answered": {"change": [_set("/answered_after_stop", false)], "want": "unknown"},
		"nothing there": {"change": [_set("", null)], "want": "unknown"},
	}

	checks := art_14.halts_in_a_safe_state with trust.evidence as {"stop_test": json.patch(_test, case.change)}

	{[check.term, check.status] | some check in checks} == {["stop", case.want]}
}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_test := {
	"asked_at": "2026-11-20T08:50:00Z",
	"halted_at": "2026-11-20T08:50:01Z",
	"requests_after_stop": 5,
	"answered_after_stop": 0,
	"safe_state": "stopped: applications wait",
}
