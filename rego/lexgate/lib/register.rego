# METADATA
# description: >-
#   Judges what law enforcement keeps on real-time remote biometric identification
#   (Article 5(2) to (4)): the deployment, and the register of its uses, entry by
#   entry, with the clocks of the Act. All of it was typed and signed by people,
#   and nothing here makes more of it than that. Every function has an answer for
#   every input; the accepting answer comes first and asks for all that it needs.
package lexgate.lib.register

import data.lexgate.lib.check
import data.lexgate.lib.moment
import data.lexgate.lib.subject

# METADATA
# title: The places of the entries of a list; none where there is no list
# description: >-
#   Whether the list is whole is asked by `kept` and `drawn`, whose checks are
#   there whatever the list holds.
# scope: document
places(found) := every_place if {
	is_array(found.value)

	# regal ignore:use-object-keys
	every_place := {place | some place, _ in found.value}
} else := set()

# METADATA
# title: What to call an entry; its place where it has no reference
# scope: document
name(entry, place) := entry.value.reference if {
	_reference(entry.value)
} else := place

# METADATA
# title: The objectives to be judged; none only where no exception is relied on
# scope: document
objectives(relied_on, found) := set() if {
	relied_on == "no"
} else := {objective | some objective in found.value} if {
	is_array(found.value)
	count(found.value) > 0
} else := {null}

# METADATA
# title: National law opens an objective that Article 5(1)(h) lists
# scope: document
opened(objective, law) := check.decided(objective, law, _opened(objective, law.value))

_opened(objective, law) := _pass("attested", "rests on the national law that people named") if {
	objective in _listed
	check.says_something(law.reference)
	is_array(law.objectives)
	objective in law.objectives
} else := _fail("attested", "Article 5(1)(h) lists no such objective") if {
	is_string(objective)
	not objective in _listed
} else := _fail("attested", "the national law does not open this objective") if {
	objective in _listed
	check.says_something(law.reference)
	is_array(law.objectives)
} else := _unknown("attested", "no objective, or no national law that opens it, is on record")

# Points (i), (ii) and (iii) of Article 5(1)(h), in this order.
_listed := {
	"victims_or_missing_persons",
	"imminent_threat_or_terrorist_attack",
	"suspect_of_annex_ii_offence",
}

# METADATA
# title: The impact assessment was complete before the first use
# description: >-
#   Urgency does not put it off. Without a first use, nothing may speak of one.
# scope: document
impact_assessed(term, deployment, uses) := check.decided(
	term,
	deployment,
	_impact_assessed(deployment.value, uses.value),
)

_impact_assessed(deployment, uses) := _pass("documented", null) if {
	_assessed(deployment)
	moment.ns(deployment.fria.completed_at) <= moment.ns(deployment.first_use_at)
} else := _pass("documented", null) if {
	_assessed(deployment)
	_unused(deployment, uses)
} else := _fail("documented", "used before the impact assessment was complete") if {
	moment.ns(deployment.fria.completed_at) > moment.ns(deployment.first_use_at)
} else := _fail("documented", "used without an impact assessment") if {
	deployment.fria == null
	moment.ns(deployment.first_use_at)
} else := _unknown("documented", _unstated) if {
	deployment.first_use_at == null
	not _unused(deployment, uses)
} else := _unknown("documented", "no complete impact assessment is on record")

_assessed(deployment) if {
	_digest(deployment.fria.digest)
	moment.ns(deployment.fria.completed_at) <= moment.ns(deployment.stated_at)
}

# METADATA
# title: The system was registered before the first use, or urgency is justified
# description: >-
#   In duly justified urgency the use may begin first; registration then follows
#   without undue delay, which is no number of the Act: the deployer signs a day.
# scope: document
in_database(term, deployment, uses) := check.decided(
	term,
	deployment,
	_first_in_database(deployment.value, uses.value),
)

_first_in_database(deployment, uses) := _pass("documented", null) if {
	_registration(deployment)
	_unused(deployment, uses)
} else := _unknown("documented", _unstated) if {
	deployment.first_use_at == null
	not _unused(deployment, uses)
} else := _in_database(deployment, used_at) if {
	used_at := deployment.first_use_at
} else := _in_database(deployment, null)

# METADATA
# title: The system was registered before this use, or urgency is justified
# description: The first use that is stated need not be the first that the register holds.
# scope: document
in_database_before(term, deployment, use) := check.decided(
	term,
	deployment,
	_in_database(deployment.value, used_at),
) if {
	used_at := use.value.started_at
} else := check.decided(term, deployment, _in_database(deployment.value, null))

