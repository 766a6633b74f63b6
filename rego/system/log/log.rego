# METADATA
# description: >-
#   What the server's log shows of a question and of its answer. Evidence and
#   statements are personal and large: the log keeps their digests, by which the
#   record holds the documents themselves. Of the rest it keeps what a request is made
#   of, and says how many other fields there were, so that a token in the wrong place
#   is not written down. Checks quote the documents, and make an entry longer than most
#   collectors of logs take: of a verdict the log keeps the outcome, whoever asked has
#   all of it, and from the documents it is found again.
package system.log

# METADATA
# title: How the entry is changed before it is written
# scope: document
mask contains {"op": "upsert", "path": "/input", "value": shown}

mask contains {"op": "upsert", "path": "/result", "value": object.union(
	object.remove(input.result, ["verdicts"]),
	{"verdicts": {id: object.filter(found, {"status", "stops"}) | some id, found in input.result.verdicts}},
)} if {
	is_object(input.result.verdicts)
}

# METADATA
# title: What is shown of a question
shown := object.union_n([_words, _subject, _documents, {"hidden_fields": count(_hidden)}]) if {
	is_object(input.input)
} else := {"hidden": "not an object"}

_known := {"request_id", "as_of", "law_as_of", "stage", "profile", "subject", "evidence", "statements"}

_hidden := object.keys(input.input) - _known

_words[field] := _short(input.input[field]) if {
	some field in ["request_id", "as_of", "law_as_of", "stage", "profile"]
}

_subject := {"subject": {
	"system": _short(input.input.subject.system),
	"version": _short(input.input.subject.version),
	"deployment": _short(object.get(input.input.subject, "deployment", "")),
	"models": [_short(model) | some model in input.input.subject.models],
}} if {
	is_array(input.input.subject.models)
	count(input.input.subject.models) <= 100
} else := {"subject": "[hidden]"}

_documents[field] := _digests(field) if some field in ["evidence", "statements"]

_digests(field) := [_digest(envelope) | some envelope in input.input[field]] if {
	is_array(input.input[field])
} else := "[hidden]"

# A document is known by the digest of its payload. What is no envelope may be
# anything, also a token.
_digest(envelope) := concat("", ["sha256:", crypto.sha256(base64url.decode(payload))]) if {
	is_string(envelope)

	# Taking letters off the front is many times faster than an expression over 5 kB.
	trim_left(envelope, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
	[header, payload, signature] := split(envelope, ".")
	header != ""
	payload != ""
	count(signature) == 86
	count(payload) % 4 != 1
} else := "[hidden]"

# Names, times and digests are short and plain; anything else is not written down.
_short(word) := word if {
	is_string(word)
	regex.match(`^[A-Za-z0-9:._@+/-]{0,120}$`, word)
} else := "[hidden]"
