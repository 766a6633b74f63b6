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

_law(now) := {"now": now, "from": "2027-12-02", "set_by": "Act A", "certainty": "law"}

_second(now) := {"now": now, "from": "2028-08-02", "set_by": "Act B", "certainty": "disputed"}

_unknown := {"now": true, "from": null, "set_by": null, "certainty": "unknown"}

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

	calendar.binds("duties", case.tiers, case.at) == case.want with data.lexgate.calendar.dates as _dates
}

test_unknown_calendar[note] if {
	some note, name in {"another name": "none", "null": null}

	calendar.binds(name, {"first"}, "2020-01-01T00:00:00Z") == _unknown with data.lexgate.calendar.dates as _dates
}

# The dates of Articles 4 and 5 themselves, from their source.
test_dates_of_articles_4_and_5[note] if {
	some note, case in {
		"prohibitions": {"before": "2025-02-01T23:59:59Z", "from": "2025-02-02T00:00:00Z"},
		"prohibitions_2026": {"before": "2026-12-01T23:59:59Z", "from": "2026-12-02T00:00:00Z"},
		"literacy": {"before": "2025-02-01T23:59:59Z", "from": "2025-02-02T00:00:00Z"},
	}

	calendar.binds(note, {"any_system"}, case.before).now == false
	calendar.binds(note, {"any_system"}, case.from).now == true
}
