# METADATA
# title: Article 5, prohibited practices
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 5
# custom:
#   calendar: prohibitions
#   applies: {roles: [provider, deployer, importer, product_manufacturer], tiers: [any_system]}
package lexgate.eu_ai_act.art_05

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.register
import data.lexgate.lib.settings

# METADATA
# title: Nobody is harmed by subliminal, manipulative or deceptive techniques
# description: >-
#   Article 5(1)(a) bans techniques that work below a person's awareness, or are
#   purposefully manipulative or deceptive, where they aim at or bring about a
#   material distortion of behaviour by appreciably impairing an informed
#   decision, so that people decide as they would not have, and significant harm
#   follows or is reasonably likely. What a system would do, once in use, counts
#   as well. Open persuasion is not covered.
# scope: document
# custom:
#   id: EUAIA-5.1.a
#   article: 5(1)(a)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [influences_people_covertly_or_deceptively]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.a.answers.*
#     - assessment.EUAIA-5.1.a.answers.uses_subliminal_manipulative_or_deceptive_techniques
#     - system.facts.influences_people_covertly_or_deceptively
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
nobody_harmfully_manipulated contains check.lacks_an_element(
	"harmful manipulation",
	{element: evidence.at(["assessment", "EUAIA-5.1.a", "answers", element]) |
		some element in [
			"uses_subliminal_manipulative_or_deceptive_techniques",
			"aims_at_or_results_or_would_result_in_materially_distorted_behaviour",
			"impairs_or_would_impair_informed_decisions_appreciably",
			"leads_or_would_lead_to_decisions_not_otherwise_taken",
			"causes_or_is_likely_to_cause_significant_harm",
		]
	},
)

nobody_harmfully_manipulated contains check.consistent(
	"techniques of influence, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.a", "answers", "uses_subliminal_manipulative_or_deceptive_techniques"]),
	facts.answer("influences_people_covertly_or_deceptively"),
)

# METADATA
# title: Vulnerabilities of people are not exploited to their harm
# description: >-
#   Article 5(1)(b) bans exploiting a vulnerability that people have by their age,
#   a disability or a specific social or economic situation, where it aims at or
#   brings about a material distortion of their behaviour and significant harm
#   follows or is reasonably likely. To serve such people is not to exploit them.
# scope: document
# custom:
#   id: EUAIA-5.1.b
#   article: 5(1)(b)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [reaches_vulnerable_people, influences_behaviour]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.b.answers.*
#     - assessment.EUAIA-5.1.b.answers.reaches_people_vulnerable_by_age_disability_or_situation
#     - system.facts.reaches_vulnerable_people
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
vulnerabilities_not_exploited contains check.lacks_an_element(
	"exploitation of a vulnerability",
	{element: evidence.at(["assessment", "EUAIA-5.1.b", "answers", element]) |
		some element in [
			"reaches_people_vulnerable_by_age_disability_or_situation",
			"exploits_that_vulnerability",
			"aims_at_or_results_or_would_result_in_materially_distorted_behaviour",
			"causes_or_is_likely_to_cause_significant_harm",
		]
	},
)

vulnerabilities_not_exploited contains check.consistent(
	"people reached, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.b", "answers", "reaches_people_vulnerable_by_age_disability_or_situation"]),
	facts.answer("reaches_vulnerable_people"),
)

