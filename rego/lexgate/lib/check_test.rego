package lexgate.lib.check_test

import data.lexgate.lib.check

# ---------------------------------------------------------------- examined

test_examined[note] if {
	some note, case in {
		"by a method, on enough people": {"found": _examination, "want": ["pass", null]},
		"on as few as count": {"found": _examined_on(200), "want": ["pass", null]},
		"on one too few": {"found": _examined_on(199), "want": ["unknown", "fewer people than the least number that counts"]},
		"of one group alone": {"found": _with(_examination, "/groups", {"everybody": {"n": 500}}), "want": ["unknown", "no usable record of an examination"]},
		"of groups that leave somebody out": {"found": _with(_examination, "/groups/under_25/n", 79), "want": ["unknown", "no usable record of an examination"]},
		"of groups in words": {"found": _with(_examination, "/groups/under_25/n", "80"), "want": ["unknown", "no usable record of an examination"]},
		"of groups that are a list": {"found": _with(_examination, "/groups", [{"n": 250}, {"n": 250}]), "want": ["unknown", "no usable record of an examination"]},
		"with nothing measured": {"found": _with(_examination, "/measures", {}), "want": ["unknown", "no usable record of an examination"]},
		"with nothing measured soundly": {"found": _with(_examination, "/measures", {"selection_rate_ratio": {"value": null, "reason": "nobody was selected"}}), "want": ["unknown", "no usable record of an examination"]},
		"with a number of any size": {"found": _with(_examination, "/measures", {"mean_error_difference": {"value": -250, "low": -300.5, "high": 4000, "n": 500, "method": "Welch interval, 95 %"}}), "want": ["pass", null]},
		"with a number outside its interval": {"found": _with(_examination, "/measures", {"mean_error_difference": {"value": 5000, "low": -300.5, "high": 4000, "n": 500, "method": "Welch interval, 95 %"}}), "want": ["unknown", "no usable record of an examination"]},
		"with a number below its interval": {"found": _with(_examination, "/measures", {"mean_error_difference": {"value": -5000, "low": -300.5, "high": 4000, "n": 500, "method": "Welch interval, 95 %"}}), "want": ["unknown", "no usable record of an examination"]},
		"with a number of nobody": {"found": _with(_examination, "/measures", {"mean_error_difference": {"value": 1, "low": 0, "high": 2, "n": 0, "method": "Welch interval, 95 %"}}), "want": ["unknown", "no usable record of an examination"]},
		"on all people": {"found": _examined_on(1000), "want": ["pass", null]},
		"on one too many": {"found": _examined_on(1001), "want": ["unknown", "more people than the data hold"]},
		"not at all": {"found": null, "want": ["unknown", "not examined"]},
		"without a method": {"found": {"n": 500}, "want": ["unknown", "no usable record of an examination"]},
		"by a placeholder": {"found": _with(_examination, "/method", "TBD later on"), "want": ["unknown", "no usable record of an examination"]},
		"on people in words": {"found": _with(_examination, "/n", "500"), "want": ["unknown", "no usable record of an examination"]},
		"on half people": {"found": _with(_examination, "/n", 500.5), "want": ["unknown", "no usable record of an examination"]},
		"on a bomb of people": {"found": _with(_examination, "/n", 1e99), "want": ["unknown", "no usable record of an examination"]},
		"a list": {"found": ["by groups", 500], "want": ["unknown", "no usable record of an examination"]},
		"a text": {"found": "examined", "want": ["unknown", "no usable record of an examination"]},
		"true": {"found": true, "want": ["unknown", "no usable record of an examination"]},
		"rows not known": {"found": _examination, "rows": null, "want": ["unknown", "the number of rows of the data is not known"]},
		"rows in words": {"found": _examination, "rows": "1000", "want": ["unknown", "the number of rows of the data is not known"]},
		"minimum not set": {"found": _examination, "minimum": null, "want": ["unknown", "no usable record of an examination"]},
		"minimum in words": {"found": _examination, "minimum": "1", "want": ["unknown", "no usable record of an examination"]},
		"on people that are null": {"found": _with(_examination, "/n", null), "want": ["unknown", "no usable record of an examination"]},
		"on all people, without a method": {"found": _gone_from(_examined_on(1000), "/method"), "want": ["unknown", "no usable record of an examination"]},
		"on as few as count, without a method": {"found": _gone_from(_examined_on(200), "/method"), "want": ["unknown", "no usable record of an examination"]},
	}

	sizes := {"rows": _v(object.get(case, "rows", 1000)), "minimum": object.get(case, "minimum", 200)}
	answer := check.examined("t", _v(case.found), sizes, _itself, _no_excuse)
	[answer.status, answer.because] == case.want
	[answer.term, answer.half, answer.observed, answer.source, answer.expected] == ["t", "act", case.found, ["a", "b"], {"n_at_least": sizes.minimum}]
}

test_ways_of_examining[note] if {
	some note, case in {
		"the attribute itself": {"found": _examination, "how": [], "want": ["pass", null, "measured"]},
		"a proxy that is accepted": {"found": _examination, "how": [_set("/way/value", "proxy")], "accepted": {"proxy"}, "want": ["pass", "examined by a column that stands for it", "measured"]},
		"a proxy that is not accepted": {"found": _examination, "how": [_set("/way/value", "proxy")], "accepted": {"external_audit"}, "want": ["unknown", "the organisation does not accept this way of examining it", null]},
		"a proxy on too few": {"found": _examined_on(199), "how": [_set("/way/value", "proxy")], "accepted": {"proxy"}, "want": ["unknown", "fewer people than the least number that counts", null]},
		"not said": {"found": _examination, "how": [_set("/way/value", null)], "accepted": {"proxy"}, "want": ["unknown", "it is not said how it was examined", null]},
		"not read": {"found": _examination, "how": [_set("/way/value", "not_read")], "accepted": {"not_read"}, "want": ["unknown", "it is not said how it was examined", null]},
		"an audit that is accepted": {"found": null, "how": [], "want": ["pass", "examined by somebody else, in a report that people signed for", "documented"], "audit": true},
		"an audit that is not accepted": {"found": null, "how": [], "accepted": {"proxy"}, "want": ["unknown", "the organisation does not accept this way of examining it", null], "audit": true},
		"an audit beside an examination": {"found": _examination, "how": [], "want": ["pass", "examined by somebody else, in a report that people signed for", "documented"], "audit": true},
		"an audit of another report": {"found": null, "how": [_set("/stated_report/value", _hash("d"))], "want": ["unknown", _not_signed_for, null], "audit": true},
		"an audit whose report nobody saw": {"found": null, "how": [_set("/report/value", null)], "want": ["unknown", _not_signed_for, null], "audit": true},
		"an audit of other data": {"found": null, "how": [_set("/stated_data/value", _hash("d"))], "want": ["unknown", _not_signed_for, null], "audit": true},
		"an audit of data that nobody saw": {"found": null, "how": [_set("/data/value", null), _set("/stated_data/value", null)], "want": ["unknown", _not_signed_for, null], "audit": true},
		"an audit by nobody": {"found": null, "how": [_set("/auditor/value", "TBD")], "want": ["unknown", _not_signed_for, null], "audit": true},
		"an audit without a finding": {"found": null, "how": [_set("/finding/value", "to be completed")], "want": ["unknown", _not_signed_for, null], "audit": true},
	}

	how := object.union(json.patch(_base_of(case), case.how), {"accepted": object.get(case, "accepted", {"external_audit"})})
	answer := check.examined("t", _v(case.found), {"rows": _v(1000), "minimum": 200}, how, _no_excuse)
	[answer.status, answer.because, object.get(answer, "basis", null)] == case.want
}

test_in_an_accepted_way[note] if {
	refused := {
		"value": {"value": null, "reason": "examined in a way that is not accepted, or that is not said"},
		"source": ["a", "b"],
	}
	some note, case in {
		"measured": {"found": _estimate, "way": "measured", "accepted": set(), "want": _v(_estimate)},
		"a proxy that is accepted": {"found": _estimate, "way": "proxy", "accepted": {"proxy"}, "want": _v(_estimate)},
		"a proxy that is not accepted": {"found": _estimate, "way": "proxy", "accepted": set(), "want": refused},
		"an audit, which measures nothing": {"found": _estimate, "way": "external_audit", "accepted": {"external_audit"}, "want": refused},
		"not said": {"found": _estimate, "way": null, "accepted": {"proxy"}, "want": refused},
		"nothing measured": {"found": null, "way": null, "accepted": set(), "want": _v(null)},
	}
	check.in_an_accepted_way(_v(case.found), {"way": _v(case.way), "accepted": case.accepted}) == case.want
}

test_audit_shown if {
	check.examined("t", _v(null), {"rows": _v(1000), "minimum": 200}, object.union(_audit, {"accepted": {"external_audit"}}), _no_excuse) == {
		"term": "t",
		"half": "act",
		"status": "pass",
		"observed": {"report": _hash("a"), "data": _hash("b"), "finding": "No difference beyond chance in any group."},
		"source": ["a", "b"],
		"expected": null,
		"because": "examined by somebody else, in a report that people signed for",
		"basis": "documented",
		"linked": true,
	}
}

_base_of(case) := _audit if {
	case.audit
} else := object.remove(_itself, ["accepted"])

