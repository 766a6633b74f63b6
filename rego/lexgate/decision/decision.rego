# METADATA
# description: >-
#   The entrypoints. `live` answers with `allow`; `what_if` (also for forecasts
#   and replays) answers with `would_allow` and has no `allow`, so that nobody can
#   take the one for the other.
package lexgate.decision

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.moment
import data.lexgate.lib.readings
import data.lexgate.lib.settings
import data.lexgate.lib.subject
import data.lexgate.lib.tree
import data.lexgate.lib.trust
import data.lexgate.lib.verdict

# METADATA
# title: The decision for a system as it is now
# entrypoint: true
live := object.union(_decision(_as_of), {"entrypoint": "live", "allow": _allowed(_as_of)})

# METADATA
# title: What the decision would be, also by the law of a later day
# description: >-
#   `law_as_of` moves the law's clock alone: the evidence is judged as of `as_of`.
# entrypoint: true
what_if := object.union(_decision(_law_as_of), {"entrypoint": "what_if", "would_allow": _allowed(_law_as_of)})

_as_of := object.get(input, "as_of", null)

_law_as_of := object.get(input, "law_as_of", _as_of)

_decision(at) := {
	"schema": "https://lexgate.example/decision/v2",
	"request_id": _text(object.get(input, "request_id", null)),
	"as_of": _text(_as_of),
	"law_as_of": _text(at),
	"proceed": _proceed(_allowed(at)),
	"granted": _granted(_allowed(at), at),
	"rejected_request": rejected_request,
	"rejected": sort(trust.rejected),
	"trust": {
		"level": trust.level,
		"required": trust.required_level,
		"documents": {name: _told(document) | some name, document in trust.documents},
		"signers": signers,
		"sent": trust.sent,
		"admitted": trust.admitted,
		"rejected": count(trust.rejected),
	},
	"classification": classification.summary,
	"verdicts": verdict.each(at),
	"counts": _counts(verdict.each(at)),
	"not_judged": {"count": count(not_judged), "duties": not_judged},
	"findings": findings(at),
	"settings": {
		"digest": concat("", ["sha256:", crypto.sha256(json.marshal(_organisation))]),
		"deviations": sort(settings.deviations),
		"in_force": in_force,
	},
	"law": object.union(data.lexgate.calendar.state, {"readings": readings.in_force}),
	"rule_book": {"version": data.lexgate.catalogue.version, "controls": count(data.lexgate.catalogue.controls)},
	"org": {"serial": object.get(_organisation, "serial", null)},
}

# A positive statement: everything that an allow rests on is there, and nothing
# stops. It never counts what is wrong.
_allowed(at) if {
	count(rejected_request) == 0
	verdicts := verdict.each(at)
	object.keys(verdicts) == object.keys(data.lexgate.catalogue.controls)
	every _, found in verdicts {
		found.stops == "no"
		_grounded(found)
	}
} else := false

# A verdict stands on at least one check, or on a stated fact that takes the
# control away for now.
_grounded(found) if {
	found.status in {"pass", "waived", "fail", "unknown"}
	count(found.checks) > 0
}

_grounded(found) if {
	found.status in {"not_applicable", "not_due"}
	is_string(found.because.reason)
}

_proceed(true) := "yes"

_proceed(false) := "no"

_granted(true, at) := object.union(
	{
		"system": subject.system,
		"version": subject.version,
		"models": sort([concat("", ["sha256:", model]) | some model in subject.models]),
		"stage": subject.stage,
		"profile": subject.profile,
		"until": moment.text(min(_ends(at))),
	},
	{"deployment": subject.deployment | subject.deployment != ""},
)

_granted(false, _) := null

# A grant ends after the hours that the organisation set, with the first document
# or deviation that ends, and on the day on which something that is open begins to
# bind by the Act.
_ends(at) := array.flatten([
	[end |
		hours := settings.at_most(["decision", "valid_hours"])
		end := subject.as_of + ((hours * moment.days(1)) / 24)
	],
	[moment.ns(document.expires) | some document in trust.documents],
	[moment.ns(found.deviation.until) | some found in settings.deviations],
	[moment.day_ns(found.binds.from) |
		some found in verdict.each(at)
		found.binds.now == false
		found.status in {"fail", "unknown"}
	],
])

# METADATA
# title: Who can answer with a document of each kind - roles of people, or the pipeline
signers := object.union(
	{kind: sort(roles) |
		some kind, roles in object.get(_organisation, "signers", {})
		is_string(kind)
		is_array(roles)
	},
	{kind: ["pipeline"] | some kind, known in data.lexgate.kinds.documents; known.purpose == "evidence"},
)

# METADATA
# title: What is wrong with the request itself, by name
rejected_request := [{"reason": reason} |
	some reason in [
		"rule_book_or_org_missing",
		"article_5_incomplete",
		"two_controls_of_one_rule",
		"subject_unusable",
		"as_of_unusable",
		"stage_unknown",
		"profile_unknown",
		"profile_below_floor",
		"org_expired",
		"too_many_documents",
		"evidence_not_a_list",
		"statements_not_a_list",
		"validity_not_set",
	]
	not reason in _cleared
]

_cleared contains "rule_book_or_org_missing" if {
	count(data.lexgate.catalogue.controls) > 0
	count(_owed) > 0
	is_object(data.org.keys)
	count(data.org.keys) > 0
	is_object(data.org.people)
	count(data.org.people) > 0
	settings.organisation != ""
}

