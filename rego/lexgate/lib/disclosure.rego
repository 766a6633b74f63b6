# METADATA
# description: >-
#   Judges what Article 50 has people told: by the interface that an instrument met,
#   by the outputs in which it looked for a mark, and by notices and publications that
#   a deployer signed for. Every function has an answer for every input; the
#   accepting answer comes first and asks for all that it needs.
package lexgate.lib.disclosure

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.moment
import data.lexgate.lib.subject

# ---------------------------------------------------------------- what is owed

# METADATA
# title: What is due at a stage is asked for now
# description: >-
#   Only a known stage before a known one puts off; a check that is put off is left out,
#   since a pass would rest on nothing.
# scope: document
asked_from(due) if not _early(due)

_early(due) if {
	due in subject.stages
	subject.stage in subject.stages
	not subject.reached(due)
}

# METADATA
# title: A check of information that another control of Article 50 asks for
# description: Where that control falls away by a signed fact, nothing is to be told.
# scope: document
owed(term, id, found) := check.unless_lifted(term, because, found) if {
	because := _taken_away[id]
} else := found

# A rule and no function, so that it is found once for all checks of a control.
_taken_away[id] := applicability.of(control).because if some id, control in data.lexgate.catalogue.controls

# ---------------------------------------------------------------- interfaces

# METADATA
# title: An interface says, before or with the first exchange, that one deals with AI
# description: >-
#   The instrument saw the registered words, and they hold one of the words that the
#   organisation takes for AI. That people understand them is judged elsewhere.
# scope: document
shown_first(term, found, words) := check.decided(term, found, _shown_first(found.value, words))

_shown_first(met, words) := _pass("measured", null) if {
	_seen_at_first(met)
	check.says_something(met.notice)
	_holds_one(met.notice, words)
} else := _fail("measured", "the words that were looked for do not speak of AI") if {
	is_string(met.notice)
	_usable(words)
	not _holds_one(met.notice, words)
} else := _fail("measured", "the words were seen neither on the page nor in each first answer") if {
	met.first_shown == null
	_all_read(met.page)
} else := _unknown("measured", "only the alternative of an image says it; nobody looked at the image") if {
	met.page.notice_in_image_alone == true
} else := _unknown("measured", "not seen in the page as it was served; its scripts were not run") if {
	met.page.scripts > 0
} else := _unknown("measured", "no test of this interface")

_seen_at_first(met) if {
	met.first_shown == "page"
	met.page.notice_shown == true
}

_seen_at_first(met) if {
	met.first_shown == "first_answer"
	_in_each_answer(met.first_answers)
}

_in_each_answer(answers) if {
	check.is_count(answers.requests)
	answers.requests > 0
	answers.answered == answers.requests
	answers.with_notice == answers.requests
}

_all_read(null)

_all_read(page) if {
	page.scripts == 0
	page.notice_in_image_alone == false
}

# METADATA
# title: The interfaces that were tested are among those that are asked about
# description: One that nobody asked about would be judged by nobody.
# scope: document
interfaces_known(term, found, names) := check.decided(
	term,
	{"value": _names_of(found.value), "source": found.source},
	_interfaces_known(found.value, names),
)

_interfaces_known(met, names) := _pass("measured", null) if {
	is_object(met)
	count(met) > 0
	object.keys(met) - names == set()
} else := _fail("measured", "an interface was tested that the organisation does not name") if {
	is_object(met)
	_usable(names)
	count(object.keys(met) - names) > 0
} else := _unknown("measured", "no interface was tested")

_names_of(value) := sort(object.keys(value)) if {
	is_object(value)
} else := null

# METADATA
# title: The notice is text that a screen reader is given, in a language that is stated
# description: >-
#   Contrast, size and the rest of the page are not judged. Where there is no page, the
#   words of an answer are text.
# scope: document
readable(term, found) := check.decided(term, found, _readable(found.value))

