# METADATA
# title: Article 13, transparency and information to deployers
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 13
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_13

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.parts
import data.lexgate.lib.settings

# METADATA
# title: Operation is transparent enough to interpret the output and use it appropriately
# scope: document
# description: >-
#   Article 13(1) has a system designed so that deployers can interpret its output and
#   use it appropriately, with a type and degree of transparency that serves what
#   provider and deployer owe under Section 3. What was built in for the first two is
#   described, and two people judge all four, on the instructions for use as they are
#   now. Whether deployers in fact understand the output is observed by nobody here.
# custom:
#   id: EUAIA-13.1
#   article: 13(1)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-13.1.answers.*
#     - instructions_for_use
#     - instructions_for_use.transparency_measures
#   settings: []
#   remedy: Describe what is built in for {term}, and have two people judge it on the instructions as they are now.
transparent_enough contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-13.1", "answers", element]),
	[evidence.digest("instructions_for_use").value],
) if {
	some element in [
		"output_can_be_interpreted",
		"output_can_be_used_appropriately",
		"serves_the_obligations_of_the_provider",
		"serves_the_obligations_of_the_deployer",
	]
}

transparent_enough contains check.text(
	purpose,
	check.entry(evidence.at(["instructions_for_use", "transparency_measures"]), "serves", purpose, "measure"),
) if {
	some purpose in ["interpreting_the_output", "appropriate_use"]
}

# METADATA
# title: Instructions for use come with the system, with all that they must contain
# scope: document
# description: >-
#   Article 13(2) has instructions accompany the system in a digital format or
#   otherwise, that are concise, complete, correct, clear, relevant, accessible and
#   comprehensible; Article 13(3) lists what they contain. They are for the version
#   asked about, say how deployers get them, and each of the twelve items is one check,
#   held against what instruments saw wherever one saw it. How good the words are two
#   people judge. Levels of accuracy are also judged under Article 15(3).
# custom:
#   id: EUAIA-13.2
#   article: 13(2)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-13.2.answers.*
#     - data_governance.design_choices.features
#     - data_governance.not_processed.*.reason
#     - data_quality.data_sets.testing.label_balance
#     - image.platform.architecture
#     - image.platform.os
#     - instructions_for_use
#     - instructions_for_use.accuracy.*.conditions
#     - instructions_for_use.accuracy.*.level
#     - instructions_for_use.circumstances.*
#     - instructions_for_use.explanation.capabilities
#     - instructions_for_use.explanation.test
#     - instructions_for_use.forms
#     - instructions_for_use.group_performance.attributes.*.conditions
#     - instructions_for_use.group_performance.attributes.*.levels
#     - instructions_for_use.group_performance.measure
#     - instructions_for_use.human_oversight.interpretation
#     - instructions_for_use.human_oversight.measures
#     - instructions_for_use.human_oversight.safe_state
#     - instructions_for_use.input_data.data_sets
#     - instructions_for_use.input_data.features
#     - instructions_for_use.intended_purpose
#     - instructions_for_use.logs.collect
#     - instructions_for_use.logs.fields
#     - instructions_for_use.logs.store
#     - instructions_for_use.maintenance.*
#     - instructions_for_use.output.form
#     - instructions_for_use.output.meaning
#     - instructions_for_use.output.use
#     - instructions_for_use.output.values
#     - instructions_for_use.predetermined_changes.description
#     - instructions_for_use.predetermined_changes.performance
#     - instructions_for_use.provider.contact
#     - instructions_for_use.provider.name
#     - instructions_for_use.provider.representative
#     - instructions_for_use.provider.representative_details
#     - instructions_for_use.resources.architecture
#     - instructions_for_use.resources.delivered_as
#     - instructions_for_use.resources.hardware
#     - instructions_for_use.resources.os
#     - instructions_for_use.risk_circumstances
#     - instructions_for_use.robustness.conditions
#     - instructions_for_use.robustness.levels
#     - instructions_for_use.security.expected
#     - instructions_for_use.security.tested
#     - instructions_for_use.version
#     - log_test.fields
#     - model.features
#     - model.registry.version
#     - performance.data_sets.testing.groups.*
#     - performance.data_sets.testing.measures.*
#     - robustness.data_sets.testing.disturbances
#     - stop_test.safe_state
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#     - system.intended_purpose
#     - test_report
#   settings: [accuracy.measures, fairness.carried_by, fairness.protected_attributes]
#   remedy: Complete {term} of the instructions for use as the parts named say, and have two people judge them as they are now.
instructions_can_be_used contains check.assessed(
	quality,
	evidence.at(["assessment", "EUAIA-13.2", "answers", quality]),
	[evidence.digest("instructions_for_use").value],
) if {
	some quality in ["concise", "complete", "correct", "clear", "relevant", "accessible", "comprehensible"]
}

