# METADATA
# title: Article 50, transparency towards people
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 50
# custom:
#   calendar: transparency
#   applies: {roles: [provider, deployer], tiers: [transparency]}
package lexgate.eu_ai_act.art_50

import data.lexgate.lib.check
import data.lexgate.lib.disclosure
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.register
import data.lexgate.lib.settings

# METADATA
# title: People are told at once that they deal with AI
# scope: document
# description: >-
#   Article 50(1) has systems that are meant to interact with people directly built so
#   that these are informed that they interact with AI. An instrument met each interface
#   that the organisation names as for the first time, and saw the registered words before
#   the first exchange or in each first answer; they hold one of the words that the
#   organisation takes for AI. A notice in metadata, in folded parts or in an image alone is
#   not counted. Whether the words are clear is asked under Article 50(5); interfaces that
#   nobody names, speech and telephone are not judged.
# custom:
#   id: EUAIA-50.1
#   article: 50(1)
#   applies:
#     roles: [provider]
#     tiers: [transparency]
#     condition: [interacts_directly_with_natural_persons]
#   reliefs:
#     - [obvious_from_context_50_1]
#     - [crime_authorised_by_law_50_1, not open_to_public_for_reporting_50_1]
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads: [interaction_test.interfaces, interaction_test.interfaces.*]
#   settings: [transparency.interfaces, transparency.words_for_ai]
#   remedy: Show on {term}, before or with the first answer, that people deal with AI, and run the interaction test.
people_told_that_they_deal_with_ai contains disclosure.shown_first(
	interface,
	evidence.at(["interaction_test", "interfaces", interface]),
	settings.allowed(["transparency", "words_for_ai"]),
) if {
	some interface in settings.members(["transparency", "interfaces"])
}

people_told_that_they_deal_with_ai contains disclosure.interfaces_known(
	"interfaces tested",
	evidence.at(["interaction_test", "interfaces"]),
	settings.members(["transparency", "interfaces"]),
)

# METADATA
# title: Generated outputs are marked for machines and detected
# scope: document
# description: >-
#   Article 50(2), first sentence, has outputs that are synthetic audio, image, video or
#   text marked in a machine-readable format and detectable as generated or manipulated.
#   Of each of the four, an instrument found the mark in every output that it examined,
#   and not in all files that are none; or two people say that the system generates none of
#   it. That the files are a fair draw of the outputs is not shown by this.
# custom:
#   id: EUAIA-50.2.marking
#   article: 50(2), first sentence
#   calendar: transparency_marking
#   applies:
#     roles: [provider]
#     tiers: [transparency]
#     condition: [generates_synthetic_content]
#   reliefs:
#     - [not synthetic_content_beyond_editing]
#     - [crime_authorised_by_law_50_2]
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads:
#     - assessment.EUAIA-50.2.quality.answers.*
#     - marking_test.modalities
#     - marking_test.modalities.*
#   settings: [transparency.minimum_outputs]
#   remedy: Mark {term} outputs in a machine-readable way and run the marking test, or have two people say why none are generated.
outputs_marked_and_detectable contains disclosure.marked(
	modality,
	evidence.at(["marking_test", "modalities", modality]),
	evidence.at(["assessment", "EUAIA-50.2.quality", "answers", element]),
	settings.at_least(["transparency", "minimum_outputs"]),
) if {
	some modality, element in _modalities
}

outputs_marked_and_detectable contains disclosure.tested_at_all(
	"outputs examined",
	evidence.at(["marking_test", "modalities"]),
	_names_of_modalities,
)

# The four kinds of content that the paragraph names, each with the element of an
# assessment that can say that none of it is generated.
_modalities := {
	"audio": "generates_audio",
	"image": "generates_images",
	"text": "generates_text",
	"video": "generates_video",
}

_names_of_modalities := {"audio", "image", "text", "video"}

# METADATA
# title: The marking was assessed as effective, interoperable, robust and reliable
# scope: document
# description: >-
#   Article 50(2), second sentence, has the technical solutions be so as far as technically
#   feasible, with regard to the kinds of content, the costs and the state of the art. Two
#   people answer for each of the four qualities, citing the marking test; and of each
#   modality the instrument must have looked for the marks again after a transformation.
#   How many have to survive is for them to judge: the Act sets no number.
# custom:
#   id: EUAIA-50.2.quality
#   article: 50(2), second sentence
#   calendar: transparency_marking
#   applies:
#     roles: [provider]
#     tiers: [transparency]
#     condition: [generates_synthetic_content]
#   reliefs:
#     - [not synthetic_content_beyond_editing]
#     - [crime_authorised_by_law_50_2]
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: medium
#   reads:
#     - assessment.EUAIA-50.2.quality.answers.*
#     - marking_test
#     - marking_test.modalities.*
#   settings: [transparency.minimum_outputs]
#   remedy: Try transformations in the marking test, and have two people judge {term} on its counts.
marking_effective_interoperable_robust_reliable contains check.assessed(
	quality,
	evidence.at(["assessment", "EUAIA-50.2.quality", "answers", quality]),
	[evidence.digest("marking_test").value],
) if {
	some quality in ["effective", "interoperable", "reliable", "robust"]
}

