# METADATA
# title: Article 14, human oversight
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 14
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_14

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.oversight

# METADATA
# title: People can oversee the system effectively while it is in use
# scope: document
# description: >-
#   Article 14(1) has the system designed and developed, with appropriate tools of
#   the human-machine interface, so that people can oversee it effectively during
#   the period of use. The record names these tools, and two people judge the three
#   parts of it, with reasons, on that record. No instrument sees effectiveness.
# custom:
#   id: EUAIA-14.1
#   article: 14(1)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-14.1.answers.*
#     - human_oversight
#     - human_oversight.interface.during_use
#     - human_oversight.interface.tools
#   settings: []
#   remedy: Record the tools of the interface, and have two people judge {term} on that record.
overseen_by_people contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-14.1", "answers", element]),
	[evidence.digest("human_oversight").value],
) if {
	some element in ["effectively_overseen", "interface_tools_appropriate", "throughout_use"]
}

overseen_by_people contains check.documented(
	"interface",
	[
		evidence.at(["human_oversight", "interface", "tools"]),
		evidence.at(["human_oversight", "interface", "during_use"]),
	],
	[],
)

# METADATA
# title: Oversight was judged against the risks that remain
# scope: document
# description: >-
#   Article 14(2) has oversight aim to prevent or minimise risks to health, safety or
#   fundamental rights, in intended use and in misuse that can reasonably be
#   foreseen, above all where risks persist in spite of the other requirements. The
#   record says which risks, and two people judge each, with reasons, on that
#   record and on the risk file, which tells what persists. A person in the loop
#   lowers no tier, and is no proof of this either.
# custom:
#   id: EUAIA-14.2
#   article: 14(2)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-14.2.answers.*
#     - human_oversight
#     - human_oversight.risks.*
#     - risk_management
#   settings: []
#   remedy: Record the risks that oversight is for, and have two people judge {term} on that record and the risk file.
aims_at_remaining_risks contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-14.2", "answers", element]),
	[evidence.digest("human_oversight").value, evidence.digest("risk_management").value],
) if {
	some use in ["intended_use", "foreseeable_misuse", "persisting"]
	some element in evidence.elements(use, ["health", "safety", "fundamental_rights"])
}

aims_at_remaining_risks contains check.text([risks, "on record"], evidence.at(["human_oversight", "risks", risks])) if {
	some risks in ["intended_use", "foreseeable_misuse", "persisting"]
}

# METADATA
# title: Measures of oversight fit risk, autonomy and context
# scope: document
# description: >-
#   Article 14(3) has measures commensurate with risks, autonomy and context of use,
#   and ensured by measures that are built in (a), left to the deployer (b), or
#   both, identified before the system is placed on the market. Each of the three is
#   weighed in words and judged by two people. At least one measure is named; one
#   that is said to be shown by the override or stop test was shown by it, and what
#   these saw working is named. Both were tried, or a signed fact takes the override
#   or the stop away. That building more in was feasible is not judged.
# custom:
#   id: EUAIA-14.3
#   article: 14(3)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-14.3.answers.*
#     - human_oversight
#     - human_oversight.built_in
#     - human_oversight.for_deployer
#     - human_oversight.identified_at
#     - human_oversight.rationale.*
#     - override_test
#     - stop_test
#     - system.facts.not_appropriate_or_proportionate_14_4_d
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#     - system.placed_on_market_at
#   settings: []
#   remedy: Record the measures with the reasons why they fit, and have two people judge {term} on that record.
measures_fit contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-14.3", "answers", element]),
	[evidence.digest("human_oversight").value],
) if {
	some element in ["risks", "autonomy", "context"]
}

measures_fit contains check.text([element, "weighed"], evidence.at(["human_oversight", "rationale", element])) if {
	some element in ["risks", "autonomy", "context"]
}

measures_fit contains oversight.ensured(
	"measures",
	evidence.at(["human_oversight", "built_in"]),
	evidence.at(["human_oversight", "for_deployer"]),
	{
		"override_test": object.union(
			evidence.at(["override_test"]),
			{"relieved": facts.answer("not_appropriate_or_proportionate_14_4_d")},
		),
		"stop_test": object.union(
			evidence.at(["stop_test"]),
			{"relieved": facts.answer("not_appropriate_or_proportionate_14_4_e")},
		),
	},
)

