# METADATA
# description: >-
#   Judges the risk file of Article 9: what people wrote of risks is held against the
#   sections of the file, its commits, and the tests that instruments saw. What must be
#   answered for comes from the law, the settings and the instruments, and never from the
#   list that people wrote. Every function has an answer for every input; the accepting
#   answer comes first and asks for all that it needs, and the last is the worst.
#
#   A test is named by kind and name: test_report.REPORT.TEST, performance.MEASURE,
#   fairness.ATTRIBUTE.MEASURE, data_quality.ROLE.MEASURE, robustness.DISTURBANCE,
#   log_test or stop_test.
package lexgate.lib.risks

import data.lexgate.lib.check
import data.lexgate.lib.moment
import data.lexgate.lib.subject

# METADATA
# title: The risks to be judged - those stated, and those that the risk file has a section for
# description: So one that is left out of either list is still asked for in the other.
# scope: document
names(stated, sections) := found if {
	found := _keys(stated.value) | _keys(sections.value)
	count(found) > 0
} else := {null}

# METADATA
# title: The names under a value, as a list that can be compared; null where there are none
# scope: document
named(found) := {"value": sort(_keys(found.value)), "source": found.source} if {
	count(_keys(found.value)) > 0
} else := {"value": null, "source": found.source}

# METADATA
# title: Each text under a value
# scope: document
said(found) := [{"value": text, "source": found.source} |
	is_object(found.value)
	some text in found.value
]

# ---------------------------------------------------------------- tests that ran

# METADATA
# title: What is written says something, and the test that it names ran
# scope: document
tested(term, texts, reference, seen) := check.decided(term, reference, _tested(texts, reference.value, seen))

_tested(texts, reference, seen) := _pass(null) if {
	_texts(texts)
	_result(reference, seen) in {"passed", "failed", "ran"}
} else := _unknown("the text is missing or a placeholder") if {
	not _texts(texts)
} else := _unknown(_unseen)

# METADATA
# title: What is written says something, and the test that it names passed
# scope: document
controlled(term, controls, seen) := check.decided(term, controls, _controlled(controls.value, seen))

_controlled(controls, seen) := _pass(null) if {
	check.says_something(controls.description)
	_result(controls.test, seen) == "passed"
} else := _text_only("text only: nothing remains to be controlled") if {
	check.says_something(controls.not_needed)
	_unsaid(controls, "test")
} else := _fail("the test of the control did not pass") if {
	_result(controls.test, seen) == "failed"
} else := _unknown("no control with a test that passed or failed")

# METADATA
# title: Measures were adopted by a day that had come when they were signed for, and tried
# scope: document
adopted(term, measures, signed, seen) := check.decided(term, measures, _adopted(measures.value, signed.value, seen))

_adopted(measures, signed, seen) := _pass(null) if {
	check.says_something(measures.description)
	moment.day_ns(measures.adopted_on) <= moment.ns(signed)
	_result(measures.test, seen) in {"passed", "failed", "ran"}
} else := _fail("not yet adopted when it was signed for") if {
	moment.day_ns(measures.adopted_on) > moment.ns(signed)
} else := _unknown(_unseen) if {
	check.says_something(measures.description)
	moment.day_ns(measures.adopted_on) <= moment.ns(signed)
} else := _unknown("no measure with the day on which it was adopted")

# METADATA
# title: A test of compliance with an article of the Section ran, by an instrument that measures it
# description: >-
#   A stop says nothing of data, and a count of rows nothing of oversight. A test of a
#   report may be about anything, and one of them would do for every article: it counts for
#   oversight alone, where a signed fact takes the stop away (`stopless`).
# scope: document
complied(term, article, reference, seen, stopless) := check.decided(
	term,
	reference,
	_complied(_apt(article, stopless), reference.value, seen),
)

_complied(apt, reference, seen) := _pass(null) if {
	_kind(reference) in apt
	_result(reference, seen) in {"passed", "failed", "ran"}
} else := _unknown("a test of this kind says nothing of this article") if {
	_result(reference, seen) in {"passed", "failed", "ran"}
} else := _unknown(_unseen)

