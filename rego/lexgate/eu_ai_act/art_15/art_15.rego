# METADATA
# title: Article 15, accuracy, robustness and cybersecurity
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 15
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_15

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.security
import data.lexgate.lib.settings

# METADATA
# title: Accuracy, robustness and cybersecurity were judged appropriate and lasting
# description: >-
#   Article 15(1) has systems reach an appropriate level of accuracy, robustness
#   and cybersecurity, and keep it throughout their lifecycle. The Act says no
#   number. Two people judge each of the three, and that they last, with reasons:
#   accuracy on the tests of this model as they are now, robustness on what
#   disturbances did and on the measures, cybersecurity on the record of measures
#   against attacks. Scans, which are made anew all the time, are asked under
#   Article 15(5).
# custom:
#   id: EUAIA-15.1
#   article: 15(1)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads: [assessment.EUAIA-15.1.answers.*, performance, resilience, robustness, security]
#   settings: []
#   remedy: Have two people judge {term}, with reasons, on the tests and the measures as they are now.
level_judged_appropriate contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-15.1", "answers", element]),
	basis,
) if {
	some element, basis in {
		"accuracy": [evidence.digest("performance").value],
		"robustness": [evidence.digest("robustness").value, evidence.digest("resilience").value],
		"cybersecurity": [evidence.digest("security").value],
		"consistent_over_lifecycle": [
			evidence.digest("performance").value,
			evidence.digest("robustness").value,
			evidence.digest("security").value,
		],
	}
}

# METADATA
# title: Levels of accuracy are declared in the instructions for use
# description: >-
#   Article 15(3) has the levels of accuracy and their metrics declared in the
#   instructions for use. Each measure that the organisation uses must be there
#   with its level and the conditions it holds under; and the level must lie in the
#   interval measured, or it is the level of another system. Whether it is high
#   enough is asked under Article 15(1).
# custom:
#   id: EUAIA-15.3
#   article: 15(3)
#   due: pre_deploy
#   scope: document
#   basis: documented
#   severity: high
#   reads:
#     - instructions_for_use.accuracy.*.conditions
#     - instructions_for_use.accuracy.*.level
#     - performance.data_sets.testing.measures.*
#   settings: [accuracy.measures]
#   remedy: Declare the level of {term} in the instructions for use as it was measured, with its conditions.
accuracy_declared contains check.declared(
	measure,
	evidence.at(["instructions_for_use", "accuracy", measure, "level"]),
	evidence.at(["instructions_for_use", "accuracy", measure, "conditions"]),
	evidence.at(["performance", "data_sets", "testing", "measures", measure]),
) if {
	some measure in settings.members(["accuracy", "measures"])
}

# METADATA
# title: The system was judged as resilient as possible to errors, faults and inconsistencies
# scope: document
# description: >-
#   Article 15(4), first subparagraph, has systems be as resilient as possible to errors,
#   faults or inconsistencies within them or around them, above all from people and other
#   systems, with technical and organisational measures. Two people judge each, on what
#   disturbances of the input were seen to do. What each did to accuracy must be stated as
#   it was measured. A backup or a plan to fail safely may stand for technical measures
#   (second subparagraph); it is not tried here.
# custom:
#   id: EUAIA-15.4.resilience
#   article: 15(4)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-15.4.resilience.answers.*
#     - resilience
#     - resilience.disturbances
#     - resilience.measures.organisational
#     - resilience.measures.technical
#     - resilience.redundancy
#     - robustness
#     - robustness.data_sets.testing.disturbances
#   settings: []
#   remedy: Have two people judge {term}, on the measures and on the robustness evidence as they are now.
resilient_to_errors contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-15.4.resilience", "answers", element]),
	[evidence.digest("robustness").value, evidence.digest("resilience").value],
) if {
	some element in [
		"errors",
		"faults",
		"inconsistencies",
		"within_the_system",
		"in_its_environment",
		"interaction_with_natural_persons",
		"interaction_with_other_systems",
	]
}

resilient_to_errors contains check.text(
	"technical measures, or redundancy",
	security.either(
		evidence.at(["resilience", "measures", "technical"]),
		evidence.at(["resilience", "redundancy"]),
	),
)

resilient_to_errors contains security.answered(
	"organisational measures, and what disturbances did",
	evidence.at(["resilience", "measures", "organisational"]),
	evidence.at(["resilience", "disturbances"]),
	security.numbers_of(
		evidence.at(["robustness", "data_sets", "testing", "disturbances"]),
		["accuracy_change", "value"],
	),
)

