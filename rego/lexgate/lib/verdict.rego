# METADATA
# description: One verdict for each control of the catalogue.
package lexgate.lib.verdict

import data.lexgate.lib.applicability
import data.lexgate.lib.calendar
import data.lexgate.lib.check
import data.lexgate.lib.subject
import data.lexgate.lib.trust

# METADATA
# title: The verdict of every control, by the law of a moment
# scope: document
each(at) := {id: found |
	some id, _ in data.lexgate.catalogue.controls
	found := of(id, at)
}

# METADATA
# title: The verdict of one control - none for a control that says too little of itself
# scope: document
of(id, at) := _verdict(control, told, _set_aside(because, control.due), at) if {
	control := data.lexgate.catalogue.controls[id]
	because := applicability.of(control).because
	told := object.filter(control, _told)
	object.keys(told) == _told
}

# Set aside by a stated fact, or because its stage has not come; judged otherwise.
_verdict(control, told, aside, at) := object.union_n([told, aside, {
	"stops": "no",
	"checks": [],
	"basis": control.basis,
	"linked": false,
	"binds": _binds(control.calendar, control.applies, at),
	"waiver": null,
}]) if {
	aside != null
} else := object.union_n([told, _summed(control.basis, kinds), {
	"checks": checks,
	"because": null,
	"binds": binds,
	"waiver": null,
}]) if {
	binds := _binds(control.calendar, control.applies, at)
	now := binds.now
	checks := [object.union_n([
		_answered_by(object.get(found, ["source", 0], null), object.get(found, ["source", 1], null)),
		found,
		_stopping(object.get(found, "status", null), object.get(found, "half", null), now),
	]) |
		some found in data.lexgate.eu_ai_act[control.package][control.rule]
	]

	# What a verdict says of its checks follows from these four: many controls have the same.
	kinds := {object.filter(found, {"status", "stops", "basis", "linked"}) | some found in checks}
}

# What each control tells of itself: one that lacks some of it has no verdict, which no
# decision allows.
_told := {"title", "article", "due", "scope", "severity", "remedy"}

_summed(basis, kinds) := {
	"status": check.worst({object.get(kind, "status", null) | some kind in kinds}),
	"stops": _worst_stop({kind.stops | some kind in kinds}),
	"basis": _basis(basis, {kind.basis | some kind in kinds}),
	"linked": _linked({kind.linked | some kind in kinds}),
}

# By the reason alone: most controls have none, and few stages at which they are due.
_set_aside(because, due) := {"status": "not_applicable", "because": because} if {
	because != null
} else := {"status": "not_due", "because": told} if {
	_early(due)
	told := {"reason": concat(" ", ["due at the stage", due]), "facts": [], "signers": []}
} else := null

# Early is a positive finding: a known stage, a known due, and the one before the
# other. Whatever else is judged now.
_early(due) if {
	subject.stage != ""
	due in array.concat(subject.stages, ["on_event", "on_request"])
	not subject.reached(due)
}

# At data and training nothing binds by the Act (Article 2(8)); the stops there
# are the house's. Many controls ask for the same, which is then looked up once.
_binds(dates, applies, at) := _binds_by(dates, _tiers(applies.tiers), applies.roles, at)

_binds_by(dates, tiers, roles, at) := object.union(found, {"now": false}) if {
	subject.stage in {"data", "training"}
	found := calendar.binds(dates, tiers, roles, at)
} else := calendar.binds(dates, tiers, roles, at)

_tiers(asked) := tiers if {
	tiers := applicability.tiers(asked)
	count(tiers) > 0
} else := {tier | some tier in asked}

# No rule grants a waiver of the house's own stops yet; a duty of the Act that binds can
# never have one.
_stopping(status, half, binds_now) := {"binds_now": false, "stops": _stops(status, false), "waiver": null} if {
	# The house's half of a control is no demand of the Act at any date.
	half == "house"
} else := {"binds_now": binds_now, "stops": _stops(status, binds_now), "waiver": null}

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

# What a check says of itself comes after: on which basis it rests, and whether it is linked.
# By the kind of the document, and the part of it where a kind has one for each: the
# document that answered, by digest, and who can answer.
_answered_by(kind, part) := {
	"evidence": _digests(_document(kind, part)),
	"who": object.get(_who, kind, []),
	"basis": null,
	"linked": false,
}

_document(kind, part) := kind if {
	not data.lexgate.kinds.documents[kind].one_for_each
} else := concat("/", [kind, part]) if {
	is_string(part)
} else := null

_digests(name) := [digest |
	digest := object.get(trust.documents, [name, "digest"], null)
	digest != null
]

# The roles that sign this kind of statement, or the pipeline.
_who[kind] := sort(data.org.signers[kind]) if {
	some kind, registered in data.lexgate.kinds.documents
	registered.purpose == "statement"
	is_array(data.org.signers[kind])
}

_who[kind] := ["pipeline"] if {
	some kind, registered in data.lexgate.kinds.documents
	registered.purpose == "evidence"
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
