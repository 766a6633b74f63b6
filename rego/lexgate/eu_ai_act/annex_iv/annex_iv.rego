# METADATA
# title: Annex IV, content of the technical documentation
# description: >-
#   One control, Article 11(1), content, and under it a check for each of the 23 items
#   of the Annex. A fact is entered once: what the instructions for use, the data
#   governance record or the facts of the system say is read there, and a section says
#   what is only its own.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 11 and Annex IV
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.annex_iv

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.parts
import data.lexgate.lib.settings

# METADATA
# title: The technical documentation has each item of Annex IV
# scope: document
# description: >-
#   Article 11(1) has the technical documentation contain at least the elements of
#   Annex IV, as applicable to the system. Each of the 23 items is one check. What is
#   described is held against what instruments saw wherever one saw it: version and tag,
#   lock files, images, run and parameters, data, reports, measures, changes, monitors.
#   The simplified form changes how the items are written, not whether. That the whole
#   demonstrates compliance, in a clear and comprehensive form, is not judged here, nor
#   whether a described solution is a good one.
# custom:
#   id: EUAIA-11.1.content
#   article: 11(1)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - bom.components
#     - bom.models
#     - bom.source.files
#     - data_governance
#     - data_governance.design_choices.features
#     - data_governance.not_processed.*.reason
#     - data_quality.data_sets.*.columns
#     - dossier.documents.declaration_of_conformity.digest
#     - fairness.data_sets.testing.attributes.*.measures
#     - image.exposed_ports
#     - image.image_id.digest
#     - image.manifest_digest
#     - image.platform.architecture
#     - image.platform.os
#     - image.repo_digests
#     - instructions_for_use
#     - instructions_for_use.accuracy.*.conditions
#     - instructions_for_use.accuracy.*.level
#     - instructions_for_use.group_performance.attributes.*.conditions
#     - instructions_for_use.group_performance.attributes.*.levels
#     - instructions_for_use.group_performance.measure
#     - instructions_for_use.human_oversight.interpretation
#     - instructions_for_use.human_oversight.measures
#     - instructions_for_use.human_oversight.safe_state
#     - instructions_for_use.input_data.features
#     - instructions_for_use.provider.name
#     - instructions_for_use.resources.architecture
#     - instructions_for_use.resources.delivered_as
#     - instructions_for_use.resources.hardware
#     - instructions_for_use.resources.os
#     - lineage.data_sets
#     - model.algorithm
#     - model.artefact.digest
#     - model.data_sets.*.columns
#     - model.data_sets.*.digest
#     - model.data_sets.testing.digest
#     - model.features
#     - model.library
#     - model.registry.run_id
#     - model.registry.version
#     - monitoring.metrics
#     - performance.data_sets.testing.groups.*
#     - performance.data_sets.testing.measures
#     - performance.data_sets.testing.measures.*
#     - source.changelog.asked.version
#     - source.changelog.newest.version
#     - source.commit.tags
#     - source.lock_files
#     - stop_test.safe_state
#     - system.facts.not_appropriate_13_3_b_vi
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#     - system.intended_purpose
#     - technical_documentation.covers_version
#     - technical_documentation.sections.architecture.components
#     - technical_documentation.sections.architecture.image
#     - technical_documentation.sections.architecture.resources.*
#     - technical_documentation.sections.changes.versions
#     - technical_documentation.sections.control.*
#     - technical_documentation.sections.data.record
#     - technical_documentation.sections.data.sheets.*.characteristics
#     - technical_documentation.sections.data.sheets.*.digest
#     - technical_documentation.sections.data.sheets.*.lineage
#     - technical_documentation.sections.data.sheets.*.scope
#     - technical_documentation.sections.data.sheets.*.selection
#     - technical_documentation.sections.data.provenance_by
#     - technical_documentation.sections.data.techniques
#     - technical_documentation.sections.declaration.file
#     - technical_documentation.sections.declaration.reference
#     - technical_documentation.sections.design.algorithm
#     - technical_documentation.sections.design.*
#     - technical_documentation.sections.design.parameters
#     - technical_documentation.sections.forms.description
#     - technical_documentation.sections.forms.digest
#     - technical_documentation.sections.hardware.description
#     - technical_documentation.sections.identity.previous_versions
#     - technical_documentation.sections.identity.tag
#     - technical_documentation.sections.instructions.document
#     - technical_documentation.sections.interactions.by
#     - technical_documentation.sections.interactions.description
#     - technical_documentation.sections.interactions.ports
#     - technical_documentation.sections.methods.models
#     - technical_documentation.sections.methods.run
#     - technical_documentation.sections.methods.steps
#     - technical_documentation.sections.methods.third_party
#     - technical_documentation.sections.methods.third_party_use
#     - technical_documentation.sections.metrics.fairness
#     - technical_documentation.sections.metrics.performance
#     - technical_documentation.sections.oversight.assessment
#     - technical_documentation.sections.oversight.interpretation
#     - technical_documentation.sections.post_market.metrics
#     - technical_documentation.sections.post_market.plan
#     - technical_documentation.sections.post_market.system
#     - technical_documentation.sections.predetermined_changes.*
#     - technical_documentation.sections.product_pictures.pictures
#     - technical_documentation.sections.risk_management.continuity
#     - technical_documentation.sections.risk_management.description
#     - technical_documentation.sections.security.measures
#     - technical_documentation.sections.security.updates
#     - technical_documentation.sections.software.bill_of_materials
#     - technical_documentation.sections.software.library
#     - technical_documentation.sections.software.lock_files
#     - technical_documentation.sections.software.updates
#     - technical_documentation.sections.standards.applied
#     - technical_documentation.sections.standards.harmonised
#     - technical_documentation.sections.standards.others
#     - technical_documentation.sections.standards.solutions
#     - technical_documentation.sections.testing.data
#     - technical_documentation.sections.testing.*
#     - technical_documentation.sections.testing.reports
#     - technical_documentation.sections.user_interface.description
#     - test_report
#     - training_run.parameters
#     - training_run.run.id
#   settings: [accuracy.measures, data_sets.roles, fairness.carried_by, fairness.protected_attributes]
#   remedy: Complete item {term} of the technical documentation, as the parts named say.
items_of_annex_iv contains parts.item("AnnexIV.1.a", _identity)

