package lexgate.lib.legacy_test

import data.lexgate.lib.calendar

_no := {"answer": "no", "reason": "As the description of the system says."}

_yes := {"answer": "yes", "reason": "As the description of the system says."}

# A scorecard of a bank, placed in 2026, whose design has not changed. Looked at in
# November 2026, before any date of Chapter III.
_base := {
	"as_of": "2026-11-22T10:00:00Z",
	"at": "2028-01-01T00:00:00Z",
	"time": "2026-11-20T09:00:00Z",
	"signers": ["keller"],
	"settings": {},
	"placed_on_market_at": null,
	"placing": {
		"first_placed_at": "2026-03-01T00:00:00Z",
		"way": "put_into_service",
		"reason": "Register of models, entry 17.",
		"significant_design_change": _no,
		"for_public_authorities": _no,
		"annex_x_component": _no,
	},
}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_add(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_reading(switch, reading) := _set("/settings", {"law": {"readings": {switch: {
	"reading": reading,
	"owner": "b.keller",
	"reason": "Our counsel reads it so.",
}}}})

_binds(key, tiers, roles, change) := found if {
	state := json.patch(_base, change)

	found := calendar.binds(key, tiers, roles, state.at) with input as {"as_of": state.as_of, "stage": "pre_deploy"}
		with data.org.settings as state.settings
		with data.lexgate.lib.trust.evidence as {"system": {"placing": state.placing, "placed_on_market_at": state.placed_on_market_at}}
		with data.lexgate.lib.trust.documents as {"system": {"signers": state.signers, "time": state.time}}
}

_high_risk(change) := _binds("high_risk", {"high_risk_annex_iii"}, ["provider"], change)

_short(found) := [found.now, found.from]

_free := [false, null]

_bound := [true, "2027-12-02"]

# Article 111(2): placed before, unchanged, and every fact plain. Unknown frees nobody.
test_high_risk_systems_placed_before[note] if {
	some note, case in {
		"placed before and unchanged": {"change": [], "want": _free},
		"placed on the last moment before": {"change": [_set("/as_of", "2028-01-01T00:00:00Z"), _set("/time", "2027-12-20T00:00:00Z"), _set("/placing/first_placed_at", "2027-12-01T23:59:59Z")], "want": _free},
		"placed on the day itself": {"change": [_set("/as_of", "2028-01-01T00:00:00Z"), _set("/time", "2027-12-20T00:00:00Z"), _set("/placing/first_placed_at", "2027-12-02T00:00:00Z")], "want": _bound},
		"placed as it was signed": {"change": [_set("/placing/first_placed_at", "2026-10-01T00:00:00Z"), _set("/time", "2026-10-01T00:00:00Z")], "want": _free},
		"a version placed with the first": {"change": [_set("/placed_on_market_at", "2026-03-01T00:00:00Z"), _set("/placing/first_placed_at", "2026-03-01T00:00:00Z")], "want": _free},
		"never placed": {"change": [_set("/placing/first_placed_at", null)], "want": _bound},
		"nobody says when": {"change": [_gone("/placing/first_placed_at")], "want": _bound},
		"a day for a moment": {"change": [_set("/placing/first_placed_at", "2026-03-01")], "want": _bound},
		"placed after it was signed": {"change": [_set("/placing/first_placed_at", "2026-11-21T00:00:00Z")], "want": _bound},
		"a version older than the first": {"change": [_set("/placed_on_market_at", "2026-02-28T00:00:00Z")], "want": _bound},
		"a later version": {"change": [_set("/placed_on_market_at", "2026-10-01T00:00:00Z")], "want": _free},
		"a version placed at no moment": {"change": [_set("/placed_on_market_at", "lately")], "want": _bound},
		"in no known way": {"change": [_set("/placing/way", "lent")], "want": _bound},
		"nobody says in which way": {"change": [_gone("/placing/way")], "want": _bound},
		"without a reason": {"change": [_gone("/placing/reason")], "want": _bound},
		"a reason of eight letters": {"change": [_set("/placing/reason", "by order")], "want": _free},
		"a reason of seven": {"change": [_set("/placing/reason", " my rule ")], "want": _bound},
		"a reason that is no text": {"change": [_set("/placing/reason", 12345678)], "want": _bound},
		"a reason of signs": {"change": [_set("/placing/reason", "--------")], "want": _bound},
		"changed since, nobody says when": {"change": [_set("/placing/significant_design_change", _yes)], "want": _bound},
		"changed before the cut-off": {
			"change": [_set("/placing/significant_design_change", object.union(_yes, {"latest_at": "2026-06-01T00:00:00Z"}))],
			"want": _free,
		},
		"changed on the cut-off": {
			"change": [_set("/placing/significant_design_change", object.union(_yes, {"latest_at": "2027-12-02T00:00:00Z"}))],
			"want": _bound,
		},
		"not changed, and yet on a day": {
			"change": [_set("/placing/significant_design_change", object.union(_no, {"latest_at": "2026-06-01T00:00:00Z"}))],
			"want": _bound,
		},
		"unknown whether it changed": {"change": [_set("/placing/significant_design_change/answer", "unknown")], "want": _bound},
		"not changed, without a reason": {"change": [_gone("/placing/significant_design_change/reason")], "want": _bound},
		"nobody says whether it changed": {"change": [_gone("/placing/significant_design_change")], "want": _bound},
		"perhaps a component of Annex X": {"change": [_gone("/placing/annex_x_component")], "want": _bound},
		"signed by nobody": {"change": [_set("/signers", [])], "want": _bound},
		"placing as a list": {"change": [_set("/placing", [])], "want": _bound},
		"nothing about placing": {"change": [_set("/placing", null)], "want": _bound},
		"asked at no moment": {"change": [_set("/at", "2028-01-01")], "want": [true, null]},
		"asked as of no moment": {"change": [_set("/as_of", null)], "want": _bound},
	}

	_short(_high_risk(case.change)) == case.want
}

# What was signed before the cut-off can't know what changed after it.
test_unchanged_has_to_be_known_since_the_cut_off[note] if {
	some note, case in {
		"looking ahead": {"change": [_set("/as_of", "2027-12-01T23:59:59Z")], "want": _free},
		"signed before, asked after": {"change": [_set("/as_of", "2027-12-02T00:00:00Z")], "want": _bound},
		"signed on the day": {
			"change": [_set("/as_of", "2027-12-03T00:00:00Z"), _set("/time", "2027-12-02T00:00:00Z")],
			"want": _free,
		},
	}

	_short(_high_risk(case.change)) == case.want
}

# A change before the cut-off may have been followed by another one.
test_the_last_change_has_to_be_known_since_the_cut_off[note] if {
	some note, case in {
		"looking ahead": {"change": [_set("/as_of", "2027-12-01T23:59:59Z")], "want": _free},
		"signed before, asked after": {"change": [_set("/as_of", "2027-12-02T00:00:00Z")], "want": _bound},
		"signed on the day": {
			"change": [_set("/as_of", "2027-12-03T00:00:00Z"), _set("/time", "2027-12-02T00:00:00Z")],
			"want": _free,
		},
	}
	changed := _set("/placing/significant_design_change", object.union(_yes, {"latest_at": "2026-06-01T00:00:00Z"}))

	_short(_high_risk(array.concat([changed], case.change))) == case.want
}

# Article 111(2), second sentence: public authorities by 2030, in any case.
test_systems_for_public_authorities[note] if {
	some note, case in {
		"meant for them, before the end": {"roles": ["provider"], "change": [_set("/placing/for_public_authorities", _yes)], "want": [false, "2030-08-02"]},
		"on the last moment": {
			"roles": ["deployer"],
			"change": [_set("/placing/for_public_authorities", _yes), _set("/at", "2030-08-01T23:59:59Z")],
			"want": [false, "2030-08-02"],
		},
		"from the end on": {
			"roles": ["deployer"],
			"change": [_set("/placing/for_public_authorities", _yes), _set("/at", "2030-08-02T00:00:00Z")],
			"want": [true, "2030-08-02"],
		},
		"nobody says for whom": {"roles": ["provider"], "change": [_gone("/placing/for_public_authorities")], "want": [false, "2030-08-02"]},
		"an importer's duty": {"roles": ["importer"], "change": [_set("/placing/for_public_authorities", _yes)], "want": _free},
		"an importer's and a provider's": {"roles": ["importer", "provider"], "change": [_set("/placing/for_public_authorities", _yes)], "want": [false, "2030-08-02"]},
		"nobody's duty": {"roles": [], "change": [_set("/placing/for_public_authorities", _yes)], "want": [false, "2030-08-02"]},
	}

	_short(_binds("high_risk", {"high_risk_annex_iii"}, case.roles, case.change)) == case.want
}

# Article 111(1): components of Annex X by the end of 2030, changed or not.
test_components_of_annex_x[note] if {
	some note, case in {
		"placed before": {"change": [], "want": [false, "2030-12-31"]},
		"changed since": {"change": [_set("/placing/significant_design_change", _yes)], "want": [false, "2030-12-31"]},
		"from the end on": {"change": [_set("/at", "2030-12-31T00:00:00Z")], "want": [true, "2030-12-31"]},
		"placed too late": {
			"change": [_set("/placing/first_placed_at", "2027-08-02T00:00:00Z"), _set("/time", "2027-09-01T00:00:00Z"), _set("/as_of", "2027-09-02T00:00:00Z")],
			"want": _bound,
		},
	}

	_short(_high_risk(array.concat([_set("/placing/annex_x_component", _yes)], case.change))) == case.want
}

# The two dates of Chapter III as two cut-offs, or the first of them for all.
test_cut_off_of_article_111_2[note] if {
	some note, case in {
		"by tier, between the two": {"reading": "by_tier", "tiers": {"high_risk_annex_i"}, "want": _free},
		"the first date, between the two": {"reading": "first_date", "tiers": {"high_risk_annex_i"}, "want": [true, "2028-08-02"]},
		"no reading of that name": {"reading": "latest", "tiers": {"high_risk_annex_i"}, "want": [true, "2028-08-02"]},
		"perhaps in both tiers": {"reading": "by_tier", "tiers": {"high_risk_annex_i", "high_risk_annex_iii"}, "want": [true, "2027-12-02"]},
	}

	found := _binds("high_risk", case.tiers, ["provider"], [
		_set("/placing/first_placed_at", "2028-03-01T00:00:00Z"),
		_set("/time", "2028-09-01T00:00:00Z"),
		_set("/as_of", "2028-09-02T00:00:00Z"),
		_set("/at", "2028-09-02T00:00:00Z"),
		_reading("article_111_cut_off", case.reading),
	])

	_short(found) == case.want
}

# Which change ends the relief: of the design, or a substantial modification.
test_change_that_counts[note] if {
	some note, case in {
		"own words": {"reading": "own_words", "change": [], "want": _free},
		"substantial modification, nobody says": {"reading": "substantial_modification", "change": [], "want": _bound},
		"substantial modification, none": {"reading": "substantial_modification", "change": [_add("/placing/substantial_modification", _no)], "want": _free},
		"substantial modification, design changed": {
			"reading": "substantial_modification",
			"change": [_add("/placing/substantial_modification", _no), _set("/placing/significant_design_change", _yes)],
			"want": _free,
		},
		"either, one of them": {"reading": "either", "change": [], "want": _bound},
		"either, none of them": {"reading": "either", "change": [_add("/placing/substantial_modification", _no)], "want": _free},
		"no reading of that name": {"reading": "neither", "change": [], "want": _bound},
	}

	_short(_high_risk(array.concat([_reading("article_111_design_change", case.reading)], case.change))) == case.want
}

# Pitfall 7: the grace of 50(2) is for systems placed on the market before, and for
# nothing else of Article 50.
test_grace_of_50_2[note] if {
	some note, case in {
		"placed before": {"key": "transparency_marking", "change": [], "want": [false, "2026-12-02"]},
		"from its end on": {"key": "transparency_marking", "change": [_set("/at", "2026-12-02T00:00:00Z")], "want": [true, "2026-12-02"]},
		"placed on the day": {"key": "transparency_marking", "change": [_set("/placing/first_placed_at", "2026-08-02T00:00:00Z")], "want": [true, "2026-08-02"]},
		"put into service alone": {"key": "transparency_marking", "change": [_set("/placing/way", "put_into_service")], "want": [true, "2026-08-02"]},
		"the rest of Article 50": {"key": "transparency", "change": [], "want": [true, "2026-08-02"]},
		"changed since": {"key": "transparency_marking", "change": [_set("/placing/significant_design_change", _yes)], "want": [false, "2026-12-02"]},
	}

	found := _binds(case.key, {"transparency"}, ["provider"], array.concat(
		[_set("/placing/way", "placed_on_market"), _set("/at", "2026-11-22T00:00:00Z")],
		case.change,
	))

	_short(found) == case.want
}

test_general_purpose_models_placed_before[note] if {
	some note, case in {
		"placed before": {"key": "gpai", "placed": "2025-08-01T23:59:59Z", "want": [false, "2027-08-02"]},
		"placed on the day": {"key": "gpai", "placed": "2025-08-02T00:00:00Z", "want": [true, "2025-08-02"]},
		"nobody says when": {"key": "gpai", "placed": null, "want": [true, "2025-08-02"]},
		"its classification": {"key": "gpai_classification", "placed": "2025-08-01T23:59:59Z", "want": [true, "2025-08-02"]},
		"who represents its provider": {"key": "gpai_representative", "placed": "2025-08-01T23:59:59Z", "want": [true, "2025-08-02"]},
	}

	found := _binds(case.key, {"gpai"}, ["gpai_provider"], [
		_set("/at", "2026-11-22T00:00:00Z"),
		_add("/placing/general_purpose_model_placed_at", case.placed),
	])

	_short(found) == case.want
}

# Nothing frees from a prohibition, from the classification, or from what a derogation owes.
test_what_article_111_leaves_alone[note] if {
	some note, case in {
		"Article 5": {"key": "prohibitions", "tier": "any_system"},
		"Article 5, the new points": {"key": "prohibitions_2026", "tier": "any_system"},
		"Article 4": {"key": "literacy", "tier": "any_system"},
		"Article 4a": {"key": "bias_data", "tier": "any_system"},
		"Article 6": {"key": "high_risk_classification", "tier": "high_risk_annex_iii"},
		"Article 6(4)": {"key": "derogation", "tier": "annex_iii_not_high_risk"},
		"Article 49(2)": {"key": "derogation_registration", "tier": "annex_iii_not_high_risk"},
		"Article 50": {"key": "transparency", "tier": "transparency"},
	}

	found := _binds(case.key, {case.tier}, ["provider"], [])

	[found.now, found.legacy] == [true, null]
}

# What the verdict shows: the rule, the facts that decided or that were lacking, who signed.
test_what_is_told[note] if {
	some note, case in {
		"freed": {"change": [], "want": {
			"rule": "Art 111(2), as replaced by Regulation (EU) 2026/1744",
			"frees": true,
			"until": null,
			"placed_before": "2027-12-02",
			"certainty": "interpretive",
			"facts": ["annex_x_component", "first_placed_at", "significant_design_change"],
			"signers": ["keller"],
			"applies_from": "2027-12-02",
		}},
		"not freed": {"change": [_gone("/placing/significant_design_change")], "want": {
			"rule": "Art 111(2), as replaced by Regulation (EU) 2026/1744",
			"frees": false,
			"until": null,
			"placed_before": "2027-12-02",
			"certainty": "interpretive",
			"facts": ["significant_design_change"],
			"signers": [],
			"applies_from": "2027-12-02",
		}},
	}

	_high_risk(case.change).legacy == case.want
}

# What is free without an end hides no date of another tier.
test_a_tier_that_is_free_for_good_hides_no_other[note] if {
	some note, case in {
		"before the other": {"at": "2028-08-01T23:59:59Z", "want": [false, "2028-08-02"]},
		"from the other on": {"at": "2028-08-02T00:00:00Z", "want": [true, "2028-08-02"]},
	}
	dates := {"high_risk": {
		"high_risk_annex_iii": data.lexgate.calendar.dates.high_risk.high_risk_annex_iii,
		"other": {"applies_from": "2028-08-02", "set_by": "Act B", "certainty": "law"},
	}}
	found := _binds("high_risk", {"high_risk_annex_iii", "other"}, ["provider"], [_set("/at", case.at)]) with data.lexgate.calendar.dates as dates

	_short(found) == case.want
}

# Relief that ends on the day on which the duty begins is none.
test_relief_that_ends_where_the_duty_begins if {
	rule := json.patch(data.lexgate.calendar.legacy.high_risk, [_set("/until", {"date": "2027-12-02"})])
	found := _high_risk([]) with data.lexgate.calendar.legacy as {"high_risk": rule}

	[found.from, found.legacy.frees] == ["2027-12-02", false]
}

# A rule that lost a part of its data frees nobody.
test_a_rule_that_is_broken[note] if {
	some note, case in {
		"whole": {"change": [], "want": _free},
		"no day": {"change": [_gone("/placed_before")], "want": _bound},
		"no list of what must be yes": {"change": [_gone("/affirmed")], "want": _bound},
		"no list of what must be no": {"change": [_gone("/denied")], "want": _bound},
		"nothing about changes": {"change": [_gone("/unchanged")], "want": _bound},
		"changes as text": {"change": [_set("/unchanged", "true")], "want": _bound},
		"no end": {"change": [_gone("/until")], "want": _bound},
		"an end that is no day": {"change": [_set("/until/date", "soon"), _set("/until/unless_denied", null)], "want": _bound},
		"no field for the day": {"change": [_gone("/dated_by")], "want": _bound},
		"a day that is no text": {"change": [_set("/placed_before", {"always": 2028})], "want": _bound},
		"no certainty": {"change": [_gone("/certainty")], "want": _bound},
		"no ways": {"change": [_gone("/ways")], "want": _bound},
	}

	rule := json.patch(data.lexgate.calendar.legacy.high_risk, case.change)

	found := _high_risk([]) with data.lexgate.calendar.legacy as {"high_risk": rule}

	_short(found) == case.want
}

test_a_switch_that_is_gone_frees_nobody if {
	found := _high_risk([]) with data.lexgate.calendar.readings as object.remove(data.lexgate.calendar.readings, ["article_111_design_change"])

	_short(found) == _bound
}

_days := ["2024-08-01", "2025-02-02", "2025-08-02", "2026-08-02", "2026-12-02", "2027-08-02", "2027-12-02", "2028-08-02", "2030-08-02", "2030-12-31", "2031-01-01"]

_bound_on(day) := {[key, tier] |
	some key, tiers in data.lexgate.calendar.dates
	some tier, _ in tiers
	calendar.binds(key, {tier}, ["provider"], concat("", [day, "T00:00:00Z"])).now
}

_bound_day_by_day(change) := found if {
	state := json.patch(_base, change)

	found := {day: _bound_on(day) | some day in _days} with input as {"as_of": state.as_of, "stage": "pre_deploy"}
		with data.org.settings as state.settings
		with data.lexgate.lib.trust.evidence as {"system": {"placing": state.placing, "placed_on_market_at": state.placed_on_market_at}}
		with data.lexgate.lib.trust.documents as {"system": {"signers": state.signers, "time": state.time}}
}

# What binds on a day binds on every later one, whatever was placed and whatever is read.
test_nothing_binds_and_then_no_longer[note] if {
	some note, change in {
		"placed before": [],
		"for public authorities": [_set("/placing/for_public_authorities", _yes)],
		"a component of Annex X": [_set("/placing/annex_x_component", _yes)],
		"nothing stated": [_set("/placing", {})],
		"literally": [_reading("section5_reading", "literal")],
		"a model placed before": [_add("/placing/general_purpose_model_placed_at", "2025-01-01T00:00:00Z")],
	}

	bound := _bound_day_by_day(change)

	bound["2024-08-01"] == set()
	count(bound["2031-01-01"]) > 10
	every place in numbers.range(1, count(_days) - 1) {
		object.get(bound, _days[place - 1], {null}) - object.get(bound, _days[place], set()) == set()
	}
}
