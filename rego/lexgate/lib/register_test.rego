package lexgate.lib.register_test

import data.lexgate.lib.check
import data.lexgate.lib.register

_asked := {"as_of": "2026-11-22T10:00:00Z"}

_before := {"as_of": "2026-11-22T10:00:00Z", "stage": "first_use"}

_found(value) := {"value": value, "source": ["rtrbi_uses"]}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_answer(found) := [found.status, found.because]

test_places[note] if {
	some note, case in {
		"two": {"list": ["a", null], "want": {0, 1}},
		"none": {"list": [], "want": set()},
		"an object": {"list": {"a": 1}, "want": set()},
		"text": {"list": "ab", "want": set()},
		"nothing": {"list": null, "want": set()},
	}

	register.places(_found(case.list)) == case.want
}

test_name[note] if {
	some note, case in {
		"its reference": {"entry": {"reference": "use-1"}, "want": "use-1"},
		"a reference that is too short": {"entry": {"reference": "u "}, "want": 7},
		"the shortest reference": {"entry": {"reference": "u-1"}, "want": "u-1"},
		"the longest reference": {"entry": {"reference": _long(200)}, "want": _long(200)},
		"a reference that is too long": {"entry": {"reference": _long(201)}, "want": 7},
		"a number for a reference": {"entry": {"reference": 12345}, "want": 7},
		"a placeholder for a reference": {"entry": {"reference": "TBD"}, "want": 7},
		"signs for a reference": {"entry": {"reference": "----"}, "want": 7},
		"no reference": {"entry": {}, "want": 7},
		"no entry": {"entry": null, "want": 7},
	}

	register.name(_found(case.entry), 7) == case.want
}

_long(number) := concat("", ["r" | some _ in numbers.range(1, number)])

test_objectives[note] if {
	some note, case in {
		"relied on": {"relied_on": "yes", "list": ["a", "b"], "want": {"a", "b"}},
		"perhaps relied on": {"relied_on": "unknown", "list": ["a"], "want": {"a"}},
		"not relied on": {"relied_on": "no", "list": ["a"], "want": set()},
		"relied on for nothing": {"relied_on": "yes", "list": [], "want": {null}},
		"text": {"relied_on": "yes", "list": "a", "want": {null}},
		"nothing on record": {"relied_on": "yes", "list": null, "want": {null}},
	}

	register.objectives(case.relied_on, _found(case.list)) == case.want
}

test_opened[note] if {
	rests := ["pass", "rests on the national law that people named"]
	nothing := ["unknown", "no objective, or no national law that opens it, is on record"]
	some note, case in {
		"victims": {"objective": "victims_or_missing_persons", "change": [], "want": rests},
		"a threat": {"objective": "imminent_threat_or_terrorist_attack", "change": [], "want": rests},
		"a suspect": {
			"objective": "suspect_of_annex_ii_offence",
			"change": [_set("/objectives", ["suspect_of_annex_ii_offence"])],
			"want": rests,
		},
		"not opened": {
			"objective": "suspect_of_annex_ii_offence",
			"change": [],
			"want": ["fail", "the national law does not open this objective"],
		},
		"opened, yet not listed": {
			"objective": "public_order",
			"change": [_set("/objectives", ["public_order"])],
			"want": ["fail", "Article 5(1)(h) lists no such objective"],
		},
		"no act named": {
			"objective": "victims_or_missing_persons",
			"change": [_gone("/reference")],
			"want": nothing,
		},
		"objectives as an object": {
			"objective": "victims_or_missing_persons",
			"change": [_set("/objectives", {"i": "victims_or_missing_persons"})],
			"want": nothing,
		},
		"objectives as text": {
			"objective": "victims_or_missing_persons",
			"change": [_set("/objectives", "victims_or_missing_persons")],
			"want": nothing,
		},
		"null": {"objective": null, "change": [_set("/objectives", [null])], "want": nothing},
	}
	law := {
		"reference": "Police Act, section 12",
		"objectives": ["victims_or_missing_persons", "imminent_threat_or_terrorist_attack"],
	}

	found := register.opened(case.objective, _found(json.patch(law, case.change)))
	[found.status, found.because, found.basis] == [case.want[0], case.want[1], "attested"]
}

_deployment := {
	"stated_at": "2026-11-20T09:00:00Z",
	"fria": {
		"digest": "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
		"completed_at": "2026-09-01T12:00:00Z",
	},
	"registration": {"number": "EU-123", "registered_at": "2026-09-10T12:00:00Z"},
	"urgency": null,
	"first_use_at": "2026-11-03T08:00:00Z",
}

