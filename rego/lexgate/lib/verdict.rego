# METADATA
# description: One verdict for each control of the catalogue.
package lexgate.lib.verdict

import data.lexgate.lib.applicability
import data.lexgate.lib.calendar
import data.lexgate.lib.check
import data.lexgate.lib.subject

# METADATA
# title: The verdict of every control, by the law of a moment
# scope: document
each(at) := _each(data.lexgate.catalogue.controls, at)

# METADATA
# title: The verdict of one control
# scope: document
of(id, at) := _each({id: data.lexgate.catalogue.controls[id]}, at)[id]

# What a control tells of itself stands in its verdict: one that lacks some of it has none,
# which no decision allows.
_each(controls, at) := {id: found |
	some id, control in controls
	told := object.filter(control, {"title", "article", "due", "scope", "severity", "remedy"})
	count(told) == 6
	found := _judged(control, told, _dated(control.calendar, control.applies, at))
}

# Set aside by a stated fact, or because its stage has not come; judged otherwise. The
# checks stand as the rule gave them: what many of them have in common is told once, for
# the verdict in `halves`, and for the decision in `trust`. A rule that is not there, or no
# set, has none, and a verdict without checks stops.
_judged(control, told, dated) := object.union(_without_checks(aside, control.basis, dated), {"control": told}) if {
	aside := _set_aside(control.applies, object.get(control, "reliefs", []), control.due)
	aside != null
} else := object.union(_summed(control.basis, kinds, dated), {"control": told, "checks": checks}) if {
	is_set(data.lexgate.eu_ai_act[control.package][control.rule])
	checks := sort(data.lexgate.eu_ai_act[control.package][control.rule])

	# What a verdict says of its checks follows from what is left of them then, which are
	# status, half, basis, and whether it is linked: many controls have the same.
	kinds := {object.remove(found, {"term", "observed", "source", "expected", "because"}) | some found in checks}
} else := object.union(_summed(control.basis, set(), dated), {"control": told, "checks": []})

_without_checks(aside, basis, dated) := object.union(dated, {
	"status": aside.status,
	"because": aside.because,
	"stops": "no",
	"checks": [],
	"basis": basis,
	"linked": false,
})

_summed(basis, kinds, dated) := object.union(dated, {
	"status": check.worst({object.get(kind, "status", null) | some kind in kinds}),
	"stops": _worst_stop({stops(kind, dated.halves) | some kind in kinds}),
	"basis": _basis(basis, {object.get(kind, "basis", null) | some kind in kinds}),
	"linked": _linked({object.get(kind, "linked", false) | some kind in kinds}),
	"because": null,
})

# METADATA
# title: What a check stops - by the halves of its verdict
# description: >-
#   Not to stop is a positive finding: a check that passes, or a half that stops nothing. A
#   half that is none stops by the law.
# scope: document
stops(found, halves) := "no" if {
	found.status == "pass"
} else := halves[found.half] if {
	is_string(halves[found.half])
} else := "law"

# By what controls ask for, since many ask for the same.
_set_aside(applies, reliefs, due) := {"status": "not_applicable", "because": because} if {
	because := applicability.set_aside(applies, reliefs)
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

# When it binds, and what a check of each half stops where it does not pass: the house's half
# is no demand of the Act at any date. Many controls ask for the same, which is then looked
# up once.
_dated(dates, applies, at) := {
	"binds": binds,
	"halves": {"act": _stops(binds.now), "house": _stops(false)},
} if {
	binds := _binds(dates, _tiers(applies.tiers), applies.roles, at)
}

# At data and training nothing binds by the Act (Article 2(8)); the stops there are the
# house's.
_binds(dates, tiers, roles, at) := object.union(found, {"now": false}) if {
	subject.stage in {"data", "training"}
	found := calendar.binds(dates, tiers, roles, at)
} else := calendar.binds(dates, tiers, roles, at)

_tiers(asked) := tiers if {
	tiers := applicability.tiers(asked)
	count(tiers) > 0
} else := {tier | some tier in asked}

# Each way of not stopping is a positive finding. What is none of them stops by
# the law.
_stops(binds_now) := "house" if {
	binds_now == false
	subject.profile == "house"
} else := "no" if {
	binds_now == false
	subject.profile == "law"
} else := "law"

_worst_stop(found) := "no" if {
	found == {"no"}
} else := "house" if {
	count(found) > 0
	found - {"no", "house"} == set()
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
