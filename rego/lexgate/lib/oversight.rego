# METADATA
# description: >-
#   What people say of logs and of human oversight, held against what instruments saw
#   when they drove the service: events and fields of records, overrides, stops and
#   verifications. Every function has an answer for every input; the accepting answer
#   comes first, and the last is the worst.
package lexgate.lib.oversight

import data.lexgate.lib.check

# METADATA
# title: Events that instruments saw recorded, each with the fields that all its records held
# description: >-
#   Each test says how many records it saw and, by event, how many of these and how many
#   that hold a value in a field; and, where one could, whether a signed fact takes away
#   what it tests. A field of an event that one instrument saw without it is none. Where a
#   test that is not taken away saw no log, or its events are not all of its records,
#   nothing is known, so that leaving one out never helps.
# scope: document
seen(tests) := {
	"value": {event: sort(_held(event, looked)) |
		some recorded in looked
		some event, _ in recorded
	},
	"source": _source(tests),
} if {
	asked := [test | some test in tests; not test.relieved == "yes"]
	count(asked) > 0
	every test in asked {
		_every_record_told(test.recorded.value, test.records.value)
	}
	looked := [test.recorded.value | some test in asked]
} else := {"value": null, "source": _source(tests)}

_every_record_told(recorded, records) if {
	is_object(recorded)
	every entry in recorded {
		check.is_count(entry.records)
	}
	sum([entry.records | some entry in recorded]) == records
}

_held(event, looked) := intersection({fields |
	some recorded in looked
	some name, entry in recorded
	name == event
	fields := _whole(entry)
})

_whole(entry) := {field |
	entry.records > 0
	some field, number in entry.fields
	number == entry.records
}

_source(tests) := source if {
	source := tests[0].recorded.source
} else := null

# METADATA
# title: What a purpose reads from the log stands in records that were seen
# description: >-
#   The statement names an event and fields, and says how they tell what is asked. The
#   event was seen, and each of its records held each of the fields. That these fields
#   tell enough is not shown by it.
# scope: document
read_from(term, use, events) := check.decided(term, use, object.union(
	_read_from(use.value, events.value),
	{"expected": events.value},
))

_read_from(use, events) := _linked("pass", null) if {
	check.says_something(use.how)
	_in_records(use, events)
} else := _linked("fail", "no record was seen with this event and these fields") if {
	_usable(use, events)
	not _in_records(use, events)
} else := _open("which event and fields tell it, and how, is not stated, or no record was seen")

_in_records(use, events) if {
	_usable(use, events)
	every field in use.fields {
		field in events[use.event]
	}
}

_usable(use, events) if {
	is_string(use.event)
	is_array(use.fields)
	count(use.fields) > 0
	is_object(events)
	count(events) > 0
}

# METADATA
# title: A change of the system shows in the records, by the version that wrote them
# description: One of the fields named held, in every record, the version that was driven.
# scope: document
change_read_from(term, use, events, versions) := check.decided(term, use, object.union(
	_change_read_from(use.value, events.value, versions.value),
	{"expected": {"events": events.value, "fields_with_the_version": versions.value}},
))

_change_read_from(use, events, versions) := _linked("pass", null) if {
	_read_from(use, events).status == "pass"
	_names_version(use, versions)
} else := _linked("fail", "no field that is named holds the version in every record") if {
	_read_from(use, events).status == "pass"
	is_array(versions)
} else := _linked("fail", "no record was seen with this event and these fields") if {
	_read_from(use, events).status == "fail"
} else := _open("which fields tell a change, or the version in them, is not known")

_names_version(use, versions) if {
	is_array(versions)
	some field in use.fields
	field in versions
}

# METADATA
# title: A stop shows in the records, by an event that plain use does not write
# description: >-
#   The event named was seen when an instrument stopped the service, and not when one
#   only used it. Where a signed fact takes the stop away, any event that was seen counts.
# scope: document
stop_read_from(term, use, events, used, stopped) := check.decided(term, use, object.union(
	_stop_read_from(use.value, events.value, _of_the_stop(events.value, used.recorded.value, stopped)),
	{"expected": events.value},
))