_kind(reference) := split(reference, ".")[0] if is_string(reference)

_apt("article_14", "yes") := {"stop_test", "test_report"}

_apt(article, stopless) := object.get(_instruments, article, set()) if [article, stopless] != ["article_14", "yes"]

_instruments := {
	"article_10": {"data_quality", "fairness"},
	"article_12": {"log_test"},
	"article_14": {"stop_test"},
	"article_15": {"performance", "robustness"},
}

# METADATA
# title: The tests that are named of risks are not one and the same for all of them
# description: >-
#   Each risk, by either list, names a test that ran; where there are more risks than one,
#   one test alone would estimate none of them, and be targeted at none.
# scope: document
apart(term, tests, seen) := check.decided(
	term,
	{"value": [test.value | some test in tests], "source": _first_of(tests)},
	_apart([test.value | some test in tests], seen),
)

_apart(tests, seen) := _pass(null) if {
	_each_ran(tests, seen)
	count(tests) == 1
} else := _pass(null) if {
	_each_ran(tests, seen)
	count({test | some test in tests}) > 1
} else := _unknown("one test stands for every risk") if {
	_each_ran(tests, seen)
} else := _unknown("no risk, or one that names no test that ran")

_each_ran(tests, seen) if {
	count(tests) > 0
	every test in tests {
		_result(test, seen) in {"passed", "failed", "ran"}
	}
}

_first_of(list) := first.source if {
	first := list[0]
} else := null

# METADATA
# title: Tests of consistent performance ran, for the intended purpose that the facts have
# scope: document
consistent(term, texts, purposes, reference, seen) := check.decided(
	term,
	reference,
	_consistent(texts, purposes, reference.value, seen),
)

_consistent(texts, purposes, reference, seen) := _pass(null) if {
	_texts(texts)
	_equal(purposes.stated.value, purposes.facts.value)
	_result(reference, seen) in {"passed", "failed", "ran"}
} else := _fail("tested for another purpose than the facts have") if {
	check.says_something(purposes.stated.value)
	check.says_something(purposes.facts.value)
	purposes.stated.value != purposes.facts.value
} else := _unknown(_unseen) if {
	_texts(texts)
	_equal(purposes.stated.value, purposes.facts.value)
} else := _unknown("the text or the purpose is missing")

# METADATA
# title: A run of tests began, and has ended
# scope: document
ended(term, run) := check.decided(term, run, _ended(run.value))

_ended(run) := _pass(null) if {
	moment.ns(run.started_at) <= moment.ns(run.finished_at)
	moment.ns(run.finished_at) <= subject.as_of
} else := _unknown("no run of tests is known to have ended")

_unseen := "no instrument saw a test of this name that ran"

# METADATA
# title: What instruments saw, by the names that tests are called by
# description: >-
#   Read once, and looked up for each risk. A report that did not come to its end says
#   nothing; of several tests of one name one that failed counts, and one with an error
#   or without an outcome leaves the name without an ending.
# scope: document
instruments(found) := {
	"endings": object.union_n([_reported(found.test_report), _disturbed(found.robustness), _driven(found)]),
	"numbers": object.union_n([
		_of_performance(found.performance, found.limits),
		_of_fairness(found.fairness, found.limits),
		_of_data(found.data_quality, found.limits),
	]),
}

# How a test ended. A number is no pass or fail by itself: a limit of the house makes it one.
_result(reference, seen) := ending if {
	ending := seen.endings[reference]
} else := _held(seen.numbers[reference]) if {
	_sound(seen.numbers[reference])
}

_held(number) := _ending(check.within("", {"value": number.estimate, "source": []}, number.limit).status)

_ending("pass") := "passed"

_ending("fail") := "failed"

_ending("unknown") := "ran"

_sound(number) if {
	check.measured("", {"value": number.estimate, "source": []}, {"value": number.estimate.n}).status == "pass"
}