instructions_can_be_used contains check.same(
	"version that they accompany",
	evidence.at(["instructions_for_use", "version"]),
	evidence.at(["model", "registry", "version"]),
)

instructions_can_be_used contains parts.provided("format", evidence.at(["instructions_for_use", "forms"]))

instructions_can_be_used contains parts.item("13.3.a", _provider)

instructions_can_be_used contains parts.item("13.3.b.i", _intended_purpose)

instructions_can_be_used contains parts.item("13.3.b.ii", _accuracy_robustness_security)

instructions_can_be_used contains parts.item("13.3.b.iii", _circumstances_of_risk)

instructions_can_be_used contains check.unless_lifted(
	"13.3.b.iv",
	applicability.lifted("EUAIA-13.3.b.iv"),
	parts.item("13.3.b.iv", _explanation),
)

instructions_can_be_used contains check.unless_lifted(
	"13.3.b.v",
	applicability.lifted("EUAIA-13.3.b.v"),
	parts.item("13.3.b.v", _groups),
)

instructions_can_be_used contains check.unless_lifted(
	"13.3.b.vi",
	applicability.lifted("EUAIA-13.3.b.vi"),
	parts.item("13.3.b.vi", _input_data),
)

instructions_can_be_used contains check.unless_lifted(
	"13.3.b.vii",
	applicability.lifted("EUAIA-13.3.b.vii"),
	parts.item("13.3.b.vii", _output),
)

instructions_can_be_used contains check.unless_lifted(
	"13.3.c",
	applicability.lifted("EUAIA-13.3.c"),
	parts.item("13.3.c", _predetermined_changes),
)

instructions_can_be_used contains parts.item("13.3.d", _human_oversight)

instructions_can_be_used contains parts.item("13.3.e", _resources)

instructions_can_be_used contains check.unless_lifted(
	"13.3.f",
	applicability.lifted("EUAIA-13.3.f"),
	parts.item("13.3.f", _logs),
)

# Point (a): the provider and, where there is one, its authorised representative.
_provider := array.concat(
	[
		parts.name("name", evidence.at(["instructions_for_use", "provider", "name"])),
		check.text("contact details", evidence.at(["instructions_for_use", "provider", "contact"])),
	],
	parts.by_way("authorised representative", evidence.at(["instructions_for_use", "provider", "representative"]), {
		"none": [],
		"appointed": [check.text(
			"authorised representative",
			evidence.at(["instructions_for_use", "provider", "representative_details"]),
		)],
	}),
)

# Point (b)(i): the purpose that the system was classified by, and no other.
_intended_purpose := [
	check.text("intended purpose", evidence.at(["instructions_for_use", "intended_purpose"])),
	parts.alike(
		"purpose that the facts were signed for",
		evidence.at(["instructions_for_use", "intended_purpose"]),
		evidence.at(["system", "intended_purpose"]),
	),
]

# Point (b)(ii): levels that can be expected, as they were tested, and what may move them.
_accuracy_robustness_security := array.flatten([
	[check.declared(
		measure,
		evidence.at(["instructions_for_use", "accuracy", measure, "level"]),
		evidence.at(["instructions_for_use", "accuracy", measure, "conditions"]),
		evidence.at(["performance", "data_sets", "testing", "measures", measure]),
	) |
		some measure in settings.members(["accuracy", "measures"])
	],
	parts.levels(
		"accuracy under each disturbance",
		evidence.at(["instructions_for_use", "robustness", "levels"]),
		evidence.at(["instructions_for_use", "robustness", "conditions"]),
		parts.under_disturbance(evidence.at(["robustness", "data_sets", "testing", "disturbances"])),
	),
	check.text("cybersecurity tested", evidence.at(["instructions_for_use", "security", "tested"])),
	check.text("cybersecurity to be expected", evidence.at(["instructions_for_use", "security", "expected"])),
	[check.text(asked, evidence.at(["instructions_for_use", "circumstances", property])) |
		some property, asked in {
			"accuracy": "circumstances that move accuracy",
			"robustness": "circumstances that move robustness",
			"cybersecurity": "circumstances that move cybersecurity",
		}
	],
])

# Point (b)(iii): intended use and foreseeable misuse, each with what may come of it.
_circumstances_of_risk := [check.documented(
	use,
	[
		check.entry(evidence.at(["instructions_for_use", "risk_circumstances"]), "under", use, "circumstance"),
		check.entry(evidence.at(["instructions_for_use", "risk_circumstances"]), "under", use, "risk"),
	],
	[],
) |
	some use in ["intended_use", "foreseeable_misuse"]
]