items_of_annex_iv contains check.unless_lifted(
	"AnnexIV.1.b",
	applicability.lifted("EUAIA-AnnexIV.1.b"),
	parts.item("AnnexIV.1.b", _interactions),
)

items_of_annex_iv contains parts.item("AnnexIV.1.c", _software)

items_of_annex_iv contains parts.item("AnnexIV.1.d", _forms)

items_of_annex_iv contains parts.item("AnnexIV.1.e", _hardware)

items_of_annex_iv contains check.unless_lifted(
	"AnnexIV.1.f",
	applicability.lifted("EUAIA-AnnexIV.1.f"),
	parts.item("AnnexIV.1.f", _product_pictures),
)

items_of_annex_iv contains check.unless_lifted(
	"AnnexIV.1.g",
	applicability.lifted("EUAIA-AnnexIV.1.g"),
	parts.item("AnnexIV.1.g", _user_interface),
)

items_of_annex_iv contains parts.item("AnnexIV.1.h", _instructions)

items_of_annex_iv contains parts.item("AnnexIV.2.a", _methods)

items_of_annex_iv contains parts.item("AnnexIV.2.b", _design)

items_of_annex_iv contains parts.item("AnnexIV.2.c", _architecture)

items_of_annex_iv contains check.unless_lifted(
	"AnnexIV.2.d",
	applicability.lifted("EUAIA-AnnexIV.2.d"),
	parts.item("AnnexIV.2.d", _data),
)

items_of_annex_iv contains parts.item("AnnexIV.2.e", _oversight)

items_of_annex_iv contains check.unless_lifted(
	"AnnexIV.2.f",
	applicability.lifted("EUAIA-AnnexIV.2.f"),
	parts.item("AnnexIV.2.f", _predetermined_changes),
)

items_of_annex_iv contains parts.item("AnnexIV.2.g", _testing)

items_of_annex_iv contains parts.item("AnnexIV.2.h", _security)

items_of_annex_iv contains parts.item("AnnexIV.3", _control)

items_of_annex_iv contains parts.item("AnnexIV.4", _metrics)

items_of_annex_iv contains parts.item("AnnexIV.5", _risk_management)

items_of_annex_iv contains parts.item("AnnexIV.6", _changes)

items_of_annex_iv contains parts.item("AnnexIV.7", _standards)

items_of_annex_iv contains parts.item("AnnexIV.8", _declaration)

items_of_annex_iv contains parts.item("AnnexIV.9", _post_market)