test_impact_assessed[note] if {
	some note, case in {
		"in time": {"change": [], "want": ["pass", null]},
		"as the use begins": {
			"change": [_set("/fria/completed_at", "2026-11-03T08:00:00Z")],
			"want": ["pass", null],
		},
		"no use yet": {"change": [_set("/first_use_at", null)], "want": ["pass", null]},
		"too late": {
			"change": [_set("/fria/completed_at", "2026-11-03T08:00:01Z")],
			"want": ["fail", "used before the impact assessment was complete"],
		},
		"too late, and urgent": {
			"change": [
				_set("/fria/completed_at", "2026-11-03T08:00:01Z"),
				_set("/urgency", {"reason": "A child was abducted", "register_by": "2026-11-30T08:00:00Z"}),
			],
			"want": ["fail", "used before the impact assessment was complete"],
		},
		"none, and used": {"change": [_set("/fria", null)], "want": ["fail", "used without an impact assessment"]},
		"none, and not used": {
			"change": [_set("/fria", null), _set("/first_use_at", null)],
			"want": ["unknown", "no complete impact assessment is on record"],
		},
		"to be complete after the signature": {
			"change": [_set("/fria/completed_at", "2026-11-20T09:00:01Z"), _set("/first_use_at", null)],
			"want": ["unknown", "no complete impact assessment is on record"],
		},
		"no document": {
			"change": [_set("/fria/digest", "in the archive")],
			"want": ["unknown", "no complete impact assessment is on record"],
		},
		"no document, as the use begins": {
			"change": [_set("/fria/digest", "in the archive"), _set("/fria/completed_at", "2026-11-03T08:00:00Z")],
			"want": ["unknown", "no complete impact assessment is on record"],
		},
		"complete as it was signed": {
			"change": [_set("/fria/completed_at", "2026-11-20T09:00:00Z"), _set("/first_use_at", null)],
			"want": ["pass", null],
		},
		"no word on the first use": {
			"change": [_gone("/first_use_at")],
			"want": ["unknown", "no complete impact assessment is on record"],
		},
	}

	found := register.impact_assessed(
		"impact assessment",
		_found(json.patch(_deployment, case.change)),
		_found([]),
	) with input as _before

	_answer(found) == case.want
}

test_in_database[note] if {
	urgency := {"reason": "A child was abducted", "register_by": "2026-11-22T10:00:00Z"}
	some note, case in {
		"in time": {"change": [], "want": ["pass", null]},
		"as the use begins": {
			"change": [_set("/registration/registered_at", "2026-11-03T08:00:00Z")],
			"want": ["pass", null],
		},
		"no use yet": {"change": [_set("/first_use_at", null)], "want": ["pass", null]},
		"after the first use": {
			"change": [_set("/registration/registered_at", "2026-11-03T08:00:01Z")],
			"want": ["fail", "used before it was registered, and no urgency was stated"],
		},
		"after the first use, urgent": {
			"change": [
				_set("/registration/registered_at", "2026-11-05T08:00:00Z"),
				_set("/urgency", object.union(urgency, {"register_by": "2026-11-05T08:00:00Z"})),
			],
			"want": ["pass", "registered after an urgent use"],
		},
		"urgent, later than signed for": {
			"change": [
				_set("/registration/registered_at", "2026-11-05T08:00:01Z"),
				_set("/urgency", object.union(urgency, {"register_by": "2026-11-05T08:00:00Z"})),
			],
			"want": ["fail", "registered later than signed for"],
		},
		"urgent, registered without a number": {
			"change": [
				_set("/registration", {"registered_at": "2026-11-05T08:00:00Z"}),
				_set("/urgency", urgency),
			],
			"want": ["unknown", "no registration is on record"],
		},
		"as the use begins, without a number": {
			"change": [_set("/registration", {"registered_at": "2026-11-03T08:00:00Z"})],
			"want": ["unknown", "no registration is on record"],
		},
		"urgent, in the last second, without a number": {
			"change": [
				_set("/registration", {"registered_at": "2026-11-22T10:00:00Z"}),
				_set("/urgency", urgency),
			],
			"want": ["unknown", "no registration is on record"],
		},
		"no number, long after": {
			"change": [
				_set("/registration", {"number": "EU-123"}),
				_set("/urgency", object.union(urgency, {"register_by": "2026-11-05T08:00:00Z"})),
			],
			"want": ["unknown", "no registration is on record"],
		},
		"registered as it was signed": {
			"change": [
				_set("/registration/registered_at", "2026-11-20T09:00:00Z"),
				_set("/first_use_at", null),
			],
			"want": ["pass", null],
		},
		"urgent, without a reason": {
			"change": [
				_set("/registration/registered_at", "2026-11-05T08:00:00Z"),
				_set("/urgency", object.union(urgency, {"reason": ""})),
			],
			"want": ["unknown", "no registration is on record"],
		},
		"urgent, still to come, the last second": {
			"change": [_set("/registration", null), _set("/urgency", urgency)],
			"want": ["pass", "urgent: still to be registered by the moment that was signed"],
		},
		"urgent, still to come, a second later": {
			"change": [
				_set("/registration", null),
				_set("/urgency", object.union(urgency, {"register_by": "2026-11-22T09:59:59Z"})),
			],
			"want": ["fail", "not registered by the moment that was signed"],
		},
		"urgent without a reason, still to come": {
			"change": [
				_set("/registration", null),
				_set("/urgency", object.remove(urgency, ["reason"])),
			],
			"want": ["unknown", "no registration is on record"],
		},
		"used without": {
			"change": [_set("/registration", null)],
			"want": ["fail", "used without being registered, and no urgency was stated"],
		},
		"not registered, not used": {
			"change": [_set("/registration", null), _set("/first_use_at", null)],
			"want": ["unknown", "no registration is on record"],
		},
		"no number": {
			"change": [_gone("/registration/number")],
			"want": ["unknown", "no registration is on record"],
		},
		"a number to be filled in": {
			"change": [_set("/registration/number", "TBD")],
			"want": ["unknown", "no registration is on record"],
		},
		"to be registered after the signature": {
			"change": [
				_set("/registration/registered_at", "2026-11-20T09:00:01Z"),
				_set("/first_use_at", null),
			],
			"want": ["unknown", "no registration is on record"],
		},
		"no word on the first use": {
			"change": [_gone("/first_use_at")],
			"want": ["unknown", "no registration is on record"],
		},
	}

	found := register.in_database(
		"registration",
		_found(json.patch(_deployment, case.change)),
		_found([]),
	) with input as _before

	_answer(found) == case.want
}

