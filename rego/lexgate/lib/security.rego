# METADATA
# description: >-
#   Compares what people say of resilience and of attacks with what instruments saw:
#   scans for known weaknesses, models that were disturbed or attacked, components of a
#   bill of materials. Every function has an answer for every input; the accepting answer
#   comes first and asks for all that it needs.
package lexgate.lib.security

import data.lexgate.lib.check
import data.lexgate.lib.moment
import data.lexgate.lib.subject

# METADATA
# title: Digests at some places of evidence, of which what was scanned must be one
# description: A place holds a digest, a list of digests, or a list of files with a digest each.
# scope: document
digests(places) := {digest |
	some found in places
	some digest in _digests_in(found.value)
	_digest(digest)
}

_digests_in(value) := [value] if {
	is_string(value)
} else := [_digest_of(member) | some member in value] if {
	is_array(value)
} else := []

_digest_of(member) := member if {
	is_string(member)
} else := object.get(member, "digest", null) if {
	is_object(member)
} else := null

# METADATA
# title: What belongs to this very version was scanned, whole and lately
# description: >-
#   The report names by digest what was scanned (an image), or each package that the
#   scanned file names stands in the report. Nothing was skipped or suppressed. `days`
#   is how long ago the scan itself may have been made.
# scope: document
scanned(term, found, ours, days) := check.decided(
	term,
	_summary(found),
	object.union(_scanned(found.value, ours, days), {"expected": {"of": sort(ours), "days_at_most": days}}),
)

_scanned(scan, ours, days) := _pass("measured") if {
	_of_ours(scan, ours)
	_whole(scan)
	_lately(scan.scanned_at, days)
} else := _fail("measured", "what was scanned is nothing of this version") if {
	count(ours) > 0
	is_array(scan.of.digests)
	count(scan.of.digests) > 0
	every digest in scan.of.digests {
		_digest(digest)
	}
	count({digest | some digest in scan.of.digests} & ours) == 0
} else := _fail("measured", "packages of the file are not in the report: something else was scanned") if {
	check.is_count(scan.packages.not_in_the_report)
	scan.packages.not_in_the_report > 0
} else := _fail("measured", "packages were skipped, or findings were suppressed") if {
	_left_out(scan)
} else := _fail("measured", "the scan is older than the organisation lets it be") if {
	check.is_count(days)
	days <= 36500
	moment.ns(scan.scanned_at) < subject.as_of - moment.days(days)
} else := _unknown("measured", _unscanned(scan, ours))

_of_ours(scan, ours) if {
	scan.of.told_by == "report"
	some digest in scan.of.digests
	digest in ours
}

_of_ours(scan, ours) if {
	scan.of.told_by == "configuration"
	some digest in scan.of.digests
	digest in ours
	check.is_count(scan.packages.in_the_file)
	scan.packages.in_the_file > 0
	scan.packages.not_in_the_report == 0
}

_whole(scan) if {
	scan.packages.skipped == 0
	scan.counts.suppressed == 0
}

_left_out(scan) if {
	check.is_count(scan.packages.skipped)
	scan.packages.skipped > 0
}

_left_out(scan) if {
	check.is_count(scan.counts.suppressed)
	scan.counts.suppressed > 0
}

_lately(at, days) if {
	check.is_count(days)
	days <= 36500
	moment.ns(at) <= subject.as_of
	moment.ns(at) >= subject.as_of - moment.days(days)
}

_unscanned(scan, ours) := "no scan of this name is on file" if {
	not is_object(scan)
} else := "nothing of this version is known by its digest" if {
	count(ours) == 0
} else := "the report does not say when the scan was made" if {
	_of_ours(scan, ours)
	_whole(scan)
	not moment.ns(scan.scanned_at)
} else := "it can't be told that the scan covers this version"

_summary(found) := {
	"value": {field: found.value[field] | some field in ["of", "packages", "scanned_at", "counts"]},
	"source": found.source,
}

# METADATA
# title: No scan answers under two names
# description: >-
#   Of two scans that are asked for neither was read from a file of the other, nor was the
#   same thing scanned by the same tool with the same packages and numbers of findings. A
#   scan that is missing is no second one.
# scope: document
apart(term, found) := check.decided(
	term,
	{"value": {"of": [_shown_of(scan.value) | some scan in found]}, "source": _first_of(found)},
	object.union(_apart([scan.value | some scan in found]), {"expected": "another scan under each name"}),
)