# METADATA
# title: The system is not meant for, open to or used for intimate material without consent
# description: >-
#   Article 5(1)(ba) bans systems that generate or manipulate realistic material
#   of an identifiable person's intimate parts, or of such a person in sexually
#   explicit activities, without that person's free, specific, informed,
#   unambiguous and explicit consent to that very material; a tick of the user in
#   terms of use is none. By Article 5(1a) a provider is caught in two ways, by
#   intended purpose or by a foreseeable and reproducible outcome that lacks
#   adequate safeguards, and a deployer by use for that purpose; each is asked of
#   its own role. By Article 5(1b) manipulation that adds no exposure and leaves
#   the nature of the activities is none.
# scope: document
# custom:
#   id: EUAIA-5.1.ba
#   article: 5(1)(ba)
#   calendar: prohibitions_2026
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [generates_or_manipulates_media]
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.ba.answers.*
#     - assessment.EUAIA-5.1.ba.answers.generates_or_manipulates_media
#     - system.facts.deployer
#     - system.facts.generates_or_manipulates_media
#     - system.facts.importer
#     - system.facts.product_manufacturer
#     - system.facts.provider
#   settings: []
#   remedy: Have two people assess intimate material, {term}, by its elements, each with a reason, and in line with the facts.
no_intimate_material_without_consent contains check.lacks_an_element(
	name,
	object.union(
		{element: evidence.at(["assessment", "EUAIA-5.1.ba", "answers", element]) |
			some element in array.concat(
				[
					"generates_or_manipulates_media",
					"realistic",
					"of_an_identifiable_person",
					"of_intimate_parts_or_sexually_explicit_activities",
					"without_free_specific_informed_unambiguous_and_explicit_consent_to_it",
					"generates_or_adds_exposure_or_alters_the_nature",
				],
				limb.elements,
			)
		},
		{"in_that_role": check.as_element(role[limb.side])},
	),
) if {
	some name, limb in _limbs
	role := {
		"provider": facts.any_of({
			facts.answer("provider"),
			facts.answer("importer"),
			facts.answer("product_manufacturer"),
		}),
		"deployer": facts.answer("deployer"),
	}
}

no_intimate_material_without_consent contains check.consistent(
	"media made, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.ba", "answers", "generates_or_manipulates_media"]),
	facts.answer("generates_or_manipulates_media"),
)

# The ways in which Article 5(1a) lets points (ba) and (bb) catch somebody: points
# (a)(i), (a)(ii) and (b). Each is a conjunction with the material, of its own role.
_limbs := {
	"by intended purpose": {
		"side": "provider",
		"elements": ["intended_for_such_material"],
	},
	"by foreseeable outcome": {
		"side": "provider",
		"elements": [
			"foreseeable_and_reproducible_without_significant_modification",
			"lacks_adequate_safeguards_or_correction_of_misuse",
		],
	},
	"by use": {
		"side": "deployer",
		"elements": ["used_or_to_be_used_to_make_such_material"],
	},
}

# METADATA
# title: The system is not meant for, open to or used for child sexual abuse material
# description: >-
#   Article 5(1)(bb) bans systems that generate or manipulate material or
#   performances of child sexual abuse as Directive 2011/93/EU defines them,
#   except where national law knows a "without right" defence and it applies.
#   Consent and Article 5(1b) do not matter here; the ways in which a provider and
#   a deployer are caught are those of Article 5(1a).
# scope: document
# custom:
#   id: EUAIA-5.1.bb
#   article: 5(1)(bb)
#   calendar: prohibitions_2026
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [generates_or_manipulates_media]
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.bb.answers.*
#     - assessment.EUAIA-5.1.bb.answers.generates_or_manipulates_media
#     - system.facts.deployer
#     - system.facts.generates_or_manipulates_media
#     - system.facts.importer
#     - system.facts.product_manufacturer
#     - system.facts.provider
#   settings: []
#   remedy: Have two people assess child sexual abuse material, {term}, by its elements, each with a reason, and in line with the facts.
no_child_sexual_abuse_material contains check.lacks_an_element(
	name,
	object.union(
		{element: evidence.at(["assessment", "EUAIA-5.1.bb", "answers", element]) |
			some element in array.concat(
				[
					"generates_or_manipulates_media",
					"of_child_sexual_abuse",
					"outside_a_national_without_right_defence",
				],
				limb.elements,
			)
		},
		{"in_that_role": check.as_element(role[limb.side])},
	),
) if {
	some name, limb in _limbs
	role := {
		"provider": facts.any_of({
			facts.answer("provider"),
			facts.answer("importer"),
			facts.answer("product_manufacturer"),
		}),
		"deployer": facts.answer("deployer"),
	}
}

