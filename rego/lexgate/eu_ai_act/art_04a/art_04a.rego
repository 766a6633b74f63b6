# METADATA
# title: Article 4a, special categories of personal data against bias
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 4a
# custom:
#   calendar: bias_data
#   applies:
#     roles: [provider, deployer, gpai_provider]
#     tiers: [any_system, gpai]
#     condition: [special_category_data_processed_for_bias]
package lexgate.eu_ai_act.art_04a

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.register
import data.lexgate.lib.settings
import data.lexgate.lib.special_data

# METADATA
# title: Special categories are processed only as strictly necessary, under safeguards
# scope: document
# description: >-
#   The opening of Article 4a(1) lets providers of high-risk systems process special
#   categories of personal data exceptionally, as far as strictly necessary to detect and
#   correct bias under Article 10(2)(f) and (g), under appropriate safeguards. Two people
#   judge that. An attribute that is measured, or stood for by a column, without such data
#   speaks against it; and each column of a special category that fairness evidence left
#   unread needs its reason. What data-protection law asks besides is not judged.
# custom:
#   id: EUAIA-4a.1.necessity
#   article: 4a(1)
#   due: data
#   scope: system
#   basis: assessed
#   severity: high
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii, high_risk_annex_i]
#     condition: [special_category_data_processed_for_bias]
#   reads:
#     - assessment.EUAIA-4a.1.necessity.answers.*
#     - fairness
#     - fairness.examined
#     - special_category_data
#     - special_category_data.necessity.attributes
#     - special_category_data.necessity.reasons
#   settings: []
#   remedy: Have two people judge {term}, and name only attributes that can't be examined without such data.
strictly_necessary contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-4a.1.necessity", "answers", element]),
	[evidence.digest("special_category_data").value, evidence.digest("fairness").value],
) if {
	some element in [
		"exceptional",
		"strictly_necessary_to_detect_and_correct_bias",
		"only_for_bias_under_article_10_2_f_and_g",
		"appropriate_safeguards_for_rights_and_freedoms",
	]
}

strictly_necessary contains special_data.needed(
	"attributes that need such data",
	evidence.at(["special_category_data", "necessity", "reasons"]),
	evidence.at(["special_category_data", "necessity", "attributes"]),
	evidence.at(["fairness", "examined"]),
)

# METADATA
# title: Bias can't be dealt with effectively by other data
# scope: document
# description: >-
#   Article 4a(1)(a) asks that detection and correction can't be effectively fulfilled by
#   other data, synthetic and anonymised ones included. Two people judge each of the three,
#   on the document as it is now, which gives the reason for each. Nobody tried it here.
# custom:
#   id: EUAIA-4a.1.a
#   article: 4a(1)(a)
#   due: data
#   scope: system
#   basis: assessed
#   severity: high
#   reads: [assessment.EUAIA-4a.1.a.answers.*, special_category_data, special_category_data.alternatives.*]
#   settings: []
#   remedy: Say why {term} would not do, and have two people judge it.
other_data_would_not_do contains check.assessed(
	[other, "judged"],
	evidence.at(["assessment", "EUAIA-4a.1.a", "answers", other]),
	[evidence.digest("special_category_data").value],
) if {
	some other in _other_data
}

other_data_would_not_do contains check.text([other, "reason"], evidence.at(["special_category_data", "alternatives", other])) if {
	some other in _other_data
}

_other_data := ["synthetic", "anonymised", "other"]

# METADATA
# title: Re-use is limited, and the data are secured and pseudonymised
# scope: document
# description: >-
#   Article 4a(1)(b) asks for technical limits on re-use, and for security and
#   privacy-preserving measures of the state of the art, pseudonymisation included. Each
#   must be described. Of the store, no file may be open to everyone on the machine, and
#   each must show encryption by its first bytes; or it is empty, and its log shows the
#   deletion of each file of a whole register. That this is the state of the art, and that
#   nobody can be told from the pseudonyms, is not judged.
# custom:
#   id: EUAIA-4a.1.b
#   article: 4a(1)(b)
#   due: data
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_store.counts
#     - data_store.deletions
#     - data_store.files
#     - special_category_data.retention
#     - special_category_data.safeguards.privacy_preserving
#     - special_category_data.safeguards.pseudonymisation
#     - special_category_data.safeguards.reuse_limits
#     - special_category_data.safeguards.security
#   settings: []
#   remedy: Describe {term}, close the store to others and encrypt its files.
secured_and_pseudonymised contains special_data.restricted(
	"technical limits on re-use",
	evidence.at(["special_category_data", "safeguards", "reuse_limits"]),
	evidence.at(["data_store", "counts"]),
	_deleted,
)

secured_and_pseudonymised contains special_data.encrypted(
	"security",
	evidence.at(["special_category_data", "safeguards", "security"]),
	evidence.at(["data_store", "counts"]),
	_deleted,
)

secured_and_pseudonymised contains check.text(
	"privacy-preserving measures",
	evidence.at(["special_category_data", "safeguards", "privacy_preserving"]),
)

secured_and_pseudonymised contains check.text("pseudonymisation", evidence.at(["special_category_data", "safeguards", "pseudonymisation"]))

_deleted := special_data.all_deleted(
	evidence.at(["special_category_data", "retention"]),
	evidence.at(["data_store", "files"]),
	evidence.at(["data_store", "deletions"]),
)