_apart(scans) := _pass("measured") if {
	count(scans) > 0
	every scan in scans {
		count(_files(scan)) > 0

		# A file without its digest could be that of another scan.
		every file in scan.source.files {
			_digest(file.digest)
		}
	}
	count(_twins(scans)) == 0
} else := _fail("measured", "one scan stands under two names") if {
	count(_twins(scans)) > 0
} else := _unknown("measured", "a scan is missing, or the file that it was read from is not known")

_twins(scans) := {[first, second] |
	some first, one in scans
	some second, other in scans
	first < second
	_same_scan(one, other)
}

_same_scan(one, other) if count(_files(one) & _files(other)) > 0

_same_scan(one, other) if {
	one.source.tool == other.source.tool
	_objects(one) == _objects(other)
	count(_objects(one)) > 0
	one.packages == other.packages
	one.counts == other.counts
}

_files(scan) := {file.digest |
	some file in scan.source.files
	_digest(file.digest)
}

_objects(scan) := {digest |
	some digest in scan.of.digests
	_digest(digest)
}

_shown_of(scan) := object.get(scan, "of", null) if {
	is_object(scan)
} else := null

_first_of(found) := first.source if {
	first := found[0]
} else := null

# METADATA
# title: A scan found no weakness of a severity that the house refuses
# description: >-
#   A demand of the house. A finding whose severity the scanner does not say may be
#   of any.
# scope: document
none_of(term, found, severity) := object.union(
	check.decided(term, _counted(found), _none_of(found.value, severity)),
	{"half": "house"},
)

_none_of(scan, severity) := _pass("measured") if {
	scan.counts[severity] == 0
	scan.counts.unknown == 0
} else := _fail("measured", "known weaknesses of a severity that the house refuses") if {
	check.is_count(scan.counts[severity])
	scan.counts[severity] > 0
} else := _unknown("measured", "findings without a severity") if {
	check.is_count(scan.counts.unknown)
	scan.counts.unknown > 0
} else := _unknown("measured", "no scan, or no severity that scanners know")

_counted(found) := {"value": object.get(found, ["value", "counts"], null), "source": found.source}

# METADATA
# title: Numbers at a place of each entry of a measured object, by name
# description: >-
#   An entry without such a number stands there as null, so that what was tried and not
#   measured is not left out.
# scope: document
numbers_of(found, path) := {
	"value": {name: _number_at(entry, path) | some name, entry in found.value},
	"source": found.source,
} if {
	is_object(found.value)
} else := {"value": {}, "source": found.source}

_number_at(entry, path) := object.get(entry, path, null) if {
	is_object(entry)
} else := null

# METADATA
# title: A measure in words, beside a reading of every number that instruments saw
# description: >-
#   The text says something, and each number that was measured is stated as it was, with
#   what it means. A number that nobody measured is none; with nothing measured there is
#   nothing to rest on.
# scope: document
answered(term, text, stated, seen) := check.decided(
	term,
	{
		"value": {"text": text.value, "stated": _stated_numbers(stated.value), "seen": seen.value},
		"source": text.source,
	},
	object.union(_answered(text.value, stated.value, seen.value), {"linked": true, "expected": seen.value}),
)

_answered(text, stated, seen) := _pass("documented") if {
	check.says_something(text)
	_read(stated, seen)
} else := _fail("documented", "a number that is stated is not the one that was measured") if {
	not _nothing(seen)
	some name, entry in stated
	_decimal(entry.seen)
	entry.seen != object.get(seen, name, null)
} else := _unknown("documented", "nothing was measured that it could be compared with") if {
	_nothing(seen)
} else := _unknown("documented", "the text is missing or a placeholder") if {
	_read(stated, seen)
} else := _unknown("documented", "something that was measured is not read")

_read(stated, seen) if {
	is_object(seen)
	is_object(stated)
	count(seen) > 0
	object.keys(stated) == object.keys(seen)
	every name, number in seen {
		_decimal(number)
		stated[name].seen == number
		check.says_something(stated[name].reading)
	}
}

_nothing(seen) if not is_object(seen)

_nothing(seen) if seen == {}

_stated_numbers(stated) := {name: object.get(entry, "seen", null) | some name, entry in stated; is_object(entry)} if {
	is_object(stated)
} else := null