no_child_sexual_abuse_material contains check.consistent(
	"media made, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.bb", "answers", "generates_or_manipulates_media"]),
	facts.answer("generates_or_manipulates_media"),
)

# METADATA
# title: A social score does not follow people into unrelated contexts
# description: >-
#   Article 5(1)(c)(i) bans evaluating or classifying people over a period of time
#   by their social behaviour or by their personal or personality characteristics,
#   known, inferred or predicted, where the score leads to worse treatment in a
#   social context that has nothing to do with the one in which the data arose.
#   Public and private bodies are covered. Answer for every use that the system is
#   offered for or put to; a new use asks for a new assessment.
# scope: document
# custom:
#   id: EUAIA-5.1.c.i
#   article: 5(1)(c)(i)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [evaluates_or_classifies_people]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.c.i.answers.*
#     - assessment.EUAIA-5.1.c.i.answers.evaluates_or_classifies_people
#     - system.facts.evaluates_or_classifies_people
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
no_social_score_in_unrelated_contexts contains check.lacks_an_element(
	"social scoring across contexts",
	{element: evidence.at(["assessment", "EUAIA-5.1.c.i", "answers", element]) |
		some element in [
			"evaluates_or_classifies_people",
			"over_a_period_of_time",
			"by_social_behaviour_or_personal_or_personality_characteristics",
			"score_leads_or_would_lead_to_worse_treatment",
			"in_a_social_context_unrelated_to_where_the_data_arose",
		]
	},
)

no_social_score_in_unrelated_contexts contains check.consistent(
	"evaluation of people, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.c.i", "answers", "evaluates_or_classifies_people"]),
	facts.answer("evaluates_or_classifies_people"),
)

# METADATA
# title: A social score leads to no unjustified or disproportionate treatment
# description: >-
#   Article 5(1)(c)(ii) bans the same scoring of people where the worse treatment
#   is unjustified, or out of proportion to what the person did and how grave it
#   was. It stands beside the limb on unrelated contexts: to escape one is not
#   enough. Answer for every use that the system is offered for or put to; a new
#   use asks for a new assessment.
# scope: document
# custom:
#   id: EUAIA-5.1.c.ii
#   article: 5(1)(c)(ii)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [evaluates_or_classifies_people]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.c.ii.answers.*
#     - assessment.EUAIA-5.1.c.ii.answers.evaluates_or_classifies_people
#     - system.facts.evaluates_or_classifies_people
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
no_disproportionate_social_score contains check.lacks_an_element(
	"disproportionate social scoring",
	{element: evidence.at(["assessment", "EUAIA-5.1.c.ii", "answers", element]) |
		some element in [
			"evaluates_or_classifies_people",
			"over_a_period_of_time",
			"by_social_behaviour_or_personal_or_personality_characteristics",
			"score_leads_or_would_lead_to_worse_treatment",
			"unjustified_or_disproportionate_to_the_behaviour",
		]
	},
)

no_disproportionate_social_score contains check.consistent(
	"evaluation of people, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.c.ii", "answers", "evaluates_or_classifies_people"]),
	facts.answer("evaluates_or_classifies_people"),
)

# METADATA
# title: Offences are not predicted from profiling or personality alone
# description: >-
#   Article 5(1)(d) bans scoring how likely somebody is to offend by profile or
#   character alone. Its exception is narrow: support for people who assess
#   somebody's part in a crime, where that assessment already rests on objective,
#   verifiable facts of that crime.
# scope: document
# custom:
#   id: EUAIA-5.1.d
#   article: 5(1)(d)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [predicts_offences]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.d.answers.*
#     - assessment.EUAIA-5.1.d.answers.assesses_risk_that_a_person_offends
#     - system.facts.predicts_offences
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
offences_not_predicted_from_profiles_alone contains check.lacks_an_element(
	"prediction of offences",
	{element: evidence.at(["assessment", "EUAIA-5.1.d", "answers", element]) |
		some element in [
			"assesses_risk_that_a_person_offends",
			"solely_from_profiling_or_personality",
			"outside_the_exception_for_supporting_a_human_assessment_resting_on_verifiable_facts_of_a_crime",
		]
	},
)

