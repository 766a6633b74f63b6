# METADATA
# description: >-
#   Parts of a document. Where the Act lists what a document contains, each item of
#   the list is one check, and an item has parts: texts, and values that an instrument
#   saw too. Every part is a check of its own, made by `check` or here; the item is
#   as good as its worst part, and names each part that is open.
package lexgate.lib.parts

import data.lexgate.lib.check
import data.lexgate.lib.facts
import data.lexgate.lib.moment
import data.lexgate.lib.subject

# METADATA
# title: An item of content, from the checks of its parts
# description: >-
#   Linked only where it passes and one of its parts was compared with what nobody
#   typed. No parts are no content.
# scope: document
item(term, parts) := {
	"term": term,
	"half": "act",
	"status": status,
	"observed": {
		"parts": [[part.term, part.status] | some part in parts],
		"compared": compared,
	},
	"source": _first_source(parts),
	"expected": null,
	"because": _because(status, parts, compared),
	"basis": "documented",
	"linked": linked_item,
} if {
	# Texts stand in the document; what was compared is shown.
	compared := [[part.term, part.observed] | some part in parts; part.linked == true]
	status := check.worst({part.status | some part in parts})
	linked_item := [status, count(compared) > 0] == ["pass", true]
}

_first_source(parts) := parts[0].source if {
	parts[0].source != null
} else := first if {
	first := [part.source | some part in parts; part.source != null][0]
} else := null

_because(status, parts, compared) := null if {
	status == "pass"
	count(compared) > 0
} else := "text only: nothing that was observed to compare it with" if {
	status == "pass"
} else := "no part of it is there" if {
	count(parts) == 0
} else := concat("; ", [concat(": ", [_told(part.term), _told(part.because)]) |
	some part in parts
	part.status != "pass"
])

# A setting that can't be used stands where a name would.
_told(word) := word if {
	is_string(word)
} else := json.marshal(word)

# METADATA
# title: A part that is a name, and may be short
# scope: document
name(term, found) := check.text(term, check.name(found))

# METADATA
# title: Each name that an instrument saw has its text
# scope: document
covers(term, stated, names) := check.pair(term, "covers", stated, names)

# METADATA
# title: A part that another document says, named by its digest as it is now
# description: >-
#   Of a document that people signed, or of a file. What it says is judged by the
#   controls over it; that it is named is no link.
# scope: document
refers(term, stated, digest) := object.union(check.pair(term, "same_file", stated, digest), {"linked": false})

# METADATA
# title: A part that two documents of people say, and say alike
# scope: document
alike(term, stated, other) := object.union(check.pair(term, "equals", stated, other), {"linked": false})

# METADATA
# title: A name that stands among those that an instrument saw
# scope: document
among(term, stated, names) := linked(term, stated, names, _among_status(stated.value, names.value))

_among_status(stated, names) := "pass" if {
	is_string(stated)
	count(trim_space(stated)) > 0
	is_array(names)
	stated in names
} else := "fail" if {
	is_string(stated)
	_filled(names)
} else := "unknown"

_filled(names) if {
	is_array(names)
	count(names) > 0
}

# METADATA
# title: A comparison with what was observed, by a status that is known
# scope: document
linked(term, stated, observed, status) := check.decided(term, stated, {
	"status": status,
	"because": _linked_reason[status],
	"basis": "documented",
	"expected": observed.value,
	"linked": true,
})

_linked_reason := {
	"pass": null,
	"fail": "the document and what was observed do not agree",
	"unknown": "the document or the observation is missing",
}

# METADATA
# title: A name and its version, as one of the components that were observed has them
# scope: document
component(term, stated, components) := linked(
	term,
	stated,
	{"value": [one.version | some one in components.value; one.name == stated.value.name]},
	_component_status(stated.value, components.value),
)

_component_status(stated, components) := "pass" if {
	_named(stated.name)
	_named(stated.version)
	some one in components
	one.name == stated.name
	one.version == stated.version
} else := "fail" if {
	_named(stated.name)
	_named(stated.version)
	_filled(components)
} else := "unknown"

_named(value) if check.is_said({"value": value, "form": "name"})

# METADATA
# title: The files that were observed are the files that are named, each with its digest
# scope: document
same_files(term, stated, files) := linked(
	term,
	stated,
	{"value": _named_files(files.value)},
	_files_status(stated.value, files.value),
)

# A file without its name or digest is left out of neither list unnoticed.
_files_status(stated, files) := "pass" if {
	named := _named_files(files)
	count(named) > 0
	named == _named_files(stated)
	count(named) == count(files)
	count(named) == count(stated)
} else := "fail" if {
	named := [_named_files(list) | some list in [stated, files]]
	named[0] != named[1]
	not [] in named
} else := "unknown"

