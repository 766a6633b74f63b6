# METADATA
# description: >-
#   Article 111: whether a system or model that was placed before a date is still free
#   of a duty. The rules are data of the calendar; the facts stand in the statement
#   `system`, signed, under `placing`. What is unknown frees nobody, and nothing here
#   touches a tier.
package lexgate.lib.legacy

import data.lexgate.lib.moment
import data.lexgate.lib.readings
import data.lexgate.lib.subject
import data.lexgate.lib.trust

# METADATA
# title: Whether one of these rules frees, until when, and by which facts; null without rules
# description: >-
#   `tier` says which cut-off holds, `addressees` whose duty it is. Of several rules the
#   first that frees counts; where none does, the last one tells what it lacked.
# scope: document
of(names, tier, addressees) := {
	"rule": rule.set_by,
	"frees": true,
	"until": _until(rule, addressees),
	"placed_before": _cut_off(rule, tier),
	"certainty": rule.certainty,
	"facts": sort(_needed(rule)),
	"signers": sort(trust.documents.system.signers),
} if {
	rule := [found |
		some name in names
		found := data.lexgate.calendar.legacy[name]
		_frees(found, tier)
	][0]
} else := {
	"rule": rule.set_by,
	"frees": false,
	"until": null,
	"placed_before": _told(rule, tier),
	"certainty": rule.certainty,
	"facts": sort(_needed(rule) - _held(rule, tier)),
	"signers": [],
} if {
	rule := data.lexgate.calendar.legacy[names[count(names) - 1]]
} else := null

# One conjunction of positive facts; whatever is missing, mistyped or unknown frees nobody.
_frees(rule, tier) if {
	_held(rule, tier) == _needed(rule)
	is_array(rule.affirmed)
	is_array(rule.denied)
	_asks_for_changes(rule)
	count(trust.documents.system.signers) > 0
}

# A switch that can't be read must not leave a rule with fewer facts to ask for.
_asks_for_changes(rule) if rule.unchanged == false

_asks_for_changes(rule) if count(_changes(rule)) > 0

# The names of the facts that a rule asks for. The day comes first, then what must be
# plainly yes, plainly no, and unchanged.
_needed(rule) := (({rule.dated_by} | {fact | some fact in rule.affirmed}) | {fact | some fact in rule.denied}) | _changes(rule)

_held(rule, tier) := {held |
	some held in [name |
		some name in _needed(rule)
		_holds(rule, tier, name)
	]
}

_holds(rule, tier, name) if {
	name == rule.dated_by
	_placed_before(rule, tier)
}

_holds(rule, _, name) if {
	name in rule.affirmed
	_answer(name) == "yes"
}

_holds(rule, _, name) if {
	name in rule.denied
	_answer(name) == "no"
}

_holds(rule, tier, name) if {
	name in _changes(rule)
	_unchanged(name, _cut_off(rule, tier))
}

_placed_before(rule, tier) if {
	placed := moment.ns(_placing[rule.dated_by])
	placed < moment.day_ns(_cut_off(rule, tier))
	placed <= moment.ns(trust.documents.system.time)
	_consistent(rule.dated_by, placed)
	_way(rule.ways)
	_reasoned(_placing.reason)
}

# No version can have been placed before the first one was.
_consistent("first_placed_at", _) if _version_placed_at == null

_consistent("first_placed_at", first) if moment.ns(_version_placed_at) >= first

_consistent("general_purpose_model_placed_at", _)

_version_placed_at := object.get(trust.evidence, ["system", "placed_on_market_at"], null)

_way(null)

_way(ways) if _placing.way in ways

# The day before which it must have been placed, as text.
_cut_off(rule, _) := rule.placed_before.always

_cut_off(rule, tier) := rule.placed_before.readings[readings.of(rule.placed_before.switch)][tier]

_told(rule, tier) := _cut_off(rule, tier) if {
	_cut_off(rule, tier)
} else := null

# Without an end of its own the relief goes on; the end is the answer unless a stated
# fact, or whose duty it is, plainly takes it away.
_until(rule, addressees) := null if {
	rule.until == null
} else := null if {
	is_string(rule.until.unless_denied)
	_answer(rule.until.unless_denied) == "no"
} else := null if {
	is_array(rule.until.addressees)
	count(addressees) > 0
	every addressee in addressees {
		not addressee in rule.until.addressees
	}
} else := rule.until.date

_changes(rule) := {fact |
	some fact in data.lexgate.calendar.readings.article_111_design_change.facts[readings.of("article_111_design_change")]
} if {
	rule.unchanged == true
} else := set()

# No change from the cut-off on. What was signed before the cut-off can't know of later
# changes: it holds only for looking ahead.
_unchanged(fact, cut_off) if {
	_answer(fact) == "no"
	object.get(_placing, [fact, "latest_at"], null) == null
	_known_since(cut_off)
}

_unchanged(fact, cut_off) if {
	_answer(fact) == "yes"
	moment.ns(_placing[fact].latest_at) < moment.day_ns(cut_off)
	_known_since(cut_off)
}

_known_since(cut_off) if subject.as_of < moment.day_ns(cut_off)

_known_since(cut_off) if moment.ns(trust.documents.system.time) >= moment.day_ns(cut_off)

# An answer counts with its reason, as every fact does.
_answer(name) := found.answer if {
	found := _placing[name]
	found.answer in {"yes", "no"}
	_reasoned(found.reason)
} else := "unknown"

_reasoned(text) if {
	is_string(text)
	count(trim_space(text)) >= 8
	regex.match(`\pL{3}`, text)
}

_placing := trust.evidence.system.placing if {
	is_object(trust.evidence.system.placing)
} else := {}