_stop_read_from(use, events, own) := _linked("pass", null) if {
	_read_from(use, events).status == "pass"
	use.event in own
} else := _linked("fail", "no stop wrote this event, or plain use writes it too") if {
	_read_from(use, events).status == "pass"
	own != null
} else := _linked("fail", "no record was seen with this event and these fields") if {
	_read_from(use, events).status == "fail"
} else := _open("which event and fields tell it, and how, is not stated, or no record was seen")

_of_the_stop(events, used, stopped) := object.keys(events) if {
	stopped.relieved == "yes"
	is_object(events)
} else := object.keys(stopped.recorded.value) - object.keys(used) if {
	is_object(stopped.recorded.value)
	is_object(used)
} else := null

# METADATA
# title: Every event that was seen is explained, and none that was not
# scope: document
events_said(term, said, events) := check.decided(term, said, object.union(
	_events_said(said.value, events.value),
	{"expected": _sorted_keys(events.value)},
))

_events_said(said, events) := _linked("pass", null) if {
	_some_of_both(said, events)
	object.keys(said) == object.keys(events)
	every text in said {
		check.says_something(text)
	}
} else := _linked("fail", "the events that are explained are not those that were seen") if {
	_some_of_both(said, events)
	object.keys(said) != object.keys(events)
} else := _open("the events are not explained, or no record was seen")

_some_of_both(said, events) if {
	is_object(said)
	count(said) > 0
	is_object(events)
	count(events) > 0
}

_sorted_keys(found) := sort(object.keys(found)) if {
	is_object(found)
} else := []

# METADATA
# title: Each use was recorded with its beginning and its end
# scope: document
uses_recorded(term, found) := check.decided(term, found, _uses_recorded(found.value))

_uses_recorded(found) := _measured("pass", null) if {
	check.is_count(found.use_started)
	found.use_started > 0
	found.use_ended == found.use_started
	found.use_records_unusable == 0
} else := _measured("fail", "a use without its end, or a record without time or use") if {
	_all_counts([found.use_started, found.use_ended, found.use_records_unusable])
	found.use_started + found.use_records_unusable > 0
} else := _measured("unknown", "no use was recorded while an instrument looked on")

# METADATA
# title: Each record of an event names what the Act asks for
# scope: document
named_in_records(term, found) := check.decided(term, found, _named_in_records(found.value))

_named_in_records(found) := _measured("pass", null) if {
	check.is_count(found.records)
	found.records > 0
	found.naming == found.records
} else := _measured("fail", "a record does not name it") if {
	_all_counts([found.records, found.naming])
	found.records > 0
} else := _measured("unknown", "no such record was seen")

# METADATA
# title: The people who verified each match are identified in the records
# description: >-
#   Two of them for each match, since these are the people of Article 14(5); where law
#   finds two disproportionate (a signed fact, yes), those who did verify.
# scope: document
verifiers_named(term, found, disproportionate) := check.decided(
	term,
	found,
	_verifiers_named(found.value, disproportionate),
)

_verifiers_named(found, disproportionate) := _measured("pass", null) if {
	_named_in_records(found).status == "pass"
	check.is_count(found.matches)
	found.matches > 0
	found.matches_by_two == found.matches
} else := _measured("pass", "one person is enough: a signed fact says that law finds two disproportionate") if {
	_named_in_records(found).status == "pass"
	check.is_count(found.matches)
	found.matches > 0
	disproportionate == "yes"
} else := _measured("fail", "a record names nobody, or a match was verified by fewer than two people") if {
	_all_counts([found.records, found.naming, found.matches, found.matches_by_two])
	found.records > 0
} else := _measured("unknown", "no verification was recorded while an instrument looked on")

# METADATA
# title: A person's decision took the place of each output
# scope: document
replaced(term, test) := check.decided(term, test, _replaced(test.value))

_replaced(test) := _measured("pass", null) if {
	check.is_count(test.requests)
	test.requests > 0
	test.outputs == test.requests
	test.replaced == test.outputs
} else := _measured("fail", "an output stood although a person had decided otherwise") if {
	_all_counts([test.outputs, test.replaced])
	test.replaced < test.outputs
} else := _measured("unknown", "no test was run in which each request led to an output that it knew")