# METADATA
# title: A measure in words, beside an origin of each model that the bill of materials names
# scope: document
sourced(term, text, stated, models) := check.decided(
	term,
	{"value": {"text": text.value, "stated": stated.value, "seen": _named(models.value)}, "source": text.source},
	object.union(_sourced(text.value, stated.value, models.value), {"linked": true, "expected": _named(models.value)}),
)

_sourced(text, stated, models) := _pass("documented") if {
	check.says_something(text)
	_all_sourced(stated, models)
} else := _fail("documented", "a model has another digest than the one stated") if {
	some model in models
	_digest(model.sha256)
	is_array(stated)
	some entry in stated
	entry.name == model.name
	_digest(entry.sha256)
	not model.sha256 in {other.sha256 | some other in stated; other.name == model.name}
} else := _unknown("documented", "the bill of materials names no model") if {
	_no_models(models)
} else := _unknown("documented", "a model is named without a digest") if {
	some model in models
	not _with_digest(model)
} else := _unknown("documented", "the text is missing or a placeholder") if {
	_all_sourced(stated, models)
} else := _unknown("documented", "a model of the bill of materials has no origin")

_all_sourced(stated, models) if {
	is_array(models)
	count(models) > 0
	is_array(stated)
	every model in models {
		_digest(model.sha256)
		_has(stated, model)
	}
}

_with_digest(model) if _digest(model.sha256)

_has(stated, model) if {
	some entry in stated
	entry.name == model.name
	entry.sha256 == model.sha256
	check.says_something(entry.origin)
}

_no_models(models) if not is_array(models)

_no_models(models) if models == []

_named(models) := [{field: object.get(model, field, null) | some field in ["name", "sha256"]} |
	some model in models
	is_object(model)
] if {
	is_array(models)
} else := null

# METADATA
# title: A measure in words, beside words on each of the names that an instrument saw
# description: >-
#   On these and on no others: a name that nobody saw is another system's, or was taken
#   out of what was seen.
# scope: document
covered(term, text, stated, names) := check.decided(
	term,
	{"value": {"text": text.value, "stated": keys_of(stated).value, "seen": names.value}, "source": text.source},
	object.union(_covered(text.value, stated.value, names.value), {"linked": true, "expected": names.value}),
)

_covered(text, stated, names) := _pass("documented") if {
	check.says_something(text)
	_exactly(stated, names)
	every name in names {
		check.says_something(stated[name])
	}
} else := _fail("documented", "the document speaks of other things than were seen") if {
	is_array(names)
	count(names) > 0
	is_object(stated)
	not _exactly(stated, names)
} else := _unknown("documented", "nothing was seen that it could be compared with") if {
	not is_array(names)
} else := _unknown("documented", "nothing was seen that it could be compared with") if {
	names == []
} else := _unknown("documented", "a text is missing or a placeholder")

_exactly(stated, names) if {
	is_object(stated)
	is_array(names)
	count(names) > 0
	object.keys(stated) == {name | some name in names}
}

# METADATA
# title: Names of the entries of a list, each once; without those whose field is as given
# description: An entry without a name stands there as null, so that it is not left out.
# scope: document
names_unless(found, field, left_out) := {
	"value": sort({_name_of(entry) |
		some entry in found.value
		not _is(entry, field, left_out)
	}),
	"source": found.source,
} if {
	is_array(found.value)
} else := {"value": null, "source": found.source}

_name_of(entry) := entry.name if {
	is_string(entry.name)
} else := null

_is(entry, field, value) if entry[field] == value

# METADATA
# title: The names under an object
# scope: document
keys_of(found) := {"value": sort(object.keys(found.value)), "source": found.source} if {
	is_object(found.value)
} else := {"value": null, "source": found.source}

# METADATA
# title: Either of two texts, one of which has to say something
# scope: document
either(one, other) := {
	"value": [text | some text in [one.value, other.value]; text != null],
	"source": one.source,
	"form": "entry",
}

_pass(basis) := {"status": "pass", "because": null, "basis": basis}

_fail(basis, because) := {"status": "fail", "because": because, "basis": basis}

_unknown(basis, because) := {"status": "unknown", "because": because, "basis": basis}

# As in check: Rego orders values of different types, and a bomb would stop the server.
_decimal(x) if regex.match(`^-?[0-9]{1,15}(\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?$`, json.marshal(x))

_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}
