# METADATA
# description: >-
#   Which documents of a request count. A document is admitted when it is cleared
#   of every refusal by name: right key for its kind, system and purpose, exactly
#   the subject that its kind asks for, fresh, not from the future, and the only
#   payload of its kind. Everything else is refused, with the first name left.
package lexgate.lib.trust

import data.lexgate.lib.jws
import data.lexgate.lib.moment
import data.lexgate.lib.settings
import data.lexgate.lib.subject
import data.lexgate.lib.tree

# METADATA
# title: What the admitted documents say, by kind
# description: >-
#   Kinds with one document for each control or setting hold one more level:
#   evidence.assessment["EUAIA-5.1.f"].
evidence := object.union(_single, _several)

_single := {kind: predicate |
	some name, document in documents
	kind := document.kind
	predicate := document.predicate
	name == kind
}

_several := {kind: parts |
	some kind, registered in data.lexgate.kinds.documents
	registered.one_for_each
	parts := {document.part: document.predicate |
		some document in documents
		document.kind == kind
	}
}

# METADATA
# title: The admitted documents by name, with what the decision tells of each
documents[name] := document if {
	some name, same in _places
	envelopes := [envelope | some i in same; envelope := _candidates[i]]
	count({envelope.digest | some envelope in envelopes}) == 1
	signers := {envelope.person | some envelope in envelopes} - {""}
	candidate := envelopes[0]
	_signed_by_enough(candidate, signers)
	document := {
		"kind": candidate.kind,
		"part": candidate.part,
		"digest": candidate.digest,
		"predicate": candidate.predicate,
		"signers": signers,
		"kids": {envelope.kid | some envelope in envelopes},
		"level": _lowest({envelope.key.level | some envelope in envelopes}),
		"time": candidate.time,
		"expires": moment.text(min({_ends(envelope) | some envelope in envelopes})),
	}
}

_places[name] contains i if {
	some i in _bound
	name := _candidates[i].name
}

# A document ends when it goes stale, or with the key that signed it.
_ends(envelope) := min([_expires(envelope), moment.ns(envelope.key.valid_until)])

# METADATA
# title: Every envelope that does not count, and the first reason
rejected contains {
	"where": envelope.where,
	"index": envelope.index,
	"name": _name(i),
	"digest": envelope.opened.digest,
	"kid": envelope.opened.kid,
	"reason": _reason(i),
} if {
	some i, envelope in _envelopes
	not i in _admitted
}

# METADATA
# title: How many envelopes were sent
sent := count(_envelopes)

# METADATA
# title: How many of them count
admitted := count(_admitted)

# METADATA
# title: The lowest level among the keys that count, and the least that is asked for
level := _lowest({document.level | some document in documents})

# METADATA
# title: The least level of a key at the stage asked about
required_level := _levels[max({place | some place, known in _levels; known in _floors})] if {
	is_string(data.org.floors.key_level[subject.stage])
	tree.reachable(data.org.floors, ["systems", subject.system, "key_level", subject.stage])
	every least in _floors {
		least in _levels
	}
} else := "isolated"

_levels := ["local", "ci", "isolated"]

_floors := {least |
	some least in [
		object.get(data.org, ["floors", "key_level", subject.stage], null),
		object.get(data.org, ["floors", "systems", subject.system, "key_level", subject.stage], null),
	]
	least != null
}

_lowest(levels) := lowest if {
	lowest := _levels[min({place | some place, known in _levels; known in levels})]
} else := "none"

_envelopes := [{"where": where, "index": index, "opened": jws.opened(text)} |
	not too_many
	some where in ["evidence", "statements"]
	is_array(input[where])
	some index, text in input[where]
]

# METADATA
# title: More documents than any system has; none of them is opened
too_many if {
	some where in ["evidence", "statements"]
	is_array(input[where])
	count(input[where]) > 2000
}

_kind_of := {concat("", ["https://lexgate.example/evidence/", kind, "/v1"]): kind |
	some kind, _ in data.lexgate.kinds.documents
}

# What an opened envelope says of itself, before any of it is believed.
_candidates[i] := {
	"kind": kind,
	"part": part,
	"name": concat("/", [word | some word in [kind, part]; is_string(word)]),
	"purpose": registered.purpose,
	"binding": registered.binding,
	"subject": statement.subject,
	"predicate": statement.predicate,
	"digest": opened.digest,
	"kid": opened.kid,
	"key": key,
	"person": _text(object.get(key, "person", null)),
	"time": _text(object.get(statement.predicate, _time_field[registered.purpose], null)),
} if {
	some i, envelope in _envelopes
	opened := envelope.opened
	opened.ok
	statement := opened.statement
	object.keys(statement) == {"_type", "predicateType", "subject", "predicate"}

	# regal ignore:leaked-internal-reference
	statement._type == "https://in-toto.io/Statement/v1"
	is_object(statement.predicate)
	kind := _kind_of[statement.predicateType]
	registered := data.lexgate.kinds.documents[kind]
	part := _part(registered, statement.predicate)
	key := data.org.keys[opened.kid]
}