offences_not_predicted_from_profiles_alone contains check.consistent(
	"prediction of offences, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.d", "answers", "assesses_risk_that_a_person_offends"]),
	facts.answer("predicts_offences"),
)

# METADATA
# title: Facial recognition databases are not built by untargeted scraping
# description: >-
#   Article 5(1)(e) bans systems that create or enlarge a facial recognition
#   database by gathering facial images from the internet or from CCTV without
#   singling anybody out.
# scope: document
# custom:
#   id: EUAIA-5.1.e
#   article: 5(1)(e)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [builds_facial_recognition_database]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.e.answers.*
#     - assessment.EUAIA-5.1.e.answers.builds_a_facial_recognition_database
#     - system.facts.builds_facial_recognition_database
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
no_face_database_by_untargeted_scraping contains check.lacks_an_element(
	"scraping of facial images",
	{element: evidence.at(["assessment", "EUAIA-5.1.e", "answers", element]) |
		some element in [
			"builds_a_facial_recognition_database",
			"by_untargeted_scraping",
			"from_the_internet_or_cctv",
		]
	},
)

no_face_database_by_untargeted_scraping contains check.consistent(
	"facial recognition database, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.e", "answers", "builds_a_facial_recognition_database"]),
	facts.answer("builds_facial_recognition_database"),
)

# METADATA
# title: Emotions are not inferred at work or in education, medicine and safety apart
# description: >-
#   Article 5(1)(f) bans inferring emotions of people at work or in education,
#   unless it is meant for medical or safety reasons. Candidates and trainees
#   count. That it takes biometric data is not said in the point itself: the limit
#   is read from Article 3(39), recital 44 and the Commission's guidelines, which
#   do not bind, and is open to argument. Elsewhere emotion recognition is not
#   banned: it is listed in Annex III, point 1(c), and Article 50(3) has deployers
#   inform people of it. Answer for every use that the system is offered for or
#   put to; a new use asks for a new assessment.
# scope: document
# custom:
#   id: EUAIA-5.1.f
#   article: 5(1)(f)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [infers_emotions, at_work_or_in_education]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.f.answers.*
#     - assessment.EUAIA-5.1.f.answers.infers_emotions_of_people
#     - system.facts.infers_emotions
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
emotions_not_inferred_at_work_or_school contains check.lacks_an_element(
	"emotion inference at work or in education",
	{element: evidence.at(["assessment", "EUAIA-5.1.f", "answers", element]) |
		some element in [
			"infers_emotions_of_people",
			"from_biometric_data",
			"at_work_or_in_education",
			"outside_the_exception_for_medical_or_safety_reasons",
		]
	},
)

emotions_not_inferred_at_work_or_school contains check.consistent(
	"inference of emotions, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.f", "answers", "infers_emotions_of_people"]),
	facts.answer("infers_emotions"),
)

# METADATA
# title: People are not sorted by biometric data into six sensitive kinds
# description: >-
#   Article 5(1)(g) bans sorting people one by one from their biometric data to
#   infer race, political opinions, trade union membership, religious or
#   philosophical beliefs, sex life or sexual orientation; the list is closed. Not
#   covered are labelling or filtering lawfully acquired biometric data sets, and
#   sorting biometric data in law enforcement: by recital 30 that, too, is about
#   data sets, such as images by hair colour, and never about sorting people.
# scope: document
# custom:
#   id: EUAIA-5.1.g
#   article: 5(1)(g)
#   applies:
#     roles: [provider, deployer, importer, product_manufacturer]
#     tiers: [any_system]
#     condition: [biometric_categorisation]
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.g.answers.*
#     - assessment.EUAIA-5.1.g.answers.categorises_people_by_biometric_data
#     - system.facts.biometric_categorisation
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason, and in line with the facts.
nobody_sorted_by_sensitive_biometrics contains check.lacks_an_element(
	"sensitive biometric categorisation",
	{element: evidence.at(["assessment", "EUAIA-5.1.g", "answers", element]) |
		some element in [
			"categorises_people_by_biometric_data",
			"each_person_individually",
			"to_infer_one_of_the_six_traits",
			"outside_the_exception_for_labelling_or_filtering_lawful_data_sets",
			"outside_the_exception_for_sorting_biometric_data_sets_in_law_enforcement",
		]
	},
)

