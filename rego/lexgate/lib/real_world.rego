# METADATA
# description: >-
#   Judges the register of tests in real-world conditions (Articles 9(7) and 60), entry by
#   entry, with the clocks of the Act. All of it was typed and signed by people, and
#   nothing here makes more of it than that. Every function has an answer for every input;
#   the accepting answer comes first and asks for all that it needs.
package lexgate.lib.real_world

import data.lexgate.lib.check
import data.lexgate.lib.moment
import data.lexgate.lib.subject

# METADATA
# title: The register states its period, up to now, and holds as many tests as it counts
# description: >-
#   An empty register is none here: who made no such tests signs that fact, and nothing
#   of this is asked. `days` is how long a register counts.
# scope: document
kept(term, found, days) := _decided(term, _summary(found), _kept(found.value, days))

_kept(register, days) := _pass(null) if {
	_period(register)
	_up_to_now(register.period, days)
	_entries(register.tests)
	register.count == count(register.tests)
	every test in register.tests {
		_inside(register.period, test.started_at)
	}
} else := _fail("it holds another number of tests than it counts") if {
	check.is_count(register.count)
	is_array(register.tests)
	register.count != count(register.tests)
} else := _fail("a test began outside the period") if {
	_period(register)
	some test in register.tests
	moment.ns(test.started_at)
	not _inside(register.period, test.started_at)
} else := _unknown("no register of tests with its period and number, up to now")

_summary(found) := {
	"value": {field: found.value[field] | some field in ["period", "count"]},
	"source": found.source,
}

_period(register) if {
	moment.ns(register.period.from) <= moment.ns(register.period.to)
	moment.ns(register.period.to) <= moment.ns(register.stated_at)
}

_up_to_now(period, days) if {
	check.is_count(days)
	days <= 36500
	subject.as_of <= moment.ns(period.to) + moment.days(days)
}

_entries(tests) if {
	is_array(tests)
	count(tests) > 0
	every test in tests {
		check.is_reference(test.reference)
	}
	count({test.reference | some test in tests}) == count(tests)
}

# One that has not begun is within any period.
_inside(_, null)

_inside(period, at) if {
	moment.ns(period.from) <= moment.ns(at)
	moment.ns(at) <= moment.ns(period.to)
}

# METADATA
# title: The plan was submitted, and test and plan were approved, before the test began
# description: >-
#   Tacit approval takes 30 days of silence, and national law that provides for it
#   (Article 60(4)(b)).
# scope: document
approved(term, found) := _decided(term, found, _approved(found.value))

_approved(test) := _pass("not begun") if {
	_planned(test)
	test.started_at == null
} else := _pass(null) if {
	_planned(test)
	test.approval.kind == "granted"
	moment.ns(test.plan.submitted_at) <= moment.ns(test.approval.at)
	moment.ns(test.approval.at) <= moment.ns(test.started_at)
} else := _pass("tacit approval") if {
	_planned(test)
	test.approval.kind == "tacit"
	check.says_something(test.approval.national_law)
	_after_silence(test) <= moment.ns(test.started_at)
} else := _fail("it began before the plan was submitted, or before it was approved") if {
	test.approval.kind in {"granted", "tacit"}
	some at in [test.plan.submitted_at, test.approval.at]
	moment.ns(at) > moment.ns(test.started_at)
} else := _fail("it began without an approval") if {
	test.approval.kind in {"refused", "pending"}
	moment.ns(test.started_at)
} else := _fail("it began before 30 days of silence had passed") if {
	test.approval.kind == "tacit"
	_after_silence(test) > moment.ns(test.started_at)
} else := _unknown("plan, authority or approval are not on record")

_planned(test) if {
	_digest(test.plan.digest)
	check.says_something(test.plan.authority)
	moment.ns(test.plan.submitted_at) <= subject.as_of
}

# 30 days, by Article 60(4)(b).
_after_silence(test) := moment.ns(test.plan.submitted_at) + moment.days(30)

# METADATA
# title: The test was registered, with its number, before it began
# scope: document
registered(term, found) := _decided(term, found, _registered(found.value))

_registered(test) := _pass("not begun") if {
	test.started_at == null
} else := _pass(null) if {
	check.is_reference(test.registration.number)
	moment.ns(test.registration.registered_at) <= moment.ns(test.started_at)
} else := _fail("it began without being registered") if {
	test.registration == null
	moment.ns(test.started_at)
} else := _fail("it began before it was registered") if {
	moment.ns(test.registration.registered_at) > moment.ns(test.started_at)
} else := _unknown("no registration is on record")

# METADATA
# title: The test lasts no longer than six months, or twelve with an extension notified before
# scope: document
in_time(term, found) := _decided(term, found, _in_time(found.value))

_in_time(test) := _pass("not begun") if {
	test.started_at == null
	test.ended_at == null
} else := _pass(null) if {
	_until(test) <= _months(test, 6)
	_ran(test)
} else := _pass("with an extension that was notified before") if {
	_until(test) <= _months(test, 12)
	_ran(test)
	_extended(test.extension, _months(test, 6))
} else := _fail("it lasts longer than twelve months") if {
	_until(test) > _months(test, 12)
} else := _fail("it lasts longer than six months, and no extension was notified before") if {
	_until(test) > _months(test, 6)
	_unextended(test)
} else := _unknown("begin, end or extension are not on record")

_ran(test) if moment.ns(test.started_at) <= _until(test)

_until(test) := moment.ns(test.ended_at) if {
	moment.ns(test.ended_at) <= subject.as_of
} else := subject.as_of if {
	test.ended_at == null
}

_months(test, number) := moment.months_later(moment.ns(test.started_at), number)

_extended(extension, by) if {
	check.says_something(extension.explanation)
	moment.ns(extension.notified_at) <= by
}

_unextended(test) if test.extension == null

_unextended(test) if moment.ns(test.extension.notified_at) > _months(test, 6)

# METADATA
# title: The test began before the system was placed on the market or put into service
# scope: document
before_market(term, found, placed) := _decided(term, found, _before_market(found.value, placed))

_before_market(test, placed) := _pass("not begun") if {
	test.started_at == null
} else := {"status": compared.status, "because": compared.because} if {
	compared := check.before_market(null, {"value": test.started_at, "source": null}, placed)
} else := _unknown("the begin of the test is not on record")

# METADATA
# title: Subjects consented, or are of law enforcement and bear nothing of it
# scope: document
consented(term, found) := _decided(term, found, _consented(found.value))

_consented(test) := _pass(null) if {
	test.consent.obtained in {"yes", "law_enforcement"}
	check.says_something(test.consent.description)
} else := _pass("not begun") if {
	test.consent.obtained == "no"
	test.started_at == null
} else := _fail("it began without consent of its subjects") if {
	test.consent.obtained == "no"
	moment.ns(test.started_at)
} else := _unknown("consent is not on record")

# METADATA
# title: A condition of Article 60(4) is described
# scope: document
conditioned(term, found, field) := _decided(term, found, _conditioned(found.value, field))

_conditioned(test, field) := _pass("text only: nothing that was observed to compare it with") if {
	check.says_something(test[field])
} else := _unknown("the text is missing or a placeholder")

_decided(term, found, answer) := check.decided(
	term,
	{"value": found.value, "source": found.source},
	{"status": answer.status, "because": answer.because, "basis": "documented"},
)

_pass(because) := {"status": "pass", "because": because}

_fail(because) := {"status": "fail", "because": because}

_unknown(because) := {"status": "unknown", "because": because}

_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}