# Point 1(a): purpose, provider, version and how it relates to earlier ones. Purpose and
# provider stand in the facts and in the instructions.
_identity := [
	check.text("intended purpose", evidence.at(["system", "intended_purpose"])),
	parts.name("provider", evidence.at(["instructions_for_use", "provider", "name"])),
	check.pair(
		"version in the registry",
		"equals",
		evidence.at(["technical_documentation", "covers_version"]),
		evidence.at(["model", "registry", "version"]),
	),
	parts.among(
		"tag on the commit",
		evidence.at(["technical_documentation", "sections", "identity", "tag"]),
		parts.each(evidence.at(["source", "commit", "tags"]), "name"),
	),
	check.text(
		"relation to previous versions",
		evidence.at(["technical_documentation", "sections", "identity", "previous_versions"]),
	),
]

# Point 1(b): what the system works with that is no part of it.
_interactions := array.concat(
	[check.text(
		"hardware, software and AI systems outside it",
		evidence.at(["technical_documentation", "sections", "interactions", "description"]),
	)],
	parts.by_way("way of interacting", _way_of_interacting, {
		"network": [parts.covers(
			"ports that the image opens",
			evidence.at(["technical_documentation", "sections", "interactions", "ports"]),
			evidence.at(["image", "exposed_ports"]),
		)],
		"other": [parts.unseen(
			"ports that the image opens",
			_way_of_interacting,
			evidence.at(["image", "exposed_ports"]),
		)],
	}),
)

_way_of_interacting := evidence.at(["technical_documentation", "sections", "interactions", "by"])

# Point 1(c): versions of software, and what updates ask for. The lock files pin every
# package, so that the list is not typed a second time.
_software := [
	parts.same_files(
		"lock files",
		evidence.at(["technical_documentation", "sections", "software", "lock_files"]),
		evidence.at(["source", "lock_files"]),
	),
	parts.among(
		"bill of materials",
		evidence.at(["technical_documentation", "sections", "software", "bill_of_materials"]),
		parts.each(evidence.at(["bom", "source", "files"]), "digest"),
	),
	parts.component(
		"library of the model, in the bill of materials",
		evidence.at(["technical_documentation", "sections", "software", "library"]),
		evidence.at(["bom", "components"]),
	),
	parts.component(
		"library of the model, as it was loaded",
		evidence.at(["technical_documentation", "sections", "software", "library"]),
		parts.alone(evidence.at(["model", "library"])),
	),
	check.text(
		"requirements of updates",
		evidence.at(["technical_documentation", "sections", "software", "updates"]),
	),
]

# Point 1(d): the forms in which the system is offered.
_forms := array.concat(
	[check.text("forms", evidence.at(["technical_documentation", "sections", "forms", "description"]))],
	parts.by_way("form of delivery", evidence.at(["instructions_for_use", "resources", "delivered_as"]), {
		"image": [parts.among(
			"image",
			evidence.at(["technical_documentation", "sections", "forms", "digest"]),
			_image_digests,
		)],
		"files": [check.pair(
			"files of the model",
			"same_file",
			evidence.at(["technical_documentation", "sections", "forms", "digest"]),
			evidence.at(["model", "artefact", "digest"]),
		)],
	}),
)

_image_digests := parts.joined([
	evidence.at(["image", "repo_digests"]),
	evidence.at(["image", "manifest_digest"]),
	evidence.at(["image", "image_id", "digest"]),
])