nobody_sorted_by_sensitive_biometrics contains check.consistent(
	"biometric categorisation, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.g", "answers", "categorises_people_by_biometric_data"]),
	facts.answer("biometric_categorisation"),
)

# METADATA
# title: No real-time identification in public for law enforcement outside a listed exception
# description: >-
#   Article 5(1)(h) bans using real-time remote biometric identification in
#   publicly accessible spaces for law enforcement, except so far as strictly
#   necessary for one of three objectives. Only use is banned, so it is asked of
#   the deployer, for each deployment. Whoever relies on the exception says so as
#   a fact, and then Article 5(2) to (4) is judged use by use; the objectives must
#   be open in national law, by Article 5(5).
# scope: document
# custom:
#   id: EUAIA-5.1.h
#   article: 5(1)(h)
#   reliefs: [[protocol_21_22_member_state]]
#   applies:
#     roles: [deployer]
#     tiers: [any_system]
#     condition: [real_time_remote_biometric_identification]
#   due: first_use
#   scope: deployment
#   basis: assessed
#   severity: critical
#   reads:
#     - assessment.EUAIA-5.1.h.answers.*
#     - assessment.EUAIA-5.1.h.answers.identifies_people_remotely_in_real_time
#     - assessment.EUAIA-5.1.h.answers.outside_what_a_listed_objective_strictly_needs
#     - rtrbi_deployment.national_law
#     - rtrbi_deployment.objectives
#     - system.facts.real_time_remote_biometric_identification
#     - system.facts.relies_on_art_5_1_h_exception
#   settings: []
#   remedy: Have two people assess {term} by its elements; for the exception name the objectives and the national law that opens them.
nobody_identified_in_public_in_real_time contains check.lacks_an_element(
	"real-time remote biometric identification",
	{element: evidence.at(["assessment", "EUAIA-5.1.h", "answers", element]) |
		some element in [
			"identifies_people_remotely_in_real_time",
			"in_publicly_accessible_spaces",
			"for_law_enforcement",
			"outside_what_a_listed_objective_strictly_needs",
		]
	},
)

nobody_identified_in_public_in_real_time contains check.consistent(
	"identification in real time, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.h", "answers", "identifies_people_remotely_in_real_time"]),
	facts.answer("real_time_remote_biometric_identification"),
)

nobody_identified_in_public_in_real_time contains check.consistent(
	"exception, assessed and stated",
	evidence.at(["assessment", "EUAIA-5.1.h", "answers", "outside_what_a_listed_objective_strictly_needs"]),
	facts.negation(facts.answer("relies_on_art_5_1_h_exception")),
)

nobody_identified_in_public_in_real_time contains register.opened(
	objective,
	evidence.at(["rtrbi_deployment", "national_law"]),
) if {
	some objective in register.objectives(
		facts.answer("relies_on_art_5_1_h_exception"),
		evidence.at(["rtrbi_deployment", "objectives"]),
	)
}

# METADATA
# title: Each use records target, weighing and limits, and keeps to its time
# description: >-
#   Article 5(2) lets real-time identification under the exception confirm only
#   who the targeted person is. Each use weighs the harm of not using it against
#   the consequences for the rights of all concerned, and is limited in time,
#   place and persons. Compared are its objective with those of the deployment,
#   and its start and end with the limit of time; target, weighing, place and
#   persons are taken as people signed them. The register of uses is judged entry
#   by entry; an empty one is signed as empty.
# scope: document
# custom:
#   id: EUAIA-5.2
#   article: 5(2)
#   applies: {roles: [deployer], tiers: [any_system], condition: [relies_on_art_5_1_h_exception]}
#   reliefs: [[protocol_21_22_member_state]]
#   due: on_event
#   scope: use
#   basis: assessed
#   severity: critical
#   reads: [rtrbi_deployment, rtrbi_deployment.objectives, rtrbi_uses, rtrbi_uses.uses, rtrbi_uses.uses.*]
#   settings: [freshness.rtrbi_uses]
#   remedy: Record for {term} target, objective, weighing and limits, and stop what goes beyond them.
each_use_targeted_weighed_and_limited contains register.kept(
	"register of uses",
	evidence.at(["rtrbi_uses"]),
	evidence.at(["rtrbi_deployment"]),
	settings.at_most(["freshness", "rtrbi_uses"]),
)