_part(registered, predicate) := object.get(predicate, registered.one_for_each, null) if {
	regex.match(`^[A-Za-z0-9._-]{1,100}$`, _text(object.get(predicate, registered.one_for_each, null)))
}

_part(registered, _) := false if not registered.one_for_each

_time_field := {"evidence": "observed_at", "statement": "stated_at"}

_text(value) := value if is_string(value)

else := ""

# The refusals in the order in which they are told.
_refusals := [
	"kind_unknown",
	"place_of_another_purpose",
	"key_of_another_purpose",
	"key_revoked",
	"key_listed_twice",
	"key_for_another_kind",
	"key_for_another_system",
	"as_of_unusable",
	"time_unusable",
	"key_not_valid_then",
	"key_level_too_low",
	"signer_without_the_role",
	"from_the_future",
	"freshness_not_set",
	"stale",
]

_cleared.kind_unknown contains i if some i, _ in _candidates

_cleared.place_of_another_purpose contains i if {
	some i, candidate in _candidates
	_place[candidate.purpose] == _envelopes[i].where
}

_place := {"evidence": "evidence", "statement": "statements"}

_cleared.key_of_another_purpose contains i if {
	some i, candidate in _candidates
	candidate.key.purpose == candidate.purpose
}

# A key counts while it is plainly active: without receipt times, a revoked key
# is void for everything that it ever signed.
_cleared.key_revoked contains i if {
	some i, candidate in _candidates
	candidate.key.state == "active"
}

# One key under two names would let one person sign as two.
_cleared.key_listed_twice contains i if {
	some i, candidate in _candidates
	count(_listed[candidate.key.key]) == 1
}

_listed[pem] contains kid if {
	some kid, entry in data.org.keys
	pem := entry.key
}

_cleared.key_for_another_kind contains i if {
	some i, candidate in _candidates
	is_array(candidate.key.kinds)
	candidate.kind in candidate.key.kinds
}

_cleared.key_for_another_system contains i if {
	some i, candidate in _candidates
	is_array(candidate.key.systems)
	subject.system != ""
	subject.system in candidate.key.systems
}

_cleared.key_not_valid_then contains i if {
	some i, candidate in _candidates
	from := moment.ns(candidate.key.valid_from)
	until := moment.ns(candidate.key.valid_until)
	signed := moment.ns(candidate.time)
	from <= signed
	subject.as_of <= until
}

_cleared.key_level_too_low contains i if {
	some i, candidate in _candidates
	candidate.key.level in _levels_that_count
}

_cleared.signer_without_the_role contains i if {
	some i, candidate in _candidates
	_of_the_role(candidate.purpose, candidate.kind, candidate.person)
}

_has_role(person, task) if {
	is_string(data.org.people[person].name)
	some role in data.org.people[person].roles
	is_string(role)
	role in data.org.signers[task]
}

_cleared.as_of_unusable contains i if {
	some i, _ in _candidates
	subject.as_of
}

_cleared.time_unusable contains i if {
	some i, candidate in _candidates
	moment.ns(candidate.time)
}

_cleared.from_the_future contains i if {
	some i, candidate in _candidates
	moment.ns(candidate.time) <= subject.as_of
}

_cleared.freshness_not_set contains i if {
	some i, candidate in _candidates
	settings.at_most(["freshness", candidate.kind]) != null
}

_cleared.stale contains i if {
	some i, candidate in _candidates
	subject.as_of <= _expires(candidate)
}

_expires(candidate) := moment.ns(candidate.time) + moment.days(days) if {
	days := settings.at_most(["freshness", candidate.kind])
	days != null
	days <= 36500
}

# Cleared of everything that can be told from the document alone.
# What is refused is looked up name by name in `_cleared`, only where something is.
_sound contains i if {
	some i, candidate in _candidates
	_place[candidate.purpose] == _envelopes[i].where
	kid := candidate.kid
	candidate.purpose == _keys_that_count[kid].purpose
	candidate.kind in _keys_that_count[kid].kinds
	signed := moment.ns(candidate.time)
	moment.ns(_keys_that_count[kid].valid_from) <= signed
	_of_the_role(candidate.purpose, candidate.kind, candidate.person)
	signed <= subject.as_of
	subject.as_of <= _expires(candidate)
}

# What can be told from the key alone, once for all that it signed.
_keys_that_count[kid] := key if {
	some kid in {candidate.kid | some candidate in _candidates}
	key := data.org.keys[kid]
	key.state == "active"
	count(_listed[key.key]) == 1
	is_array(key.kinds)
	is_array(key.systems)
	subject.system != ""
	subject.system in key.systems
	subject.as_of <= moment.ns(key.valid_until)
	key.level in _levels_that_count
}

_levels_that_count := {level |
	some least, required in _levels
	required == required_level
	some place, level in _levels
	place >= least
}

