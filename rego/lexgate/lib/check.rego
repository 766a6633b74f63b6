# METADATA
# description: >-
#   The only place where anything is compared. Every function has an answer for
#   every input: a check with its term, status, what was observed and expected,
#   and why. The accepting answer comes first and asks for all that it needs;
#   every other answer is worse, and the last is the worst.
#
#   A value comes as evidence.at gives it: {"value", "source"}. The half says
#   whose demand the check is: the Act's, or the house's own.
package lexgate.lib.check

import data.lexgate.lib.moment
import data.lexgate.lib.subject

# METADATA
# title: A group was examined by a stated method on real people, or is plainly not processed
# description: >-
#   Examined: a method, and n people, at least the minimum and no more than the
#   data hold, grouped by a column that says it. A column that only stands for it,
#   or an audit by somebody else, counts where the organisation accepts that way for
#   the attribute; of the audit, people sign for the very report and data that the
#   instrument saw. Not processed: a signed reason, and none of the columns that could
#   carry the attribute is among the features that the model was seen to read.
#   That excuse stands or falls by itself, so that a poor examination gains
#   nothing by being taken away.
# scope: document
examined(term, found, sizes, how, excuse) := _check(term, "act", "pass", {
	"observed": found.value,
	"source": found.source,
	"expected": {"n_at_least": sizes.minimum},
	"because": _standing_for(how),
	"basis": "measured",
}) if {
	_examination(found.value, sizes)
	_way_counts(how, {"measured", "proxy"})
} else := _check(term, "act", "pass", {
	"observed": {"report": how.report.value, "data": how.data.value, "finding": how.finding.value},
	"source": how.finding.source,
	"because": "examined by somebody else, in a report that people signed for",
	"basis": "documented",
	"linked": true,
}) if {
	_way_counts(how, {"external_audit"})
	_audited(how)
} else := _excuse(term, excuse) if {
	_excused(excuse)
} else := _check(term, "act", "fail", {
	"observed": {"read_by_the_model": _read_carriers(excuse)},
	"source": excuse.features.source,
	"because": "stated as not processed, yet the model reads a column that carries it",
}) if {
	found.value == null
	_excuse_stated(excuse)
} else := _check(term, "act", "unknown", {
	"observed": found.value,
	"source": found.source,
	"expected": {"n_at_least": sizes.minimum},
	"because": _unexamined(found.value, sizes, how),
})

# What measures the attribute itself needs nobody's leave.
_way_counts(how, ways) if {
	how.way.value in ways
	how.way.value in ({"measured"} | how.accepted)
}

_standing_for(how) := "examined by a column that stands for it" if {
	how.way.value == "proxy"
} else := null

# METADATA
# title: What was measured of an attribute, where the way of examining it counts
# description: A number of a column that only stands for it is none without the organisation's leave.
# scope: document
in_an_accepted_way(found, how) := found if {
	_way_counts(how, {"measured", "proxy"})
} else := found if {
	found.value == null
} else := {
	"value": {"value": null, "reason": "examined in a way that is not accepted, or that is not said"},
	"source": found.source,
}

# The report and the data that people signed for are those that the instrument saw.
_audited(how) if {
	_agrees("same_file", how.stated_report.value, how.report.value)
	_agrees("same_file", how.stated_data.value, how.data.value)
	is_name(how.auditor.value)
	says_something(how.finding.value)
}

_examination(record, sizes) if {
	says_something(record.method)
	_count(sizes.rows.value)
	_count(sizes.minimum)
	sizes.minimum <= record.n
	record.n <= sizes.rows.value
	_everybody_in_groups(record)
	some measure in record.measures
	_sound(measure)
}

# At least two groups, and each of the people in one of them.
_everybody_in_groups(record) if {
	is_object(record.groups)
	count(record.groups) > 1
	every group in record.groups {
		_count(group.n)
	}
	sum([group.n | some group in record.groups]) == record.n
}

_excuse(term, excuse) := _check(term, "act", "pass", {
	"observed": {"not_processed": excuse.reason.value},
	"source": excuse.reason.source,
	"because": "not processed, by a signed reason; no column that could carry it is read",
	"basis": "attested",
})

_excused(excuse) if {
	_excuse_stated(excuse)
	count(_read_carriers(excuse)) == 0
}

# The features are told twice, by the instrument and by the document that people
# signed: one taken out of one list alone makes the two disagree.
_excuse_stated(excuse) if {
	says_something(excuse.reason.value)
	count(excuse.carriers) > 0
	every column in excuse.carriers {
		_name(column)
	}
	_words(excuse.features.value)
	_words(excuse.stated_features.value)
	sort(excuse.features.value) == sort(excuse.stated_features.value)
}

_read_carriers(excuse) := [column |
	some column in excuse.carriers
	carrying := [feature | some feature in excuse.features.value; _carries(feature, column)]
	count(carrying) > 0
]

