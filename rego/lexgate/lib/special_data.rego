# METADATA
# description: >-
#   Compares what people say of special categories of personal data that are processed
#   against bias (Article 4a) with the store that holds them, its access log, and the
#   ways in which attributes were examined. Every function has an answer for every input;
#   the accepting answer comes first and asks for all that it needs.
package lexgate.lib.special_data

import data.lexgate.lib.check
import data.lexgate.lib.moment
import data.lexgate.lib.subject

# METADATA
# title: A part of another article, set aside where a signed fact says that it is not at issue
# scope: document
part(id, fact, answer, checks) := check.not_at_issue(id, fact, answer) if {
	answer == "no"
} else := check.derived(id, checks)

# METADATA
# title: A measure in words, and every file of the store shows encryption by its first bytes
# description: Or the store is empty, and each file of the register was deleted by its log (`deleted`).
# scope: document
encrypted(term, text, counts, deleted) := check.decided(
	term,
	{"value": {"text": text.value, "files": counts.value}, "source": text.source},
	object.union(
		_encrypted(text.value, counts.value, deleted),
		{"linked": true, "expected": "all files encrypted"},
	),
)

_encrypted(text, counts, deleted) := _pass("documented") if {
	check.says_something(text)
	check.is_count(counts.files)
	counts.files > 0
	counts.encrypted == counts.files
} else := _all_deleted if {
	check.says_something(text)
	counts.files == 0
	deleted == "yes"
} else := _fail("documented", "files of the store show no encryption") if {
	check.is_count(counts.files)
	check.is_count(counts.encrypted)
	counts.encrypted < counts.files
} else := _unknown("documented", "no measure in words, or no store with files was looked at")

# METADATA
# title: A limit on re-use in words, and no file of the store is open to everyone
# description: Or the store is empty, and each file of the register was deleted by its log (`deleted`).
# scope: document
restricted(term, text, counts, deleted) := check.decided(
	term,
	{"value": {"text": text.value, "files": counts.value}, "source": text.source},
	object.union(
		_restricted(text.value, counts.value, deleted),
		{"linked": true, "expected": "no file that everyone may read"},
	),
)

_restricted(text, counts, deleted) := _pass("documented") if {
	check.says_something(text)
	check.is_count(counts.files)
	counts.files > 0
	counts.readable_by_everyone == 0
} else := _all_deleted if {
	check.says_something(text)
	counts.files == 0
	deleted == "yes"
} else := _fail("documented", "everyone on the machine may read a file of the store") if {
	check.is_count(counts.readable_by_everyone)
	counts.readable_by_everyone > 0
} else := _unknown("documented", "no limit in words, or no store with files was looked at")

_all_deleted := {
	"status": "pass",
	"because": "nothing is left: each file of the register was deleted, by the log of the store",
	"basis": "documented",
}

# METADATA
# title: Whether every file that was ever held is deleted - yes, or unknown
# description: >-
#   The register is whole, and each of its entries was deleted by the log of the store,
#   which holds no file. An empty store alone says nothing: the data may lie elsewhere.
# scope: document
all_deleted(retention, files, deletions) := "yes" if {
	_whole(retention.value)
	files.value == []
	every entry in retention.value.register {
		is_string(entry.reference)
		moment.ns(entry.deleted_at) <= subject.as_of
		_in_the_log(entry, deletions.value)
	}
} else := "unknown"

# METADATA
# title: A safeguard of access in words, on the list that the log was held against, with nobody else in it
# description: >-
#   The list that people sign for is the one that the instrument used; each entry of the
#   log has a moment and an account on that list.
# scope: document
authorised(term, text, list, store) := check.decided(
	term,
	{
		"value": {"text": text.value, "list": list.value, "log": object.get(_object(store.value), "access_log", null)},
		"source": text.source,
	},
	object.union(
		_authorised(text.value, list.value, store.value),
		{"linked": true, "expected": object.get(_object(store.value), "authorised", null)},
	),
)

