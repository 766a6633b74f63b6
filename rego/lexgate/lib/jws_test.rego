package lexgate.lib.jws_test

import data.lexgate.lib.jws

# Signed once with keys that were thrown away.
_one := "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEoW9s6MDQre/6v8p7RS1H2uR5LR/d\nMkb+WXSidg0L6UArMJoM6tvb2DtFtTwClLF36GymxoYMDKBOOtcvEYegRg==\n-----END PUBLIC KEY-----\n"

_keys := {
	"one": {"key": _one},
	"empty": {},
	"p384": {"key": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAETEOIACYvS4MFoQfPxMcaMHhow6SdcQId\nJJmvzciNAECLV5NSrUEOOxhV2p1tX1texmhvKSGFnOcRH+YYBJOL9v61ftz3fwwy\nhgthli2fRgp4iSHCI+YuKF8EZqh57Dad\n-----END PUBLIC KEY-----\n"},
	"text": {"key": "no PEM"},
	"padded": {"key": concat("", [" ", _one])},
	"twice": {"key": concat("", [_one, _one])},
	"number": {"key": 1},
}

test_opened[note] if {
	some note, case in {
		"a sound envelope": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "opened"},
		"numbers at the edge fit": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjpbMTIzNDU2Nzg5MDEyMzQ1LC0wLjEyMzQ1Njc4OTAxMjM0NTY3LDFlOTldfQ.hyfESRwq-jQAFNVvXfCWc4AvDJq630tdcIA_Mkg-UakzVVbHr5mHspzhXxLyFHputWRHbXhQOzcQoYAQkgTwig", "want": "opened"},
		"text is long, numbers are not": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjoiMTIzNDU2Nzg5MDEyMzQ1Njc4OTAifQ.37G8U5zmWaUkT6JcNzRYO3UCsViZbHUXllONKkCUWa50bTFieUO8FiXGpRG0sefTcP2sci8YesuqBJ-4qmW-3g", "want": "opened"},
		"null is no envelope": {"envelope": null, "want": "not_a_compact_jws"},
		"an object is no envelope": {"envelope": {"payload": "eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ"}, "want": "not_a_compact_jws"},
		"empty text": {"envelope": "", "want": "not_a_compact_jws"},
		"garbage": {"envelope": "garbage", "want": "not_a_compact_jws"},
		"two parts": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ", "want": "not_a_compact_jws"},
		"four parts": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ", "want": "not_a_compact_jws"},
		"a detached signature alone": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9..hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "not_a_compact_jws"},
		"the signature is cut": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhL", "want": "not_a_compact_jws"},
		"the signature has one character more": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrgA", "want": "not_a_compact_jws"},
		"a part that base64 cannot have": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9A.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "not_a_compact_jws"},
		"a line break in the header": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9\r\n.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "not_a_compact_jws"},
		"something before it": {"envelope": " eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "not_a_compact_jws"},
		"the header is a list": {"envelope": "W10.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.yOhJyXSaAQsBS5SDoRhf55oqDKyE45JDgMsBtib38qil4obTrDKRrOqKS3CrGC7rewtkGvvaGnC3QSJFzO5r7Q", "want": "header_not_an_object"},
		"the header is no JSON": {"envelope": "e3s.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "header_not_an_object"},
		"algorithm none": {"envelope": "eyJhbGciOiJub25lIiwia2lkIjoib25lIn0.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "algorithm_not_es256"},
		"algorithm HS256 with the public key as the secret": {"envelope": "eyJhbGciOiJIUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.Izf5d5WtmaWEHtQV2On8izjzmlrnxx7Pv5O926duMscjN_l3la2ZpYQe1BXY6fyLOPOaWufHHs-_k73bp24yxw", "want": "algorithm_not_es256"},
		"algorithm HS256 over a valid ES256 signature": {"envelope": "eyJhbGciOiJIUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.rfdFs2lmwM2GCIsO7S8FxU_Se_xzRd819RLq5PrAvFZjakB7Fkn4eMQVXhI9UQQueZauK8hfA5dM7ji83UoXlA", "want": "algorithm_not_es256"},
		"no algorithm": {"envelope": "eyJraWQiOiJvbmUifQ.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.V-XTCf52dd2QMWt2fG2ZjXXs3MThyFYhEum_694CfzaYghLioSAopmpv0R9c5bn1nrnTA91MArtxrzZ_Vj0Nlw", "want": "algorithm_not_es256"},
		"a critical extension": {"envelope": "eyJhbGciOiJFUzI1NiIsImNyaXQiOlsiZXhwIl0sImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.7YIABiqKReqI7nkwDZrVwVy5I042-jRvcEYij3M6qNfUj2qKHGRQlc6dV-wQ2olH_dfnB1NJAGvmSsaWOQ6odg", "want": "header_fields_other_than_alg_and_kid"},
		"a key of its own in the header": {"envelope": "eyJhbGciOiJFUzI1NiIsImp3ayI6e30sImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.WsqlB8L9zHJJe7igUOIX-TT0h8PFtbussZcRgpfew_aWUdAyyCd8EcQkaqVNkiEFN1yrag8_rAcAO8FaKCdyVQ", "want": "header_fields_other_than_alg_and_kid"},
		"no key named": {"envelope": "eyJhbGciOiJFUzI1NiJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.sz9QG_qshFT4Jyd_4tcT9RCFjfQBn6KLj8l_9kZ3RU_Nql8ns-wtoJ7zzj0Vse8c7vn8Eeyxhy-sRvJiWzStqQ", "want": "header_fields_other_than_alg_and_kid"},
		"a key that org does not list": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im5vYm9keSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.suOHcwOnfqIf8IlO0Nk-1di75zucQZDvGce0emyFg984wLusek3N7HR-pkwMjInBGoOX9low_INFFdXeGEJApQ", "want": "key_unknown"},
		"a key id that is no text": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6N30.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.9NrsRMbn6NiXLkLlaKn9G2texH4VaXmjN7Oy3YtUbZEUnhEeayP8XS3K-T209TpUik75UZpMyaAPOq0dQCracw", "want": "key_unknown"},
		"an entry without a key": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVtcHR5In0.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.iBYWXIQnbGmYlkkYSzbsQwhlnLyLmVv90pAZLbdb9kaNJvwLbBHUkya6U8q-p3lm0rj7BB_kTUiLeexNIf9Hlw", "want": "key_unusable"},
		"a key on another curve": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6InAzODQifQ.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.bYjJddFHpxyPKZVqAA_6xNCJXgrNLkir5AHJmFtrwxS9iZ9Y0TctJLerBmN2hv0d_N0tO4BIKadOav3TwpVqkA", "want": "key_unusable"},
		"a key that is no PEM": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6InRleHQifQ.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.KZAFQjQlCMFLq-HUG6VNYXtoInMjn45UQ13TiyAzzbhAcXwmGIF9Sk1Cjpkab36RLvYnoBbgf5BmmLAU5Ww9zQ", "want": "key_unusable"},
		"a key with something before it": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6InBhZGRlZCJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.ZN2bHxT2X9Ra-XunDmdOGNtIuPNFIkJrS9vk0SKiyfV-t6jFw_5pDqi-7yLS2cEiRYn3zzWuJ_7jVpZeoXaAbw", "want": "key_unusable"},
		"a key with something after it": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6InR3aWNlIn0.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hU9zI_AUsJsVjIeTD1mBoHLeMVtaL76zAksH8jg1HAmL46NifrrvXOpHkr1ip9drL0jE9H6XKW5A1quLac30Ag", "want": "key_unusable"},
		"a key that is no text": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im51bWJlciJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.b_W02ZwRldlBXEKwfZQCxLtisBN-CNC3bPkgK7HrLc5mB3PyMue4NnGbC9Yg_-4_8wdcB5gkmLWI6LVmQeP7qw", "want": "key_unusable"},
		"signed with another key": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hm5RzE5o2i6UldRQryHNrAEvk4HaWlcEku1ByrpslxCXGXvrjMV50MqvWfSsqbEeo3xLGzIxmjjQoQXM6nGmiQ", "want": "signature_invalid"},
		"another payload under the signature": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6Nn0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "signature_invalid"},
		"another header over the signature": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSIsIngiOjF9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg", "want": "header_fields_other_than_alg_and_kid"},
		"a signature of zeros": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "want": "signature_invalid"},
		"sixteen digits": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjoxMjM0NTY3ODkwMTIzNDU2fQ.jgoXjPCQUmQoNCx6x3lgQJFC8PE0vOkqmlHbReC6Ep9APQ4w2GzAfhwuC-e2vKpK5zb330SvvxfC9KG4vu0iiw", "want": "number_out_of_range"},
		"sixteen digits in a list": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.WzEsIDEyMzQ1Njc4OTAxMjM0NTZd.SHkaf0UxaklZeh63fwIf_gsoC0GhXAeck56JiF097k8VgznzOxOnI6H7lqzLjlE1iyiGQJ4p_QZNKTXmvhipaA", "want": "number_out_of_range"},
		"sixteen digits below zero": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjotMTIzNDU2Nzg5MDEyMzQ1Nn0.YCwEpQPCd2tYQEvFX4OCh3z3FPp1bKC88DACxoZfMF9U43mkDKAB9UtbblutT1AxRtCPVblXkq_W9jukZKY2Ng", "want": "number_out_of_range"},
		"eighteen decimals": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjowLjEyMzQ1Njc4OTAxMjM0NTY3OH0.LLQ3nHVRbNepcHZtJKQMeMOCH05iGhL5Qlz696ZpvEqhMUo-Xjo_RoNuBUNu4zMNks3YW6X7EI4XgATcg5IOnA", "want": "number_out_of_range"},
		"an exponent of three digits": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjoxZTEwMH0.lEdQ6S_tYCdxOhm9Ghg7Wd8tqDIWoAJLe0xmGrKq6AbT2eDISbi8_jkh8NXJ24wuc4oGzOH3xyijT_Kr2EIhXg", "want": "number_out_of_range"},
		"a small exponent of three digits": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjoxRS0xMDB9.bIwntPVo7fq0fzB490LYrTro9NFaKWsBEIo-D5MgY8qXT_qIbnov5snBw4PxTdBBRVv9rw59VTFbr9f1BXX5ZQ", "want": "number_out_of_range"},
		"an exponent with a sign": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjoxZSs5OTk5OTk5OTl9.n5F2JacmyAyrhxQopetNWFKVk27ckCcF36X8xV4z5XqzKq0NbLaWTecF6yubOijYFA9jLt3xQaUiOm3zZfplIQ", "want": "number_out_of_range"},
		"a decimal with a huge exponent": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJhIjoxLjVlOTk5OTk5OTk5fQ.v3fNS0By_-QaoIsL9GJW_dlo507O-1G3lT3uKwt1eM_SvrESpjq6UyIXLFhWhaAtEKOnkGlgIEz2FDHAnYgn-Q", "want": "number_out_of_range"},
		"the payload is a list": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.W10.51KQe4iQJlK408ZtIPjdN7f4wwMlNG-eUwyMWamCEsQclftjL013mt0M_9BZiP3AxU-CWP-fOEnB688vDrDTCw", "want": "payload_not_an_object"},
		"the payload is null": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.bnVsbA.tLpG-3fTIAOkyIyaBhr6VMTbCNZxfJu4ktocKO7s8wr2ojsdlsktTdCsmoiHpbvgD9mXMhoJmCCLOwSHKR2HVQ", "want": "payload_not_an_object"},
		"the payload is no JSON": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.ew.5gZPQcNaE_CUp8TerJRDT8QaDoEzmK-us3w1xh7glRtgKWYlLfX6UDk3ZaCUkQ2ygHVgj1zo0N66bpqtgLYANw", "want": "payload_not_an_object"},
		"the payload is not UTF-8": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.__4._cNjCGwHyEs7d8Ml5Bx5CorQiXG7fPnBi_bhZLTbcdEKi53PLG8qeim3JrCElMOktoLycG1a9uqiws27IatWgw", "want": "payload_not_an_object"},
	}

	found := jws.opened(case.envelope) with data.org.keys as _keys

	_told(found) == case.want
}

