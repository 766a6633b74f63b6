package lexgate.lib.real_world_test

import data.lexgate.lib.real_world

_asked := {"stage": "post_deploy", "as_of": "2026-11-22T10:00:00Z"}

_found(value) := {"value": value, "source": ["real_world_testing"]}

# What people signed is shown with its source, and is no more than documented.
_answer(observed, want) := {
	"term": "t",
	"half": "act",
	"status": want[0],
	"observed": observed,
	"source": ["real_world_testing"],
	"expected": null,
	"because": want[1],
	"basis": "documented",
	"linked": false,
}

_set(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_many(text, number) := concat("", [text | some _ in numbers.range(1, number)])

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

_no_register := ["unknown", "no register of tests with its period and number, up to now"]

_another_number := ["fail", "it holds another number of tests than it counts"]

_outside := ["fail", "a test began outside the period"]

test_kept[note] if {
	some note, case in {
		"whole": {"change": [], "want": ["pass", null]},
		"a test that has not begun": {"change": [_set("/tests/0/started_at", null)], "want": ["pass", null]},
		"fewer than it counts": {"change": [_set("/count", 2)], "want": _another_number},
		"more than it counts": {"change": [_set("/count", 0)], "want": _another_number},
		"its count is text": {"change": [_set("/count", "1")], "want": _no_register},
		"begun in its first second": {"change": [_set("/tests/0/started_at", "2026-01-01T00:00:00Z")], "want": ["pass", null]},
		"begun before its period": {"change": [_set("/tests/0/started_at", "2025-12-31T23:59:59Z")], "want": _outside},
		"begun in its last second": {"change": [_set("/tests/0/started_at", "2026-11-19T00:00:00Z")], "want": ["pass", null]},
		"begun after its period": {"change": [_set("/tests/0/started_at", "2026-11-19T00:00:01Z")], "want": _outside},
		"begun at no moment": {"change": [_set("/tests/0/started_at", "yesterday")], "want": _no_register},
		"begun or not is not said": {"change": [_gone("/tests/0/started_at")], "want": _no_register},
		"empty": {"change": [_set("/count", 0), _set("/tests", [])], "want": _no_register},
		"two of one reference": {"change": [_set("/count", 2), _set("/tests/1", _test)], "want": _no_register},
		"without a reference": {"change": [_gone("/tests/0/reference")], "want": _no_register},
		"a number for the reference": {"change": [_set("/tests/0/reference", 100)], "want": _no_register},
		"a placeholder for the reference": {"change": [_set("/tests/0/reference", "tbd")], "want": _no_register},
		"a period of one second": {
			"change": [_set("/period/from", "2026-11-19T00:00:00Z"), _set("/tests/0/started_at", null)],
			"want": ["pass", null],
		},
		"a period that ends before it begins": {
			"change": [_set("/period/from", "2026-11-19T00:00:01Z"), _set("/tests/0/started_at", null)],
			"want": _no_register,
		},
		"without a period a test is outside of none": {"change": [_gone("/period/to")], "want": _no_register},
		"signed in its last second": {"change": [_set("/stated_at", "2026-11-19T00:00:00Z")], "want": ["pass", null]},
		"signed before its end": {"change": [_set("/stated_at", "2026-11-18T00:00:00Z")], "want": _no_register},
		"the last day that counts": {"change": [_set("/period/to", "2026-10-22T10:00:00Z")], "want": ["pass", null]},
		"a second older": {"change": [_set("/period/to", "2026-10-22T09:59:59Z")], "want": _no_register},
		"no list": {"change": [_set("/tests", {})], "want": _no_register},
		"tests by name and in no list": {"change": [_set("/tests", {"rwt-1": _test})], "want": _no_register},
		"nothing": {"change": [_set("", {})], "want": _no_register},
	}

	register := json.patch(_register, case.change)
	found := real_world.kept("t", _found(register), 31) with input as _asked
	found == _answer(object.filter(register, ["period", "count"]), case.want)
}

test_how_long_a_register_counts[note] if {
	some note, case in {
		"a hundred years": {"days": 36500, "want": ["pass", null]},
		"a day more is no such number": {"days": 36501, "want": _no_register},
		"text": {"days": "31", "want": _no_register},
		"null": {"days": null, "want": _no_register},
		"of many digits": {"days": 99999999, "want": _no_register},
	}

	found := real_world.kept("t", _found(_register), case.days) with input as _asked
	found == _answer(object.filter(_register, ["period", "count"]), case.want)
}

_tacit := {"kind": "tacit", "at": null, "national_law": "An imaginary Act, section 3"}

_too_early := ["fail", "it began before the plan was submitted, or before it was approved"]

_unapproved := ["fail", "it began without an approval"]

_no_silence := ["fail", "it began before 30 days of silence had passed"]

_no_approval := ["unknown", "plan, authority or approval are not on record"]

test_approved[note] if {
	some note, case in {
		"granted before": {"change": [], "want": ["pass", null]},
		"granted in the second it began": {"change": [_set("/approval/at", "2026-04-01T08:00:00Z")], "want": ["pass", null]},
		"granted a second later": {"change": [_set("/approval/at", "2026-04-01T08:00:01Z")], "want": _too_early},
		"granted in the second it was asked for": {"change": [_set("/approval/at", "2026-02-02T09:00:00Z")], "want": ["pass", null]},
		"granted before it was asked for": {"change": [_set("/approval/at", "2026-02-01T09:00:00Z")], "want": _no_approval},
		"granted in time, for no plan": {
			"change": [_set("/approval/at", "2026-04-01T08:00:00Z"), _gone("/plan/digest")],
			"want": _no_approval,
		},
		"begun before the plan was submitted": {"change": [_set("/plan/submitted_at", "2026-04-02T09:00:00Z")], "want": _too_early},
		"refused": {"change": [_set("/approval/kind", "refused")], "want": _unapproved},
		"refused after it began": {
			"change": [_set("/approval", {"kind": "refused", "at": "2026-04-02T08:00:00Z"})],
			"want": _unapproved,
		},
		"refused, and begun at no moment": {
			"change": [_set("/approval/kind", "refused"), _set("/started_at", "yesterday")],
			"want": _no_approval,
		},
		"pending": {"change": [_set("/approval/kind", "pending")], "want": _unapproved},
		"silence is no approval while it is pending": {
			"change": [_set("/approval", object.union(_tacit, {"kind": "pending"}))],
			"want": _unapproved,
		},
		"pending and not begun": {
			"change": [_set("/approval/kind", "pending"), _set("/started_at", null)],
			"want": ["pass", "not begun"],
		},
		"not begun, and without a plan": {"change": [_gone("/plan"), _set("/started_at", null)], "want": _no_approval},
		"an approval of a kind that is none": {
			"change": [_set("/approval/kind", "expected"), _set("/approval/at", "2026-04-02T09:00:00Z")],
			"want": _no_approval,
		},
		"tacit, after 30 days": {
			"change": [_set("/approval", _tacit), _set("/plan/submitted_at", "2026-03-02T08:00:00Z")],
			"want": ["pass", "tacit approval"],
		},
		"tacit, a second before": {
			"change": [_set("/approval", _tacit), _set("/plan/submitted_at", "2026-03-02T08:00:01Z")],
			"want": _no_silence,
		},
		"tacit, on a plan that came after the begin": {
			"change": [_set("/approval", _tacit), _set("/plan/submitted_at", "2026-04-01T08:00:01Z")],
			"want": _too_early,
		},
		"tacit, after 30 days, where no law provides for it": {
			"change": [_set("/approval", {"kind": "tacit", "at": null}), _set("/plan/submitted_at", "2026-03-02T08:00:00Z")],
			"want": _no_approval,
		},
		"tacit, of no plan": {"change": [_set("/approval", _tacit), _gone("/plan/digest")], "want": _no_approval},
		"a plan that is to be submitted": {
			"change": [
				_set("/plan/submitted_at", "2026-11-22T10:00:01Z"),
				_set("/approval/at", "2026-11-22T10:00:01Z"),
				_set("/started_at", "2026-11-23T10:00:00Z"),
			],
			"want": _no_approval,
		},
		"a plan that is submitted this very second": {
			"change": [_set("/plan/submitted_at", "2026-11-22T10:00:00Z"), _set("/started_at", null)],
			"want": ["pass", "not begun"],
		},
		"no plan": {"change": [_gone("/plan/digest")], "want": _no_approval},
		"a plan of another digest than SHA-256": {"change": [_set("/plan/digest", "sha1:aaaa")], "want": _no_approval},
		"a number for the digest": {"change": [_set("/plan/digest", 7)], "want": _no_approval},
		"no authority": {"change": [_set("/plan/authority", "todo")], "want": _no_approval},
		"nothing": {"change": [_set("", {})], "want": _no_approval},
	}

	test := json.patch(_test, case.change)
	found := real_world.approved("t", _found(test)) with input as _asked
	found == _answer(test, case.want)
}

_no_registration := ["unknown", "no registration is on record"]

test_registered[note] if {
	some note, case in {
		"before": {"change": [], "want": ["pass", null]},
		"in the second it began": {"change": [_set("/registration/registered_at", "2026-04-01T08:00:00Z")], "want": ["pass", null]},
		"a second later": {
			"change": [_set("/registration/registered_at", "2026-04-01T08:00:01Z")],
			"want": ["fail", "it began before it was registered"],
		},
		"not": {"change": [_set("/registration", null)], "want": ["fail", "it began without being registered"]},
		"not, and begun at no moment": {
			"change": [_set("/registration", null), _set("/started_at", "yesterday")],
			"want": _no_registration,
		},
		"not yet, and not begun": {
			"change": [_set("/registration", null), _set("/started_at", null)],
			"want": ["pass", "not begun"],
		},
		"without a number": {"change": [_gone("/registration/number")], "want": _no_registration},
		"without a number, in the second it began": {
			"change": [_set("/registration", {"registered_at": "2026-04-01T08:00:00Z"})],
			"want": _no_registration,
		},
		"the shortest number": {"change": [_set("/registration/number", "R-1")], "want": ["pass", null]},
		"a number too short to be one": {"change": [_set("/registration/number", "R1")], "want": _no_registration},
		"a number made longer by spaces": {"change": [_set("/registration/number", " R1 ")], "want": _no_registration},
		"the longest number": {"change": [_set("/registration/number", _many("7", 200))], "want": ["pass", null]},
		"a text too long to be a number": {"change": [_set("/registration/number", _many("7", 201))], "want": _no_registration},
		"a list for the number": {"change": [_set("/registration/number", ["E", "U", "1"])], "want": _no_registration},
		"a placeholder for the number": {"change": [_set("/registration/number", "TBD")], "want": _no_registration},
		"dashes for the number": {"change": [_set("/registration/number", "---")], "want": _no_registration},
		"left out": {"change": [_gone("/registration")], "want": _no_registration},
		"nothing": {"change": [_set("", {})], "want": _no_registration},
	}

	test := json.patch(_test, case.change)
	found := real_world.registered("t", _found(test)) with input as _asked
	found == _answer(test, case.want)
}

_extension := {"notified_at": "2026-09-15T08:00:00Z", "explanation": "Too few applicants came in summer."}

_extended(change) := _set("/extension", object.union(_extension, change))

_by_extension := ["pass", "with an extension that was notified before"]

_over_six := ["fail", "it lasts longer than six months, and no extension was notified before"]

_over_twelve := ["fail", "it lasts longer than twelve months"]

_no_time := ["unknown", "begin, end or extension are not on record"]

test_in_time[note] if {
	some note, case in {
		"six months to the second": {"change": [], "want": ["pass", null]},
		"six months, and an extension that it did not need": {"change": [_extended({})], "want": ["pass", null]},
		"a second longer": {"change": [_set("/ended_at", "2026-10-01T08:00:01Z")], "want": _over_six},
		"ended in the second it began": {"change": [_set("/ended_at", "2026-04-01T08:00:00Z")], "want": ["pass", null]},
		"ended this very second": {
			"change": [_set("/started_at", "2026-06-01T08:00:00Z"), _set("/ended_at", "2026-11-22T10:00:00Z")],
			"want": ["pass", null],
		},
		"longer, with an extension": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _extended({})],
			"want": _by_extension,
		},
		"longer, with an extension that was notified on the last day": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _extended({"notified_at": "2026-10-01T08:00:00Z"})],
			"want": _by_extension,
		},
		"longer, with an extension that was notified late": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _extended({"notified_at": "2026-10-01T08:00:01Z"})],
			"want": _over_six,
		},
		"longer, with an extension that nobody explained": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _extended({"explanation": "tbd"})],
			"want": _no_time,
		},
		"longer, with an extension of the last day that nobody explained": {
			"change": [_set("/ended_at", "2026-11-01T08:00:00Z"), _extended({"notified_at": "2026-10-01T08:00:00Z", "explanation": "tbd"})],
			"want": _no_time,
		},
		"twelve months to the second, with an extension": {
			"change": [_set("/started_at", "2025-10-01T08:00:00Z"), _extended({"notified_at": "2026-03-01T08:00:00Z"})],
			"want": _by_extension,
		},
		"twelve months to the second, without one": {
			"change": [_set("/started_at", "2025-10-01T08:00:00Z")],
			"want": _over_six,
		},
		"longer than twelve months": {
			"change": [
				_set("/started_at", "2025-10-01T08:00:00Z"),
				_set("/ended_at", "2026-10-01T08:00:01Z"),
				_extended({"notified_at": "2026-03-01T08:00:00Z"}),
			],
			"want": _over_twelve,
		},
		"going on for less": {"change": [_set("/started_at", "2026-06-01T08:00:00Z"), _set("/ended_at", null)], "want": ["pass", null]},
		"going on for more": {"change": [_set("/ended_at", null)], "want": _over_six},
		"not begun": {"change": [_set("/started_at", null), _set("/ended_at", null)], "want": ["pass", "not begun"]},
		"ended and not begun": {"change": [_set("/started_at", null)], "want": _no_time},
		"ended before it began": {"change": [_set("/ended_at", "2026-03-31T08:00:00Z")], "want": _no_time},
		"ended before it began, with an extension": {
			"change": [_set("/ended_at", "2026-03-31T08:00:00Z"), _extended({})],
			"want": _no_time,
		},
		"ends in the future": {"change": [_set("/ended_at", "2026-11-23T08:00:00Z")], "want": _no_time},
		"no end on record": {"change": [_gone("/ended_at")], "want": _no_time},
		"nothing": {"change": [_set("", {})], "want": _no_time},
	}

	test := json.patch(_test, case.change)
	found := real_world.in_time("t", _found(test)) with input as _asked
	found == _answer(test, case.want)
}