_reported(reports) := object.union(
	{name: "passed" | some name in (passed - otherwise)},
	{name: "failed" | some name in failed},
) if {
	endings := {[concat(".", ["test_report", report, test.name]), object.get(test, "outcome", null)] |
		some report, document in _object(reports.value)
		document.run.complete == "yes"
		some test in document.tests
		is_string(test.name)
	}
	passed := {name | some [name, "passed"] in endings}
	failed := {name | some [name, outcome] in endings; outcome in {"failed", "warning"}}
	otherwise := {name | some [name, outcome] in endings; outcome != "passed"}
}

_disturbed(disturbances) := {concat(".", ["robustness", name]): "ran" |
	some name, disturbance in _object(disturbances.value)
	disturbance.status == "answered"
	check.is_count(disturbance.n)
	disturbance.n > 0
}

_driven(found) := {name: _ending(status) |
	some name, status in {
		"log_test": check.recorded("", _part(found, "requests"), _part(found, "records"), _part(found, "without_time")).status,
		"stop_test": check.halted("", found.stop_test).status,
	}
	status in {"pass", "fail"}
}

_part(found, field) := {"value": object.get(_object(found.log_test.value), field, null), "source": []}

_of_performance(measures, limits) := {concat(".", ["performance", measure]): {
	"estimate": estimate,
	"limit": object.get(limits, ["performance", measure], null),
} |
	some measure, estimate in _object(measures.value)
}

_of_fairness(attributes, limits) := {concat(".", ["fairness", attribute, measure]): {
	"estimate": estimate,
	"limit": object.get(limits, ["fairness", measure], null),
} |
	some attribute, found in _object(attributes.value)
	some measure, estimate in _object(found.measures)
}

_of_data(data_sets, limits) := {concat(".", ["data_quality", role, measure]): {
	"estimate": estimate,
	"limit": object.get(limits, ["data_quality", measure], null),
} |
	some role, found in _object(data_sets.value)
	some measure in ["duplicates", "missing"]
	estimate := found[measure]
}

# ---------------------------------------------------------------- what must be answered for

# METADATA
# title: A risk is described in its own section of the risk file, and says what can go wrong
# scope: document
described(term, texts, stated, section) := check.decided(term, stated, _described(texts, stated.value, section.value))

_described(texts, stated, section) := _pass(null) if {
	_texts(texts)
	_digest(stated)
	stated == section.section.digest
	_written(section.section)
	section.section.empty == false
} else := _fail("the section of the risk file is another one than people signed for") if {
	_digest(stated)
	_digest(section.section.digest)
	stated != section.section.digest
} else := _fail("the section of the risk file is still to be written") if {
	_digest(section.section.digest)
	not _written(section.section)
} else := _unknown("the text is missing or a placeholder") if {
	not _texts(texts)
} else := _unknown("the risk file has no section of this name, or nobody signed for it")

_written(text) if {
	check.is_count(text.words)
	text.words > 0
	text.placeholders.count == 0
}

# METADATA
# title: A risk to health, safety or fundamental rights is known, or there is plainly none
# scope: document
endangered(interest, found, seen, excuse) := check.decided(
	interest,
	_naming_shown("interests", interest, found),
	_endangered(interest, found.value, seen, excuse.value),
)

# The names of the risks that name something: what they say stands in the document.
_naming_shown(field, named, found) := {
	"value": sort([name | some name, risk in _object(found.value); named in risk[field]]),
	"source": found.source,
}

_endangered(interest, risks, seen, excuse) := _pass(null) if {
	some risk in risks
	_known(risk, seen)
	interest in risk.interests
} else := _text_only("text only: a signed reason why none is endangered") if {
	check.says_something(excuse)
	count(_naming(interest, risks)) == 0
} else := _unknown("a reason says that there is none, and a risk of the file names it") if {
	check.says_something(excuse)
} else := _unknown("no risk of this sort rests on a test that ran, and no reason says that there is none")

