package lexgate.lib.readings_test

import data.lexgate.lib.readings

_set_to(reading) := {"reading": reading, "owner": "b.keller", "reason": "Our counsel reads it so."}

_of(settings) := found if {
	found := readings.of("section5_reading") with data.org.settings as settings
}

# The default where nothing is set, what is set where it can be used, else the strictest.
test_of[note] if {
	some note, case in {
		"nothing set": {"settings": {}, "want": "effective"},
		"another switch set": {"settings": {"law": {"readings": {"article_111_cut_off": _set_to("first_date")}}}, "want": "effective"},
		"no readings": {"settings": {"law": {}}, "want": "effective"},
		"set": {"settings": {"law": {"readings": {"section5_reading": _set_to("literal")}}}, "want": "literal"},
		"set to the default": {"settings": {"law": {"readings": {"section5_reading": _set_to("effective")}}}, "want": "effective"},
		"no reading of that name": {"settings": {"law": {"readings": {"section5_reading": _set_to("never")}}}, "want": "literal"},
		"without an owner": {
			"settings": {"law": {"readings": {"section5_reading": object.remove(_set_to("effective"), ["owner"])}}},
			"want": "literal",
		},
		"without a reason": {
			"settings": {"law": {"readings": {"section5_reading": object.union(_set_to("effective"), {"reason": "   so   "})}}},
			"want": "literal",
		},
		"a reason of twelve characters": {
			"settings": {"law": {"readings": {"section5_reading": object.union(_set_to("effective"), {"reason": "  as told once  "})}}},
			"want": "effective",
		},
		"a reason of eleven": {
			"settings": {"law": {"readings": {"section5_reading": object.union(_set_to("effective"), {"reason": "as told one  "})}}},
			"want": "literal",
		},
		"a reason of figures": {
			"settings": {"law": {"readings": {"section5_reading": object.union(_set_to("effective"), {"reason": "12345 67890 12"})}}},
			"want": "literal",
		},
		"a reason that is no text": {
			"settings": {"law": {"readings": {"section5_reading": object.union(_set_to("effective"), {"reason": ["because"]})}}},
			"want": "literal",
		},
		"an owner that is no text": {
			"settings": {"law": {"readings": {"section5_reading": object.union(_set_to("effective"), {"owner": {"name": "b.keller"}})}}},
			"want": "literal",
		},
		"a reading that is a number": {"settings": {"law": {"readings": {"section5_reading": _set_to(1)}}}, "want": "literal"},
		"a text alone": {"settings": {"law": {"readings": {"section5_reading": "effective"}}}, "want": "literal"},
		"null": {"settings": {"law": {"readings": {"section5_reading": null}}}, "want": "literal"},
		"the words not set": {"settings": {"law": {"readings": {"section5_reading": "not set"}}}, "want": "literal"},
		"empty": {"settings": {"law": {"readings": {"section5_reading": {}}}}, "want": "literal"},
		"readings as a list": {"settings": {"law": {"readings": []}}, "want": "literal"},
		"law as text": {"settings": {"law": "effective"}, "want": "literal"},
		"settings as a list": {"settings": [], "want": "literal"},
		"settings that are null": {"settings": null, "want": "literal"},
	}

	_of(case.settings) == case.want
}

test_no_such_switch[note] if {
	some note, name in {"another name": "none", "null": null, "a number": 1}

	readings.of(name) == null
}

test_who_chose[note] if {
	some note, case in {
		"nobody": {"settings": {}, "want": ["effective", "default", null]},
		"the organisation": {"settings": {"law": {"readings": {"section5_reading": _set_to("literal")}}}, "want": ["literal", "organisation", "b.keller"]},
		"nobody who can be understood": {"settings": {"law": {"readings": {"section5_reading": 1}}}, "want": ["literal", "unusable_setting", null]},
	}

	found := readings.in_force.section5_reading with data.org.settings as case.settings

	[found.reading, found.chosen_by, found.owner] == case.want
}

# Who reads a decision sees why a reading counts, what it bears on and what else is argued.
test_what_is_told_of_a_switch[note] if {
	some note, case in {
		"by default": {"settings": {}, "reason": null},
		"chosen": {"settings": {"law": {"readings": {"section5_reading": _set_to("literal")}}}, "reason": "Our counsel reads it so."},
		"not usable": {"settings": {"law": {"readings": {"section5_reading": 1}}}, "reason": null},
	}
	known := data.lexgate.calendar.readings.section5_reading
	found := readings.in_force.section5_reading with data.org.settings as case.settings

	object.filter(found, ["provisions", "certainty", "argued", "default", "reason"]) == {
		"provisions": known.provisions,
		"certainty": known.certainty,
		"argued": known.argued,
		"default": known.default,
		"reason": case.reason,
	}
}

# Every switch has its default and its strictest reading among its options.
test_every_switch_can_be_set if {
	every name, known in data.lexgate.calendar.readings {
		known.default in object.keys(known.options)
		known.strictest in object.keys(known.options)
		readings.of(name) == known.default with data.org.settings as {}
	}
	{"section5_reading", "article_111_cut_off", "article_111_design_change", "draft_guidelines"} == object.keys(data.lexgate.calendar.readings)
}