_placed := {"value": "2026-11-10T00:00:00Z", "source": ["system"], "stated": true}

test_before_market[note] if {
	some note, case in {
		"before": {"test": {"started_at": "2026-04-01T08:00:00Z"}, "placed": _placed, "want": ["pass", null]},
		"after": {
			"test": {"started_at": "2026-11-11T08:00:00Z"},
			"placed": _placed,
			"want": ["fail", "it came after the system was placed on the market"],
		},
		"not begun": {"test": {"started_at": null}, "placed": _placed, "want": ["pass", "not begun"]},
		"the date of placing left out": {
			"test": {"started_at": "2026-04-01T08:00:00Z"},
			"placed": {"value": null, "source": ["system"], "stated": false},
			"want": ["unknown", "it is not known when this was done, or when the system was placed on the market"],
		},
		"no test at all has not begun": {
			"test": {},
			"placed": _placed,
			"want": ["unknown", "the begin of the test is not on record"],
		},
	}

	found := real_world.before_market("t", _found(case.test), case.placed) with input as _asked
	found == _answer(case.test, case.want)
}

_no_consent := ["unknown", "consent is not on record"]

test_consented[note] if {
	some note, case in {
		"asked": {"change": [], "want": ["pass", null]},
		"of law enforcement": {"change": [_set("/consent/obtained", "law_enforcement")], "want": ["pass", null]},
		"not asked": {
			"change": [_set("/consent/obtained", "no")],
			"want": ["fail", "it began without consent of its subjects"],
		},
		"not asked, and begun at no moment": {
			"change": [_set("/consent/obtained", "no"), _set("/started_at", "yesterday")],
			"want": _no_consent,
		},
		"not asked, and not begun": {
			"change": [_set("/consent/obtained", "no"), _set("/started_at", null)],
			"want": ["pass", "not begun"],
		},
		"asked or not is not said, and not begun": {
			"change": [_gone("/consent"), _set("/started_at", null)],
			"want": _no_consent,
		},
		"how is not said": {"change": [_set("/consent/description", "tbd")], "want": _no_consent},
		"how is not said, and not begun": {
			"change": [_set("/consent/description", "tbd"), _set("/started_at", null)],
			"want": _no_consent,
		},
		"true for yes": {"change": [_set("/consent/obtained", true)], "want": _no_consent},
		"nothing": {"change": [_set("", {})], "want": _no_consent},
	}

	test := json.patch(_test, case.change)
	found := real_world.consented("t", _found(test)) with input as _asked
	found == _answer(test, case.want)
}

test_conditioned[note] if {
	some note, case in {
		"described": {"value": _test, "want": ["pass", "text only: nothing that was observed to compare it with"]},
		"a placeholder": {"value": {"oversight": "to be decided"}, "want": ["unknown", "the text is missing or a placeholder"]},
		"nothing": {"value": null, "want": ["unknown", "the text is missing or a placeholder"]},
	}

	found := real_world.conditioned("t", _found(case.value), "oversight") with input as _asked
	found == _answer(case.value, case.want)
}