# Point (b)(iv): what the system can say to explain its output, by a test that ran.
_explanation := [
	check.text("capabilities", evidence.at(["instructions_for_use", "explanation", "capabilities"])),
	parts.tested(
		"test of the explanation",
		evidence.at(["instructions_for_use", "explanation", "test"]),
		evidence.at(["test_report"]),
	),
]

# Point (b)(v): performance for groups, inside what was measured for each.
_groups := [parts.or_not_processed(
	parts.levels(
		attribute,
		evidence.at(["instructions_for_use", "group_performance", "attributes", attribute, "levels"]),
		evidence.at(["instructions_for_use", "group_performance", "attributes", attribute, "conditions"]),
		parts.estimates(
			evidence.at(["performance", "data_sets", "testing", "groups", attribute]),
			evidence.at(["instructions_for_use", "group_performance", "measure"]),
		),
	),
	{
		"reason": evidence.at(["data_governance", "not_processed", attribute, "reason"]),
		"carriers": settings.members(["fairness", "carried_by", attribute]),
		"features": evidence.at(["model", "features"]),
		"stated_features": evidence.at(["data_governance", "design_choices", "features"]),
	},
) |
	some attribute in settings.members(["fairness", "protected_attributes"])
]

# Point (b)(vi): what goes in, feature by feature, and the data sets.
_input_data := [
	parts.covers(
		"features that the model reads",
		evidence.at(["instructions_for_use", "input_data", "features"]),
		evidence.at(["model", "features"]),
	),
	check.text("data sets used", evidence.at(["instructions_for_use", "input_data", "data_sets"])),
]

# Point (b)(vii): what the output means, for each outcome that the data know.
_output := array.concat(
	[check.text("appropriate use", evidence.at(["instructions_for_use", "output", "use"]))],
	parts.by_way("form of the output", evidence.at(["instructions_for_use", "output", "form"]), {
		"classes": [parts.covers(
			"meaning of each outcome",
			evidence.at(["instructions_for_use", "output", "values"]),
			parts.keys(evidence.at(["data_quality", "data_sets", "testing", "label_balance"])),
		)],
		"other": [check.text("meaning of the output", evidence.at(["instructions_for_use", "output", "meaning"]))],
	}),
)

# Point (c): changes determined at the initial conformity assessment.
_predetermined_changes := [
	check.text("changes", evidence.at(["instructions_for_use", "predetermined_changes", "description"])),
	check.text("performance after them", evidence.at(["instructions_for_use", "predetermined_changes", "performance"])),
]

# Point (d): oversight, and the state in which the stop was seen to leave the system.
_human_oversight := [
	check.text("measures", evidence.at(["instructions_for_use", "human_oversight", "measures"])),
	check.text(
		"technical measures to interpret outputs",
		evidence.at(["instructions_for_use", "human_oversight", "interpretation"]),
	),
	parts.unless_yes("not_appropriate_or_proportionate_14_4_e", facts.answer("not_appropriate_or_proportionate_14_4_e"), check.pair(
		"safe state after the stop",
		"equals",
		evidence.at(["instructions_for_use", "human_oversight", "safe_state"]),
		evidence.at(["stop_test", "safe_state"]),
	)),
]

# Point (e): resources, lifetime and care.
_resources := array.flatten([
	check.text("computational and hardware resources", evidence.at(["instructions_for_use", "resources", "hardware"])),
	[check.text(asked, evidence.at(["instructions_for_use", "maintenance", field])) |
		some field, asked in {
			"lifetime": "expected lifetime",
			"measures": "maintenance and care",
			"frequency": "how often",
			"updates": "software updates",
		}
	],
	parts.by_way("form of delivery", evidence.at(["instructions_for_use", "resources", "delivered_as"]), {
		"image": [
			check.pair(
				"operating system of the image",
				"equals",
				evidence.at(["instructions_for_use", "resources", "os"]),
				evidence.at(["image", "platform", "os"]),
			),
			check.pair(
				"processor of the image",
				"equals",
				evidence.at(["instructions_for_use", "resources", "architecture"]),
				evidence.at(["image", "platform", "architecture"]),
			),
		],
		"files": [],
	}),
])

# Point (f): how deployers collect, store and read the logs, field by field.
_logs := [
	check.text("collecting", evidence.at(["instructions_for_use", "logs", "collect"])),
	check.text("storing", evidence.at(["instructions_for_use", "logs", "store"])),
	parts.covers(
		"meaning of each field of a record",
		evidence.at(["instructions_for_use", "logs", "fields"]),
		evidence.at(["log_test", "fields"]),
	),
]