_unused := "the first use is not stated, and the system is in use"

test_a_first_use_that_is_not_stated[note] if {
	some note, case in {
		"before it, with an empty register": {"stage": "first_use", "uses": [], "want": ["pass", null]},
		"before it, without a register": {"stage": "pre_deploy", "uses": null, "want": ["pass", null]},
		"with data alone": {"stage": "data", "uses": null, "want": ["pass", null]},
		"in training": {"stage": "training", "uses": null, "want": ["pass", null]},
		"with a use in the register": {"stage": "first_use", "uses": _uses.uses, "want": ["unknown", _unused]},
		"with uses by name": {"stage": "first_use", "uses": {}, "want": ["unknown", _unused]},
		"after deployment": {"stage": "post_deploy", "uses": [], "want": ["unknown", _unused]},
		"at a stage that nobody knows": {"stage": "later", "uses": [], "want": ["unknown", _unused]},
	}
	deployment := _found(json.patch(_deployment, [_set("/first_use_at", null)]))

	assessed := register.impact_assessed("impact assessment", deployment, _found(case.uses)) with input as {"stage": case.stage}
	registered := register.in_database("registration", deployment, _found(case.uses)) with input as {"stage": case.stage}

	[_answer(assessed), _answer(registered)] == [case.want, case.want]
}

test_in_database_before[note] if {
	urgency := {"reason": "A child was abducted", "register_by": "2026-11-21T08:00:00Z"}
	late := ["fail", "used before it was registered, and no urgency was stated"]
	nothing := ["unknown", "no registration is on record"]
	some note, case in {
		"in time": {"change": [], "start": "2026-11-03T08:00:00Z", "want": ["pass", null]},
		"as the use begins": {"change": [], "start": "2026-09-10T12:00:00Z", "want": ["pass", null]},
		"a second after the start": {"change": [], "start": "2026-09-10T11:59:59Z", "want": late},
		"no first use stated": {
			"change": [_set("/first_use_at", null)],
			"start": "2026-09-10T11:59:59Z",
			"want": late,
		},
		"urgent": {
			"change": [_set("/urgency", urgency)],
			"start": "2026-09-10T11:59:59Z",
			"want": ["pass", "registered after an urgent use"],
		},
		"urgent, and no start": {"change": [_set("/urgency", urgency)], "start": null, "want": nothing},
		"none, and used": {
			"change": [_set("/registration", null)],
			"start": "2026-11-03T08:00:00Z",
			"want": ["fail", "used without being registered, and no urgency was stated"],
		},
		"a day for a moment": {"change": [], "start": "2026-11-03", "want": nothing},
		"a number for a moment": {"change": [], "start": 1, "want": nothing},
	}

	found := register.in_database_before(
		"registration",
		_found(json.patch(_deployment, case.change)),
		_found({"started_at": case.start}),
	) with input as _asked

	_answer(found) == case.want
}

test_in_database_before_no_use[note] if {
	some note, use in {"nothing": null, "text": "use-1", "no start": {}}

	found := register.in_database_before("registration", _found(_deployment), _found(use)) with input as _asked

	found.status == "unknown"
}

_uses := {
	"stated_at": "2026-11-20T09:00:00Z",
	"period": {"from": "2026-11-01T00:00:00Z", "to": "2026-11-19T10:00:00Z"},
	"first": "yes",
	"predecessor": null,
	"count": 2,
	"uses": [
		{"reference": "use-1", "started_at": "2026-11-01T00:00:00Z"},
		{"reference": "use-2", "started_at": "2026-11-19T10:00:00Z"},
	],
}

_used := {"first_use_at": "2026-11-01T00:00:00Z"}

