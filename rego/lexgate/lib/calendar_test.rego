package lexgate.lib.calendar_test

import data.lexgate.lib.calendar

_dates := {"duties": {
	"first": {"applies_from": "2027-12-02", "set_by": "Act A", "certainty": "law"},
	"second": {"applies_from": "2028-08-02", "set_by": "Act B", "certainty": "disputed"},
	"broken": {"applies_from": "02/12/2028", "set_by": "Act C", "certainty": "law"},
	"impossible": {"applies_from": "2028-02-30", "set_by": "Act C", "certainty": "law"},
	"without_an_act": {"applies_from": "2028-08-02", "certainty": "law"},
	"without_certainty": {"applies_from": "2028-08-02", "set_by": "Act C"},
}}

_law(now) := {"now": now, "from": "2027-12-02", "set_by": "Act A", "certainty": "law", "disputed": null, "legacy": null}

_second(now) := {"now": now, "from": "2028-08-02", "set_by": "Act B", "certainty": "disputed", "disputed": null, "legacy": null}

_unknown := {"now": true, "from": null, "set_by": null, "certainty": "unknown", "disputed": null, "legacy": null}

test_binds[note] if {
	some note, case in {
		"the last second before": {"tiers": {"first"}, "at": "2027-12-01T23:59:59Z", "want": _law(false)},
		"the first second": {"tiers": {"first"}, "at": "2027-12-02T00:00:00Z", "want": _law(true)},
		"the earlier of two": {"tiers": {"first", "second"}, "at": "2028-01-01T00:00:00Z", "want": _law(true)},
		"the later alone": {"tiers": {"second"}, "at": "2028-01-01T00:00:00Z", "want": _second(false)},
		"a tier without a date beside one": {
			"tiers": {"second", "any_system"},
			"at": "2028-01-01T00:00:00Z",
			"want": _second(false),
		},
		"a tier without a date": {"tiers": {"any_system"}, "at": "2020-01-01T00:00:00Z", "want": _unknown},
		"no tier": {"tiers": set(), "at": "2020-01-01T00:00:00Z", "want": _unknown},
		"a date that does not parse": {
			"tiers": {"first", "broken"},
			"at": "2020-01-01T00:00:00Z",
			"want": _unknown,
		},
		"a date that does not exist": {"tiers": {"impossible"}, "at": "2020-01-01T00:00:00Z", "want": _unknown},
		"a date without an act": {"tiers": {"without_an_act"}, "at": "2020-01-01T00:00:00Z", "want": _unknown},
		"a date of unknown certainty": {
			"tiers": {"without_certainty"},
			"at": "2020-01-01T00:00:00Z",
			"want": _unknown,
		},
		"a day for the moment": {"tiers": {"first"}, "at": "2020-01-01", "want": _law(true)},
		"no moment": {"tiers": {"first"}, "at": null, "want": _law(true)},
		"a number for the moment": {"tiers": {"first"}, "at": 0, "want": _law(true)},
	}

	calendar.binds("duties", case.tiers, ["provider"], case.at) == case.want with data.lexgate.calendar.dates as _dates
}

test_unknown_calendar[note] if {
	some note, name in {"another name": "none", "null": null}

	calendar.binds(name, {"first"}, ["provider"], "2020-01-01T00:00:00Z") == _unknown with data.lexgate.calendar.dates as _dates
}

_disputed := {"duties": {"first": {
	"certainty": "disputed",
	"switch": "section5_reading",
	"readings": {
		"effective": {"applies_from": "2027-12-02", "set_by": "Act A"},
		"literal": {"applies_from": "2026-08-02", "set_by": "Act B"},
	},
}}}

_set_to(reading) := {"law": {"readings": {"section5_reading": {
	"reading": reading,
	"owner": "b.keller",
	"reason": "Our counsel reads it so.",
}}}}

# Both dates are told whichever of them counts; a date that can't be read binds.
test_disputed[note] if {
	both := {"effective": {"from": "2027-12-02", "set_by": "Act A"}, "literal": {"from": "2026-08-02", "set_by": "Act B"}}
	some note, case in {
		"by default": {"settings": {}, "change": [], "want": [false, "2027-12-02", "Act A", "effective"]},
		"literally": {"settings": _set_to("literal"), "change": [], "want": [true, "2026-08-02", "Act B", "literal"]},
		"a setting that can't be used": {"settings": _set_to("none"), "change": [], "want": [true, "2026-08-02", "Act B", "literal"]},
	}

	found := calendar.binds("duties", {"first"}, ["provider"], "2026-11-22T10:00:00Z") with data.lexgate.calendar.dates as json.patch(_disputed, case.change)
		with data.org.settings as case.settings

	[found.now, found.from, found.set_by, found.disputed.reading] == case.want
	found.certainty == "disputed"
	found.disputed.readings == both
}

