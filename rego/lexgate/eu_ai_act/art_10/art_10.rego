# METADATA
# title: Article 10, data and data governance
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 10
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_10

import data.lexgate.eu_ai_act.art_04a
import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.settings
import data.lexgate.lib.special_data

# METADATA
# title: A system trained with data rests on data sets that meet Article 10
# scope: document
# description: >-
#   Article 10(1) asks nothing of its own: where a model is trained with data, the
#   sets used have to meet paragraphs 2 to 4 and Article 4a(1). The answer is the
#   worst of the controls over these paragraphs, as far as the Act asks and not
#   the house. Article 4a(1) is at issue only where special categories of personal
#   data are processed against bias: a signed no sets these parts aside.
# custom:
#   id: EUAIA-10.1
#   article: 10(1)
#   due: training
#   scope: version
#   basis: derived
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii, high_risk_annex_i]
#     condition: [trained_with_data]
#   reads: [system.facts.special_category_data_processed_for_bias]
#   settings: []
#   remedy: Close what is open under {term}.
developed_on_sound_data contains check.derived(id, checks) if {
	some id, checks in _parts
}

developed_on_sound_data contains special_data.part(
	id,
	"special_category_data_processed_for_bias",
	facts.answer("special_category_data_processed_for_bias"),
	checks,
) if {
	some id, checks in _parts_4a
}

_parts_4a := {
	"EUAIA-4a.1.a": art_04a.other_data_would_not_do,
	"EUAIA-4a.1.b": art_04a.secured_and_pseudonymised,
	"EUAIA-4a.1.c": art_04a.only_authorised_access,
	"EUAIA-4a.1.d": art_04a.not_passed_on,
	"EUAIA-4a.1.e": art_04a.deleted_when_done,
	"EUAIA-4a.1.f": art_04a.reasons_recorded,
	"EUAIA-4a.1.necessity": art_04a.strictly_necessary,
}

_parts := {
	"EUAIA-10.2": governed_by_a_policy,
	"EUAIA-10.2.a": design_choices_recorded,
	"EUAIA-10.2.b": origins_recorded,
	"EUAIA-10.2.c": preparation_recorded,
	"EUAIA-10.2.d": assumptions_recorded,
	"EUAIA-10.2.e": enough_data_assessed,
	"EUAIA-10.2.f": examined_for_biases,
	"EUAIA-10.2.g": measures_against_biases_recorded,
	"EUAIA-10.2.h": gaps_identified,
	"EUAIA-10.3.errors": errors_counted,
	"EUAIA-10.3.relevance": relevant_and_representative,
	"EUAIA-10.3.statistics": statistical_properties_appropriate,
	"EUAIA-10.4": setting_taken_into_account,
}

# METADATA
# title: The data sets are under a named policy of data governance
# scope: document
# description: >-
#   Article 10(2) has the data sets subject to practices of data governance and
#   management. For each data set a policy with name, version and owner must
#   stand in a record that names the very file the model was made from or tested
#   on. Whether the practices suit the intended purpose is not judged here.
# custom:
#   id: EUAIA-10.2
#   article: 10(2)
#   due: data
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.data_sets.*.digest
#     - data_governance.policy.name
#     - data_governance.policy.owner
#     - data_governance.policy.version
#     - model.data_sets
#     - model.data_sets.*.digest
#   settings: [data_sets.roles]
#   remedy: Name policy, version and owner, and record the digest of the {term} file.
governed_by_a_policy contains check.documented(
	role,
	[
		evidence.at(["data_governance", "policy", "name"]),
		check.name(evidence.at(["data_governance", "policy", "version"])),
		check.name(evidence.at(["data_governance", "policy", "owner"])),
	],
	[{
		"relation": "same_file",
		"stated": evidence.at(["data_governance", "data_sets", role, "digest"]),
		"observed": evidence.at(["model", "data_sets", role, "digest"]),
	}],
) if {
	some role in applicability.data_sets
}

governed_by_a_policy contains check.data_sets_known(
	"data sets of the model",
	evidence.at(["model", "data_sets"]),
	applicability.data_sets,
)

governed_by_a_policy contains check.data_sets_apart(
	["data sets of the model", "house limit"],
	evidence.at(["model", "data_sets"]),
)

