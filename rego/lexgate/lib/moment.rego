# METADATA
# description: >-
#   Moments and days as nanoseconds. Text that is not exactly a real moment in
#   UTC (or a real day) has no value here, so that a comparison with it never
#   holds: dates compared as text let "02/12/2028" and null through.
package lexgate.lib.moment

# METADATA
# title: Nanoseconds of a moment, written YYYY-MM-DDTHH:MM:SSZ
# scope: document
ns(text) := time.parse_rfc3339_ns(text) if {
	is_string(text)
	regex.match(`^[0-9-]{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$`, text)
	_real_day(substring(text, 0, 10))
}

# METADATA
# title: Nanoseconds of the first moment of a day, written YYYY-MM-DD, in UTC
# scope: document
day_ns(text) := time.parse_rfc3339_ns(concat("", [text, "T00:00:00Z"])) if {
	is_string(text)
	_real_day(text)
}

# METADATA
# title: Nanoseconds of a number of days
# scope: document
days(number) := ((number * 24) * 3600) * 1000000000

# METADATA
# title: The moment a number of calendar months later; null where it can't be told
# description: >-
#   A period in months ends on the day of the same number; where the last month has no
#   such day, on its last one (Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c)).
#   Months are counted from the start at once, never one after the other: from 31
#   January, one month ends in February and two end on 31 March.
# scope: document
months_later(at, months) := time.add_date(first, 0, 0, min([day, last]) - 1) + (at % _day) if {
	_whole(at)
	_whole(months)
	at >= ns("2000-01-01T00:00:00Z")
	at <= ns(_last)
	months <= 1200
	[year, _, day] := time.date(at)
	year + (months / 12) < 2199
	first := time.add_date(at - (at % _day), 0, months, 1 - day)
	[_, _, last] := time.date(time.add_date(first, 0, 1, -1))
} else := null

_day := days(1)

_whole(x) if regex.match(`^[0-9]{1,19}$`, json.marshal(x))

# METADATA
# title: A moment in words again, to the second; null where it is none
# description: >-
#   The built-in stops the whole decision on what is no whole number, or too large.
#   What lies after 2199 is told as its last second: no grant or document lasts
#   longer by being told.
# scope: document
text(at) := time.format(floor(at / 1000000000) * 1000000000) if {
	at >= ns("2000-01-01T00:00:00Z")
	at <= ns(_last)
} else := _last if {
	is_number(at)
	at > ns(_last)
} else := null

_last := "2199-12-31T23:59:59Z"

# The built-in parser stops the whole decision on 30 February, so the length of
# each month stands here. Years 2000 to 2199 lie inside what nanoseconds can hold.
_real_day(text) if {
	regex.match(`^(20|21)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))$`, text)
}

# The leap days of 2000 to 2199: 2100 has none.
_real_day(text) if {
	regex.match(`^(20(0[048]|[2468][048]|[13579][26])|21(0[48]|[2468][048]|[13579][26]))-02-29$`, text)
}