# METADATA
# title: Measures of oversight are built in, left to the deployer, or both
# description: >-
#   At least one measure, each described. What is said to be shown by an instrument was
#   shown by it, and what an instrument saw working is named. Each test was run, or a
#   signed fact takes away what it tests (`relieved`): with one left out nothing is known,
#   so that leaving one out never helps. Where no measure rests on a test, the answer rests
#   on text alone.
# scope: document
ensured(term, built_in, for_deployer, tests) := check.decided(
	term,
	{"value": {"built_in": built_in.value, "for_deployer": for_deployer.value}, "source": built_in.source},
	object.union(
		_ensured(built_in.value, for_deployer.value, _tried(tests), _asked(tests)),
		{"expected": {"tried": _tried(tests)}},
	),
)

_ensured(built_in, for_deployer, tried, asked) := _linked("pass", null) if {
	_described(built_in, for_deployer)
	_all_tried(tried, asked)
	_all_shown(built_in, tried, asked)
	count(_claimed(built_in)) > 0
} else := _open_as("pass", "text only: no measure that an instrument saw working") if {
	_described(built_in, for_deployer)
	_all_tried(tried, asked)
	_all_shown(built_in, tried, asked)
} else := _linked("fail", "a measure that is said to work was seen not to") if {
	some instrument in _claimed(built_in)
	tried[instrument] == "fail"
} else := _linked("fail", "a measure that an instrument saw working is not named") if {
	_described(built_in, for_deployer)
	some instrument in asked
	tried[instrument] == "pass"
	not instrument in _claimed(built_in)
} else := _open("an override or a stop was not tried, and no signed fact takes it away") if {
	_described(built_in, for_deployer)
	not _all_tried(tried, asked)
} else := _open("no measure is named, or one without a description or without its test")

_described(built_in, for_deployer) if {
	is_object(built_in)
	is_object(for_deployer)
	count(built_in) + count(for_deployer) > 0
	every measure in built_in {
		check.says_something(measure.measure)
		measure.shown_by in {"override_test", "stop_test", null}
	}
	every measure in for_deployer {
		check.says_something(measure.measure)
		check.says_something(measure.why_deployer)
	}
}

_claimed(built_in) := {measure.shown_by | some measure in built_in; is_string(measure.shown_by)}

_all_tried(tried, asked) if {
	every instrument in asked {
		tried[instrument] in {"pass", "fail"}
	}
}

# What is not asked for need not be named, and what is named was seen to work all the same.
_all_shown(built_in, tried, asked) if {
	shown := {instrument | some instrument, status in tried; status == "pass"}
	_claimed(built_in) - shown == set()
	(shown & asked) - _claimed(built_in) == set()
}

_tried(tests) := {
	"override_test": _replaced(tests.override_test.value).status,
	"stop_test": check.halted("stop", tests.stop_test).status,
}

_asked(tests) := {instrument | some instrument, test in tests; not test.relieved == "yes"}

# METADATA
# title: Nothing followed from an identification before two different people had verified it
# scope: document
verified_by_two(term, test) := check.decided(term, test, _verified_by_two(test.value))

_verified_by_two(test) := _measured_and_linked("pass", null) if {
	check.is_count(test.identifications)
	test.identifications > 0
	test.acted.without_verification == 0
	test.acted.after_one == 0
	test.acted.after_one_twice == 0
	test.acted.after_two == test.identifications
} else := _measured_and_linked("fail", "an action followed before two different people had verified it") if {
	some stage in ["without_verification", "after_one", "after_one_twice"]
	check.is_count(test.acted[stage])
	test.acted[stage] > 0
} else := _measured("unknown", "no test was run, or no action followed at all")

_all_counts(list) if {
	every number in list {
		check.is_count(number)
	}
}

_linked(status, because) := {"status": status, "because": because, "basis": "documented", "linked": true}

_open(because) := _open_as("unknown", because)

_open_as(status, because) := {"status": status, "because": because, "basis": "documented", "linked": false}

_measured(status, because) := {"status": status, "because": because, "basis": "measured"}

_measured_and_linked(status, because) := object.union(_measured(status, because), {"linked": true})
