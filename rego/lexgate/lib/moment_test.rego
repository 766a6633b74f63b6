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