test_kept[note] if {
	incomplete := ["unknown", "no whole register, with its period, number and predecessor"]
	outside := ["fail", "a use lies outside the period"]
	old := ["unknown", "the register does not reach up to now"]
	miscounted := ["fail", "it holds another number of uses than it counts"]
	some note, case in {
		"whole": {"change": [], "days": 31, "want": ["pass", null]},
		"one use too few": {"change": [_set("/uses", [])], "days": 31, "want": miscounted},
		"one use too many": {"change": [_set("/count", 1)], "days": 31, "want": miscounted},
		"the number as text": {"change": [_set("/count", "2")], "days": 31, "want": incomplete},
		"no number": {"change": [_gone("/count")], "days": 31, "want": incomplete},
		"uses as an object": {"change": [_set("/uses", {"a": 1, "b": 2})], "days": 31, "want": incomplete},
		"uses by name": {
			"change": [_set("/uses", {"1": _uses.uses[0], "2": _uses.uses[1]})],
			"days": 31,
			"want": incomplete,
		},
		"three uses by name": {"change": [_set("/uses", {"1": 1, "2": 2, "3": 3})], "days": 31, "want": incomplete},
		"signed as the period ended": {
			"change": [_set("/stated_at", "2026-11-19T10:00:00Z")],
			"days": 31,
			"want": ["pass", null],
		},
		"as many days as there are": {"change": [], "days": 36500, "want": ["pass", null]},
		"a use before the period": {
			"change": [_set("/uses/0/started_at", "2026-10-31T23:59:59Z")],
			"days": 31,
			"want": outside,
		},
		"a use after the period": {
			"change": [_set("/uses/1/started_at", "2026-11-19T10:00:01Z")],
			"days": 31,
			"want": outside,
		},
		"a use without a start": {"change": [_gone("/uses/1/started_at")], "days": 31, "want": incomplete},
		"a use with null for a start": {"change": [_set("/uses/1/started_at", null)], "days": 31, "want": incomplete},
		"a use with too short a reference": {"change": [_set("/uses/1/reference", "u2")], "days": 31, "want": incomplete},
		"a use without a reference": {"change": [_gone("/uses/1/reference")], "days": 31, "want": incomplete},
		"one reference twice": {"change": [_set("/uses/1/reference", "use-1")], "days": 31, "want": incomplete},
		"a use that is text": {"change": [_set("/uses/1", "use-2")], "days": 31, "want": incomplete},
		"a period after the signature": {
			"change": [_set("/period/to", "2026-11-20T09:00:01Z")],
			"days": 31,
			"want": incomplete,
		},
		"a period backwards": {
			"change": [_set("/period/from", "2026-11-19T10:00:01Z")],
			"days": 31,
			"want": incomplete,
		},
		"a day for a moment": {"change": [_set("/period/from", "2026-11-01")], "days": 31, "want": incomplete},
		"three days ago, three count": {"change": [], "days": 3, "want": ["pass", null]},
		"three days ago, two count": {"change": [], "days": 2, "want": old},
		"days as text": {"change": [], "days": "31", "want": incomplete},
		"no days": {"change": [], "days": null, "want": incomplete},
		"more days than there are": {"change": [], "days": 36501, "want": old},
		"a later one": {
			"change": [
				_set("/first", "no"),
				_set("/predecessor", "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"),
			],
			"days": 31,
			"want": ["unknown", "the register before it is not on file"],
		},
		"a later one without a predecessor": {"change": [_set("/first", "no")], "days": 31, "want": incomplete},
		"a first one with a predecessor": {
			"change": [_set(
				"/predecessor",
				"sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
			)],
			"days": 31,
			"want": incomplete,
		},
		"a predecessor without a digest": {
			"change": [_set("/first", "no"), _set("/predecessor", "last month")],
			"days": 31,
			"want": incomplete,
		},
	}

	found := register.kept(
		"register",
		_found(json.patch(_uses, case.change)),
		_found(_used),
		case.days,
	) with input as _asked

	_answer(found) == case.want
}

test_kept_without_a_register[note] if {
	some note, value in {"nothing": null, "text": "uses", "a list": [], "an empty object": {}}

	found := register.kept("register", _found(value), _found(_used), 31) with input as _asked

	found.status == "unknown"
}

test_kept_at_no_moment if {
	found := register.kept("register", _found(_uses), _found(_used), 31) with input as {"as_of": "today"}

	found.status == "unknown"
}

test_kept_from_the_first_use_on[note] if {
	afresh := ["fail", "it is the first, and begins after the first use"]
	another := ["fail", "the first use that is stated is not the first in it"]
	unstated := ["unknown", "the deployment does not state its first use"]
	incomplete := ["unknown", "no whole register, with its period, number and predecessor"]
	none := [_set("/uses", []), _set("/count", 0)]
	some note, case in {
		"its first use": {"change": [], "first": "2026-11-01T00:00:00Z", "want": ["pass", null]},
		"a later use is the first": {
			"change": [_set("/uses/0/started_at", "2026-11-19T10:00:00Z")],
			"first": "2026-11-19T10:00:00Z",
			"want": ["pass", null],
		},
		"a first use before the period": {"change": [], "first": "2026-10-31T23:59:59Z", "want": afresh},
		"started afresh": {
			"change": array.concat(none, [_set("/period/from", "2026-11-19T09:59:59Z")]),
			"first": "2026-11-01T00:00:00Z",
			"want": afresh,
		},
		"a first use that is not in it": {"change": [], "first": "2026-11-01T00:00:01Z", "want": another},
		"a first use that is not in it, in no period": {
			"change": [_set("/period/to", "2026-11-20T09:00:01Z")],
			"first": "2026-11-01T00:00:01Z",
			"want": incomplete,
		},
		"a first use that is not among uses by name": {
			"change": [_set("/uses", {"1": _uses.uses[0], "2": _uses.uses[1]})],
			"first": "2026-11-01T00:00:01Z",
			"want": incomplete,
		},
		"a period of one moment": {
			"change": [
				_set("/period/from", "2026-11-19T10:00:00Z"),
				_set("/count", 1),
				_set("/uses", [_uses.uses[1]]),
			],
			"first": "2026-11-19T10:00:00Z",
			"want": ["pass", null],
		},
		"a later one, and no first use": {"change": [_set("/first", "no")], "first": null, "want": incomplete},
		"a use before the first": {"change": [], "first": "2026-11-19T10:00:00Z", "want": another},
		"uses, and the first after the period": {"change": [], "first": "2026-11-19T10:00:01Z", "want": another},
		"none, and the first after the period": {
			"change": none,
			"first": "2026-11-19T10:00:01Z",
			"want": ["pass", null],
		},
		"none, and the first as it ends": {"change": none, "first": "2026-11-19T10:00:00Z", "want": another},
		"no first use": {"change": [], "first": null, "want": unstated},
		"none, and no first use": {"change": none, "first": null, "want": unstated},
		"a day for a moment": {"change": [], "first": "2026-11-01", "want": unstated},
		"a use without a start": {
			"change": [_gone("/uses/1/started_at")],
			"first": "2026-11-02T00:00:00Z",
			"want": incomplete,
		},
		"a period backwards": {
			"change": array.concat(none, [_set("/period/to", "2026-10-01T00:00:00Z")]),
			"first": "2026-11-01T00:00:00Z",
			"want": incomplete,
		},
		"a later one that begins after the first use": {
			"change": [_set("/first", "no")],
			"first": "2026-10-01T00:00:00Z",
			"want": incomplete,
		},
	}

	found := register.kept(
		"register",
		_found(json.patch(_uses, case.change)),
		_found({"first_use_at": case.first}),
		31,
	) with input as _asked

	_answer(found) == case.want
}