# METADATA
# title: Feedback loops of a system that goes on learning are addressed
# scope: document
# description: >-
#   Article 15(4), third subparagraph, has systems that go on learning after they are
#   placed on the market eliminate, or reduce as far as possible, the risk that biased
#   outputs influence later inputs, and address loops that remain. The document must
#   speak of each data set that the lineage saw read, and of each attribute that was
#   examined for bias. Whether the measures work is not judged.
# custom:
#   id: EUAIA-15.4.feedback
#   article: 15(4)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii, high_risk_annex_i]
#     condition: [continues_to_learn_after_placing]
#   reads:
#     - fairness.examined
#     - lineage.data_sets
#     - resilience.feedback_loops.biases
#     - resilience.feedback_loops.elimination_or_reduction
#     - resilience.feedback_loops.inputs
#     - resilience.feedback_loops.mitigation
#   settings: []
#   remedy: Say how the {term} is brought about, for each data set that training reads and each attribute examined.
feedback_loops_addressed contains security.covered(
	"elimination or reduction of biased outputs in later inputs",
	evidence.at(["resilience", "feedback_loops", "elimination_or_reduction"]),
	evidence.at(["resilience", "feedback_loops", "inputs"]),
	security.names_unless(evidence.at(["lineage", "data_sets"]), "direction", "output"),
)

feedback_loops_addressed contains security.covered(
	"mitigation of loops that remain",
	evidence.at(["resilience", "feedback_loops", "mitigation"]),
	evidence.at(["resilience", "feedback_loops", "biases"]),
	security.keys_of(evidence.at(["fairness", "examined"])),
)

# METADATA
# title: This very version was scanned for known weaknesses
# scope: document
# description: >-
#   Article 15(5), first subparagraph, has systems be resilient against attempts of
#   unauthorised third parties to alter their use, outputs or performance by exploiting
#   vulnerabilities. Each scan that the house asks for must be of this version, by digest,
#   whole, and made lately, and no scan stands for two; which severities are refused is
#   the house's half. Weaknesses that nobody knows, and whether the solutions suit the
#   risks, are not judged here (Article 15(1) has the latter assessed). A certificate
#   (Article 42(2)), or conformity under the Cyber Resilience Act (Article 42(3)), is no
#   answer by its claim alone.
# custom:
#   id: EUAIA-15.5
#   article: 15(5)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads:
#     - bom.source.files
#     - image.image_id.digest
#     - image.manifest_digest
#     - image.repo_digests
#     - security_scan.*
#     - source.lock_files
#   settings: [freshness.security_scan, security.scans, security.severities_refused]
#   remedy: Scan what {term} names, as it is in this version, and mend or replace what has a known weakness.
scanned_for_known_weaknesses contains security.scanned(
	[scan, "scan of this version"],
	evidence.at(["security_scan", scan]),
	security.digests(_of_this_version),
	settings.at_most(["freshness", "security_scan"]),
) if {
	some scan in settings.members(["security", "scans"])
}

scanned_for_known_weaknesses contains security.none_of(
	[scan, severity],
	evidence.at(["security_scan", scan]),
	severity,
) if {
	some scan in settings.members(["security", "scans"])
	some severity in settings.members(["security", "severities_refused"])
}

# One scan under each name of the house's list would answer for scans that nobody made.
scanned_for_known_weaknesses contains security.apart(
	"scans apart",
	[evidence.at(["security_scan", scan]) | some scan in settings.members(["security", "scans"])],
)

_of_this_version := [
	evidence.at(["source", "lock_files"]),
	evidence.at(["bom", "source", "files"]),
	evidence.at(["image", "image_id", "digest"]),
	evidence.at(["image", "manifest_digest"]),
	evidence.at(["image", "repo_digests"]),
]

# METADATA
# title: Measures against poisoned training data are on record, for the very data
# description: >-
#   Article 15(5), third subparagraph, asks, where appropriate, for measures to prevent,
#   detect, respond to, resolve and control for attacks that manipulate the training data.
#   Each of the five must stand in the record, which names the very files that the model
#   was made from and tested on. Whether the data are poisoned is not judged.
# custom:
#   id: EUAIA-15.5.data_poisoning
#   article: 15(5)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: medium
#   reliefs: [[not_appropriate_15_5_data_poisoning]]
#   reads:
#     - model.data_sets.*.digest
#     - security.measures.data_poisoning.*
#     - security.measures.data_poisoning.data_sets.*.digest
#   settings: [data_sets.roles]
#   remedy: Say how poisoning is met, {term}, with the digest of the data file.
training_data_guarded contains check.documented(
	[role, verb],
	[evidence.at(["security", "measures", "data_poisoning", verb])],
	[{
		"relation": "same_file",
		"stated": evidence.at(["security", "measures", "data_poisoning", "data_sets", role, "digest"]),
		"observed": evidence.at(["model", "data_sets", role, "digest"]),
	}],
) if {
	some role in applicability.data_sets
	some verb in _verbs
}