# METADATA
# title: A risk of discrimination by a protected attribute is known
# scope: document
concerned(attribute, found, seen) := check.decided(
	attribute,
	_naming_shown("attributes", attribute, found),
	_concerned(attribute, found.value, seen),
)

_concerned(attribute, risks, seen) := _pass(null) if {
	some risk in risks
	_known(risk, seen)
	"fundamental_rights" in risk.interests
	attribute in risk.attributes
} else := _unknown("no risk to fundamental rights names this attribute and rests on a test that ran")

_naming(interest, risks) := [risk | some risk in risks; interest in risk.interests]

_known(risk, seen) if {
	check.says_something(risk.hazard)
	check.says_something(risk.analysis)
	_result(risk.estimate.test, seen) in {"passed", "failed", "ran"}
}

# METADATA
# title: Each test of a report that did not pass is answered for by a risk
# description: >-
#   A report that did not come to its end, or whose tests are not as many as it counts,
#   says nothing.
# scope: document
answered(term, report, found, stated) := check.decided(term, found, _answered(report, found.value, _findings(stated.value)))

_answered(report, document, findings) := _pass(null) if {
	is_string(report)
	_whole(document)
	every test in document.tests {
		_passed_or_answered(report, test, findings)
	}
} else := _fail("a test that did not pass stands in no risk") if {
	is_string(report)
	some test in document.tests
	test.outcome in {"failed", "warning", "error", "not_evaluated"}
	not _passed_or_answered(report, test, findings)
} else := _unknown("no whole report of tests of this name")

_passed_or_answered(_, test, _) if test.outcome == "passed"

_passed_or_answered(report, test, findings) if {
	test.outcome in {"failed", "warning", "error", "not_evaluated"}
	is_string(test.name)
	concat(".", ["test_report", report, test.name]) in findings
}

_whole(document) if {
	document.run.complete == "yes"
	is_array(document.tests)
	check.is_count(document.counts.tests)
	document.counts.tests > 0
	document.counts.tests == count(document.tests)
	every outcome in ["passed", "failed", "warning", "error", "not_evaluated"] {
		document.counts[outcome] == count([test | some test in document.tests; test.outcome == outcome])
	}
}

# METADATA
# title: A limit of the house is met, or a risk answers for its being missed
# description: Also where the limit lies inside the interval, so that nothing is decided.
# scope: document
limit_answered(term, steps, found, limit, stated) := check.decided(
	term,
	found,
	_limit_answered(steps, check.within(term, found, limit).status, found.value, _findings(stated.value)),
)

_limit_answered(_, "pass", _, _) := _pass("the limit is met")

_limit_answered(steps, status, estimate, findings) := _pass(null) if {
	status in {"fail", "unknown"}
	_sound({"estimate": estimate})
	_joined(steps) in findings
} else := _fail("the limit is missed, and no risk says so") if {
	status == "fail"
} else := _unknown("not measured, or not decided, and no risk says so") if {
	status == "unknown"
}

# What the risks that say something answer for.
_findings(risks) := {finding |
	some risk in _object(risks)
	check.says_something(risk.hazard)
	check.says_something(risk.measures.description)
	some finding in risk.findings
}

# METADATA
# title: Foreseeable misuse was looked for, and led to a risk that was estimated
# scope: document
misused(term, found, stated, seen) := check.decided(term, found, _misused(found.value, stated.value, seen))

_misused(scenarios, risks, seen) := _pass(null) if {
	some scenario in scenarios
	check.says_something(scenario.scenario)
	check.says_something(scenario.evaluation)
	_result(scenario.test, seen) in {"passed", "failed", "ran"}
	risks[scenario.risk].source == "misuse"
} else := _unknown("no way of misuse was evaluated, tried, and led to a risk of misuse")

# METADATA
# title: Alerts from use led to a risk of their own
# scope: document
led_to(term, alerts, name, stated) := check.decided(term, alerts, _led_to(alerts.value, name.value, stated.value))