# A column is read under its own name, however it is spelt, or as one of the columns
# that an encoder made of it: personal_status_A91, personal_status=A91.
_carries(feature, column) if {
	startswith(lower(feature), lower(column))
	regex.match(`^([^\pL\pN]|$)`, trim_prefix(lower(feature), lower(column)))
}

_unexamined(record, sizes, how) := "the audit is not signed for with its report, its data and what it found" if {
	_way_counts(how, {"external_audit"})
} else := "the organisation does not accept this way of examining it" if {
	how.way.value in {"proxy", "external_audit"}
	not _way_counts(how, {how.way.value})
} else := "not examined" if {
	record == null
} else := "the number of rows of the data is not known" if {
	not _count(sizes.rows.value)
} else := "more people than the data hold" if {
	_count(record.n)
	record.n > sizes.rows.value
} else := "fewer people than the least number that counts" if {
	_count(record.n)
	_count(sizes.minimum)
	record.n < sizes.minimum
} else := "it is not said how it was examined" if {
	_examination(record, sizes)
} else := "no usable record of an examination"

# METADATA
# title: A measured number lies on the right side of the house's limit
# scope: document
within(term, found, limit) := _check(term, "house", status, {
	"observed": found.value,
	"source": found.source,
	"expected": limit,
	"because": _limit_reason(status, found.value, limit),
}) if {
	status := _limit_status(found.value, limit)
}

_limit_status(estimate, limit) := "pass" if {
	_estimate(estimate)
	_limit(limit)
	_enough(estimate, limit)
	every bound in _bounds(estimate, limit) {
		_holds(limit.relation, bound, limit.value)
	}
} else := "fail" if {
	_estimate(estimate)
	_limit(limit)
	not _holds(limit.relation, estimate.value, limit.value)
} else := "unknown"

_limit_reason("pass", _, _) := null

_limit_reason("fail", _, _) := "the measured value misses the limit of the house"

_limit_reason("unknown", estimate, limit) := "measured on fewer people or rows than the least number that counts" if {
	_estimate(estimate)
	_limit(limit)
	not _enough(estimate, limit)
} else := concat(", ", [
	"inconclusive: the value holds, but the limit lies inside its interval",
	_how_many_more(estimate, limit),
]) if {
	_estimate(estimate)
	_limit(limit)
} else := "no usable limit is set" if {
	not _limit(limit)
} else := concat(": ", ["not measured", estimate.reason]) if {
	estimate.value == null
	is_string(estimate.reason)
} else := "not measured, or not a sound estimate"

# An interval narrows with the square root of n: to move its near end to the
# limit, n has to grow by the square of (width over distance).
_how_many_more(estimate, limit) := concat(" ", ["about", format_int(more, 10), "more needed"]) if {
	distance := abs(estimate.value - limit.value)
	distance > 0
	ratio := _near_half(limit.relation, estimate) / distance
	ratio < 100
	more := round(estimate.n * (ratio * ratio)) - estimate.n
} else := "and no number of people near this one would settle it"

_near_half("at_least", estimate) := estimate.value - estimate.low

_near_half("at_most", estimate) := estimate.high - estimate.value

# A mistyped bound is judged as the stricter one.
_bounds(estimate, limit) := {estimate.value} if {
	limit.bound == "point"
} else := {estimate.low, estimate.value, estimate.high}

_holds("at_least", x, limit) if x >= limit

_holds("at_most", x, limit) if x <= limit

# What was seen on too few decides nothing in the house's favour.
_enough(estimate, limit) if {
	_count(limit.minimum_n)
	limit.minimum_n <= estimate.n
}

# Every measure that a limit can be set for is a share, a difference of shares or the
# worse of two over the better: none lies outside 0 to 1.
_estimate(estimate) if {
	_sound(estimate)
	estimate.low >= 0
	estimate.high <= 1
}

# Of numeric outcomes, in their own unit: of any size.
_sound(estimate) if {
	regex.match(_as_number, json.marshal(estimate.value))
	regex.match(_as_number, json.marshal(estimate.low))
	regex.match(_as_number, json.marshal(estimate.high))
	estimate.low <= estimate.value
	estimate.value <= estimate.high
	_count(estimate.n)
	estimate.n > 0
	says_something(estimate.method)
}

_limit(limit) if {
	regex.match(_as_number, json.marshal(limit.value))
	limit.relation in {"at_least", "at_most"}
}

# METADATA
# title: Something was measured at all, soundly and on no more than the data hold
# scope: document
measured(term, found, rows) := _check(term, "act", "pass", {
	"observed": found.value,
	"source": found.source,
}) if {
	_estimate(found.value)
	_count(rows.value)
	found.value.n <= rows.value
} else := _check(term, "act", "unknown", {
	"observed": found.value,
	"source": found.source,
	"because": "not measured, or not a sound estimate on the data that are bound",
})

