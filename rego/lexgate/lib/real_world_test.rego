package lexgate.lib.real_world_test

import data.lexgate.lib.real_world

_asked := {"stage": "post_deploy", "as_of": "2026-11-22T10:00:00Z"}

_found(value) := {"value": value, "source": ["real_world_testing"]}

_set(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_digest := "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

_test := {
	"reference": "rwt-1",
	"plan": {"digest": _digest, "submitted_at": "2026-02-02T09:00:00Z", "authority": "An imaginary authority"},
	"approval": {"kind": "granted", "at": "2026-03-02T09:00:00Z"},
	"registration": {"number": "EU-RWT-1", "registered_at": "2026-03-09T09:00:00Z"},
	"started_at": "2026-04-01T08:00:00Z",
	"ended_at": "2026-10-01T08:00:00Z",
	"extension": null,
	"consent": {"obtained": "yes", "description": "Asked in writing."},
	"oversight": "Two senior officers.",
}

_register := {
	"stated_at": "2026-11-20T09:00:00Z",
	"period": {"from": "2026-01-01T00:00:00Z", "to": "2026-11-19T00:00:00Z"},
	"count": 1,
	"tests": [_test],
}

test_kept[note] if {
	some note, case in {
		"whole": {"change": [], "want": "pass"},
		"a test that has not begun": {"change": [_set("/tests/0/started_at", null)], "want": "pass"},
		"fewer than it counts": {"change": [_set("/count", 2)], "want": "fail"},
		"begun before its period": {"change": [_set("/tests/0/started_at", "2025-12-31T23:59:59Z")], "want": "fail"},
		"empty": {"change": [_set("/count", 0), _set("/tests", [])], "want": "unknown"},
		"two of one reference": {"change": [_set("/count", 2), _set("/tests/1", _test)], "want": "unknown"},
		"without a reference": {"change": [_gone("/tests/0/reference")], "want": "unknown"},
		"signed before its end": {"change": [_set("/stated_at", "2026-11-18T00:00:00Z")], "want": "unknown"},
		"the last day that counts": {"change": [_set("/period/to", "2026-10-22T10:00:00Z")], "want": "pass"},
		"a second older": {"change": [_set("/period/to", "2026-10-22T09:59:59Z")], "want": "unknown"},
		"no list": {"change": [_set("/tests", {})], "want": "unknown"},
		"nothing": {"change": [_set("", {})], "want": "unknown"},
	}

	found := real_world.kept("register", _found(json.patch(_register, case.change)), 31) with input as _asked
	found.status == case.want
}

test_a_number_of_days_that_is_none[note] if {
	some note, days in {"text": "31", "null": null, "of many digits": 99999999}

	found := real_world.kept("register", _found(_register), days) with input as _asked
	found.status == "unknown"
}

test_approved[note] if {
	some note, case in {
		"granted before": {"change": [], "want": "pass"},
		"granted in the second it began": {"change": [_set("/approval/at", "2026-04-01T08:00:00Z")], "want": "pass"},
		"granted a second later": {"change": [_set("/approval/at", "2026-04-01T08:00:01Z")], "want": "fail"},
		"granted before it was asked for": {"change": [_set("/approval/at", "2026-02-01T09:00:00Z")], "want": "unknown"},
		"begun before the plan was submitted": {"change": [_set("/plan/submitted_at", "2026-04-02T09:00:00Z")], "want": "fail"},
		"refused": {"change": [_set("/approval/kind", "refused")], "want": "fail"},
		"pending": {"change": [_set("/approval/kind", "pending")], "want": "fail"},
		"pending and not begun": {"change": [_set("/approval/kind", "pending"), _set("/started_at", null)], "want": "pass"},
		"tacit, after 30 days": {
			"change": [_set("/approval", {"kind": "tacit", "at": null, "national_law": "An imaginary Act, section 3"}), _set("/plan/submitted_at", "2026-03-02T08:00:00Z")],
			"want": "pass",
		},
		"tacit, a second before": {
			"change": [_set("/approval", {"kind": "tacit", "at": null, "national_law": "An imaginary Act, section 3"}), _set("/plan/submitted_at", "2026-03-02T08:00:01Z")],
			"want": "fail",
		},
		"tacit, where no law provides for it": {
			"change": [_set("/approval", {"kind": "tacit", "at": null})],
			"want": "unknown",
		},
		"a plan that is to be submitted": {
			"change": [
				_set("/plan/submitted_at", "2026-11-22T10:00:01Z"),
				_set("/approval/at", "2026-11-22T10:00:01Z"),
				_set("/started_at", "2026-11-23T10:00:00Z"),
			],
			"want": "unknown",
		},
		"no plan": {"change": [_gone("/plan/digest")], "want": "unknown"},
		"no authority": {"change": [_set("/plan/authority", "todo")], "want": "unknown"},
		"nothing": {"change": [_set("", {})], "want": "unknown"},
	}

	found := real_world.approved("t", _found(json.patch(_test, case.change))) with input as _asked
	found.status == case.want
}

test_registered[note] if {
	some note, case in {
		"before": {"change": [], "want": "pass"},
		"in the second it began": {"change": [_set("/registration/registered_at", "2026-04-01T08:00:00Z")], "want": "pass"},
		"a second later": {"change": [_set("/registration/registered_at", "2026-04-01T08:00:01Z")], "want": "fail"},
		"not": {"change": [_set("/registration", null)], "want": "fail"},
		"not yet, and not begun": {"change": [_set("/registration", null), _set("/started_at", null)], "want": "pass"},
		"without a number": {"change": [_gone("/registration/number")], "want": "unknown"},
		"left out": {"change": [_gone("/registration")], "want": "unknown"},
		"nothing": {"change": [_set("", {})], "want": "unknown"},
	}

	found := real_world.registered("t", _found(json.patch(_test, case.change))) with input as _asked
	found.status == case.want
}

test_in_time[note] if {
	some note, case in {
		"six months to the second": {"change": [], "want": "pass"},
		"a second longer": {"change": [_set("/ended_at", "2026-10-01T08:00:01Z")], "want": "fail"},
		"longer, with an extension": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _set("/extension", _extension)],
			"want": "pass",
		},
		"longer, with an extension that was notified late": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _set("/extension", object.union(_extension, {"notified_at": "2026-10-01T08:00:01Z"}))],
			"want": "fail",
		},
		"longer, with an extension that nobody explained": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _set("/extension", object.union(_extension, {"explanation": "tbd"}))],
			"want": "unknown",
		},
		"longer than twelve months": {
			"change": [_set("/started_at", "2025-10-01T08:00:00Z"), _set("/ended_at", "2026-10-01T08:00:01Z"), _set("/extension", object.union(_extension, {"notified_at": "2026-03-01T08:00:00Z"}))],
			"want": "fail",
		},
		"going on for less": {"change": [_set("/started_at", "2026-06-01T08:00:00Z"), _set("/ended_at", null)], "want": "pass"},
		"going on for more": {"change": [_set("/ended_at", null)], "want": "fail"},
		"not begun": {"change": [_set("/started_at", null), _set("/ended_at", null)], "want": "pass"},
		"ended and not begun": {"change": [_set("/started_at", null)], "want": "unknown"},
		"ended before it began": {"change": [_set("/ended_at", "2026-03-31T08:00:00Z")], "want": "unknown"},
		"ends in the future": {"change": [_set("/ended_at", "2026-11-23T08:00:00Z")], "want": "unknown"},
		"no end on record": {"change": [_gone("/ended_at")], "want": "unknown"},
		"nothing": {"change": [_set("", {})], "want": "unknown"},
	}

	found := real_world.in_time("t", _found(json.patch(_test, case.change))) with input as _asked
	found.status == case.want
}