_readable(met) := _pass("measured", null) if {
	_seen_at_first(met)
	met.first_shown == "page"
	met.page.notice_in_accessibility_tree == true
	_language(met.page.language)
} else := _pass("measured", "the notice is the text of an answer; no page was judged") if {
	_seen_at_first(met)
	met.first_shown == "first_answer"
} else := _fail("measured", "the notice is hidden from screen readers") if {
	met.page.notice_shown == true
	met.page.notice_in_accessibility_tree == false
} else := _fail("measured", "the page does not state its language") if {
	_seen_at_first(met)
	met.page.language == null
} else := _unknown("measured", "the notice was not seen as text, or nothing was tested")

# ---------------------------------------------------------------- marks of outputs

# METADATA
# title: The outputs of a modality are marked and detected, or none are generated
# description: >-
#   Every output that was examined, and enough of them, while files that are none are not
#   all flagged. Two people can say with a reason that nothing of the modality is
#   generated; then nothing of it may have been examined.
# scope: document
marked(term, found, generated, minimum) := check.decided(
	term,
	_answering(found, generated, found),
	_marked(found.value, generated.value, minimum),
)

# Where no outputs were examined, what people say of the modality is the answer.
_answering(found, generated, otherwise) := generated if {
	found.value == null
	generated.value != null
} else := otherwise

_marked(found, generated, minimum) := _pass("measured", null) if {
	not _denied(generated)
	_examined(found, minimum)
	found.detected == found.examined
	found.controls.flagged < found.controls.examined
} else := _pass("assessed", "two people say that nothing of it is generated") if {
	found == null
	_ungenerated(generated)
} else := _fail("assessed", "said not to be generated, yet outputs of it were examined") if {
	_denied(generated)
	found.examined > 0
} else := _fail("measured", "outputs were examined in which no mark was found") if {
	_counts(found)
	found.detected < found.examined
} else := _fail("measured", "what is no output is flagged too, so that nothing is told apart") if {
	_counts(found)
	found.controls.flagged >= found.controls.examined
} else := _unknown("measured", "fewer outputs than the least number that counts") if {
	_counts(found)
	check.is_count(minimum)
} else := _unknown("measured", "not tested, and nobody says with a reason that it is not generated")

_examined(found, minimum) if {
	_counts(found)
	check.is_count(minimum)
	found.examined >= minimum
}

_counts(found) if {
	check.is_count(found.examined)
	found.examined > 0
	check.is_count(found.detected)
	found.detected <= found.examined
	check.is_count(found.controls.examined)
	found.controls.examined > 0
	check.is_count(found.controls.flagged)
}

_denied(generated) if generated.answer == "no"

_ungenerated(generated) if {
	_denied(generated)
	check.says_something(generated.reason)
}

# METADATA
# title: A modality at all was tested
# description: >-
#   A system that generates content generates some of these; to deny each of them
#   answers nothing. Outputs of something else, or none, are no test.
# scope: document
tested_at_all(term, found, modalities) := check.decided(
	term,
	{"value": _names_of(found.value), "source": found.source},
	_tested_at_all(found.value, modalities),
)

_tested_at_all(tested, modalities) := _pass("measured", null) if {
	some modality in modalities
	_counts(tested[modality])
} else := _unknown("measured", "no output of any kind was examined")

# METADATA
# title: Marks were looked for again after a transformation, or nothing of the modality is generated
# description: >-
#   How many have to survive is no number of the Act: the counts are there for two people
#   to judge. At least as many outputs as count were tried in at least one way.
# scope: document
transformed(term, found, generated, minimum) := check.decided(
	term,
	_answering(found, generated, {
		"value": object.get(_object(found.value), "after_transformation", null),
		"source": found.source,
	}),
	_transformed(found.value, generated.value, minimum),
)

_transformed(found, generated, minimum) := _pass("measured", "how many survived is for the assessors to judge") if {
	not _denied(generated)
	_counts(found)
	is_object(found.after_transformation)
	count(found.after_transformation) > 0
	every tried in found.after_transformation {
		_tried(tried, minimum)
	}
} else := _pass("assessed", "two people say that nothing of it is generated") if {
	found == null
	_ungenerated(generated)
} else := _unknown("measured", "no transformation was tried, or on fewer outputs than count")

_tried(tried, minimum) if {
	check.is_count(minimum)
	check.is_count(tried.examined)
	tried.examined > 0
	tried.examined >= minimum
	check.is_count(tried.detected)
	tried.detected <= tried.examined
}

