package lexgate.lib.trust_test

import data.lexgate.lib.trust

# Envelopes stand opened here: what a signature proves is tested with jws.
_opened(envelope) := envelope

_at := "2026-11-20T09:00:00Z"

_model := crypto.sha256("model")

_training := crypto.sha256("training")

_testing := crypto.sha256("testing")

_named(name) := {"name": name, "digest": {"sha256": crypto.sha256(name)}}

_of_digest(name, digest) := {"name": name, "digest": {"sha256": digest}}

_signed(kid, digest, kind, subjects, predicate) := {
	"ok": true,
	"kid": kid,
	"digest": digest,
	"statement": {
		"_type": "https://in-toto.io/Statement/v1",
		"predicateType": concat("", ["https://lexgate.example/evidence/", kind, "/v1"]),
		"subject": subjects,
		"predicate": predicate,
	},
}

_judgement := {"stated_at": _at, "control": "EUAIA-5.1.f", "assessor": "keller", "second_reader": "yilmaz"}

_base := {
	"input": {
		"as_of": "2026-11-22T10:00:00Z",
		"stage": "pre_deploy",
		"subject": {
			"system": "scoring",
			"version": "1.0.0",
			"deployment": "live",
			"models": [concat("", ["sha256:", _model])],
		},
		"evidence": [
			_signed("tool", "sha256:model", "model", [_of_digest("model:scoring", _model)], {
				"observed_at": _at,
				"data_sets": {
					"training": {"digest": concat("", ["sha256:", _training])},
					"testing": {"digest": concat("", ["sha256:", _testing])},
				},
			}),
			_signed(
				"tool", "sha256:fairness", "fairness",
				[
					_of_digest("model:scoring", _model),
					_of_digest("dataset:training", _training),
					_of_digest("dataset:testing", _testing),
				],
				{"observed_at": _at, "x": 1},
			),
			_signed(
				"tool", "sha256:performance", "performance",
				[_of_digest("model:scoring", _model), _of_digest("dataset:testing", _testing)],
				{"observed_at": _at},
			),
			_signed("tool", "sha256:log", "log_test", [_named("version:scoring@1.0.0")], {"observed_at": _at}),
			_signed("tool", "sha256:monitoring", "monitoring", [_named("deployment:scoring/live")], {"observed_at": _at}),
		],
		"statements": [
			_signed("keller", "sha256:system", "system", [_named("system:scoring")], {"stated_at": _at, "facts": {}}),
			_signed("keller", "sha256:literacy", "literacy", [_named("organisation:Bank")], {"stated_at": _at}),
			_signed("keller", "sha256:assessment", "assessment", [_named("system:scoring")], _judgement),
			_signed("yilmaz", "sha256:assessment", "assessment", [_named("system:scoring")], _judgement),
			_signed("richter", "sha256:deviation", "deviation", [_named("system:scoring")], {
				"stated_at": _at,
				"setting": "limits.fairness.ratio",
			}),
		],
	},
	"org": {
		"settings": {
			"organisation": "Bank",
			"defaults": {"freshness": {
				"model": 30,
				"fairness": 30,
				"performance": 30,
				"log_test": 30,
				"monitoring": 30,
				"system": 30,
				"literacy": 30,
				"assessment": 30,
				"deviation": 30,
			}},
		},
		"people": {
			"sommer": {"name": "A. Sommer", "roles": ["owner"]},
			"keller": {"name": "B. Keller", "roles": ["compliance"]},
			"yilmaz": {"name": "C. Yilmaz", "roles": ["reader"]},
			"richter": {"name": "M. Richter", "roles": ["risk"]},
		},
		"signers": {
			"system": ["compliance"],
			"literacy": ["compliance"],
			"assessment": ["compliance"],
			"second_reader": ["reader"],
			"deviation": ["risk"],
		},
		"systems": {"scoring": {"owner": "sommer"}},
		"floors": {"key_level": {"pre_deploy": "ci"}, "systems": {}},
		"keys": {
			"tool": object.union(_key("evidence", ["model", "fairness", "performance", "log_test", "monitoring"]), {"key": "PEM of tool"}),
			"keller": _persons("keller"),
			"yilmaz": _persons("yilmaz"),
			"richter": _persons("richter"),
			"sommer": _persons("sommer"),
		},
	},
	"controls": {
		"EUAIA-5.1.f": {"scope": "system"},
		"EUAIA-10.4": {"scope": "version"},
		"EUAIA-11.1": {"scope": "document"},
		"EUAIA-4": {"scope": "organisation"},
		"EUAIA-26": {"scope": "deployment"},
		"EUAIA-5.3": {"scope": "use"},
	},
}

_key(purpose, kinds) := {
	"purpose": purpose,
	"kinds": kinds,
	"systems": ["scoring"],
	"level": "ci",
	"state": "active",
	"valid_from": "2026-01-01T00:00:00Z",
	"valid_until": "2027-01-01T00:00:00Z",
}

_persons(name) := object.union(
	_key("statement", ["system", "literacy", "assessment", "deviation"]),
	{"person": name, "key": concat(" ", ["PEM of", name])},
)

# Few documents at a time: the whole request, and parts of it with the same organisation.
_whole := {"state": _base, "kinds": {
	"model",
	"fairness",
	"performance",
	"log_test",
	"monitoring",
	"system",
	"literacy",
	"assessment",
	"deviation",
}}