marking_effective_interoperable_robust_reliable contains disclosure.transformed(
	["after a transformation", modality],
	evidence.at(["marking_test", "modalities", modality]),
	evidence.at(["assessment", "EUAIA-50.2.quality", "answers", element]),
	settings.at_least(["transparency", "minimum_outputs"]),
) if {
	some modality, element in _modalities
}

# METADATA
# title: People exposed to emotion recognition or biometric categorisation are told
# scope: document
# description: >-
#   Article 50(3), first sentence, has deployers inform the people who are exposed of the
#   operation of such a system, of any biometric categorisation, by age or sex too, and not
#   only of one that is high-risk. For each of the two that the signed facts do not plainly deny, a
#   notice has words and a place, and was seen: as an event of the log, or on an interface
#   in these very words. Whether everybody who was exposed met it is not shown by this.
# custom:
#   id: EUAIA-50.3.inform
#   article: 50(3), first sentence
#   applies:
#     roles: [deployer]
#     tiers: [transparency]
#     condition: [emotion_recognition_or_biometric_categorisation]
#   reliefs: [[crime_permitted_by_law_50_3]]
#   due: first_use
#   scope: deployment
#   basis: documented
#   severity: high
#   reads:
#     - interaction_test.interfaces
#     - log_records.other_events
#     - system.facts.biometric_categorisation
#     - system.facts.emotions_from_biometric_data
#     - system.facts.infers_emotions
#     - system.facts.infers_intentions_from_biometric_data
#     - transparency_notices.operation.*
#   settings: []
#   remedy: Tell people who are exposed to {term}, and log it or show it on a tested interface.
exposed_people_told contains disclosure.told(
	["notice", practice],
	does,
	evidence.at(["transparency_notices", "operation", practice]),
	{
		"events": evidence.at(["log_records", "other_events"]),
		"interfaces": evidence.at(["interaction_test", "interfaces"]),
	},
) if {
	some practice, does in {
		"biometric_categorisation": facts.answer("biometric_categorisation"),
		"emotion_recognition": facts.any_of({
			facts.all_of({facts.answer("infers_emotions"), facts.answer("emotions_from_biometric_data")}),
			facts.answer("infers_intentions_from_biometric_data"),
		}),
	}
}

# METADATA
# title: Personal data of those exposed are processed by data protection law
# scope: document
# description: >-
#   Article 50(3), first sentence, has the personal data processed in accordance with
#   Regulations (EU) 2016/679 and 2018/1725 and Directive (EU) 2016/680, as applicable. For
#   each of the three the deployer says whether it applies, why, and by which provision the
#   data are processed; two people judge whether they are, citing these notices. A legal
#   basis alone shows no compliance, and nothing here was observed.
# custom:
#   id: EUAIA-50.3.data
#   article: 50(3), first sentence
#   applies:
#     roles: [deployer]
#     tiers: [transparency]
#     condition: [emotion_recognition_or_biometric_categorisation]
#   reliefs: [[crime_permitted_by_law_50_3]]
#   due: first_use
#   scope: deployment
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-50.3.data.answers.*
#     - transparency_notices
#     - transparency_notices.legal_basis.*
#   settings: []
#   remedy: Say whether {term} applies and by which provision data are processed, and have two people judge it.
biometric_data_lawfully_processed contains disclosure.lawful(
	["legal basis", act],
	evidence.at(["transparency_notices", "legal_basis", act]),
) if {
	some act in _acts
}

biometric_data_lawfully_processed contains disclosure.one_applies(
	"acts that apply",
	[evidence.at(["transparency_notices", "legal_basis", act]) | some act in _acts],
)

biometric_data_lawfully_processed contains check.assessed(
	["processed in accordance", act],
	evidence.at(["assessment", "EUAIA-50.3.data", "answers", act]),
	[evidence.digest("transparency_notices").value],
) if {
	some act in _acts
}

_acts := ["directive_2016_680", "regulation_2016_679", "regulation_2018_1725"]