_told(found) := found.reason if {
	found.ok == false
	found.digest == null
} else := "opened" if {
	found.ok == true
	found.kid == "one"
	not found.reason
}

test_opened_holds_the_statement_and_its_digest if {
	found := jws.opened("eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg") with data.org.keys as _keys

	found == {
		"ok": true,
		"kid": "one",
		"digest": "sha256:3ec27a32205a292d26b48b1d80e6c744e5e67a77ddaa7e595805ceec56fc0b24",
		"statement": {"predicate": {"n": 5}, "subject": []},
	}
}

# Who is refused is told by the key id, where there is one.
test_refusals_name_the_key[note] if {
	some note, case in {
		"known": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.30aiwwpPqezh1bu756OH_8ZbDr3wF7Uhky78YcPi3n-dDR3R_stIbcs1VABy4OmVh8XEvqKa4sLbZhVTtMwnIA", "kid": "one"},
		"unknown": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6Im5vYm9keSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.vawu8-Vp4ldLCo4jinEdD7yjNlB-vzqQHb9W5bCBzpjv87N1aSjvP7-k2Z4lWv8StzPsEFScDBo64QyvcWo2Ng", "kid": "nobody"},
		"no text": {"envelope": "eyJhbGciOiJFUzI1NiIsImtpZCI6N30.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.SDeRmzAmsHbQozV1iuxZuLicsyJgh94li3681fvIAVkSMlu-ABVLsq29Ob-I8zL0OC5IIXIuIojBd6F7r3EXhg", "kid": null},
		"no envelope": {"envelope": "garbage", "kid": null},
		"number": {"envelope": 7, "kid": null},
	}

	found := jws.opened(case.envelope) with data.org.keys as _keys

	found.ok == false
	found.kid == case.kid
}