_in_database(deployment, used_at) := _pass("documented", null) if {
	_registration(deployment)
	moment.ns(deployment.registration.registered_at) <= moment.ns(used_at)
} else := _pass("documented", "registered after an urgent use") if {
	_registration(deployment)
	moment.ns(used_at)
	_urgent(deployment.urgency)
	moment.ns(deployment.registration.registered_at) <= moment.ns(deployment.urgency.register_by)
} else := _pass("attested", "urgent: still to be registered by the moment that was signed") if {
	deployment.registration == null
	_urgent(deployment.urgency)
	subject.as_of <= moment.ns(deployment.urgency.register_by)
} else := _fail("documented", "used before it was registered, and no urgency was stated") if {
	deployment.urgency == null
	moment.ns(deployment.registration.registered_at) > moment.ns(used_at)
} else := _fail("documented", "used without being registered, and no urgency was stated") if {
	deployment.urgency == null
	deployment.registration == null
	moment.ns(used_at)
} else := _fail("documented", "registered later than signed for") if {
	moment.ns(deployment.registration.registered_at) > moment.ns(deployment.urgency.register_by)
} else := _fail("documented", "not registered by the moment that was signed") if {
	deployment.registration == null
	subject.as_of > moment.ns(deployment.urgency.register_by)
} else := _unknown("documented", "no registration is on record")

_registration(deployment) if {
	check.is_reference(deployment.registration.number)
	moment.ns(deployment.registration.registered_at) <= moment.ns(deployment.stated_at)
}

_urgent(urgency) if check.says_something(urgency.reason)

# No first use is believed before the system is in use, while no register holds one.
_unused(deployment, uses) if {
	deployment.first_use_at == null
	subject.stage in ["data", "training", "pre_deploy", "first_use"]
	uses in [null, []]
}

_unstated := "the first use is not stated, and the system is in use"

# METADATA
# title: The register states its period, up to now, and holds as many uses as it counts
# description: >-
#   An empty register is signed as none. It reaches back to the first use that the
#   deployment states: a later register names the one before it, which nobody sends
#   along, so that what it held is unknown. `days` is how long a register counts.
# scope: document
kept(term, found, deployment, days) := check.decided(
	term,
	_summary(found),
	_kept(found.value, deployment.value, days),
)

_kept(register, deployment, days) := _pass("documented", null) if {
	_period(register)
	_up_to_now(register.period, days)
	register.first == "yes"
	register.predecessor == null
	_first_of(register, deployment.first_use_at)
	_entries(register.uses)
	register.count == count(register.uses)
	every use in register.uses {
		_inside(register.period, use.started_at)
	}
} else := _fail("documented", "it holds another number of uses than it counts") if {
	check.is_count(register.count)
	is_array(register.uses)
	register.count != count(register.uses)
} else := _fail("documented", "a use lies outside the period") if {
	_period(register)
	some use in register.uses
	moment.ns(use.started_at)
	not _inside(register.period, use.started_at)
} else := _fail("documented", "it is the first, and begins after the first use") if {
	register.first == "yes"
	_period(register)
	moment.ns(register.period.from) > moment.ns(deployment.first_use_at)
} else := _fail("documented", "the first use that is stated is not the first in it") if {
	register.first == "yes"
	_period(register)
	moment.ns(deployment.first_use_at)
	is_array(register.uses)
	every use in register.uses {
		moment.ns(use.started_at)
	}
	not _first_of(register, deployment.first_use_at)
} else := _unknown("documented", _gap(register, deployment, days))

_gap(register, deployment, days) := "the register before it is not on file" if {
	register.first == "no"
	_digest(register.predecessor)
} else := "the deployment does not state its first use" if {
	register.first == "yes"
	not _first_use_stated(deployment)
} else := "the register does not reach up to now" if {
	_period(register)
	check.is_count(days)
	not _up_to_now(register.period, days)
} else := "no whole register, with its period, number and predecessor"