# METADATA
# title: A limit was set before the tests that were judged by it began
# description: >-
#   The owner signed this very limit, and the date of that signature lies before
#   the first test. The date is the signer's word: a receipt of the record will
#   take its place.
# scope: document
set_beforehand(term, limit, adopted, tests) := _check(term, "act", status, {
	"observed": {
		"limit": adopted.limit.value,
		"signed_on": adopted.stated_at.value,
		"signers": adopted.signers.value,
		"tests_began": _first_of(tests).value,
	},
	"source": adopted.limit.source,
	"expected": limit,
	"because": _beforehand_reason(status),
}) if {
	status := _beforehand_status(limit, adopted, tests)
}

# The moments of the tests: begun, ended, and what was measured in them written down.
_beforehand_status(limit, adopted, tests) := "pass" if {
	_limit(limit)
	_same_limit(limit, adopted.limit.value)
	is_array(adopted.signers.value)
	limit.owner in adopted.signers.value
	_in_order(tests)
	moment.ns(adopted.stated_at.value) < moment.ns(_first_of(tests).value)
} else := "fail" if {
	_limit(limit)
	_same_limit(limit, adopted.limit.value)
	moment.ns(adopted.stated_at.value) >= moment.ns(_first_of(tests).value)
} else := "unknown"

_first_of(tests) := first if {
	first := tests[0]
} else := {"value": null}

# What was measured before the run had ended was not measured in it.
_in_order(tests) if {
	times := [moment.ns(test.value) | some test in tests]
	count(times) == count(tests)
	times == sort(times)
}

_same_limit(limit, adopted) if {
	every field in ["relation", "value", "bound", "unit"] {
		limit[field] == adopted[field]
	}
	_for_the_same(object.get(limit, "attributes", null), adopted)
}

# A limit for some attributes was adopted for these.
_for_the_same(null, _)

_for_the_same(attributes, adopted) if {
	_words(attributes)
	_words(adopted.attributes)
	sort(attributes) == sort(adopted.attributes)
}

_beforehand_reason("pass") := "rests on the date that the owner signed"

_beforehand_reason("fail") := "signed after the tests began"

_beforehand_reason("unknown") := "its owner did not sign this very limit, or a date is missing"

# METADATA
# title: What documents say, held against what instruments observed
# description: >-
#   Every text must say something; every pair must agree. A pair names its
#   relation: `equals`, `at_most` (the stated number is no more than the observed
#   one), `needs` (the same for a number of things, which is not 0) or `covers`
#   (each observed name has a stated text). With no pair the answer rests on text
#   alone, and says so.
# scope: document
documented(term, texts, pairs) := {
	"term": term,
	"half": "act",
	"status": status,
	"observed": {
		"text": [text.value | some text in texts],
		"compared": [{"stated": pair.stated.value, "observed": pair.observed.value, "relation": pair.relation} |
			some pair in pairs
		],
	},
	"source": _first_source(texts, pairs),
	"expected": sort({pair.relation | some pair in pairs}),
	"because": _documented_reason(status, texts, pairs),
	"basis": "documented",
	"linked": count(pairs) > 0,
} if {
	status := _documented_status(texts, pairs)
}

# METADATA
# title: One text that says something, or one name
# description: The answer of `documented` for it, by fewer steps - most parts of documents are one text.
# scope: document
text(term, found) := {
	"term": term,
	"half": "act",
	"status": "pass",
	"observed": {"text": [found.value], "compared": []},
	"source": found.source,
	"expected": [],
	"because": "text only: nothing that was observed to compare it with",
	"basis": "documented",
	"linked": false,
} if {
	is_said(found)
} else := {
	"term": term,
	"half": "act",
	"status": "unknown",
	"observed": {"text": [found.value], "compared": []},
	"source": found.source,
	"expected": [],
	"because": "the text is missing or a placeholder",
	"basis": "documented",
	"linked": false,
}

# METADATA
# title: One statement, held against one observation
# description: The answer of `documented` for the pair, by fewer steps.
# scope: document
pair(term, relation, stated, observed) := {
	"term": term,
	"half": "act",
	"status": status,
	"observed": {
		"text": [],
		"compared": [{"stated": stated.value, "observed": observed.value, "relation": relation}],
	},
	"source": stated.source,
	"expected": [relation],
	"because": object.get(_pair_reason, status, null),
	"basis": "documented",
	"linked": true,
} if {
	status := _pair_status(relation, stated.value, observed.value)
}

_pair_status(relation, stated, observed) := "pass" if {
	_agrees(relation, stated, observed)
} else := "fail" if {
	_comparable(relation, stated, observed)
} else := "unknown"

_pair_reason := {
	"pass": null,
	"fail": "the document and what was observed do not agree",
	"unknown": "the document or the observation is missing",
}

_documented_status(texts, pairs) := "pass" if {
	count(texts) + count(pairs) > 0
	every pair in pairs {
		_agrees(pair.relation, pair.stated.value, pair.observed.value)
	}
	every text in texts {
		is_said(text)
	}
} else := "fail" if {
	some pair in pairs
	_comparable(pair.relation, pair.stated.value, pair.observed.value)
	not _agrees(pair.relation, pair.stated.value, pair.observed.value)
} else := "unknown"