_data := _only([0, 1, 2], [0], {"model", "fairness", "performance", "system"})

_placed := _only([3, 4], [0, 1], {"log_test", "monitoring", "system", "literacy"})

_judged_by_two := _only([], [2, 3], {"assessment"})

_deviation := _only([], [4], {"deviation"})

_only(evidence, statements, kinds) := {
	"kinds": kinds,
	"state": json.patch(_base, [
		_set("/input/evidence", [_base.input.evidence[place] | some place in evidence]),
		_set("/input/statements", [_base.input.statements[place] | some place in statements]),
	]),
}

# The asker signs as well; the document names two others, as an assessment does.
_two_on_facts := {"kinds": {"system"}, "state": json.patch(_base, [
	_set("/input/evidence", []),
	_set("/input/statements", [
	_signed(kid, "sha256:system", "system", [_named("system:scoring")], object.union(_judgement, {"facts": {}})) |
		some kid in ["keller", "yilmaz", "sommer"]
	]),
	_set("/org/signers/system", ["compliance", "reader", "owner"]),
])}

_set(path, value) := {"op": "replace", "path": path, "value": value}

_add(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_told := {[refused.name, refused.reason] | some refused in trust.rejected}

_kinds_left := {kind | some kind, said in trust.evidence; said != {}}

_judged(from, change) := answer if {
	state := json.patch(from.state, change)

	answer := [_told, _kinds_left] with input as state.input
		with data.org as state.org
		with data.lexgate.catalogue.controls as state.controls
		with data.lexgate.lib.jws.opened as _opened
}

_wanted(from, case) := [
	{[name, reason] | some name, reason in case.refused},
	from.kinds - {kind | some kind in case.gone},
]

# One change a case: what is refused, by which name, and which kinds are left.
test_envelope_kind_and_place[note] if {
	some note, case in {
		"nothing is wrong": {"from": _whole, "change": [], "refused": {}, "gone": []},
		"not opened": {"from": _data, "change": [_set("/input/evidence/1", {"ok": false, "reason": "signature_invalid", "kid": null, "digest": null})], "refused": {null: "signature_invalid"}, "gone": ["fairness"]},
		"not opened, with what it might say": {"from": _data, "change": [_set("/input/evidence/1/ok", false), _add("/input/evidence/1/reason", "signature_invalid")], "refused": {null: "signature_invalid"}, "gone": ["fairness"]},
		"an unknown kind": {"from": _data, "change": [_set("/input/evidence/1/statement/predicateType", "https://lexgate.example/evidence/horoscope/v1")], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"another version of a kind": {"from": _data, "change": [_set("/input/evidence/1/statement/predicateType", "https://lexgate.example/evidence/fairness/v2")], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"the bare name of a kind": {"from": _data, "change": [_set("/input/evidence/1/statement/predicateType", "fairness")], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"a kind that is a list": {"from": _data, "change": [_set("/input/evidence/1/statement/predicateType", ["https://lexgate.example/evidence/fairness/v1"])], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"another type of statement": {"from": _data, "change": [_set("/input/evidence/1/statement/_type", "https://in-toto.io/Statement/v0.1")], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"one field more": {"from": _data, "change": [_add("/input/evidence/1/statement/more", 1)], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"no subject": {"from": _data, "change": [_gone("/input/evidence/1/statement/subject")], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"the predicate is text": {"from": _data, "change": [_set("/input/evidence/1/statement/predicate", "text")], "refused": {null: "kind_unknown"}, "gone": ["fairness"]},
		"evidence among the statements": {"from": _data, "change": [{"op": "move", "from": "/input/evidence/1", "path": "/input/statements/-"}], "refused": {"fairness": "place_of_another_purpose"}, "gone": ["fairness"]},
		"a statement among the evidence": {"from": _data, "change": [{"op": "move", "from": "/input/statements/0", "path": "/input/evidence/-"}], "refused": {"system": "place_of_another_purpose"}, "gone": ["system"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_purpose_and_state_of_the_key[note] if {
	some note, case in {
		"signed by a person's key": {"from": _data, "change": [_set("/input/evidence/1/kid", "keller"), _add("/org/keys/keller/kinds/-", "fairness")], "refused": {"fairness": "key_of_another_purpose"}, "gone": ["fairness"]},
		"signed by the tool's key": {"from": _data, "change": [_set("/input/statements/0/kid", "tool"), _add("/org/keys/tool/kinds/-", "system")], "refused": {"system": "key_of_another_purpose"}, "gone": ["system"]},
		"the key has no purpose": {"from": _deviation, "change": [_gone("/org/keys/richter/purpose")], "refused": {"deviation/limits.fairness.ratio": "key_of_another_purpose"}, "gone": ["deviation"]},
		"the key is revoked": {"from": _deviation, "change": [_set("/org/keys/richter/state", "revoked")], "refused": {"deviation/limits.fairness.ratio": "key_revoked"}, "gone": ["deviation"]},
		"another name has the same key": {"from": _deviation, "change": [_set("/org/keys/sommer/key", "PEM of richter")], "refused": {"deviation/limits.fairness.ratio": "key_listed_twice"}, "gone": ["deviation"]},
		"the key itself is gone": {"from": _deviation, "change": [_gone("/org/keys/richter/key")], "refused": {"deviation/limits.fairness.ratio": "key_listed_twice"}, "gone": ["deviation"]},
		"the key has no state": {"from": _deviation, "change": [_gone("/org/keys/richter/state")], "refused": {"deviation/limits.fairness.ratio": "key_revoked"}, "gone": ["deviation"]},
		"the key is for other kinds": {"from": _deviation, "change": [_set("/org/keys/richter/kinds", ["system"])], "refused": {"deviation/limits.fairness.ratio": "key_for_another_kind"}, "gone": ["deviation"]},
		"the kinds of the key are text": {"from": _deviation, "change": [_set("/org/keys/richter/kinds", "deviation")], "refused": {"deviation/limits.fairness.ratio": "key_for_another_kind"}, "gone": ["deviation"]},
		"the kinds of the key are an object": {"from": _deviation, "change": [_set("/org/keys/richter/kinds", {"a": "deviation"})], "refused": {"deviation/limits.fairness.ratio": "key_for_another_kind"}, "gone": ["deviation"]},
		"the key is for other systems": {"from": _deviation, "change": [_set("/org/keys/richter/systems", ["another"])], "refused": {"deviation/limits.fairness.ratio": "key_for_another_system"}, "gone": ["deviation"]},
		"the systems of the key are an object": {"from": _deviation, "change": [_set("/org/keys/richter/systems", {"a": "scoring"})], "refused": {"deviation/limits.fairness.ratio": "key_for_another_system"}, "gone": ["deviation"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_validity_of_the_key[note] if {
	some note, case in {
		"the key was not yet valid": {"from": _deviation, "change": [_set("/org/keys/richter/valid_from", "2026-11-20T09:00:01Z")], "refused": {"deviation/limits.fairness.ratio": "key_not_valid_then"}, "gone": ["deviation"]},
		"the key became valid at that second": {"from": _deviation, "change": [_set("/org/keys/richter/valid_from", "2026-11-20T09:00:00Z")], "refused": {}, "gone": []},
		"the key was valid no longer": {"from": _deviation, "change": [_set("/org/keys/richter/valid_until", "2026-11-20T08:59:59Z")], "refused": {"deviation/limits.fairness.ratio": "key_not_valid_then"}, "gone": ["deviation"]},
		"the key is valid no longer": {"from": _deviation, "change": [_set("/org/keys/richter/valid_until", "2026-11-22T09:59:59Z")], "refused": {"deviation/limits.fairness.ratio": "key_not_valid_then"}, "gone": ["deviation"]},
		"the last second of the key": {"from": _deviation, "change": [_set("/org/keys/richter/valid_until", "2026-11-22T10:00:00Z")], "refused": {}, "gone": []},
		"no day from which the key is valid": {"from": _deviation, "change": [_gone("/org/keys/richter/valid_from")], "refused": {"deviation/limits.fairness.ratio": "key_not_valid_then"}, "gone": ["deviation"]},
		"no end of the key": {"from": _deviation, "change": [_set("/org/keys/richter/valid_until", null)], "refused": {"deviation/limits.fairness.ratio": "key_not_valid_then"}, "gone": ["deviation"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_level_and_role[note] if {
	some note, case in {
		"the level of the key is too low": {"from": _deviation, "change": [_set("/org/keys/richter/level", "local")], "refused": {"deviation/limits.fairness.ratio": "key_level_too_low"}, "gone": ["deviation"]},
		"the level of the key is none": {"from": _deviation, "change": [_set("/org/keys/richter/level", "high")], "refused": {"deviation/limits.fairness.ratio": "key_level_too_low"}, "gone": ["deviation"]},
		"the key has no level": {"from": _deviation, "change": [_gone("/org/keys/richter/level")], "refused": {"deviation/limits.fairness.ratio": "key_level_too_low"}, "gone": ["deviation"]},
		"the person lacks the role": {"from": _deviation, "change": [_set("/org/people/richter/roles", ["owner"])], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"the person has no roles": {"from": _deviation, "change": [_gone("/org/people/richter/roles")], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"nobody knows the person": {"from": _deviation, "change": [_gone("/org/people/richter")], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"the person has no name": {"from": _deviation, "change": [_gone("/org/people/richter/name")], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"the key is nobody's": {"from": _deviation, "change": [_gone("/org/keys/richter/person")], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"no role may sign it": {"from": _deviation, "change": [_gone("/org/signers/deviation")], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"null may sign it": {"from": _deviation, "change": [_set("/org/signers/deviation", [null]), _set("/org/people/richter/roles", [null])], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"a second reader may sign assessments alone": {"from": _deviation, "change": [_set("/input/statements/0/kid", "yilmaz")], "refused": {"deviation/limits.fairness.ratio": "signer_without_the_role"}, "gone": ["deviation"]},
		"a third person signs an assessment": {
			"from": _judged_by_two,
			"change": [_add("/input/statements/-", object.union(_base.input.statements[2], {"kid": "richter"}))],
			"refused": {"assessment/EUAIA-5.1.f": "signer_without_the_role"},
			"gone": [],
		},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_time_and_freshness[note] if {
	some note, case in {
		"no time": {"from": _deviation, "change": [_gone("/input/statements/0/statement/predicate/stated_at")], "refused": {"deviation/limits.fairness.ratio": "time_unusable"}, "gone": ["deviation"]},
		"the time is no text": {"from": _deviation, "change": [_set("/input/statements/0/statement/predicate/stated_at", 1763629200)], "refused": {"deviation/limits.fairness.ratio": "time_unusable"}, "gone": ["deviation"]},
		"a time of the other purpose": {"from": _deviation, "change": [{"op": "move", "from": "/input/statements/0/statement/predicate/stated_at", "path": "/input/statements/0/statement/predicate/observed_at"}], "refused": {"deviation/limits.fairness.ratio": "time_unusable"}, "gone": ["deviation"]},
		"from the future": {"from": _deviation, "change": [_set("/input/statements/0/statement/predicate/stated_at", "2026-11-22T10:00:01Z")], "refused": {"deviation/limits.fairness.ratio": "from_the_future"}, "gone": ["deviation"]},
		"from this very second": {"from": _deviation, "change": [_set("/input/statements/0/statement/predicate/stated_at", "2026-11-22T10:00:00Z")], "refused": {}, "gone": []},
		"no freshness is set": {"from": _deviation, "change": [_gone("/org/settings/defaults/freshness/deviation")], "refused": {"deviation/limits.fairness.ratio": "freshness_not_set"}, "gone": ["deviation"]},
		"the freshness is text": {"from": _deviation, "change": [_set("/org/settings/defaults/freshness/deviation", "30")], "refused": {"deviation/limits.fairness.ratio": "freshness_not_set"}, "gone": ["deviation"]},
		"stale by a second": {"from": _deviation, "change": [_set("/org/settings/defaults/freshness/deviation", 2), _set("/input/statements/0/statement/predicate/stated_at", "2026-11-20T09:59:59Z")], "refused": {"deviation/limits.fairness.ratio": "stale"}, "gone": ["deviation"]},
		"the last second of freshness": {"from": _deviation, "change": [_set("/org/settings/defaults/freshness/deviation", 2), _set("/input/statements/0/statement/predicate/stated_at", "2026-11-20T10:00:00Z")], "refused": {}, "gone": []},
		"a hundred years of freshness": {"from": _deviation, "change": [_set("/org/settings/defaults/freshness/deviation", 36500)], "refused": {}, "gone": []},
		"more freshness than there are years": {"from": _deviation, "change": [_set("/org/settings/defaults/freshness/deviation", 36501)], "refused": {"deviation/limits.fairness.ratio": "stale"}, "gone": ["deviation"]},
		"the system asks for fresher": {"from": _deviation, "change": [_add("/org/settings/systems", {"scoring": {"freshness": {"deviation": 1}}})], "refused": {"deviation/limits.fairness.ratio": "stale"}, "gone": ["deviation"]},
		"the system asks for less fresh": {"from": _deviation, "change": [_set("/org/settings/defaults/freshness/deviation", 1), _add("/org/settings/systems", {"scoring": {"freshness": {"deviation": 90}}})], "refused": {"deviation/limits.fairness.ratio": "stale"}, "gone": ["deviation"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

# Whoever is refused for something else is not told of a moment that just fits.
test_reasons_at_the_last_second[note] if {
	some note, case in {
		"of the key's first second": {"change": [_set("/org/keys/richter/valid_from", _at), _set("/org/people/richter/roles", [])], "reason": "signer_without_the_role"},
		"of the key's last second": {"change": [_set("/org/keys/richter/valid_until", "2026-11-22T10:00:00Z"), _set("/org/people/richter/roles", [])], "reason": "signer_without_the_role"},
		"of this very second": {"change": [_set("/input/statements/0/statement/predicate/stated_at", "2026-11-22T10:00:00Z"), _gone("/org/settings/defaults/freshness/deviation")], "reason": "freshness_not_set"},
		"of the last second of freshness": {
			"change": [
				_set("/org/settings/defaults/freshness/deviation", 2),
				_set("/input/statements/0/statement/predicate/stated_at", "2026-11-20T10:00:00Z"),
				_set("/input/statements/0/statement/subject/0/name", "system:another"),
			],
			"reason": "subject_of_something_else",
		},
	}

	_judged(_deviation, case.change) == [{["deviation/limits.fairness.ratio", case.reason]}, set()]
}

test_part_of_a_kind[note] if {
	some note, case in {
		"a part is missing": {"from": _deviation, "change": [_gone("/input/statements/0/statement/predicate/setting")], "refused": {null: "kind_unknown"}, "gone": ["deviation"]},
		"a part is no text": {"from": _deviation, "change": [_set("/input/statements/0/statement/predicate/setting", ["a"])], "refused": {null: "kind_unknown"}, "gone": ["deviation"]},
		"a part holds what names do not": {"from": _deviation, "change": [_set("/input/statements/0/statement/predicate/setting", "a/b")], "refused": {null: "kind_unknown"}, "gone": ["deviation"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_subject_of_a_model_document[note] if {
	some note, case in {
		"about another model": {"from": _data, "change": [_set("/input/evidence/1/statement/subject/0/digest/sha256", _testing)], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"about another system": {"from": _data, "change": [_set("/input/evidence/1/statement/subject/0/name", "model:other")], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"about other data": {"from": _data, "change": [_set("/input/evidence/1/statement/subject/1/digest/sha256", _testing)], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"about one data set less": {"from": _data, "change": [_gone("/input/evidence/1/statement/subject/1")], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"about one thing more": {"from": _data, "change": [_add("/input/evidence/1/statement/subject/-", _named("system:scoring"))], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"a subject with one field more": {"from": _data, "change": [_add("/input/evidence/1/statement/subject/0/more", 1)], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"a digest of another kind beside it": {"from": _data, "change": [_add("/input/evidence/1/statement/subject/0/digest/md5", "x")], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"a subject twice": {"from": _data, "change": [_add("/input/evidence/1/statement/subject/-", _of_digest("model:scoring", _model))], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"the digest is text": {"from": _data, "change": [_set("/input/evidence/1/statement/subject/0/digest", "x")], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"a subject is text": {"from": _data, "change": [_set("/input/evidence/1/statement/subject/0", "model:scoring")], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"the subjects are an object": {"from": _data, "change": [_set("/input/evidence/1/statement/subject", {"a": _of_digest("model:scoring", _model)})], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"no subjects": {"from": _data, "change": [_set("/input/evidence/1/statement/subject", [])], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"the subjects are an object of one": {"from": _data, "change": [_set("/input/statements/0/statement/subject", {"a": _named("system:scoring")})], "refused": {"system": "subject_of_something_else"}, "gone": ["system"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_data_sets[note] if {
	some note, case in {
		"performance on other data": {"from": _data, "change": [_set("/input/evidence/2/statement/subject/1/digest/sha256", _training)], "refused": {"performance": "subject_of_something_else"}, "gone": ["performance"]},
		"performance on no data": {"from": _data, "change": [_gone("/input/evidence/2/statement/subject/1")], "refused": {"performance": "subject_of_something_else"}, "gone": ["performance"]},
		"another document names data sets": {"from": _data, "change": [_add("/input/evidence/1/statement/predicate/data_sets", {"validation": {"digest": concat("", ["sha256:", _training])}})], "refused": {}, "gone": []},
		"performance on all data": {"from": _data, "change": [_add("/input/evidence/2/statement/subject/-", _of_digest("dataset:training", _training))], "refused": {"performance": "subject_of_something_else"}, "gone": ["performance"]},
		"the model document is about another": {"from": _data, "change": [_set("/input/evidence/0/statement/subject/0/digest/sha256", _testing)], "refused": {"model": "subject_of_something_else", "fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["model", "fairness", "performance"]},
		"the model document is missing": {"from": _data, "change": [_gone("/input/evidence/0")], "refused": {"fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["model", "fairness", "performance"]},
		"the model names no data sets": {"from": _data, "change": [_gone("/input/evidence/0/statement/predicate/data_sets")], "refused": {"fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["fairness", "performance"]},
		"the model names another data set": {"from": _data, "change": [_set("/input/evidence/0/statement/predicate/data_sets/training/digest", concat("", ["sha256:", _model]))], "refused": {"fairness": "subject_of_something_else"}, "gone": ["fairness"]},
		"the digest of a data set is none": {"from": _data, "change": [_set("/input/evidence/0/statement/predicate/data_sets/training/digest", "sha256:x")], "refused": {"fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["fairness", "performance"]},
		"the data sets are a list": {"from": _data, "change": [_set("/input/evidence/0/statement/predicate/data_sets", [{"digest": concat("", ["sha256:", _training])}])], "refused": {"fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["fairness", "performance"]},
		"a data set is null": {"from": _data, "change": [_set("/input/evidence/0/statement/predicate/data_sets/training", null)], "refused": {"fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["fairness", "performance"]},
		"a data set is text": {"from": _data, "change": [_set("/input/evidence/0/statement/predicate/data_sets/training", "x")], "refused": {"fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["fairness", "performance"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_subjects_by_name[note] if {
	some note, case in {
		"about another version": {"from": _placed, "change": [_set("/input/subject/version", "1.0.1")], "refused": {"log_test": "subject_of_something_else"}, "gone": ["log_test"]},
		"no version is asked about": {"from": _placed, "change": [_set("/input/subject/version", ""), _set("/input/evidence/0/statement/subject", [_named("version:scoring@")])], "refused": {"log_test": "subject_of_something_else"}, "gone": ["log_test"]},
		"about another deployment": {"from": _placed, "change": [_set("/input/subject/deployment", "trial")], "refused": {"monitoring": "subject_of_something_else"}, "gone": ["monitoring"]},
		"no deployment is asked about": {"from": _placed, "change": [_gone("/input/subject/deployment"), _set("/input/evidence/1/statement/subject", [_named("deployment:scoring/")])], "refused": {"monitoring": "subject_of_something_else"}, "gone": ["monitoring"]},
		"about another organisation": {"from": _placed, "change": [_set("/org/settings/organisation", "Other bank")], "refused": {"literacy": "subject_of_something_else"}, "gone": ["literacy"]},
		"the organisation has no name": {"from": _placed, "change": [_set("/org/settings/organisation", ""), _set("/input/statements/1/statement/subject", [_named("organisation:")])], "refused": {"literacy": "subject_of_something_else"}, "gone": ["literacy"]},
		"about another system altogether": {"from": _data, "change": [_set("/input/statements/0/statement/subject", [_named("system:other")])], "refused": {"system": "subject_of_something_else"}, "gone": ["system"]},
		"a deviation for a control": {
			"from": _deviation,
			"change": [
				_set("/input/statements/0/statement/predicate/setting", "EUAIA-4"),
				_set("/input/statements/0/statement/subject", [_named("organisation:Bank")]),
			],
			"refused": {"deviation/EUAIA-4": "subject_of_something_else"},
			"gone": ["deviation"],
		},
		"an assessment of no deployment": {
			"from": _judged_by_two,
			"change": [
				_set("/input/subject/deployment", ""),
				_set("/controls/EUAIA-5.1.f/scope", "deployment"),
				_set("/input/statements/0/statement/subject", []),
				_set("/input/statements/1/statement/subject", []),
			],
			"refused": {"assessment/EUAIA-5.1.f": "subject_of_something_else"},
			"gone": ["assessment"],
		},
		"the digest is not that of the name": {"from": _data, "change": [_set("/input/statements/0/statement/subject/0/digest/sha256", _model)], "refused": {"system": "subject_of_something_else"}, "gone": ["system"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_subject_and_control[note] if {
	some note, case in {
		"no models are asked about": {"from": _data, "change": [_set("/input/subject/models", [])], "refused": {"model": "subject_of_something_else", "fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["model", "fairness", "performance"]},
		"no models, and a document about none": {"from": _data, "change": [_set("/input/subject/models", []), _set("/input/evidence/0/statement/subject", [])], "refused": {"model": "subject_of_something_else", "fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["model", "fairness", "performance"]},
		"an assessment for no control": {"from": _judged_by_two, "change": [_gone("/controls/EUAIA-5.1.f")], "refused": {"assessment/EUAIA-5.1.f": "subject_of_something_else"}, "gone": ["assessment"]},
		"an assessment about something else": {"from": _judged_by_two, "change": [_set("/controls/EUAIA-5.1.f/scope", "version")], "refused": {"assessment/EUAIA-5.1.f": "subject_of_something_else"}, "gone": ["assessment"]},
		"an assessment for a scope that is none": {"from": _judged_by_two, "change": [_set("/controls/EUAIA-5.1.f/scope", "world")], "refused": {"assessment/EUAIA-5.1.f": "subject_of_something_else"}, "gone": ["assessment"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_duplicates[note] if {
	some note, case in {
		"two payloads of one kind": {"from": _data, "change": [_add("/input/evidence/-", json.patch(_base.input.evidence[1], [_set("/digest", "sha256:other"), _set("/statement/predicate/x", 2)]))], "refused": {"fairness": "two_payloads_of_one_kind"}, "gone": ["fairness"]},
		"the same payload twice": {"from": _data, "change": [_add("/input/evidence/-", _base.input.evidence[1])], "refused": {}, "gone": []},
		"two model documents": {"from": _data, "change": [_add("/input/evidence/-", json.patch(_base.input.evidence[0], [_set("/digest", "sha256:other")]))], "refused": {"model": "two_payloads_of_one_kind", "fairness": "subject_of_something_else", "performance": "subject_of_something_else"}, "gone": ["model", "fairness", "performance"]},
		"a second payload that is refused does no harm": {"from": _data, "change": [_add("/input/evidence/-", json.patch(_base.input.evidence[1], [_set("/digest", "sha256:other"), _set("/statement/predicate/observed_at", "2027-01-01T00:00:00Z")]))], "refused": {"fairness": "from_the_future"}, "gone": []},
		"two deviations for two settings": {"from": _deviation, "change": [_add("/input/statements/-", json.patch(_base.input.statements[4], [_set("/digest", "sha256:other"), _set("/statement/predicate/setting", "limits.fairness.other")]))], "refused": {}, "gone": []},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_two_people[note] if {
	some note, case in {
		"no second reader": {"from": _judged_by_two, "change": [_gone("/input/statements/1")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"no assessor": {"from": _judged_by_two, "change": [_gone("/input/statements/0")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"one signed twice": {"from": _judged_by_two, "change": [_set("/input/statements/1/kid", "keller")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"two payloads": {"from": _judged_by_two, "change": [_set("/input/statements/1/digest", "sha256:other")], "refused": {"assessment/EUAIA-5.1.f": "two_payloads_of_one_kind"}, "gone": ["assessment"]},
		"one person in both parts": {"from": _judged_by_two, "change": [_set("/input/statements/0/statement/predicate/second_reader", "keller"), _set("/input/statements/1/statement/predicate/second_reader", "keller"), _set("/org/people/keller/roles", ["compliance", "reader"])], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"another assessor than who signed": {"from": _judged_by_two, "change": [_set("/input/statements/0/statement/predicate/assessor", "sommer"), _set("/input/statements/1/statement/predicate/assessor", "sommer")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"another second reader than who signed": {"from": _judged_by_two, "change": [_set("/input/statements/0/statement/predicate/second_reader", "sommer"), _set("/input/statements/1/statement/predicate/second_reader", "sommer")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"the parts are exchanged": {"from": _judged_by_two, "change": [_set("/input/statements/0/statement/predicate/assessor", "yilmaz"), _set("/input/statements/0/statement/predicate/second_reader", "keller"), _set("/input/statements/1/statement/predicate/assessor", "yilmaz"), _set("/input/statements/1/statement/predicate/second_reader", "keller")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_independence[note] if {
	some note, case in {
		"the second reader lacks that role": {"from": _judged_by_two, "change": [_set("/org/people/yilmaz/roles", ["compliance"])], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"the assessor lacks that role": {"from": _judged_by_two, "change": [_set("/org/people/keller/roles", ["reader"]), _set("/org/signers/system", ["reader"]), _set("/org/signers/literacy", ["reader"])], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"the assessor asks for the system": {"from": _judged_by_two, "change": [_set("/org/systems/scoring/owner", "keller")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"the second reader asks for the system": {"from": _judged_by_two, "change": [_set("/org/systems/scoring/owner", "yilmaz")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"nobody asks for the system": {"from": _judged_by_two, "change": [_gone("/org/systems/scoring")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"an unknown person asks for the system": {"from": _judged_by_two, "change": [_set("/org/systems/scoring/owner", "nobody")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
		"facts by the one who asks": {"from": _data, "change": [_set("/org/systems/scoring/owner", "keller")], "refused": {"system": "facts_signed_by_the_asker"}, "gone": ["system"]},
		"facts where nobody asks": {"from": _data, "change": [_gone("/org/systems/scoring")], "refused": {"system": "facts_signed_by_the_asker"}, "gone": ["system"]},
		"facts, where the one who asks has no name": {"from": _data, "change": [_gone("/org/people/sommer/name")], "refused": {"system": "facts_signed_by_the_asker"}, "gone": ["system"]},
		"facts that look like an assessment": {
			"from": _two_on_facts,
			"change": [],
			"refused": {"system": "facts_signed_by_the_asker"},
			"gone": ["system"],
		},
		"the one who asks has no name": {"from": _judged_by_two, "change": [_gone("/org/people/sommer/name")], "refused": {"assessment/EUAIA-5.1.f": "without_independent_second_reader"}, "gone": ["assessment"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_question[note] if {
	some note, case in {
		"the moment of the question is null": {"from": _whole, "change": [_set("/input/as_of", null)], "refused": {"model": "as_of_unusable", "fairness": "as_of_unusable", "performance": "as_of_unusable", "log_test": "as_of_unusable", "monitoring": "as_of_unusable", "system": "as_of_unusable", "literacy": "as_of_unusable", "assessment/EUAIA-5.1.f": "as_of_unusable", "deviation/limits.fairness.ratio": "as_of_unusable"}, "gone": ["model", "fairness", "performance", "log_test", "monitoring", "system", "literacy", "assessment", "deviation"]},
		"no system is asked about": {"from": _whole, "change": [_set("/input/subject/system", "")], "refused": {"model": "key_for_another_system", "fairness": "key_for_another_system", "performance": "key_for_another_system", "log_test": "key_for_another_system", "monitoring": "key_for_another_system", "system": "key_for_another_system", "literacy": "key_for_another_system", "assessment/EUAIA-5.1.f": "key_for_another_system", "deviation/limits.fairness.ratio": "key_for_another_system"}, "gone": ["model", "fairness", "performance", "log_test", "monitoring", "system", "literacy", "assessment", "deviation"]},
		"no system is asked about, and keys for none": {"from": _whole, "change": [_set("/input/subject/system", ""), _set("/org/keys/tool/systems", [""]), _set("/org/keys/keller/systems", [""]), _set("/org/keys/yilmaz/systems", [""]), _set("/org/keys/richter/systems", [""])], "refused": {"model": "key_for_another_system", "fairness": "key_for_another_system", "performance": "key_for_another_system", "log_test": "key_for_another_system", "monitoring": "key_for_another_system", "system": "key_for_another_system", "literacy": "key_for_another_system", "assessment/EUAIA-5.1.f": "key_for_another_system", "deviation/limits.fairness.ratio": "key_for_another_system"}, "gone": ["model", "fairness", "performance", "log_test", "monitoring", "system", "literacy", "assessment", "deviation"]},
	}

	_judged(case.from, case.change) == _wanted(case.from, case)
}

test_documents_tell_who_and_until_when if {
	found := trust.documents with input as _base.input
		with data.org as _base.org
		with data.lexgate.catalogue.controls as _base.controls
		with data.lexgate.lib.jws.opened as _opened

	found["assessment/EUAIA-5.1.f"] == {
		"kind": "assessment",
		"part": "EUAIA-5.1.f",
		"digest": "sha256:assessment",
		"predicate": _judgement,
		"signers": {"keller", "yilmaz"},
		"kids": {"keller", "yilmaz"},
		"level": "ci",
		"time": _at,
		"expires": "2026-12-20T09:00:00Z",
	}
	found.fairness == {
		"kind": "fairness",
		"part": false,
		"digest": "sha256:fairness",
		"predicate": {"observed_at": _at, "x": 1},
		"signers": set(),
		"kids": {"tool"},
		"level": "ci",
		"time": _at,
		"expires": "2026-12-20T09:00:00Z",
	}
}

test_evidence_by_kind_and_part if {
	found := trust.evidence with input as _base.input
		with data.org as _base.org
		with data.lexgate.catalogue.controls as _base.controls
		with data.lexgate.lib.jws.opened as _opened

	found.fairness == {"observed_at": _at, "x": 1}
	found.assessment == {"EUAIA-5.1.f": _judgement}
	found.deviation == {"limits.fairness.ratio": {"stated_at": _at, "setting": "limits.fairness.ratio"}}
}

test_rejected_tells_where if {
	state := json.patch(_data.state, [_set("/input/evidence/1/statement/predicate/observed_at", "2026-11-22T10:00:01Z")])

	found := trust.rejected with input as state.input
		with data.org as state.org
		with data.lexgate.catalogue.controls as state.controls
		with data.lexgate.lib.jws.opened as _opened

	found == {{
		"where": "evidence",
		"index": 1,
		"name": "fairness",
		"digest": "sha256:fairness",
		"kid": "tool",
		"reason": "from_the_future",
	}}
}

test_too_many[note] if {
	some note, case in {
		"as much evidence as may be": {"input": {"evidence": _copies(2000), "statements": []}, "want": [2000, false]},
		"one too many": {"input": {"evidence": _copies(2001), "statements": []}, "want": [0, true]},
		"statements, as many as may be": {"input": {"evidence": [], "statements": _copies(2000)}, "want": [2000, false]},
		"one statement too many": {"input": {"evidence": _copies(1), "statements": _copies(2001)}, "want": [0, true]},
		"a long text": {
			"input": {"evidence": concat("", _copies(2001)), "statements": _copies(1)},
			"want": [1, false],
		},
		"a number": {"input": {"evidence": 2001, "statements": _copies(1)}, "want": [1, false]},
	}

	found := [trust.sent, {true | trust.too_many} == {true}] with input as case.input
		with data.lexgate.lib.jws.opened as _opened

	found == case.want
}

_copies(number) := ["x" | some _ in numbers.range(1, number)]

test_counts_and_levels[note] if {
	some note, case in {
		"all of them": {"change": [], "want": [4, 4, "ci", "ci"]},
		"one refused": {
			"change": [_set("/input/evidence/1/statement/predicate/observed_at", "soon")],
			"want": [4, 3, "ci", "ci"],
		},
		"nothing sent": {
			"change": [_set("/input/evidence", []), _set("/input/statements", [])],
			"want": [0, 0, "none", "ci"],
		},
		"evidence is no list": {"change": [_set("/input/evidence", {"a": 1})], "want": [1, 1, "ci", "ci"]},
		"one key is isolated": {
			"change": [_set("/org/keys/tool/level", "isolated")],
			"want": [4, 4, "ci", "ci"],
		},
		"all keys are isolated": {
			"change": [
				_set("/org/keys/tool/level", "isolated"),
				_set("/org/keys/keller/level", "isolated"),
			],
			"want": [4, 4, "isolated", "ci"],
		},
		"local is enough here": {
			"change": [_set("/org/floors/key_level/pre_deploy", "local"), _set("/org/keys/tool/level", "local")],
			"want": [4, 4, "local", "local"],
		},
		"the system asks for more": {
			"change": [_add("/org/floors/systems/scoring", {"key_level": {"pre_deploy": "isolated"}})],
			"want": [4, 0, "none", "isolated"],
		},
		"the system asks for less": {
			"change": [_add("/org/floors/systems/scoring", {"key_level": {"pre_deploy": "local"}})],
			"want": [4, 4, "ci", "ci"],
		},
		"the system asks for a level that is none": {
			"change": [_add("/org/floors/systems/scoring", {"key_level": {"pre_deploy": "some"}})],
			"want": [4, 0, "none", "isolated"],
		},
		"no floor is set": {"change": [_gone("/org/floors")], "want": [4, 0, "none", "isolated"]},
		"the floor is null": {"change": [_set("/org/floors/key_level/pre_deploy", null)], "want": [4, 0, "none", "isolated"]},
		"the floor is null, and the system's is low": {
			"change": [
				_set("/org/floors/key_level/pre_deploy", null),
				_add("/org/floors/systems/scoring", {"key_level": {"pre_deploy": "local"}}),
			],
			"want": [4, 0, "none", "isolated"],
		},
		"the floors of systems are null": {"change": [_set("/org/floors/systems", null)], "want": [4, 0, "none", "isolated"]},
		"the floors of the system are text": {
			"change": [_add("/org/floors/systems/scoring", {"key_level": "ci"})],
			"want": [4, 0, "none", "isolated"],
		},
		"the floors of another system are text": {
			"change": [_add("/org/floors/systems/other", {"key_level": "ci"})],
			"want": [4, 4, "ci", "ci"],
		},
		"the floor is no level": {
			"change": [_set("/org/floors/key_level/pre_deploy", "low")],
			"want": [4, 0, "none", "isolated"],
		},
		"the stage is unknown": {"change": [_set("/input/stage", "now")], "want": [4, 0, "none", "isolated"]},
	}

	state := json.patch(_data.state, case.change)

	found := [trust.sent, trust.admitted, trust.level, trust.required_level] with input as state.input
		with data.org as state.org
		with data.lexgate.catalogue.controls as state.controls
		with data.lexgate.lib.jws.opened as _opened

	found == case.want
}

# An assessment speaks of what its control covers.
test_subject_of_an_assessment[note] if {
	some note, case in {
		"organisation": {"control": "EUAIA-4", "subject": "organisation:Bank"},
		"system": {"control": "EUAIA-5.1.f", "subject": "system:scoring"},
		"version": {"control": "EUAIA-10.4", "subject": "version:scoring@1.0.0"},
		"document": {"control": "EUAIA-11.1", "subject": "version:scoring@1.0.0"},
		"deployment": {"control": "EUAIA-26", "subject": "deployment:scoring/live"},
		"use": {"control": "EUAIA-5.3", "subject": "deployment:scoring/live"},
	}

	change := [op |
		some place in ["0", "1"]
		some op in [
			_set(concat("", ["/input/statements/", place, "/statement/predicate/control"]), case.control),
			_set(concat("", ["/input/statements/", place, "/statement/subject"]), [_named(case.subject)]),
		]
	]
	state := json.patch(_judged_by_two.state, change)

	left := trust.evidence.assessment with input as state.input
		with data.org as state.org
		with data.lexgate.catalogue.controls as state.controls
		with data.lexgate.lib.jws.opened as _opened

	object.keys(left) == {case.control}
}