test_what_is_shown_of_a_register if {
	kept := register.kept("register", _found(object.union(_uses, {"other": 1})), _found(_used), 31) with input as _asked
	kept.observed == object.remove(_uses, ["stated_at", "uses"])

	drawn := register.drawn("sample", _found(_sampled))
	drawn.observed == object.remove(_sampled.decisions_sample, ["decisions"])
}

test_kept_without_a_deployment[note] if {
	some note, value in {"nothing": null, "text": "2026-11-01T00:00:00Z", "an empty object": {}}

	found := register.kept("register", _found(_uses), _found(value), 31) with input as _asked

	_answer(found) == ["unknown", "the deployment does not state its first use"]
}

_use := {
	"reference": "use-1",
	"started_at": "2026-11-03T08:00:00Z",
	"ended_at": "2026-11-03T20:00:00Z",
	"deleted_at": null,
	"objective": "victims_or_missing_persons",
	"confirms_only_target": "yes",
	"weighed": {
		"harm_without_use": "The child may leave the country within hours.",
		"consequences_for_rights": "Faces of others are dropped at once.",
	},
	"limits": {
		"from": "2026-11-03T08:00:00Z",
		"until": "2026-11-03T20:00:00Z",
		"place": "Platforms of the station",
		"persons": "The abducted child",
	},
	"urgency": null,
	"authorisation": {
		"authority": "Local court of a town",
		"authority_kind": "judicial",
		"requested_at": "2026-11-02T15:00:00Z",
		"decision": "granted",
		"decided_at": "2026-11-03T08:00:00Z",
	},
}

test_targeted[note] if {
	incomplete := ["unknown", "target, weighing or limits are not on record"]
	beyond := ["fail", "it went beyond its limit of time"]
	pursued := ["victims_or_missing_persons"]
	some note, case in {
		"to the second": {"change": [], "pursued": pursued, "want": ["pass", null]},
		"others are identified": {
			"change": [_set("/confirms_only_target", "no")],
			"pursued": pursued,
			"want": ["fail", "it does more than confirm who the target is"],
		},
		"a truth value for the target": {
			"change": [_set("/confirms_only_target", true)],
			"pursued": pursued,
			"want": incomplete,
		},
		"an objective that is not pursued": {
			"change": [],
			"pursued": ["suspect_of_annex_ii_offence"],
			"want": ["fail", "its objective is not one that the deployment pursues"],
		},
		"an objective that is not listed": {
			"change": [_set("/objective", "public_order")],
			"pursued": ["public_order"],
			"want": ["fail", "its objective is none of Article 5(1)(h)"],
		},
		"no objective": {"change": [_set("/objective", null)], "pursued": [null], "want": incomplete},
		"nobody knows what is pursued": {"change": [], "pursued": null, "want": incomplete},
		"pursued by name": {
			"change": [],
			"pursued": {"i": "victims_or_missing_persons"},
			"want": incomplete,
		},
		"a number for an objective": {"change": [_set("/objective", 1)], "pursued": pursued, "want": incomplete},
		"begun too early": {
			"change": [_set("/started_at", "2026-11-03T07:59:59Z")],
			"pursued": pursued,
			"want": beyond,
		},
		"ended too late": {"change": [_set("/ended_at", "2026-11-03T20:00:01Z")], "pursued": pursued, "want": beyond},
		"still going on, too late": {"change": [_set("/ended_at", null)], "pursued": pursued, "want": beyond},
		"still going on, the last second": {
			"change": [_set("/ended_at", null), _set("/limits/until", "2026-11-22T10:00:00Z")],
			"pursued": pursued,
			"want": ["pass", null],
		},
		"no word on the end": {"change": [_gone("/ended_at")], "pursued": pursued, "want": incomplete},
		"no word on the end, in time": {
			"change": [_gone("/ended_at"), _set("/limits/until", "2026-11-22T10:00:00Z")],
			"pursued": pursued,
			"want": incomplete,
		},
		"still going on, the last second, at no place": {
			"change": [_set("/ended_at", null), _set("/limits/until", "2026-11-22T10:00:00Z"), _gone("/limits/place")],
			"pursued": pursued,
			"want": incomplete,
		},
		"no limit of time": {"change": [_gone("/limits/until")], "pursued": pursued, "want": incomplete},
		"no beginning of the limit": {"change": [_gone("/limits/from")], "pursued": pursued, "want": incomplete},
		"no place": {"change": [_gone("/limits/place")], "pursued": pursued, "want": incomplete},
		"no persons": {"change": [_set("/limits/persons", "all")], "pursued": pursued, "want": incomplete},
		"harm not weighed": {
			"change": [_set("/weighed/harm_without_use", "TODO later")],
			"pursued": pursued,
			"want": incomplete,
		},
		"rights not weighed": {
			"change": [_gone("/weighed/consequences_for_rights")],
			"pursued": pursued,
			"want": incomplete,
		},
	}

	found := register.targeted("use-1", _found(json.patch(_use, case.change)), _found(case.pursued)) with input as _asked

	_answer(found) == case.want
}