# METADATA
# title: Design choices are on record, for the features that the model reads
# description: >-
#   Article 10(2)(a) has data governance concern the relevant design choices. The
#   record must give reasons, and the features that it names must be the ones
#   that the model was seen to read. Whether the choices are good is not asked.
# custom:
#   id: EUAIA-10.2.a
#   article: 10(2)(a)
#   due: data
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.design_choices.features
#     - data_governance.design_choices.reasons
#     - model.features
#   settings: []
#   remedy: Record the reasons for the {term}, with the features as the model reads them.
design_choices_recorded contains check.documented(
	"design choices",
	[evidence.at(["data_governance", "design_choices", "reasons"])],
	[{
		"relation": "equals",
		"stated": evidence.at(["data_governance", "design_choices", "features"]),
		"observed": evidence.at(["model", "features"]),
	}],
)

# METADATA
# title: Where the data come from is on record
# description: >-
#   Article 10(2)(b) has data governance concern how data were collected, their
#   origin and, for personal data, the purpose they were first collected for. For
#   each data set the record must name origin and collection, and speak of the
#   very file that the model was made from. The first purpose is asked for
#   personal data; for other data the record says in its place that they are none.
# custom:
#   id: EUAIA-10.2.b
#   article: 10(2)(b)
#   due: data
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.data_sets.*.collection
#     - data_governance.data_sets.*.digest
#     - data_governance.data_sets.*.origin
#     - data_governance.data_sets.*.original_purpose
#     - model.data_sets.*.digest
#   settings: [data_sets.roles]
#   remedy: Record origin, collection and first purpose of the {term} data, with the digest of the file.
origins_recorded contains check.documented(
	role,
	[
		evidence.at(["data_governance", "data_sets", role, "origin"]),
		evidence.at(["data_governance", "data_sets", role, "collection"]),
		evidence.at(["data_governance", "data_sets", role, "original_purpose"]),
	],
	[{
		"relation": "same_file",
		"stated": evidence.at(["data_governance", "data_sets", role, "digest"]),
		"observed": evidence.at(["model", "data_sets", role, "digest"]),
	}],
) if {
	some role in applicability.data_sets
}

# METADATA
# title: How the data were prepared is on record
# description: >-
#   Article 10(2)(c) has data governance concern the relevant operations of
#   preparation and gives six examples. For each data set the record must say of
#   each of the six what was done, or that it was not and why: so no list of our
#   own decides what is asked. The rows that the record counts after preparation
#   must be the rows of the file.
# custom:
#   id: EUAIA-10.2.c
#   article: 10(2)(c)
#   due: data
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.data_sets.*.preparation
#     - data_governance.data_sets.*.rows_after_preparation
#     - model.data_sets.*.rows
#   settings: [data_sets.roles]
#   remedy: Describe annotation, labelling, cleaning, updating, enrichment and aggregation of the {term} data, also where none was done.
preparation_recorded contains check.documented(
	role,
	[text |
		some operation in ["annotation", "labelling", "cleaning", "updating", "enrichment", "aggregation"]
		text := check.entry(
			evidence.at(["data_governance", "data_sets", role, "preparation"]),
			"operation",
			operation,
			"description",
		)
	],
	[{
		"relation": "equals",
		"stated": evidence.at(["data_governance", "data_sets", role, "rows_after_preparation"]),
		"observed": evidence.at(["model", "data_sets", role, "rows"]),
	}],
) if {
	some role in applicability.data_sets
}

# METADATA
# title: What each column is taken to measure is on record
# description: >-
#   Article 10(2)(d) has data governance concern the assumptions made, above all
#   what the data are supposed to measure and represent. For each data set each
#   column of the file must have its assumption. Two instruments read the columns,
#   and must have read the same. Whether an assumption is true is not asked here.
# custom:
#   id: EUAIA-10.2.d
#   article: 10(2)(d)
#   due: data
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.data_sets.*.assumptions
#     - data_quality.data_sets.*.columns
#     - model.data_sets.*.columns
#   settings: [data_sets.roles]
#   remedy: Say of each column of the {term} data what it is taken to measure.
assumptions_recorded contains check.documented(
	role,
	[],
	[
		{
			"relation": "covers",
			"stated": evidence.at(["data_governance", "data_sets", role, "assumptions"]),
			"observed": evidence.at(["model", "data_sets", role, "columns"]),
		},
		{
			"relation": "equals",
			"stated": evidence.at(["data_quality", "data_sets", role, "columns"]),
			"observed": evidence.at(["model", "data_sets", role, "columns"]),
		},
	],
) if {
	some role in applicability.data_sets
}

