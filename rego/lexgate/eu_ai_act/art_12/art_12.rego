# METADATA
# title: Article 12, record-keeping
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 12
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_12

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.oversight
import data.lexgate.lib.settings

# METADATA
# title: The system records events by itself
# description: >-
#   Article 12(1) has a high-risk system technically allow the automatic recording
#   of events over its lifetime. An instrument drove the service, and each request
#   left a record with a time that nobody wrote by hand. Which events the logs must
#   enable to see (12(2)) and how long logs are kept (19, 26(6)) is asked elsewhere;
#   that records can't be changed, Article 12 does not ask.
# custom:
#   id: EUAIA-12.1
#   article: 12(1)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads: [log_test.records, log_test.requests, log_test.without_time]
#   settings: []
#   remedy: Have the service write a timed record of each request by itself, and run the test of its {term} again.
events_recorded_automatically contains check.recorded(
	"event log",
	evidence.at(["log_test", "requests"]),
	evidence.at(["log_test", "records"]),
	evidence.at(["log_test", "without_time"]),
)

# METADATA
# title: Events that may show a risk or a substantial modification are recorded
# scope: document
# description: >-
#   Article 12(2)(a) has logs enable the recording of events that help to identify
#   situations in which the system may present a risk, as Article 79(1) means it, or
#   be substantially modified. The record names for each of the two the event and
#   the fields that tell it; instruments saw them in the log of this version, and a
#   field named for a modification held the version in every record. Every event
#   that was seen is explained, and none that was not. Whether these events catch
#   each such situation is not judged.
# custom:
#   id: EUAIA-12.2.a
#   article: 12(2)(a)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - log_test.recorded
#     - log_test.records
#     - log_test.version_fields
#     - logging.events
#     - logging.purposes.risk.risk
#     - logging.purposes.risk.substantial_modification
#     - override_test.recorded
#     - override_test.records
#     - stop_test.recorded
#     - stop_test.records
#     - system.facts.not_appropriate_or_proportionate_14_4_d
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#   settings: []
#   remedy: Name event and fields that tell {term}, have the service write them, and run the tests that look at its log.
risks_and_changes_recorded contains oversight.read_from(
	"risk",
	evidence.at(["logging", "purposes", "risk", "risk"]),
	_seen,
)

risks_and_changes_recorded contains oversight.change_read_from(
	"substantial modification",
	evidence.at(["logging", "purposes", "risk", "substantial_modification"]),
	_seen,
	evidence.at(["log_test", "version_fields"]),
)

risks_and_changes_recorded contains oversight.events_said(
	"events",
	evidence.at(["logging", "events"]),
	_seen,
)

# METADATA
# title: Events that post-market monitoring needs are recorded
# description: >-
#   Article 12(2)(b) has logs enable the recording of events that facilitate the
#   post-market monitoring of Article 72. For each measure of accuracy that the
#   organisation follows, the record names the event and the fields that it is
#   computed from, and instruments saw them in the log of this version. What else
#   the plan of Article 72 collects, and whether it is carried out, is asked there.
# custom:
#   id: EUAIA-12.2.b
#   article: 12(2)(b)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - log_test.recorded
#     - log_test.records
#     - logging.purposes.post_market.*
#     - override_test.recorded
#     - override_test.records
#     - stop_test.recorded
#     - stop_test.records
#     - system.facts.not_appropriate_or_proportionate_14_4_d
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#   settings: [accuracy.measures]
#   remedy: Name event and fields that {term} is computed from, have the service write them, and run the tests that look at its log.
monitoring_after_market_served contains oversight.read_from(
	measure,
	evidence.at(["logging", "purposes", "post_market", measure]),
	_seen,
) if {
	some measure in settings.members(["accuracy", "measures"])
}

# METADATA
# title: Events that deployers need to monitor operation are recorded
# scope: document
# description: >-
#   Article 12(2)(c) has logs enable the recording of events for the monitoring by
#   deployers under Article 26(5): operation by the instructions for use, reason to
#   think of a risk, suspension of use, a serious incident. The record names for
#   each the event and the fields that tell it, and instruments saw them in the log
#   of this version; a suspension by an event that a stop wrote and plain use did not.
#   Whether deployers look at them is asked under Article 26(5).
# custom:
#   id: EUAIA-12.2.c
#   article: 12(2)(c)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - log_test.recorded
#     - log_test.records
#     - logging.purposes.deployer.*
#     - logging.purposes.deployer.suspension
#     - override_test.recorded
#     - override_test.records
#     - stop_test.recorded
#     - stop_test.records
#     - system.facts.not_appropriate_or_proportionate_14_4_d
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#   settings: []
#   remedy: Name event and fields that tell a deployer of {term}, have the service write them, and run the tests that look at its log.
monitoring_by_deployers_served contains oversight.read_from(
	duty,
	evidence.at(["logging", "purposes", "deployer", duty]),
	_seen,
) if {
	some duty in ["operation", "risk", "serious_incident"]
}