_documented_reason(status, texts, pairs) := null if {
	status == "pass"
	count(pairs) > 0
} else := "text only: nothing that was observed to compare it with" if {
	status == "pass"
} else := "the document and what was observed do not agree" if {
	status == "fail"
} else := "the text is missing or a placeholder" if {
	some text in texts
	not is_said(text)
} else := "the document or the observation is missing"

_first_source(texts, pairs) := texts[0].source if {
	count(texts) > 0
} else := pairs[0].stated.source if {
	count(pairs) > 0
} else := null

_first_or_null(list) := first if {
	first := list[0]
} else := null

# METADATA
# title: A text that says something, a name, or entries of which one says something
# scope: document
is_said(text) if {
	says_something(text.value)
} else if {
	text.form == "name"
	is_name(text.value)
} else if {
	# One entry that says something is enough; an empty one beside it is no entry.
	text.form == "entry"
	some said in text.value
	says_something(said)
}

_agrees(relation, stated, observed) if {
	_comparable(relation, stated, observed)
	_relates(relation, stated, observed)
}

_comparable(relation, stated, observed) if {
	relation == "equals"
	_name(stated)
	_name(observed)
}

_comparable(relation, stated, observed) if {
	relation == "equals"
	regex.match(_as_number, json.marshal(stated))
	regex.match(_as_number, json.marshal(observed))
}

_comparable(relation, stated, observed) if {
	relation == "equals"
	_words(stated)
	_words(observed)
}

_comparable(relation, stated, observed) if {
	relation == "same_file"
	_digest(stated)
	_digest(observed)
}

_comparable(relation, stated, observed) if {
	relation == "at_most"
	regex.match(_as_number, json.marshal(stated))
	regex.match(_as_number, json.marshal(observed))
}

_comparable(relation, stated, observed) if {
	relation == "needs"
	_count(stated)
	stated > 0
	_count(observed)
}

_comparable(relation, stated, observed) if {
	relation == "covers"
	is_object(stated)
	_words(observed)
}

_relates(relation, stated, observed) if {
	relation in {"equals", "same_file"}
	stated == observed
}

_relates(relation, stated, observed) if {
	relation == "equals"
	is_array(stated)
	sort(stated) == sort(observed)
}

_relates(relation, stated, observed) if {
	relation in {"at_most", "needs"}
	stated <= observed
}

_relates(relation, stated, observed) if {
	relation == "covers"
	every name in observed {
		says_something(stated[name])
	}
}

_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}

# METADATA
# title: A prohibited practice lacks at least one of its elements
# description: >-
#   A prohibition of Article 5 is a conjunction: it is breached where all of its
#   elements are there. Two people sign the answers; one element that is plainly
#   absent, with a reason, is enough. Without such a one the answer is open, and
#   with all of them present it is a breach.
# scope: document
lacks_an_element(term, elements) := _check(term, "act", status, {
	"observed": {name: _answer(found.value) | some name, found in elements},
	"source": _first_or_null([found.source | some found in elements]),
	"expected": "at least one element is absent",
	"because": _element_reason(status),
	"basis": "assessed",
}) if {
	status := _element_status(elements)
}

_element_status(elements) := "pass" if {
	some found in elements
	_answered(found.value, "no")
} else := "fail" if {
	count(elements) > 0
	every found in elements {
		_answered(found.value, "yes")
	}
} else := "unknown"

_element_reason("pass") := null

_element_reason("fail") := "all elements of the prohibition are present"

_element_reason("unknown") := "no element was found absent with a reason and a second reader"

_answer(value) := value.answer if {
	value.answer in {"yes", "no"}
} else := "unknown"

_answered(value, answer) if {
	value.answer == answer
	says_something(value.reason)
}

# METADATA
# title: Two people judged it, with reasons, on the documents as they are now
# description: >-
#   Yes with a reason, citing by digest each document that the judgement must
#   rest on; a newer document asks for a new judgement.
# scope: document
assessed(term, found, basis) := {
	"term": term,
	"half": "act",
	"status": judged[0],
	"observed": found.value,
	"source": found.source,
	"expected": {"cites": basis},
	"because": judged[1],
	"basis": "assessed",
} if {
	judged := _judged(found.value, basis)
}

_judged(value, basis) := ["pass", null] if {
	_answered(value, "yes")
	every digest in basis {
		is_string(digest)
		digest in value.cites
	}
} else := ["fail", "judged as not met"] if {
	_answered(value, "no")
} else := ["unknown", "the judgement does not cite the documents as they are now"] if {
	_answered(value, "yes")
} else := ["unknown", "no judgement with a reason and a second reader"]