# METADATA
# title: Availability, quantity and suitability of the data were assessed
# description: >-
#   Article 10(2)(e) asks for an assessment of whether the data sets that are
#   needed are to be had, in which quantity, and how suitable they are. For each
#   data set: the file named is the one that was there; the rows said to be needed
#   are no more than it has; and its suitability is put in words.
# custom:
#   id: EUAIA-10.2.e
#   article: 10(2)(e)
#   due: data
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.data_sets.*.digest
#     - data_governance.data_sets.*.rows_needed
#     - data_governance.data_sets.*.suitability
#     - model.data_sets.*.digest
#     - model.data_sets.*.rows
#   settings: [data_sets.roles]
#   remedy: Assess the {term} data, with the number of rows needed and why the data are suitable.
enough_data_assessed contains check.documented(
	role,
	[evidence.at(["data_governance", "data_sets", role, "suitability"])],
	[
		{
			"relation": "equals",
			"stated": evidence.at(["data_governance", "data_sets", role, "digest"]),
			"observed": evidence.at(["model", "data_sets", role, "digest"]),
		},
		{
			"relation": "needs",
			"stated": evidence.at(["data_governance", "data_sets", role, "rows_needed"]),
			"observed": evidence.at(["model", "data_sets", role, "rows"]),
		},
	],
) if {
	some role in applicability.data_sets
}

# METADATA
# title: Data sets are examined for biases
# description: >-
#   Article 10(2)(f) wants the data looked through for biases that endanger
#   health, safety or fundamental rights, or that discriminate. Here: every set,
#   every attribute that the house protects, a named method, real people; by a column
#   that stands for it or by somebody else's audit where the house accepts that; or a
#   signed reason why it is not processed, and no column read that could carry it.
#   No number is judged: the Act names none.
# custom:
#   id: EUAIA-10.2.f
#   article: 10(2)(f)
#   due: data
#   scope: version
#   basis: measured
#   severity: high
#   reads:
#     - data_governance.design_choices.features
#     - data_governance.external_audits.*.auditor
#     - data_governance.external_audits.*.data_sets.*
#     - data_governance.external_audits.*.finding
#     - data_governance.external_audits.*.report
#     - data_governance.not_processed.*.reason
#     - fairness.data_sets.*.attributes.*
#     - fairness.examined.*.report.digest
#     - fairness.examined.*.way
#     - model.data_sets.*.digest
#     - model.data_sets.*.rows
#     - model.features
#   settings:
#     - data_sets.roles
#     - fairness.accepted_ways
#     - fairness.carried_by
#     - fairness.minimum_n
#     - fairness.protected_attributes
#   remedy: Run the fairness collector on {term}, or sign why it is not processed.
examined_for_biases contains check.examined(
	[role, attribute],
	evidence.at(["fairness", "data_sets", role, "attributes", attribute]),
	{
		"rows": evidence.at(["model", "data_sets", role, "rows"]),
		"minimum": settings.at_least(["fairness", "minimum_n"]),
	},
	_how_examined(role, attribute),
	_not_processed(attribute),
) if {
	some role in applicability.data_sets
	some attribute in settings.members(["fairness", "protected_attributes"])
}

# METADATA
# title: Measures against the biases found are on record
# description: >-
#   Article 10(2)(g) has data governance concern measures to detect, prevent and
#   mitigate the biases that an examination under point (f) finds. The house asks
#   it for every protected attribute, also where no bias was found: the record
#   must say how biases are detected and how they are mitigated, with a measure
#   and the value after mitigation that the fairness collector found too.
#   Prevention counts within mitigation. That the measures are appropriate is not
#   judged here.
# custom:
#   id: EUAIA-10.2.g
#   article: 10(2)(g)
#   due: training
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.bias_measures.*.after
#     - data_governance.bias_measures.*.detect
#     - data_governance.bias_measures.*.measure
#     - data_governance.bias_measures.*.mitigate
#     - data_governance.design_choices.features
#     - data_governance.not_processed.*.reason
#     - fairness.mitigation.*.after.value
#     - fairness.mitigation.*.measure
#     - model.features
#   settings: [fairness.carried_by, fairness.protected_attributes]
#   remedy: Record how bias by {term} is detected and mitigated, with the value measured after it.
measures_against_biases_recorded contains check.documented_or_not_processed(
	attribute,
	[
		evidence.at(["data_governance", "bias_measures", attribute, "detect"]),
		evidence.at(["data_governance", "bias_measures", attribute, "mitigate"]),
	],
	[
		{
			"relation": "equals",
			"stated": evidence.at(["data_governance", "bias_measures", attribute, "measure"]),
			"observed": evidence.at(["fairness", "mitigation", attribute, "measure"]),
		},
		{
			"relation": "equals",
			"stated": evidence.at(["data_governance", "bias_measures", attribute, "after"]),
			"observed": evidence.at(["fairness", "mitigation", attribute, "after", "value"]),
		},
	],
	_not_processed(attribute),
) if {
	some attribute in settings.members(["fairness", "protected_attributes"])
}