each_use_targeted_weighed_and_limited contains register.targeted(
	register.name(evidence.at(["rtrbi_uses", "uses", place]), place),
	evidence.at(["rtrbi_uses", "uses", place]),
	evidence.at(["rtrbi_deployment", "objectives"]),
) if {
	some place in register.places(evidence.at(["rtrbi_uses", "uses"]))
}

# METADATA
# title: Impact assessed and system registered before the first use
# description: >-
#   Article 5(2) allows use under the exception only after the law enforcement
#   authority has completed an assessment of the impact on fundamental rights and
#   registered the system. Justified urgency lets the registration follow without
#   undue delay; it never puts off the assessment.
# scope: document
# custom:
#   id: EUAIA-5.2.fria
#   article: 5(2)
#   applies: {roles: [deployer], tiers: [any_system], condition: [relies_on_art_5_1_h_exception]}
#   reliefs: [[protocol_21_22_member_state]]
#   due: first_use
#   scope: deployment
#   basis: documented
#   severity: critical
#   reads:
#     - rtrbi_deployment
#     - rtrbi_deployment.fria.completed_at
#     - rtrbi_uses.uses
#     - rtrbi_uses.uses.*
#     - rtrbi_uses.uses.*.started_at
#   settings: []
#   remedy: Complete the {term} before the first use and record it with its time.
impact_assessed_and_registered_before_use contains register.impact_assessed(
	"impact assessment",
	evidence.at(["rtrbi_deployment"]),
	evidence.at(["rtrbi_uses", "uses"]),
)

impact_assessed_and_registered_before_use contains register.in_database(
	"registration",
	evidence.at(["rtrbi_deployment"]),
	evidence.at(["rtrbi_uses", "uses"]),
)

impact_assessed_and_registered_before_use contains register.in_database_before(
	["registration", register.name(evidence.at(["rtrbi_uses", "uses", place]), place)],
	evidence.at(["rtrbi_deployment"]),
	evidence.at(["rtrbi_uses", "uses", place]),
) if {
	some place in register.places(evidence.at(["rtrbi_uses", "uses"]))
}

impact_assessed_and_registered_before_use contains check.not_after(
	["impact assessment", register.name(evidence.at(["rtrbi_uses", "uses", place]), place)],
	evidence.at(["rtrbi_deployment", "fria", "completed_at"]),
	evidence.at(["rtrbi_uses", "uses", place, "started_at"]),
) if {
	some place in register.places(evidence.at(["rtrbi_uses", "uses"]))
}

# METADATA
# title: Each use was authorised, or in urgency asked for within 24 hours
# description: >-
#   Article 5(3) has each use authorised beforehand, by judges or by an
#   administrative authority that is independent and whose decision binds. In
#   justified urgency the request follows without undue delay, within 24 hours at
#   the latest; delay within these hours is not judged. When it is rejected, the
#   use stops at once and its data, results and outputs are deleted. What the
#   house takes for at once is its setting: the Act names no number.
# scope: document
# custom:
#   id: EUAIA-5.3
#   article: 5(3)
#   applies: {roles: [deployer], tiers: [any_system], condition: [relies_on_art_5_1_h_exception]}
#   reliefs: [[protocol_21_22_member_state]]
#   due: on_event
#   scope: use
#   basis: computed
#   severity: critical
#   reads: [rtrbi_deployment, rtrbi_uses, rtrbi_uses.uses, rtrbi_uses.uses.*]
#   settings: [freshness.rtrbi_uses, rtrbi.at_once_minutes]
#   remedy: Obtain and record the authorisation of {term}; where it was rejected, stop and delete.
each_use_authorised contains register.kept(
	"register of uses",
	evidence.at(["rtrbi_uses"]),
	evidence.at(["rtrbi_deployment"]),
	settings.at_most(["freshness", "rtrbi_uses"]),
)