_object(value) := value if {
	is_object(value)
} else := {}

# ---------------------------------------------------------------- notices of a deployer

# METADATA
# title: People who are exposed are told that the system operates, where an instrument saw it
# description: >-
#   A system that plainly does no such thing needs no notice. A notice has words and a
#   place, and shows in a log as an event, or on an interface in these very words.
# scope: document
told(term, does, found, seen) := check.decided(
	term,
	{"value": does, "source": ["system", "facts"]},
	_pass("attested", "signed facts say that it does not"),
) if {
	does == "no"
} else := check.decided(term, found, _told(found.value, seen))

_told(notice, seen) := object.union(_pass("documented", null), {"linked": true}) if {
	check.says_something(notice.words)
	check.says_something(notice.place)
	_was_seen(notice, seen)
} else := object.union(_fail("documented", "the log holds no such event"), {"linked": true}) if {
	is_string(notice.event)
	is_object(seen.events.value)
	not _logged(notice, seen.events.value)
} else := object.union(_fail("documented", "the interface was not seen to show these words"), {"linked": true}) if {
	is_string(notice.interface)
	is_object(seen.interfaces.value)
	not _displayed(notice, seen.interfaces.value)
} else := _unknown("documented", "no notice, or no log or interface in which it was seen")

# One is enough: to claim less must never help.
_was_seen(notice, seen) if _displayed(notice, seen.interfaces.value)

_was_seen(notice, seen) if _logged(notice, seen.events.value)

_logged(notice, events) if {
	check.is_count(events[notice.event])
	events[notice.event] > 0
}

_displayed(notice, interfaces) if {
	met := interfaces[notice.interface]
	_seen_at_first(met)
	_spoken(met.notice) == _spoken(notice.words)
}

# METADATA
# title: An act of data protection law applies with a named provision, or plainly does not
# scope: document
lawful(term, found) := check.decided(term, found, _lawful(found.value))

_lawful(act) := _pass("documented", "text only: nothing that was observed to compare it with") if {
	act.applicable == "yes"
	check.says_something(act.reason)
	check.says_something(act.basis)
	regex.match(`[0-9]`, act.basis)
} else := _pass("documented", "said not to apply") if {
	act.applicable == "no"
	check.says_something(act.reason)
} else := _fail("documented", "it applies, and no provision is named that allows the processing") if {
	act.applicable == "yes"
	act.basis == null
} else := _unknown("documented", "nobody says whether it applies, why, and by which provision")

# METADATA
# title: At least one of the acts applies
# scope: document
one_applies(term, acts) := check.decided(
	term,
	{"value": [act.value.applicable | some act in acts], "source": acts[0].source},
	_one_applies([object.get(_object(act.value), "applicable", null) | some act in acts]),
)

_one_applies(answers) := _pass("documented", null) if {
	"yes" in answers
} else := _fail("documented", "personal data are processed, and no act is said to apply") if {
	every answer in answers {
		answer == "no"
	}
} else := _unknown("documented", "nobody says which act applies")

# ---------------------------------------------------------------- publications

# METADATA
# title: A register of publications states its period, up to now
# description: >-
#   The first begins no later than the system was placed on the market; a later one
#   covers at least as many days as the house asks, and names the one before it.
# scope: document
kept(term, found, placed, limits) := check.decided(
	term,
	{"value": _part(found.value, ["period", "first", "predecessor", "stated_at"]), "source": found.source},
	_kept(found.value, placed.value, limits),
)

_kept(register, placed, limits) := _pass("documented", null) if {
	_period(register)
	_up_to_now(register.period, limits.fresh)
	register.first == "yes"
	register.predecessor == null
	moment.ns(register.period.from) <= moment.ns(placed)
} else := _pass("documented", "it goes on from the register that it names") if {
	_period(register)
	_up_to_now(register.period, limits.fresh)
	register.first == "no"
	_digest(register.predecessor)
	_long_enough(register.period, limits.days)
} else := _fail("documented", "it is the first, and begins after the system was placed on the market") if {
	register.first == "yes"
	moment.ns(register.period.from) > moment.ns(placed)
} else := _fail("documented", "it covers fewer days than the house asks") if {
	_period(register)
	register.first == "no"
	check.is_count(limits.days)
	not _long_enough(register.period, limits.days)
} else := _unknown("documented", "no whole register up to now, with its period and predecessor")