measures_fit contains check.before_market(
	"identified before the market",
	evidence.at(["human_oversight", "identified_at"]),
	evidence.stated(["system", "placed_on_market_at"]),
)

# METADATA
# title: Overseers can understand and monitor the system
# scope: document
# description: >-
#   Article 14(4)(a) has overseers enabled, as appropriate and proportionate, to
#   understand capacities and limitations and to monitor operation, also so as to
#   detect and address anomalies, dysfunctions and unexpected performance. Two
#   people judge each, on the record of oversight and on the instructions for use;
#   and what the three are seen in stands in records that instruments saw. Whether
#   an overseer in fact understands is not shown by this.
# custom:
#   id: EUAIA-14.4.a
#   article: 14(4)(a)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-14.4.a.answers.*
#     - human_oversight
#     - human_oversight.monitoring.*
#     - instructions_for_use
#     - log_test.recorded
#     - log_test.records
#     - override_test.recorded
#     - override_test.records
#     - stop_test.recorded
#     - stop_test.records
#     - system.facts.not_appropriate_or_proportionate_14_4_d
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#   reliefs: [[not_appropriate_or_proportionate_14_4_a]]
#   settings: []
#   remedy: Record what shows {term} to overseers, have the service log it, and have two people judge it.
understood_and_monitored contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-14.4.a", "answers", element]),
	[evidence.digest("human_oversight").value, evidence.digest("instructions_for_use").value],
) if {
	some element in [
		"capacities_understood",
		"limitations_understood",
		"operation_monitored",
		"anomalies_detected_and_addressed",
		"dysfunctions_detected_and_addressed",
		"unexpected_performance_detected_and_addressed",
	]
}

understood_and_monitored contains oversight.read_from(
	sign,
	evidence.at(["human_oversight", "monitoring", sign]),
	_seen,
) if {
	some sign in ["anomalies", "dysfunctions", "unexpected_performance"]
}

# METADATA
# title: Overseers are kept aware of automation bias
# scope: document
# description: >-
#   Article 14(4)(b) has overseers enabled, as appropriate and proportionate, to stay
#   aware that people tend to rely, or to rely too much, on output, above all where
#   it informs or recommends what people decide. The record says where in the work
#   that may happen and what keeps people aware of it (text only), and by which
#   records it is seen how often people depart from the output; instruments saw
#   these records. How aware anybody is, and how often is enough, is not judged.
# custom:
#   id: EUAIA-14.4.b
#   article: 14(4)(b)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - human_oversight.automation_bias.*
#     - human_oversight.automation_bias.departures
#     - log_test.recorded
#     - log_test.records
#     - override_test.recorded
#     - override_test.records
#     - stop_test.recorded
#     - stop_test.records
#     - system.facts.not_appropriate_or_proportionate_14_4_d
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#   reliefs: [[not_appropriate_or_proportionate_14_4_b]]
#   settings: []
#   remedy: Record {term} in view of automation bias, and have the service log when people depart from the output.
aware_of_automation_bias contains check.text(aspect, evidence.at(["human_oversight", "automation_bias", aspect])) if {
	some aspect in ["where", "awareness"]
}

aware_of_automation_bias contains oversight.read_from(
	"departures",
	evidence.at(["human_oversight", "automation_bias", "departures"]),
	_seen,
)

# METADATA
# title: Overseers can interpret the output correctly
# scope: document
# description: >-
#   Article 14(4)(c) has overseers enabled, as appropriate and proportionate, to
#   interpret the output correctly, taking into account the tools and methods of
#   interpretation that are available. The record gives the meaning of every field
#   that the service was seen to answer with, and names the tools; two people judge
#   both, with reasons, on that record. Whether an overseer in fact interprets it
#   correctly is not shown by this.
# custom:
#   id: EUAIA-14.4.c
#   article: 14(4)(c)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-14.4.c.answers.*
#     - human_oversight
#     - human_oversight.interpretation.fields
#     - human_oversight.interpretation.tools
#     - log_test.answer_fields
#   reliefs: [[not_appropriate_or_proportionate_14_4_c]]
#   settings: []
#   remedy: Explain every field of the answers and the tools of interpretation, and have two people judge {term} on that record.
output_interpretable contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-14.4.c", "answers", element]),
	[evidence.digest("human_oversight").value],
) if {
	some element in ["output_interpreted_correctly", "tools_and_methods_taken_into_account"]
}