test_without_org_nothing_opens[note] if {
	some note, org in {
		"empty": {},
		"null": null,
		"keys are a list": {"keys": []},
		"keys are text": {"keys": "one"},
		"the key is null": {"keys": {"one": null}},
	}

	found := jws.opened("eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJwcmVkaWNhdGUiOnsibiI6NX0sInN1YmplY3QiOltdfQ.hI3FlX51qf_GQ2uOcQisEu-KkYcZ3e1fckAZiz4PkBbZD-g7i5tumMcnZwsOYb3Ar71bYlAVlemB-vsWUEhLrg") with data.org as org

	found.ok == false
	found.reason in {"key_unknown", "key_unusable"}
}

# Wherever a number may stand, with whatever space before it.
test_numbers_in_texts[note] if {
	some note, case in {
		"behind a key": {"text": `{"a":1e100}`, "fit": false},
		"behind a key and space": {"text": `{"a" : 1.5E+100}`, "fit": false},
		"at the head of a list": {"text": `{"a":[ 1e100]}`, "fit": false},
		"behind a text": {"text": `{"a":["b" , 1e100]}`, "fit": false},
		"behind an object": {"text": `{"a":[{}, -1e100]}`, "fit": false},
		"behind a list": {"text": `{"a":[[], 1e100]}`, "fit": false},
		"behind true": {"text": `{"a":[true, 1e100]}`, "fit": false},
		"behind false": {"text": `{"a":[false, 1e100]}`, "fit": false},
		"behind null": {"text": `{"a":[null, 1e100]}`, "fit": false},
		"second of numbers": {"text": `{"a":[1, 1e100]}`, "fit": false},
		"third of numbers": {"text": `{"a":["b", 1, 2, 1e100]}`, "fit": false},
		"on a line of its own": {"text": "{\"a\":[true,\r\n\t1e100]}", "fit": false},
		"under a key that stands twice": {"text": `{"a":1e100,"a":1}`, "fit": false},
		"too many digits on a line of its own": {"text": "{\"a\":\n 1234567890123456}", "fit": false},
		"too many digits at the head of a line": {"text": "{\"a\":\n1234567890123456}", "fit": false},
		"too many digits behind a tab": {"text": "{\"a\":\t1234567890123456}", "fit": false},
		"too many digits at the end of a line": {"text": "{\"a\":\r1234567890123456}", "fit": false},
		"too many digits below zero": {"text": `{"a":-1234567890123456}`, "fit": false},
		"too many digits at the head of a list": {"text": `{"a":[1234567890123456]}`, "fit": false},
		"too many digits second in a list": {"text": `{"a":[1,1234567890123456]}`, "fit": false},
		"too many digits behind space": {"text": `{"a": 9876543210987654}`, "fit": false},
		"too long a fraction": {"text": `{"a":0.123456789012345678}`, "fit": false},
		"a fraction that just fits": {"text": `{"a":0.12345678901234567}`, "fit": true},
		"fifteen digits": {"text": `{"a":123456789012345}`, "fit": true},
		"a digest of figures": {"text": `{"a":"12345678901234567","b":"sha256:12345678901234567"}`, "fit": true},
		"a short exponent": {"text": `{"a":[true, 1e99]}`, "fit": true},
		"words behind a comma": {"text": `{"a":"all of it is true, even so, every 12e345"}`, "fit": true},
	}
	fits := count([1 | jws._numbers_fit(case.text)]) == 1
	fits == case.fit
}