_not_signed_for := "the audit is not signed for with its report, its data and what it found"

_itself := {
	"way": _v("measured"),
	"accepted": set(),
	"report": _v(null),
	"data": _v(null),
	"stated_report": _v(null),
	"stated_data": _v(null),
	"auditor": _v(null),
	"finding": _v(null),
}

_audit := {
	"way": _v("external_audit"),
	"report": _v(_hash("a")),
	"data": _v(_hash("b")),
	"stated_report": _v(_hash("a")),
	"stated_data": _v(_hash("b")),
	"auditor": _v("Prüfgesellschaft"),
	"finding": _v("No difference beyond chance in any group."),
}

_hash(letter) := concat("", ["sha256:", concat("", [letter | some _ in numbers.range(1, 64)])])

test_not_processed[note] if {
	some note, case in {
		"a reason, and no carrier read": {"excuse": [], "want": "pass"},
		"a reason, with the features in another order": {"excuse": [_set("/stated_features/value", ["b", "a"])], "want": "pass"},
		"a carrier read": {
			"excuse": [_set("/features/value", ["a", "s"]), _set("/stated_features/value", ["a", "s"])],
			"want": "fail",
		},
		"a carrier left out of one list": {
			"excuse": [_set("/stated_features/value", ["a", "b", "s"])],
			"want": "unknown",
		},
		"no reason": {"excuse": [_set("/reason/value", null)], "want": "unknown"},
		"a placeholder for the reason": {"excuse": [_set("/reason/value", "<say why it is not processed>")], "want": "unknown"},
		"features not seen": {"excuse": [_set("/features/value", null)], "want": "unknown"},
		"features in one text": {"excuse": [_set("/features/value", "a, b"), _set("/stated_features/value", "a, b")], "want": "unknown"},
		"no features": {"excuse": [_set("/features/value", []), _set("/stated_features/value", [])], "want": "unknown"},
		"features not stated": {"excuse": [_set("/stated_features/value", null)], "want": "unknown"},
	}

	excuse := object.union(json.patch(_excuse, case.excuse), {"carriers": {"s"}})
	answers := {
		check.examined("t", _v(null), {"rows": _v(1000), "minimum": 200}, _itself, excuse).status,
		_softened(check.counted("t", _v(null), _v(1000), excuse).status, case.want),
		_softened(check.documented_or_not_processed("t", [_v(null)], [], excuse).status, case.want),
	}
	answers == {case.want}
}

# Only an examination is contradicted by a carrier; the others stay open.
_softened("unknown", "fail") := "fail"

_softened(status, want) := status if [status, want] != ["unknown", "fail"]

test_carriers_unusable[note] if {
	some note, carriers in {
		"none": set(),
		"one that is no name": {"s", {"unusable_setting": ["fairness"]}},
		"an empty name": {""},
	}
	excuse := object.union(_excuse, {"carriers": carriers})
	check.examined("t", _v(null), {"rows": _v(1000), "minimum": 200}, _itself, excuse).status == "unknown"
}

test_excuse_stands_by_itself if {
	excuse := object.union(_excuse, {"carriers": {"s"}})
	check.examined("t", _v({"n": 3}), {"rows": _v(1000), "minimum": 200}, _itself, excuse) == {
		"term": "t",
		"half": "act",
		"status": "pass",
		"observed": {"not_processed": "The column is not there."},
		"source": ["reason"],
		"expected": null,
		"because": "not processed, by a signed reason; no column that could carry it is read",
		"basis": "attested",
	}
}

test_read_by_the_model if {
	features := {"value": ["a", "s"], "source": ["features"]}
	excuse := object.union(_excuse, {"carriers": {"s"}, "features": features, "stated_features": features})
	check.examined("t", _v(null), {"rows": _v(1000), "minimum": 200}, _itself, excuse) == {
		"term": "t",
		"half": "act",
		"status": "fail",
		"observed": {"read_by_the_model": ["s"]},
		"source": ["features"],
		"expected": null,
		"because": "stated as not processed, yet the model reads a column that carries it",
	}
	check.examined("t", _v({"n": 3}), {"rows": _v(1000), "minimum": 200}, _itself, excuse).status == "unknown"
	check.examined("t", _v(_examination), {"rows": _v(1000), "minimum": 200}, _itself, excuse).basis == "measured"
}

_examination := _examined_on(500)

_examined_on(n) := {
	"method": "selection rates by group",
	"n": n,
	"groups": {"under_25": {"n": 80}, "25_and_over": {"n": n - 80}},
	"measures": {"selection_rate_ratio": _estimate},
}

_excuse := {
	"reason": {"value": "The column is not there.", "source": ["reason"]},
	"features": {"value": ["a", "b"], "source": ["features"]},
	"stated_features": {"value": ["a", "b"], "source": ["stated"]},
}

_no_excuse := {
	"reason": _v(null),
	"carriers": {{"unusable_setting": ["fairness", "carried_by"]}},
	"features": _v(null),
	"stated_features": _v(null),
}

# ---------------------------------------------------------------- within

test_how_many_more[note] if {
	some note, case in {
		"twice as wide as the distance needs four times as many": {"change": [_set("/low", 0.7)], "want": "about 3000 more needed"},
		"a little wider needs a little more": {"change": [_set("/low", 0.79)], "want": "about 210 more needed"},
		"at the limit itself": {"change": [_set("/value", 0.8), _set("/low", 0.7)], "want": "and no number of people near this one would settle it"},
		"far too wide": {"change": [_set("/value", 0.801), _set("/low", 0.7)], "want": "and no number of people near this one would settle it"},
	}

	found := json.patch(_estimate, case.change)
	limit := {"relation": "at_least", "value": 0.8, "bound": "interval", "minimum_n": 200}
	checked := check.within("t", {"value": found, "source": ["s"]}, limit)
	checked.because == concat(", ", ["inconclusive: the value holds, but the limit lies inside its interval", case.want])
}

# In fractions of two, so that the quotient is exact.
test_how_many_more_at_most[note] if {
	some note, case in {
		"a hundred times as wide": {"low": 0.11328125, "want": "and no number of people near this one would settle it"},
		"a little over it": {"low": 0.111328125, "want": "and no number of people near this one would settle it"},
		"a little less": {"low": 0.1171875, "want": "about 9800000 more needed"},
	}
	found := {"value": 0.50390625, "low": case.low, "high": 0.9, "n": 1000, "method": "full count of rows"}
	limit := {"relation": "at_least", "value": 0.5, "bound": "interval", "minimum_n": 200}
	endswith(check.within("t", _v(found), limit).because, concat("", [", ", case.want]))
}

test_how_many_more_below_an_upper_limit if {
	found := {"value": 0.1, "low": 0.09, "high": 0.3, "n": 100, "method": "full count of rows"}
	limit := {"relation": "at_most", "value": 0.2, "bound": "interval", "minimum_n": 100}
	because := check.within("t", {"value": found, "source": ["s"]}, limit).because
	endswith(because, "about 300 more needed")
}