output_interpretable contains check.documented(
	"fields of the answers",
	[evidence.at(["human_oversight", "interpretation", "tools"])],
	[{
		"relation": "covers",
		"stated": evidence.at(["human_oversight", "interpretation", "fields"]),
		"observed": evidence.at(["log_test", "answer_fields"]),
	}],
)

# METADATA
# title: People can put their decision in the place of the output
# description: >-
#   Article 14(4)(d) has overseers enabled, as appropriate and proportionate, to
#   decide in any situation not to use the system, or to disregard, override or
#   reverse its output. An instrument had outputs made, put another decision in the
#   place of each as a person would, and asked the service at the end: it gave the
#   person's. Not to use the system at all for a case needs no function of it, and
#   is not tried; nor is what other systems do with the output, or that overseers
#   have the authority.
# custom:
#   id: EUAIA-14.4.d
#   article: 14(4)(d)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads:
#     - override_test
#   reliefs: [[not_appropriate_or_proportionate_14_4_d]]
#   settings: []
#   remedy: Build an {term} that holds for every output, and run its test.
output_can_be_overridden contains oversight.replaced("override", evidence.at(["override_test"]))

# METADATA
# title: The system can be stopped, and then rests in a named state
# description: >-
#   Article 14(4)(e) has people who oversee the system enabled, as appropriate and
#   proportionate, to intervene in its operation or to stop it by a button or the
#   like, so that it halts in a safe state. This control tests the stop alone: a
#   system built for intervention needs the signed fact that a stop is not
#   fitting. An instrument asked it to stop and went on asking: nothing was
#   answered any more, and it rests in a named state. That this state is safe, and
#   that overseers know the way to it, is not shown by this.
# custom:
#   id: EUAIA-14.4.e
#   article: 14(4)(e)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads: [stop_test]
#   reliefs: [[not_appropriate_or_proportionate_14_4_e]]
#   settings: []
#   remedy: Build a {term} that ends in a named safe state, and run its test.
halts_in_a_safe_state contains check.halted("stop", evidence.at(["stop_test"]))

# METADATA
# title: Nothing follows from an identification before two people verified it
# scope: document
# description: >-
#   Article 14(5) has measures ensure, for remote biometric identification (Annex
#   III, point 1(a)), that the deployer acts on no identification unless at least two
#   people with the necessary competence, training and authority verified and
#   confirmed it separately. An instrument asked for the action before any
#   verification, after one, after the same person's second, and after a second
#   person's: only then it followed. Procedure, competence, training and authority
#   are on record as text only; that people have them is not shown, nor what a
#   deployer does past the service. Law may find two people disproportionate in law
#   enforcement, migration, border control and asylum alone.
# custom:
#   id: EUAIA-14.5
#   article: 14(5)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii]
#     condition: [annex_iii_1a_remote_biometric_identification]
#   reads:
#     - human_oversight.two_person_rule.*
#     - verification_test
#   reliefs: [[rbi_two_person_rule_disproportionate_by_law, law_enforcement_migration_area_49_4]]
#   settings: []
#   remedy: Have the service refuse the action until two people verified, run the test of {term}, and record who may verify.
two_people_verify contains oversight.verified_by_two("verification", evidence.at(["verification_test"]))

two_people_verify contains check.text(aspect, evidence.at(["human_oversight", "two_person_rule", aspect])) if {
	some aspect in ["procedure", "competence", "training", "authority"]
}

# What instruments saw in the log while they drove this version: outputs, overrides, a stop.
_seen := oversight.seen([
	{
		"recorded": evidence.at(["log_test", "recorded"]),
		"records": evidence.at(["log_test", "records"]),
	},
	{
		"recorded": evidence.at(["override_test", "recorded"]),
		"records": evidence.at(["override_test", "records"]),
		"relieved": facts.answer("not_appropriate_or_proportionate_14_4_d"),
	},
	{
		"recorded": evidence.at(["stop_test", "recorded"]),
		"records": evidence.at(["stop_test", "records"]),
		"relieved": facts.answer("not_appropriate_or_proportionate_14_4_e"),
	},
])
