# regal ignore:directory-package-mismatch
package system.log_test

import data.system.log

# 86 characters, as an ES256 signature has.
_signature := concat("", ["AAAAAA", concat("", [ten | some _ in numbers.range(1, 8); ten := "BBBBBBBBBB"])])

_envelope := concat(".", [base64url.encode_no_pad("{}"), base64url.encode_no_pad("a person's name"), _signature])

_digest := concat("", ["sha256:", crypto.sha256("a person's name")])

_question := {
	"request_id": "r-1",
	"as_of": "2026-11-22T10:00:00Z",
	"stage": "pre_deploy",
	"profile": "house",
	"subject": {"system": "credit-scoring", "version": "1.0.0", "models": ["sha256:aa"]},
	"evidence": [_envelope],
	"statements": [_envelope, _envelope],
}

_shown := {
	"request_id": "r-1",
	"as_of": "2026-11-22T10:00:00Z",
	"stage": "pre_deploy",
	"profile": "house",
	"subject": {"system": "credit-scoring", "version": "1.0.0", "deployment": "", "models": ["sha256:aa"]},
	"evidence": [_digest],
	"statements": [_digest, _digest],
	"hidden_fields": 0,
}

_models(number) := ["sha256:aa" | some _ in numbers.range(1, number)]

_set(path, value) := {"op": "replace", "path": path, "value": value}

test_what_the_log_shows[note] if {
	some note, case in {
		"a question": {"change": [], "shown": []},
		"a document that is no envelope": {
			"change": [_set("/evidence", ["my-secret-token"])],
			"shown": [_set("/evidence", ["[hidden]"])],
		},
		"a payload that is no base64": {
			"change": [_set("/evidence", [concat(".", ["aaaa", "aaaaa", _signature])])],
			"shown": [_set("/evidence", ["[hidden]"])],
		},
		"a token of three parts": {
			"change": [_set("/evidence", ["my.secrets.token"])],
			"shown": [_set("/evidence", ["[hidden]"])],
		},
		"an envelope with a line break in it": {
			"change": [_set("/evidence", [concat(".", ["aaaa", "aa\naaa", _signature])])],
			"shown": [_set("/evidence", ["[hidden]"])],
		},
		"an envelope without a header": {
			"change": [_set("/evidence", [concat(".", ["", "aaaa", _signature])])],
			"shown": [_set("/evidence", ["[hidden]"])],
		},
		"an envelope without a payload": {
			"change": [_set("/evidence", [concat(".", ["aaaa", "", _signature])])],
			"shown": [_set("/evidence", ["[hidden]"])],
		},
		"documents that are objects": {
			"change": [_set("/evidence", [{"name": "A. Sommer"}, 1])],
			"shown": [_set("/evidence", ["[hidden]", "[hidden]"])],
		},
		"documents that are no list": {
			"change": [_set("/statements", {"name": "A. Sommer"})],
			"shown": [_set("/statements", "[hidden]")],
		},
		"documents gone": {
			"change": [{"op": "remove", "path": "/statements"}],
			"shown": [_set("/statements", "[hidden]")],
		},
		"a token in a field of its own": {
			"change": [{"op": "add", "path": "/token", "value": "my-secret-token"}],
			"shown": [_set("/hidden_fields", 1)],
		},
		"an object for a word": {
			"change": [_set("/request_id", {"token": "my-secret-token"})],
			"shown": [_set("/request_id", "[hidden]")],
		},
		"a sentence for a word": {
			"change": [_set("/stage", "A. Sommer, born 1 May")],
			"shown": [_set("/stage", "[hidden]")],
		},
		"a subject of another shape": {
			"change": [_set("/subject", ["credit-scoring"])],
			"shown": [_set("/subject", "[hidden]")],
		},
		"another day of the law": {
			"change": [{"op": "add", "path": "/law_as_of", "value": "2027-12-02T00:00:00Z"}],
			"shown": [{"op": "add", "path": "/law_as_of", "value": "2027-12-02T00:00:00Z"}],
		},
		"a deployment": {
			"change": [{"op": "add", "path": "/subject/deployment", "value": "live"}],
			"shown": [_set("/subject/deployment", "live")],
		},
		"as many models as are shown": {
			"change": [_set("/subject/models", _models(100))],
			"shown": [_set("/subject/models", _models(100))],
		},
		"more models than are shown": {
			"change": [_set("/subject/models", _models(101))],
			"shown": [_set("/subject", "[hidden]")],
		},
		"models by name": {
			"change": [_set("/subject/models", {"a": "sha256:aa"})],
			"shown": [_set("/subject", "[hidden]")],
		},
		"a subject without models": {
			"change": [{"op": "remove", "path": "/subject/models"}],
			"shown": [_set("/subject", "[hidden]")],
		},
		"more in the subject": {
			"change": [{"op": "add", "path": "/subject/token", "value": "my-secret-token"}],
			"shown": [],
		},
	}

	found := log.mask with input as {"input": json.patch(_question, case.change)}
	found == {{"op": "upsert", "path": "/input", "value": json.patch(_shown, case.shown)}}
}

test_what_is_no_question_is_hidden[note] if {
	some note, event in {
		"a list": {"input": ["my-secret-token"]},
		"text": {"input": "my-secret-token"},
		"null": {"input": null},
		"nothing": {},
	}

	found := log.mask with input as event
	found == {{"op": "upsert", "path": "/input", "value": {"hidden": "not an object"}}}
}

_decision := {
	"request_id": "r-1",
	"allow": false,
	"trust": {"level": "ci"},
	"verdicts": {
		"EUAIA-9.1": {"status": "pass", "stops": "no", "basis": "documented", "checks": [{"observed": {"text": ["A. Sommer"]}}]},
		"EUAIA-9.2": {"status": "fail", "stops": "law", "because": null, "checks": []},
	},
}

test_what_the_log_shows_of_an_answer[note] if {
	some note, case in {
		"a decision": {
			"result": _decision,
			"shown": {{"op": "upsert", "path": "/result", "value": {
				"request_id": "r-1",
				"allow": false,
				"trust": {"level": "ci"},
				"verdicts": {
					"EUAIA-9.1": {"status": "pass", "stops": "no"},
					"EUAIA-9.2": {"status": "fail", "stops": "law"},
				},
			}}},
		},
		"a verdict without an outcome is still named": {
			"result": {"verdicts": {"EUAIA-9.1": {"checks": []}}},
			"shown": {{"op": "upsert", "path": "/result", "value": {"verdicts": {"EUAIA-9.1": {}}}}},
		},
		"an answer that is no decision": {"result": {"allowed": true}, "shown": set()},
		"verdicts that are no object": {"result": {"verdicts": ["pass"]}, "shown": set()},
		"an answer that is no object": {"result": true, "shown": set()},
		"no answer": {"result": null, "shown": set()},
	}

	found := log.mask with input as {"input": _question, "result": case.result}
	{change | some change in found; change.path == "/result"} == case.shown
}