test_disputed_and_broken[note] if {
	some note, change in {
		"the other date does not parse": [{"op": "replace", "path": "/duties/first/readings/literal/applies_from", "value": "2 August"}],
		"the date that counts does not parse": [{"op": "replace", "path": "/duties/first/readings/effective/applies_from", "value": null}],
		"no reading of that name": [{"op": "remove", "path": "/duties/first/readings/effective"}],
		"no readings": [{"op": "remove", "path": "/duties/first/readings"}],
		"the other date is set by no act": [{"op": "remove", "path": "/duties/first/readings/literal/set_by"}],
		"the other date is set by a number": [{"op": "replace", "path": "/duties/first/readings/literal/set_by", "value": 1}],
		"no such switch": [{"op": "replace", "path": "/duties/first/switch", "value": "none"}],
		"without certainty": [{"op": "remove", "path": "/duties/first/certainty"}],
	}

	_unknown == calendar.binds("duties", {"first"}, ["provider"], "2020-01-01T00:00:00Z") with data.lexgate.calendar.dates as json.patch(_disputed, change)
		with data.org.settings as {}
}

_new(before, from) := {[key, tier] |
	some key, tiers in data.lexgate.calendar.dates
	some tier, _ in tiers
	calendar.binds(key, {tier}, ["provider"], before).now == false
	calendar.binds(key, {tier}, ["provider"], from).now == true
}

# Each date of the law: what begins to bind on it, under the readings by default, and
# what else the law has happen. Nothing begins on any other day.
test_each_date_of_the_law[note] if {
	some note, case in {
		"the Regulation enters into force, and binds nobody yet": {
			"before": "2024-07-31T23:59:59Z",
			"from": "2024-08-01T00:00:00Z",
			"begins": set(),
			"milestones": 1,
		},
		"prohibitions of 5(1)(a) to (h), and literacy": {
			"before": "2025-02-01T23:59:59Z",
			"from": "2025-02-02T00:00:00Z",
			"begins": {["prohibitions", "any_system"], ["literacy", "any_system"]},
			"milestones": 0,
		},
		"general-purpose models, notified bodies, authorities, penalties": {
			"before": "2025-08-01T23:59:59Z",
			"from": "2025-08-02T00:00:00Z",
			"begins": {
				["gpai", "gpai"],
				["gpai", "gpai_systemic"],
				["gpai_classification", "gpai"],
				["gpai_classification", "gpai_systemic"],
				["gpai_representative", "gpai"],
			},
			"milestones": 1,
		},
		"the amending Regulation is in force, with Article 4a": {
			"before": "2026-07-26T23:59:59Z",
			"from": "2026-07-27T00:00:00Z",
			"begins": {
				["bias_data", "any_system"],
				["bias_data", "gpai"],
				["bias_data", "high_risk_annex_iii"],
				["bias_data", "high_risk_annex_i"],
			},
			"milestones": 1,
		},
		"the general date: Article 50, and no duty of high-risk systems": {
			"before": "2026-08-01T23:59:59Z",
			"from": "2026-08-02T00:00:00Z",
			"begins": {["transparency", "transparency"], ["transparency_marking", "transparency"]},
			"milestones": 1,
		},
		"the new prohibitions (ba) and (bb)": {
			"before": "2026-12-01T23:59:59Z",
			"from": "2026-12-02T00:00:00Z",
			"begins": {["prohibitions_2026", "any_system"]},
			"milestones": 0,
		},
		"guidelines of the Commission are due": {
			"before": "2027-07-31T23:59:59Z",
			"from": "2027-08-01T00:00:00Z",
			"begins": set(),
			"milestones": 1,
		},
		"sandboxes and delegated acts are due": {
			"before": "2027-08-01T23:59:59Z",
			"from": "2027-08-02T00:00:00Z",
			"begins": set(),
			"milestones": 1,
		},
		"guidance on monitoring plans is due": {
			"before": "2027-09-01T23:59:59Z",
			"from": "2027-09-02T00:00:00Z",
			"begins": set(),
			"milestones": 1,
		},
		"Chapter III for systems of Annex III": {
			"before": "2027-12-01T23:59:59Z",
			"from": "2027-12-02T00:00:00Z",
			"begins": {
				["high_risk", "high_risk_annex_iii"],
				["high_risk_classification", "any_system"],
				["high_risk_classification", "high_risk_annex_iii"],
				["former_provider", "any_system"],
				["derogation", "annex_iii_not_high_risk"],
				["derogation_registration", "annex_iii_not_high_risk"],
				["section_5", "annex_iii_not_high_risk"],
				["section_5", "high_risk_annex_iii"],
				["real_world_testing", "high_risk_annex_iii"],
			},
			"milestones": 0,
		},
		"notified bodies must have applied": {
			"before": "2028-01-27T23:59:59Z",
			"from": "2028-01-28T00:00:00Z",
			"begins": set(),
			"milestones": 1,
		},
		"Chapter III for systems of Annex I": {
			"before": "2028-08-01T23:59:59Z",
			"from": "2028-08-02T00:00:00Z",
			"begins": {
				["high_risk", "high_risk_annex_i"],
				["high_risk_classification", "high_risk_annex_i"],
				["section_5", "high_risk_annex_i"],
				["real_world_testing", "high_risk_annex_i"],
			},
			"milestones": 1,
		},
		"public authorities: nothing begins for whoever was not freed": {
			"before": "2030-08-01T23:59:59Z",
			"from": "2030-08-02T00:00:00Z",
			"begins": set(),
			"milestones": 0,
		},
		"components of Annex X: nothing begins for whoever was not freed": {
			"before": "2030-12-30T23:59:59Z",
			"from": "2030-12-31T00:00:00Z",
			"begins": set(),
			"milestones": 0,
		},
		"nothing begins between them": {
			"before": "2026-08-02T00:00:00Z",
			"from": "2026-12-01T23:59:59Z",
			"begins": set(),
			"milestones": 0,
		},
	}

	day := substring(case.from, 0, 10)

	_new(case.before, case.from) == case.begins with data.org.settings as {}
	count([found | some found in data.lexgate.calendar.milestones; found.date == day]) == case.milestones
}