# Whatever its figures are, and with whatever sign.
test_numbers_of_each_figure[note] if {
	some note, case in {
		"an exponent of three digits": {"text": "[%d%d.%d%de%d00]", "fit": false},
		"an exponent below zero": {"text": "[%d%d.%d%dE-%d00]", "fit": false},
		"an exponent with a plus": {"text": "[%d%d.%d%de+%d00]", "fit": false},
		"a short exponent": {"text": "[%d%d.%d%de%d0]", "fit": true},
		"sixteen figures": {"text": "[%d%d%d%d00000000000%d]", "fit": false},
		"fifteen figures": {"text": "[%d%d%d%d0000000000%d]", "fit": true},
		"eighteen decimals": {"text": "[0.%d%d%d%d0000000000000%d]", "fit": false},
		"seventeen decimals": {"text": "[0.%d%d%d%d000000000000%d]", "fit": true},
	}
	every figure in numbers.range(0, 9) {
		text := sprintf(case.text, [figure, figure, figure, figure, figure])
		count([1 | jws._numbers_fit(text)]) == count([1 | case.fit])
	}
}

# An expression over a document costs as much as all its rules: what a document holds anyway
# (digests, dates, words that end in e) must not call for it.
test_documents_need_no_expression[note] if {
	some note, text in {
		"a digest that begins with figures": `{"a":"sha256:12345678901234567890abcdef"}`,
		"a digest without its name": `{"a":"12345678901234567890"}`,
		"figures within a digest": `{"a":"sha256:e123456789012345678"}`,
		"a date and a number": `{"at":"2026-08-02T00:00:00Z","value":0.123456789}`,
		"words that hold the letter": `{"words":["the measure","e","even"],"of":true}`,
		"a key with the letter": `{"e":1,"measured":2}`,
	}

	not jws._may_be_too_long(text)
}