each_use_authorised contains register.authorised(
	register.name(evidence.at(["rtrbi_uses", "uses", place]), place),
	evidence.at(["rtrbi_uses", "uses", place]),
	settings.at_most(["rtrbi", "at_once_minutes"]),
) if {
	some place in register.places(evidence.at(["rtrbi_uses", "uses"]))
}

# METADATA
# title: No adverse decision rests on the identification alone
# description: >-
#   Article 5(3), second subparagraph, forbids a decision with adverse legal effect
#   on a person that rests solely on the output of the system. It is judged on a
#   sample of decisions from the period of the register: a sample can show a breach,
#   and never that there is none elsewhere.
# scope: document
# custom:
#   id: EUAIA-5.3.2
#   article: 5(3), second subparagraph
#   applies: {roles: [deployer], tiers: [any_system], condition: [relies_on_art_5_1_h_exception]}
#   reliefs: [[protocol_21_22_member_state]]
#   due: post_deploy
#   scope: use
#   basis: sampled
#   severity: critical
#   reads:
#     - rtrbi_deployment
#     - rtrbi_uses
#     - rtrbi_uses.decisions_sample.decisions
#     - rtrbi_uses.decisions_sample.decisions.*
#   settings: [freshness.rtrbi_uses]
#   remedy: Review {term} and record what it rests on besides the output, and who decided.
no_adverse_decision_on_output_alone contains register.kept(
	"register of uses",
	evidence.at(["rtrbi_uses"]),
	evidence.at(["rtrbi_deployment"]),
	settings.at_most(["freshness", "rtrbi_uses"]),
)

no_adverse_decision_on_output_alone contains register.drawn(
	"sample of decisions",
	evidence.at(["rtrbi_uses"]),
)

no_adverse_decision_on_output_alone contains register.corroborated(
	register.name(evidence.at(["rtrbi_uses", "decisions_sample", "decisions", place]), place),
	evidence.at(["rtrbi_uses", "decisions_sample", "decisions", place]),
) if {
	some place in register.places(evidence.at(["rtrbi_uses", "decisions_sample", "decisions"]))
}

# METADATA
# title: Each use was notified to both authorities
# description: >-
#   Article 5(4) has each use notified to the market surveillance authority and to
#   the data protection authority, with the decisions on authorisation and their
#   result and without sensitive operational data. When it is due, national law says.
# scope: document
# custom:
#   id: EUAIA-5.4
#   article: 5(4)
#   applies: {roles: [deployer], tiers: [any_system], condition: [relies_on_art_5_1_h_exception]}
#   reliefs: [[protocol_21_22_member_state]]
#   due: on_event
#   scope: use
#   basis: documented
#   severity: critical
#   reads:
#     - rtrbi_deployment
#     - rtrbi_uses
#     - rtrbi_uses.uses
#     - rtrbi_uses.uses.*
#     - rtrbi_uses.uses.*.notifications.*
#   settings: [freshness.rtrbi_uses]
#   remedy: Notify {term} and record when it was sent and what it holds.
each_use_notified contains register.kept(
	"register of uses",
	evidence.at(["rtrbi_uses"]),
	evidence.at(["rtrbi_deployment"]),
	settings.at_most(["freshness", "rtrbi_uses"]),
)

each_use_notified contains register.notified(
	[register.name(evidence.at(["rtrbi_uses", "uses", place]), place), authority],
	evidence.at(["rtrbi_uses", "uses", place, "notifications", authority]),
) if {
	some place in register.places(evidence.at(["rtrbi_uses", "uses"]))
	some authority in ["market_surveillance_authority", "data_protection_authority"]
}