# The days on which relief begins or ends, which no duty of its own is dated by.
test_days_of_article_111 if {
	{name: [rule.placed_before, rule.until.date] | some name, rule in data.lexgate.calendar.legacy} == {
		"annex_x": [{"always": "2027-08-02"}, "2030-12-31"],
		"high_risk": [
			{
				"switch": "article_111_cut_off",
				"readings": {
					"by_tier": {"high_risk_annex_iii": "2027-12-02", "high_risk_annex_i": "2028-08-02", "any_system": "2027-12-02"},
					"first_date": {"high_risk_annex_iii": "2027-12-02", "high_risk_annex_i": "2027-12-02", "any_system": "2027-12-02"},
				},
			},
			"2030-08-02",
		],
		"general_purpose_model": [{"always": "2025-08-02"}, "2027-08-02"],
		"generative": [{"always": "2026-08-02"}, "2026-12-02"],
	}
}

# Literally, what Article 113 does not name in its third paragraph binds from the general date.
test_section_5_literally if {
	_new("2026-08-01T23:59:59Z", "2026-08-02T00:00:00Z") == {
		["transparency", "transparency"],
		["transparency_marking", "transparency"],
		["derogation_registration", "annex_iii_not_high_risk"],
		["section_5", "annex_iii_not_high_risk"],
		["section_5", "high_risk_annex_iii"],
		["section_5", "high_risk_annex_i"],
		["real_world_testing", "high_risk_annex_iii"],
		["real_world_testing", "high_risk_annex_i"],
	} with data.org.settings as _set_to("literal")
}

# Pitfall 1: neither from the general date on, nor put off for good.
test_pitfall_1_high_risk_duties_are_deferred_and_not_paused if {
	calendar.binds("high_risk", {"high_risk_annex_iii"}, ["provider"], "2026-08-02T00:00:00Z").now == false
	calendar.binds("high_risk", {"high_risk_annex_iii"}, ["provider"], "2027-12-02T00:00:00Z").now == true
}
