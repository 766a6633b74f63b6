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
_verdict(id, control, at) := object.union(_told(control, _binds(control, at)), {
	"status": aside.status,
	"stops": "no",
	"checks": [],
	"basis": control.basis,
	"linked": false,
	"because": aside.because,
}) if {
	aside := _set_aside(control)
} else := object.union_n([_told(control, binds), {"checks": checks, "because": null}, _summed(control.basis, kinds)]) if {
	binds := _binds(control, at)
	checks := [_judged(id, found, binds.now) |
		some found in data.lexgate.eu_ai_act[control.package][control.rule]
	]

	# What a verdict says of its checks follows from these four: many controls have the same.
	kinds := {object.filter(found, {"status", "stops", "basis", "linked"}) | some found in checks}
}

_summed(basis, kinds) := {
	"status": check.worst({found.status | some found in kinds}),
	"stops": _worst_stop({found.stops | some found in kinds}),
	"basis": _basis(basis, {found.basis | some found in kinds}),
	"linked": _linked({found.linked | some found in kinds}),
}

_told(control, binds) := {
	"title": control.title,
	"article": control.article,
	"due": control.due,
	"scope": control.scope,
	"severity": control.severity,
	"remedy": control.remedy,
	"binds": binds,
	"waiver": null,
}

_set_aside(control) := {"status": "not_applicable", "because": because} if {
	because := applicability.of(control).because
	because != null
} else := {"status": "not_due", "because": because} if {
	_early(control.due)
	because := {"reason": concat(" ", ["due at the stage", control.due]), "facts": [], "signers": []}
}

# Early is a positive finding: a known stage, a known due, and the one before the
# other. Whatever else is judged now.
_early(due) if {
	subject.stage != ""
	due in array.concat(subject.stages, ["on_event", "on_request"])
	not subject.reached(due)
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

_judged(id, found, binds_now) := object.union_n([
	{"basis": null, "linked": false},
	found,
	_stopping(object.get(found, "status", null), object.get(found, "half", null), binds_now),
	_answered_by(object.get(found, ["source", 0], null), object.get(found, ["source", 1], null)),
	{"waiver": waivers.covering(id, found)},
])

_stopping(status, half, binds_now) := {"binds_now": act_binds, "stops": _stops(status, act_binds)} if {
	act_binds := _act_binds(half, binds_now)
}

# The house's half of a control is no demand of the Act at any date.
_act_binds(half, binds_now) := false if {
	half == "house"
} else := binds_now

# Each way of not stopping is a positive finding. What is none of them stops by
# the law.
_stops(status, binds_now) := "no" if {
	status == "pass"
} else := "house" if {
	binds_now == false
	subject.profile == "house"
} else := "no" if {
	binds_now == false
	subject.profile == "law"
} else := "law"

# By the kind of the document, and the part of it where a kind has one for each.
_answered_by(kind, part) := {"evidence": _evidence(kind, part), "who": _who(kind)}

# The document that answered, by digest.
_evidence(kind, part) := [document.digest] if {
	document := trust.documents[_document(kind, part)]
} else := []

# Who can answer: the roles that sign this kind of statement, or the pipeline.
_who(kind) := sort(data.org.signers[kind]) if {
	data.lexgate.kinds.documents[kind].purpose == "statement"
	is_array(data.org.signers[kind])
} else := ["pipeline"] if {
	data.lexgate.kinds.documents[kind].purpose == "evidence"
} else := []

_document(kind, part) := kind if {
	not data.lexgate.kinds.documents[kind].one_for_each
} else := concat("/", [kind, part]) if {
	is_string(part)
}

_worst_stop(stops) := "no" if {
	stops == {"no"}
} else := "house" if {
	count(stops) > 0
	stops - {"no", "house"} == set()
} else := "law"

# The basis starts from the catalogue, and what answered can only lower it.
_basis(stated, found) := _bases[max(places)] if {
	places := {place |
		some basis in ({stated} | found)
		place := _place_of_basis[basis]
	}
	_place_of_basis[stated]
} else := stated

_bases := ["measured", "computed", "sampled", "derived", "documented", "assessed", "attested"]

_place_of_basis := {basis: place | some place, basis in _bases}

# Documented and compared throughout with something that nobody typed.
_linked(linked) if {
	linked == {true}
} else := false