# METADATA
# title: Gaps in the data are identified, with what is done about them
# description: >-
#   Article 10(2)(h) has data governance identify gaps and shortcomings of the
#   data that stand in the way of compliance, and how to address them. For each
#   data set the record must know the column with most values missing and the
#   smallest group as they were measured, name the shortcomings and say what is
#   done. That no other gap exists is not shown by this.
# custom:
#   id: EUAIA-10.2.h
#   article: 10(2)(h)
#   due: data
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.data_sets.*.gaps.missing_rate_seen
#     - data_governance.data_sets.*.gaps.remedy
#     - data_governance.data_sets.*.gaps.shortcomings
#     - data_governance.data_sets.*.gaps.smallest_group_seen
#     - data_quality.data_sets.*.largest_missing.rate
#     - data_quality.data_sets.*.smallest_group.n
#   settings: [data_sets.roles]
#   remedy: Record the gaps of the {term} data as measured, and what is done about them.
gaps_identified contains check.documented(
	role,
	[
		evidence.at(["data_governance", "data_sets", role, "gaps", "shortcomings"]),
		evidence.at(["data_governance", "data_sets", role, "gaps", "remedy"]),
	],
	[
		{
			"relation": "equals",
			"stated": evidence.at(["data_governance", "data_sets", role, "gaps", "missing_rate_seen"]),
			"observed": evidence.at(["data_quality", "data_sets", role, "largest_missing", "rate"]),
		},
		{
			"relation": "equals",
			"stated": evidence.at(["data_governance", "data_sets", role, "gaps", "smallest_group_seen"]),
			"observed": evidence.at(["data_quality", "data_sets", role, "smallest_group", "n"]),
		},
	],
) if {
	some role in applicability.data_sets
}

# METADATA
# title: Data sets were judged relevant and representative enough
# description: >-
#   Article 10(3) has the data sets relevant and sufficiently representative in
#   view of the intended purpose. Two people judge both for each data set, with
#   reasons, on the profile of the data as it is now. The Act lets several sets
#   together have these qualities: a reason may rest on their combination.
# custom:
#   id: EUAIA-10.3.relevance
#   article: 10(3)
#   due: data
#   scope: version
#   basis: assessed
#   severity: high
#   reads: [assessment.EUAIA-10.3.relevance.answers.*, data_quality]
#   settings: [data_sets.roles]
#   remedy: Have two people judge {term} on the present profile of the data, with reasons.
relevant_and_representative contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-10.3.relevance", "answers", element]),
	[evidence.digest("data_quality").value],
) if {
	some role in applicability.data_sets
	some element in evidence.elements(role, ["relevant", "representative"])
}

# METADATA
# title: Missing values and repeated rows are counted, within the house's limits
# scope: document
# description: >-
#   Article 10(3) has the data sets free of errors and complete to the best extent
#   possible. It names no number. Its half here: in each data set missing values
#   and repeated rows are counted over the whole file. The house's half: each share
#   keeps to the limit that the organisation set. Errors that no count can see,
#   such as wrong labels, are not found by this.
# custom:
#   id: EUAIA-10.3.errors
#   article: 10(3)
#   due: data
#   scope: version
#   basis: measured
#   severity: high
#   reads:
#     - data_quality.data_sets.*.duplicates
#     - data_quality.data_sets.*.missing
#     - model.data_sets.*.columns
#     - model.data_sets.*.rows
#   settings: [data_sets.roles, limits.data_quality.duplicates, limits.data_quality.missing]
#   remedy: Measure {term} with the data-quality collector, and clean the data where the limit is missed.
errors_counted contains check.measured_in_full(
	[role, "missing"],
	evidence.at(["data_quality", "data_sets", role, "missing"]),
	[
		evidence.at(["model", "data_sets", role, "rows"]),
		evidence.at(["model", "data_sets", role, "columns"]),
	],
) if {
	some role in applicability.data_sets
}