_led_to(alerts, name, risks) := _pass("no alert was raised") if {
	check.is_count(alerts)
	alerts == 0
} else := _pass(null) if {
	check.is_count(alerts)
	risks[name].source == "post_market"
	check.says_something(risks[name].hazard)
} else := _fail("alerts were raised, and no risk from data of use names them") if {
	check.is_count(alerts)
} else := _unknown("no record of the alerts of the monitor")

# METADATA
# title: The groups of a protected attribute were considered, each, or how is said otherwise
# scope: document
considered(term, stated, counted, excuse) := check.decided(term, stated, _considered(stated.value, counted.value, excuse.value))

_considered(stated, counted, excuse) := _pass(null) if {
	count(_keys(counted)) > 0
	_keys(stated) == _keys(counted)
	every text in stated {
		check.says_something(text)
	}
} else := _text_only("text only: the data hold no groups of it") if {
	check.says_something(excuse)
	count(_keys(counted)) == 0
} else := _fail("other groups than the testing data hold") if {
	count(_keys(stated)) > 0
	count(_keys(counted)) > 0
	_keys(stated) != _keys(counted)
} else := _unknown("groups, or what is said of them, are missing")

# METADATA
# title: Deployers are trained with the material on file, or a reason says that none is called for
# scope: document
trained(term, training, material) := check.decided(term, training, _trained(training.value, material.value))

_trained(training, material) := _pass(null) if {
	check.says_something(training.description)
	_digest(training.material)
	training.material == material
} else := _text_only("text only: a signed reason why no training is appropriate") if {
	check.says_something(training.not_appropriate)
	_unsaid(training, "material")
} else := _fail("the material of the training is another one than was seen") if {
	_digest(training.material)
	_digest(material)
} else := _unknown("no training with its material, and no reason why none is appropriate")

# ---------------------------------------------------------------- the file and its history

# METADATA
# title: The system was established, and its file was in a commit before the market
# scope: document
established(term, texts, history, placed) := check.decided(term, history, _established(texts, history.value, placed))

_established(texts, history, placed) := _pass(null) if {
	_texts(texts)
	check.before_market("", {"value": history.first_at, "source": []}, placed).status == "pass"
} else := _fail("the first commit of the risk file came after the system was placed on the market") if {
	check.before_market("", {"value": history.first_at, "source": []}, placed).status == "fail"
} else := _unknown("the text, the history of the file or the date of placing is missing")

# METADATA
# title: The document that people signed for is the one that was seen, and it is written
# scope: document
documented(term, texts, stated, found) := check.decided(term, stated, _documented(texts, stated.value, found.value))

_documented(texts, stated, document) := _pass(null) if {
	_texts(texts)
	_digest(stated)
	stated == document.digest
	document.words.value > 0
	check.is_count(document.words.value)
	document.placeholders.count == 0
} else := _fail("the document is another one than people signed for") if {
	_digest(stated)
	_digest(document.digest)
	stated != document.digest
} else := _fail("the document is still to be written") if {
	check.is_count(document.placeholders.count)
	document.placeholders.count > 0
} else := _unknown("the text or the document is missing")

# METADATA
# title: The document that people signed for is the last one committed
# scope: document
maintained(term, texts, stated, history) := check.decided(term, history, _maintained(texts, stated.value, history.value))

_maintained(texts, stated, history) := _pass(null) if {
	_texts(texts)
	_digest(stated)
	stated == history.digest
	history.in_commit == "yes"
	check.is_count(history.commits)
	history.commits > 0
} else := _fail("the file that was signed for is not the one that is committed") if {
	_digest(stated)
	_digest(history.digest)
	stated != history.digest
} else := _fail("the file is changed, or was never committed") if {
	history.in_commit in {"no", "other_bytes"}
} else := _unknown("the text or the history of the file is missing")

# METADATA
# title: The very text that people signed for was committed before the market
# scope: document
committed(term, stated, history, placed) := check.decided(term, stated, _committed(stated.value, history.value, placed))

