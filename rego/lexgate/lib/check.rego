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

# METADATA
# title: A group was examined by a stated method on real people, or is plainly not processed
# description: >-
#   Examined: a method, and n people, at least the minimum and no more than the
#   data hold. Not processed: a signed reason, and none of the columns that could
#   carry the attribute is among the features that the model was seen to read.
# scope: document
examined(term, found, sizes, excuse) := _check(term, "act", "pass", {
	"observed": found.value,
	"source": found.source,
	"expected": {"n_at_least": sizes.minimum},
	"basis": "measured",
}) if {
	_examination(found.value, sizes)
} else := _check(term, "act", "pass", {
	"observed": {"not_processed": excuse.reason.value},
	"source": excuse.reason.source,
	"because": "not processed, by a signed reason; no column that could carry it is read",
	"basis": "attested",
}) if {
	found.value == null
	_meaningful(excuse.reason.value)
	_features(excuse)
	count(excuse.carriers & {feature | some feature in excuse.features.value}) == 0
} else := _check(term, "act", "fail", {
	"observed": {"read_by_the_model": [column | some column in excuse.carriers; column in excuse.features.value]},
	"source": excuse.features.source,
	"because": "stated as not processed, yet the model reads a column that carries it",
}) if {
	found.value == null
	_meaningful(excuse.reason.value)
	_features(excuse)
} else := _check(term, "act", "unknown", {
	"observed": found.value,
	"source": found.source,
	"expected": {"n_at_least": sizes.minimum},
	"because": _unexamined(found.value, sizes),
})

_examination(record, sizes) if {
	is_object(record)
	_meaningful(record.method)
	_count(record.n)
	_count(sizes.rows.value)
	_count(sizes.minimum)
	sizes.minimum <= record.n
	record.n <= sizes.rows.value
}

_features(excuse) if {
	every column in excuse.carriers {
		is_string(column)
	}
	count(excuse.carriers) > 0
	_words(excuse.features.value)
	_count(excuse.n_features.value)
	count(excuse.features.value) == excuse.n_features.value
}

