package lexgate.eu_ai_act.art_50_test

import data.lexgate.eu_ai_act.art_50
import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.applicability
import data.lexgate.lib.calendar
import data.lexgate.lib.trust

# ---------------------------------------------------------------- 50(1)

test_people_told_that_they_deal_with_ai[note] if {
	some note, case in {
		"both interfaces": {"change": [], "want": {"app": "pass", "interfaces tested": "pass", "web": "pass"}},
		"one without the notice": {
			"change": [_set("/interaction_test/interfaces/app/first_answers/with_notice", 1)],
			"want": {"app": "unknown", "interfaces tested": "pass", "web": "pass"},
		},
		"one not tested": {
			"change": [_gone("/interaction_test/interfaces/app")],
			"want": {"app": "unknown", "interfaces tested": "pass", "web": "pass"},
		},
		"one that nobody named": {
			"change": [_set("/interaction_test/interfaces/kiosk", {})],
			"want": {"app": "pass", "interfaces tested": "fail", "web": "pass"},
		},
		"words that speak of something else": {
			"change": [_set("/interaction_test/interfaces/web/notice", "Welcome to the bank")],
			"want": {"app": "pass", "interfaces tested": "pass", "web": "fail"},
		},
		"nothing there": {
			"change": [_gone("/interaction_test")],
			"want": {"app": "unknown", "interfaces tested": "unknown", "web": "unknown"},
		},
	}

	checks := art_50.people_told_that_they_deal_with_ai with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	_found(checks) == case.want
}

test_people_told_without_settings if {
	checks := art_50.people_told_that_they_deal_with_ai with trust.evidence as _said
		with trust.documents as _documents
		with data.org.settings as null
		with input as _asked

	[found.status | some found in checks] == ["unknown", "unknown"]
}

# ---------------------------------------------------------------- 50(2)