_extension := {"notified_at": "2026-09-15T08:00:00Z", "explanation": "Too few applicants came in summer."}

test_before_market[note] if {
	some note, case in {
		"before": {"started_at": "2026-04-01T08:00:00Z", "placed": _placed("2026-11-10T00:00:00Z"), "want": "pass"},
		"after": {"started_at": "2026-11-11T08:00:00Z", "placed": _placed("2026-11-10T00:00:00Z"), "want": "fail"},
		"not begun": {"started_at": null, "placed": _placed("2026-11-10T00:00:00Z"), "want": "pass"},
		"the date of placing left out": {
			"started_at": "2026-04-01T08:00:00Z",
			"placed": {"value": null, "source": ["system"], "stated": false},
			"want": "unknown",
		},
	}

	found := real_world.before_market("t", _found({"started_at": case.started_at}), case.placed) with input as _asked
	found.status == case.want
}

_placed(at) := {"value": at, "source": ["system"], "stated": true}

test_no_test_at_all_has_not_begun if {
	found := real_world.before_market("t", _found({}), _placed("2026-11-10T00:00:00Z")) with input as _asked
	found.status == "unknown"
}

test_consented[note] if {
	some note, case in {
		"asked": {"change": [], "want": "pass"},
		"of law enforcement": {"change": [_set("/consent/obtained", "law_enforcement")], "want": "pass"},
		"not asked": {"change": [_set("/consent/obtained", "no")], "want": "fail"},
		"not asked, and not begun": {"change": [_set("/consent/obtained", "no"), _set("/started_at", null)], "want": "pass"},
		"how is not said": {"change": [_set("/consent/description", "tbd")], "want": "unknown"},
		"true for yes": {"change": [_set("/consent/obtained", true)], "want": "unknown"},
		"nothing": {"change": [_set("", {})], "want": "unknown"},
	}

	found := real_world.consented("t", _found(json.patch(_test, case.change))) with input as _asked
	found.status == case.want
}

test_conditioned[note] if {
	some note, case in {
		"described": {"value": _test, "want": "pass"},
		"a placeholder": {"value": {"oversight": "to be decided"}, "want": "unknown"},
		"nothing": {"value": null, "want": "unknown"},
	}

	found := real_world.conditioned("t", _found(case.value), "oversight") with input as _asked
	found.status == case.want
}