_unexamined(record, sizes) := "not examined" if {
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

_limit_reason("unknown", estimate, limit) := "inconclusive: the value holds, but the limit lies inside its interval" if {
	_estimate(estimate)
	_limit(limit)
} else := "no usable limit is set" if {
	not _limit(limit)
} else := concat(": ", ["not measured", estimate.reason]) if {
	is_object(estimate)
	estimate.value == null
	is_string(estimate.reason)
} else := "not measured, or not a sound estimate"

# A mistyped bound is judged as the stricter one.
_bounds(estimate, limit) := {estimate.value} if {
	limit.bound == "point"
} else := {estimate.low, estimate.value, estimate.high}

_holds("at_least", x, limit) if x >= limit

_holds("at_most", x, limit) if x <= limit

_estimate(estimate) if {
	is_object(estimate)
	_number(estimate.value)
	_number(estimate.low)
	_number(estimate.high)
	estimate.low <= estimate.value
	estimate.value <= estimate.high
	_count(estimate.n)
	estimate.n > 0
	_meaningful(estimate.method)
}

_limit(limit) if {
	is_object(limit)
	_number(limit.value)
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
set_beforehand(term, limit, adopted, tests_began) := _check(term, "act", status, {
	"observed": {"signed_on": adopted.stated_at.value, "tests_began": tests_began.value},
	"source": adopted.limit.source,
	"expected": limit,
	"because": _beforehand_reason(status),
}) if {
	status := _beforehand_status(limit, adopted, tests_began)
}

_beforehand_status(limit, adopted, tests_began) := "pass" if {
	_limit(limit)
	_same_limit(limit, adopted.limit.value)
	moment.ns(adopted.stated_at.value) < moment.ns(tests_began.value)
} else := "fail" if {
	_limit(limit)
	_same_limit(limit, adopted.limit.value)
	moment.ns(adopted.stated_at.value) >= moment.ns(tests_began.value)
} else := "unknown"

_same_limit(limit, adopted) if {
	is_object(adopted)
	every field in ["relation", "value", "bound", "unit"] {
		limit[field] == adopted[field]
	}
}

_beforehand_reason("pass") := "rests on the date that the owner signed"

_beforehand_reason("fail") := "signed after the tests began"

_beforehand_reason("unknown") := "nobody signed this limit, or a date is missing"

# METADATA
# title: What documents say, held against what instruments observed
# description: >-
#   Every text must say something; every pair must agree. A pair names its
#   relation: `equals`, `at_most` (the stated number is no more than the observed
#   one) or `covers` (each observed name has a stated text). With no pair the
#   answer rests on text alone, and says so.
# scope: document
documented(term, texts, pairs) := _check(term, "act", status, {
	"observed": {"text": [text.value | some text in texts], "compared": [_shown(pair) | some pair in pairs]},
	"source": _first_source(texts, pairs),
	"because": _documented_reason(status, texts, pairs),
	"basis": "documented",
	"linked": count(pairs) > 0,
}) if {
	status := _documented_status(texts, pairs)
}

_documented_status(texts, pairs) := "pass" if {
	count(texts) + count(pairs) > 0
	every text in texts {
		_meaningful(text.value)
	}
	every pair in pairs {
		_agrees(pair.relation, pair.stated.value, pair.observed.value)
	}
} else := "fail" if {
	some pair in pairs
	_comparable(pair.relation, pair.stated.value, pair.observed.value)
	not _agrees(pair.relation, pair.stated.value, pair.observed.value)
} else := "unknown"

_documented_reason("pass", _, pairs) := "text only: nothing that was observed to compare it with" if {
	count(pairs) == 0
} else := null

_documented_reason("fail", _, _) := "the document says something else than what was observed"

_documented_reason("unknown", texts, _) := "the text is missing or a placeholder" if {
	some text in texts
	not _meaningful(text.value)
} else := "the document or the observation is missing"

_shown(pair) := {"stated": pair.stated.value, "observed": pair.observed.value, "relation": pair.relation}

_first_source(texts, pairs) := array.concat(
	[text.source | some text in texts],
	[pair.stated.source | some pair in pairs],
)[0]

_agrees(relation, stated, observed) if {
	relation in {"equals", "at_most"}
	_comparable(relation, stated, observed)
	_relates(relation, stated, observed)
}

_agrees("covers", stated, observed) if {
	_comparable("covers", stated, observed)
	every name in observed {
		_meaningful(stated[name])
	}
}

_comparable("equals", stated, observed) if {
	_name(stated)
	_name(observed)
}

_comparable("equals", stated, observed) if {
	_number(stated)
	_number(observed)
}

_comparable("equals", stated, observed) if {
	_words(stated)
	_words(observed)
}

_comparable("at_most", stated, observed) if {
	_number(stated)
	_number(observed)
}

_comparable("covers", stated, observed) if {
	is_object(stated)
	_words(observed)
}

_relates("equals", stated, observed) if {
	not is_array(stated)
	stated == observed
}

_relates("equals", stated, observed) if {
	is_array(stated)
	sort(stated) == sort(observed)
}

_relates("at_most", stated, observed) if stated <= observed

# METADATA
# title: A prohibited practice lacks at least one of its elements
# description: >-
#   A prohibition of Article 5 is a conjunction: it is breached where all of its
#   elements are there. Two people have answered each; one element that is plainly
#   absent, with a reason, is enough. Without such a one the answer is open, and
#   with all of them present it is a breach.
# scope: document
lacks_an_element(term, elements) := _check(term, "act", status, {
	"observed": {name: _answer(found.value) | some name, found in elements},
	"source": [found.source | some found in elements][0],
	"expected": "at least one element is absent",
	"because": _element_reason(status),
	"basis": "assessed",
}) if {
	status := _element_status(elements)
}

_element_status(elements) := "pass" if {
	count(elements) > 0
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
	is_object(value)
	value.answer in {"yes", "no"}
} else := "unknown"

_answered(value, answer) if {
	is_object(value)
	value.answer == answer
	_meaningful(value.reason)
}

# METADATA
# title: Two people judged it, with reasons, on the documents as they are now
# description: >-
#   Yes with a reason, citing by digest each document that the judgement must
#   rest on; a newer document asks for a new judgement.
# scope: document
assessed(term, found, basis) := _check(term, "act", status, {
	"observed": found.value,
	"source": found.source,
	"expected": {"cites": basis},
	"because": _assessed_reason(status, found.value),
	"basis": "assessed",
}) if {
	status := _assessed_status(found.value, basis)
}

_assessed_status(value, basis) := "pass" if {
	_answered(value, "yes")
	is_array(basis)
	every digest in basis {
		is_string(digest)
		digest in value.cites
	}
} else := "fail" if {
	_answered(value, "no")
} else := "unknown"

_assessed_reason("pass", _) := null

_assessed_reason("fail", _) := "judged as not met"

_assessed_reason("unknown", value) := "the judgement does not cite the documents as they are now" if {
	_answered(value, "yes")
} else := "no judgement with a reason and a second reader"

# METADATA
# title: A person signed for it, in words that say something, on a real day
# scope: document
attested(term, found, on) := _check(term, "act", "pass", {
	"observed": {"text": found.value, "on": on.value},
	"source": found.source,
	"basis": "attested",
}) if {
	_meaningful(found.value)
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
	moment.ns(earlier.value) > moment.ns(later.value)
} else := _check(term, "act", "unknown", {
	"observed": {"earlier": earlier.value, "later": later.value},
	"source": earlier.source,
	"because": "a date is missing or unusable",
})

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
	_count(without_time)
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
	_meaningful(test.safe_state)
} else := "fail" if {
	_stop_tried(test)
	test.answered_after_stop > 0
} else := "unknown"

_stop_tried(test) if {
	is_object(test)
	_count(test.requests_after_stop)
	test.requests_after_stop > 0
	_count(test.answered_after_stop)
	moment.ns(test.asked_at) <= moment.ns(test.halted_at)
}

_halted_reason("pass") := null

_halted_reason("fail") := "the system went on answering after the stop"

_halted_reason("unknown") := "no test of the stop was run"

# METADATA
# title: All that was planned for a period was done
# scope: document
completed(term, planned, done, until, on_or_after) := _check(term, "act", status, {
	"observed": {"planned": planned.value, "done": done.value, "until": until.value},
	"source": done.source,
	"expected": {"until_at_least": on_or_after},
	"because": _completed_reason(status),
}) if {
	status := _completed_status(planned.value, done.value, until.value, on_or_after)
}

_completed_status(planned, done, until, on_or_after) := "pass" if {
	_count(planned)
	_count(done)
	planned > 0
	done >= planned
	moment.ns(until) >= on_or_after
} else := "fail" if {
	_count(planned)
	_count(done)
	planned > 0
	done < planned
} else := "unknown"

_completed_reason("pass") := null

_completed_reason("fail") := "planned runs did not take place"

_completed_reason("unknown") := "no record of runs up to now"

# METADATA
# title: A judgement over parts that other controls make, as far as the Act asks
# scope: document
derived(term, checks) := _check(term, "act", status, {
	"observed": sort([[check.term, check.status] | some check in _acts(checks)]),
	"because": _derived_reason(status),
	"basis": "derived",
}) if {
	status := worst({check.status | some check in _acts(checks)})
}

_acts(checks) := [check | some check in checks; check.half == "act"]

_derived_reason("pass") := null

_derived_reason(status) := concat(" ", ["a part is", status]) if status != "pass"

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
# both hold; and a number of a million digits would stop the server.
_number(x) if {
	is_number(x)
	regex.match(`^-?[0-9]{1,15}(\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?$`, json.marshal(x))
}

_count(x) if {
	is_number(x)
	regex.match(`^[0-9]{1,15}$`, json.marshal(x))
}

_name(text) if {
	is_string(text)
	count(trim_space(text)) > 0
}

_words(list) if {
	is_array(list)
	count(list) > 0
	count({word | some word in list}) == count(list)
	every word in list {
		_name(word)
	}
}

# Placeholder text is absence. Words that only hold the place of words, angle
# brackets of a template, or too little to say anything.
_meaningful(text) if {
	is_string(text)
	count(trim_space(text)) >= 8
	regex.match(`\pL{3}`, text)
	not _placeholder(text)
}

_placeholder(text) if {
	regex.match(`(?i)\b(todo|tbd|tba|fixme|xxx+|lorem ipsum|fill (this )?in|placeholder|not applicable yet|to be (added|completed|decided|defined|determined|done|filled))\b`, text)
}

_placeholder(text) if regex.match(`<[^<>]{2,80}>|\[(insert|your|name|describe)[^\]]*\]`, lower(text))

_placeholder(text) if {
	count({character | some character in split(lower(text), ""); character != " "}) < 4
}