_committed(stated, history, placed) := _pass(null) if {
	_digest(stated)
	some version in history.versions
	version.digest == stated
	check.before_market("", {"value": version.committed_at, "source": []}, placed).status == "pass"
} else := _fail("this text was committed after the system was placed on the market") if {
	_digest(stated)
	some version in history.versions
	version.digest == stated
	check.before_market("", {"value": version.committed_at, "source": []}, placed).status == "fail"
} else := _fail("no commit holds this text") if {
	_digest(stated)
	is_array(history.versions)
	count(history.versions) > 0
	history.versions_left_out == 0
	every version in history.versions {
		version.digest != stated
	}
} else := _unknown("no history of the document, or no date of placing")

# ---------------------------------------------------------------- reviews

# METADATA
# title: A review has stood in the risk file since a moment
# description: >-
#   The review says what it found, and the file with it was committed since. Its own date
#   is typed; the commit's is not.
# scope: document
reviewed(term, reviews, history, since) := check.decided(term, reviews, _reviewed(reviews.value, history.value, since.value))

_reviewed(reviews, history, since) := _pass(null) if {
	some at in _reviews_committed(reviews, history)
	moment.ns(since) <= at
} else := _fail("no review since then stands in a committed risk file") if {
	count(_reviews_committed(reviews, history)) > 0
	_moment(since)
} else := _unknown("no review of a committed risk file, or the moment since which is unknown")

# The commits of risk files with a review in them.
_reviews_committed(reviews, history) := {at |
	some review in reviews
	check.says_something(review.outcome)
	_digest(review.document)
	moment.ns(review.at) <= subject.as_of
	some version in history.versions
	version.digest == review.document
	at := moment.ns(version.committed_at)
	at <= subject.as_of
}

_moment(text) if moment.ns(text)

# METADATA
# title: Alerts are asked about once the system is in use
terms_in_use := {"alerts"} if {
	subject.reached("post_deploy")
} else := set()

# METADATA
# title: A review stands in the risk file since the last run of the monitor, if it raised alerts
# description: Which run raised them is not on record, so that the last one counts.
# scope: document
reviewed_after_alerts(term, reviews, history, monitoring) := check.decided(
	term,
	{"value": {"alerts": object.get(monitoring, ["value", "alerts"], null), "reviews": reviews.value}, "source": monitoring.source},
	_after_alerts(reviews.value, history.value, monitoring.value),
)

_after_alerts(reviews, history, monitoring) := _pass("no alert was raised") if {
	check.is_count(monitoring.alerts)
	monitoring.alerts == 0
} else := _reviewed(reviews, history, last) if {
	check.is_count(monitoring.alerts)
	last := max([run.at | some run in monitoring.runs])
} else := _unknown("no record of the alerts of the monitor")

# METADATA
# title: The last review is no older than the house allows
# scope: document
review_recent(term, reviews, history, days) := object.union(
	check.decided(term, reviews, _recent(reviews.value, history.value, days)),
	{"half": "house", "expected": {"days_between_reviews": days}},
)

_recent(reviews, history, days) := _pass(null) if {
	_days(days)
	some at in _reviews_committed(reviews, history)
	subject.as_of - moment.days(days) <= at
} else := _fail("the last review is older than the house allows") if {
	_days(days)
	count(_reviews_committed(reviews, history)) > 0
} else := _unknown("no review of a committed risk file, or no usable interval")

_days(days) if {
	check.is_count(days)
	days <= 36500
}

# ---------------------------------------------------------------- Article 6(4)

# METADATA
# title: What the assessment answers is what the signed facts answer
# scope: document
agrees(term, found, fact) := check.decided(term, found, _agrees(found.value, fact))

_agrees(answer, fact) := _text_only(null) if {
	_plain(answer)
	answer.answer == fact
} else := _fail("the assessment and the signed facts contradict each other") if {
	_plain(answer)
	fact in {"yes", "no"}
} else := _unknown("the assessment or the signed facts leave it open")

# METADATA
# title: What would keep the system high-risk is plainly denied, also by the signed facts
# scope: document
denied(term, found, fact) := check.decided(term, found, _denied(found.value, fact))