# METADATA
# title: A person signed for it, in words that say something, on a real day
# scope: document
attested(term, found, on) := _check(term, "act", "pass", {
	"observed": {"text": found.value, "on": on.value},
	"source": found.source,
	"basis": "attested",
}) if {
	says_something(found.value)
	moment.day_ns(on.value)
} else := _check(term, "act", "unknown", {
	"observed": {"text": found.value, "on": on.value},
	"source": found.source,
	"because": "nobody signed for it in words that say something, with a date",
})

# METADATA
# title: One moment lies before another, or at it
# scope: document
not_after(term, earlier, later) := _check(term, "act", "pass", {
	"observed": {"earlier": earlier.value, "later": later.value},
	"source": earlier.source,
}) if {
	moment.ns(earlier.value) <= moment.ns(later.value)
} else := _check(term, "act", "fail", {
	"observed": {"earlier": earlier.value, "later": later.value},
	"source": earlier.source,
	"because": "it came too late",
}) if {
	_is_moment(earlier.value)
	_is_moment(later.value)
} else := _check(term, "act", "unknown", {
	"observed": {"earlier": earlier.value, "later": later.value},
	"source": earlier.source,
	"because": "a date is missing or unusable",
})

_is_moment(text) if moment.ns(text)

# METADATA
# title: Each request left a record of itself, with a time
# scope: document
recorded(term, requests, records, without_time) := _check(term, "act", status, {
	"observed": {"requests": requests.value, "records": records.value, "without_time": without_time.value},
	"source": records.source,
	"expected": "a record with a time for each request",
	"because": _recorded_reason(status),
}) if {
	status := _recorded_status(requests.value, records.value, without_time.value)
}

_recorded_status(requests, records, without_time) := "pass" if {
	_count(requests)
	_count(records)
	requests > 0
	records >= requests
	without_time == 0
} else := "fail" if {
	_count(requests)
	_count(records)
	_count(without_time)
	requests > 0
} else := "unknown"

_recorded_reason("pass") := null

_recorded_reason("fail") := "a request left no record, or a record has no time"

_recorded_reason("unknown") := "no test of the log was run"

# METADATA
# title: After the stop nothing was answered, and the system rests in a named safe state
# scope: document
halted(term, test) := _check(term, "act", status, {
	"observed": test.value,
	"source": test.source,
	"expected": "no answer after the stop, and a safe state",
	"because": _halted_reason(status),
}) if {
	status := _halted_status(test.value)
}

_halted_status(test) := "pass" if {
	_stop_tried(test)
	test.answered_after_stop == 0
	says_something(test.safe_state)
} else := "fail" if {
	_count(test.answered_after_stop)
	test.answered_after_stop > 0
} else := "unknown"

_stop_tried(test) if {
	_count(test.requests_after_stop)
	test.requests_after_stop > 0
	moment.ns(test.asked_at) <= moment.ns(test.halted_at)
}

_halted_reason("pass") := null

_halted_reason("fail") := "the system went on answering after the stop"

_halted_reason("unknown") := "no test of the stop was run"

# METADATA
# title: All that was planned for a period was done
# description: >-
#   The period ends no later than the question, and no more days before it than
#   may go without a record.
# scope: document
completed(term, planned, done, until, days) := _check(term, "act", status, {
	"observed": {"planned": planned.value, "done": done.value, "until": until.value},
	"source": done.source,
	"expected": {"days_without_record_at_most": days},
	"because": _completed_reason(status),
}) if {
	status := _completed_status(planned.value, done.value, until.value, days)
}

_completed_status(planned, done, until, days) := "pass" if {
	_count(planned)
	_count(done)
	planned > 0
	done >= planned
	_count(days)
	days <= 36500
	moment.ns(until) <= subject.as_of
	subject.as_of - moment.days(days) <= moment.ns(until)
} else := "fail" if {
	_count(planned)
	_count(done)
	done < planned
} else := "unknown"

_completed_reason("pass") := null

_completed_reason("fail") := "planned runs did not take place"

_completed_reason("unknown") := "no record of runs up to now"

# METADATA
# title: A judgement over parts that other controls make, as far as the Act asks
# scope: document
derived(term, checks) := {
	"term": term,
	"half": "act",
	"status": status,
	"observed": sort(statuses),
	"source": null,
	"expected": null,
	"because": object.get(_part_is, status, null),
	"basis": "derived",
} if {
	statuses := {check.status | some check in checks; check.half == "act"}
	status := worst(statuses)
}

_part_is := {
	"pass": null,
	"waived": "a part is waived",
	"fail": "a part is fail",
	"unknown": "a part is unknown",
}

# METADATA
# title: The worst of some statuses; nothing at all is unknown
# scope: document
worst(statuses) := "pass" if {
	statuses == {"pass"}
} else := "waived" if {
	count(statuses) > 0
	statuses & {"pass", "waived"} == statuses
} else := "fail" if {
	"fail" in statuses
} else := "unknown"

_check(term, half, status, fields) := object.union(
	{
		"term": term,
		"half": half,
		"status": status,
		"observed": null,
		"source": null,
		"expected": null,
		"because": null,
	},
	fields,
)