_period(register) if {
	moment.ns(register.period.from) <= moment.ns(register.period.to)
	moment.ns(register.period.to) <= moment.ns(register.stated_at)
}

_up_to_now(period, days) if {
	check.is_count(days)
	days <= 36500
	subject.as_of <= moment.ns(period.to) + moment.days(days)
}

_long_enough(period, days) if {
	check.is_count(days)
	days <= 366
	moment.ns(period.from) + moment.days(days) <= moment.ns(period.to)
}

# METADATA
# title: A sample of publications was drawn from the period, large enough and each once
# description: >-
#   None is enough only where none was published, which rests on people's word and on no
#   sample.
# scope: document
drawn(term, found, register, minimum) := check.decided(
	term,
	{"value": _part(found.value, ["drawn", "how", "of", "size"]), "source": found.source},
	_drawn(found.value, register.value, minimum),
)

_drawn(sample, register, minimum) := _pass("sampled", null) if {
	_drawn_after(sample, register)
	check.is_count(minimum)
	sample.size > 0
	sample.size >= min([sample.of, minimum])
	every publication in sample.items {
		_inside(register.period, publication.published_at)
	}
} else := _pass("attested", "none was published in the period, by people's word") if {
	_drawn_after(sample, register)
	sample.of == 0
} else := _fail("sampled", "it holds another number of publications than it counts") if {
	check.is_count(sample.size)
	is_array(sample.items)
	sample.size != count(sample.items)
} else := _fail("sampled", "a publication stands in it twice") if {
	is_array(sample.items)
	count({publication.digest | some publication in sample.items}) < count([publication.digest | some publication in sample.items])
} else := _fail("sampled", "a publication lies outside the period") if {
	some publication in sample.items
	moment.ns(publication.published_at)
	moment.ns(register.period.from)
	moment.ns(register.period.to)
	not _inside(register.period, publication.published_at)
} else := _unknown("sampled", "fewer publications than count") if {
	_whole(sample)
	check.is_count(minimum)
	sample.size < min([sample.of, max([minimum, 1])])
} else := _unknown("sampled", "no whole sample of publications is on record")

_drawn_after(sample, register) if {
	_whole(sample)
	check.says_something(sample.how)
	moment.ns(register.period.to) <= moment.ns(sample.drawn)
	moment.ns(sample.drawn) <= moment.ns(register.stated_at)
	moment.ns(register.period.from)
}

_whole(sample) if {
	check.is_count(sample.of)
	check.is_count(sample.size)
	sample.size <= sample.of
	is_array(sample.items)
	sample.size == count(sample.items)
	every publication in sample.items {
		_digest(publication.digest)
		check.is_reference(publication.reference)
	}
	count({publication.digest | some publication in sample.items}) == count(sample.items)
	count({publication.reference | some publication in sample.items}) == count(sample.items)
}

_inside(period, at) if {
	moment.ns(period.from) <= moment.ns(at)
	moment.ns(at) <= moment.ns(period.to)
}

# METADATA
# title: A deep fake discloses that it was generated or manipulated
# description: >-
#   With the content itself; beside the work only where that is evidently artistic or the
#   like. A deep fake is image, audio or video: text has its own paragraph.
# scope: document
deep_fake_disclosed(term, found, words) := check.decided(term, found, _deep_fake(found.value, words))

