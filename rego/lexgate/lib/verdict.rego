# METADATA
# description: One verdict for each control of the catalogue.
package lexgate.lib.verdict

import data.lexgate.lib.applicability
import data.lexgate.lib.calendar
import data.lexgate.lib.check
import data.lexgate.lib.subject
import data.lexgate.lib.trust
import data.lexgate.lib.waivers

# METADATA
# title: The verdict of every control, by the law of a moment
# scope: document
each(at) := {id: _verdict(id, control, at) | some id, control in data.lexgate.catalogue.controls}

# Set aside by a stated fact, or because its stage has not come; judged otherwise.
_verdict(id, control, at) := object.union(_told(control, at), {
	"status": aside.status,
	"stops": "no",
	"checks": [],
	"basis": control.basis,
	"linked": false,
	"because": aside.because,
}) if {
	aside := _set_aside(control)
} else := object.union(_told(control, at), {
	"status": check.worst({found.status | some found in checks}),
	"stops": _worst_stop(checks),
	"checks": checks,
	"basis": _basis(control, checks),
	"linked": _linked(checks),
	"because": null,
}) if {
	binds := _binds(control, at)
	checks := [_judged(id, found, binds.now) |
		some found in data.lexgate.eu_ai_act[control.package][control.rule]
	]
}

_told(control, at) := {
	"title": control.title,
	"article": control.article,
	"due": control.due,
	"scope": control.scope,
	"severity": control.severity,
	"remedy": control.remedy,
	"binds": _binds(control, at),
	"waiver": null,
}

_set_aside(control) := {"status": "not_applicable", "because": because} if {
	because := applicability.of(control).because
	because != null
} else := {"status": "not_due", "because": because} if {
	_early(control)
	because := {"reason": concat(" ", ["due at the stage", control.due]), "facts": [], "signers": []}
}

# Early is a positive finding: a known stage, a known due, and the one before the
# other. Whatever else is judged now.
_early(control) if {
	subject.stage != ""
	control.due in array.concat(subject.stages, ["on_event", "on_request"])
	not subject.reached(control.due)
}

# At data and training nothing binds by the Act (Article 2(8)); the stops there
# are the house's.
_binds(control, at) := object.union(found, {"now": false}) if {
	subject.stage in {"data", "training"}
	found := calendar.binds(control.calendar, _tiers(control), control.applies.roles, at)
} else := calendar.binds(control.calendar, _tiers(control), control.applies.roles, at)

_tiers(control) := tiers if {
	tiers := applicability.tiers(control)
	count(tiers) > 0
} else := {tier | some tier in control.applies.tiers}

_judged(id, found, binds_now) := object.union_n([{"basis": null, "linked": false}, found, {
	"binds_now": act_binds,
	"stops": _stops(found, act_binds),
	"evidence": _evidence(found),
	"who": _who(found.source),
	"waiver": waivers.covering(id, found),
}]) if {
	act_binds := _act_binds(found, binds_now)
}

# The house's half of a control is no demand of the Act at any date.
_act_binds(found, binds_now) := false if {
	found.half == "house"
} else := binds_now

# Each way of not stopping is a positive finding. What is none of them stops by
# the law.
_stops(found, binds_now) := "no" if {
	found.status == "pass"
} else := "house" if {
	binds_now == false
	subject.profile == "house"
} else := "no" if {
	binds_now == false
	subject.profile == "law"
} else := "law"

# The document that answered, by digest.
_evidence(found) := [document.digest] if {
	document := trust.documents[_document(found.source)]
} else := []

# Who can answer: the roles that sign this kind of statement, or the pipeline.
_who(source) := sort(data.org.signers[source[0]]) if {
	data.lexgate.kinds.documents[source[0]].purpose == "statement"
	is_array(data.org.signers[source[0]])
} else := ["pipeline"] if {
	data.lexgate.kinds.documents[source[0]].purpose == "evidence"
} else := []

_document(source) := source[0] if {
	not data.lexgate.kinds.documents[source[0]].one_for_each
} else := concat("/", [source[0], source[1]]) if {
	is_string(source[1])
}

_worst_stop(checks) := "no" if {
	count(checks) > 0
	every found in checks {
		found.stops == "no"
	}
} else := "house" if {
	count(checks) > 0
	every found in checks {
		found.stops in {"no", "house"}
	}
} else := "law"

# The basis starts from the catalogue, and what answered can only lower it.
_basis(control, checks) := _bases[max(places)] if {
	places := {place |
		some basis in array.concat([control.basis], [found.basis | some found in checks])
		place := _place_of_basis[basis]
	}
	_place_of_basis[control.basis]
} else := control.basis

_bases := ["measured", "computed", "sampled", "derived", "documented", "assessed", "attested"]

_place_of_basis := {basis: place | some place, basis in _bases}

# Documented and compared throughout with something that nobody typed.
_linked(checks) if {
	count(checks) > 0
	every found in checks {
		found.linked == true
	}
} else := false
