package lexgate.lib.oversight_test

import data.lexgate.lib.oversight

_found(value) := {"value": value, "source": ["kind"]}

_set(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_answer(check) := [check.status, check.because]

_linked := [["pass", true], ["fail", true], ["unknown", false]]

test_seen[note] if {
	some note, case in {
		"fields that all records hold": {
			"tests": [{"a": {"records": 2, "fields": {"x": 2, "y": 1}}}],
			"want": {"a": ["x"]},
		},
		"of two instruments, what both saw": {
			"tests": [{"a": {"records": 2, "fields": {"x": 2, "y": 2}}}, {"a": {"records": 1, "fields": {"x": 1}}}],
			"want": {"a": ["x"]},
		},
		"events of each": {
			"tests": [{"a": {"records": 1, "fields": {"x": 1}}}, {"b": {"records": 1, "fields": {}}}],
			"want": {"a": ["x"], "b": []},
		},
		"an instrument that saw no event": {
			"tests": [{"a": {"records": 1, "fields": {"x": 1}}}, {}],
			"want": {"a": ["x"]},
		},
		"an instrument that did not look": {"tests": [{"a": {"records": 1, "fields": {"x": 1}}}, null], "want": null},
		"an entry that can't be used, beside one that can": {
			"tests": [{"a": {"records": 1, "fields": {"x": 1}}}, {"a": null}],
			"want": null,
		},
		"no records": {"tests": [{"a": {"records": 0, "fields": {"x": 0}}}], "want": {"a": []}},
		"numbers as text": {"tests": [{"a": {"records": "1", "fields": {"x": "1"}}}], "want": null},
		"fields as text": {"tests": [{"a": {"records": 1, "fields": {"x": "1"}}}], "want": {"a": []}},
		"text for events": {"tests": ["a"], "want": null},
		"entries that name no event": {"tests": [[{"records": 1, "fields": {"x": 1}}]], "want": null},
		"no instrument": {"tests": [], "want": null},
	}

	oversight.seen([_looked(value, "no") | some value in case.tests]).value == case.want
}

# The records by event are all that the instrument saw; an event left out is not forgotten.
test_seen_of_every_record[note] if {
	some note, case in {
		"all": {"records": 3, "want": {"a": ["x"], "b": []}},
		"an event is left out": {"records": 4, "want": null},
		"more than there were": {"records": 2, "want": null},
		"no number": {"records": null, "want": null},
		"a number as text": {"records": "3", "want": null},
	}

	oversight.seen([{
		"recorded": _found({"a": {"records": 2, "fields": {"x": 2}}, "b": {"records": 1, "fields": {}}}),
		"records": _found(case.records),
	}]).value == case.want
}

# Not looked at: what a signed fact takes away; what nobody knows of is not taken away.
test_seen_by_what_is_asked_for[note] if {
	some note, case in {
		"taken away": {"relieved": "yes", "want": {"a": ["x"]}},
		"not taken away": {"relieved": "no", "want": null},
		"not known": {"relieved": "unknown", "want": null},
	}

	oversight.seen([
		object.remove(_looked({"a": {"records": 1, "fields": {"x": 1}}}, "no"), ["relieved"]),
		_looked(null, case.relieved),
	]).value == case.want
}

test_seen_has_a_source if {
	oversight.seen([_looked({}, "no"), {"recorded": {"value": {}, "source": ["other"]}, "records": _found(0), "relieved": "no"}]).source == ["kind"]
	oversight.seen([_looked(null, "no")]).source == ["kind"]
	oversight.seen([]).source == null
}

test_seen_of_nothing_that_is_asked_for if {
	oversight.seen([_looked({"a": {"records": 1, "fields": {"x": 1}}}, "yes")]).value == null
}

_looked(value, relieved) := {
	"recorded": _found(value),
	"records": _found(sum([entry.records | some entry in value; is_number(entry.records)])),
	"relieved": relieved,
}

_use := {"how": "Overrides are counted by week.", "event": "override", "fields": ["by", "reason"]}

_events := {"override": ["by", "decision", "reason"], "scoring": ["release", "score"]}

_not_seen := "no record was seen with this event and these fields"

_not_stated := "which event and fields tell it, and how, is not stated, or no record was seen"

test_read_from[note] if {
	some note, case in {
		"each field seen": {"change": [], "want": ["pass", null]},
		"an event that was not seen": {"change": [_set("/event", "refund")], "want": ["fail", _not_seen]},
		"a field of another event": {"change": [_set("/fields/0", "score")], "want": ["fail", _not_seen]},
		"no field": {"change": [_set("/fields", [])], "want": ["unknown", _not_stated]},
		"fields as an object": {"change": [_set("/fields", {"by": "by"})], "want": ["unknown", _not_stated]},
		"a placeholder for how": {"change": [_set("/how", "to be defined")], "want": ["unknown", _not_stated]},
		"without how": {"change": [_gone("/how")], "want": ["unknown", _not_stated]},
		"an event that is no text": {"change": [_set("/event", 7)], "want": ["unknown", _not_stated]},
		"nothing stated": {"change": [_set("", null)], "want": ["unknown", _not_stated]},
	}

	found := oversight.read_from("risk", _found(json.patch(_use, case.change)), _found(_events))

	[_answer(found), found.expected, found.basis] == [case.want, _events, "documented"]
	[found.status, found.linked] in _linked
}

test_read_from_no_record[note] if {
	some note, events in {"none": {}, "nothing": null, "text": "override", "a list": ["override"]}

	_answer(oversight.read_from("risk", _found(_use), _found(events))) == ["unknown", _not_stated]
}

# A log of one event is a log.
test_read_from_one_event[note] if {
	some note, case in {
		"the one that was seen": {"event": "override", "want": ["pass", null]},
		"one that was not": {"event": "scoring", "want": ["fail", _not_seen]},
	}

	use := json.patch(_use, [_set("/event", case.event)])
	_answer(oversight.read_from("risk", _found(use), _found({"override": ["by", "reason"]}))) == case.want
}

_not_the_stop := "no stop wrote this event, or plain use writes it too"

_plain_use := {"scoring": {"records": 2}}

_at_the_stop := {"scoring": {"records": 1}, "override": {"records": 1}}

test_stop_read_from[note] if {
	some note, case in {
		"an event of the stop alone": {"event": "override", "field": "by", "used": _plain_use, "stopped": _at_the_stop, "relieved": "no", "want": ["pass", null]},
		"an event of plain use": {"event": "scoring", "field": "score", "used": _plain_use, "stopped": _at_the_stop, "relieved": "no", "want": ["fail", _not_the_stop]},
		"an event of neither": {"event": "override", "field": "by", "used": _plain_use, "stopped": {}, "relieved": "no", "want": ["fail", _not_the_stop]},
		"a field that was not seen": {"event": "override", "field": "mood", "used": _plain_use, "stopped": _at_the_stop, "relieved": "no", "want": ["fail", _not_seen]},
		"no stop is asked for": {"event": "scoring", "field": "score", "used": _plain_use, "stopped": null, "relieved": "yes", "want": ["pass", null]},
		"nobody knows whether one is": {"event": "scoring", "field": "score", "used": _plain_use, "stopped": null, "relieved": "unknown", "want": ["unknown", _not_stated]},
		"nobody used it": {"event": "override", "field": "by", "used": null, "stopped": _at_the_stop, "relieved": "no", "want": ["unknown", _not_stated]},
		"a list for events": {"event": "override", "field": "by", "used": _plain_use, "stopped": ["override"], "relieved": "no", "want": ["unknown", _not_stated]},
		"a field that was not seen, where no stop is asked for": {"event": "scoring", "field": "mood", "used": _plain_use, "stopped": null, "relieved": "yes", "want": ["fail", _not_seen]},
	}

	found := oversight.stop_read_from(
		"suspension",
		_found({"how": "The stop is written down.", "event": case.event, "fields": [case.field]}),
		_found(_events),
		_looked(case.used, "no"),
		_looked(case.stopped, case.relieved),
	)

	[_answer(found), found.expected] == [case.want, _events]
	[found.status, found.linked] in _linked
}

# That no stop is asked for makes up for no log.
test_stop_read_from_no_record[note] if {
	some note, events in {"none": {}, "nothing": null, "text": "override", "a list": ["override"]}

	use := {"how": "The stop is written down.", "event": "override", "fields": ["by"]}
	found := oversight.stop_read_from("suspension", _found(use), _found(events), _looked(_plain_use, "no"), _looked(null, "yes"))
	_answer(found) == ["unknown", _not_stated]
}

_no_version := "no field that is named holds the version in every record"

_open_change := "which fields tell a change, or the version in them, is not known"

test_change_read_from[note] if {
	some note, case in {
		"the version is among the fields": {"use": _change, "versions": ["release"], "want": ["pass", null]},
		"the version beside another field": {
			"use": json.patch(_change, [_set("/fields/-", "score")]),
			"versions": ["build", "release"],
			"want": ["pass", null],
		},
		"fields without the version": {
			"use": json.patch(_change, [_set("/fields", ["score"])]),
			"versions": ["release"],
			"want": ["fail", _no_version],
		},
		"no record holds the version": {"use": _change, "versions": [], "want": ["fail", _no_version]},
		"nobody looked for the version": {"use": _change, "versions": null, "want": ["unknown", _open_change]},
		"versions as an object": {"use": _change, "versions": {"release": "release"}, "want": ["unknown", _open_change]},
		"a field that was not seen": {
			"use": json.patch(_change, [_set("/fields/-", "model")]),
			"versions": ["release", "model"],
			"want": ["fail", _not_seen],
		},
		"nothing stated": {"use": null, "versions": ["release"], "want": ["unknown", _open_change]},
	}

	found := oversight.change_read_from("change", _found(case.use), _found(_events), _found(case.versions))

	[_answer(found), found.expected] == [case.want, {"events": _events, "fields_with_the_version": case.versions}]
	[found.status, found.linked] in _linked
}

_change := {"how": "Another version shows a change.", "event": "scoring", "fields": ["release"]}

_other_events := "the events that are explained are not those that were seen"

_no_events := "the events are not explained, or no record was seen"

test_events_said[note] if {
	some note, case in {
		"each": {"change": [], "events": _events, "want": ["pass", null]},
		"one left out": {"change": [_gone("/override")], "events": _events, "want": ["fail", _other_events]},
		"one that was not seen": {"change": [_set("/refund", "Money was paid back.")], "events": _events, "want": ["fail", _other_events]},
		"one event, seen and explained": {"change": [_gone("/scoring")], "events": {"override": ["by"]}, "want": ["pass", null]},
		"one event, and another is explained": {"change": [_gone("/override")], "events": {"override": ["by"]}, "want": ["fail", _other_events]},
		"a placeholder": {"change": [_set("/override", "todo: later")], "events": _events, "want": ["unknown", _no_events]},
		"no text": {"change": [_set("/override", null)], "events": _events, "want": ["unknown", _no_events]},
		"none explained": {"change": [_set("", {})], "events": _events, "want": ["unknown", _no_events]},
		"none explained and none seen": {"change": [_set("", {})], "events": {}, "want": ["unknown", _no_events]},
		"none seen": {"change": [], "events": {}, "want": ["unknown", _no_events]},
		"a list": {"change": [_set("", ["override"])], "events": _events, "want": ["unknown", _no_events]},
		"nothing seen": {"change": [], "events": null, "want": ["unknown", _no_events]},
	}

	found := oversight.events_said("events", _found(json.patch(_said, case.change)), _found(case.events))

	_answer(found) == case.want
	[found.status, found.linked] in _linked
}

_said := {"override": "An officer decided otherwise.", "scoring": "An application was scored."}

test_events_said_expects_those_seen if {
	oversight.events_said("events", _found(_said), _found(_events)).expected == ["override", "scoring"]
	oversight.events_said("events", _found(_said), _found(null)).expected == []
}

_unended := "a use without its end, or a record without time or use"

_no_use := "no use was recorded while an instrument looked on"

test_uses_recorded[note] if {
	some note, case in {
		"each with its end": {"change": [], "want": ["pass", null]},
		"one use": {"change": [_set("/use_started", 1), _set("/use_ended", 1)], "want": ["pass", null]},
		"one without its end": {"change": [_set("/use_ended", 3)], "want": ["fail", _unended]},
		"the only one without its end": {"change": [_set("/use_started", 1), _set("/use_ended", 0)], "want": ["fail", _unended]},
		"more ends than uses": {"change": [_set("/use_ended", 5)], "want": ["fail", _unended]},
		"a record without a time": {"change": [_set("/use_records_unusable", 1)], "want": ["fail", _unended]},
		"records without a time alone": {
			"change": [_set("/use_started", 0), _set("/use_ended", 0), _set("/use_records_unusable", 2)],
			"want": ["fail", _unended],
		},
		"no use": {"change": [_set("/use_started", 0), _set("/use_ended", 0)], "want": ["unknown", _no_use]},
		"numbers as text": {"change": [_set("/use_started", "4"), _set("/use_ended", "4")], "want": ["unknown", _no_use]},
		"nobody counted what is unusable": {"change": [_gone("/use_records_unusable")], "want": ["unknown", _no_use]},
		"nobody counted ends": {"change": [_gone("/use_ended")], "want": ["unknown", _no_use]},
		"nothing there": {"change": [_set("", null)], "want": ["unknown", _no_use]},
	}

	found := oversight.uses_recorded("each use", _found(json.patch(_uses, case.change)))

	[_answer(found), found.basis] == [case.want, "measured"]
}

_uses := {"use_started": 4, "use_ended": 4, "use_records_unusable": 0}

test_named_in_records[note] if {
	some note, case in {
		"each": {"found": {"records": 3, "naming": 3}, "want": ["pass", null]},
		"one": {"found": {"records": 1, "naming": 1}, "want": ["pass", null]},
		"one does not": {"found": {"records": 3, "naming": 2}, "want": ["fail", "a record does not name it"]},
		"the only one does not": {"found": {"records": 1, "naming": 0}, "want": ["fail", "a record does not name it"]},
		"more than there are": {"found": {"records": 3, "naming": 4}, "want": ["fail", "a record does not name it"]},
		"no records": {"found": {"records": 0, "naming": 0}, "want": ["unknown", "no such record was seen"]},
		"numbers as text": {"found": {"records": "3", "naming": "3"}, "want": ["unknown", "no such record was seen"]},
		"nobody looked": {"found": {"records": 3}, "want": ["unknown", "no such record was seen"]},
		"nothing there": {"found": null, "want": ["unknown", "no such record was seen"]},
	}

	found := oversight.named_in_records("database", _found(case.found))

	[_answer(found), found.basis] == [case.want, "measured"]
}

_too_few := "a record names nobody, or a match was verified by fewer than two people"

_one_is_enough := "one person is enough: a signed fact says that law finds two disproportionate"

_no_verification := "no verification was recorded while an instrument looked on"

test_verifiers_named[note] if {
	some note, case in {
		"two for each match": {"change": [], "fact": "no", "want": ["pass", null]},
		"two, though one would be enough": {"change": [], "fact": "yes", "want": ["pass", null]},
		"one match by one": {"change": [_set("/matches_by_two", 5)], "fact": "no", "want": ["fail", _too_few]},
		"by one, and nobody knows the law": {"change": [_set("/matches_by_two", 5)], "fact": "unknown", "want": ["fail", _too_few]},
		"the only match, by two": {"change": [_set("/matches", 1), _set("/matches_by_two", 1)], "fact": "no", "want": ["pass", null]},
		"the only match by one, where law asks for no more": {
			"change": [_set("/matches", 1), _set("/matches_by_two", 0)],
			"fact": "yes",
			"want": ["pass", _one_is_enough],
		},
		"the only record, without a name": {
			"change": [_set("/records", 1), _set("/naming", 0)],
			"fact": "no",
			"want": ["fail", _too_few],
		},
		"by one, where law asks for no more": {"change": [_set("/matches_by_two", 0)], "fact": "yes", "want": ["pass", _one_is_enough]},
		"a record without a name": {"change": [_set("/naming", 11)], "fact": "no", "want": ["fail", _too_few]},
		"a record without a name, where one is enough": {
			"change": [_set("/naming", 11), _set("/matches_by_two", 5)],
			"fact": "yes",
			"want": ["fail", _too_few],
		},
		"no match": {"change": [_set("/matches", 0), _set("/matches_by_two", 0)], "fact": "no", "want": ["fail", _too_few]},
		"no match, where one is enough": {
			"change": [_set("/matches", 0), _set("/matches_by_two", 0)],
			"fact": "yes",
			"want": ["fail", _too_few],
		},
		"no record": {"change": [_set("/records", 0), _set("/naming", 0)], "fact": "no", "want": ["unknown", _no_verification]},
		"matches as text": {"change": [_set("/matches", "6"), _set("/matches_by_two", "6")], "fact": "yes", "want": ["unknown", _no_verification]},
		"nothing there": {"change": [_set("", null)], "fact": "yes", "want": ["unknown", _no_verification]},
	}

	found := oversight.verifiers_named("people", _found(json.patch(_verifications, case.change)), case.fact)

	[_answer(found), found.basis] == [case.want, "measured"]
}

_verifications := {"records": 12, "naming": 12, "matches": 6, "matches_by_two": 6}

_stood := "an output stood although a person had decided otherwise"

_no_override := "no test was run in which each request led to an output that it knew"

test_replaced[note] if {
	some note, case in {
		"each": {"change": [], "want": ["pass", null]},
		"one output": {"change": [_set("/requests", 1), _set("/outputs", 1), _set("/replaced", 1)], "want": ["pass", null]},
		"one stood": {"change": [_set("/replaced", 19)], "want": ["fail", _stood]},
		"all stood": {"change": [_set("/replaced", 0)], "want": ["fail", _stood]},
		"more than there are": {"change": [_set("/replaced", 21)], "want": ["unknown", _no_override]},
		"a request without an output that it knew": {"change": [_set("/outputs", 19), _set("/replaced", 19)], "want": ["unknown", _no_override]},
		"no requests": {"change": [_set("/requests", 0), _set("/outputs", 0), _set("/replaced", 0)], "want": ["unknown", _no_override]},
		"numbers as text": {"change": [_set("/requests", "20"), _set("/outputs", "20"), _set("/replaced", "20")], "want": ["unknown", _no_override]},
		"text above text": {"change": [_set("/outputs", "20")], "want": ["unknown", _no_override]},
		"nobody asked what stands": {"change": [_gone("/replaced")], "want": ["unknown", _no_override]},
		"nothing there": {"change": [_set("", null)], "want": ["unknown", _no_override]},
	}

	found := oversight.replaced("override", _found(json.patch(_override, case.change)))

	[_answer(found), found.basis] == [case.want, "measured"]
}

_override := {"requests": 20, "outputs": 20, "replaced": 20}

_text_only := "text only: no measure that an instrument saw working"

_not_tried := "an override or a stop was not tried, and no signed fact takes it away"

_seen_not_to := "a measure that is said to work was seen not to"

_not_named := "a measure that an instrument saw working is not named"

_no_measure := "no measure is named, or one without a description or without its test"

test_ensured[note] if {
	some note, case in {
		"both types": {"change": [], "want": ["pass", null, true]},
		"built in alone": {"change": [_set("/for_deployer", {})], "want": ["pass", null, true]},
		"built in, and one that no instrument tries": {
			"change": [_set("/built_in/page", {"measure": "A page shows the scores of a week.", "shown_by": null})],
			"want": ["pass", null, true],
		},
		"left to the deployer alone, and nothing was tried": {
			"change": [_set("/built_in", {}), _set("/override_test", null), _set("/stop_test", null)],
			"want": ["unknown", _not_tried, false],
		},
		"left to the deployer alone, and signed facts take both away": {
			"change": [_set("/built_in", {}), _set("/override_test", null), _set("/stop_test", null), _set("/relieved", {"override_test": "yes", "stop_test": "yes"})],
			"want": ["pass", _text_only, false],
		},
		"left to the deployer alone, and a signed fact takes one away": {
			"change": [_set("/built_in", {}), _set("/override_test", null), _set("/stop_test", null), _set("/relieved/stop_test", "yes")],
			"want": ["unknown", _not_tried, false],
		},
		"left to the deployer alone, and the facts leave it open": {
			"change": [_set("/built_in", {}), _set("/override_test", null), _set("/stop_test/answered_after_stop", 3), _set("/relieved/override_test", "unknown")],
			"want": ["unknown", _not_tried, false],
		},
		"a stop taken away, that works and is not named": {
			"change": [_gone("/built_in/stop"), _set("/relieved/stop_test", "yes")],
			"want": ["pass", null, true],
		},
		"a stop taken away, and not tried": {
			"change": [_gone("/built_in/stop"), _set("/stop_test", null), _set("/relieved/stop_test", "yes")],
			"want": ["pass", null, true],
		},
		"a stop taken away, named, and seen not to work": {
			"change": [_set("/stop_test/answered_after_stop", 1), _set("/relieved/stop_test", "yes")],
			"want": ["fail", _seen_not_to, true],
		},
		"a stop taken away, named, and not tried": {
			"change": [_set("/stop_test", null), _set("/relieved/stop_test", "yes")],
			"want": ["unknown", _no_measure, false],
		},
		"left to the deployer alone, and what was tried failed": {
			"change": [_set("/built_in", {}), _set("/override_test/replaced", 0), _set("/stop_test/answered_after_stop", 3)],
			"want": ["pass", _text_only, false],
		},
		"no measure": {
			"change": [_set("/built_in", {}), _set("/for_deployer", {}), _set("/override_test", null), _set("/stop_test", null)],
			"want": ["unknown", _no_measure, false],
		},
		"an override that did not hold": {"change": [_set("/override_test/replaced", 19)], "want": ["fail", _seen_not_to, true]},
		"a stop that did not hold": {"change": [_set("/stop_test/answered_after_stop", 1)], "want": ["fail", _seen_not_to, true]},
		"an override that works is not named": {"change": [_gone("/built_in/override")], "want": ["fail", _not_named, true]},
		"a stop that works is not named": {"change": [_gone("/built_in/stop")], "want": ["fail", _not_named, true]},
		"a stop that nobody tried": {"change": [_set("/stop_test", null)], "want": ["unknown", _not_tried, false]},
		"a stop that works is not named, and the override was not tried": {
			"change": [_gone("/built_in/stop"), _set("/override_test", null)],
			"want": ["fail", _not_named, true],
		},
		"an instrument that is none": {"change": [_set("/built_in/stop/shown_by", "somebody")], "want": ["unknown", _no_measure, false]},
		"not said what shows it": {"change": [_gone("/built_in/stop/shown_by")], "want": ["unknown", _no_measure, false]},
		"a measure in a placeholder": {"change": [_set("/built_in/stop/measure", "to be decided")], "want": ["unknown", _no_measure, false]},
		"a measure of the deployer in a placeholder": {"change": [_set("/for_deployer/second/measure", "to be decided")], "want": ["unknown", _no_measure, false]},
		"no reason why the deployer": {"change": [_gone("/for_deployer/second/why_deployer")], "want": ["unknown", _no_measure, false]},
		"built in as a list": {"change": [_set("/built_in", [])], "want": ["unknown", _no_measure, false]},
		"for the deployer as a list": {"change": [_set("/for_deployer", [])], "want": ["unknown", _no_measure, false]},
		"nothing there": {"change": [_set("/built_in", null), _set("/for_deployer", null)], "want": ["unknown", _no_measure, false]},
	}

	said := json.patch(_measures, case.change)
	found := oversight.ensured("measures", _found(said.built_in), _found(said.for_deployer), {
		"override_test": object.union(_found(said.override_test), {"relieved": said.relieved.override_test}),
		"stop_test": object.union(_found(said.stop_test), {"relieved": said.relieved.stop_test}),
	})

	[found.status, found.because, found.linked] == case.want
	[found.basis, found.source] == ["documented", ["kind"]]
	found.observed == {"built_in": said.built_in, "for_deployer": said.for_deployer}
	object.keys(found.expected.tried) == {"override_test", "stop_test"}
}

_measures := {
	"built_in": {
		"override": {"measure": "An officer decides otherwise.", "shown_by": "override_test"},
		"stop": {"measure": "Somebody stops the scoring.", "shown_by": "stop_test"},
	},
	"for_deployer": {"second": {"measure": "A second officer reads refusals.", "why_deployer": "Branches plan their people."}},
	"relieved": {"override_test": "no", "stop_test": "no"},
	"override_test": _override,
	"stop_test": {
		"asked_at": "2026-11-20T08:50:00Z",
		"halted_at": "2026-11-20T08:50:01Z",
		"requests_after_stop": 5,
		"answered_after_stop": 0,
		"safe_state": "stopped: applications wait",
	},
}

_too_early := "an action followed before two different people had verified it"

_no_action := "no test was run, or no action followed at all"

test_verified_by_two[note] if {
	some note, case in {
		"after two alone": {"change": [], "want": ["pass", null]},
		"one identification": {"change": [_set("/identifications", 1), _set("/acted/after_two", 1)], "want": ["pass", null]},
		"without anybody": {"change": [_set("/acted/without_verification", 1)], "want": ["fail", _too_early]},
		"after one": {"change": [_set("/acted/after_one", 1)], "want": ["fail", _too_early]},
		"after the same one twice": {"change": [_set("/acted/after_one_twice", 6)], "want": ["fail", _too_early]},
		"never": {"change": [_set("/acted/after_two", 0)], "want": ["unknown", _no_action]},
		"not on each": {"change": [_set("/acted/after_two", 5)], "want": ["unknown", _no_action]},
		"nobody identified": {"change": [_set("/identifications", 0), _set("/acted/after_two", 0)], "want": ["unknown", _no_action]},
		"numbers as text": {"change": [_set("/identifications", "6"), _set("/acted/after_two", "6")], "want": ["unknown", _no_action]},
		"text for an early action": {"change": [_set("/acted/after_one", "1")], "want": ["unknown", _no_action]},
		"one stage not tried": {"change": [_gone("/acted/after_one_twice")], "want": ["unknown", _no_action]},
		"first stage not tried": {"change": [_gone("/acted/without_verification")], "want": ["unknown", _no_action]},
		"second stage not tried": {"change": [_gone("/acted/after_one")], "want": ["unknown", _no_action]},
		"nothing there": {"change": [_set("", null)], "want": ["unknown", _no_action]},
	}

	found := oversight.verified_by_two("verification", _found(json.patch(_verification, case.change)))

	[_answer(found), found.basis] == [case.want, "measured"]
	[found.status, object.get(found, "linked", false)] in _linked
}

_verification := {
	"identifications": 6,
	"acted": {"without_verification": 0, "after_one": 0, "after_one_twice": 0, "after_two": 6},
}