_deep_fake(content, words) := _pass("sampled", null) if {
	_pictured(content)
	_discloses(content.disclosure, words)
	content.shown == "with_content"
} else := _pass("sampled", "beside a work that is evidently artistic or the like") if {
	_pictured(content)
	_discloses(content.disclosure, words)
	content.shown == "beside_the_work"
	check.says_something(content.artistic_work)
} else := _fail("sampled", "it is no image, audio or video, and so no deep fake") if {
	is_string(content.medium)
	not _pictured(content)
} else := _fail("sampled", "it is not disclosed") if {
	content.disclosure == null
} else := _fail("sampled", "the words do not say that it was generated or manipulated") if {
	_silent(content.disclosure, words)
} else := _fail("sampled", "the disclosure does not stand with the content") if {
	content.shown == "elsewhere"
} else := _fail("sampled", "the disclosure stands beside a work that nobody holds to be artistic or the like") if {
	content.shown == "beside_the_work"
	content.artistic_work == null
} else := _unknown("sampled", "medium, disclosure or its place are not on record")

_pictured(content) if content.medium in {"image", "audio", "video"}

# METADATA
# title: A generated text of public interest discloses it, or people reviewed it and answer for it
# description: Review or control by people frees only together with editorial responsibility.
# scope: document
text_disclosed(term, found, words) := check.decided(term, found, _text_disclosed(found.value, words))

_text_disclosed(content, words) := _pass("sampled", null) if {
	_discloses(content.disclosure, words)
} else := _pass("sampled", "people reviewed it, and somebody holds editorial responsibility") if {
	_reviewed(content)
} else := _fail("sampled", "reviewed by people, yet nobody holds editorial responsibility") if {
	content.disclosure == null
	is_string(content.human_review)
	content.editorial_responsibility == null
} else := _fail("sampled", "somebody is responsible, yet nobody reviewed it") if {
	content.disclosure == null
	content.human_review == null
	is_string(content.editorial_responsibility)
} else := _fail("sampled", "it is not disclosed") if {
	content.disclosure == null
	content.human_review == null
	content.editorial_responsibility == null
} else := _fail("sampled", "the words do not say that it was generated or manipulated") if {
	_silent(content.disclosure, words)
} else := _unknown("sampled", "neither a disclosure nor review and responsibility are on record")

_reviewed(content) if {
	check.says_something(content.human_review)
	check.says_something(content.editorial_responsibility)
}

# METADATA
# title: The disclosure stood with the publication when people first met it
# description: >-
#   A text that needs none by review and responsibility has no moment to keep; of a deep
#   fake these two free nobody.
# scope: document
disclosed_in_time(term, kind, found) := check.decided(term, found, _disclosed_in_time(kind, found.value))

_disclosed_in_time(kind, content) := _pass("computed", null) if {
	moment.ns(content.disclosed_at) <= moment.ns(content.published_at)
} else := _pass("sampled", "no disclosure is owed: people reviewed it and somebody is responsible") if {
	kind == "texts"
	_reviewed(content)
} else := _fail("computed", "people met it before it was disclosed") if {
	moment.ns(content.disclosed_at) > moment.ns(content.published_at)
} else := _fail("computed", "it was published, and is not disclosed") if {
	content.disclosed_at == null
	moment.ns(content.published_at)
} else := _unknown("computed", "it is not on record when it was published or disclosed")

_discloses(text, words) if {
	check.says_something(text)
	_holds_one(text, words)
}

_silent(text, words) if {
	is_string(text)
	_usable(words)
	not _holds_one(text, words)
}

# ---------------------------------------------------------------- words

# Whole words, whatever stands between them: AI is in "AI-generated" and not in "said".
_holds_one(text, words) if {
	some word in words
	is_string(word)
	regex.match(`[\pL\pN]`, word)
	contains(_spoken(text), _spoken(word))
}

_spoken(text) := concat("", [" ", concat(" ", spoken), " "]) if {
	is_string(text)
	spoken := [word | some word in regex.split(`[^\pL\pN]+`, lower(text)); word != ""]
} else := ""

_usable(words) if {
	count(words) > 0
	every word in words {
		is_string(word)
	}
}

_language(tag) if {
	is_string(tag)
	regex.match(`^[A-Za-z]{2,8}(-|$)`, tag)
}

_digest(text) if {
	is_string(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, text)
}

_part(value, fields) := {field: value[field] | some field in fields}

_pass(basis, because) := {"status": "pass", "because": because, "basis": basis}

_fail(basis, because) := {"status": "fail", "because": because, "basis": basis}

_unknown(basis, because) := {"status": "unknown", "because": because, "basis": basis}