_summary(found) := {
	"value": {field: found.value[field] | some field in ["period", "count", "predecessor", "first"]},
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

# The register can be empty where the first use came after its period.
_first_of(register, first_use_at) if {
	moment.ns(first_use_at) == min({moment.ns(use.started_at) | some use in register.uses})
}

_first_of(register, first_use_at) if {
	register.uses == []
	moment.ns(first_use_at) > moment.ns(register.period.to)
}

_first_use_stated(deployment) if moment.ns(deployment.first_use_at)

_entries(entries) if {
	is_array(entries)
	every entry in entries {
		_reference(entry)
	}
	count({entry.reference | some entry in entries}) == count(entries)
}

_inside(period, at) if {
	moment.ns(period.from) <= moment.ns(at)
	moment.ns(at) <= moment.ns(period.to)
}

# METADATA
# title: A use confirms who the target is, was weighed, and stays within its limits
# description: >-
#   Both sides are weighed in words; time, place and persons are limited, and the
#   use began and ended within the limit of time. Its objective is one that the
#   deployment pursues.
# scope: document
targeted(term, use, pursued) := check.decided(term, use, _targeted(use.value, pursued.value))

_targeted(use, pursued) := _pass("attested", null) if {
	use.confirms_only_target == "yes"
	use.objective in _listed
	is_array(pursued)
	use.objective in pursued
	check.says_something(use.weighed.harm_without_use)
	check.says_something(use.weighed.consequences_for_rights)
	check.says_something(use.limits.place)
	check.says_something(use.limits.persons)
	moment.ns(use.limits.from) <= moment.ns(use.started_at)
	_ends_in_time(use)
} else := _fail("attested", "it does more than confirm who the target is") if {
	use.confirms_only_target == "no"
} else := _fail("attested", "its objective is not one that the deployment pursues") if {
	is_string(use.objective)
	is_array(pursued)
	not use.objective in pursued
} else := _fail("attested", "its objective is none of Article 5(1)(h)") if {
	is_string(use.objective)
	not use.objective in _listed
} else := _fail("attested", "it went beyond its limit of time") if {
	_beyond_its_time(use)
} else := _unknown("attested", "target, weighing or limits are not on record")

_ends_in_time(use) if moment.ns(use.ended_at) <= moment.ns(use.limits.until)

_ends_in_time(use) if {
	use.ended_at == null
	subject.as_of <= moment.ns(use.limits.until)
}

_beyond_its_time(use) if moment.ns(use.started_at) < moment.ns(use.limits.from)

_beyond_its_time(use) if moment.ns(use.ended_at) > moment.ns(use.limits.until)

_beyond_its_time(use) if {
	use.ended_at == null
	subject.as_of > moment.ns(use.limits.until)
}

# METADATA
# title: A use was authorised before it began, or urgency is justified and asked for in time
# description: >-
#   In duly justified urgency the request follows within 24 hours of the start, and
#   when it is rejected the use stops and all data are deleted at once. `minutes`
#   is what the house takes for at once; the Act names no number.
# scope: document
authorised(term, use, minutes) := check.decided(term, use, _authorised(use.value, minutes))

_authorised(use, minutes) := _pass("documented", null) if {
	_decided(use, "granted")
	moment.ns(use.authorisation.decided_at) <= moment.ns(use.started_at)
} else := _pass("documented", "urgent: granted after the start") if {
	_decided(use, "granted")
	_requested_in_urgency(use)
} else := _pass("documented", "urgent: requested in time, not yet decided") if {
	_authority(use.authorisation)
	use.authorisation.decision == "pending"
	use.authorisation.decided_at == null
	_requested_in_urgency(use)
	_requested(use)
} else := _pass("documented", "urgent: rejected; stopped and deleted at once") if {
	_decided(use, "rejected")
	_requested_in_urgency(use)
	moment.ns(use.started_at) <= moment.ns(use.authorisation.decided_at)
	_at_once(use.authorisation.decided_at, use.ended_at, minutes)
	_at_once(use.authorisation.decided_at, use.deleted_at, minutes)
} else := _fail("documented", "it began before it was authorised, and no urgency was stated") if {
	use.urgency == null
	moment.ns(use.authorisation.decided_at) > moment.ns(use.started_at)
} else := _fail("documented", "it began without an authorisation, and no urgency was stated") if {
	use.urgency == null
	use.authorisation.decision in {"pending", "rejected"}
	moment.ns(use.started_at)
} else := _fail("documented", "the authorisation was requested more than 24 hours after the start") if {
	moment.ns(use.authorisation.requested_at) > _latest_request(use.started_at)
} else := _fail("documented", "it began after the request was rejected") if {
	use.authorisation.decision == "rejected"
	moment.ns(use.authorisation.decided_at) < moment.ns(use.started_at)
} else := _fail("documented", "it was rejected, and not stopped with its data deleted at once") if {
	use.authorisation.decision == "rejected"
	some at in [use.ended_at, use.deleted_at]
	_too_late(use.authorisation.decided_at, at, minutes)
} else := _unknown("documented", "no complete record of its authorisation")

_decided(use, decision) if {
	_authority(use.authorisation)
	use.authorisation.decision == decision
	moment.ns(use.authorisation.requested_at) <= moment.ns(use.authorisation.decided_at)
	moment.ns(use.authorisation.decided_at) <= subject.as_of
}

_requested(use) if moment.ns(use.authorisation.requested_at) <= subject.as_of

_authority(authorisation) if {
	check.says_something(authorisation.authority)
	authorisation.authority_kind in {"judicial", "independent_administrative"}
}

_requested_in_urgency(use) if {
	check.says_something(use.urgency)
	moment.ns(use.authorisation.requested_at) <= _latest_request(use.started_at)
}

# 24 hours, by Article 5(3), first subparagraph, second sentence.
_latest_request(started_at) := moment.ns(started_at) + moment.days(1)

_at_once(decided_at, at, minutes) if moment.ns(at) <= _bound(decided_at, minutes)

_too_late(_, null, _)

_too_late(decided_at, at, minutes) if moment.ns(at) > _bound(decided_at, minutes)

# A setting of more than a day is none: at once, it is not.
_bound(decided_at, minutes) := moment.ns(decided_at) + ((minutes * moment.days(1)) / 1440) if {
	check.is_count(minutes)
	minutes <= 1440
}

# METADATA
# title: An authority was notified of a use
# description: >-
#   The notification tells the decisions on authorisation and their result, and
#   holds no sensitive operational data. When it is due is national law.
# scope: document
notified(term, notification) := check.decided(term, notification, _notified(notification.value))

_notified(notification) := _pass("documented", null) if {
	check.says_something(notification.authority)
	moment.ns(notification.sent_at) <= subject.as_of
	notification.states_decisions_and_results == "yes"
	notification.sensitive_operational_data == "no"
} else := _fail("documented", "the notification holds sensitive operational data") if {
	notification.sensitive_operational_data == "yes"
} else := _fail("documented", "the notification lacks the decisions on authorisation and their result") if {
	notification.states_decisions_and_results == "no"
} else := _unknown("documented", "no notification is on record")

# METADATA
# title: A sample of decisions was drawn from the period of the register
# description: None is enough only where no decision was taken.
# scope: document
drawn(term, register) := check.decided(term, _drawn_of(register), _drawn(register.value))

_drawn(register) := _pass("sampled", null) if {
	sample := register.decisions_sample
	moment.ns(register.period.to) <= moment.ns(sample.drawn)
	moment.ns(sample.drawn) <= moment.ns(register.stated_at)
	check.is_count(sample.of)
	sample.size <= sample.of
	_enough(sample)
	_entries(sample.decisions)
	sample.size == count(sample.decisions)
} else := _fail("sampled", "it holds another number of decisions than it counts") if {
	sample := register.decisions_sample
	check.is_count(sample.size)
	is_array(sample.decisions)
	sample.size != count(sample.decisions)
} else := _unknown("sampled", "no whole sample of decisions is on record")

_drawn_of(register) := {
	"value": {field: register.value.decisions_sample[field] | some field in ["drawn", "size", "of"]},
	"source": register.source,
}

_enough(sample) if sample.size > 0

_enough(sample) if sample.of == 0

# METADATA
# title: A decision that harms a person in law rests on more than the output
# scope: document
corroborated(term, decision) := check.decided(term, decision, _corroborated(decision.value))

_corroborated(decision) := _pass("sampled", "no adverse legal effect") if {
	_reference(decision)
	decision.adverse_legal_effect == "no"
} else := _pass("sampled", null) if {
	decision.adverse_legal_effect == "yes"
	decision.solely_on_output == "no"
	check.says_something(decision.other_grounds)
	check.is_reference(decision.decided_by)
} else := _fail("sampled", "it rests on the output alone") if {
	decision.adverse_legal_effect == "yes"
	decision.solely_on_output == "yes"
} else := _unknown("sampled", "effect, grounds or decider are not on record")

_pass(basis, because) := {"status": "pass", "because": because, "basis": basis}

_fail(basis, because) := {"status": "fail", "because": because, "basis": basis}

_unknown(basis, because) := {"status": "unknown", "because": because, "basis": basis}

_reference(entry) if check.is_reference(entry.reference)

_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}
