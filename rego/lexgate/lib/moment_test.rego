package lexgate.lib.moment_test

import data.lexgate.lib.moment

test_ns[note] if {
	some note, case in {
		"a moment": {"text": "2026-11-22T10:00:00Z", "want": [1795341600000000000]},
		"the first": {"text": "2000-01-01T00:00:00Z", "want": [946684800000000000]},
		"a leap day": {"text": "2028-02-29T00:00:00Z", "want": [1835395200000000000]},
		"a leap day of a century": {"text": "2000-02-29T00:00:00Z", "want": [951782400000000000]},
		"no leap day in 2026": {"text": "2026-02-29T00:00:00Z", "want": []},
		"no leap day in 2100": {"text": "2100-02-29T00:00:00Z", "want": []},
		"a leap day in 2104": {"text": "2104-02-29T00:00:00Z", "want": [4233686400000000000]},
		"30 February": {"text": "2026-02-30T00:00:00Z", "want": []},
		"31 April": {"text": "2026-04-31T00:00:00Z", "want": []},
		"31 December": {"text": "2026-12-31T00:00:00Z", "want": [1798675200000000000]},
		"month 13": {"text": "2026-13-01T00:00:00Z", "want": []},
		"month 0": {"text": "2026-00-10T00:00:00Z", "want": []},
		"day 0": {"text": "2026-11-00T00:00:00Z", "want": []},
		"hour 24": {"text": "2026-11-22T24:00:00Z", "want": []},
		"minute 60": {"text": "2026-11-22T10:60:00Z", "want": []},
		"a leap second": {"text": "2026-12-31T23:59:60Z", "want": []},
		"another zone": {"text": "2026-11-22T10:00:00+01:00", "want": []},
		"no zone": {"text": "2026-11-22T10:00:00", "want": []},
		"parts of a second": {"text": "2026-11-22T10:00:00.5Z", "want": []},
		"small letters": {"text": "2026-11-22t10:00:00z", "want": []},
		"a day": {"text": "2026-11-22", "want": []},
		"a line more": {"text": "2026-11-22T10:00:00Z\n", "want": []},
		"day first": {"text": "22-11-2026T10:00:00Z", "want": []},
		"the last century": {"text": "1999-12-31T23:59:59Z", "want": []},
		"beyond nanoseconds": {"text": "2300-01-01T00:00:00Z", "want": []},
		"a number": {"text": 1795341600000000000, "want": []},
		"null": {"text": null, "want": []},
		"nothing": {"text": "", "want": []},
	}

	[at | at := moment.ns(case.text)] == case.want
}

test_day_ns[note] if {
	some note, case in {
		"a day": {"text": "2026-11-22", "want": [1795305600000000000]},
		"a moment": {"text": "2026-11-22T10:00:00Z", "want": []},
		"a day that does not exist": {"text": "2026-02-29", "want": []},
		"one digit": {"text": "2026-1-22", "want": []},
		"day first": {"text": "02/12/2028", "want": []},
		"a sign": {"text": "+2028-12-02", "want": []},
		"a number": {"text": 20261122, "want": []},
		"null": {"text": null, "want": []},
	}

	[at | at := moment.day_ns(case.text)] == case.want
}

test_days if moment.days(1) == 86400000000000

test_text[note] if {
	some note, case in {
		"a moment": {"at": moment.ns("2026-11-22T10:00:00Z"), "want": "2026-11-22T10:00:00Z"},
		"parts of a second": {"at": 1795341600333333333, "want": "2026-11-22T10:00:00Z"},
		"parts of a nanosecond": {"at": 1795341600000000000.5, "want": "2026-11-22T10:00:00Z"},
		"the first": {"at": 946684800000000000, "want": "2000-01-01T00:00:00Z"},
		"before the first": {"at": 946684799999999999, "want": null},
		"the last": {"at": moment.ns("2199-12-31T23:59:59Z"), "want": "2199-12-31T23:59:59Z"},
		"after the last": {"at": 7258118400000000000, "want": "2199-12-31T23:59:59Z"},
		"larger than what a moment can hold": {"at": 99999999999999999999999, "want": "2199-12-31T23:59:59Z"},
		"a negative number": {"at": -1, "want": null},
		"text": {"at": "2026-11-22T10:00:00Z", "want": null},
		"a list": {"at": [1795341600000000000], "want": null},
		"nothing": {"at": null, "want": null},
	}

	moment.text(case.at) == case.want
}

# End of the month, leap years, and counting from the start at once.
test_months_later[note] if {
	some note, case in {
		"six months": {"at": "2026-11-22T10:30:05Z", "months": 6, "want": "2027-05-22T10:30:05Z"},
		"none": {"at": "2026-11-22T10:30:05Z", "months": 0, "want": "2026-11-22T10:30:05Z"},
		"from the 31st into February": {"at": "2027-01-31T00:00:00Z", "months": 1, "want": "2027-02-28T00:00:00Z"},
		"from the 31st into a leap February": {"at": "2028-01-31T00:00:00Z", "months": 1, "want": "2028-02-29T00:00:00Z"},
		"two months from the 31st": {"at": "2027-01-31T00:00:00Z", "months": 2, "want": "2027-03-31T00:00:00Z"},
		"from the 31st into a month of 30": {"at": "2026-08-31T23:59:59Z", "months": 6, "want": "2027-02-28T23:59:59Z"},
		"from the 30th into a month of 31": {"at": "2026-06-30T00:00:00Z", "months": 1, "want": "2026-07-30T00:00:00Z"},
		"from a leap day into a year without one": {"at": "2028-02-29T00:00:00Z", "months": 12, "want": "2029-02-28T00:00:00Z"},
		"from a leap day to the next": {"at": "2028-02-29T00:00:00Z", "months": 48, "want": "2032-02-29T00:00:00Z"},
		"over the end of the year": {"at": "2026-12-31T12:00:00Z", "months": 2, "want": "2027-02-28T12:00:00Z"},
		"ten years": {"at": "2026-11-22T00:00:00Z", "months": 120, "want": "2036-11-22T00:00:00Z"},
		"a hundred years": {"at": "2026-11-22T00:00:00Z", "months": 1200, "want": "2126-11-22T00:00:00Z"},
		"from the first moment": {"at": "2000-01-01T00:00:00Z", "months": 1, "want": "2000-02-01T00:00:00Z"},
		"into the last year that can be counted": {"at": "2100-01-30T00:00:00Z", "months": 1187, "want": "2198-12-30T00:00:00Z"},
		"February 2100 has no leap day": {"at": "2100-01-30T00:00:00Z", "months": 1, "want": "2100-02-28T00:00:00Z"},
	}

	moment.text(moment.months_later(moment.ns(case.at), case.months)) == case.want
}

test_months_that_cannot_be_counted[note] if {
	some note, case in {
		"part of a month": {"at": 1795341600000000000, "months": 1.5},
		"months before": {"at": 1795341600000000000, "months": -1},
		"months as text": {"at": 1795341600000000000, "months": "6"},
		"too many": {"at": 1795341600000000000, "months": 1201},
		"beyond what a moment can hold": {"at": 7226582400000000000, "months": 24},
		"into the year after the last": {"at": 4105036800000000000, "months": 1188},
		"part of a nanosecond": {"at": 1795341600000000000.5, "months": 6},
		"before the first moment": {"at": 946684799999999999, "months": 6},
		"a moment as text": {"at": "2026-11-22T10:00:00Z", "months": 6},
		"no moment": {"at": null, "months": 6},
	}

	moment.months_later(case.at, case.months) == null
}