_urgent(decision, requested, decided) := [
	_set("/urgency", "A child was abducted an hour ago"),
	_set("/authorisation/requested_at", requested),
	_set("/authorisation/decided_at", decided),
	_set("/authorisation/decision", decision),
]

_rejected := array.concat(
	_urgent("rejected", "2026-11-04T08:00:00Z", "2026-11-04T09:00:00Z"),
	[_set("/ended_at", "2026-11-04T09:10:00Z"), _set("/deleted_at", "2026-11-04T09:10:00Z")],
)

test_authorised[note] if {
	incomplete := ["unknown", "no complete record of its authorisation"]
	too_early := ["fail", "it began before it was authorised, and no urgency was stated"]
	without := ["fail", "it began without an authorisation, and no urgency was stated"]
	too_late := ["fail", "the authorisation was requested more than 24 hours after the start"]
	not_stopped := ["fail", "it was rejected, and not stopped with its data deleted at once"]
	some note, case in {
		"granted as it began": {"change": [], "minutes": null, "want": ["pass", null]},
		"granted by an independent authority": {
			"change": [_set("/authorisation/authority_kind", "independent_administrative")],
			"minutes": null,
			"want": ["pass", null],
		},
		"granted by the police itself": {
			"change": [_set("/authorisation/authority_kind", "internal")],
			"minutes": 10,
			"want": incomplete,
		},
		"no authority named": {"change": [_gone("/authorisation/authority")], "minutes": 10, "want": incomplete},
		"granted a second late": {
			"change": [_set("/authorisation/decided_at", "2026-11-03T08:00:01Z")],
			"minutes": 10,
			"want": too_early,
		},
		"granted before it was requested": {
			"change": [_set("/authorisation/decided_at", "2026-11-02T14:59:59Z")],
			"minutes": 10,
			"want": incomplete,
		},
		"granted tomorrow": {
			"change": array.concat(
				_urgent("granted", "2026-11-03T09:00:00Z", "2026-11-22T10:00:01Z"),
				[],
			),
			"minutes": 10,
			"want": incomplete,
		},
		"no start": {"change": [_gone("/started_at")], "minutes": 10, "want": incomplete},
		"pending, no urgency and no start": {
			"change": [
				_gone("/started_at"),
				_set("/authorisation/decision", "pending"),
				_set("/authorisation/decided_at", null),
			],
			"minutes": 10,
			"want": incomplete,
		},
		"granted as it was requested": {
			"change": [_set("/authorisation/requested_at", "2026-11-03T08:00:00Z")],
			"minutes": 10,
			"want": ["pass", null],
		},
		"urgent, granted this second": {
			"change": _urgent("granted", "2026-11-04T08:00:00Z", "2026-11-22T10:00:00Z"),
			"minutes": 10,
			"want": ["pass", "urgent: granted after the start"],
		},
		"urgent, requested this second": {
			"change": array.concat(
				[_set("/started_at", "2026-11-22T09:00:00Z")],
				_urgent("pending", "2026-11-22T10:00:00Z", null),
			),
			"minutes": 10,
			"want": ["pass", "urgent: requested in time, not yet decided"],
		},
		"urgent, pending, of no authority": {
			"change": array.concat(_urgent("pending", "2026-11-04T08:00:00Z", null), [_gone("/authorisation/authority")]),
			"minutes": 10,
			"want": incomplete,
		},
		"urgent, neither pending nor decided": {
			"change": _urgent("asked", "2026-11-04T08:00:00Z", null),
			"minutes": 10,
			"want": incomplete,
		},
		"withdrawn, stopped and deleted": {
			"change": array.concat(_rejected, [_set("/authorisation/decision", "withdrawn")]),
			"minutes": 10,
			"want": incomplete,
		},
		"begun as it was rejected": {
			"change": array.concat(_rejected, [_set("/started_at", "2026-11-04T09:00:00Z")]),
			"minutes": 10,
			"want": ["pass", "urgent: rejected; stopped and deleted at once"],
		},
		"begun as it was rejected, deleted too late": {
			"change": array.concat(
				_rejected,
				[_set("/started_at", "2026-11-04T09:00:00Z"), _set("/deleted_at", "2026-11-04T09:10:01Z")],
			),
			"minutes": 10,
			"want": not_stopped,
		},
		"a day for at once": {
			"change": _rejected,
			"minutes": 1440,
			"want": ["pass", "urgent: rejected; stopped and deleted at once"],
		},
		"rejected before, and no urgency": {
			"change": [_set("/authorisation/decision", "rejected")],
			"minutes": 10,
			"want": without,
		},
		"pending, and no urgency": {
			"change": [_set("/authorisation/decision", "pending"), _set("/authorisation/decided_at", null)],
			"minutes": 10,
			"want": without,
		},
		"urgent, granted, asked for at the 24th hour": {
			"change": _urgent("granted", "2026-11-04T08:00:00Z", "2026-11-05T08:00:00Z"),
			"minutes": null,
			"want": ["pass", "urgent: granted after the start"],
		},
		"urgent, asked for a second later": {
			"change": _urgent("granted", "2026-11-04T08:00:01Z", "2026-11-05T08:00:00Z"),
			"minutes": 10,
			"want": too_late,
		},
		"urgent, pending": {
			"change": _urgent("pending", "2026-11-04T08:00:00Z", null),
			"minutes": null,
			"want": ["pass", "urgent: requested in time, not yet decided"],
		},
		"urgent, pending, asked for too late": {
			"change": _urgent("pending", "2026-11-04T08:00:01Z", null),
			"minutes": 10,
			"want": too_late,
		},
		"urgent, pending, yet decided": {
			"change": _urgent("pending", "2026-11-04T08:00:00Z", "2026-11-05T08:00:00Z"),
			"minutes": 10,
			"want": incomplete,
		},
		"urgent, to be requested": {
			"change": array.concat(
				[_set("/started_at", "2026-11-22T09:00:00Z")],
				_urgent("pending", "2026-11-22T10:00:01Z", null),
			),
			"minutes": 10,
			"want": incomplete,
		},
		"urgent, without a reason": {
			"change": array.concat(
				_urgent("granted", "2026-11-04T08:00:00Z", "2026-11-05T08:00:00Z"),
				[_set("/urgency", "urgent")],
			),
			"minutes": 10,
			"want": incomplete,
		},
		"rejected, stopped and deleted in the last minute": {
			"change": _rejected,
			"minutes": 10,
			"want": ["pass", "urgent: rejected; stopped and deleted at once"],
		},
		"rejected, stopped too late": {
			"change": array.concat(_rejected, [_set("/ended_at", "2026-11-04T09:10:01Z")]),
			"minutes": 10,
			"want": not_stopped,
		},
		"rejected, deleted too late": {
			"change": array.concat(_rejected, [_set("/deleted_at", "2026-11-04T09:10:01Z")]),
			"minutes": 10,
			"want": not_stopped,
		},
		"rejected, not deleted": {
			"change": array.concat(_rejected, [_set("/deleted_at", null)]),
			"minutes": 10,
			"want": not_stopped,
		},
		"rejected, goes on": {
			"change": array.concat(_rejected, [_set("/ended_at", null)]),
			"minutes": 10,
			"want": not_stopped,
		},
		"rejected, and the deletion has a day only": {
			"change": array.concat(_rejected, [_set("/deleted_at", "2026-11-04")]),
			"minutes": 10,
			"want": incomplete,
		},
		"rejected, asked for too late": {
			"change": array.concat(_rejected, [_set("/authorisation/requested_at", "2026-11-04T08:00:01Z")]),
			"minutes": 10,
			"want": too_late,
		},
		"begun after the rejection": {
			"change": array.concat(_rejected, [_set("/started_at", "2026-11-04T09:00:01Z")]),
			"minutes": 10,
			"want": ["fail", "it began after the request was rejected"],
		},
		"no setting for at once": {"change": _rejected, "minutes": null, "want": incomplete},
		"text for at once": {"change": _rejected, "minutes": "10", "want": incomplete},
		"a day and a minute for at once": {"change": _rejected, "minutes": 1441, "want": incomplete},
		"a decision of another name": {
			"change": [_set("/authorisation/decision", "yes")],
			"minutes": 10,
			"want": incomplete,
		},
		"nothing": {"change": [_gone("/authorisation")], "minutes": 10, "want": incomplete},
	}

	found := register.authorised("use-1", _found(json.patch(_use, case.change)), case.minutes) with input as _asked

	_answer(found) == case.want
}