_named_files(list) := sort([{"name": one.name, "digest": one.digest} |
	is_array(list)
	some one in list
	_named(one.name)
	digest := {"value": one.digest, "source": null}
	check.pair("", "same_file", digest, digest).status == "pass"
])

# METADATA
# title: A level for each of the things that were measured, inside what was measured
# description: >-
#   `path` leads from a thing to its estimate. A thing that was measured and has no
#   level leaves the part open; a level outside its interval fails it.
# scope: document
levels(term, stated, conditions, measured) := linked(term, stated, measured, _levels_status(
	stated.value,
	conditions.value,
	measured.value,
))

_levels_status(stated, conditions, measured) := check.worst({status |
	some thing, estimate in measured
	status := check.declared(
		thing,
		{"value": _of(stated, thing), "source": null},
		{"value": conditions, "source": null},
		{"value": estimate, "source": null},
	).status
})

_of(object_or_not, key) := object.get(object_or_not, key, null) if {
	is_object(object_or_not)
} else := null

# METADATA
# title: The estimates of one measure, for each group that was observed
# scope: document
estimates(groups, measure) := {
	"value": {group: _measure_of(found, measure.value) |
		is_object(groups.value)
		some group, found in groups.value
	},
	"source": groups.source,
}

_measure_of(found, measure) := _of(_of(found, "measures"), measure) if {
	is_string(measure)
} else := null

# METADATA
# title: How right the model was under each disturbance of its input
# scope: document
under_disturbance(disturbances) := {
	"value": {name: _of(found, "accuracy_after") |
		is_object(disturbances.value)
		some name, found in disturbances.value
	},
	"source": disturbances.source,
}

# METADATA
# title: Instructions are provided in a form that is named, in a way that is told
# scope: document
provided(term, forms) := check.documented(
	term,
	[
		{"value": [_of(form, "form") | some form in _list(forms.value)], "source": forms.source, "form": "entry"},
		{"value": [_of(form, "reached") | some form in _list(forms.value)], "source": forms.source, "form": "entry"},
	],
	[],
)

# METADATA
# title: Every report on file is named with its digest, its day and who answers for it
# scope: document
reports(term, stated, on_file) := linked(
	term,
	stated,
	{"value": keys(on_file).value},
	_reports_status(stated.value, on_file.value),
)

_reports_status(stated, on_file) := check.worst({status |
	some report, found in on_file
	status := _report_status(_of(stated, report), found)
})

_report_status(stated, found) := "pass" if {
	stated.digest in _digests(found)
	_named(stated.responsible)
	_dated_after(stated.dated, object.get(found, ["run", "started_at"], null))
	found.run.complete == "yes"
	found.counts.tests > 0
} else := "fail" if {
	is_string(stated.digest)
	count(_digests(found)) > 0
	not stated.digest in _digests(found)
} else := "unknown"

# Nobody dates a report before the day on which its run began, where the report tells it.
_dated_after(day, began) if {
	began == null
	moment.day_ns(day)
}

_dated_after(day, began) if {
	is_string(began)
	moment.day_ns(substring(began, 0, 10)) <= moment.day_ns(day)
}

_digests(found) := [file.digest | some file in found.source.files]

# METADATA
# title: A test of this name really ran, in a report of this name, and passed
# scope: document
tested(term, stated, on_file) := linked(
	term,
	stated,
	{"value": _outcomes(stated.value, on_file.value)},
	_tested_status(_outcomes(stated.value, on_file.value)),
)

_tested_status(outcomes) := "pass" if {
	outcomes == {"passed"}
} else := "fail" if {
	count(outcomes & {"failed", "error", "warning"}) > 0
} else := "unknown"

# A report that did not come to its end says nothing; a test without an outcome did not pass.
_outcomes(stated, on_file) := {object.get(test, "outcome", null) |
	on_file[stated.report].run.complete == "yes"
	some test in on_file[stated.report].tests
	test.name == stated.test
}

# METADATA
# title: The parts of the way that was stated
# description: Which of the ways the Act leaves open is for the signer to say; a way that is not there is open.
# scope: document
by_way(_, way, ways) := ways[way.value]

by_way(term, way, ways) := [check.decided(
	term,
	way,
	{"status": "unknown", "because": "it is not said which way was taken", "basis": "documented"},
)] if {
	not way.value in object.keys(ways)
}

# METADATA
# title: A way that leaves something out, while no instrument saw that very thing
# description: It is fail where one did; where none looked, nothing speaks against it.
# scope: document
unseen(term, way, observed) := check.decided(term, way, {
	"status": "pass",
	"because": "text only: nothing that was observed to compare it with",
	"basis": "documented",
}) if {
	observed.value in {null, []}
} else := check.decided(term, way, {
	"status": "fail",
	"because": "an instrument saw what this way leaves out",
	"basis": "documented",
	"expected": observed.value,
})