errors_counted contains check.measured_in_full(
	[role, "duplicates"],
	evidence.at(["data_quality", "data_sets", role, "duplicates"]),
	[evidence.at(["model", "data_sets", role, "rows"])],
) if {
	some role in applicability.data_sets
}

errors_counted contains check.within(
	[role, "missing", "house limit"],
	evidence.at(["data_quality", "data_sets", role, "missing"]),
	settings.limit(["limits", "data_quality", "missing"]),
) if {
	some role in applicability.data_sets
}

errors_counted contains check.within(
	[role, "duplicates", "house limit"],
	evidence.at(["data_quality", "data_sets", role, "duplicates"]),
	settings.limit(["limits", "data_quality", "duplicates"]),
) if {
	some role in applicability.data_sets
}

# METADATA
# title: Statistical properties of the data were judged, with the groups counted
# scope: document
# description: >-
#   Article 10(3) asks for appropriate statistical properties, also as regards the
#   groups of people on whom the system is used. In each data set everybody is
#   counted in a group of each protected attribute, unless it is plainly not
#   processed; and two people judge the properties on that profile, with reasons.
#   A reason may rest on a combination of data sets.
# custom:
#   id: EUAIA-10.3.statistics
#   article: 10(3)
#   due: data
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-10.3.statistics.answers.*
#     - data_governance.design_choices.features
#     - data_governance.not_processed.*.reason
#     - data_quality
#     - data_quality.data_sets.*.groups.*
#     - model.data_sets.*.rows
#     - model.features
#   settings: [data_sets.roles, fairness.carried_by, fairness.protected_attributes]
#   remedy: Count people by {term} with the data-quality collector, and have two people judge the profile.
statistical_properties_appropriate contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-10.3.statistics", "answers", element]),
	[evidence.digest("data_quality").value],
) if {
	some role in applicability.data_sets
	some element in evidence.elements(role, ["statistical_properties", "persons_and_groups"])
}

statistical_properties_appropriate contains check.counted(
	[role, attribute],
	evidence.at(["data_quality", "data_sets", role, "groups", attribute]),
	evidence.at(["model", "data_sets", role, "rows"]),
	_not_processed(attribute),
) if {
	some role in applicability.data_sets
	some attribute in settings.members(["fairness", "protected_attributes"])
}

# METADATA
# title: The setting of intended use was taken into account in the data
# description: >-
#   Article 10(4) has data sets take into account what is particular to the
#   geographical, contextual, behavioural or functional setting of use, as far as
#   the intended purpose requires. Two people judge each of the four, on the record
#   of where the data come from; yes may also mean, with the reason, that the
#   purpose requires nothing there.
# custom:
#   id: EUAIA-10.4
#   article: 10(4)
#   due: data
#   scope: version
#   basis: assessed
#   severity: high
#   reads: [assessment.EUAIA-10.4.answers.*, data_governance]
#   settings: []
#   remedy: Have two people judge the {term} setting, on the data governance record as it is now.
setting_taken_into_account contains check.assessed(
	setting,
	evidence.at(["assessment", "EUAIA-10.4", "answers", setting]),
	[evidence.digest("data_governance").value],
) if {
	some setting in ["geographical", "contextual", "behavioural", "functional"]
}

# The excuse for an attribute: a signed reason, and what the model reads.
_not_processed(attribute) := {
	"reason": evidence.at(["data_governance", "not_processed", attribute, "reason"]),
	"carriers": settings.members(["fairness", "carried_by", attribute]),
	"features": evidence.at(["model", "features"]),
	"stated_features": evidence.at(["data_governance", "design_choices", "features"]),
}

# The way that the instrument saw, and what people signed of an audit by somebody else.
_how_examined(role, attribute) := {
	"way": evidence.at(["fairness", "examined", attribute, "way"]),
	"accepted": settings.allowed(["fairness", "accepted_ways", attribute]),
	"report": evidence.at(["fairness", "examined", attribute, "report", "digest"]),
	"data": evidence.at(["model", "data_sets", role, "digest"]),
	"stated_report": evidence.at(["data_governance", "external_audits", attribute, "report"]),
	"stated_data": evidence.at(["data_governance", "external_audits", attribute, "data_sets", role]),
	"auditor": evidence.at(["data_governance", "external_audits", attribute, "auditor"]),
	"finding": evidence.at(["data_governance", "external_audits", attribute, "finding"]),
}