test_notified[note] if {
	some note, case in {
		"sent": {"change": [], "want": ["pass", null]},
		"sent this second": {"change": [_set("/sent_at", "2026-11-22T10:00:00Z")], "want": ["pass", null]},
		"to be sent": {"change": [_set("/sent_at", "2026-11-22T10:00:01Z")], "want": ["unknown", "no notification is on record"]},
		"not sent": {"change": [_set("/sent_at", null)], "want": ["unknown", "no notification is on record"]},
		"no authority": {"change": [_gone("/authority")], "want": ["unknown", "no notification is on record"]},
		"decisions not told": {"change": [_set("/states_decisions_and_results", "no")], "want": ["fail", "the notification lacks the decisions on authorisation and their result"]},
		"nobody says whether": {"change": [_gone("/states_decisions_and_results")], "want": ["unknown", "no notification is on record"]},
		"sensitive": {"change": [_set("/sensitive_operational_data", "yes")], "want": ["fail", "the notification holds sensitive operational data"]},
		"perhaps sensitive": {"change": [_gone("/sensitive_operational_data")], "want": ["unknown", "no notification is on record"]},
		"a truth value": {"change": [_set("/sensitive_operational_data", false)], "want": ["unknown", "no notification is on record"]},
	}
	sent := {
		"authority": "Authority of a State",
		"sent_at": "2026-11-12T09:00:00Z",
		"states_decisions_and_results": "yes",
		"sensitive_operational_data": "no",
	}

	found := register.notified("authority", _found(json.patch(sent, case.change))) with input as _asked

	[found.status, found.because, found.basis] == [case.want[0], case.want[1], "documented"]
}