_denied(answer, fact) := _text_only(null) if {
	_plain(answer)
	answer.answer == "no"
	fact == "no"
} else := _fail("it is so, and keeps the system high-risk") if {
	_plain(answer)
	answer.answer == "yes"
} else := _fail("it is so by the signed facts, and keeps the system high-risk") if {
	fact == "yes"
} else := _unknown("the assessment or the signed facts leave it open")

# METADATA
# title: At least one of the conditions holds
# scope: document
one_holds(term, conditions) := check.decided(
	term,
	{"value": {name: object.get(_object(found.value), "answer", null) | some name, found in conditions}, "source": _first_source(conditions)},
	_one_holds([found.value | some found in conditions]),
)

_one_holds(answers) := _text_only(null) if {
	some answer in answers
	_plain(answer)
	answer.answer == "yes"
} else := _fail("none of the conditions holds") if {
	count(answers) > 0
	every answer in answers {
		_plain(answer)
	}
} else := _unknown("no condition is answered with yes and a reason")

_first_source(conditions) := sources[0] if {
	sources := [found.source | some found in conditions]
} else := null

_plain(answer) if {
	answer.answer in {"yes", "no"}
	check.says_something(answer.reason)
}

# METADATA
# title: The intended purpose that was assessed is the one that the facts have
# scope: document
same_purpose(term, texts, stated, found) := check.decided(term, stated, _same_purpose(texts, stated.value, found.value))

_same_purpose(texts, stated, found) := _text_only(null) if {
	_texts(texts)
	_equal(stated, found)
} else := _fail("another purpose than the facts have") if {
	check.says_something(stated)
	check.says_something(found)
	stated != found
} else := _unknown("the purpose is missing, or what it is about")

# ---------------------------------------------------------------- Article 8(2)

# METADATA
# title: An act of product law does not apply, by a signed reason, or all of it is met
# scope: document
act_met(term, found) := check.decided(term, found, _act_met(found.value))

_act_met(act) := {"status": "pass", "because": null, "basis": "attested"} if {
	act.applies == "no"
	check.says_something(act.reason)
} else := {"status": "pass", "because": null, "basis": "attested"} if {
	act.applies == "yes"
	check.says_something(act.reason)
	check.says_something(act.met)
	_digest(act.file)
} else := {
	"status": "unknown",
	"because": "whether it applies, or how all of it is met, is not signed for with a file",
	"basis": "attested",
}

# METADATA
# title: At least one act of the Section applies
# description: A product of Annex I, Section A, to which none of its acts applies is none.
# scope: document
some_act(term, found, acts) := check.decided(term, found, _some_act(found.value, acts))

_some_act(stated, acts) := {"status": "pass", "because": null, "basis": "attested"} if {
	some act in acts
	stated[act].applies == "yes"
} else := {"status": "fail", "because": "no act of the Section is said to apply", "basis": "attested"} if {
	count(acts) > 0
	every act in acts {
		stated[act].applies == "no"
	}
} else := {"status": "unknown", "because": "which acts apply is not signed for", "basis": "attested"}

# ---------------------------------------------------------------- shared

_pass(because) := {"status": "pass", "because": because, "basis": "documented", "linked": true}

_text_only(because) := {"status": "pass", "because": because, "basis": "documented", "linked": false}

_fail(because) := {"status": "fail", "because": because, "basis": "documented", "linked": false}

_unknown(because) := {"status": "unknown", "because": because, "basis": "documented", "linked": false}

_texts(texts) if {
	count(texts) > 0
	every text in texts {
		check.is_said(text)
	}
}

_equal(stated, found) if {
	check.says_something(stated)
	stated == found
}

_joined(steps) := concat(".", steps) if {
	every step in steps {
		is_string(step)
	}
}

# A reason why something is not there stands beside nothing of it.
_unsaid(object_or_not, key) if {
	is_object(object_or_not)
	object.get(object_or_not, key, null) == null
}

_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}

_object(value) := value if {
	is_object(value)
} else := {}

_keys(value) := object.keys(value) if {
	is_object(value)
} else := set()