# Every prohibition of Article 5 has a control, or is served by ones that are there.
_cleared contains "article_5_incomplete" if {
	prohibitions := {id |
		some id, _ in data.lexgate.law.entries.prohibition
		startswith(id, "EUAIA-5.")
	}
	count(prohibitions) > 0
	every id in prohibitions {
		_has_control(id)
	}
}

_has_control(id) if data.lexgate.catalogue.controls[id]

_has_control(id) if {
	count(data.lexgate.law.served[id]) > 0
	every parent in data.lexgate.law.served[id] {
		data.lexgate.catalogue.controls[parent]
	}
}

_cleared contains "two_controls_of_one_rule" if {
	controls := data.lexgate.catalogue.controls
	count({[control.package, control.rule] | some control in controls}) == count(controls)
}

_cleared contains "subject_unusable" if {
	subject.system != ""
	subject.version != ""
	count(subject.models) > 0
	count(input.subject.models) == count(subject.models)
	object.keys(input.subject) - {"deployment"} == {"system", "version", "models"}
	_deployment_usable
}

_deployment_usable if subject.deployment != ""

_deployment_usable if {
	named := object.keys(input.subject)
	not "deployment" in named
}

_cleared contains "as_of_unusable" if subject.as_of

_cleared contains "stage_unknown" if subject.stage != ""

_cleared contains "profile_unknown" if subject.profile != ""

# The stricter of the floors for all systems and for this one.
_cleared contains "profile_below_floor" if {
	tree.reachable(data.org.floors, ["systems", subject.system, "profile", subject.stage])
	floors := {data.org.floors.profile[subject.stage]} | {least |
		least := data.org.floors.systems[subject.system].profile[subject.stage]
	}
	every least in floors {
		least in {"law", "house"}
	}
	_meets(subject.profile, floors)
}

_meets("house", _) := true

_meets("law", floors) if floors == {"law"}

# A built bundle carries its serial and its end; a folder that nobody built has neither.
# One without the other is a bundle that lost its end.
_cleared contains "org_expired" if {
	is_object(data.org)
	{"serial", "expires"} & object.keys(data.org) == set()
}

_cleared contains "org_expired" if subject.as_of < moment.ns(data.org.expires)

_cleared contains "too_many_documents" if not trust.too_many

_cleared contains "evidence_not_a_list" if is_array(input.evidence)

_cleared contains "statements_not_a_list" if is_array(input.statements)

_cleared contains "validity_not_set" if settings.at_most(["decision", "valid_hours"]) > 0

# METADATA
# title: Duties and prohibitions of the Act that no control judges yet
not_judged := sort((_owed - _controls) - _served)

_owed := _of_kind("duty") | _of_kind("prohibition")

_of_kind(kind) := object.keys(data.lexgate.law.entries[kind]) if {
	is_object(data.lexgate.law.entries[kind])
} else := set()

_controls := object.keys(data.lexgate.catalogue.controls) if {
	is_object(data.lexgate.catalogue.controls)
} else := set()

_served := object.keys(data.lexgate.law.served) if {
	is_object(data.lexgate.law.served)
} else := set()

# METADATA
# title: What is open after deployment, with an owner and a clock
# description: A finding never switches a system off; that stays with people.
# scope: document
findings(at) := [finding |
	subject.stage == "post_deploy"
	some id, found in verdict.each(at)
	some check in found.checks
	verdict.stops(check, found.halves) != "no"
	finding := {
		"control": id,
		"term": check.term,
		"status": check.status,
		"severity": found.control.severity,
		"owner": object.get(_organisation, ["systems", subject.system, "owner"], null),
		"due": _due(found.control.severity),
	}
]

_due(severity) := moment.text(subject.as_of + moment.days(days)) if {
	days := settings.at_most(["findings", "days", severity])
	days != null
} else := null

# METADATA
# title: The settings that this decision rests on
in_force := {
	"limits": {group: limits |
		some group in ["fairness", "performance", "data_quality"]
		limits := {name: settings.limit(["limits", group, name]) |
			some name in settings.names(["limits", group])
			is_string(name)
		}
	},
	"data_sets": settings.members(["data_sets", "roles"]),
	"protected_attributes": settings.members(["fairness", "protected_attributes"]),
	"floors": object.get(_organisation, "floors", null),
}

_organisation := data.org if {
	is_object(data.org)
} else := {}

_told(document) := {
	"digest": document.digest,
	"level": document.level,
	"kids": sort(document.kids),
	"signers": sort(document.signers),
	"time": document.time,
	"expires": document.expires,
}

_counts(verdicts) := {
	"status": _tally(_statuses, [found.status | some found in verdicts]),
	"basis": _tally(_bases, [found.basis | some found in verdicts]),
	"stops": _tally(_stops, [found.stops | some found in verdicts]),
}

_statuses := ["pass", "fail", "unknown", "waived", "not_applicable", "not_due"]

_bases := ["measured", "computed", "sampled", "derived", "documented", "assessed", "attested"]

_stops := ["no", "house", "law"]

# Counted as text, each in its quotation marks: many times fewer steps than word by word.
_tally(known, words) := {word: times |
	some word in known
	times := strings.count(text, json.marshal(word))
	times > 0
} if {
	text := json.marshal(words)
}

_text(value) := value if {
	is_string(value)
	count(value) < 200
} else := null