_sampled := {
	"stated_at": "2026-11-20T09:00:00Z",
	"period": {"from": "2026-11-01T00:00:00Z", "to": "2026-11-19T10:00:00Z"},
	"decisions_sample": {
		"drawn": "2026-11-19T10:00:00Z",
		"of": 2,
		"size": 2,
		"decisions": [{"reference": "decision-1"}, {"reference": "decision-2"}],
	},
}

test_drawn[note] if {
	incomplete := ["unknown", "no whole sample of decisions is on record"]
	miscounted := ["fail", "it holds another number of decisions than it counts"]
	some note, case in {
		"all of them": {"change": [], "want": ["pass", null]},
		"as it was signed": {"change": [_set("/decisions_sample/drawn", "2026-11-20T09:00:00Z")], "want": ["pass", null]},
		"after the signature": {
			"change": [_set("/decisions_sample/drawn", "2026-11-20T09:00:01Z")],
			"want": incomplete,
		},
		"before the period ended": {
			"change": [_set("/decisions_sample/drawn", "2026-11-19T09:59:59Z")],
			"want": incomplete,
		},
		"more than there are": {"change": [_set("/decisions_sample/of", 1)], "want": incomplete},
		"another number": {"change": [_set("/decisions_sample/size", 1)], "want": miscounted},
		"no decision was taken": {
			"change": [
				_set("/decisions_sample/of", 0),
				_set("/decisions_sample/size", 0),
				_set("/decisions_sample/decisions", []),
			],
			"want": ["pass", null],
		},
		"none drawn of two": {
			"change": [_set("/decisions_sample/size", 0), _set("/decisions_sample/decisions", [])],
			"want": incomplete,
		},
		"one decision twice": {
			"change": [_set("/decisions_sample/decisions/1/reference", "decision-1")],
			"want": incomplete,
		},
		"the number as text": {"change": [_set("/decisions_sample/size", "2")], "want": incomplete},
		"how many there are as text": {"change": [_set("/decisions_sample/of", "2")], "want": incomplete},
		"decisions by name": {
			"change": [_set("/decisions_sample/decisions", {"1": {"reference": "decision-1"}})],
			"want": incomplete,
		},
		"no sample": {"change": [_gone("/decisions_sample")], "want": incomplete},
	}

	found := register.drawn("sample", _found(json.patch(_sampled, case.change)))
	[found.status, found.because] == case.want
	found.basis == "sampled"
}

test_corroborated[note] if {
	incomplete := ["unknown", "effect, grounds or decider are not on record"]
	alone := ["fail", "it rests on the output alone"]
	some note, case in {
		"other grounds": {"change": [], "want": ["pass", null]},
		"no adverse effect": {
			"change": [_set("/adverse_legal_effect", "no"), _set("/other_grounds", null)],
			"want": ["pass", "no adverse legal effect"],
		},
		"no adverse effect, of nothing": {
			"change": [_set("/adverse_legal_effect", "no"), _gone("/reference")],
			"want": incomplete,
		},
		"on the output alone": {"change": [_set("/solely_on_output", "yes")], "want": alone},
		"on the output alone, to no known effect": {
			"change": [_set("/solely_on_output", "yes"), _gone("/adverse_legal_effect")],
			"want": incomplete,
		},
		"no grounds": {"change": [_set("/other_grounds", null)], "want": incomplete},
		"nobody decided": {"change": [_set("/decided_by", " ")], "want": incomplete},
		"who decided is to be filled in": {"change": [_set("/decided_by", "n/a")], "want": incomplete},
		"nobody says on what": {"change": [_gone("/solely_on_output")], "want": incomplete},
		"a truth value": {"change": [_set("/adverse_legal_effect", true)], "want": incomplete},
	}
	decision := {
		"reference": "decision-1",
		"adverse_legal_effect": "yes",
		"solely_on_output": "no",
		"other_grounds": "A witness who knew the person",
		"decided_by": "Officer in charge",
	}

	found := register.corroborated("decision-1", _found(json.patch(decision, case.change)))
	[found.status, found.because, found.basis] == [case.want[0], case.want[1], "sampled"]
}

test_entries_that_are_none[note] if {
	some note, value in {"nothing": null, "text": "use-1", "a list": [], "an empty object": {}, "a number": 1}

	{found.status |
		some found in [
			register.opened(value, _found(value)),
			register.impact_assessed("term", _found(value), _found(value)),
			register.in_database("term", _found(value), _found(value)),
			register.in_database_before("term", _found(value), _found(value)),
			register.targeted("term", _found(value), _found(value)),
			register.authorised("term", _found(value), 10),
			register.notified("term", _found(value)),
			register.drawn("term", _found(value)),
			register.corroborated("term", _found(value)),
		]
	} - {"fail" | value == "use-1"} == {"unknown"} with input as _asked
}

test_decided[note] if {
	some note, case in {
		"pass": {"answer": {"status": "pass", "because": null, "basis": "sampled"}, "want": "pass"},
		"fail": {"answer": {"status": "fail", "because": null, "basis": "documented"}, "want": "fail"},
		"a status of another name": {
			"answer": {"status": "ok", "because": null, "basis": "sampled"},
			"want": "unknown",
		},
		"a basis that there is not": {
			"answer": {"status": "pass", "because": null, "basis": "certain"},
			"want": "unknown",
		},
		"nothing": {"answer": {}, "want": "unknown"},
	}

	check.decided("term", _found(1), case.answer).status == case.want
}
