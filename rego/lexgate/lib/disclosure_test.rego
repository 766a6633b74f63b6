package lexgate.lib.disclosure_test

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.disclosure

_now := {"as_of": "2026-11-22T10:00:00Z", "stage": "post_deploy"}

_found(value) := {"value": value, "source": ["a", "document"]}

_set(path, value) := {"op": "add", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_answer(found) := [found.status, found.because, found.basis]

_pass(basis) := ["pass", null, basis]

# ---------------------------------------------------------------- what is owed

test_asked_from[note] if {
	some note, case in {
		"later": {"stage": "post_deploy", "due": "first_use", "want": true},
		"now": {"stage": "first_use", "due": "first_use", "want": true},
		"not yet": {"stage": "pre_deploy", "due": "first_use", "want": false},
		"a stage that nobody knows": {"stage": "later", "due": "first_use", "want": true},
		"no stage": {"stage": null, "due": "first_use", "want": true},
		"due at no stage": {"stage": "pre_deploy", "due": "some day", "want": true},
	}

	found := [1 | disclosure.asked_from(case.due)] with input as {"stage": case.stage}

	[count(found) == 1] == [case.want]
}

test_owed[note] if {
	aside := {"reason": "the condition is not met", "facts": ["deployer"], "signers": ["b.keller"]}
	some note, case in {
		"owed": {"because": null, "id": "EUAIA-50.1", "want": ["unknown", "asked"]},
		"not owed": {"because": aside, "id": "EUAIA-50.1", "want": ["pass", "the condition is not met"]},
		"not owed, by nobody's word": {
			"because": object.union(aside, {"signers": []}),
			"id": "EUAIA-50.1",
			"want": ["unknown", "asked"],
		},
		"by a control that is not there": {"because": aside, "id": "EUAIA-50.99", "want": ["unknown", "asked"]},
	}

	asked := check.decided("a", _found(1), {"status": "unknown", "because": "asked", "basis": "measured"})

	found := disclosure.owed("a", case.id, asked) with applicability.of as {"answer": "no", "because": case.because}

	[found.term, found.status, found.because] == array.concat(["a"], case.want)
}

# ---------------------------------------------------------------- interfaces

_page := {
	"language": "en",
	"notice_shown": true,
	"notice_in_accessibility_tree": true,
	"notice_in_image_alone": false,
	"scripts": 2,
}

_by_page := {
	"notice": "You are talking to an AI system.",
	"first_shown": "page",
	"page": _page,
	"first_answers": null,
}

_by_answer := {
	"notice": "I am an artificial-intelligence assistant.",
	"first_shown": "first_answer",
	"page": null,
	"first_answers": {"requests": 5, "answered": 5, "with_notice": 5},
}

_no_words := ["fail", "the words that were looked for do not speak of AI", "measured"]

_unseen := ["fail", "the words were seen neither on the page nor in each first answer", "measured"]

_scripts := ["unknown", "not seen in the page as it was served; its scripts were not run", "measured"]

_untested := ["unknown", "no test of this interface", "measured"]

test_shown_first[note] if {
	some note, case in {
		"on the page": {"met": _by_page, "change": [], "want": _pass("measured")},
		"in each first answer": {"met": _by_answer, "change": [], "want": _pass("measured")},
		"in capitals and with a hyphen": {"met": _by_page, "change": [_set("/notice", "An ai-based service")], "want": _pass("measured")},
		"said is not AI": {"met": _by_page, "change": [_set("/notice", "It is said that we maintain it.")], "want": _no_words},
		"words that say nothing of AI": {"met": _by_answer, "change": [_set("/notice", "Welcome to our service")], "want": _no_words},
		"words that are too short to say it": {"met": _by_page, "change": [_set("/notice", "AI AI")], "want": _scripts},
		"words that are no text": {"met": _by_page, "change": [_set("/notice", 7)], "want": _scripts},
		"page without the notice, with one script": {
			"met": _by_page,
			"change": [_set("/first_shown", null), _set("/page/notice_shown", false), _set("/page/scripts", 1)],
			"want": _scripts,
		},
		"page without the notice, with scripts": {
			"met": _by_page,
			"change": [_set("/first_shown", null), _set("/page/notice_shown", false)],
			"want": _scripts,
		},
		"page without the notice, without scripts": {
			"met": _by_page,
			"change": [_set("/first_shown", null), _set("/page/notice_shown", false), _set("/page/scripts", 0)],
			"want": _unseen,
		},
		"the place is claimed, the page says no": {
			"met": _by_page,
			"change": [_set("/page/notice_shown", false), _set("/page/scripts", 0)],
			"want": _untested,
		},
		"in an image alone": {
			"met": _by_page,
			"change": [_set("/first_shown", null), _set("/page/notice_in_image_alone", true), _set("/page/scripts", 0)],
			"want": ["unknown", "only the alternative of an image says it; nobody looked at the image", "measured"],
		},
		"in the one first answer": {
			"met": _by_answer,
			"change": [_set("/first_answers", {"requests": 1, "answered": 1, "with_notice": 1})],
			"want": _pass("measured"),
		},
		"in each first answer, and first shown nowhere": {"met": _by_answer, "change": [_set("/first_shown", null)], "want": _unseen},
		"one answer without it": {
			"met": _by_answer,
			"change": [_set("/first_answers/with_notice", 4)],
			"want": _untested,
		},
		"one answer without it, and seen so": {
			"met": _by_answer,
			"change": [_set("/first_answers/with_notice", 4), _set("/first_shown", null)],
			"want": _unseen,
		},
		"one message without an answer": {"met": _by_answer, "change": [_set("/first_answers/answered", 4)], "want": _untested},
		"no message": {
			"met": _by_answer,
			"change": [_set("/first_answers", {"requests": 0, "answered": 0, "with_notice": 0})],
			"want": _untested,
		},
		"messages that can't be counted": {
			"met": _by_answer,
			"change": [_set("/first_answers", {"requests": "5", "answered": "5", "with_notice": "5"})],
			"want": _untested,
		},
		"nobody says where": {"met": _by_page, "change": [_gone("/first_shown")], "want": _scripts},
		"no notice": {"met": _by_page, "change": [_gone("/notice")], "want": _scripts},
		"a word for yes": {"met": _by_page, "change": [_set("/page/notice_shown", "true")], "want": _scripts},
		"nothing there": {"met": null, "change": [], "want": _untested},
	}

	found := disclosure.shown_first("web", _found(json.patch(case.met, case.change)), {"AI", "artificial intelligence"})

	_answer(found) == case.want
}

test_words_for_ai_that_cannot_be_used[note] if {
	some note, case in {
		"none": {"words": set(), "want": "unknown"},
		"numbers": {"words": {1, 2}, "want": "unknown"},
		"signs alone": {"words": {"-"}, "want": "fail"},
		"signs alone, and a notice of signs": {"words": {"-"}, "notice": "-- --", "want": "fail"},
	}

	found := disclosure.shown_first("web", _found(object.union(_by_page, {"notice": object.get(case, "notice", _by_page.notice)})), case.words)

	found.status == case.want
}

test_interfaces_known[note] if {
	beyond := ["fail", "an interface was tested that the organisation does not name", "measured"]
	nothing := ["unknown", "no interface was tested", "measured"]
	some note, case in {
		"the one": {"met": {"web": {}}, "names": {"web"}, "want": _pass("measured")},
		"fewer": {"met": {"web": {}}, "names": {"web", "app"}, "want": _pass("measured")},
		"more": {"met": {"web": {}, "app": {}}, "names": {"web"}, "want": beyond},
		"another": {"met": {"app": {}}, "names": {"web"}, "want": beyond},
		"none": {"met": {}, "names": {"web"}, "want": nothing},
		"nothing": {"met": null, "names": {"web"}, "want": nothing},
		"a list": {"met": ["web"], "names": {"web"}, "want": nothing},
		"a setting that can't be used": {"met": {"web": {}}, "names": {{"unusable_setting": ["a"]}}, "want": nothing},
	}

	_answer(disclosure.interfaces_known("tested", _found(case.met), case.names)) == case.want
}

test_readable[note] if {
	unread := ["unknown", "the notice was not seen as text, or nothing was tested", "measured"]
	some note, case in {
		"text of the page": {"met": _by_page, "change": [], "want": _pass("measured")},
		"a region in the language": {"met": _by_page, "change": [_set("/page/language", "de-AT")], "want": _pass("measured")},
		"text of an answer": {
			"met": _by_answer, "change": [],
			"want": ["pass", "the notice is the text of an answer; no page was judged", "measured"],
		},
		"text of an answer on a page": {
			"met": _by_answer,
			"change": [_set("/page", object.union(_page, {"notice_shown": false, "notice_in_accessibility_tree": false}))],
			"want": ["pass", "the notice is the text of an answer; no page was judged", "measured"],
		},
		"text of an answer on a page that reads well": {
			"met": _by_answer, "change": [_set("/page", _page)],
			"want": ["pass", "the notice is the text of an answer; no page was judged", "measured"],
		},
		"for screen readers, and shown to nobody else": {"met": _by_page, "change": [_set("/page/notice_shown", false)], "want": unread},
		"not seen, on a page of no language": {
			"met": _by_page,
			"change": [_set("/first_shown", null), _set("/page/language", null)],
			"want": unread,
		},
		"hidden from screen readers": {
			"met": _by_page,
			"change": [_set("/page/notice_in_accessibility_tree", false)],
			"want": ["fail", "the notice is hidden from screen readers", "measured"],
		},
		"no language": {
			"met": _by_page,
			"change": [_set("/page/language", null)],
			"want": ["fail", "the page does not state its language", "measured"],
		},
		"no language in words": {"met": _by_page, "change": [_set("/page/language", "")], "want": unread},
		"not seen": {
			"met": _by_page,
			"change": [_set("/first_shown", null), _set("/page/notice_shown", false), _set("/page/notice_in_accessibility_tree", false)],
			"want": unread,
		},
		"an answer that was not seen in each": {"met": _by_answer, "change": [_set("/first_answers/with_notice", 1)], "want": unread},
		"nothing there": {"met": null, "change": [], "want": unread},
	}

	_answer(disclosure.readable("web", _found(json.patch(case.met, case.change)))) == case.want
}

# ---------------------------------------------------------------- marks of outputs

_tested := {
	"examined": 20,
	"detected": 20,
	"controls": {"examined": 20, "flagged": 1},
	"after_transformation": {"cropped": {"examined": 20, "detected": 3}, "re_encoded": {"examined": 20, "detected": 20}},
}

_not_generated := {"answer": "no", "reason": "It writes text and nothing else."}

_by_two := ["pass", "two people say that nothing of it is generated", "assessed"]

_untried := ["unknown", "not tested, and nobody says with a reason that it is not generated", "measured"]

test_marked[note] if {
	unmarked := ["fail", "outputs were examined in which no mark was found", "measured"]
	indiscriminate := ["fail", "what is no output is flagged too, so that nothing is told apart", "measured"]
	few := ["unknown", "fewer outputs than the least number that counts", "measured"]
	some note, case in {
		"all detected": {"change": [], "want": _pass("measured")},
		"all detected, and said to be generated": {
			"change": [], "said": {"answer": "yes", "reason": "It draws pictures."}, "want": _pass("measured"),
		},
		"one not detected": {"change": [_set("/detected", 19)], "want": unmarked},
		"none detected": {"change": [_set("/detected", 0)], "want": unmarked},
		"all that is none is flagged": {"change": [_set("/controls/flagged", 20)], "want": indiscriminate},
		"all but one that is none is flagged": {"change": [_set("/controls/flagged", 19)], "want": _pass("measured")},
		"one too few": {"change": [_set("/examined", 19), _set("/detected", 19)], "want": few},
		"no least number": {"change": [], "minimum": null, "want": _untried},
		"a least number in words": {"change": [], "minimum": "20", "want": _untried},
		"one, and one is enough": {"change": [_set("/examined", 1), _set("/detected", 1)], "minimum": 1, "want": _pass("measured")},
		"one control": {"change": [_set("/controls", {"examined": 1, "flagged": 0})], "want": _pass("measured")},
		"controls as text": {"change": [_set("/controls/examined", "20")], "want": _untried},
		"null for flags": {"change": [_set("/controls/flagged", null)], "want": _untried},
		"null for marks": {"change": [_set("/detected", null)], "want": _untried},
		"more detected than examined": {"change": [_set("/detected", 21)], "want": _untried},
		"no controls": {"change": [_set("/controls", {"examined": 0, "flagged": 0})], "want": _untried},
		"controls gone": {"change": [_gone("/controls")], "want": _untried},
		"flags gone": {"change": [_gone("/controls/flagged")], "want": _untried},
		"a part of an output": {"change": [_set("/examined", 20.5)], "want": _untried},
		"counts as text": {"change": [_set("/examined", "20"), _set("/detected", "20")], "want": _untried},
		"nothing examined": {"change": [_set("/examined", 0), _set("/detected", 0)], "minimum": 0, "want": _untried},
		"not generated": {"found": null, "said": _not_generated, "want": _by_two},
		"not generated, without a reason": {"found": null, "said": {"answer": "no", "reason": "TODO"}, "want": _untried},
		"not generated, by nobody": {"found": null, "said": null, "want": _untried},
		"said to be generated, not tested": {"found": null, "said": {"answer": "yes", "reason": "It draws pictures."}, "want": _untried},
		"not generated, yet examined": {
			"change": [], "said": _not_generated,
			"want": ["fail", "said not to be generated, yet outputs of it were examined", "assessed"],
		},
		"not generated, yet one examined": {
			"change": [_set("/examined", 1), _set("/detected", 1)], "said": _not_generated,
			"want": ["fail", "said not to be generated, yet outputs of it were examined", "assessed"],
		},
		"not generated, and none examined": {
			"change": [_set("/examined", 0), _set("/detected", 0)], "said": _not_generated,
			"want": _untried,
		},
		"not generated, and nothing that counts": {"found": {}, "said": _not_generated, "want": _untried},
	}

	tested := object.get(case, "found", json.patch(_tested, object.get(case, "change", [])))

	found := disclosure.marked(
		"image",
		_found(tested),
		_found(object.get(case, "said", null)),
		object.get(case, "minimum", 20),
	)

	_answer(found) == case.want
}

test_tested_at_all[note] if {
	nothing := ["unknown", "no output of any kind was examined", "measured"]
	some note, case in {
		"one": {"value": {"image": _tested}, "want": _pass("measured")},
		"one without outputs": {"value": {"image": {}}, "want": nothing},
		"none of its outputs": {"value": {"image": object.union(_tested, {"examined": 0, "detected": 0})}, "want": nothing},
		"something else": {"value": {"smell": _tested}, "want": nothing},
		"none": {"value": {}, "want": nothing},
		"nothing": {"value": null, "want": nothing},
		"a list": {"value": ["image"], "want": nothing},
	}

	_answer(disclosure.tested_at_all("a", _found(case.value), {"audio", "image"})) == case.want
}

test_transformed[note] if {
	judged := ["pass", "how many survived is for the assessors to judge", "measured"]
	nothing := ["unknown", "no transformation was tried, or on fewer outputs than count", "measured"]
	some note, case in {
		"tried in two ways": {"change": [], "want": judged},
		"tried on one, and one is enough": {
			"change": [_set("/after_transformation", {"cropped": {"examined": 1, "detected": 1}})],
			"minimum": 1,
			"want": judged,
		},
		"tried on none, and none is asked": {
			"change": [_set("/after_transformation", {"cropped": {"examined": 0, "detected": 0}})],
			"minimum": 0,
			"want": nothing,
		},
		"tried on a number in words": {"change": [_set("/after_transformation/cropped/examined", "20")], "want": nothing},
		"more marks than outputs": {"change": [_set("/detected", 21)], "want": nothing},
		"none survived": {"change": [_set("/after_transformation/cropped/detected", 0)], "want": judged},
		"none tried": {"change": [_set("/after_transformation", {})], "want": nothing},
		"on too few": {"change": [_set("/after_transformation/cropped", {"examined": 19, "detected": 19})], "want": nothing},
		"more detected than tried": {"change": [_set("/after_transformation/cropped/detected", 21)], "want": nothing},
		"not counted": {"change": [_gone("/after_transformation/cropped/detected")], "want": nothing},
		"null for a count": {"change": [_set("/after_transformation/cropped/detected", null)], "want": nothing},
		"gone": {"change": [_gone("/after_transformation")], "want": nothing},
		"null": {"change": [_set("/after_transformation", null)], "want": nothing},
		"no least number": {"change": [], "minimum": null, "want": nothing},
		"outputs not counted": {"change": [_gone("/examined")], "want": nothing},
		"not generated": {"found": null, "said": _not_generated, "want": _by_two},
		"not generated, yet examined": {"change": [], "said": _not_generated, "want": nothing},
		"nothing there": {"found": null, "want": nothing},
	}

	tested := object.get(case, "found", json.patch(_tested, object.get(case, "change", [])))

	found := disclosure.transformed(
		"image",
		_found(tested),
		_found(object.get(case, "said", null)),
		object.get(case, "minimum", 20),
	)

	_answer(found) == case.want
}

# Shown is the test, or what was tried in it; what people say of the modality only where there is none.
test_marks_as_shown[note] if {
	test := ["a", "document"]
	word := ["said", "by", "two"]
	untried := object.remove(_tested, {"after_transformation"})
	some note, case in {
		"tested": {"tested": _tested, "said": null, "marked": [_tested, test], "tried": [_tested.after_transformation, test]},
		"tested, and denied": {
			"tested": _tested, "said": _not_generated,
			"marked": [_tested, test], "tried": [_tested.after_transformation, test],
		},
		"tested, nothing tried, and denied": {
			"tested": untried, "said": _not_generated,
			"marked": [untried, test], "tried": [null, test],
		},
		"denied": {"tested": null, "said": _not_generated, "marked": [_not_generated, word], "tried": [_not_generated, word]},
		"neither": {"tested": null, "said": null, "marked": [null, test], "tried": [null, test]},
	}

	said := {"value": case.said, "source": word}
	marked := disclosure.marked("image", _found(case.tested), said, 20)
	tried := disclosure.transformed("image", _found(case.tested), said, 20)

	[[marked.observed, marked.source], [tried.observed, tried.source]] == [case.marked, case.tried]
}

# ---------------------------------------------------------------- notices of a deployer

_notice := {
	"words": "Cameras here estimate your age.",
	"place": "At the entrance",
	"event": "notice_shown",
	"interface": null,
}

_displayed := object.union(_notice, {"event": null, "interface": "web"})

_seen := {
	"events": _found({"notice_shown": 12}),
	"interfaces": _found({"web": object.union(_by_page, {"notice": "Cameras here estimate your  AGE"})}),
}

test_told[note] if {
	denied := ["pass", "signed facts say that it does not", "attested", false]
	told := ["pass", null, "documented", true]
	unlogged := ["fail", "the log holds no such event", "documented", true]
	other := ["fail", "the interface was not seen to show these words", "documented", true]
	nothing := ["unknown", "no notice, or no log or interface in which it was seen", "documented", false]
	some note, case in {
		"logged": {"does": "yes", "notice": _notice, "want": told},
		"shown": {"does": "yes", "notice": _displayed, "want": told},
		"logged and shown": {"does": "yes", "notice": object.union(_notice, {"interface": "web"}), "want": told},
		"logged once": {
			"does": "yes", "notice": _notice,
			"seen": object.union(_seen, {"events": _found({"notice_shown": 1})}), "want": told,
		},
		"shown, at no place": {"does": "yes", "notice": object.union(_displayed, {"place": null}), "want": nothing},
		"perhaps done, logged": {"does": "unknown", "notice": _notice, "want": told},
		"not done": {"does": "no", "notice": null, "want": denied},
		"perhaps done, without a notice": {"does": "unknown", "notice": null, "want": nothing},
		"done, without a notice": {"does": "yes", "notice": null, "want": nothing},
		"an event that the log lacks": {"does": "yes", "notice": object.union(_notice, {"event": "other"}), "want": unlogged},
		"an event that never happened": {
			"does": "yes", "notice": _notice,
			"seen": object.union(_seen, {"events": _found({"notice_shown": 0})}), "want": unlogged,
		},
		"an event that can't be counted": {
			"does": "yes", "notice": _notice,
			"seen": object.union(_seen, {"events": _found({"notice_shown": "many"})}), "want": unlogged,
		},
		"no log": {"does": "yes", "notice": _notice, "seen": object.union(_seen, {"events": _found(null)}), "want": nothing},
		"other words than shown": {"does": "yes", "notice": object.union(_displayed, {"words": "We wish you a good day."}), "want": other},
		"another interface": {"does": "yes", "notice": object.union(_displayed, {"interface": "app"}), "want": other},
		"not seen at first": {
			"does": "yes", "notice": _displayed,
			"seen": object.union(_seen, {"interfaces": _found({"web": object.union(_by_page, {
				"notice": "Cameras here estimate your age.",
				"first_shown": null,
			})})}),
			"want": other,
		},
		"no test of interfaces": {
			"does": "yes", "notice": _displayed,
			"seen": object.union(_seen, {"interfaces": _found(null)}), "want": nothing,
		},
		"logged, and not shown as said": {"does": "yes", "notice": object.union(_notice, {"interface": "app"}), "want": told},
		"shown, and not logged as said": {
			"does": "yes", "notice": object.union(_displayed, {"event": "other"}), "want": told,
		},
		"seen nowhere": {"does": "yes", "notice": object.union(_notice, {"event": null}), "want": nothing},
		"placeholder words": {"does": "yes", "notice": object.union(_notice, {"words": "to be defined"}), "want": nothing},
		"no place": {"does": "yes", "notice": object.union(_notice, {"place": null}), "want": nothing},
	}

	found := disclosure.told("notice", case.does, _found(case.notice), object.get(case, "seen", _seen))

	array.concat(_answer(found), [object.get(found, "linked", false)]) == case.want
}

test_told_rests_on_the_signed_facts_where_they_deny_it[note] if {
	some note, case in {
		"denied": {"does": "no", "want": ["no", ["system", "facts"]]},
		"not denied": {"does": "yes", "want": [_notice, ["a", "document"]]},
	}

	found := disclosure.told("notice", case.does, _found(_notice), _seen)

	[found.observed, found.source] == case.want
}

_act := {"applicable": "yes", "reason": "A private controller in the Union.", "basis": "Article 6(1)(a): consent"}

test_lawful[note] if {
	based := ["pass", "text only: nothing that was observed to compare it with", "documented"]
	aside := ["pass", "said not to apply", "documented"]
	baseless := ["fail", "it applies, and no provision is named that allows the processing", "documented"]
	nothing := ["unknown", "nobody says whether it applies, why, and by which provision", "documented"]
	some note, case in {
		"applies": {"act": _act, "want": based},
		"does not apply": {"act": object.union(_act, {"applicable": "no", "basis": null}), "want": aside},
		"applies without a basis": {"act": object.union(_act, {"basis": null}), "want": baseless},
		"a basis that names no provision": {"act": object.union(_act, {"basis": "It is quite lawful."}), "want": nothing},
		"a basis that says nothing": {"act": object.union(_act, {"basis": "6"}), "want": nothing},
		"no reason": {"act": object.union(_act, {"reason": "TBD"}), "want": nothing},
		"does not apply, without a reason": {
			"act": object.union(_act, {"applicable": "no", "basis": null, "reason": ""}), "want": nothing,
		},
		"does not apply, with a basis": {"act": object.union(_act, {"applicable": "no"}), "want": aside},
		"nobody says whether": {"act": object.remove(_act, {"applicable"}), "want": nothing},
		"nothing there": {"act": null, "want": nothing},
	}

	_answer(disclosure.lawful("act", _found(case.act))) == case.want
}

test_one_applies[note] if {
	none := ["fail", "personal data are processed, and no act is said to apply", "documented"]
	nothing := ["unknown", "nobody says which act applies", "documented"]
	some note, case in {
		"one": {"answers": ["no", "yes", "no"], "want": _pass("documented")},
		"all": {"answers": ["yes", "yes", "yes"], "want": _pass("documented")},
		"none": {"answers": ["no", "no", "no"], "want": none},
		"two, and one open": {"answers": ["no", null, "no"], "want": nothing},
	}

	acts := [{"value": {"applicable": answer}, "source": ["act", place]} | some place, answer in case.answers]

	found := disclosure.one_applies("acts", acts)
	_answer(found) == case.want
	[found.observed, found.source] == [case.answers, ["act", 0]]
}

test_one_applies_of_nothing if {
	_answer(disclosure.one_applies("acts", [_found(null), _found(null)])) == ["unknown", "nobody says which act applies", "documented"]
}

# ---------------------------------------------------------------- publications

_register := {
	"stated_at": "2026-11-20T09:00:00Z",
	"period": {"from": "2026-10-20T00:00:00Z", "to": "2026-11-19T00:00:00Z"},
	"first": "yes",
	"predecessor": null,
}

_later := [_set("/first", "no"), _set("/predecessor", _sha("e"))]

_sha(letter) := concat("", ["sha256:", concat("", [letter | some _ in numbers.range(1, 64)])])

_limits := {"fresh": 31, "days": 28}

test_kept[note] if {
	goes_on := ["pass", "it goes on from the register that it names", "documented"]
	late := ["fail", "it is the first, and begins after the system was placed on the market", "documented"]
	short := ["fail", "it covers fewer days than the house asks", "documented"]
	nothing := ["unknown", "no whole register up to now, with its period and predecessor", "documented"]
	some note, case in {
		"the first": {"change": [], "want": _pass("documented")},
		"from the very moment of placing": {"change": [_set("/period/from", "2026-11-10T00:00:00Z")], "want": _pass("documented")},
		"after the placing": {"change": [_set("/period/from", "2026-11-10T00:00:01Z")], "want": late},
		"from the very moment of placing, with a predecessor": {
			"change": [_set("/period/from", "2026-11-10T00:00:00Z"), _set("/predecessor", _sha("e"))],
			"want": nothing,
		},
		"the first, of one moment": {
			"change": [_set("/period", {"from": "2026-11-10T00:00:00Z", "to": "2026-11-10T00:00:00Z"})],
			"want": _pass("documented"),
		},
		"nobody says when it was placed": {"change": [], "placed": null, "want": nothing},
		"a first with a predecessor": {"change": [_set("/predecessor", _sha("e"))], "want": nothing},
		"a later one": {"change": _later, "want": goes_on},
		"a later one after the placing": {
			"change": array.concat(_later, [_set("/period", {"from": "2026-10-22T00:00:00Z", "to": "2026-11-19T00:00:00Z"})]),
			"placed": "2026-01-01T00:00:00Z",
			"want": goes_on,
		},
		"a later one of a day too few": {
			"change": array.concat(_later, [_set("/period/from", "2026-10-22T00:00:01Z")]),
			"want": short,
		},
		"a later one of a day too few, after the placing": {
			"change": array.concat(_later, [_set("/period/from", "2026-10-22T00:00:01Z")]),
			"placed": "2026-01-01T00:00:00Z",
			"want": short,
		},
		"a later one that ends before it begins": {
			"change": array.concat(_later, [_set("/period/from", "2026-11-19T00:00:01Z")]),
			"want": nothing,
		},
		"a later one signed before it ends": {
			"change": array.concat(_later, [_set("/stated_at", "2026-11-18T00:00:00Z")]),
			"want": nothing,
		},
		"a later one of just the days that are asked": {
			"change": array.concat(_later, [_set("/period/from", "2025-11-18T00:00:00Z")]),
			"limits": {"fresh": 31, "days": 366},
			"want": goes_on,
		},
		"a later one without a predecessor": {"change": [_set("/first", "no")], "want": nothing},
		"a later one, and no number of days": {"change": _later, "limits": {"fresh": 31, "days": null}, "want": nothing},
		"a later one, and too many days asked": {"change": _later, "limits": {"fresh": 31, "days": 367}, "want": short},
		"up to the last day that counts": {"change": [_set("/period/to", "2026-10-22T10:00:00Z")], "want": _pass("documented")},
		"not up to now": {"change": [_set("/period/to", "2026-10-22T09:59:59Z")], "want": nothing},
		"a later one not up to now": {
			"change": array.concat(_later, [_set("/period", {"from": "2026-08-01T00:00:00Z", "to": "2026-10-22T09:59:59Z"})]),
			"want": nothing,
		},
		"no freshness": {"change": [], "limits": {"fresh": null, "days": 28}, "want": nothing},
		"the longest freshness": {"change": [], "limits": {"fresh": 36500, "days": 28}, "want": _pass("documented")},
		"freshness without end": {"change": [], "limits": {"fresh": 36501, "days": 28}, "want": nothing},
		"signed as it ends": {"change": [_set("/stated_at", "2026-11-19T00:00:00Z")], "want": _pass("documented")},
		"signed before it ends": {"change": [_set("/stated_at", "2026-11-18T00:00:00Z")], "want": nothing},
		"it ends before it begins": {"change": [_set("/period/from", "2026-11-19T00:00:01Z")], "placed": "2026-11-21T00:00:00Z", "want": nothing},
		"nobody says whether it is the first": {"change": [_gone("/first")], "want": nothing},
		"no period": {"change": [_gone("/period")], "want": nothing},
	}

	found := disclosure.kept(
		"register",
		_found(json.patch(_register, case.change)),
		_found(object.get(case, "placed", "2026-11-10T00:00:00Z")),
		object.get(case, "limits", _limits),
	) with input as _now

	_answer(found) == case.want
}

# A setting of more than a year is none, and no register is long enough for it.
test_no_register_passes_where_more_than_a_year_is_asked if {
	found := disclosure.kept(
		"register",
		_found(json.patch(_register, array.concat(_later, [_set("/period/from", "2025-01-01T00:00:00Z")]))),
		_found("2024-01-01T00:00:00Z"),
		{"fresh": 31, "days": 367},
	) with input as _now

	found.status != "pass"
}

# Shown is how far it goes, and not what was published.
test_kept_as_shown if {
	found := disclosure.kept("register", _found(object.union(_register, {"sample": {}})), _found(null), _limits) with input as _now

	[found.observed, found.source] == [_register, ["a", "document"]]
}

_sample := {
	"drawn": "2026-11-19T10:00:00Z",
	"how": "Every fifth by date.",
	"of": 9,
	"size": 2,
	"items": [
		{"reference": "clip-1", "digest": _sha("a"), "published_at": "2026-11-01T00:00:00Z"},
		{"reference": "clip-2", "digest": _sha("b"), "published_at": "2026-11-02T00:00:00Z"},
	],
}

_none_published := [_set("/of", 0), _set("/size", 0), _set("/items", [])]

test_drawn[note] if {
	other := ["fail", "it holds another number of publications than it counts", "sampled"]
	twice := ["fail", "a publication stands in it twice", "sampled"]
	outside := ["fail", "a publication lies outside the period", "sampled"]
	few := ["unknown", "fewer publications than count", "sampled"]
	none := ["pass", "none was published in the period, by people's word", "attested"]
	nothing := ["unknown", "no whole sample of publications is on record", "sampled"]
	some note, case in {
		"enough": {"change": [], "want": _pass("sampled")},
		"all there were": {"change": [_set("/of", 2)], "minimum": 10, "want": _pass("sampled")},
		"too few": {"change": [], "minimum": 3, "want": few},
		"none published": {"change": _none_published, "want": none},
		"none published, and no period": {"change": _none_published, "register": {}, "want": nothing},
		"none published, and nobody says since when": {
			"change": _none_published,
			"register": json.patch(_register, [_set("/period/from", "October")]),
			"want": nothing,
		},
		"none published, with no least number": {"change": _none_published, "minimum": null, "want": none},
		"none drawn of some, and none asked": {
			"change": [_set("/size", 0), _set("/items", [])],
			"minimum": 0,
			"want": few,
		},
		"one, and one is asked": {
			"change": [_set("/size", 1), _gone("/items/1")],
			"minimum": 1,
			"want": _pass("sampled"),
		},
		"one, and one is asked, and nobody says how": {
			"change": [_set("/size", 1), _gone("/items/1"), _set("/how", "tbd")],
			"minimum": 1,
			"want": nothing,
		},
		"too few, and one is nowhere to be found": {
			"change": [_set("/size", 1), _gone("/items/1"), _gone("/items/0/digest")],
			"want": nothing,
		},
		"a least number in words": {"change": [], "minimum": "3", "want": nothing},
		"none drawn of some": {"change": [_set("/size", 0), _set("/items", [])], "want": few},
		"no least number": {"change": [], "minimum": null, "want": nothing},
		"another number": {"change": [_set("/size", 3)], "want": other},
		"a number in words": {"change": [_set("/size", "2")], "want": nothing},
		"all there were, in words": {"change": [_set("/of", "9")], "want": nothing},
		"publications by name, and none in a list": {
			"change": [_set("/items", {"clip-1": _sample.items[0], "clip-2": _sample.items[1]})],
			"want": nothing,
		},
		"fewer by name than it counts": {"change": [_set("/items", {"clip-1": _sample.items[0]})], "want": nothing},
		"one twice by name": {"change": [_set("/items", {"clip-1": _sample.items[0], "clip-2": _sample.items[0]})], "want": nothing},
		"more than there were": {"change": [_set("/of", 1)], "want": nothing},
		"one twice": {"change": [_set("/items/1/digest", _sha("a"))], "want": twice},
		"two of one name": {"change": [_set("/items/1/reference", "clip-1")], "want": nothing},
		"a name too short": {"change": [_set("/items/1/reference", "cl")], "want": nothing},
		"a name to be filled in": {"change": [_set("/items/1/reference", "TBD")], "want": nothing},
		"the shortest name": {"change": [_set("/items/1/reference", "clp")], "want": _pass("sampled")},
		"the longest name": {"change": [_set("/items/1/reference", _long(200))], "want": _pass("sampled")},
		"a name too long": {"change": [_set("/items/1/reference", _long(201))], "want": nothing},
		"no digest": {"change": [_set("/items/1/digest", "clip")], "want": nothing},
		"on the last moment": {"change": [_set("/items/1/published_at", "2026-11-19T00:00:00Z")], "want": _pass("sampled")},
		"after the period": {"change": [_set("/items/1/published_at", "2026-11-19T00:00:01Z")], "want": outside},
		"on the first moment": {"change": [_set("/items/1/published_at", "2026-10-20T00:00:00Z")], "want": _pass("sampled")},
		"before the period": {"change": [_set("/items/1/published_at", "2026-10-19T23:59:59Z")], "want": outside},
		"no day": {"change": [_gone("/items/1/published_at")], "want": nothing},
		"some day": {"change": [_set("/items/1/published_at", "in November")], "want": nothing},
		"from some day": {"change": [], "register": json.patch(_register, [_set("/period/from", "October")]), "want": nothing},
		"to some day": {"change": [], "register": json.patch(_register, [_set("/period/to", "November")]), "want": nothing},
		"drawn as the period ends": {"change": [_set("/drawn", "2026-11-19T00:00:00Z")], "want": _pass("sampled")},
		"drawn as it is signed": {"change": [_set("/drawn", "2026-11-20T09:00:00Z")], "want": _pass("sampled")},
		"drawn before it ends": {"change": [_set("/drawn", "2026-11-18T23:59:59Z")], "want": nothing},
		"drawn after the signature": {"change": [_set("/drawn", "2026-11-20T09:00:01Z")], "want": nothing},
		"nobody says how": {"change": [_set("/how", "tbd")], "want": nothing},
		"no list": {"change": [_gone("/items")], "want": nothing},
		"not counted": {"change": [_gone("/of")], "want": nothing},
	}

	found := disclosure.drawn(
		"sample",
		_found(json.patch(_sample, case.change)),
		_found(object.get(case, "register", _register)),
		object.get(case, "minimum", 2),
	) with input as _now

	_answer(found) == case.want
}

_long(number) := concat("", ["c" | some _ in numbers.range(1, number)])

# Shown is how it was drawn, and not what is in it.
test_drawn_as_shown if {
	found := disclosure.drawn("sample", _found(_sample), _found(_register), 2) with input as _now

	found.observed == {
		"drawn": "2026-11-19T10:00:00Z",
		"how": "Every fifth by date.",
		"of": 9,
		"size": 2,
	}
}

test_drawn_of_nothing if {
	_answer(disclosure.drawn("sample", _found(null), _found(null), 2)) == [
		"unknown",
		"no whole sample of publications is on record",
		"sampled",
	]
}

_words := {"AI-generated", "mit KI erzeugt"}

_clip := {
	"medium": "video",
	"disclosure": "This video is AI generated.",
	"shown": "with_content",
	"artistic_work": null,
}

_undisclosed := ["fail", "it is not disclosed", "sampled"]

_silent := ["fail", "the words do not say that it was generated or manipulated", "sampled"]

test_deep_fake_disclosed[note] if {
	beside := ["pass", "beside a work that is evidently artistic or the like", "sampled"]
	away := ["fail", "the disclosure does not stand with the content", "sampled"]
	no_art := ["fail", "the disclosure stands beside a work that nobody holds to be artistic or the like", "sampled"]
	nothing := ["unknown", "medium, disclosure or its place are not on record", "sampled"]
	some note, case in {
		"a video": {"change": [], "want": _pass("sampled")},
		"an image": {"change": [_set("/medium", "image")], "want": _pass("sampled")},
		"a sound": {"change": [_set("/medium", "audio")], "want": _pass("sampled")},
		"in German": {"change": [_set("/disclosure", "Dieses Bild ist mit KI erzeugt.")], "want": _pass("sampled")},
		"beside a film": {
			"change": [_set("/shown", "beside_the_work"), _set("/artistic_work", "A satirical film for carnival")],
			"want": beside,
		},
		"with a film": {"change": [_set("/artistic_work", "A satirical film for carnival")], "want": _pass("sampled")},
		"beside what is no work": {"change": [_set("/shown", "beside_the_work")], "want": no_art},
		"beside what nobody describes": {"change": [_set("/shown", "beside_the_work"), _set("/artistic_work", "art")], "want": nothing},
		"beside a film, undisclosed": {
			"change": [
				_set("/shown", "beside_the_work"),
				_set("/artistic_work", "A satirical film for carnival"),
				_set("/disclosure", null),
			],
			"want": _undisclosed,
		},
		"a film, in the terms of use": {
			"change": [_set("/shown", "elsewhere"), _set("/artistic_work", "A satirical film for carnival")],
			"want": away,
		},
		"the words, to be written": {"change": [_set("/disclosure", "TBD: this video is AI generated")], "want": nothing},
		"in the terms of use": {"change": [_set("/shown", "elsewhere")], "want": away},
		"nowhere": {"change": [_set("/disclosure", null)], "want": _undisclosed},
		"words of something else": {"change": [_set("/disclosure", "We wish you a good day.")], "want": _silent},
		"words as a number": {"change": [_set("/disclosure", 7)], "want": nothing},
		"nobody says where": {"change": [_gone("/shown")], "want": nothing},
		"nobody says what": {"change": [_gone("/medium")], "want": nothing},
		"nothing there": {"change": [_set("", null)], "want": nothing},
	}

	_answer(disclosure.deep_fake_disclosed("clip", _found(json.patch(_clip, case.change)), _words)) == case.want
}

test_words_for_generated_that_cannot_be_used if {
	_answer(disclosure.deep_fake_disclosed("clip", _found(_clip), set())) == [
		"unknown",
		"medium, disclosure or its place are not on record",
		"sampled",
	]
}

test_pitfall_17_text_is_no_deep_fake[note] if {
	some note, change in {
		"with the text": {},
		"beside a text that is artistic": {"shown": "beside_the_work", "artistic_work": "A satirical novel for carnival"},
	}

	content := object.union_n([_clip, {"medium": "text"}, change])
	_answer(disclosure.deep_fake_disclosed("clip", _found(content), _words)) == [
		"fail",
		"it is no image, audio or video, and so no deep fake",
		"sampled",
	]
}

_text := {"disclosure": "AI-generated summary", "human_review": null, "editorial_responsibility": null}

_review := _set("/human_review", "An editor read it against its sources.")

_responsible := _set("/editorial_responsibility", "Head of communication of the bank")

test_pitfall_17_text_is_excepted_by_review_and_responsibility_alone[note] if {
	reviewed := ["pass", "people reviewed it, and somebody holds editorial responsibility", "sampled"]
	nothing := ["unknown", "neither a disclosure nor review and responsibility are on record", "sampled"]
	open := _set("/disclosure", null)
	some note, case in {
		"disclosed": {"change": [], "want": _pass("sampled")},
		"both": {"change": [open, _review, _responsible], "want": reviewed},
		"both, with other words": {"change": [_set("/disclosure", "Read our bulletin."), _review, _responsible], "want": reviewed},
		"review alone": {
			"change": [open, _review],
			"want": ["fail", "reviewed by people, yet nobody holds editorial responsibility", "sampled"],
		},
		"responsibility alone": {
			"change": [open, _responsible],
			"want": ["fail", "somebody is responsible, yet nobody reviewed it", "sampled"],
		},
		"neither": {"change": [open], "want": _undisclosed},
		"review alone, with other words": {"change": [_set("/disclosure", "Read our bulletin."), _review], "want": _silent},
		"responsibility alone, with other words": {"change": [_set("/disclosure", "Read our bulletin."), _responsible], "want": _silent},
		"nobody says whether it was reviewed": {"change": [open, _gone("/human_review")], "want": nothing},
		"nobody says whether somebody is responsible": {"change": [open, _gone("/editorial_responsibility")], "want": nothing},
		"words of something else": {"change": [_set("/disclosure", "Read our bulletin.")], "want": _silent},
		"a review that says nothing": {"change": [open, _set("/human_review", "todo"), _responsible], "want": nothing},
		"responsibility of nobody": {"change": [open, _review, _set("/editorial_responsibility", "n/a")], "want": nothing},
		"nothing there": {"change": [_set("", null)], "want": nothing},
	}

	_answer(disclosure.text_disclosed("text", _found(json.patch(_text, case.change)), _words)) == case.want
}

_timed := {
	"published_at": "2026-11-11T09:00:00Z",
	"disclosed_at": "2026-11-11T09:00:00Z",
	"disclosure": "AI-generated",
	"human_review": null,
	"editorial_responsibility": null,
}

test_disclosed_in_time[note] if {
	excepted := ["pass", "no disclosure is owed: people reviewed it and somebody is responsible", "sampled"]
	late := ["fail", "people met it before it was disclosed", "computed"]
	never := ["fail", "it was published, and is not disclosed", "computed"]
	nothing := ["unknown", "it is not on record when it was published or disclosed", "computed"]
	gone := [_set("/disclosure", null), _set("/disclosed_at", null)]
	some note, case in {
		"with the publication": {"change": [], "want": _pass("computed")},
		"before it": {"change": [_set("/disclosed_at", "2026-11-11T08:00:00Z")], "want": _pass("computed")},
		"a second after": {"change": [_set("/disclosed_at", "2026-11-11T09:00:01Z")], "want": late},
		"a text that needs none": {"change": array.concat(gone, [_review, _responsible]), "want": excepted},
		"a deep fake that people reviewed": {
			"kind": "deep_fakes",
			"change": array.concat(gone, [_review, _responsible]),
			"want": never,
		},
		"a deep fake disclosed late, though reviewed": {
			"kind": "deep_fakes",
			"change": [_set("/disclosed_at", "2026-11-11T09:00:01Z"), _review, _responsible],
			"want": late,
		},
		"a text that was reviewed alone": {"change": array.concat(gone, [_review]), "want": never},
		"disclosed late, though reviewed": {
			"change": [_set("/disclosed_at", "2026-11-11T09:00:01Z"), _review, _responsible], "want": excepted,
		},
		"never": {"change": gone, "want": never},
		"nobody says since when": {"change": [_gone("/disclosed_at")], "want": nothing},
		"nobody says when it was published": {"change": [_gone("/published_at")], "want": nothing},
		"never, and nobody says when it was published": {"change": array.concat(gone, [_gone("/published_at")]), "want": nothing},
		"nothing there": {"change": [_set("", null)], "want": nothing},
	}

	found := disclosure.disclosed_in_time("clip", object.get(case, "kind", "texts"), _found(json.patch(_timed, case.change)))
	_answer(found) == case.want
}