monitoring_by_deployers_served contains oversight.stop_read_from(
	"suspension",
	evidence.at(["logging", "purposes", "deployer", "suspension"]),
	_seen,
	_used,
	_stopped,
)

# METADATA
# title: The period of each use is recorded
# description: >-
#   Article 12(3)(a) has logs of remote biometric identification (Annex III, point
#   1(a)) hold the period of each use, with date and time of start and end. An
#   instrument drove the service: each use whose beginning was recorded has a record
#   of its end, both with a time. Which records these are, people declared.
# custom:
#   id: EUAIA-12.3.a
#   article: 12(3)(a)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii]
#     condition: [annex_iii_1a_remote_biometric_identification]
#   reads: [log_test.identification]
#   settings: []
#   remedy: Have the log hold start and end of {term} with date and time, and run the test of the log again.
each_use_timed contains oversight.uses_recorded("each use", evidence.at(["log_test", "identification"]))

# METADATA
# title: The reference database is recorded
# description: >-
#   Article 12(3)(b) has logs of remote biometric identification hold the reference
#   database against which input data were checked. Each record of a check that was
#   seen while an instrument drove the service names a database. That it is the
#   one that was used is not shown by this.
# custom:
#   id: EUAIA-12.3.b
#   article: 12(3)(b)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii]
#     condition: [annex_iii_1a_remote_biometric_identification]
#   reads: [log_test.identification.database_checked]
#   settings: []
#   remedy: Have each record of a check name the {term}, and run the test of the log again.
database_recorded contains oversight.named_in_records(
	"reference database",
	evidence.at(["log_test", "identification", "database_checked"]),
)

# METADATA
# title: The input that led to a match is recorded
# description: >-
#   Article 12(3)(c) has logs of remote biometric identification hold the input data
#   for which a search led to a match. Each record of a match that was seen while an
#   instrument drove the service holds the input or says where it lies. Whether it
#   can still be opened there is not shown by this.
# custom:
#   id: EUAIA-12.3.c
#   article: 12(3)(c)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii]
#     condition: [annex_iii_1a_remote_biometric_identification]
#   reads: [log_test.identification.match_found]
#   settings: []
#   remedy: Have each record of a match hold the {term}, and run the test of the log again.
matched_input_recorded contains oversight.named_in_records(
	"input behind each match",
	evidence.at(["log_test", "identification", "match_found"]),
)

# METADATA
# title: The people who verified results are recorded
# description: >-
#   Article 12(3)(d) has logs of remote biometric identification identify the people
#   who took part in verifying results under Article 14(5). Each record of a
#   verification that was seen names a person and the match, and each match two
#   different people; in law enforcement, migration, border control or asylum, where a
#   signed fact says that law finds two disproportionate, one. Evidence holds numbers
#   and no names.
# custom:
#   id: EUAIA-12.3.d
#   article: 12(3)(d)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii]
#     condition: [annex_iii_1a_remote_biometric_identification]
#   reads:
#     - log_test.identification.person_verified
#     - system.facts.rbi_two_person_rule_disproportionate_by_law
#   settings: []
#   remedy: Have each record of a verification identify the {term}, and run the test of the log again.
verifiers_recorded contains oversight.verifiers_named(
	"people who verified",
	evidence.at(["log_test", "identification", "person_verified"]),
	facts.all_of({
		facts.answer("rbi_two_person_rule_disproportionate_by_law"),
		classification.conditions.law_enforcement_migration_area_49_4.answer,
	}),
)

# What instruments saw in the log while they drove this version: outputs, overrides, a stop.
_seen := oversight.seen([
	_used,
	{
		"recorded": evidence.at(["override_test", "recorded"]),
		"records": evidence.at(["override_test", "records"]),
		"relieved": facts.answer("not_appropriate_or_proportionate_14_4_d"),
	},
	_stopped,
])

_used := {
	"recorded": evidence.at(["log_test", "recorded"]),
	"records": evidence.at(["log_test", "records"]),
}

_stopped := {
	"recorded": evidence.at(["stop_test", "recorded"]),
	"records": evidence.at(["stop_test", "records"]),
	"relieved": facts.answer("not_appropriate_or_proportionate_14_4_e"),
}
