package lexgate.lib.special_data_test

import data.lexgate.lib.special_data

_found(value) := {"value": value, "source": ["place"]}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_answer(check) := [check.status, check.because]

_digest(digit) := concat("", ["sha256:", concat("", [digit | some _ in numbers.range(1, 64)])])

_words := "Described in full words."

# ---------------------------------------------------------------- part

test_part[note] if {
	some note, case in {
		"set aside": {"answer": "no", "checks": {_part("fail")}, "want": "pass"},
		"at issue, and met": {"answer": "yes", "checks": {_part("pass")}, "want": "pass"},
		"at issue, and not met": {"answer": "yes", "checks": {_part("fail")}, "want": "fail"},
		"not known to be none": {"answer": "unknown", "checks": {_part("unknown")}, "want": "unknown"},
		"perhaps none, and met": {"answer": "unknown", "checks": {_part("pass")}, "want": "pass"},
		"nothing judged": {"answer": "yes", "checks": set(), "want": "unknown"},
	}

	check := special_data.part("id", "some_fact", case.answer, case.checks)
	[check.term, check.status] == ["id", case.want]
}

_part(status) := {"term": "t", "half": "act", "status": status}

# ---------------------------------------------------------------- the store

test_encrypted[note] if {
	some note, case in {
		"all": {"counts": {"files": 2, "encrypted": 2}, "want": ["pass", null]},
		"one not": {"counts": {"files": 2, "encrypted": 1}, "want": ["fail", "files of the store show no encryption"]},
		"more than there are": {"counts": {"files": 2, "encrypted": 3}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"no files": {"counts": {"files": 0, "encrypted": 0}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"no files, each deleted on record": {"deleted": "yes", "counts": {"files": 0, "encrypted": 0}, "want": ["pass", _nothing_left]},
		"no files and no words, each deleted on record": {"deleted": "yes", "text": "TBD", "counts": {"files": 0, "encrypted": 0}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"a file is left, each deleted on record": {"deleted": "yes", "counts": {"files": 1, "encrypted": 0}, "want": ["fail", "files of the store show no encryption"]},
		"in words": {"counts": {"files": "2", "encrypted": "2"}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"some in words": {"counts": {"files": 2, "encrypted": "1"}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"files in words, some encrypted": {"counts": {"files": "2", "encrypted": 1}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"encrypted files not counted": {"counts": {"files": 2, "encrypted": null}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"no store": {"counts": null, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
		"no words": {"text": "TBD", "counts": {"files": 2, "encrypted": 2}, "want": ["unknown", "no measure in words, or no store with files was looked at"]},
	}

	check := special_data.encrypted(
		"t",
		_found(object.get(case, "text", _words)),
		_found(case.counts),
		object.get(case, "deleted", "unknown"),
	)
	_answer(check) == case.want
	[check.observed, check.source, check.linked, check.expected] == [
		{"text": object.get(case, "text", _words), "files": case.counts},
		["place"],
		true,
		"all files encrypted",
	]
}

test_restricted[note] if {
	some note, case in {
		"none open": {"counts": {"files": 2, "readable_by_everyone": 0}, "want": ["pass", null]},
		"one open": {"counts": {"files": 2, "readable_by_everyone": 1}, "want": ["fail", "everyone on the machine may read a file of the store"]},
		"no files": {"counts": {"files": 0, "readable_by_everyone": 0}, "want": ["unknown", "no limit in words, or no store with files was looked at"]},
		"no files, each deleted on record": {"deleted": "yes", "counts": {"files": 0, "readable_by_everyone": 0}, "want": ["pass", _nothing_left]},
		"no files and no words, each deleted on record": {"deleted": "yes", "text": "", "counts": {"files": 0, "readable_by_everyone": 0}, "want": ["unknown", "no limit in words, or no store with files was looked at"]},
		"a file is left, each deleted on record": {"deleted": "yes", "counts": {"files": 1, "readable_by_everyone": 1}, "want": ["fail", "everyone on the machine may read a file of the store"]},
		"files in words": {"counts": {"files": "2", "readable_by_everyone": 0}, "want": ["unknown", "no limit in words, or no store with files was looked at"]},
		"in words": {"counts": {"files": 2, "readable_by_everyone": "1"}, "want": ["unknown", "no limit in words, or no store with files was looked at"]},
		"no store": {"counts": null, "want": ["unknown", "no limit in words, or no store with files was looked at"]},
		"no words": {"text": "", "counts": {"files": 2, "readable_by_everyone": 0}, "want": ["unknown", "no limit in words, or no store with files was looked at"]},
	}

	check := special_data.restricted(
		"t",
		_found(object.get(case, "text", _words)),
		_found(case.counts),
		object.get(case, "deleted", "unknown"),
	)
	_answer(check) == case.want
	[check.observed, check.source, check.linked, check.expected] == [
		{"text": object.get(case, "text", _words), "files": case.counts},
		["place"],
		true,
		"no file that everyone may read",
	]
}

_nothing_left := "nothing is left: each file of the register was deleted, by the log of the store"

test_all_deleted[note] if {
	some note, case in {
		"both, by the log": {"change": [], "want": "yes"},
		"a file is there": {"change": [_set("/files", [{"name": "b.age"}])], "want": "unknown"},
		"no store was looked at": {"change": [_set("/files", null)], "want": "unknown"},
		"one is not in the log": {"change": [_gone("/deletions/1")], "want": "unknown"},
		"no log": {"change": [_set("/deletions", null)], "want": "unknown"},
		"one at another time": {"change": [_set("/deletions/1/at", "2026-10-03T09:00:00Z")], "want": "unknown"},
		"one still to be deleted": {"change": [_set("/retention/register/1/deleted_at", null)], "want": "unknown"},
		"one deleted at this very moment": {
			"change": [_set("/retention/register/1/deleted_at", "2026-11-22T10:00:00Z"), _set("/deletions/1/at", "2026-11-22T10:00:00Z")],
			"want": "yes",
		},
		"one deleted tomorrow": {
			"change": [_set("/retention/register/1/deleted_at", "2026-11-23T10:00:00Z"), _set("/deletions/1/at", "2026-11-23T10:00:00Z")],
			"want": "unknown",
		},
		"one left out of the register": {"change": [_gone("/retention/register/1")], "want": "unknown"},
		"an empty register": {"change": [_set("/retention", {"count": 0, "register": []})], "want": "unknown"},
		"no register": {"change": [_set("/retention", null)], "want": "unknown"},
		"a name that is a number": {"change": [_set("/retention/register/1/reference", 7), _set("/deletions/1/name", 7)], "want": "unknown"},
	}

	said := json.patch(_all_gone, case.change)
	found := special_data.all_deleted(_found(said.retention), _found(said.files), _found(said.deletions)) with input as {"as_of": "2026-11-22T10:00:00Z"}
	found == case.want
}

_all_gone := {
	"files": [],
	"deletions": [{"name": "a.age", "at": "2026-10-01T09:00:00Z"}, {"name": "b.age", "at": "2026-10-02T09:00:00Z"}],
	"retention": {"count": 2, "register": [
		{"reference": "a.age", "deleted_at": "2026-10-01T09:00:00Z"},
		{"reference": "b.age", "deleted_at": "2026-10-02T09:00:00Z"},
	]},
}

# ---------------------------------------------------------------- access

test_authorised[note] if {
	some note, case in {
		"by the list alone": {"want": ["pass", null]},
		"by somebody else": {"store": [_set("/access_log/by_others", 1)], "want": ["fail", "somebody opened the store who is not on the list"]},
		"another list": {"list": [_set("/digest", _digest("2"))], "want": ["fail", "another list of accounts was signed than the one that was used"]},
		"a longer list": {"list": [_set("/accounts", 3)], "want": ["fail", "another number of accounts was signed than is on the list"]},
		"a list of one account": {"list": [_set("/accounts", 1)], "store": [_set("/authorised/accounts", 1)], "want": ["pass", null]},
		"an empty list": {"list": [_set("/accounts", 0)], "store": [_set("/authorised/accounts", 0)], "want": _unclear},
		"a list by name": {"list": [_set("/digest", "list.txt")], "store": [_set("/authorised/digest", "list.txt")], "want": _unclear},
		"a list by name, against a digest": {"list": [_set("/digest", "list.txt")], "want": _unclear},
		"a digest, against a list by name": {"store": [_set("/authorised/digest", "list.txt")], "want": _unclear},
		"accounts in words, against a number": {"list": [_set("/accounts", "2")], "want": _unclear},
		"a number, against accounts in words": {"store": [_set("/authorised/accounts", "2")], "want": _unclear},
		"accounts in words": {"list": [_set("/accounts", "2")], "store": [_set("/authorised/accounts", "2")], "want": _unclear},
		"no list": {"list": [_set("", null)], "want": _unclear},
		"a log of one entry": {"store": [_set("/access_log/entries", 1), _set("/access_log/by_authorised", 1)], "want": ["pass", null]},
		"an empty log": {"store": [_set("/access_log/entries", 0), _set("/access_log/by_authorised", 0)], "want": _unclear},
		"an entry by nobody": {"store": [_set("/access_log/without_account", 1)], "want": _unclear},
		"an entry at no time": {"store": [_set("/access_log/without_time", 1)], "want": _unclear},
		"a line that is no entry": {"store": [_set("/access_log/unreadable", 1)], "want": _unclear},
		"entries not accounted for": {"store": [_set("/access_log/by_authorised", 8)], "want": _unclear},
		"entries in words": {"store": [_set("/access_log/entries", "9"), _set("/access_log/by_authorised", "9")], "want": _unclear},
		"others not counted": {"store": [_gone("/access_log/by_others")], "want": _unclear},
		"others in words": {"store": [_set("/access_log/by_others", "1")], "want": _unclear},
		"no log": {"store": [_gone("/access_log")], "want": _unclear},
		"no store": {"store": [_set("", null)], "want": _unclear},
		"a store in words": {"store": [_set("", "locked")], "want": _unclear},
		"no words": {"text": "n/a", "want": _unclear},
	}

	check := special_data.authorised(
		"t",
		_found(object.get(case, "text", _words)),
		_found(json.patch({"digest": _digest("1"), "accounts": 2}, object.get(case, "list", []))),
		_found(json.patch(_store, object.get(case, "store", []))),
	)
	_answer(check) == case.want
	check.linked == true
}

_unclear := ["unknown", "no measure in words, or the log does not tell who opened the store"]

_store := {
	"authorised": {"digest": _digest("1"), "accounts": 2},
	"access_log": {"entries": 9, "by_authorised": 9, "by_others": 0, "without_account": 0, "without_time": 0, "unreadable": 0},
}

test_authorised_shows_list_and_log if {
	check := special_data.authorised("t", _found(_words), _found({"accounts": 2}), _found(_store))

	check.observed == {"text": _words, "list": {"accounts": 2}, "log": _store.access_log}
	check.expected == _store.authorised
}

test_not_passed_on[note] if {
	some note, case in {
		"signed, and not contradicted": {"want": ["pass", null]},
		"signed as done": {"signed": [_set("/answer", "yes")], "want": ["fail", "signed as passed on, or opened, by other parties"]},
		"contradicted": {"store": [_set("/access_log/by_others", 1)], "want": ["fail", "the log holds accounts that are not on the list"]},
		"no reason": {"signed": [_gone("/reason")], "want": _unsigned},
		"false for no": {"signed": [_set("/answer", false)], "want": _unsigned},
		"nobody signed": {"signed": [_set("", null)], "want": _unsigned},
		"no log": {"store": [_gone("/access_log")], "want": _unsigned},
		"a log with an entry by nobody": {"store": [_set("/access_log/without_account", 1)], "want": _unsigned},
		"others not counted": {"store": [_gone("/access_log/by_others")], "want": _unsigned},
		"no store": {"store": [_set("", null)], "want": _unsigned},
	}

	check := special_data.not_passed_on(
		"t",
		_found(json.patch({"answer": "no", "reason": _words}, object.get(case, "signed", []))),
		_found(json.patch(_store, object.get(case, "store", []))),
	)
	_answer(check) == case.want
	check.basis == "attested"
}

_unsigned := ["unknown", "nobody signed for it with a reason, or no log was looked at that could contradict it"]

# ---------------------------------------------------------------- retention

test_registered[note] if {
	some note, case in {
		"one deleted, one there": {"want": ["pass", null]},
		"all deleted": {"retention": [_set("/register/1/deleted_at", "2026-11-01T00:00:00Z")], "files": [], "want": ["pass", null]},
		"all deleted, and no store was looked at": {
			"retention": [_set("/register/1/deleted_at", "2026-11-01T00:00:00Z")],
			"files": null,
			"want": _no_register,
		},
		"one file that was ever held": {"retention": [_gone("/register/0"), _set("/count", 1)], "want": ["pass", null]},
		"a file without a name": {"files": [{"name": "b.age"}, {"bytes": 7}], "want": _no_register},
		"another count": {"retention": [_set("/count", 3)], "want": ["fail", "it holds another number of files than it counts"]},
		"a file that it does not hold": {
			"files": [{"name": "b.age"}, {"name": "c.age"}],
			"want": ["fail", "a file in the store is not in the register, or is there as deleted"],
		},
		"a file that it calls deleted": {
			"files": [{"name": "a.age"}, {"name": "b.age"}],
			"want": ["fail", "a file in the store is not in the register, or is there as deleted"],
		},
		"a file that is gone": {"files": [], "want": ["fail", "the register holds a file as undeleted that is not in the store"]},
		"twice the same": {"retention": [_set("/register/0/reference", "b.age")], "want": _no_register},
		"an entry that does not say whether it was deleted": {"retention": [_gone("/register/0/deleted_at")], "want": _no_register},
		"deleted on some day": {"retention": [_set("/register/0/deleted_at", "yesterday")], "want": _no_register},
		"no rule": {"retention": [_gone("/rule")], "want": _no_register},
		"no entry": {"retention": [_set("/register", []), _set("/count", 0)], "files": [], "want": _no_register},
		"no register": {"retention": [_set("", null)], "want": _no_register},
		"a register by name": {"retention": [_set("/register", {"b.age": {"deleted_at": null}})], "want": _no_register},
		"entries by place, and none in a list": {
			"retention": [_set("/register", {"1": {"reference": "b.age", "deleted_at": null}}), _set("/count", 1)],
			"want": _no_register,
		},
		"count in words": {"retention": [_set("/count", "2")], "want": _no_register},
		"no store": {"files": null, "want": _no_register},
		"files by place, and none in a list": {"files": {"0": {"name": "c.age"}}, "want": _no_register},
		"a reference that is none": {"retention": [_set("/register/1/reference", 7)], "files": [], "want": _no_register},
	}

	retention := json.patch(_retention, object.get(case, "retention", []))
	check := special_data.registered("t", _found(retention), _found(object.get(case, "files", [{"name": "b.age"}])))
	_answer(check) == case.want
	[check.basis, check.linked] == ["computed", true]
}

_no_register := ["unknown", "no whole register, or no store was looked at"]

_retention := {
	"rule": "Three months, or when the bias is corrected.",
	"count": 2,
	"register": [
		{"reference": "a.age", "deleted_at": "2026-10-02T09:30:00Z"},
		{"reference": "b.age", "deleted_at": null},
	],
}

test_registered_shows_what_is_there if {
	check := special_data.registered("t", _found(_retention), _found([{"name": "b.age"}]))

	check.observed == {"count": 2, "in_the_store": ["b.age"]}
	special_data.registered("t", _found(null), _found(null)).observed == {"count": null, "in_the_store": []}
}

test_deleted_in_time[note] if {
	some note, case in {
		"at once when the bias was corrected": {"want": ["pass", null]},
		"a day after it": {"entry": [_set("/bias_corrected_at", "2026-10-01T09:30:00Z")], "want": ["pass", null]},
		"a second more": {
			"entry": [_set("/bias_corrected_at", "2026-10-01T09:29:59Z")],
			"want": ["fail", "it was deleted after the bias was corrected or its retention had ended"],
		},
		"at once when the retention ended": {
			"entry": [_set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-10-02T09:00:00Z")],
			"want": ["pass", null],
		},
		"long after the retention, which came first": {
			"entry": [_set("/retention_ends_at", "2026-09-01T00:00:00Z")],
			"want": ["fail", "it was deleted after the bias was corrected or its retention had ended"],
		},
		"not in the log": {"deletions": [], "want": _no_ends},
		"in the log at another time": {"deletions": [{"name": "a.age", "at": "2026-10-02T09:31:00Z"}], "want": _no_ends},
		"another file in the log": {"deletions": [{"name": "b.age", "at": "2026-10-02T09:30:00Z"}], "want": _no_ends},
		"no log": {"deletions": null, "want": _no_ends},
		"a log by name": {"deletions": {"x": {"name": "a.age", "at": "2026-10-02T09:30:00Z"}}, "want": _no_ends},
		"there, and its end has not come": {
			"entry": [_set("/deleted_at", null), _set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-12-01T00:00:00Z")],
			"deletions": [],
			"want": ["pass", null],
		},
		"there, a day after its end": {
			"entry": [_set("/deleted_at", null), _set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-11-21T10:00:00Z")],
			"deletions": [],
			"want": ["pass", null],
		},
		"there, a second more": {
			"entry": [_set("/deleted_at", null), _set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-11-21T09:59:59Z")],
			"deletions": [],
			"want": ["fail", "it is still there, and the bias is corrected or its retention has ended"],
		},
		"there, and the bias is corrected": {
			"entry": [_set("/deleted_at", null), _set("/retention_ends_at", "2026-12-01T00:00:00Z")],
			"deletions": [],
			"want": ["fail", "it is still there, and the bias is corrected or its retention has ended"],
		},
		"there, and deleted by the log": {
			"entry": [_set("/deleted_at", null), _set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-12-01T00:00:00Z")],
			"want": _no_ends,
		},
		"there, and no log": {
			"entry": [_set("/deleted_at", null), _set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-12-01T00:00:00Z")],
			"deletions": null,
			"want": _no_ends,
		},
		"there, a day after its end, and no log": {
			"entry": [_set("/deleted_at", null), _set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-11-21T10:00:00Z")],
			"deletions": null,
			"want": _no_ends,
		},
		"said to be deleted before its end, and not in the log": {
			"entry": [_set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-12-01T00:00:00Z")],
			"deletions": [],
			"want": _no_ends,
		},
		"a day after it, and not in the log": {
			"entry": [_set("/bias_corrected_at", "2026-10-01T09:30:00Z")],
			"deletions": [],
			"want": _no_ends,
		},
		"deleted at this very moment": {
			"entry": [_set("/deleted_at", "2026-11-22T10:00:00Z"), _set("/bias_corrected_at", null), _set("/retention_ends_at", "2026-11-22T10:00:00Z")],
			"deletions": [{"name": "a.age", "at": "2026-11-22T10:00:00Z"}],
			"want": ["pass", null],
		},
		"deleted in the future": {
			"entry": [_set("/deleted_at", "2026-11-23T00:00:00Z"), _set("/bias_corrected_at", "2026-11-22T23:00:00Z"), _set("/retention_ends_at", "2026-12-01T00:00:00Z")],
			"deletions": [{"name": "a.age", "at": "2026-11-23T00:00:00Z"}],
			"want": _no_ends,
		},
		"no end of its retention": {"entry": [_gone("/retention_ends_at")], "want": _no_ends},
		"an end in words": {"entry": [_set("/retention_ends_at", "in winter")], "want": _no_ends},
		"corrected at some time": {"entry": [_set("/bias_corrected_at", "soon")], "want": _no_ends},
		"corrected or not": {"entry": [_gone("/bias_corrected_at")], "want": _no_ends},
		"without a name": {"entry": [_gone("/reference")], "want": _no_ends},
		"a number for a name, in the log too": {
			"entry": [_set("/reference", 7)],
			"deletions": [{"name": 7, "at": "2026-10-02T09:30:00Z"}],
			"want": _no_ends,
		},
		"deleted or not": {"entry": [_gone("/deleted_at")], "want": _no_ends},
		"at once not set": {"hours": null, "want": _no_ends},
		"at once in words": {"hours": "24", "want": _no_ends},
		"at once in the longest time": {"hours": 168, "want": ["pass", null]},
		"at once in more than a week": {"hours": 169, "want": _no_ends},
		"no entry": {"entry": [_set("", null)], "want": _no_ends},
	}

	check := special_data.deleted_in_time(
		"t",
		_found(json.patch(_deleted, object.get(case, "entry", []))),
		_found(object.get(case, "deletions", [{"name": "a.age", "at": "2026-10-02T09:30:00Z"}])),
		object.get(case, "hours", 24),
	) with input as {"as_of": "2026-11-22T10:00:00Z"}
	_answer(check) == case.want
	[check.basis, check.linked, check.expected] == ["computed", true, {"hours_at_most": object.get(case, "hours", 24)}]
}

_no_ends := ["unknown", "its ends are not on record, or the log of the store shows no such deletion"]

_deleted := {
	"reference": "a.age",
	"retention_ends_at": "2026-11-01T00:00:00Z",
	"bias_corrected_at": "2026-10-02T08:00:00Z",
	"deleted_at": "2026-10-02T09:30:00Z",
}

# ---------------------------------------------------------------- necessity

test_unread[note] if {
	some note, case in {
		"those of a special category": {"value": {"b": {"way": "not_read"}, "a": {"way": "not_read"}, "c": {"way": "measured"}}, "want": ["a", "b"]},
		"none": {"value": {"c": {"way": "measured"}, "d": {}}, "want": []},
		"a list": {"value": [{"way": "not_read"}], "want": null},
		"nothing": {"value": null, "want": null},
	}

	special_data.unread(_found(case.value)) == {"value": case.want, "source": ["place"]}
}

test_needed[note] if {
	some note, case in {
		"those that nobody could examine otherwise": {"want": ["pass", null]},
		"in another order": {"attributes": ["health", "belief"], "examined": _both, "want": ["pass", null]},
		"one that is measured": {"attributes": ["age", "health"], "want": ["fail", "an attribute was examined without special categories: they were not needed for it"]},
		"one that has a proxy": {"attributes": ["sex", "health"], "want": ["fail", "an attribute was examined without special categories: they were not needed for it"]},
		"one that is not named": {"examined": _both, "want": ["fail", "a column of a special category is on file, and it is not said why"]},
		"one that is not on file": {"attributes": ["belief", "health"], "want": _no_need},
		"one audited elsewhere": {"attributes": ["origin", "health"], "want": _no_need},
		"none named": {"attributes": [], "examined": {"age": {"way": "measured"}}, "want": _no_need},
		"names that are none": {"attributes": [7], "want": ["fail", "a column of a special category is on file, and it is not said why"]},
		"no names": {"attributes": null, "want": _no_need},
		"names by place, and none in a list": {"attributes": {"0": "age"}, "want": _no_need},
		"no reasons": {"reasons": "xxx", "want": _no_need},
		"nothing examined": {"examined": null, "want": _no_need},
	}

	check := special_data.needed(
		"t",
		_found(object.get(case, "reasons", _words)),
		_found(object.get(case, "attributes", ["health"])),
		_found(object.get(case, "examined", _ways)),
	)
	_answer(check) == case.want
	check.linked == true
}

test_needed_shows_what_is_said_beside_what_was_left_unread if {
	special_data.needed("t", _found(_words), _found(["health"]), {"value": _both, "source": ["fairness"]}) == {
		"term": "t",
		"half": "act",
		"status": "fail",
		"observed": {"attributes": ["health"], "reasons": _words},
		"source": ["place"],
		"expected": ["belief", "health"],
		"because": "a column of a special category is on file, and it is not said why",
		"basis": "documented",
		"linked": true,
	}
}

_no_need := ["unknown", "no reasons, or no attribute that fairness evidence leaves out as of a special category"]

_ways := {"age": {"way": "measured"}, "sex": {"way": "proxy"}, "health": {"way": "not_read"}, "origin": {"way": "external_audit"}}

_both := {"health": {"way": "not_read"}, "belief": {"way": "not_read"}}

test_reasons_recorded[note] if {
	some note, case in {
		"for each": {"want": "pass"},
		"for more": {"reasons": {"health": {"why": _words}, "belief": {"why": _words}}, "want": "pass"},
		"not for one": {"reasons": {"belief": {"why": _words}}, "want": "fail"},
		"no words for one": {"reasons": {"health": {"why": "TBD"}}, "want": "fail"},
		"another reason": {"reasons": {"health": {"how": _words}}, "want": "fail"},
		"words in the place of reasons": {"reasons": {"health": _words}, "want": "fail"},
		"no reasons": {"reasons": null, "want": "unknown"},
		"a list of reasons": {"reasons": [{"why": _words}], "want": "unknown"},
		"no record": {"reference": null, "want": "unknown"},
		"nothing unread": {"attributes": [], "want": "unknown"},
	}

	check := special_data.reasons_recorded(
		"t",
		_found(object.get(case, "reference", "entry 114")),
		_found(object.get(case, "reasons", {"health": {"why": _words}})),
		"why",
		_found(object.get(case, "attributes", ["health"])),
	)
	check.status == case.want
	check.linked == true
}

test_reasons_recorded_shows_the_reasons_beside_the_attributes[note] if {
	some note, case in {
		"a reason of one": {
			"reasons": {"health": {"why": _words}, "belief": {"how": _words}},
			"stated": {"health": _words, "belief": null},
		},
		"no reasons": {"reasons": null, "stated": null},
	}

	check := special_data.reasons_recorded(
		"t",
		{"value": "entry 114", "source": ["record"]},
		_found(case.reasons),
		"why",
		_found(["health"]),
	)
	check.source == ["record"]
	check.observed == {
		"text": ["entry 114"],
		"compared": [{"stated": case.stated, "observed": ["health"], "relation": "covers"}],
	}
}