# The second reader signs the same assessment, in a role of their own.
_of_the_role(purpose, kind, person) if {
	purpose == "evidence"
} else if {
	_has_role(person, kind)
} else if {
	kind == "assessment"
	_has_role(person, "second_reader")
}

# The model document says which data sets the model was made from and tested on,
# so it is bound first, and the documents about those data sets after it.
_model_documents := {_candidates[i].digest |
	some i in _sound
	_candidates[i].kind == "model"
	_subjects(_candidates[i].subject) == _model_subjects
}

_data_sets := data_sets if {
	count(_model_documents) == 1
	data_sets := {role: data_set |
		some i in _sound
		_candidates[i].digest in _model_documents
		some role, data_set in _candidates[i].predicate.data_sets
	}

	# One that is malformed binds none of them, or it would drop out in silence.
	every role, data_set in data_sets {
		is_string(role)
		is_object(data_set)
		regex.match(`^sha256:[0-9a-f]{64}$`, _text(object.get(data_set, "digest", null)))
	}
} else := {}

_model_subjects := {[concat("", ["model:", subject.system]), digest] | some digest in subject.models}

_expected_subjects := {
	"organisation": {subject.named(concat("", ["organisation:", settings.organisation])) | settings.organisation != ""},
	"system": {subject.named(concat("", ["system:", subject.system]))},
	"version": {subject.named(concat("", ["version:", subject.system, "@", subject.version])) |
		subject.version != ""
	},
	"deployment": {subject.named(concat("", ["deployment:", subject.system, "/", subject.deployment])) |
		subject.deployment != ""
	},
	"model": _model_subjects,
	"data_sets": {[concat("", ["dataset:", role]), trim_prefix(data_set.digest, "sha256:")] |
		some role, data_set in _data_sets
	},
	"testing_set": {[concat("", ["dataset:", role]), trim_prefix(data_set.digest, "sha256:")] |
		some role, data_set in _data_sets
		role == "testing"
	},
}

# Which of these a control's scope means; a use stands in a register of its deployment.
_of_scope := {
	"organisation": "organisation",
	"system": "system",
	"version": "version",
	"document": "version",
	"deployment": "deployment",
	"use": "deployment",
}

_bound contains i if {
	some i in _sound
	candidate := _candidates[i]
	_subjects(candidate.subject) == _expected(candidate.binding)
}

# What documents of one binding are about, all of it: many documents have the same.
_expected(binding) := union({_expected_subjects[one] | some one in binding}) if {
	every one in binding {
		count(_expected_subjects[one]) > 0
	}
} else := false

_bound contains i if {
	some i in _sound
	candidate := _candidates[i]
	candidate.binding == ["scope_of_control"]
	scope := data.lexgate.catalogue.controls[candidate.part].scope
	expected := _expected_subjects[_of_scope[scope]]
	count(expected) > 0
	_subjects(candidate.subject) == expected
}

# The subjects of a statement as pairs of name and digest; one malformed entry
# leaves no set that could equal an expected one.
_subjects(subjects) := {[entry.name, entry.digest.sha256] | some entry in subjects} if {
	is_array(subjects)
	names := {entry.name |
		some entry in subjects
		is_object(entry)
		object.keys(entry) == {"name", "digest"}
		is_object(entry.digest)
		object.keys(entry.digest) == {"sha256"}
	}
	count(subjects) == count(names)
} else := null

# An assessment is a judgement and a second reader's: two people, and neither of
# them the one who answers for the system and asks for it to go on.
_signed_by_enough(candidate, signers) if {
	candidate.kind == "assessment"
	assessor := candidate.predicate.assessor
	reader := candidate.predicate.second_reader
	assessor in signers
	reader in signers
	assessor != reader
	_has_role(assessor, "assessment")
	_has_role(reader, "second_reader")
	asker := data.org.systems[subject.system].owner
	is_string(data.org.people[asker].name)
	not asker in {assessor, reader}
}

_signed_by_enough(candidate, _) if {
	not candidate.kind in {"assessment", "system"}
}

# Facts can take duties away, so nobody states them for a system of their own.
_signed_by_enough(candidate, signers) if {
	candidate.kind == "system"
	asker := data.org.systems[subject.system].owner
	is_string(data.org.people[asker].name)
	not asker in signers
}

_admitted contains i if {
	some i in _bound
	documents[_candidates[i].name].digest == _candidates[i].digest
}

_reason(i) := reason if {
	reason := _envelopes[i].opened.reason
} else := first if {
	first := [refusal | some refusal in _refusals; not i in object.get(_cleared, refusal, set())][0]
} else := "subject_of_something_else" if {
	not i in _bound
} else := "two_payloads_of_one_kind" if {
	count({_candidates[other].digest | some other in _places[_candidates[i].name]}) > 1
} else := "without_independent_second_reader" if {
	_candidates[i].kind == "assessment"
} else := "facts_signed_by_the_asker"

_name(i) := object.get(_candidates, [i, "name"], null)