_authorised(text, list, store) := _pass("documented") if {
	check.says_something(text)
	_same_list(list, store.authorised)
	_logged(store.access_log)
	store.access_log.by_others == 0
} else := _fail("documented", "somebody opened the store who is not on the list") if {
	_others(store)
} else := _fail("documented", "another list of accounts was signed than the one that was used") if {
	_digest(list.digest)
	_digest(store.authorised.digest)
	list.digest != store.authorised.digest
} else := _fail("documented", "another number of accounts was signed than is on the list") if {
	check.is_count(list.accounts)
	check.is_count(store.authorised.accounts)
	list.accounts != store.authorised.accounts
} else := _unknown("documented", "no measure in words, or the log does not tell who opened the store")

_same_list(list, observed) if {
	_digest(list.digest)
	list.digest == observed.digest
	check.is_count(list.accounts)
	list.accounts > 0
	list.accounts == observed.accounts
}

_logged(log) if {
	check.is_count(log.entries)
	log.entries > 0
	log.by_authorised == log.entries
	log.without_account == 0
	log.without_time == 0
	log.unreadable == 0
}

_others(store) if {
	check.is_count(store.access_log.by_others)
	store.access_log.by_others > 0
}

# METADATA
# title: People signed that other parties did not get at the data, and the log does not contradict them
# description: A log can contradict such a word, and can't prove it.
# scope: document
not_passed_on(term, signed, store) := check.decided(term, signed, _not_passed_on(signed.value, store.value))

_not_passed_on(signed, store) := _pass("attested") if {
	signed.answer == "no"
	check.says_something(signed.reason)
	_logged(store.access_log)
	store.access_log.by_others == 0
} else := _fail("attested", "signed as passed on, or opened, by other parties") if {
	signed.answer == "yes"
} else := _fail("attested", "the log holds accounts that are not on the list") if {
	_others(store)
} else := _unknown("attested", "nobody signed for it with a reason, or no log was looked at that could contradict it")

# METADATA
# title: The register holds each file of the store, and each file it calls undeleted is there
# scope: document
registered(term, retention, files) := check.decided(
	term,
	{
		"value": {"count": object.get(_object(retention.value), "count", null), "in_the_store": _names(files.value)},
		"source": retention.source,
	},
	object.union(_registered(retention.value, files.value), {"linked": true}),
)

_registered(retention, files) := _pass("computed") if {
	check.says_something(retention.rule)
	_whole(retention)
	is_array(files)
	count(_names(files)) == count(files)
	{name | some name in _names(files)} == {entry.reference | some entry in retention.register; entry.deleted_at == null}
} else := _fail("computed", "it holds another number of files than it counts") if {
	check.is_count(retention.count)
	is_array(retention.register)
	retention.count != count(retention.register)
} else := _fail("computed", "a file in the store is not in the register, or is there as deleted") if {
	is_array(retention.register)
	some name in _names(files)
	not name in {entry.reference | some entry in retention.register; entry.deleted_at == null}
} else := _fail("computed", "the register holds a file as undeleted that is not in the store") if {
	is_array(files)
	some entry in retention.register
	entry.deleted_at == null
	is_string(entry.reference)
	not entry.reference in _names(files)
} else := _unknown("computed", "no whole register, or no store was looked at")

_whole(retention) if {
	is_array(retention.register)
	count(retention.register) > 0
	retention.count == count(retention.register)
	count({entry.reference | some entry in retention.register}) == count(retention.register)
	every entry in retention.register {
		_known(entry.deleted_at)
	}
}

_known(null)

_known(at) if moment.ns(at)

# METADATA
# title: A file was deleted when its retention or its purpose ended, whichever came first
# description: >-
#   By the log of the store, and at once: `hours` is what the house takes for that, since
#   the Act names no number. A file whose end has not come may still be there.
# scope: document
deleted_in_time(term, entry, deletions, hours) := check.decided(
	term,
	entry,
	object.union(_deleted_in_time(entry.value, deletions.value, hours), {"linked": true, "expected": {"hours_at_most": hours}}),
)