# METADATA
# title: Access is controlled and documented, and only authorised accounts had it
# description: >-
#   Article 4a(1)(c) asks for strict controls and documentation of access, so that only
#   authorised persons have it, under obligations of confidentiality. Each must be
#   described, for the very list of accounts that the access log was held against; and
#   each entry of the log has a moment and an account on that list. That the log is whole,
#   and that those on the list should be there, is not judged.
# custom:
#   id: EUAIA-4a.1.c
#   article: 4a(1)(c)
#   due: data
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_store
#     - special_category_data.access.*
#     - special_category_data.access.authorised
#   settings: []
#   remedy: Describe the {term} of access, sign for the list of accounts, and look into each entry that is not by one of them.
only_authorised_access contains special_data.authorised(
	safeguard,
	evidence.at(["special_category_data", "access", safeguard]),
	evidence.at(["special_category_data", "access", "authorised"]),
	evidence.at(["data_store"]),
) if {
	some safeguard in ["controls", "documentation", "confidentiality"]
}

# METADATA
# title: Nothing was passed on to other parties, by people's word
# description: >-
#   Article 4a(1)(d) forbids that the data are transmitted, transferred or otherwise
#   accessed by other parties. People sign for each of the three with a reason. The access
#   log of the store can contradict them; it can't show that no copy left.
# custom:
#   id: EUAIA-4a.1.d
#   article: 4a(1)(d)
#   due: data
#   scope: system
#   basis: attested
#   severity: high
#   reads: [data_store, special_category_data.transfers.*]
#   settings: []
#   remedy: Sign that the data were not {term} by other parties, and look into accounts that are on no list.
not_passed_on contains special_data.not_passed_on(
	way,
	evidence.at(["special_category_data", "transfers", way]),
	evidence.at(["data_store"]),
) if {
	some way in ["transmitted", "transferred", "otherwise_accessed"]
}

# METADATA
# title: The data were deleted once the bias was corrected or their retention ended
# scope: document
# description: >-
#   Article 4a(1)(e) has the data deleted once the bias has been corrected or the retention
#   period has ended, whichever comes first. The register holds each file of the store and
#   no other as undeleted; each entry is judged by its own ends and by the deletion in the
#   log. The Act names no number of hours; the house does. Copies outside the store, and
#   whether the bias was corrected, are not seen.
# custom:
#   id: EUAIA-4a.1.e
#   article: 4a(1)(e)
#   due: on_event
#   scope: system
#   basis: computed
#   severity: high
#   reads:
#     - data_store.deletions
#     - data_store.files
#     - special_category_data.retention
#     - special_category_data.retention.register
#     - special_category_data.retention.register.*
#   settings: [special_categories.at_once_hours]
#   remedy: Delete {term}, by the log of the store, and register it with the end of its retention.
deleted_when_done contains special_data.registered(
	"register",
	evidence.at(["special_category_data", "retention"]),
	evidence.at(["data_store", "files"]),
)

deleted_when_done contains special_data.deleted_in_time(
	register.name(evidence.at(["special_category_data", "retention", "register", place]), place),
	evidence.at(["special_category_data", "retention", "register", place]),
	evidence.at(["data_store", "deletions"]),
	settings.at_most(["special_categories", "at_once_hours"]),
) if {
	some place in register.places(evidence.at(["special_category_data", "retention", "register"]))
}

# METADATA
# title: The records of processing give both reasons, for each attribute
# description: >-
#   Article 4a(1)(f) has the records of processing activities under data-protection law
#   include why processing was strictly necessary to detect and correct biases, and why
#   other data could not achieve that. Both must stand for each attribute that fairness
#   evidence left unread as of a special category. The record itself is not read here.
# custom:
#   id: EUAIA-4a.1.f
#   article: 4a(1)(f)
#   due: data
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - fairness.examined
#     - special_category_data.processing_record.reasons
#     - special_category_data.processing_record.reference
#   settings: []
#   remedy: Record {term} for each attribute of a special category.
reasons_recorded contains special_data.reasons_recorded(
	reason,
	evidence.at(["special_category_data", "processing_record", "reference"]),
	evidence.at(["special_category_data", "processing_record", "reasons"]),
	reason,
	special_data.unread(evidence.at(["fairness", "examined"])),
) if {
	some reason in ["strictly_necessary", "other_data_would_not_do"]
}

# METADATA
# title: Others process special categories only as strictly necessary, under all conditions
# scope: document
# description: >-
#   Article 4a(2) lets providers and deployers of other systems and models, and deployers of
#   high-risk systems, do so only as strictly necessary against biases that are likely to
#   affect health and safety, to harm fundamental rights or to lead to discrimination that
#   Union law prohibits, and under all conditions of paragraph 1. Two people judge the
#   first; the second is the worst of the controls over the conditions. No duty to look
#   for bias follows from it.
# custom:
#   id: EUAIA-4a.2
#   article: 4a(2)
#   due: data
#   scope: system
#   basis: assessed
#   severity: high
#   applies:
#     roles: [provider, deployer, gpai_provider]
#     tiers: [any_system, gpai]
#     condition: [special_category_bias_processing_other_than_as_high_risk_provider]
#   reads: [assessment.EUAIA-4a.2.answers.*, special_category_data]
#   settings: []
#   remedy: Have two people judge {term}, and meet each condition of paragraph 1.
others_strictly_necessary contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-4a.2", "answers", element]),
	[evidence.digest("special_category_data").value],
) if {
	some element in [
		"exceptional",
		"strictly_necessary_to_detect_and_correct_bias",
		"biases_likely_to_affect_health_safety_or_rights_or_to_discriminate",
	]
}

others_strictly_necessary contains check.derived(id, checks) if {
	some id, checks in {
		"EUAIA-4a.1.a": other_data_would_not_do,
		"EUAIA-4a.1.b": secured_and_pseudonymised,
		"EUAIA-4a.1.c": only_authorised_access,
		"EUAIA-4a.1.d": not_passed_on,
		"EUAIA-4a.1.e": deleted_when_done,
		"EUAIA-4a.1.f": reasons_recorded,
	}
}