# METADATA
# title: The names of the models in a bill of materials, but for the model that is asked about
# description: A model without a name is there, under the name null.
# scope: document
others(models, artefact) := {"value": sort(names), "source": models.source} if {
	names := {_of(model, "name") |
		is_array(models.value)
		some model in models.value
		not _same_digest(model, artefact.value)
	}
	count(names) > 0
} else := {"value": null, "source": models.source}

_same_digest(model, digest) if {
	is_string(digest)
	model.sha256 == digest
}

# METADATA
# title: The parts of the stage that is asked about
# description: What only exists once the system is in use is no part of an earlier answer.
# scope: document
by_stage(term, ways) := by_way(term, {"value": subject.stage, "source": ["request", "stage"]}, ways)

# METADATA
# title: A part, unless a signed fact takes away the duty that it describes
# scope: document
unless_yes(fact, answer, part) := check.unless_lifted(
	part.term,
	{"reason": "a stated fact takes the duty away", "facts": [fact], "signers": facts.signers},
	part,
) if {
	answer == "yes"
} else := part

# METADATA
# title: A part, or in its place the excuse that an attribute is not processed
# description: The excuse is that of check.documented_or_not_processed, and stands by itself.
# scope: document
or_not_processed(part, excuse) := part if {
	part.status == "pass"
} else := excused if {
	excused := check.documented_or_not_processed(part.term, [], [], excuse)
	excused.status == "pass"
} else := part

# METADATA
# title: A form of the Commission that is published
# description: >-
#   What is published stands in the settings of the organisation, with the act that set
#   it and who looked it up, so that naming it is no link. While no form is there, nobody
#   can have used it.
# scope: document
published_form(term, stated) := object.union(linked(term, stated, {"value": form}, status), {"linked": false}) if {
	form := _published.simplified_form
	_sourced(form)
	status := check.pair(term, "equals", stated, {"value": form.reference, "source": null}).status
} else := check.decided(term, stated, {
	"status": "unknown",
	"because": "no form of the Commission is known to be published, so nobody can use it yet",
	"basis": "documented",
})

# METADATA
# title: Standards said to be harmonised are those whose references the Official Journal carries
# description: A standard whose reference is not there gives no presumption, whatever it is called.
# scope: document
cited_standards(term, stated) := check.decided(term, stated, {
	"status": "pass",
	"because": "their references are published in the Official Journal",
	"basis": "documented",
	"expected": {standard: _published.harmonised_standards[standard].set_by | some standard in stated.value},
}) if {
	_filled(stated.value)
	every standard in stated.value {
		_sourced(_published.harmonised_standards[standard])
	}
} else := check.decided(term, stated, {
	"status": "unknown",
	"because": "no reference in the Official Journal is known for each of them, so they are no harmonised standards yet",
	"basis": "documented",
})

_published := data.org.settings.law.published

_sourced(entry) if {
	_named(entry.set_by)
	_named(entry.owner)
}

# METADATA
# title: The names of an object, in order; null where there are none
# scope: document
keys(found) := {"value": sort(object.keys(found.value)), "source": found.source} if {
	is_object(found.value)
	count(found.value) > 0
} else := {"value": null, "source": found.source}

# METADATA
# title: One observation as a list of one; null where there is none
# scope: document
alone(found) := {"value": [found.value], "source": found.source} if {
	found.value != null
} else := found

# METADATA
# title: One field of each entry of a list, each value once; null where there are none
# scope: document
each(found, field) := {"value": sort(values), "source": found.source} if {
	values := {value |
		is_array(found.value)
		some entry in found.value
		value := _of(entry, field)
		value != null
	}
	count(values) > 0
} else := {"value": null, "source": found.source}

# METADATA
# title: One field of each entry of a list, which every entry has to have; null where one has not
# description: For what asks for a text on each, where an entry without it would ask for less.
# scope: document
each_whole(found, field) := each(found, field) if {
	every entry in found.value {
		_of(entry, field) != null
	}
} else := {"value": null, "source": found.source}

# METADATA
# title: Some values and lists as one list, each value once
# scope: document
joined(several) := {
	"value": sort({value | some found in several; some value in _list(found.value)}),
	"source": _first_source([{"source": found.source} | some found in several]),
}

_list(value) := value if {
	is_array(value)
} else := [value | value != null]

# METADATA
# title: Some values and lists as one list, each of which has to be there; null where one is not
# description: For what asks for a text on each, where one that is missing would ask for less.
# scope: document
joined_whole(several) := joined(several) if {
	every found in several {
		found.value != null
	}
} else := object.union(joined(several), {"value": null})

# METADATA
# title: The names of those estimates that hold a number
# scope: document
measured(found) := keys({
	"value": {measure: estimate |
		is_object(found.value)
		some measure, estimate in found.value
		is_number(estimate.value)
	},
	"source": found.source,
})