# Rego orders values of different types, so that null <= 0.1 and "0.9" >= 0.8
# both hold; and a number of a million digits would stop the server. Asked in place: as
# arguments of a function, OPA would hold each share from 0 to 1 against all others.
_as_number := `^-?[0-9]{1,15}(\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?$`

_count(x) if regex.match(`^[0-9]{1,15}$`, json.marshal(x))

_name(text) if {
	is_string(text)
	trim_space(text) != ""
}

# METADATA
# title: A name, which may be shorter than a sentence; a placeholder is none
# scope: document
is_name(text) if {
	_name(text)
	regex.match(`[\pL\pN]`, text)
	not _vacant(text)
}

# METADATA
# title: A reference or a number by which a register knows something
# description: A name of 3 to 200 characters.
# scope: document
is_reference(text) if {
	is_name(text)
	count(trim_space(text)) >= 3
	count(text) <= 200
}

_vacant(text) if regex.match(`(?i)^\W*(todo|tbd|tba|fixme|x{2,}|n/?a|none|unknown|placeholder)\W*$`, text)

_vacant(text) if regex.match(`<[^<>]{2,80}>|\[(insert|your|name|describe)[^\]]*\]`, lower(text))

_words(list) if {
	is_array(list)
	count(list) > 0
	count({word | some word in list}) == count(list)
	every word in list {
		is_string(word)
		trim_space(word) != ""
	}
}

# METADATA
# title: Text that says something, and is no placeholder
# description: >-
#   Placeholder text is absence. Words that only hold the place of words, angle brackets of a
#   template, or too little to say anything.
# scope: document
says_something(text) if {
	is_string(text)

	# Most texts show it to two expressions: three letters, and behind them four different
	# ones; and nothing that begins as a placeholder does.
	regex.match(`(?is)\pL{3}.+?[a-e][^f-l]*[f-l][^m-r]*[m-r][^s-z]*[s-z]`, text)
	not regex.match(`(?i)\b[tfxlpn](odo|b[ad]|o be |ixme|xx|orem i|ill |laceh|ot appl)|<|\[`, text)
} else if {
	is_string(text)
	regex.match(_eight_characters, text)
	regex.match(`\pL{3}`, text)
	not regex.match(_placeholders, text)
	_varied(text)
}

# Spaces of any kind around them aside.
_eight_characters := `(?s)[^\s\v\pZ\x{85}].{6,}?[^\s\v\pZ\x{85}]`

_placeholders := `(?i)\b(todo|tbd|tba|fixme|xxx+|lorem ipsum|fill (this )?in|placeholder|not applicable yet|to be (added|completed|decided|defined|determined|done|filled))\b|<[^<>]{2,80}>|\[(insert|your|name|describe)[^\]]*\]`

# Four different letters and signs, spaces aside: the first that is none of those before
# it is found by taking these off the front.
_varied(text) if {
	signs := replace(lower(text), " ", "")
	one := substring(signs, 0, 1)
	two := concat("", [one, substring(trim_left(signs, one), 0, 1)])
	three := concat("", [two, substring(trim_left(signs, two), 0, 1)])
	trim_left(signs, three) != ""
}

# METADATA
# title: What two people assessed and what the signed facts say are the same
# description: >-
#   An element of an assessment and a fact that mean the same thing. Where they
#   contradict each other, one of them is wrong, whichever it is.
# scope: document
consistent(term, found, fact) := _check(term, "act", status, {
	"observed": {"assessment": _answer(found.value), "facts": fact},
	"source": found.source,
	"expected": "the same answer in both",
	"because": _consistent_reason(status),
	"basis": "assessed",
}) if {
	status := _consistent_status(found.value, fact)
}

_consistent_status(value, fact) := "pass" if {
	fact in {"yes", "no"}
	_answered(value, fact)
} else := "fail" if {
	_answered(value, {"yes": "no", "no": "yes"}[fact])
} else := "unknown"

_consistent_reason("pass") := null

_consistent_reason("fail") := "the assessment and the signed facts contradict each other"

_consistent_reason("unknown") := "the assessment or the signed facts leave it open"

# METADATA
# title: An answer of the signed facts as an element of a prohibition
# description: For elements that facts already answer, such as the role.
# scope: document
as_element(answer) := {
	"value": {"answer": answer, "reason": "as the signed facts say"},
	"source": ["system", "facts"],
}

# METADATA
# title: At least one measure for an audience was taken
# description: >-
#   The measure is described, names the audience and has a day no later than the
#   signature: a plan is no measure. How much anybody learned is not asked.
# scope: document
taken_for(term, measures, signed) := _check(term, "act", "pass", {
	"observed": [measure | some measure in measures.value; _taken(measure, term, signed.value)],
	"source": measures.source,
	"basis": "attested",
}) if {
	is_array(measures.value)
	some measure in measures.value
	_taken(measure, term, signed.value)
} else := _check(term, "act", "unknown", {
	"source": measures.source,
	"expected": "a measure that names this audience, with a day that has come",
	"because": "no measure for this audience was signed",
	"basis": "attested",
})