# The five of Article 15(5), third subparagraph.
_verbs := ["prevent", "detect", "respond", "resolve", "control"]

# METADATA
# title: Measures against poisoned pre-trained components are on record, with the origin of each
# description: >-
#   Article 15(5), third subparagraph, asks, where appropriate, for measures against
#   attacks on pre-trained components used in training. Each of the five must stand in the
#   record, with the origin of each model that the bill of materials names, under the
#   digest that stands there. Whether a component is poisoned is not judged. A system
#   without such components has a signed fact that says so.
# custom:
#   id: EUAIA-15.5.model_poisoning
#   article: 15(5)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: medium
#   reliefs: [[not_appropriate_15_5_model_poisoning]]
#   reads:
#     - bom.models
#     - security.measures.model_poisoning.*
#     - security.measures.model_poisoning.components
#   settings: []
#   remedy: Say how poisoned components are met, {term}, with the origin and digest of each model of the bill of materials.
components_guarded contains security.sourced(
	verb,
	evidence.at(["security", "measures", "model_poisoning", verb]),
	evidence.at(["security", "measures", "model_poisoning", "components"]),
	evidence.at(["bom", "models"]),
) if {
	some verb in _verbs
}

# METADATA
# title: Measures against inputs made to deceive are on record, beside what changed inputs did
# description: >-
#   Article 15(5), third subparagraph, asks, where appropriate, for measures against
#   inputs designed to make the model err. Each of the five must stand in the record,
#   beside how many decisions each disturbance of the input was seen to turn favourable,
#   which is what a deceiver is after. The disturbances are no search for the worst input,
#   and no number is asked for.
# custom:
#   id: EUAIA-15.5.evasion
#   article: 15(5)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: medium
#   reliefs: [[not_appropriate_15_5_evasion]]
#   reads:
#     - robustness.data_sets.testing.disturbances
#     - security.measures.evasion.*
#     - security.measures.evasion.tried
#   settings: []
#   remedy: Say how deceiving inputs are met, {term}, and read each disturbance as it was measured.
evasion_answered contains security.answered(
	verb,
	evidence.at(["security", "measures", "evasion", verb]),
	evidence.at(["security", "measures", "evasion", "tried"]),
	security.numbers_of(
		evidence.at(["robustness", "data_sets", "testing", "disturbances"]),
		["to_favourable", "value"],
	),
) if {
	some verb in _verbs
}

# METADATA
# title: Measures against attacks on confidentiality are on record, beside what an attack learnt
# description: >-
#   Article 15(5), third subparagraph, asks, where appropriate, for measures against
#   confidentiality attacks. Each of the five must stand in the record, beside how much
#   better than a blind guess each attack told who was in the training data. Other attacks,
#   such as stealing the model, are not tried, and no number is asked for.
# custom:
#   id: EUAIA-15.5.confidentiality
#   article: 15(5)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: medium
#   reliefs: [[not_appropriate_15_5_confidentiality]]
#   reads:
#     - attack_test.attacks.confidentiality
#     - security.measures.confidentiality.*
#     - security.measures.confidentiality.tried
#   settings: []
#   remedy: Say how attacks on confidentiality are met, {term}, and read each attack as it was measured.
confidentiality_answered contains security.answered(
	verb,
	evidence.at(["security", "measures", "confidentiality", verb]),
	evidence.at(["security", "measures", "confidentiality", "tried"]),
	security.numbers_of(
		evidence.at(["attack_test", "attacks", "confidentiality"]),
		["advantage", "value"],
	),
) if {
	some verb in _verbs
}

# METADATA
# title: Measures against flaws of the model are on record, beside those that were seen
# description: >-
#   Article 15(5), third subparagraph, asks, where appropriate, for measures against model
#   flaws. Each of the five must stand in the record, beside two flaws that instruments
#   see: how often the model decides wrongly on the testing set, told by its accuracy, and
#   how often otherwise when it is asked the same again. That it has no other flaw is not
#   shown.
# custom:
#   id: EUAIA-15.5.model_flaws
#   article: 15(5)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: medium
#   reliefs: [[not_appropriate_15_5_model_flaws]]
#   reads:
#     - robustness.data_sets.testing.undisturbed
#     - security.measures.model_flaws.*
#     - security.measures.model_flaws.seen
#   settings: []
#   remedy: Say how flaws of the model are met, {term}, and read each that was measured.
flaws_answered contains security.answered(
	verb,
	evidence.at(["security", "measures", "model_flaws", verb]),
	evidence.at(["security", "measures", "model_flaws", "seen"]),
	security.numbers_of(evidence.at(["robustness", "data_sets", "testing", "undisturbed"]), ["value"]),
) if {
	some verb in _verbs
}
