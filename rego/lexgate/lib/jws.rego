# METADATA
# description: >-
#   Opens a compact JWS signed with ES256 (RFC 7515, RFC 7518 section 3.4) over an
#   in-toto Statement. The answer holds the statement, or the name of the first
#   thing that is wrong. Duplicate keys inside the payload are refused where
#   documents are written and sent; here the last one would count.
package lexgate.lib.jws

# METADATA
# title: What an envelope holds, or why it can't be opened
# description: Opened where it is cleared of everything, in so many words.
# scope: document
opened(envelope) := _opened(envelope, _read(envelope))

_opened(envelope, read) := {
	"ok": true,
	"kid": read.kid,
	"digest": concat("", ["sha256:", crypto.sha256(read.text)]),
	"statement": read.payload,
} if {
	# All of `_cleared` at once; name by name it is asked only where something is wrong.
	read.header.alg == "ES256"
	object.keys(read.header) == {"alg", "kid"}
	_p256(read.key)
	io.jwt.verify_es256(envelope, read.key)
	is_object(read.payload)
	_numbers_fit(read.text)
} else := {"ok": false, "reason": first, "kid": read.kid, "digest": null} if {
	cleared := _cleared(envelope, read)
	first := [name | some name in _order; not name in cleared][0]
}

# The parts of an envelope, each decoded once; null for what can't be. Of no envelope there
# is none.
_read(envelope) := {
	"header": header,
	"kid": kid,
	"key": _key(kid),
	"text": text,
	"payload": payload,
} if {
	_compact(envelope)
	parts := split(envelope, ".")
	header := _header(parts[0])
	kid := _kid(header)
	text := base64url.decode(parts[1])
	payload := _object(text)
} else := {"kid": null}

_order := [
	"not_a_compact_jws",
	"header_not_an_object",
	"algorithm_not_es256",
	"header_fields_other_than_alg_and_kid",
	"key_unknown",
	"key_unusable",
	"signature_invalid",
	"number_out_of_range",
	"payload_not_an_object",
]

# What an envelope is cleared of. Only positive facts clear it; the first name
# that is left is the reason. Nothing clears it of the last one, so there always is one.
_cleared(envelope, read) := union({
	{"not_a_compact_jws" | is_string(read.text)},
	{"header_not_an_object" | is_object(read.header)},
	{"algorithm_not_es256" | read.header.alg == "ES256"},
	{"header_fields_other_than_alg_and_kid" |
		is_object(read.header)
		object.keys(read.header) == {"alg", "kid"}
	},
	{"key_unknown" | data.org.keys[read.kid]},
	{"key_unusable" | _p256(read.key)},
	{"signature_invalid" |
		_p256(read.key)
		io.jwt.verify_es256(envelope, read.key)
	},
	{"number_out_of_range" | _numbers_fit(read.text)},
})

# One key signs many documents, each time under the same header.
_header(part) := _object(base64url.decode(part))

_kid(header) := header.kid if {
	is_string(header.kid)
} else := null

_key(kid) := data.org.keys[kid].key if {
	is_string(data.org.keys[kid].key)
} else := null

# Three parts of base64url; an ES256 signature is 64 bytes, which are 86 characters.
_compact(envelope) if {
	is_string(envelope)
	trim_left(envelope, _letters) == ""
	parts := split(envelope, ".")
	count(parts) == 3
	count(parts[2]) == 86
	parts[0] != ""
	count(parts[0]) % 4 != 1
	parts[1] != ""
	count(parts[1]) % 4 != 1
}

# Taking letters off the front is many times faster than an expression over 5 kB.
_letters := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

_object(text) := found if {
	json.is_valid(text)
	found := json.unmarshal(text)
	is_object(found)
} else := null

# A number of a million digits would stop the server at the first comparison. A
# number of JSON stands behind a key's quotation mark and colon, a bracket or a
# comma; the digits of a digest ("sha256:12e345...") stand behind none of them.
_numbers_fit(text) if not _holds_a_long_number(text)

_holds_a_long_number(text) if {
	_may_be_too_long(text)
	regex.match(`("\s*:|[\[,])\s*-?([0-9]{16,}|[0-9]+\.[0-9]{18,}|[0-9.]+[eE][+-]?[0-9]{3,})`, text)
}

# Fixed texts are found many times faster than an expression. These stop each number that
# is too long, and some texts that only look like one. Sixteen figures in a row stand in many
# a digest, behind its name, a quotation mark or another letter; in a number they stand
# behind what all becomes a colon here, and those of a fraction behind its point.
_may_be_too_long(text) if {
	figures := strings.replace_n(_figures, replace(text, "sha256:", ""))
	some long in [":0000000000000000", ".000000000000000000"]
	contains(figures, long)
}

# Without figures, signs and space, the letter of an exponent is all that is left of its
# number: behind a key, at the head of a list, or behind another of its members.
_may_be_too_long(text) if {
	letters := strings.replace_n(_no_figures, text)
	strings.replace_n(_exponents, letters) != letters
}

_space := [" ", "\n", "\t", "\r"]

_figures := object.union_n([
	{figure: "0" | some figure in split("123456789", "")},
	{sign: ":" | some sign in [",", "[", "-"]},
	{space: ":" | some space in _space},
])

_no_figures := object.union_n([
	{figure: "" | some figure in split("0123456789.-", "")},
	{space: "" | some space in _space},
	{"E": "e"},
])

_exponents := {concat("", [before, "e"]): "" |
	some before in [`":`, "[", `",`, "},", "],", "true,", "false,", "null,", "[,", ",,"]
}

# The public key of every uncompressed point on P-256 begins with the same bytes.
_p256(pem) if {
	is_string(pem)
	regex.match(
		`^-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{28}\n[A-Za-z0-9+/]{57}[AQgw]==\n-----END PUBLIC KEY-----\n$`,
		pem,
	)
}