_taken(measure, audience, signed) if {
	says_something(measure.measure)
	_words(measure.audiences)
	audience in measure.audiences
	moment.day_ns(measure.on) <= moment.ns(signed)
}

# METADATA
# title: A check, unless a signed fact takes this part of the document away
# description: >-
#   For items of content that the Act asks for only where they apply. What is lifted
#   rests on people's word.
# scope: document
unless_lifted(term, lifted, found) := found if {
	lifted == null
} else := _check(term, "act", "pass", {
	"observed": lifted,
	"source": ["system", "facts"],
	"because": lifted.reason,
	"basis": "attested",
}) if {
	is_string(lifted.reason)
	count(lifted.signers) > 0
} else := found

# METADATA
# title: A check whose status another library decided
# description: The status is pass only where it is exactly that, and unknown where it is none.
# scope: document
decided(term, found, answer) := {
	"term": term,
	"half": "act",
	"status": answer.status,
	"observed": found.value,
	"source": found.source,
	"expected": object.get(answer, "expected", null),
	"because": answer.because,
	"basis": answer.basis,
	"linked": object.get(answer, "linked", false),
} if {
	answer.status in {"pass", "fail", "unknown"}
	answer.basis in {"measured", "computed", "sampled", "derived", "documented", "assessed", "attested"}
} else := _check(term, "act", "unknown", {
	"observed": found.value,
	"source": found.source,
	"because": "no status was decided",
})

# METADATA
# title: A whole number that can be counted with
# scope: document
is_count(number) if _count(number)

# METADATA
# title: A text that is a name (of a version, of a person), and may be short
# scope: document
name(found) := {"value": found.value, "source": found.source, "form": "name"}

# METADATA
# title: What the entries of a list say about one thing
# description: >-
#   Of the entries whose `key` names the thing, the texts of a field. The thing is
#   named by the rule: a list never decides what is asked for.
# scope: document
entry(found, key, thing, field) := {
	"value": [said |
		is_array(found.value)
		some member in found.value
		member[key] == thing
		said := object.get(member, field, null)
	],
	"source": found.source,
	"form": "entry",
}

# METADATA
# title: Documented as it should be, or plainly not processed
# scope: document
documented_or_not_processed(term, texts, pairs, excuse) := documented(term, texts, pairs) if {
	_documented_status(texts, pairs) == "pass"
} else := _excuse(term, excuse) if {
	_excused(excuse)
} else := documented(term, texts, pairs)

# METADATA
# title: Measured on all that the data hold
# description: >-
#   The number that the measurement rests on is the product of the sizes, each a
#   number or the length of a list of names: rows, or rows times columns.
# scope: document
measured_in_full(term, found, sizes) := _check(term, "act", "pass", {
	"observed": found.value,
	"source": found.source,
}) if {
	_estimate(found.value)
	count(sizes) > 0
	every size in sizes {
		_size(size.value)
	}
	found.value.n == product([_size(size.value) | some size in sizes])
} else := _check(term, "act", "unknown", {
	"observed": found.value,
	"source": found.source,
	"because": "not measured, or not on all rows of the data that are bound",
})

_size(value) := value if {
	_count(value)
} else := count(value) if {
	_words(value)
}

# METADATA
# title: Everybody in the data is counted in a group, or the attribute is plainly not processed
# scope: document
counted(term, groups, rows, excuse) := _check(term, "act", "pass", {
	"observed": groups.value,
	"source": groups.source,
	"expected": {"people": rows.value},
}) if {
	rows.value > 0
	every group, n in groups.value {
		_name(group)
		_count(n)
	}
	sum([n | some n in groups.value]) == rows.value
} else := _excuse(term, excuse) if {
	_excused(excuse)
} else := _check(term, "act", "unknown", {
	"observed": groups.value,
	"source": groups.source,
	"expected": {"people": rows.value},
	"because": "not everybody in the data is counted in a group",
})

# METADATA
# title: A level is declared with its conditions, and lies where it was measured
# scope: document
declared(term, level, conditions, found) := _check(term, "act", status, {
	"observed": {"declared": level.value, "conditions": conditions.value, "measured": found.value},
	"source": level.source,
	"expected": "a level inside the interval measured, with its conditions",
	"because": _declared_reason(status, level.value, found.value),
	"basis": "documented",
	"linked": true,
}) if {
	status := _declared_status(level.value, conditions.value, found.value)
}

_declared_status(level, conditions, estimate) := "pass" if {
	regex.match(_as_number, json.marshal(level))
	says_something(conditions)
	_estimate(estimate)
	_inside(level, estimate)
} else := "fail" if {
	regex.match(_as_number, json.marshal(level))
	_estimate(estimate)
	not _inside(level, estimate)
} else := "unknown"