# METADATA
# title: Deep fakes that were published are disclosed
# scope: document
# description: >-
#   Article 50(4), first subparagraph, has deployers disclose that image, audio or video
#   which is a deep fake was generated or manipulated; in an evidently artistic, creative,
#   satirical, fictional or like work in an appropriate manner beside it. It is judged on
#   a sample from the signed register of a period: a sample can show a breach, and never
#   that there is none elsewhere. What was published was not looked at by an instrument.
# custom:
#   id: EUAIA-50.4.deepfake
#   article: 50(4), first subparagraph
#   applies:
#     roles: [deployer]
#     tiers: [transparency]
#     condition: [generates_or_manipulates_deep_fake]
#   reliefs: [[crime_authorised_by_law_50_4]]
#   due: post_deploy
#   scope: use
#   basis: sampled
#   severity: high
#   reads:
#     - published_content
#     - published_content.sample.deep_fakes
#     - published_content.sample.deep_fakes.items
#     - published_content.sample.deep_fakes.items.*
#     - system.placed_on_market_at
#   settings:
#     - freshness.published_content
#     - transparency.minimum_sample
#     - transparency.register_days
#     - transparency.words_for_generated
#   remedy: Disclose with {term} that it was generated or manipulated, and record the words and their place.
deep_fakes_disclosed contains disclosure.kept(
	"register of publications",
	evidence.at(["published_content"]),
	evidence.stated(["system", "placed_on_market_at"]),
	{
		"fresh": settings.at_most(["freshness", "published_content"]),
		"days": settings.at_least(["transparency", "register_days"]),
	},
)

deep_fakes_disclosed contains disclosure.drawn(
	"sample of deep fakes",
	evidence.at(["published_content", "sample", "deep_fakes"]),
	evidence.at(["published_content"]),
	settings.at_least(["transparency", "minimum_sample"]),
)

deep_fakes_disclosed contains disclosure.deep_fake_disclosed(
	register.name(evidence.at(["published_content", "sample", "deep_fakes", "items", place]), place),
	evidence.at(["published_content", "sample", "deep_fakes", "items", place]),
	settings.allowed(["transparency", "words_for_generated"]),
) if {
	some place in register.places(evidence.at(["published_content", "sample", "deep_fakes", "items"]))
}

# METADATA
# title: Generated texts that inform the public are disclosed
# scope: document
# description: >-
#   Article 50(4), second subparagraph, has deployers disclose that a text published to
#   inform the public on matters of public interest was generated or manipulated, unless
#   people reviewed or controlled it and somebody holds editorial responsibility: both, for
#   each text of the sample. As with deep fakes, a sample can show a breach and never that
#   there is none elsewhere.
# custom:
#   id: EUAIA-50.4.text
#   article: 50(4), second subparagraph
#   applies:
#     roles: [deployer]
#     tiers: [transparency]
#     condition: [publishes_ai_text_on_matters_of_public_interest]
#   reliefs:
#     - [crime_authorised_by_law_50_4]
#     - [human_review_or_editorial_control_50_4, editorial_responsibility_50_4]
#   due: post_deploy
#   scope: use
#   basis: sampled
#   severity: medium
#   reads:
#     - published_content
#     - published_content.sample.texts
#     - published_content.sample.texts.items
#     - published_content.sample.texts.items.*
#     - system.placed_on_market_at
#   settings:
#     - freshness.published_content
#     - transparency.minimum_sample
#     - transparency.register_days
#     - transparency.words_for_generated
#   remedy: Disclose with {term} that it was generated, or have it reviewed and answered for by an editor.
texts_of_public_interest_disclosed contains disclosure.kept(
	"register of publications",
	evidence.at(["published_content"]),
	evidence.stated(["system", "placed_on_market_at"]),
	{
		"fresh": settings.at_most(["freshness", "published_content"]),
		"days": settings.at_least(["transparency", "register_days"]),
	},
)

texts_of_public_interest_disclosed contains disclosure.drawn(
	"sample of texts",
	evidence.at(["published_content", "sample", "texts"]),
	evidence.at(["published_content"]),
	settings.at_least(["transparency", "minimum_sample"]),
)

texts_of_public_interest_disclosed contains disclosure.text_disclosed(
	register.name(evidence.at(["published_content", "sample", "texts", "items", place]), place),
	evidence.at(["published_content", "sample", "texts", "items", place]),
	settings.allowed(["transparency", "words_for_generated"]),
) if {
	some place in register.places(evidence.at(["published_content", "sample", "texts", "items"]))
}