test_within_a_lower_limit[note] if {
	some note, case in {
		"interval above": {"change": [], "want": ["pass", null]},
		"interval touches it": {"change": [_set("/low", 0.8)], "want": ["pass", null]},
		"as few as count": {"change": [_set("/n", 200)], "want": ["pass", null]},
		"one too few": {"change": [_set("/n", 199)], "want": ["unknown", "measured on fewer people or rows than the least number that counts"]},
		"limit inside the interval": {"change": [_set("/low", 0.79)], "want": ["unknown", "inconclusive: the value holds, but the limit lies inside its interval, about 210 more needed"]},
		"value below": {"change": [_set("/low", 0.7), _set("/value", 0.79)], "want": ["fail", "the measured value misses the limit of the house"]},
		"value at it, low below": {
			"change": [_set("/low", 0.7), _set("/value", 0.8)],
			"want": ["unknown", "inconclusive: the value holds, but the limit lies inside its interval, and no number of people near this one would settle it"],
		},
		"a text": {"change": [_set("/value", "0.9")], "want": ["unknown", "not measured, or not a sound estimate"]},
		"true": {"change": [_set("/value", true)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"a list": {"change": [_set("/value", [0.9])], "want": ["unknown", "not measured, or not a sound estimate"]},
		"a bomb": {"change": [_set("/high", 1e999)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"twenty digits": {"change": [_set("/value", 0.90000000000000000001)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"twenty digits at the low end": {"change": [_set("/low", 0.85000000000000000001)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"twenty digits at the high end": {"change": [_set("/high", 0.95000000000000000001)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"above its interval": {"change": [_set("/high", 0.89)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"below its interval": {"change": [_set("/low", 0.91)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"an interval over 1": {"change": [_set("/high", 1.01)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"an interval below 0": {"change": [_set("/low", -0.01)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"no low": {"change": [_gone("/low")], "want": ["unknown", "not measured, or not a sound estimate"]},
		"no high": {"change": [_gone("/high")], "want": ["unknown", "not measured, or not a sound estimate"]},
		"no value": {"change": [_gone("/value")], "want": ["unknown", "not measured, or not a sound estimate"]},
		"on nobody": {"change": [_set("/n", 0)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"n in words": {"change": [_set("/n", "many")], "want": ["unknown", "not measured, or not a sound estimate"]},
		"no n": {"change": [_gone("/n")], "want": ["unknown", "not measured, or not a sound estimate"]},
		"no method": {"change": [_gone("/method")], "want": ["unknown", "not measured, or not a sound estimate"]},
		"not measured, and why": {"change": [_set("", {"value": null, "reason": "one group alone"})], "want": ["unknown", "not measured: one group alone"]},
		"not measured, without why": {"change": [_set("", {"value": null})], "want": ["unknown", "not measured, or not a sound estimate"]},
		"not measured, with a number for why": {"change": [_set("", {"value": null, "reason": 5})], "want": ["unknown", "not measured, or not a sound estimate"]},
		"unsound, and why it was not measured": {"change": [_set("", {"value": 0.9, "reason": "one group alone"})], "want": ["unknown", "not measured, or not a sound estimate"]},
		"null": {"change": [_set("", null)], "want": ["unknown", "not measured, or not a sound estimate"]},
		"a number for an estimate": {"change": [_set("", 0.9)], "want": ["unknown", "not measured, or not a sound estimate"]},
	}

	found := json.patch(_estimate, case.change)
	check.within("t", _v(found), _limit) == {
		"term": "t",
		"half": "house",
		"status": case.want[0],
		"observed": found,
		"source": ["a", "b"],
		"expected": _limit,
		"because": case.want[1],
	}
}

test_within_some_limit[note] if {
	some note, case in {
		"point alone": {"estimate": [_set("/low", 0.1)], "limit": [_set("/bound", "point")], "want": "pass"},
		"point below": {"estimate": [_set("/low", 0.1), _set("/value", 0.79)], "limit": [_set("/bound", "point")], "want": "fail"},
		"a bound that is none is the interval": {"estimate": [_set("/low", 0.1)], "limit": [_set("/bound", "dot")], "want": "unknown"},
		"no bound is the interval": {"estimate": [_set("/low", 0.1)], "limit": [_gone("/bound")], "want": "unknown"},
		"an upper limit above": {"estimate": [], "limit": [_set("/relation", "at_most"), _set("/value", 0.96)], "want": "pass"},
		"an upper limit touched": {"estimate": [], "limit": [_set("/relation", "at_most"), _set("/value", 0.95)], "want": "pass"},
		"an upper limit inside": {"estimate": [], "limit": [_set("/relation", "at_most"), _set("/value", 0.94)], "want": "unknown"},
		"an upper limit missed": {"estimate": [], "limit": [_set("/relation", "at_most"), _set("/value", 0.89)], "want": "fail"},
		"no least number": {"estimate": [], "limit": [_gone("/minimum_n")], "want": "unknown"},
		"a least number in words": {"estimate": [], "limit": [_set("/minimum_n", "200")], "want": "unknown"},
		"null for the least number": {"estimate": [], "limit": [_set("/minimum_n", null)], "want": "unknown"},
		"an interval from 0": {"estimate": [_set("/low", 0)], "limit": [_set("/bound", "point")], "want": "pass"},
		"on one, as few as count": {"estimate": [_set("/n", 1)], "limit": [_set("/minimum_n", 1)], "want": "pass"},
		"a relation that is none": {"estimate": [], "limit": [_set("/relation", "about")], "want": "unknown"},
		"a limit in words": {"estimate": [], "limit": [_set("/value", "0.8")], "want": "unknown"},
		"null for a limit's value": {"estimate": [], "limit": [_set("/value", null)], "want": "unknown"},
		"null for a limit": {"estimate": [], "limit": [_set("", null)], "want": "unknown"},
		"a list for a limit": {"estimate": [], "limit": [_set("", [0.8])], "want": "unknown"},
		"a bomb for a limit": {"estimate": [], "limit": [_set("/value", -1e999)], "want": "unknown"},
	}
	check.within("t", _v(json.patch(_estimate, case.estimate)), json.patch(_limit, case.limit)).status == case.want
}

# An encoder makes several columns of one, and spelling is no hiding place.
test_carried_under_another_name[note] if {
	some note, case in {
		"the column itself": {"feature": "status", "want": "fail"},
		"in capitals": {"feature": "Status", "want": "fail"},
		"one of its codes": {"feature": "status_A91", "want": "fail"},
		"one of its codes, written otherwise": {"feature": "STATUS=A91", "want": "fail"},
		"one of its codes, in brackets": {"feature": "status[A91]", "want": "fail"},
		"another column that begins alike": {"feature": "statuses", "want": "pass"},
		"a column that ends alike": {"feature": "marital_status", "want": "pass"},
		"a column that begins with a mark": {"feature": "_duration", "want": "pass"},
	}
	features := {"value": ["amount", case.feature], "source": ["features"]}
	excuse := object.union(_excuse, {"carriers": {"status"}, "features": features, "stated_features": features})
	check.examined("t", _v(null), {"rows": _v(1000), "minimum": 200}, _itself, excuse).status == case.want
}

test_within_says_that_no_limit_is_set if {
	check.within("t", _v(_estimate), null).because == "no usable limit is set"
}

_estimate := {"value": 0.9, "low": 0.85, "high": 0.95, "n": 1000, "method": "Katz log-ratio interval"}

_limit := {"relation": "at_least", "value": 0.8, "bound": "interval", "unit": "ratio", "owner": "m.richter", "minimum_n": 200}

# ---------------------------------------------------------------- measured

test_measured[note] if {
	some note, case in {
		"on some of the rows": {"change": [], "rows": 1001, "want": "pass"},
		"on all rows": {"change": [], "rows": 1000, "want": "pass"},
		"on more than all": {"change": [], "rows": 999, "want": "unknown"},
		"rows not known": {"change": [], "rows": null, "want": "unknown"},
		"rows in words": {"change": [], "rows": "1000", "want": "unknown"},
		"not soundly": {"change": [_set("/low", 0.91)], "rows": 1000, "want": "unknown"},
		"nothing": {"change": [_set("", null)], "rows": 1000, "want": "unknown"},
	}
	found := json.patch(_estimate, case.change)
	because := {"pass": null, "unknown": "not measured, or not a sound estimate on the data that are bound"}
	check.measured("t", _v(found), _v(case.rows)) == _answer(case.want, {"observed": found, "because": because[case.want]})
}

test_measured_in_full[note] if {
	some note, case in {
		"on all rows": {"sizes": [1000], "want": "pass"},
		"on all cells": {"sizes": [500, ["x", "y"]], "want": "pass"},
		"on fewer": {"sizes": [1001], "want": "unknown"},
		"on more": {"sizes": [999], "want": "unknown"},
		"cells of other columns": {"sizes": [500, ["x", "y", "z"]], "want": "unknown"},
		"sizes unknown": {"sizes": [1000, null], "want": "unknown"},
		"columns twice": {"sizes": [500, ["x", "x"]], "want": "unknown"},
		"columns as a number in words": {"sizes": [500, "2"], "want": "unknown"},
		"no rows": {"sizes": [0], "want": "unknown"},
		"no sizes": {"sizes": [], "want": "unknown"},
		"no sizes, on one": {"sizes": [], "change": [_set("/n", 1)], "want": "unknown"},
		"not soundly": {"sizes": [1000], "change": [_set("/low", 0.91)], "want": "unknown"},
		"nothing": {"sizes": [1000], "change": [_set("", null)], "want": "unknown"},
	}
	found := json.patch(_estimate, object.get(case, "change", []))
	because := {"pass": null, "unknown": "not measured, or not on all rows of the data that are bound"}
	sizes := [_v(size) | some size in case.sizes]
	check.measured_in_full("t", _v(found), sizes) == _answer(case.want, {"observed": found, "because": because[case.want]})
}

# ---------------------------------------------------------------- set_beforehand

test_set_beforehand[note] if {
	some note, case in {
		"a second before": {"change": [], "want": "pass"},
		"at that very second": {"change": [_set("/stated_at/value", "2026-11-02T09:00:00Z")], "want": "fail"},
		"after": {"change": [_set("/stated_at/value", "2026-11-03T09:00:00Z")], "want": "fail"},
		"a day, not a moment": {"change": [_set("/stated_at/value", "2026-11-01")], "want": "unknown"},
		"a day that is none": {"change": [_set("/stated_at/value", "2026-02-30T09:00:00Z")], "want": "unknown"},
		"no date": {"change": [_set("/stated_at/value", null)], "want": "unknown"},
		"tests without a date": {"change": [], "began": null, "want": "unknown"},
		"tests that ended before they began": {"change": [], "ended": "2026-11-02T08:59:59Z", "want": "unknown"},
		"tests without an end": {"change": [], "ended": null, "want": "unknown"},
		"written down before the tests ended": {"change": [], "written": "2026-10-25T09:00:00Z", "want": "unknown"},
		"written down as they ended": {"change": [], "written": "2026-11-02T09:10:00Z", "want": "pass"},
		"another relation": {"change": [_set("/limit/value/relation", "at_most")], "want": "unknown"},
		"another value": {"change": [_set("/limit/value/value", 0.7)], "want": "unknown"},
		"another bound": {"change": [_set("/limit/value/bound", "point")], "want": "unknown"},
		"another unit": {"change": [_set("/limit/value/unit", "share")], "want": "unknown"},
		"no unit": {"change": [_gone("/limit/value/unit")], "want": "unknown"},
		"no limit signed": {"change": [_set("/limit/value", null)], "want": "unknown"},
		"a text signed": {"change": [_set("/limit/value", "0.8")], "want": "unknown"},
		"signed by somebody else": {"change": [_set("/signers/value", ["b.keller"])], "want": "unknown"},
		"signed by nobody": {"change": [_set("/signers/value", [])], "want": "unknown"},
		"signers unusable": {"change": [_set("/signers/value", "m.richter")], "want": "unknown"},
		"signers by name": {"change": [_set("/signers/value", {"owner": "m.richter"})], "want": "unknown"},
		"another value, after": {
			"change": [_set("/limit/value/value", 0.7), _set("/stated_at/value", "2026-11-03T09:00:00Z")],
			"want": "unknown",
		},
		"a limit in words": {
			"change": [_set("/limit/value/value", "0.8")],
			"limit": object.union(_limit, {"value": "0.8"}),
			"want": "unknown",
		},
		"a limit in words, after": {
			"change": [_set("/limit/value/value", "0.8"), _set("/stated_at/value", "2026-11-03T09:00:00Z")],
			"limit": object.union(_limit, {"value": "0.8"}),
			"want": "unknown",
		},
		"no limit in force": {"change": [], "limit": null, "want": "unknown"},
		"for these attributes": {
			"change": [{"op": "add", "path": "/limit/value/attributes", "value": ["sex", "age"]}],
			"limit": object.union(_limit, {"attributes": ["age", "sex"]}),
			"want": "pass",
		},
		"for other attributes": {
			"change": [{"op": "add", "path": "/limit/value/attributes", "value": ["age"]}],
			"limit": object.union(_limit, {"attributes": ["age", "sex"]}),
			"want": "unknown",
		},
		"for no attributes": {"change": [], "limit": object.union(_limit, {"attributes": ["age"]}), "want": "unknown"},
		"for attributes in one text": {
			"change": [{"op": "add", "path": "/limit/value/attributes", "value": "age"}],
			"limit": object.union(_limit, {"attributes": ["age"]}),
			"want": "unknown",
		},
		"attributes that the limit lacks": {
			"change": [{"op": "add", "path": "/limit/value/attributes", "value": ["age"]}],
			"want": "pass",
		},
	}

	adopted := json.patch(_adopted, case.change)
	limit := object.get(case, "limit", _limit)
	began := object.get(case, "began", "2026-11-02T09:00:00Z")
	because := {
		"pass": "rests on the date that the owner signed",
		"fail": "signed after the tests began",
		"unknown": "its owner did not sign this very limit, or a date is missing",
	}
	ended := object.get(case, "ended", "2026-11-02T09:10:00Z")
	written := object.get(case, "written", "2026-11-20T09:00:00Z")
	check.set_beforehand("t", limit, adopted, [_v(began), _v(ended), _v(written)]) == {
		"term": "t",
		"half": "act",
		"status": case.want,
		"observed": {
			"limit": adopted.limit.value,
			"signed_on": adopted.stated_at.value,
			"signers": adopted.signers.value,
			"tests_began": began,
		},
		"source": ["a", "b"],
		"expected": limit,
		"because": because[case.want],
	}
}

test_set_beforehand_without_tests if {
	check.set_beforehand("t", _limit, _adopted, []) == _answer("unknown", {
		"observed": {
			"limit": _limit,
			"signed_on": "2026-11-02T08:59:59Z",
			"signers": ["m.richter"],
			"tests_began": null,
		},
		"expected": _limit,
		"because": "its owner did not sign this very limit, or a date is missing",
	})
}

_adopted := {
	"limit": _v(_limit),
	"signers": _v(["m.richter"]),
	"stated_at": _v("2026-11-02T08:59:59Z"),
}

# ---------------------------------------------------------------- documented

test_documented[note] if {
	some note, case in {
		"text alone": {"texts": ["Says something."], "pairs": [], "want": ["pass", "text only: nothing that was observed to compare it with"]},
		"text and pair": {"texts": ["Says something."], "pairs": [["equals", "x", "x"]], "want": ["pass", null]},
		"pair alone": {"texts": [], "pairs": [["equals", "x", "x"]], "want": ["pass", null]},
		"nothing at all": {"texts": [], "pairs": [], "want": ["unknown", "the document or the observation is missing"]},
		"one text missing": {"texts": ["Says something.", null], "pairs": [["equals", "x", "x"]], "want": ["unknown", "the text is missing or a placeholder"]},
		"one pair does not agree": {
			"texts": ["Says something."],
			"pairs": [["equals", "x", "x"], ["equals", "x", "y"]],
			"want": ["fail", "the document and what was observed do not agree"],
		},
		"one pair is open": {
			"texts": ["Says something."],
			"pairs": [["equals", "x", "x"], ["equals", null, "y"]],
			"want": ["unknown", "the document or the observation is missing"],
		},
		"a wrong pair tells more than a missing text": {"texts": [null], "pairs": [["equals", "x", "y"]], "want": ["fail", "the document and what was observed do not agree"]},
	}

	texts := [_v(text) | some text in case.texts]
	answer := check.documented("t", texts, [_pair(pair) | some pair in case.pairs])
	[answer.status, answer.because] == case.want
	[answer.term, answer.half, answer.basis, answer.linked] == ["t", "act", "documented", count(case.pairs) > 0]
	answer.observed == {
		"text": case.texts,
		"compared": [{"relation": pair[0], "stated": pair[1], "observed": pair[2]} | some pair in case.pairs],
	}
}

test_documented_tells_where[note] if {
	some note, case in {
		"the first text": {"texts": [{"value": "Says something.", "source": ["text"]}], "pairs": [_pair(["equals", 1, 1])], "want": ["text"]},
		"the first pair": {"texts": [], "pairs": [_pair(["equals", 1, 1])], "want": ["stated"]},
		"nowhere": {"texts": [], "pairs": [], "want": null},
	}
	check.documented("t", case.texts, case.pairs).source == case.want
}

test_pairs[note] if {
	some note, case in {
		"the same text": {"pair": ["equals", "x", "x"], "want": "pass"},
		"another text": {"pair": ["equals", "x", "y"], "want": "fail"},
		"the same number": {"pair": ["equals", 0.1, 0.1], "want": "pass"},
		"another number": {"pair": ["equals", 1, 2], "want": "fail"},
		"number and text": {"pair": ["equals", 1, "1"], "want": "unknown"},
		"text and number": {"pair": ["equals", "1", 1], "want": "unknown"},
		"empty texts": {"pair": ["equals", "", ""], "want": "unknown"},
		"blank texts": {"pair": ["equals", " ", " "], "want": "unknown"},
		"both null": {"pair": ["equals", null, null], "want": "unknown"},
		"both false": {"pair": ["equals", false, false], "want": "unknown"},
		"both objects": {"pair": ["equals", {"x": 1}, {"x": 1}], "want": "unknown"},
		"both bombs": {"pair": ["equals", 1e999, 1e999], "want": "unknown"},
		"the same names": {"pair": ["equals", ["x", "y"], ["y", "x"]], "want": "pass"},
		"a name less": {"pair": ["equals", ["x"], ["y", "x"]], "want": "fail"},
		"a name twice": {"pair": ["equals", ["x", "x"], ["x", "x"]], "want": "unknown"},
		"no names": {"pair": ["equals", [], []], "want": "unknown"},
		"a list with a number": {"pair": ["equals", ["x", 1], ["x", 1]], "want": "unknown"},
		"text and list": {"pair": ["equals", "x", ["x"]], "want": "unknown"},
		"less": {"pair": ["at_most", 1, 2], "want": "pass"},
		"as much": {"pair": ["at_most", 2, 2], "want": "pass"},
		"more": {"pair": ["at_most", 3, 2], "want": "fail"},
		"null is less": {"pair": ["at_most", null, 2], "want": "unknown"},
		"a text is more": {"pair": ["at_most", 1, "2"], "want": "unknown"},
		"texts in order": {"pair": ["at_most", "1", "2"], "want": "unknown"},
		"needs less": {"pair": ["needs", 1, 2], "want": "pass"},
		"needs as much": {"pair": ["needs", 2, 2], "want": "pass"},
		"needs more": {"pair": ["needs", 3, 2], "want": "fail"},
		"needs nothing": {"pair": ["needs", 0, 2], "want": "unknown"},
		"needs less than nothing": {"pair": ["needs", -1, 2], "want": "unknown"},
		"needs a half": {"pair": ["needs", 0.5, 2], "want": "unknown"},
		"needs of something uncounted": {"pair": ["needs", 1, null], "want": "unknown"},
		"each name covered": {"pair": ["covers", {"x": "What x measures."}, ["x"]], "want": "pass"},
		"one more covered": {"pair": ["covers", {"x": "What x measures.", "y": null}, ["x"]], "want": "pass"},
		"a name left out": {"pair": ["covers", {"x": "What x measures."}, ["x", "y"]], "want": "fail"},
		"a name covered by a placeholder": {"pair": ["covers", {"x": "TODO describe x"}, ["x"]], "want": "fail"},
		"covered by a list": {"pair": ["covers", ["x"], ["x"]], "want": "unknown"},
		"no names to cover": {"pair": ["covers", {}, []], "want": "unknown"},
		"names in one text": {"pair": ["covers", {"x": "What x measures."}, "x"], "want": "unknown"},
		"a relation that is none": {"pair": ["like", "x", "x"], "want": "unknown"},
	}
	answer := check.documented("t", [], [_pair(case.pair)])
	[answer.status, answer.expected] == [case.want, [case.pair[0]]]
}

_pair(triple) := {
	"relation": triple[0],
	"stated": {"value": triple[1], "source": ["stated"]},
	"observed": {"value": triple[2], "source": ["observed"]},
}

test_texts[note] if {
	some note, case in {
		"a sentence": {"text": "Says something.", "want": true},
		"eight characters": {"text": "a reason", "want": true},
		"seven characters": {"text": "reasons", "want": false},
		"seven and blanks": {"text": "  reasons   ", "want": false},
		"no word": {"text": "12 34 56 78", "want": false},
		"few letters again and again": {"text": "aaaa bbb aaaa", "want": false},
		"three letters": {"text": "abc abc abc", "want": false},
		"four letters": {"text": "abcd abcd", "want": true},
		"other scripts": {"text": "Ενας λόγος", "want": true},
		"todo": {"text": "TODO write this", "want": false},
		"to be decided": {"text": "This is to be decided", "want": false},
		"lorem ipsum": {"text": "Lorem ipsum dolor sit", "want": false},
		"angle brackets": {"text": "<reason for this>", "want": false},
		"square brackets": {"text": "[insert the reason]", "want": false},
		"a word that holds todo": {"text": "mastodons were here", "want": true},
		"null": {"text": null, "want": false},
		"true": {"text": true, "want": false},
		"a number": {"text": 12345678, "want": false},
		"a list": {"text": ["Says something."], "want": false},
		"an object": {"text": {"text": "Says something."}, "want": false},
	}
	_says_something(case.text) == case.want
	check.documented("t", [_v(case.text)], []).status == {true: "pass", false: "unknown"}[case.want]
}

_says_something(text) if check.says_something(text)

else := false

test_names[note] if {
	some note, case in {
		"a version": {"name": "3.1", "want": "pass"},
		"a person": {"name": "Li", "want": "pass"},
		"a number": {"name": 3.1, "want": "unknown"},
		"nothing": {"name": null, "want": "unknown"},
		"empty": {"name": "", "want": "unknown"},
		"blank": {"name": "  ", "want": "unknown"},
		"a dash": {"name": "-", "want": "unknown"},
		"still to be named": {"name": "TBD", "want": "unknown"},
		"none": {"name": "n/a", "want": "unknown"},
		"a template": {"name": "<name>", "want": "unknown"},
		"a template in square brackets": {"name": "[your name]", "want": "unknown"},
		"a list": {"name": ["Li"], "want": "unknown"},
	}
	check.documented("t", [check.name(_v(case.name))], []).status == case.want
}

test_entries[note] if {
	some note, case in {
		"one says something": {"list": [{"k": "x", "d": "Says something."}], "want": "pass"},
		"another says something": {"list": [{"k": "y", "d": "Says something."}], "want": "unknown"},
		"one of two says something": {"list": [{"k": "x"}, {"k": "x", "d": "Says something."}], "want": "pass"},
		"neither says something": {"list": [{"k": "x"}, {"k": "x", "d": "TODO describe"}], "want": "unknown"},
		"no entries": {"list": [], "want": "unknown"},
		"no list": {"list": null, "want": "unknown"},
		"an object": {"list": {"k": "x", "d": "Says something."}, "want": "unknown"},
		"an object of objects": {"list": {"x": {"k": "x", "d": "Says something."}}, "want": "unknown"},
		"a list of texts": {"list": ["x", 1, null, [], true], "want": "unknown"},
	}
	check.documented("t", [check.entry(_v(case.list), "k", "x", "d")], []).status == case.want
}

test_named_and_entered if {
	check.name(_v("Li")) == {"value": "Li", "source": ["a", "b"], "form": "name"}
	check.entry(_v([{"k": "x", "d": 1}, {"k": "x"}]), "k", "x", "d") == {
		"value": [1, null],
		"source": ["a", "b"],
		"form": "entry",
	}
}

test_documented_or_not_processed if {
	excuse := object.union(_excuse, {"carriers": {"s"}})
	pairs := [_pair(["equals", "x", "y"])]
	check.documented_or_not_processed("t", [_v("Says something.")], [], excuse).basis == "documented"
	check.documented_or_not_processed("t", [], pairs, excuse).basis == "attested"
	check.documented_or_not_processed("t", [], pairs, _no_excuse) == check.documented("t", [], pairs)
}

# ---------------------------------------------------------------- prohibitions and judgements

test_lacks_an_element[note] if {
	some note, case in {
		"one is absent": {"elements": {"a": _no, "b": _yes}, "want": ["pass", null]},
		"one is absent, one is open": {"elements": {"a": _no, "b": null}, "want": ["pass", null]},
		"all are there": {"elements": {"a": _yes, "b": _yes}, "want": ["fail", "all elements of the prohibition are present"]},
		"the only one is there": {"elements": {"a": _yes}, "want": ["fail", "all elements of the prohibition are present"]},
		"one is open": {"elements": {"a": _yes, "b": null}, "want": ["unknown", _open]},
		"absent without a reason": {"elements": {"a": {"answer": "no"}}, "want": ["unknown", _open]},
		"there without a reason": {"elements": {"a": {"answer": "yes"}}, "want": ["unknown", _open]},
		"false for no": {"elements": {"a": {"answer": false, "reason": "A reason with words."}}, "want": ["unknown", _open]},
		"a text for an answer": {"elements": {"a": "no"}, "want": ["unknown", _open]},
	}
	answer := check.lacks_an_element("t", {name: _v(value) | some name, value in case.elements})
	object.remove(answer, ["observed"]) == object.remove(
		_answer(case.want[0], {
			"expected": "at least one element is absent",
			"because": case.want[1],
			"basis": "assessed",
		}),
		["observed"],
	)
}

test_lacks_no_element_of_none if {
	check.lacks_an_element("t", {}) == _answer("unknown", {
		"observed": {},
		"source": null,
		"expected": "at least one element is absent",
		"because": _open,
		"basis": "assessed",
	})
}

test_lacks_an_element_shows_the_answers if {
	elements := {"a": _v(_no), "b": _v(_yes), "c": _v({"answer": true}), "d": _v(null)}
	check.lacks_an_element("t", elements).observed == {"a": "no", "b": "yes", "c": "unknown", "d": "unknown"}
}

_open := "no element was found absent with a reason and a second reader"

_yes := {"answer": "yes", "reason": "A reason with words.", "cites": ["sha256:x", "sha256:y"]}

_no := {"answer": "no", "reason": "A reason with words."}

test_assessed[note] if {
	some note, case in {
		"yes, citing the document": {"found": _yes, "basis": ["sha256:x"], "want": ["pass", null]},
		"yes, citing both": {"found": _yes, "basis": ["sha256:x", "sha256:y"], "want": ["pass", null]},
		"yes, with nothing to cite": {"found": _yes, "basis": [], "want": ["pass", null]},
		"yes, citing another": {"found": _yes, "basis": ["sha256:x", "sha256:z"], "want": ["unknown", _stale]},
		"yes, while the document is missing": {"found": _yes, "basis": [null], "want": ["unknown", _stale]},
		"yes, citing nothing": {"found": _gone_from(_yes, "/cites"), "basis": ["sha256:x"], "want": ["unknown", _stale]},
		"yes, citing a text": {"found": _with(_yes, "/cites", "sha256:x"), "basis": ["sha256:x"], "want": ["unknown", _stale]},
		"null in both": {"found": _with(_yes, "/cites", [null]), "basis": [null], "want": ["unknown", _stale]},
		"no basis": {"found": _yes, "basis": null, "want": ["unknown", _stale]},
		"no": {"found": _no, "basis": ["sha256:x"], "want": ["fail", "judged as not met"]},
		"no without a reason": {"found": {"answer": "no"}, "basis": [], "want": ["unknown", _unjudged]},
		"yes without a reason": {"found": {"answer": "yes"}, "basis": [], "want": ["unknown", _unjudged]},
		"true": {"found": true, "basis": [], "want": ["unknown", _unjudged]},
		"a list": {"found": ["yes"], "basis": [], "want": ["unknown", _unjudged]},
		"nothing": {"found": null, "basis": [], "want": ["unknown", _unjudged]},
	}
	check.assessed("t", _v(case.found), case.basis) == {
		"term": "t",
		"half": "act",
		"status": case.want[0],
		"observed": case.found,
		"source": ["a", "b"],
		"expected": {"cites": case.basis},
		"because": case.want[1],
		"basis": "assessed",
	}
}

_stale := "the judgement does not cite the documents as they are now"

_unjudged := "no judgement with a reason and a second reader"

test_attested[note] if {
	some note, case in {
		"words and a day": {"text": "Says something.", "on": "2026-02-28", "want": "pass"},
		"a day that is none": {"text": "Says something.", "on": "2026-02-29", "want": "unknown"},
		"a number for a day": {"text": "Says something.", "on": 20260228, "want": "unknown"},
		"no day": {"text": "Says something.", "on": null, "want": "unknown"},
		"no words": {"text": "", "on": "2026-02-28", "want": "unknown"},
		"true": {"text": true, "on": "2026-02-28", "want": "unknown"},
	}
	fields := {
		"pass": {"basis": "attested"},
		"unknown": {"because": "nobody signed for it in words that say something, with a date"},
	}
	want := object.union(fields[case.want], {"observed": {"text": case.text, "on": case.on}})
	check.attested("t", _v(case.text), _v(case.on)) == _answer(case.want, want)
}

test_consistent[note] if {
	some note, case in {
		"yes twice": {"found": _yes, "fact": "yes", "want": "pass"},
		"no twice": {"found": _no, "fact": "no", "want": "pass"},
		"yes and no": {"found": _yes, "fact": "no", "want": "fail"},
		"no and yes": {"found": _no, "fact": "yes", "want": "fail"},
		"fact unknown": {"found": _yes, "fact": "unknown", "want": "unknown"},
		"unknown twice": {"found": {"answer": "unknown", "reason": "A reason with words."}, "fact": "unknown", "want": "unknown"},
		"nothing": {"found": null, "fact": "yes", "want": "unknown"},
		"without a reason": {"found": {"answer": "yes"}, "fact": "yes", "want": "unknown"},
	}
	because := {
		"pass": null,
		"fail": "the assessment and the signed facts contradict each other",
		"unknown": "the assessment or the signed facts leave it open",
	}
	answer := check.consistent("t", _v(case.found), case.fact)
	answer == _answer(case.want, {
		"observed": {"assessment": answer.observed.assessment, "facts": case.fact},
		"expected": "the same answer in both",
		"because": because[case.want],
		"basis": "assessed",
	})
}

test_consistent_shows_both_answers if {
	check.consistent("t", _v(_yes), "no").observed == {"assessment": "yes", "facts": "no"}
}

test_as_element if {
	check.as_element("no") == {
		"value": {"answer": "no", "reason": "as the signed facts say"},
		"source": ["system", "facts"],
	}
}

# ---------------------------------------------------------------- moments

test_not_after[note] if {
	some note, case in {
		"before": {"moments": ["2026-11-01T09:00:00Z", "2026-11-01T09:00:01Z"], "want": ["pass", null]},
		"at it": {"moments": ["2026-11-01T09:00:00Z", "2026-11-01T09:00:00Z"], "want": ["pass", null]},
		"after": {"moments": ["2026-11-01T09:00:01Z", "2026-11-01T09:00:00Z"], "want": ["fail", "it came too late"]},
		"first missing": {"moments": [null, "2026-11-01T09:00:00Z"], "want": ["unknown", "a date is missing or unusable"]},
		"second missing": {"moments": ["2026-11-01T09:00:00Z", null], "want": ["unknown", "a date is missing or unusable"]},
		"numbers": {"moments": [1, 2], "want": ["unknown", "a date is missing or unusable"]},
		"days": {"moments": ["2026-11-01", "2026-11-02"], "want": ["unknown", "a date is missing or unusable"]},
	}
	answer := check.not_after("t", _v(case.moments[0]), _v(case.moments[1]))
	[answer.status, answer.because] == case.want
	[answer.term, answer.half, answer.source] == ["t", "act", ["a", "b"]]
	answer.observed == {"earlier": case.moments[0], "later": case.moments[1]}
}

test_before_market[note] if {
	some note, case in {
		"before": {"placed": "2026-11-01T09:00:00Z", "want": "pass"},
		"a second later": {"placed": "2026-11-01T08:59:59Z", "want": "fail"},
		"placed tomorrow, before use": {"placed": "2026-11-23T09:00:00Z", "stage": "first_use", "want": "pass"},
		"placed tomorrow, in use today": {"placed": "2026-11-23T09:00:00Z", "want": "unknown"},
		"placed now": {"placed": "2026-11-22T10:00:00Z", "want": "pass"},
		"placed tomorrow, at no stage": {"placed": "2026-11-23T09:00:00Z", "stage": "", "want": "unknown"},
		"stated as not placed, at data": {"placed": null, "stage": "data", "want": "pass"},
		"stated as not placed, at training": {"placed": null, "stage": "training", "want": "pass"},
		"stated as not placed, at pre_deploy": {"placed": null, "stage": "pre_deploy", "want": "pass"},
		"stated as not placed, at first_use": {"placed": null, "stage": "first_use", "want": "unknown"},
		"stated as not placed, in use": {"placed": null, "want": "unknown"},
		"not stated at all": {"placed": null, "stated": false, "stage": "data", "want": "unknown"},
		"false for null": {"placed": false, "stage": "data", "want": "unknown"},
		"done tomorrow, not placed": {"placed": null, "stage": "data", "done": "2026-11-23T10:00:00Z", "want": "unknown"},
		"done tomorrow, placed the day after": {
			"placed": "2026-11-24T10:00:00Z",
			"stage": "first_use",
			"done": "2026-11-23T10:00:00Z",
			"want": "unknown",
		},
		"done now": {"placed": null, "stage": "data", "done": "2026-11-22T10:00:00Z", "want": "pass"},
		"done and placed now": {"placed": "2026-11-22T10:00:00Z", "stage": "data", "done": "2026-11-22T10:00:00Z", "want": "pass"},
		"done and placed tomorrow": {"placed": "2026-11-23T10:00:00Z", "stage": "data", "done": "2026-11-23T10:00:00Z", "want": "unknown"},
		"placed tomorrow, at data": {"placed": "2026-11-23T09:00:00Z", "stage": "data", "want": "pass"},
		"placed tomorrow, at training": {"placed": "2026-11-23T09:00:00Z", "stage": "training", "want": "pass"},
		"placed tomorrow, at pre_deploy": {"placed": "2026-11-23T09:00:00Z", "stage": "pre_deploy", "want": "pass"},
		"placed today, at no stage": {"placed": "2026-11-22T09:00:00Z", "stage": "", "want": "unknown"},
		"never done": {"placed": "2026-11-01T09:00:00Z", "done": null, "want": "unknown"},
		"done on a day": {"placed": "2026-11-01T09:00:00Z", "done": "2026-10-01", "want": "unknown"},
	}

	done := object.get(case, "done", "2026-11-01T09:00:00Z")
	placed := {"value": case.placed, "source": ["placed"], "stated": object.get(case, "stated", true)}
	answer := check.before_market("t", _v(done), placed) with input.as_of as "2026-11-22T10:00:00Z"
		with input.stage as object.get(case, "stage", "post_deploy")
	because := {
		"pass": null,
		"fail": "it came after the system was placed on the market",
		"unknown": "it is not known when this was done, or when the system was placed on the market",
	}
	answer == {
		"term": "t",
		"half": "act",
		"status": case.want,
		"observed": {"done": done, "placed_on_market": case.placed},
		"source": ["a", "b"],
		"expected": "done before the system is placed on the market or put into service",
		"because": because[case.want],
	}
}

test_moment_of_the_question_unusable if {
	before := check.before_market("t", _v("2026-11-01T09:00:00Z"), _v(null)) with input.as_of as "today"
		with input.stage as "data"
	before.status == "unknown"

	done := check.completed("t", _v(4), _v(4), _v("2026-11-20T00:00:00Z"), 7) with input.as_of as "today"
	done.status == "unknown"
}

test_completed[note] if {
	some note, case in {
		"all that was planned": {"runs": [4, 4], "want": "pass"},
		"more than was planned": {"runs": [4, 5], "want": "pass"},
		"less than was planned": {"runs": [4, 3], "want": "fail"},
		"less, and long ago": {"runs": [4, 3], "until": "2026-01-01T00:00:00Z", "want": "fail"},
		"nothing planned": {"runs": [0, 0], "want": "unknown"},
		"planned in words": {"runs": ["4", 4], "want": "unknown"},
		"done in words": {"runs": [4, "4"], "want": "unknown"},
		"not known": {"runs": [null, null], "want": "unknown"},
		"as long ago as it may": {"runs": [4, 4], "until": "2026-11-15T10:00:00Z", "want": "pass"},
		"longer ago": {"runs": [4, 4], "until": "2026-11-15T09:59:59Z", "want": "unknown"},
		"until now": {"runs": [4, 4], "until": "2026-11-22T10:00:00Z", "want": "pass"},
		"until later": {"runs": [4, 4], "until": "2026-11-22T10:00:01Z", "want": "unknown"},
		"until nobody knows": {"runs": [4, 4], "until": null, "want": "unknown"},
		"days not set": {"runs": [4, 4], "days": null, "want": "unknown"},
		"one that was planned": {"runs": [1, 1], "want": "pass"},
		"a half planned": {"runs": [3.5, 4], "want": "unknown"},
		"done is null": {"runs": [4, null], "want": "unknown"},
		"days in words": {"runs": [4, 4], "days": "7", "want": "unknown"},
		"days below nothing": {"runs": [4, 4], "days": -7, "want": "unknown"},
		"a century of days": {"runs": [4, 4], "days": 36500, "want": "pass"},
		"more than a century": {"runs": [4, 4], "days": 36501, "want": "unknown"},
	}

	until := object.get(case, "until", "2026-11-20T00:00:00Z")
	days := object.get(case, "days", 7)
	answer := check.completed("t", _v(case.runs[0]), _v(case.runs[1]), _v(until), days) with input.as_of as "2026-11-22T10:00:00Z"
	because := {"pass": null, "fail": "planned runs did not take place", "unknown": "no record of runs up to now"}
	answer == {
		"term": "t",
		"half": "act",
		"status": case.want,
		"observed": {"planned": case.runs[0], "done": case.runs[1], "until": until},
		"source": ["a", "b"],
		"expected": {"days_without_record_at_most": days},
		"because": because[case.want],
	}
}

# ---------------------------------------------------------------- instruments

test_recorded[note] if {
	some note, case in {
		"each request": {"test": [2, 2, 0], "want": "pass"},
		"more records": {"test": [2, 3, 0], "want": "pass"},
		"a record lost": {"test": [2, 1, 0], "want": "fail"},
		"a record without a time": {"test": [2, 2, 1], "want": "fail"},
		"no requests": {"test": [0, 0, 0], "want": "unknown"},
		"one request": {"test": [1, 1, 0], "want": "pass"},
		"one request, and its record lost": {"test": [1, 0, 0], "want": "fail"},
		"a request and a half": {"test": [1.5, 2, 0], "want": "unknown"},
		"requests in words": {"test": ["2", 2, 0], "want": "unknown"},
		"records null": {"test": [2, null, 0], "want": "unknown"},
		"times false": {"test": [2, 2, false], "want": "unknown"},
		"a bomb of records": {"test": [2, 1e999, 0], "want": "unknown"},
	}
	answer := check.recorded("t", _v(case.test[0]), _v(case.test[1]), _v(case.test[2]))
	because := {"pass": null, "fail": "a request left no record, or a record has no time", "unknown": "no test of the log was run"}
	answer == {
		"term": "t",
		"half": "act",
		"status": case.want,
		"observed": {"requests": case.test[0], "records": case.test[1], "without_time": case.test[2]},
		"source": ["a", "b"],
		"expected": "a record with a time for each request",
		"because": because[case.want],
	}
}

test_halted[note] if {
	some note, case in {
		"no answer, and a safe state": {"change": [], "want": "pass"},
		"an answer": {"change": [_set("/answered_after_stop", 1)], "want": "fail"},
		"an answer, without dates": {"change": [_set("/answered_after_stop", 1), _gone("/asked_at")], "want": "fail"},
		"answers in words": {"change": [_set("/answered_after_stop", "0")], "want": "unknown"},
		"answers not counted": {"change": [_gone("/answered_after_stop")], "want": "unknown"},
		"nobody asked on": {"change": [_set("/requests_after_stop", 0)], "want": "unknown"},
		"one request after the stop": {"change": [_set("/requests_after_stop", 1)], "want": "pass"},
		"requests in words": {"change": [_set("/requests_after_stop", "5")], "want": "unknown"},
		"halted before it was asked": {"change": [_set("/halted_at", "2026-11-20T08:49:59Z")], "want": "unknown"},
		"never asked": {"change": [_set("/asked_at", null)], "want": "unknown"},
		"no safe state": {"change": [_set("/safe_state", "")], "want": "unknown"},
		"a text": {"change": [_set("", "halted")], "want": "unknown"},
		"nothing": {"change": [_set("", null)], "want": "unknown"},
	}
	test := json.patch(_stop_test, case.change)
	because := {"pass": null, "fail": "the system went on answering after the stop", "unknown": "no test of the stop was run"}
	check.halted("t", _v(test)) == {
		"term": "t",
		"half": "act",
		"status": case.want,
		"observed": test,
		"source": ["a", "b"],
		"expected": "no answer after the stop, and a safe state",
		"because": because[case.want],
	}
}

_stop_test := {
	"asked_at": "2026-11-20T08:50:00Z",
	"halted_at": "2026-11-20T08:50:00Z",
	"requests_after_stop": 5,
	"answered_after_stop": 0,
	"safe_state": "stopped: applications wait",
}

test_counted[note] if {
	some note, case in {
		"everybody": {"groups": {"x": 600, "y": 400}, "want": "pass"},
		"everybody in one group": {"groups": {"x": 1000}, "want": "pass"},
		"one alone": {"groups": {"x": 1}, "rows": 1, "want": "pass"},
		"somebody left out": {"groups": {"x": 600, "y": 399}, "want": "unknown"},
		"somebody twice": {"groups": {"x": 600, "y": 401}, "want": "unknown"},
		"a group in words": {"groups": {"x": 1000, "y": "0"}, "want": "unknown"},
		"a group without a name": {"groups": {"": 1000}, "want": "unknown"},
		"less than nobody": {"groups": {"x": 1001, "y": -1}, "want": "unknown"},
		"no groups": {"groups": {}, "rows": 0, "want": "unknown"},
		"nobody in them": {"groups": {"x": 0}, "rows": 0, "want": "unknown"},
		"a list": {"groups": [600, 400], "want": "unknown"},
		"nothing": {"groups": null, "want": "unknown"},
		"rows not known": {"groups": {"x": 1000}, "rows": null, "want": "unknown"},
	}
	rows := object.get(case, "rows", 1000)
	because := {"pass": null, "unknown": "not everybody in the data is counted in a group"}
	want := {"observed": case.groups, "expected": {"people": rows}, "because": because[case.want]}
	check.counted("t", _v(case.groups), _v(rows), _no_excuse) == _answer(case.want, want)
}

test_declared[note] if {
	some note, case in {
		"inside": {"level": 0.9, "want": ["pass", null]},
		"at the lower end": {"level": 0.85, "want": ["pass", null]},
		"at the upper end": {"level": 0.95, "want": ["pass", null]},
		"below": {"level": 0.84, "want": ["fail", "the level declared lies outside what was measured"]},
		"above": {"level": 0.96, "want": ["fail", "the level declared lies outside what was measured"]},
		"in words": {"level": "0.9", "want": ["unknown", "no level is declared"]},
		"not at all": {"level": null, "want": ["unknown", "no level is declared"]},
		"with twenty digits": {"level": 0.90000000000000000001, "want": ["unknown", "no level is declared"]},
		"not measured": {"level": 0.9, "estimate": null, "want": ["unknown", "declared, but not measured"]},
		"measured as null": {"level": 0.9, "estimate": {"value": null}, "want": ["unknown", "declared, but not measured"]},
		"measured on nobody": {"level": 0.9, "estimate": {"value": 0.9, "low": 0.8, "high": 1}, "want": ["unknown", "declared, but not measured"]},
		"at the lower end, without conditions": {"level": 0.85, "conditions": null, "want": ["unknown", "declared without the conditions that it holds under"]},
		"at the upper end, without conditions": {"level": 0.95, "conditions": null, "want": ["unknown", "declared without the conditions that it holds under"]},
		"without conditions": {"level": 0.9, "conditions": null, "want": ["unknown", "declared without the conditions that it holds under"]},
		"with placeholder conditions": {"level": 0.9, "conditions": "TBD by the team", "want": ["unknown", "declared without the conditions that it holds under"]},
	}
	conditions := object.get(case, "conditions", "On data like the tests.")
	estimate := object.get(case, "estimate", _estimate)
	check.declared("t", _v(case.level), _v(conditions), _v(estimate)) == {
		"term": "t",
		"half": "act",
		"status": case.want[0],
		"observed": {"declared": case.level, "conditions": conditions, "measured": estimate},
		"source": ["a", "b"],
		"expected": "a level inside the interval measured, with its conditions",
		"because": case.want[1],
		"basis": "documented",
		"linked": true,
	}
}

test_same[note] if {
	some note, case in {
		"the same": {"pair": ["x", "x"], "want": ["pass", null]},
		"another": {"pair": ["x", "y"], "want": ["fail", "what is stated is not what was observed"]},
		"not stated": {"pair": [null, "x"], "want": ["unknown", "the statement or the observation is missing"]},
		"not observed": {"pair": ["x", null], "want": ["unknown", "the statement or the observation is missing"]},
		"null twice": {"pair": [null, null], "want": ["unknown", "the statement or the observation is missing"]},
		"a text and a number": {"pair": ["1", 1], "want": ["unknown", "the statement or the observation is missing"]},
	}
	answer := check.same("t", _v(case.pair[0]), _v(case.pair[1]))
	linked := case.want[0] in ["pass", "fail"]
	_linked(answer) == linked
	object.remove(answer, ["linked"]) == {
		"term": "t",
		"half": "act",
		"status": case.want[0],
		"observed": case.pair[0],
		"source": ["a", "b"],
		"expected": case.pair[1],
		"because": case.want[1],
	}
}

# ---------------------------------------------------------------- parts

test_not_at_issue[note] if {
	some note, case in {
		"no": {"answer": "no", "want": "pass"},
		"yes": {"answer": "yes", "want": "unknown"},
		"unknown": {"answer": "unknown", "want": "unknown"},
		"false": {"answer": false, "want": "unknown"},
		"null": {"answer": null, "want": "unknown"},
	}
	because := {"pass": null, "unknown": "at issue, or not known to be none; no control judges this part yet"}
	check.not_at_issue("t", "fact", case.answer) == _answer(case.want, {
		"observed": case.answer,
		"source": ["system", "facts", "fact"],
		"expected": "no",
		"because": because[case.want],
	})
}

test_data_sets_known[note] if {
	some note, case in {
		"exactly those": {"found": {"train": 1, "test": 2}, "roles": {"train", "test"}, "want": "pass"},
		"one more": {"found": {"train": 1, "test": 2, "other": 3}, "roles": {"train", "test"}, "want": "fail"},
		"one less": {"found": {"train": 1}, "roles": {"train", "test"}, "want": "fail"},
		"none at all": {"found": {}, "roles": {"train"}, "want": "fail"},
		"roles that are no names": {"found": {"train": 1}, "roles": {"train", {"unusable_setting": []}}, "want": "unknown"},
		"a list of them": {"found": ["train", "test"], "roles": {"train", "test"}, "want": "unknown"},
		"places for names": {"found": ["train"], "roles": {0}, "want": "unknown"},
		"no record": {"found": null, "roles": {"train"}, "want": "unknown"},
		"no record, and nothing asked": {"found": null, "roles": set(), "want": "unknown"},
	}
	because := {
		"pass": null,
		"fail": "the model was made from other data sets than those asked about",
		"unknown": "no record of the data sets of the model",
	}
	check.data_sets_known("t", _v(case.found), case.roles) == _answer(case.want, {
		"observed": _keys(case.found),
		"expected": sort(case.roles),
		"because": because[case.want],
	})
}

_keys(value) := sort(object.keys(value)) if {
	is_object(value)
} else := null

test_data_sets_apart[note] if {
	some note, case in {
		"each its own file": {"found": {"train": _file("a"), "test": _file("b")}, "want": "pass"},
		"one alone": {"found": {"train": _file("a")}, "want": "pass"},
		"one file for two": {"found": {"train": _file("a"), "test": _file("a")}, "want": "fail"},
		"one without a digest": {"found": {"train": _file("a"), "test": {}}, "want": "unknown"},
		"a digest that is none": {"found": {"train": _file("a"), "test": {"digest": "b"}}, "want": "unknown"},
		"a text for a data set": {"found": {"train": _file("a"), "test": "b"}, "want": "unknown"},
		"none": {"found": {}, "want": "unknown"},
		"a list": {"found": [_file("a"), _file("b")], "want": "unknown"},
		"no record": {"found": null, "want": "unknown"},
	}
	because := {
		"pass": null,
		"fail": "two data sets are one file",
		"unknown": "no record of the files of the data sets",
	}
	check.data_sets_apart("t", _v(case.found)) == object.union(
		_answer(case.want, {"observed": _keys(case.found), "because": because[case.want]}),
		{"half": "house"},
	)
}

_file(digit) := {"digest": concat("", ["sha256:", concat("", [digit | some _ in numbers.range(1, 64)])])}

test_derived[note] if {
	some note, case in {
		"all pass": {"checks": [["a", "act", "pass"], ["b", "act", "pass"]], "want": ["pass", null]},
		"one fails": {"checks": [["a", "act", "pass"], ["b", "act", "fail"]], "want": ["fail", "a part is fail"]},
		"one is unknown": {"checks": [["a", "act", "pass"], ["b", "act", "unknown"]], "want": ["unknown", "a part is unknown"]},
		"the house's half fails": {"checks": [["a", "act", "pass"], ["b", "house", "fail"]], "want": ["pass", null]},
		"the house's half alone": {"checks": [["a", "house", "pass"]], "want": ["unknown", "a part is unknown"]},
		"nothing": {"checks": [], "want": ["unknown", "a part is unknown"]},
	}
	checks := {{"term": found[0], "half": found[1], "status": found[2]} | some found in case.checks}
	check.derived("t", checks) == {
		"term": "t",
		"half": "act",
		"status": case.want[0],
		"observed": sort({found[2] | some found in case.checks; found[1] == "act"}),
		"source": null,
		"expected": null,
		"because": case.want[1],
		"basis": "derived",
	}
}

test_worst[note] if {
	some note, case in {
		"all pass": {"statuses": {"pass"}, "want": "pass"},
		"one waived": {"statuses": {"pass", "waived"}, "want": "waived"},
		"all waived": {"statuses": {"waived"}, "want": "waived"},
		"one unknown": {"statuses": {"pass", "waived", "unknown"}, "want": "unknown"},
		"one fails": {"statuses": {"pass", "waived", "unknown", "fail"}, "want": "fail"},
		"none": {"statuses": set(), "want": "unknown"},
		"something else": {"statuses": {"pass", "fine"}, "want": "unknown"},
		"null": {"statuses": {null}, "want": "unknown"},
	}
	check.worst(case.statuses) == case.want
}

test_taken_for[note] if {
	some note, case in {
		"a measure for them": {"change": [], "want": "pass"},
		"on the day of the signature": {"change": [_set("/0/on", "2026-11-20")], "want": "pass"},
		"a day later": {"change": [_set("/0/on", "2026-11-21")], "want": "unknown"},
		"for others": {"change": [_set("/0/audiences", ["clerks"])], "want": "unknown"},
		"for them in a text": {"change": [_set("/0/audiences", "officers")], "want": "unknown"},
		"for them by name": {"change": [_set("/0/audiences", {"who": "officers"})], "want": "unknown"},
		"without words": {"change": [_set("/0/measure", "TODO")], "want": "unknown"},
		"without a day": {"change": [_gone("/0/on")], "want": "unknown"},
		"no list": {"change": [_set("", {"measure": "A course of two hours."})], "want": "unknown"},
		"an object of measures": {"change": [_set("", {"a": {"measure": "A course of two hours.", "audiences": ["officers"], "on": "2026-01-10"}})], "want": "unknown"},
		"nothing": {"change": [_set("", null)], "want": "unknown"},
	}
	measures := json.patch([{"measure": "A course of two hours.", "audiences": ["officers"], "on": "2026-01-10"}], case.change)
	fields := {
		"pass": {"observed": measures},
		"unknown": {
			"expected": "a measure that names this audience, with a day that has come",
			"because": "no measure for this audience was signed",
		},
	}
	check.taken_for("officers", _v(measures), _v("2026-11-20T00:00:00Z")) == object.union(
		_answer(case.want, object.union({"basis": "attested"}, fields[case.want])),
		{"term": "officers"},
	)
}

test_taken_for_shows_what_was_taken if {
	course := {"measure": "A course of two hours.", "audiences": ["officers"], "on": "2026-01-10"}
	planned := object.union(course, {"on": "2027-01-10"})
	check.taken_for("officers", _v([planned, course]), _v("2026-11-20T00:00:00Z")).observed == [course]
}

test_taken_for_an_audience_that_is_none if {
	measures := [{"measure": "A course of two hours.", "audiences": ["officers"], "on": "2026-01-10"}]
	check.taken_for({"unusable_setting": []}, _v(measures), _v("2026-11-20T00:00:00Z")).status == "unknown"
	check.taken_for("officers", _v(measures), _v(null)).status == "unknown"
}

test_decided[note] if {
	some note, case in {
		"pass": {"answer": {"status": "pass", "because": null, "basis": "sampled"}, "want": ["pass", null]},
		"fail": {"answer": {"status": "fail", "because": "why", "basis": "documented"}, "want": ["fail", "why"]},
		"unknown": {"answer": {"status": "unknown", "because": "why", "basis": "attested"}, "want": ["unknown", "why"]},
		"something else": {"answer": {"status": "fine", "because": null, "basis": "sampled"}, "want": ["unknown", "no status was decided"]},
		"waived": {"answer": {"status": "waived", "because": null, "basis": "sampled"}, "want": ["unknown", "no status was decided"]},
		"measured": {"answer": {"status": "pass", "because": null, "basis": "measured"}, "want": ["pass", null]},
		"on no basis that there is": {"answer": {"status": "pass", "because": null, "basis": "certain"}, "want": ["unknown", "no status was decided"]},
		"no status": {"answer": {"because": null, "basis": "sampled"}, "want": ["unknown", "no status was decided"]},
		"nothing": {"answer": null, "want": ["unknown", "no status was decided"]},
	}
	told := [{"basis": case.answer.basis, "linked": false} | case.want[1] != "no status was decided"]
	want := object.union_n(array.concat(told, [{"observed": "found", "because": case.want[1]}]))
	check.decided("t", _v("found"), case.answer) == _answer(case.want[0], want)
}

test_decided_by_a_comparison if {
	answer := {"because": null, "basis": "documented", "linked": true, "expected": 3}
	check.decided("t", _v("found"), object.union(answer, {"status": "pass", "other": 1})) == _answer("pass", object.union(answer, {"observed": "found"}))
}

test_is_count[note] if {
	some note, case in {
		"none": {"number": 0, "want": true},
		"many": {"number": 999999999999999, "want": true},
		"too many": {"number": 1000000000000000, "want": false},
		"less than none": {"number": -1, "want": false},
		"a half": {"number": 0.5, "want": false},
		"with an exponent": {"number": 1e3, "want": false},
		"a text": {"number": "1", "want": false},
		"true": {"number": true, "want": false},
		"null": {"number": null, "want": false},
		"a list": {"number": [1], "want": false},
	}
	_counted(case.number) == case.want
}

_counted(number) if check.is_count(number)

else := false

# ---------------------------------------------------------------- shared

_v(value) := {"value": value, "source": ["a", "b"], "stated": true}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_with(value, path, part) := json.patch(value, [_set(path, part)])

_gone_from(value, path) := json.patch(value, [_gone(path)])

# A check of the Act, whole: what a case doesn't name is null.
_answer(status, fields) := object.union(
	{
		"term": "t",
		"half": "act",
		"status": status,
		"observed": null,
		"source": ["a", "b"],
		"expected": null,
		"because": null,
	},
	fields,
)

_linked(answer) if answer.linked

else := false