_inside(level, estimate) if {
	estimate.low <= level
	level <= estimate.high
}

_declared_reason("pass", _, _) := null

_declared_reason("fail", _, _) := "the level declared lies outside what was measured"

_declared_reason("unknown", level, estimate) := "no level is declared" if {
	not regex.match(_as_number, json.marshal(level))
} else := "declared, but not measured" if {
	not _estimate(estimate)
} else := "declared without the conditions that it holds under"

# METADATA
# title: Done before the system was placed on the market or put into service
# description: >-
#   Before the stated date; where the owner of the facts states that there is none
#   yet (null, not silence), and the stage lies before first use, by the moment of
#   the question. A date that is left out proves nothing.
# scope: document
before_market(term, done, placed) := _check(term, "act", status, {
	"observed": {"done": done.value, "placed_on_market": placed.value},
	"source": done.source,
	"expected": "done before the system is placed on the market or put into service",
	"because": _before_market_reason(status),
}) if {
	status := _before_market_status(done.value, placed)
}

_before_market_status(done, placed) := "pass" if {
	moment.ns(done) <= moment.ns(placed.value)
	moment.ns(done) <= subject.as_of
	_placing_possible(placed.value)
} else := "pass" if {
	placed.value == null
	placed.stated == true
	subject.stage in {"data", "training", "pre_deploy"}
	moment.ns(done) <= subject.as_of
} else := "fail" if {
	moment.ns(done) > moment.ns(placed.value)
} else := "unknown"

# Whoever asks about a system in use says that it was placed already.
_placing_possible(_) if subject.stage in {"data", "training", "pre_deploy", "first_use"}

_placing_possible(placed) if {
	subject.stage == "post_deploy"
	moment.ns(placed) <= subject.as_of
}

_before_market_reason("pass") := null

_before_market_reason("fail") := "it came after the system was placed on the market"

_before_market_reason("unknown") := "it is not known when this was done, or when the system was placed on the market"

# METADATA
# title: What is stated is what was observed, name for name
# scope: document
same(term, stated, observed) := _check(term, "act", "pass", {
	"observed": stated.value,
	"source": stated.source,
	"expected": observed.value,
	"linked": true,
}) if {
	_comparable("equals", stated.value, observed.value)
	_relates("equals", stated.value, observed.value)
} else := _check(term, "act", "fail", {
	"observed": stated.value,
	"source": stated.source,
	"expected": observed.value,
	"because": "what is stated is not what was observed",
	"linked": true,
}) if {
	_comparable("equals", stated.value, observed.value)
} else := _check(term, "act", "unknown", {
	"observed": stated.value,
	"source": stated.source,
	"expected": observed.value,
	"because": "the statement or the observation is missing",
})

# METADATA
# title: A part of the Act that a signed fact says is not at issue
# description: For parts that no control judges yet; while they are at issue the answer stays open.
# scope: document
not_at_issue(term, fact, answer) := _check(term, "act", "pass", {
	"observed": answer,
	"source": ["system", "facts", fact],
	"expected": "no",
}) if {
	answer == "no"
} else := _check(term, "act", "unknown", {
	"observed": answer,
	"source": ["system", "facts", fact],
	"expected": "no",
	"because": "at issue, or not known to be none; no control judges this part yet",
})

# METADATA
# title: The data sets of a model are exactly those that were asked about
# description: One that nobody asked about would be examined by nobody.
# scope: document
data_sets_known(term, found, roles) := _check(term, "act", status, {
	"observed": _names_of(found.value),
	"source": found.source,
	"expected": sort(roles),
	"because": _known_reason(status),
}) if {
	status := _known_status(found.value, roles)
}

_known_status(value, roles) := "pass" if {
	is_object(value)
	object.keys(value) == roles
} else := "fail" if {
	is_object(value)
	every role in roles {
		is_string(role)
	}
} else := "unknown"

_names_of(value) := sort([name | some name, _ in value]) if {
	is_object(value)
} else := null

_known_reason("pass") := null

_known_reason("fail") := "the model was made from other data sets than those asked about"

_known_reason("unknown") := "no record of the data sets of the model"

# METADATA
# title: No two data sets of a model are the same file
# description: A demand of the house, since testing on what was trained on shows little.
# scope: document
data_sets_apart(term, found) := _check(term, "house", status, {
	"observed": _names_of(found.value),
	"source": found.source,
	"because": _apart_reason(status),
}) if {
	status := _apart_status(found.value)
}

_apart_status(value) := "pass" if {
	_all_with_digests(value)
	count({data_set.digest | some data_set in value}) == count(value)
} else := "fail" if {
	_all_with_digests(value)
} else := "unknown"

_all_with_digests(value) if {
	is_object(value)
	count(value) > 0
	every data_set in value {
		_digest(data_set.digest)
	}
}

_apart_reason("pass") := null

_apart_reason("fail") := "two data sets are one file"

_apart_reason("unknown") := "no record of the files of the data sets"