# Point 1(e): the hardware to run on. What deployers need stands in the instructions.
_hardware := array.concat(
	[
		check.text("hardware", evidence.at(["technical_documentation", "sections", "hardware", "description"])),
		check.text("what deployers need", evidence.at(["instructions_for_use", "resources", "hardware"])),
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
)

# Point 1(f): pictures of the products that the system is a component of.
_product_pictures := [check.text(shown, check.entry(
	evidence.at(["technical_documentation", "sections", "product_pictures", "pictures"]),
	"shows",
	shown,
	"caption",
)) |
	some shown in ["external_features", "marking", "internal_layout"]
]

# Points 1(g) and 1(h): the user interface and the instructions.
_user_interface := [check.text(
	"user interface of the deployer",
	evidence.at(["technical_documentation", "sections", "user_interface", "description"]),
)]

_instructions := [parts.refers(
	"instructions for use, as they are signed now",
	evidence.at(["technical_documentation", "sections", "instructions", "document"]),
	evidence.digest("instructions_for_use"),
)]

# Point 2(a): methods and steps, and what came from third parties.
_methods := array.concat(
	[
		check.text("steps", evidence.at(["technical_documentation", "sections", "methods", "steps"])),
		check.pair(
			"training run, in the registry",
			"equals",
			evidence.at(["technical_documentation", "sections", "methods", "run"]),
			evidence.at(["model", "registry", "run_id"]),
		),
		check.text(
			"tools and pre-trained systems of third parties",
			evidence.at(["technical_documentation", "sections", "methods", "third_party_use"]),
		),
	],
	parts.by_way("models of third parties", _third_party, {
		"used": [parts.covers(
			"models in the bill of materials",
			evidence.at(["technical_documentation", "sections", "methods", "models"]),
			_models_of_others,
		)],
		"none": [parts.unseen(
			"models in the bill of materials",
			_third_party,
			_models_of_others,
		)],
	}),
)

_third_party := evidence.at(["technical_documentation", "sections", "methods", "third_party"])

_models_of_others := parts.others(evidence.at(["bom", "models"]), evidence.at(["model", "artefact", "digest"]))

# Point 2(b): design specifications.
_design := array.concat(
	[check.text(asked, evidence.at(["technical_documentation", "sections", "design", field])) |
		some field, asked in {
			"logic": "general logic",
			"choices": "key choices with their reasons",
			"assumptions_about_people": "assumptions about people and groups",
			"classification_choices": "classification choices",
			"optimised_for": "what it is to optimise",
			"expected_output": "expected output",
			"output_quality": "quality of the output",
			"trade_offs": "trade-offs",
		}
	],
	[
		check.pair(
			"algorithm",
			"equals",
			evidence.at(["technical_documentation", "sections", "design", "algorithm"]),
			evidence.at(["model", "algorithm"]),
		),
		parts.covers(
			"relevance of the parameters of the run",
			evidence.at(["technical_documentation", "sections", "design", "parameters"]),
			parts.each_whole(evidence.at(["training_run", "parameters"]), "name"),
		),
		check.pair(
			"features, in the record of data governance",
			"equals",
			evidence.at(["data_governance", "design_choices", "features"]),
			evidence.at(["model", "features"]),
		),
	],
)

# Point 2(c): architecture and computing resources.
_architecture := array.flatten([
	check.text(
		"how components build on each other",
		evidence.at(["technical_documentation", "sections", "architecture", "components"]),
	),
	[check.text(asked, evidence.at(["technical_documentation", "sections", "architecture", "resources", work])) |
		some work, asked in {
			"development": "resources to develop",
			"training": "resources to train",
			"testing": "resources to test",
			"validation": "resources to validate",
		}
	],
	check.pair(
		"run that took these resources",
		"equals",
		evidence.at(["technical_documentation", "sections", "methods", "run"]),
		evidence.at(["training_run", "run", "id"]),
	),
	parts.by_way("form of delivery", evidence.at(["instructions_for_use", "resources", "delivered_as"]), {
		"image": [parts.among(
			"image of the service",
			evidence.at(["technical_documentation", "sections", "architecture", "image"]),
			_image_digests,
		)],
		"files": [],
	}),
])

# Point 2(d): data sheets. Origin, collection, labelling and cleaning stand in the record
# of data governance, which Article 10 judges.
_data := array.flatten([
	check.text(
		"methods and techniques of training",
		evidence.at(["technical_documentation", "sections", "data", "techniques"]),
	),
	parts.refers(
		"record of data governance, as it is signed now",
		evidence.at(["technical_documentation", "sections", "data", "record"]),
		evidence.digest("data_governance"),
	),
	[part | some role in applicability.data_sets; some part in _sheet(role)],
	parts.by_way("provenance", evidence.at(["technical_documentation", "sections", "data", "provenance_by"]), {
		"lineage": [parts.among(
			role,
			evidence.at(["technical_documentation", "sections", "data", "sheets", role, "lineage"]),
			parts.each(evidence.at(["lineage", "data_sets"]), "name"),
		) |
			some role in applicability.data_sets
		],
		"record": [],
	}),
])

_sheet(role) := [
	check.pair(
		role,
		"same_file",
		evidence.at(["technical_documentation", "sections", "data", "sheets", role, "digest"]),
		evidence.at(["model", "data_sets", role, "digest"]),
	),
	check.pair(
		role,
		"equals",
		evidence.at(["data_quality", "data_sets", role, "columns"]),
		evidence.at(["model", "data_sets", role, "columns"]),
	),
	check.text(role, evidence.at(["technical_documentation", "sections", "data", "sheets", role, "scope"])),
	check.text(role, evidence.at(["technical_documentation", "sections", "data", "sheets", role, "selection"])),
	check.text(role, evidence.at(["technical_documentation", "sections", "data", "sheets", role, "characteristics"])),
]

# Point 2(e): the assessment of oversight. The measures stand in the instructions.
_oversight := [
	check.text(
		"assessment of the measures needed",
		evidence.at(["technical_documentation", "sections", "oversight", "assessment"]),
	),
	check.text(
		"technical measures to interpret outputs",
		evidence.at(["technical_documentation", "sections", "oversight", "interpretation"]),
	),
	check.text("measures", evidence.at(["instructions_for_use", "human_oversight", "measures"])),
	_safe_state,
]

_safe_state := parts.unless_yes("not_appropriate_or_proportionate_14_4_e", facts.answer("not_appropriate_or_proportionate_14_4_e"), check.pair(
	"safe state after the stop",
	"equals",
	evidence.at(["instructions_for_use", "human_oversight", "safe_state"]),
	evidence.at(["stop_test", "safe_state"]),
))

# Point 2(f): changes determined beforehand. Nobody observes what is only planned.
_predetermined_changes := [check.text(
	asked,
	evidence.at(["technical_documentation", "sections", "predetermined_changes", field]),
) |
	some field, asked in {
		"description": "changes",
		"performance": "performance after them",
		"solutions": "solutions for continuous compliance",
	}
]

# Point 2(g): validation and testing.
_testing := array.flatten([
	[check.text(asked, evidence.at(["technical_documentation", "sections", "testing", field])) |
		some field, asked in {
			"procedures": "procedures",
			"data_characteristics": "characteristics of the data",
			"robustness": "metrics of robustness",
			"other_requirements": "metrics of other requirements",
			"discriminatory_impacts": "potentially discriminatory impacts",
		}
	],
	check.pair(
		"data tested on",
		"same_file",
		evidence.at(["technical_documentation", "sections", "testing", "data"]),
		evidence.at(["model", "data_sets", "testing", "digest"]),
	),
	parts.covers(
		"metrics of accuracy",
		evidence.at(["technical_documentation", "sections", "metrics", "performance"]),
		parts.measured(evidence.at(["performance", "data_sets", "testing", "measures"])),
	),
	parts.reports(
		"reports on file",
		evidence.at(["technical_documentation", "sections", "testing", "reports"]),
		evidence.at(["test_report"]),
	),
])

# Point 2(h): measures of cybersecurity.
_security := [
	check.text("measures", evidence.at(["technical_documentation", "sections", "security", "measures"])),
	check.text("how they are kept up", evidence.at(["technical_documentation", "sections", "security", "updates"])),
]

# Point 3: monitoring, functioning and control. Levels, input and oversight stand in the
# instructions; input, here as there, as appropriate.
_control := array.flatten([
	[check.text(asked, evidence.at(["technical_documentation", "sections", "control", field])) |
		some field, asked in {
			"capabilities": "capabilities",
			"limitations": "limitations",
			"unintended_outcomes": "foreseeable unintended outcomes",
			"risk_sources": "sources of risk to health, safety, rights and against discrimination",
		}
	],
	[check.declared(
		measure,
		evidence.at(["instructions_for_use", "accuracy", measure, "level"]),
		evidence.at(["instructions_for_use", "accuracy", measure, "conditions"]),
		evidence.at(["performance", "data_sets", "testing", "measures", measure]),
	) |
		some measure in settings.members(["accuracy", "measures"])
	],
	[_for_groups(attribute) | some attribute in settings.members(["fairness", "protected_attributes"])],
	check.text("measures of human oversight", evidence.at(["instructions_for_use", "human_oversight", "measures"])),
	check.text(
		"technical measures to interpret outputs",
		evidence.at(["instructions_for_use", "human_oversight", "interpretation"]),
	),
	parts.unless_yes("not_appropriate_13_3_b_vi", facts.answer("not_appropriate_13_3_b_vi"), parts.covers(
		"input data",
		evidence.at(["instructions_for_use", "input_data", "features"]),
		evidence.at(["model", "features"]),
	)),
])

_for_groups(attribute) := parts.or_not_processed(
	parts.levels(
		attribute,
		evidence.at(["instructions_for_use", "group_performance", "attributes", attribute, "levels"]),
		evidence.at(["instructions_for_use", "group_performance", "attributes", attribute, "conditions"]),
		parts.estimates(
			evidence.at(["performance", "data_sets", "testing", "groups", attribute]),
			evidence.at(["instructions_for_use", "group_performance", "measure"]),
		),
	),
	_not_processed(attribute),
)

# Point 4: why the metrics fit. Each measure that was computed has its reason.
_metrics := array.flatten([
	parts.covers(
		"measures of performance",
		evidence.at(["technical_documentation", "sections", "metrics", "performance"]),
		parts.measured(evidence.at(["performance", "data_sets", "testing", "measures"])),
	),
	[parts.or_not_processed(
		parts.covers(
			attribute,
			evidence.at(["technical_documentation", "sections", "metrics", "fairness"]),
			parts.measured(evidence.at(["fairness", "data_sets", "testing", "attributes", attribute, "measures"])),
		),
		_not_processed(attribute),
	) |
		some attribute in settings.members(["fairness", "protected_attributes"])
	],
])

# The excuse for an attribute: a signed reason, and what the model reads.
_not_processed(attribute) := {
	"reason": evidence.at(["data_governance", "not_processed", attribute, "reason"]),
	"carriers": settings.members(["fairness", "carried_by", attribute]),
	"features": evidence.at(["model", "features"]),
	"stated_features": evidence.at(["data_governance", "design_choices", "features"]),
}

# Point 5: the risk management system.
_risk_management := [
	check.text(
		"risk management system",
		evidence.at(["technical_documentation", "sections", "risk_management", "description"]),
	),
	check.text(
		"how it runs over the lifecycle",
		evidence.at(["technical_documentation", "sections", "risk_management", "continuity"]),
	),
]

# Point 6: changes over the lifecycle, for each version that registry or change log name.
# Without one of them nobody knows which versions there are.
_changes := [parts.covers(
	"versions",
	evidence.at(["technical_documentation", "sections", "changes", "versions"]),
	parts.joined_whole([
		evidence.at(["model", "registry", "version"]),
		evidence.at(["source", "changelog", "asked", "version"]),
		evidence.at(["source", "changelog", "newest", "version"]),
	]),
)]

# Point 7: harmonised standards whose references are published; without them the solutions
# for each requirement of Chapter III, Section 2, and a list of other standards.
_standards := parts.by_way("standards", evidence.at(["technical_documentation", "sections", "standards", "applied"]), {
	"harmonised": [parts.cited_standards(
		"harmonised standards",
		evidence.at(["technical_documentation", "sections", "standards", "harmonised"]),
	)],
	"none": array.concat(
		[check.text(requirement, check.entry(
			evidence.at(["technical_documentation", "sections", "standards", "solutions"]),
			"requirement",
			requirement,
			"solution",
		)) |
			some requirement in [
				"risk_management",
				"data_governance",
				"technical_documentation",
				"record_keeping",
				"transparency",
				"human_oversight",
				"accuracy_robustness_cybersecurity",
			]
		],
		[check.text(
			"other standards and specifications",
			evidence.at(["technical_documentation", "sections", "standards", "others"]),
		)],
	),
})

# Point 8: a copy of the declaration of conformity.
_declaration := [
	check.text("declaration", evidence.at(["technical_documentation", "sections", "declaration", "reference"])),
	parts.refers(
		"copy, as it was read",
		evidence.at(["technical_documentation", "sections", "declaration", "file"]),
		evidence.at(["dossier", "documents", "declaration_of_conformity", "digest"]),
	),
]

# Point 9: the system of Article 72 and its plan. Before use nothing is monitored, and there
# is no record to hold the plan against.
_post_market := array.concat(
	[
		check.text("system", evidence.at(["technical_documentation", "sections", "post_market", "system"])),
		check.text("plan", evidence.at(["technical_documentation", "sections", "post_market", "plan"])),
	],
	parts.by_stage("stage", {
		"data": [],
		"training": [],
		"pre_deploy": [],
		"first_use": [],
		"post_deploy": [parts.covers(
			"metrics that are monitored",
			evidence.at(["technical_documentation", "sections", "post_market", "metrics"]),
			evidence.at(["monitoring", "metrics"]),
		)],
	}),
)