# METADATA
# title: The information comes in time, clear and distinguishable
# scope: document
# description: >-
#   Article 50(5), first sentence, has the information of paragraphs 1 to 4 given in a clear
#   and distinguishable manner, at the latest at the first interaction or exposure. Of
#   paragraph 1 the time was observed by an instrument, of paragraph 4 it is counted for
#   each publication of the sample; for the rest, and for clear and distinguishable, two people
#   judge it on the documents. What no paragraph asks for is not asked here; marks for
#   machines under paragraph 2 inform nobody at an interaction and are left to it. What
#   deployers owe is asked from first use on, of publications once the system is in use.
# custom:
#   id: EUAIA-50.5.timing
#   article: 50(5), first sentence
#   applies:
#     roles: [provider, deployer]
#     tiers: [transparency]
#     condition: [owes_information_under_50_1_to_50_4]
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-50.5.timing.answers.*
#     - interaction_test
#     - interaction_test.interfaces.*
#     - published_content
#     - published_content.sample.*.items
#     - published_content.sample.*.items.*
#     - transparency_notices
#   settings: [transparency.interfaces, transparency.words_for_ai]
#   remedy: Give the information of {term} no later than the first interaction or exposure, and have two people judge it.
information_clear_and_in_time contains disclosure.owed(
	["first shown", interface],
	"EUAIA-50.1",
	disclosure.shown_first(
		["first shown", interface],
		evidence.at(["interaction_test", "interfaces", interface]),
		settings.allowed(["transparency", "words_for_ai"]),
	),
) if {
	some interface in settings.members(["transparency", "interfaces"])
}

information_clear_and_in_time contains disclosure.owed(
	element,
	owed.control,
	check.assessed(
		element,
		evidence.at(["assessment", "EUAIA-50.5.timing", "answers", element]),
		[owed.document.value],
	),
) if {
	some owed in _information
	disclosure.asked_from(owed.due)
	some element in owed.timing
}

information_clear_and_in_time contains disclosure.owed(
	["disclosed in time", register.name(evidence.at(["published_content", "sample", kind, "items", place]), place)],
	control,
	disclosure.disclosed_in_time(
		["disclosed in time", register.name(evidence.at(["published_content", "sample", kind, "items", place]), place)],
		kind,
		evidence.at(["published_content", "sample", kind, "items", place]),
	),
) if {
	disclosure.asked_from("post_deploy")
	some kind, control in {"deep_fakes": "EUAIA-50.4.deepfake", "texts": "EUAIA-50.4.text"}
	some place in register.places(evidence.at(["published_content", "sample", kind, "items"]))
}

# METADATA
# title: The information meets the accessibility requirements that apply
# scope: document
# description: >-
#   Article 50(5), second sentence, has the information conform to the applicable
#   accessibility requirements. Of paragraph 1 an instrument saw that the notice is text
#   that screen readers are given, in a language that the page states; contrast, size and
#   the rest of the page are not measured. For all of it two people judge which
#   requirements apply and whether they are met, citing the documents.
# custom:
#   id: EUAIA-50.5.accessibility
#   article: 50(5), second sentence
#   applies:
#     roles: [provider, deployer]
#     tiers: [transparency]
#     condition: [owes_information_under_50_1_to_50_4]
#   reliefs: [[accessibility_requirements_not_applicable_50_5]]
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: medium
#   reads:
#     - assessment.EUAIA-50.5.accessibility.answers.*
#     - interaction_test
#     - interaction_test.interfaces.*
#     - published_content
#     - transparency_notices
#   settings: [transparency.interfaces]
#   remedy: Make the information of {term} accessible, and have two people judge it.
information_accessible contains disclosure.owed(
	["readable", interface],
	"EUAIA-50.1",
	disclosure.readable(
		["readable", interface],
		evidence.at(["interaction_test", "interfaces", interface]),
	),
) if {
	some interface in settings.members(["transparency", "interfaces"])
}

information_accessible contains disclosure.owed(
	owed.accessible,
	owed.control,
	check.assessed(
		owed.accessible,
		evidence.at(["assessment", "EUAIA-50.5.accessibility", "answers", owed.accessible]),
		[owed.document.value],
	),
) if {
	some owed in _information
	disclosure.asked_from(owed.due)
}

# What paragraphs 1, 3 and 4 have people told: the control that asks for it, the stage from
# which it does, the document that holds it, and what two people judge of it.
_information := [
	{
		"control": "EUAIA-50.1",
		"due": "pre_deploy",
		"document": evidence.digest("interaction_test"),
		"timing": ["notice_of_50_1_clear_and_distinguishable"],
		"accessible": "notice_of_50_1_accessible",
	},
	{
		"control": "EUAIA-50.3.inform",
		"due": "first_use",
		"document": evidence.digest("transparency_notices"),
		"timing": [
			"notice_of_50_3_at_the_latest_at_first_exposure",
			"notice_of_50_3_clear_and_distinguishable",
		],
		"accessible": "notice_of_50_3_accessible",
	},
	{
		"control": "EUAIA-50.4.deepfake",
		"due": "post_deploy",
		"document": evidence.digest("published_content"),
		"timing": ["disclosure_of_deep_fakes_clear_and_distinguishable"],
		"accessible": "disclosure_of_deep_fakes_accessible",
	},
	{
		"control": "EUAIA-50.4.text",
		"due": "post_deploy",
		"document": evidence.digest("published_content"),
		"timing": ["disclosure_of_texts_clear_and_distinguishable"],
		"accessible": "disclosure_of_texts_accessible",
	},
]