test_outputs_marked_and_detectable[note] if {
	whole := {"audio": "pass", "image": "pass", "outputs examined": "pass", "text": "pass", "video": "pass"}
	some note, case in {
		"two marked, two not generated": {"change": [], "want": {}},
		"an image without a mark": {"change": [_set("/marking_test/modalities/image/detected", 19)], "want": {"image": "fail"}},
		"too few texts": {
			"change": [_set("/marking_test/modalities/text/examined", 9), _set("/marking_test/modalities/text/detected", 9)],
			"want": {"text": "unknown"},
		},
		"sound that nobody denies": {
			"change": [_gone("/assessment/EUAIA-50.2.quality/answers/generates_audio")],
			"want": {"audio": "unknown"},
		},
		"video denied and examined": {
			"change": [_set("/marking_test/modalities/video", _marked)],
			"want": {"video": "fail"},
		},
		"all denied": {
			"change": array.concat(
				[_gone("/marking_test")],
				[_set(concat("/", ["/assessment/EUAIA-50.2.quality/answers", element]), _no) |
					some element in ["generates_images", "generates_text"]
				],
			),
			"want": {"outputs examined": "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {term: "unknown" | some term, _ in whole},
		},
	}

	checks := art_50.outputs_marked_and_detectable with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	_found(checks) == object.union(whole, case.want)
}

test_marking_effective_interoperable_robust_reliable[note] if {
	whole := {
		"effective": "pass",
		"interoperable": "pass",
		"reliable": "pass",
		"robust": "pass",
		["after a transformation", "audio"]: "pass",
		["after a transformation", "image"]: "pass",
		["after a transformation", "text"]: "pass",
		["after a transformation", "video"]: "pass",
	}
	some note, case in {
		"assessed, and tried": {"change": [], "want": {}},
		"one quality denied": {"change": [_answer("50.2.quality", "robust", "no", "m")], "want": {"robust": "fail"}},
		"an older test": {"change": [_answer("50.2.quality", "effective", "yes", "n")], "want": {"effective": "unknown"}},
		"one quality left out": {
			"change": [_gone("/assessment/EUAIA-50.2.quality/answers/interoperable")],
			"want": {"interoperable": "unknown"},
		},
		"no transformation of texts": {
			"change": [_set("/marking_test/modalities/text/after_transformation", {})],
			"want": {["after a transformation", "text"]: "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {term: "unknown" | some term, _ in whole},
		},
	}

	checks := art_50.marking_effective_interoperable_robust_reliable with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	_found(checks) == object.union(whole, case.want)
}

# ---------------------------------------------------------------- 50(3)

test_exposed_people_told[note] if {
	whole := {["notice", "biometric_categorisation"]: "pass", ["notice", "emotion_recognition"]: "pass"}
	some note, case in {
		"both": {"change": [], "want": {}},
		"no notice of the sorting": {
			"change": [_gone("/transparency_notices/operation/biometric_categorisation")],
			"want": {["notice", "biometric_categorisation"]: "unknown"},
		},
		"no sorting, and no notice of it": {
			"change": [_gone("/transparency_notices/operation/biometric_categorisation"), _fact("biometric_categorisation", "no")],
			"want": {},
		},
		"a notice that the log does not know": {
			"change": [_set("/log_records/other_events", {"something_else": 4})],
			"want": {["notice", "emotion_recognition"]: "fail"},
		},
		"words that the interface does not show": {
			"change": [_set("/transparency_notices/operation/biometric_categorisation/words", "We look at you kindly.")],
			"want": {["notice", "biometric_categorisation"]: "fail"},
		},
		"intentions for emotions": {
			"change": [
				_gone("/transparency_notices/operation/emotion_recognition"),
				_fact("infers_emotions", "no"),
				_fact("infers_intentions_from_biometric_data", "yes"),
			],
			"want": {["notice", "emotion_recognition"]: "unknown"},
		},
		"no moods at all": {
			"change": [_gone("/transparency_notices/operation/emotion_recognition"), _fact("infers_emotions", "no")],
			"want": {},
		},
		"moods from words alone": {
			"change": [_gone("/transparency_notices/operation/emotion_recognition"), _fact("emotions_from_biometric_data", "no")],
			"want": {},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {term: "unknown" | some term, _ in whole},
		},
	}

	checks := art_50.exposed_people_told with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	_found(checks) == object.union(whole, case.want)
}

test_biometric_data_lawfully_processed[note] if {
	whole := object.union_n([{"acts that apply": "pass"}, {[what, act]: "pass" |
		some what in ["legal basis", "processed in accordance"]
		some act in ["directive_2016_680", "regulation_2016_679", "regulation_2018_1725"]
	}])
	some note, case in {
		"one applies": {"change": [], "want": {}},
		"it applies without a basis": {
			"change": [_set("/transparency_notices/legal_basis/regulation_2016_679/basis", null)],
			"want": {["legal basis", "regulation_2016_679"]: "fail"},
		},
		"none is said to apply": {
			"change": [_set("/transparency_notices/legal_basis/regulation_2016_679", {
				"applicable": "no",
				"reason": "We would rather it did not.",
				"basis": null,
			})],
			"want": {"acts that apply": "fail"},
		},
		"one left out": {
			"change": [_gone("/transparency_notices/legal_basis/directive_2016_680")],
			"want": {["legal basis", "directive_2016_680"]: "unknown"},
		},
		"judged as unlawful": {
			"change": [_answer("50.3.data", "regulation_2016_679", "no", "n")],
			"want": {["processed in accordance", "regulation_2016_679"]: "fail"},
		},
		"judged on older notices": {
			"change": [_answer("50.3.data", "regulation_2018_1725", "yes", "m")],
			"want": {["processed in accordance", "regulation_2018_1725"]: "unknown"},
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {term: "unknown" | some term, _ in whole},
		},
	}

	checks := art_50.biometric_data_lawfully_processed with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	_found(checks) == object.union(whole, case.want)
}

# ---------------------------------------------------------------- 50(4)

test_deep_fakes_disclosed[note] if {
	whole := {"clip-1": "pass", "clip-2": "pass", "register of publications": "pass", "sample of deep fakes": "pass"}
	some note, case in {
		"all of the sample": {"change": [], "want": whole},
		"one undisclosed": {
			"change": [_set("/published_content/sample/deep_fakes/items/1/disclosure", null)],
			"want": object.union(whole, {"clip-2": "fail"}),
		},
		"a text among them": {
			"change": [_set("/published_content/sample/deep_fakes/items/0/medium", "text")],
			"want": object.union(whole, {"clip-1": "fail"}),
		},
		"one left out": {
			"change": [_gone("/published_content/sample/deep_fakes/items/1")],
			"want": object.union(object.remove(whole, ["clip-2"]), {"sample of deep fakes": "fail"}),
		},
		"a register that begins too late": {
			"change": [_set("/system/placed_on_market_at", "2026-10-01T00:00:00Z")],
			"want": object.union(whole, {"register of publications": "fail"}),
		},
		"too few of many": {
			"change": [
				_set("/published_content/sample/deep_fakes/of", 9),
				_set("/published_content/sample/deep_fakes/size", 1),
				_gone("/published_content/sample/deep_fakes/items/1"),
			],
			"want": object.union(object.remove(whole, ["clip-2"]), {"sample of deep fakes": "unknown"}),
		},
		"a later register of two weeks": {
			"change": [
				_set("/published_content/first", "no"),
				_set("/published_content/predecessor", _sha("e")),
				_set("/published_content/period/from", "2026-11-05T00:00:00Z"),
			],
			"want": object.union(whole, {"register of publications": "fail"}),
		},
		"a later register of a month": {
			"change": [
				_set("/published_content/first", "no"),
				_set("/published_content/predecessor", _sha("e")),
				_set("/published_content/period/from", "2026-10-20T00:00:00Z"),
			],
			"want": whole,
		},
		"an old register": {
			"change": [_set("/published_content/period/to", "2026-10-20T00:00:00Z")],
			"want": object.union(whole, {"register of publications": "unknown", "sample of deep fakes": "fail"}),
		},
		"an undisclosed text is none of it": {
			"change": [_set("/published_content/sample/texts/items/0/disclosure", null)],
			"want": whole,
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {"register of publications": "unknown", "sample of deep fakes": "unknown"},
		},
	}

	checks := art_50.deep_fakes_disclosed with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	_found(checks) == case.want
}

test_texts_of_public_interest_disclosed[note] if {
	whole := {"news-1": "pass", "news-2": "pass", "register of publications": "pass", "sample of texts": "pass"}
	some note, case in {
		"one disclosed, one reviewed and answered for": {"change": [], "want": whole},
		"pitfall 17: reviewed, and nobody answers for it": {
			"change": [_set("/published_content/sample/texts/items/1/editorial_responsibility", null)],
			"want": object.union(whole, {"news-2": "fail"}),
		},
		"undisclosed": {
			"change": [_set("/published_content/sample/texts/items/0/disclosure", null)],
			"want": object.union(whole, {"news-1": "fail"}),
		},
		"too few of many": {
			"change": [_set("/published_content/sample/texts/size", 1), _gone("/published_content/sample/texts/items/1")],
			"want": object.union(object.remove(whole, ["news-2"]), {"sample of texts": "unknown"}),
		},
		"a later register of two weeks": {
			"change": [
				_set("/published_content/first", "no"),
				_set("/published_content/predecessor", _sha("e")),
				_set("/published_content/period/from", "2026-11-05T00:00:00Z"),
			],
			"want": object.union(whole, {"register of publications": "fail", "sample of texts": "pass"}),
		},
		"an old register": {
			"change": [_set("/published_content/period/to", "2026-10-20T00:00:00Z")],
			"want": object.union(whole, {"register of publications": "unknown", "sample of texts": "fail"}),
		},
		"nothing there": {
			"change": [_set("", {})],
			"want": {"register of publications": "unknown", "sample of texts": "unknown"},
		},
	}

	checks := art_50.texts_of_public_interest_disclosed with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	_found(checks) == case.want
}

# ---------------------------------------------------------------- 50(5)

_timing := {
	["first shown", "app"]: "pass",
	["first shown", "web"]: "pass",
	"notice_of_50_1_clear_and_distinguishable": "pass",
	"notice_of_50_3_at_the_latest_at_first_exposure": "pass",
	"notice_of_50_3_clear_and_distinguishable": "pass",
	"disclosure_of_deep_fakes_clear_and_distinguishable": "pass",
	"disclosure_of_texts_clear_and_distinguishable": "pass",
	["disclosed in time", "clip-1"]: "pass",
	["disclosed in time", "clip-2"]: "pass",
	["disclosed in time", "news-1"]: "pass",
	["disclosed in time", "news-2"]: "pass",
}

test_information_clear_and_in_time[note] if {
	some note, case in {
		"all of it": {"change": [], "want": {}},
		"the notice of (1) never shown": {
			"change": [_set("/interaction_test/interfaces/app/first_answers/with_notice", 1)],
			"want": {["first shown", "app"]: "unknown"},
		},
		"one judged as hidden in small print": {
			"change": [_answer("50.5.timing", "notice_of_50_1_clear_and_distinguishable", "no", "i")],
			"want": {"notice_of_50_1_clear_and_distinguishable": "fail"},
		},
		"judged on another test": {
			"change": [_answer("50.5.timing", "notice_of_50_1_clear_and_distinguishable", "yes", "n")],
			"want": {"notice_of_50_1_clear_and_distinguishable": "unknown"},
		},
		"the exposure first": {
			"change": [_answer("50.5.timing", "notice_of_50_3_at_the_latest_at_first_exposure", "no", "n")],
			"want": {"notice_of_50_3_at_the_latest_at_first_exposure": "fail"},
		},
		"a clip disclosed later": {
			"change": [_set("/published_content/sample/deep_fakes/items/0/disclosed_at", "2026-11-12T09:00:01Z")],
			"want": {["disclosed in time", "clip-1"]: "fail"},
		},
		"a text disclosed later": {
			"change": [_set("/published_content/sample/texts/items/0/disclosed_at", "2026-11-12T09:00:01Z")],
			"want": {["disclosed in time", "news-1"]: "fail"},
		},
		"no deep fakes are made": {
			"aside": ["EUAIA-50.4.deepfake"],
			"change": [_gone("/assessment/EUAIA-50.5.timing/answers/disclosure_of_deep_fakes_clear_and_distinguishable")],
			"want": {},
		},
		"perhaps deep fakes are made": {
			"change": [_gone("/assessment/EUAIA-50.5.timing/answers/disclosure_of_deep_fakes_clear_and_distinguishable")],
			"want": {"disclosure_of_deep_fakes_clear_and_distinguishable": "unknown"},
		},
		"the provider alone": {
			"aside": _of_deployers,
			"change": [
				_gone("/transparency_notices"),
				_set("/assessment/EUAIA-50.5.timing/answers", {"notice_of_50_1_clear_and_distinguishable": _cited("yes", "i")}),
			],
			"want": {},
		},
		"the deployer alone": {
			"aside": ["EUAIA-50.1"],
			"change": [
				_gone("/interaction_test"),
				_gone("/assessment/EUAIA-50.5.timing/answers/notice_of_50_1_clear_and_distinguishable"),
			],
			"want": {},
		},
	}

	checks := art_50.information_clear_and_in_time with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as object.union(_asked, {"aside": object.get(case, "aside", [])})
		with applicability.of as _of

	_found(checks) == object.union(_timing, case.want)
}

test_information_of_a_deployer_is_due_later[note] if {
	some note, case in {
		"before the market": {"stage": "pre_deploy", "unknown": {["first shown", "app"], ["first shown", "web"], "notice_of_50_1_clear_and_distinguishable"}},
		"at first use": {
			"stage": "first_use",
			"unknown": {
				["first shown", "app"],
				["first shown", "web"],
				"notice_of_50_1_clear_and_distinguishable",
				"notice_of_50_3_at_the_latest_at_first_exposure",
				"notice_of_50_3_clear_and_distinguishable",
			},
		},
	}

	checks := art_50.information_clear_and_in_time with trust.evidence as {"system": _said.system}
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as object.union(_asked, {"stage": case.stage, "aside": []})
		with applicability.of as _of

	{found.term | some found in checks; found.status == "unknown"} == case.unknown
}

test_information_accessible[note] if {
	whole := {
		["readable", "app"]: "pass",
		["readable", "web"]: "pass",
		"notice_of_50_1_accessible": "pass",
		"notice_of_50_3_accessible": "pass",
		"disclosure_of_deep_fakes_accessible": "pass",
		"disclosure_of_texts_accessible": "pass",
	}
	some note, case in {
		"all of it": {"change": [], "want": {}},
		"hidden from screen readers": {
			"change": [_set("/interaction_test/interfaces/web/page/notice_in_accessibility_tree", false)],
			"want": {["readable", "web"]: "fail"},
		},
		"judged as not met": {
			"change": [_answer("50.5.accessibility", "notice_of_50_3_accessible", "no", "n")],
			"want": {"notice_of_50_3_accessible": "fail"},
		},
		"judged on other publications": {
			"change": [_answer("50.5.accessibility", "disclosure_of_texts_accessible", "yes", "n")],
			"want": {"disclosure_of_texts_accessible": "unknown"},
		},
		"the provider alone": {
			"aside": _of_deployers,
			"change": [
				_set("/assessment/EUAIA-50.5.accessibility/answers", {"notice_of_50_1_accessible": _cited("yes", "i")}),
			],
			"want": {},
		},
		"nobody judged it": {
			"change": [_gone("/assessment")],
			"want": {term: "unknown" | some term, _ in whole; is_string(term)},
		},
	}

	checks := art_50.information_accessible with trust.evidence as json.patch(_said, case.change)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as object.union(_asked, {"aside": object.get(case, "aside", [])})
		with applicability.of as _of

	_found(checks) == object.union(whole, case.want)
}

_of_deployers := ["EUAIA-50.3.inform", "EUAIA-50.4.deepfake", "EUAIA-50.4.text"]

# What falls away is told by the question here; the facts behind it are tested below.
_of(control) := {"answer": "no", "because": {"reason": "the condition is not met", "facts": [], "signers": ["b.keller"]}} if {
	some id in input.aside
	_controls[id].rule == control.rule
} else := {"answer": "yes", "because": null}

# What is not due is left out, since a pass would rest on nothing.
test_information_is_asked_from_its_stage[note] if {
	some note, case in {
		"before the market": {"stage": "pre_deploy", "left_out": (_of_exposure | _of_publications)},
		"at first use": {"stage": "first_use", "left_out": _of_publications},
		"in use": {"stage": "post_deploy", "left_out": set()},
		"at a stage that nobody knows": {"stage": "some day", "left_out": set()},
		"at training": {
			"stage": "training",
			"left_out": ((_of_exposure | _of_publications) | {"notice_of_50_1_clear_and_distinguishable"}),
		},
	}

	checks := art_50.information_clear_and_in_time with trust.evidence as _said
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as object.union(_asked, {"stage": case.stage, "aside": []})
		with applicability.of as _of

	{check.term | some check in checks} == object.keys(_timing) - case.left_out
}

_of_exposure := {"notice_of_50_3_at_the_latest_at_first_exposure", "notice_of_50_3_clear_and_distinguishable"}

_of_publications := {
	"disclosure_of_deep_fakes_clear_and_distinguishable",
	"disclosure_of_texts_clear_and_distinguishable",
	["disclosed in time", "clip-1"],
	["disclosed in time", "clip-2"],
	["disclosed in time", "news-1"],
	["disclosed in time", "news-2"],
}

test_publications_that_owe_nothing_keep_no_moment[note] if {
	late := [_set(concat("/", ["/published_content/sample", kind, "items/0/disclosed_at"]), "2026-11-12T09:00:01Z") |
		some kind in ["deep_fakes", "texts"]
	]
	some note, case in {
		"no deep fakes": {"aside": ["EUAIA-50.4.deepfake"], "fails": {["disclosed in time", "news-1"]}},
		"no texts": {"aside": ["EUAIA-50.4.text"], "fails": {["disclosed in time", "clip-1"]}},
	}

	checks := art_50.information_clear_and_in_time with trust.evidence as json.patch(_said, late)
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as object.union(_asked, {"aside": case.aside})
		with applicability.of as _of

	{check.term | some check in checks; check.status == "fail"} == case.fails
}

test_readable_where_it_is_owed[note] if {
	some note, case in {
		"owed and due": {"aside": [], "stage": "pre_deploy", "want": ["unknown", "the notice was not seen as text, or nothing was tested"]},
		"not owed": {"aside": ["EUAIA-50.1"], "stage": "post_deploy", "want": ["pass", "the condition is not met"]},
	}

	checks := art_50.information_accessible with trust.evidence as {"system": _said.system}
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as object.union(_asked, {"stage": case.stage, "aside": case.aside})
		with applicability.of as _of

	{[check.status, check.because] | some check in checks; check.term in [["readable", "app"], ["readable", "web"]]} == {case.want}
	count([1 | some check in checks; check.term in [["readable", "app"], ["readable", "web"]]]) == 2
}

test_information_is_owed_by_the_facts if {
	found := art_50.information_accessible with trust.evidence as json.patch(_said, [
		_fact("deep_fakes", "no"),
		_fact("text_of_public_interest", "unknown"),
		_gone("/assessment"),
	])
		with trust.documents as _documents
		with data.org.settings as _settings
		with input as _asked

	{check.term | some check in found; check.because == "the condition is not met"} == {"disclosure_of_deep_fakes_accessible"}
	{check.term | some check in found; check.status == "unknown"} == {
		"notice_of_50_1_accessible",
		"notice_of_50_3_accessible",
		"disclosure_of_texts_accessible",
	}
}

# ---------------------------------------------------------------- pitfalls

# The grace of Article 111(4) is for Article 50(2) alone, and so for its controls, which
# speak to providers; it asks that the system was placed on the market before the day.
test_pitfall_07_the_grace_covers_marking_alone[note] if {
	marking := {"EUAIA-50.2.marking", "EUAIA-50.2.quality"}
	others := object.keys(_controls) - marking
	some note, case in {
		"placed before the day": {"placing": _placed("2026-08-01T23:59:59Z"), "at": "2026-11-22T00:00:00Z", "binds": others},
		"the last moment of the grace": {"placing": _placed("2025-03-01T00:00:00Z"), "at": "2026-12-01T23:59:59Z", "binds": others},
		"the grace is over": {"placing": _placed("2025-03-01T00:00:00Z"), "at": "2026-12-02T00:00:00Z", "binds": (others | marking)},
		"placed on the day": {"placing": _placed("2026-08-02T00:00:00Z"), "at": "2026-11-22T00:00:00Z", "binds": (others | marking)},
		"put into service, not placed": {
			"placing": object.union(_placed("2025-03-01T00:00:00Z"), {"way": "put_into_service"}),
			"at": "2026-11-22T00:00:00Z", "binds": (others | marking),
		},
		"nobody says when": {"placing": {}, "at": "2026-11-22T00:00:00Z", "binds": (others | marking)},
		"before Article 50 applies": {"placing": _placed("2025-03-01T00:00:00Z"), "at": "2026-08-01T23:59:59Z", "binds": set()},
		"the day on which it does": {"placing": _placed("2025-03-01T00:00:00Z"), "at": "2026-08-02T00:00:00Z", "binds": others},
	}

	found := {id |
		some id, control in _controls
		calendar.binds(control.calendar, {"transparency"}, control.applies.roles, case.at).now
	} with trust.evidence as {"system": object.union(_said.system, {"stated_at": case.at, "placing": case.placing})}
		with trust.documents as object.union(_documents, {"system": {"digest": _sha("5"), "signers": ["b.keller"], "time": case.at}})
		with input as object.union(_asked, {"as_of": case.at})

	found == case.binds
}

test_pitfall_07_the_grace_is_for_no_deployer if {
	{id | some id, control in _controls; control.calendar == "transparency_marking"} == {"EUAIA-50.2.marking", "EUAIA-50.2.quality"}
	every id in ["EUAIA-50.2.marking", "EUAIA-50.2.quality"] {
		_controls[id].applies.roles == ["provider"]
	}
}

_placed(at) := {"first_placed_at": at, "way": "placed_on_market", "reason": "By the register of releases."}

# Banned at work and in education; elsewhere high-risk, and to be told of.
test_pitfall_08_emotion_recognition_elsewhere_is_to_be_told_of[note] if {
	some note, case in {
		"at work": {"work": "yes", "banned": "yes"},
		"elsewhere": {"work": "no", "banned": "no"},
	}
	changed := [
		_fact("at_work_or_in_education", case.work),
		_fact("medical_or_safety_reason", "no"),
		_fact("annex_iii_1_biometrics", "yes"),
		_fact("annex_iii_1_c_emotion_recognition", "yes"),
	]

	said := json.patch(_said, changed)

	found := [object.get(classification.points, ["5.1.f", "answer"], "no"), classification.tiers.high_risk_annex_iii.answer] with trust.evidence as said
		with trust.documents as _documents
		with input as _asked

	told := applicability.of(_controls["EUAIA-50.3.inform"]) with trust.evidence as said
		with trust.documents as _documents
		with input as _asked

	array.concat(found, [told.answer]) == [case.banned, "yes", "yes"]
}

# Age and sex too, though not high-risk.
test_pitfall_18_any_biometric_categorisation_is_to_be_told_of[note] if {
	some note, case in {
		"by age, and not high-risk": {"facts": {"annex_iii_1_b_sensitive_categorisation": "no"}, "want": "yes"},
		"by a sensitive trait": {"facts": {"annex_iii_1_b_sensitive_categorisation": "yes"}, "want": "yes"},
		"none": {"facts": {"biometric_categorisation": "no"}, "want": "no"},
		"nobody knows": {"facts": {"biometric_categorisation": "unknown"}, "want": "unknown"},
	}

	stated := object.union({"infers_emotions": "no", "infers_intentions_from_biometric_data": "no"}, case.facts)

	told := applicability.of(_controls["EUAIA-50.3.inform"]) with trust.evidence as json.patch(_said, [_fact(name, answer) | some name, answer in stated])
		with trust.documents as _documents
		with input as _asked

	told.answer == case.want
}

test_pitfall_17_both_facts_take_the_duty_for_texts_away[note] if {
	some note, case in {
		"both": {"review": "yes", "responsible": "yes", "want": "no"},
		"review alone": {"review": "yes", "responsible": "no", "want": "yes"},
		"responsibility alone": {"review": "no", "responsible": "yes", "want": "yes"},
		"responsibility unknown": {"review": "yes", "responsible": "unknown", "want": "yes"},
	}
	reason := "As the minutes of the editors say."
	stated := _set("/published_content/facts", {
		"human_review_or_editorial_control": {"answer": case.review, "reason": reason},
		"editorial_responsibility": {"answer": case.responsible, "reason": reason},
	})

	found := {id: answer |
		some id in ["EUAIA-50.4.text", "EUAIA-50.4.deepfake"]
		answer := applicability.of(_controls[id]).answer
	} with trust.evidence as json.patch(_said, [stated])
		with trust.documents as _documents
		with input as _asked

	found == {"EUAIA-50.4.text": case.want, "EUAIA-50.4.deepfake": "yes"}
}

# ---------------------------------------------------------------- the good base

_controls := {id: control |
	some id, control in data.lexgate.catalogue.controls
	startswith(id, "EUAIA-50.")
}

_found(checks) := {check.term: check.status | some check in checks}

_set(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_fact(name, answer) := _set(concat("/", ["/system/facts", name]), {"answer": answer, "reason": "So the owner says."})

_answer(id, element, answer, document) := _set(
	concat("/", [concat("", ["/assessment/EUAIA-", id, "/answers"]), element]),
	_cited(answer, document),
)

_cited(answer, document) := {
	"answer": answer,
	"reason": "Two people looked at it together.",
	"cites": [_digests[document]],
}

_no := {"answer": "no", "reason": "Nothing of this kind is generated."}

_digests := {"i": _sha("1"), "m": _sha("2"), "n": _sha("3"), "p": _sha("4")}

_sha(letter) := concat("", ["sha256:", concat("", [letter | some _ in numbers.range(1, 64)])])

_asked := {
	"as_of": "2026-11-22T10:00:00Z",
	"stage": "post_deploy",
	"subject": {"system": "scoring"},
}

_documents := {
	"interaction_test": {"digest": _digests.i, "signers": []},
	"marking_test": {"digest": _digests.m, "signers": []},
	"transparency_notices": {"digest": _digests.n, "signers": ["b.keller"]},
	"published_content": {"digest": _digests.p, "signers": ["b.keller"]},
	"system": {"digest": _sha("5"), "signers": ["b.keller"], "time": "2026-11-20T09:00:00Z"},
}

_settings := {"defaults": {
	"freshness": {"published_content": 31},
	"transparency": {
		"interfaces": ["app", "web"],
		"words_for_ai": ["AI"],
		"words_for_generated": ["AI-generated"],
		"minimum_outputs": 10,
		"minimum_sample": 2,
		"register_days": 28,
	},
}}

_marked := {
	"examined": 20,
	"detected": 20,
	"controls": {"examined": 20, "flagged": 0},
	"after_transformation": {"re_encoded": {"examined": 20, "detected": 5}},
}

_said := {
	"system": {
		"placed_on_market_at": "2026-11-10T00:00:00Z",
		"facts": {name: {"answer": answer, "reason": "So the owner says."} |
			some answer, names in {
				"yes": [
					"ai_system",
					"in_union_scope",
					"provider",
					"deployer",
					"concerns_natural_persons",
					"handles_biometric_data",
					"interacts_with_people",
					"generates_content",
					"synthetic_content_beyond_editing",
					"deep_fakes",
					"text_of_public_interest",
					"infers_emotions",
					"emotions_from_biometric_data",
					"biometric_categorisation",
				],
				"no": [
					"excluded_by_article_2",
					"importer",
					"product_manufacturer",
					"own_name_on_it",
					"substantially_modified",
					"intended_purpose_changed",
					"annex_i_product_or_safety_component",
					"obvious_that_it_is_ai",
					"authorised_by_law_against_crime",
					"permitted_by_law_against_crime",
					"accessibility_requirements_not_applicable_50_5",
					"infers_intentions_from_biometric_data",
				],
			}
			some name in names
		},
	},
	"interaction_test": {"interfaces": {
		"app": {
			"notice": "I am an AI assistant.",
			"first_shown": "first_answer",
			"page": null,
			"first_answers": {"requests": 3, "answered": 3, "with_notice": 3},
		},
		"web": {
			"notice": "You deal with AI, and cameras estimate your age.",
			"first_shown": "page",
			"page": {
				"language": "en",
				"notice_shown": true,
				"notice_in_accessibility_tree": true,
				"notice_in_image_alone": false,
				"scripts": 0,
			},
			"first_answers": null,
		},
	}},
	"marking_test": {"modalities": {"image": _marked, "text": _marked}},
	"transparency_notices": {
		"operation": {
			"emotion_recognition": {
				"words": "A machine listens for distress.",
				"place": "Before the call",
				"event": "distress_notice",
				"interface": null,
			},
			"biometric_categorisation": {
				"words": "You deal with AI, and cameras estimate your age.",
				"place": "First page",
				"event": null,
				"interface": "web",
			},
		},
		"legal_basis": {
			"regulation_2016_679": {
				"applicable": "yes",
				"reason": "A private controller in the Union.",
				"basis": "Article 6(1)(a), consent",
			},
			"regulation_2018_1725": {"applicable": "no", "reason": "No body of the Union.", "basis": null},
			"directive_2016_680": {"applicable": "no", "reason": "No law enforcement.", "basis": null},
		},
	},
	"log_records": {"other_events": {"distress_notice": 4}},
	"published_content": {
		"stated_at": "2026-11-20T09:00:00Z",
		"period": {"from": "2026-11-01T00:00:00Z", "to": "2026-11-19T00:00:00Z"},
		"first": "yes",
		"predecessor": null,
		"sample": {
			"deep_fakes": {
				"drawn": "2026-11-19T10:00:00Z",
				"how": "All there were.",
				"of": 2,
				"size": 2,
				"items": [object.union(_publication("clip", number), {
					"medium": "video",
					"shown": "with_content",
					"artistic_work": null,
				}) |
					some number in [1, 2]
				],
			},
			"texts": {
				"drawn": "2026-11-19T10:00:00Z",
				"how": "Every fifth by date.",
				"of": 9,
				"size": 2,
				"items": [
					object.union(_publication("news", 1), {"human_review": null, "editorial_responsibility": null}),
					object.union(_publication("news", 2), {
						"disclosure": null,
						"disclosed_at": null,
						"human_review": "An editor read it against its sources.",
						"editorial_responsibility": "Head of communication",
					}),
				],
			},
		},
	},
	"assessment": {
		"EUAIA-50.2.quality": {"answers": object.union(
			{quality: _cited("yes", "m") | some quality in ["effective", "interoperable", "robust", "reliable"]},
			{"generates_audio": _no, "generates_video": _no},
		)},
		"EUAIA-50.3.data": {"answers": {act: _cited("yes", "n") |
			some act in ["directive_2016_680", "regulation_2016_679", "regulation_2018_1725"]
		}},
		"EUAIA-50.5.timing": {"answers": {
			"notice_of_50_1_clear_and_distinguishable": _cited("yes", "i"),
			"notice_of_50_3_at_the_latest_at_first_exposure": _cited("yes", "n"),
			"notice_of_50_3_clear_and_distinguishable": _cited("yes", "n"),
			"disclosure_of_deep_fakes_clear_and_distinguishable": _cited("yes", "p"),
			"disclosure_of_texts_clear_and_distinguishable": _cited("yes", "p"),
		}},
		"EUAIA-50.5.accessibility": {"answers": {
			"notice_of_50_1_accessible": _cited("yes", "i"),
			"notice_of_50_3_accessible": _cited("yes", "n"),
			"disclosure_of_deep_fakes_accessible": _cited("yes", "p"),
			"disclosure_of_texts_accessible": _cited("yes", "p"),
		}},
	},
}

_publication(kind, number) := {
	"reference": concat("-", [kind, format_int(number, 10)]),
	"digest": _sha(format_int(number, 10)),
	"published_at": "2026-11-12T09:00:00Z",
	"disclosure": "This is AI-generated.",
	"disclosed_at": "2026-11-12T09:00:00Z",
}