_deleted_in_time(entry, deletions, hours) := _pass("computed") if {
	moment.ns(entry.deleted_at) <= _latest(entry, hours)
	moment.ns(entry.deleted_at) <= subject.as_of
	_in_the_log(entry, deletions)
} else := _pass("computed") if {
	entry.deleted_at == null
	is_array(deletions)
	not entry.reference in {deletion.name | some deletion in deletions}
	subject.as_of <= _latest(entry, hours)
} else := _fail("computed", "it was deleted after the bias was corrected or its retention had ended") if {
	moment.ns(entry.deleted_at) > _latest(entry, hours)
} else := _fail("computed", "it is still there, and the bias is corrected or its retention has ended") if {
	entry.deleted_at == null
	subject.as_of > _latest(entry, hours)
} else := _unknown("computed", "its ends are not on record, or the log of the store shows no such deletion")

_in_the_log(entry, deletions) if {
	is_array(deletions)
	some deletion in deletions
	deletion.name == entry.reference
	deletion.at == entry.deleted_at
}

# A setting of more than a week is none: at once, it is not.
_latest(entry, hours) := min(_ends(entry)) + ((hours * moment.days(1)) / 24) if {
	check.is_count(hours)
	hours <= 168
	is_string(entry.reference)
	moment.ns(entry.retention_ends_at)
	_known(entry.bias_corrected_at)
}

_ends(entry) := {moment.ns(at) | some at in [entry.retention_ends_at, entry.bias_corrected_at]}

# METADATA
# title: The attributes that fairness evidence says were not read, being of a special category
# scope: document
unread(examined) := {
	"value": sort({attribute | some attribute, how in examined.value; how.way == "not_read"}),
	"source": examined.source,
} if {
	is_object(examined.value)
} else := {"value": null, "source": examined.source}

# METADATA
# title: The attributes that are said to need such data are those that were examined in no other way
# description: >-
#   An attribute that a column of the data measures, or stands for, was examined without
#   special categories: that speaks against the necessity.
# scope: document
needed(term, reasons, attributes, examined) := check.decided(
	term,
	{"value": {"attributes": attributes.value, "reasons": reasons.value}, "source": attributes.source},
	object.union(
		_needed(reasons.value, attributes.value, examined.value),
		{"linked": true, "expected": unread(examined).value},
	),
)

_needed(reasons, attributes, examined) := _pass("documented") if {
	check.says_something(reasons)
	is_array(attributes)
	count(attributes) > 0
	sort(attributes) == unread({"value": examined, "source": null}).value
} else := _fail("documented", "an attribute was examined without special categories: they were not needed for it") if {
	is_array(attributes)
	some attribute in attributes
	examined[attribute].way in {"measured", "proxy"}
} else := _fail("documented", "a column of a special category is on file, and it is not said why") if {
	is_array(attributes)
	some attribute in unread({"value": examined, "source": null}).value
	not attribute in attributes
} else := _unknown("documented", "no reasons, or no attribute that fairness evidence leaves out as of a special category")

# METADATA
# title: The record gives the reasons for each attribute of a special category
# scope: document
reasons_recorded(term, reference, reasons, field, attributes) := check.documented(
	term,
	[check.name(reference)],
	[{
		"relation": "covers",
		"stated": {"value": _texts_of(reasons.value, field)},
		"observed": attributes,
	}],
)

_texts_of(reasons, field) := {attribute: object.get(entry, field, null) |
	some attribute, entry in reasons
	is_object(entry)
} if {
	is_object(reasons)
} else := null

_object(value) := value if {
	is_object(value)
} else := {}

_names(files) := [file.name | some file in files] if {
	is_array(files)
} else := []

_pass(basis) := {"status": "pass", "because": null, "basis": basis}

_fail(basis, because) := {"status": "fail", "because": because, "basis": basis}

_unknown(basis, because) := {"status": "unknown", "because": because, "basis": basis}

_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}
