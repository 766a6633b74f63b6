package lexgate.eu_ai_act.art_05_test

import data.lexgate.eu_ai_act.art_05
import data.lexgate.lib.trust

# Points (a) to (g) without (ba) and (bb): all elements answered yes, and a fact
# that agrees. The elements stand here once more, so that one too few or too many
# in a rule is noticed.
_practices := {
	"5.1.a": {
		"rule": "nobody_harmfully_manipulated",
		"term": "harmful manipulation",
		"linked": "techniques of influence, assessed and stated",
		"fact": "influences_people_covertly_or_deceptively",
		"first": "uses_subliminal_manipulative_or_deceptive_techniques",
		"others": {
			"aims_at_or_results_or_would_result_in_materially_distorted_behaviour",
			"impairs_or_would_impair_informed_decisions_appreciably",
			"leads_or_would_lead_to_decisions_not_otherwise_taken",
			"causes_or_is_likely_to_cause_significant_harm",
		},
	},
	"5.1.b": {
		"rule": "vulnerabilities_not_exploited",
		"term": "exploitation of a vulnerability",
		"linked": "people reached, assessed and stated",
		"fact": "reaches_vulnerable_people",
		"first": "reaches_people_vulnerable_by_age_disability_or_situation",
		"others": {
			"exploits_that_vulnerability",
			"aims_at_or_results_or_would_result_in_materially_distorted_behaviour",
			"causes_or_is_likely_to_cause_significant_harm",
		},
	},
	"5.1.c.i": {
		"rule": "no_social_score_in_unrelated_contexts",
		"term": "social scoring across contexts",
		"linked": "evaluation of people, assessed and stated",
		"fact": "evaluates_or_classifies_people",
		"first": "evaluates_or_classifies_people",
		"others": {
			"over_a_period_of_time",
			"by_social_behaviour_or_personal_or_personality_characteristics",
			"score_leads_or_would_lead_to_worse_treatment",
			"in_a_social_context_unrelated_to_where_the_data_arose",
		},
	},
	"5.1.c.ii": {
		"rule": "no_disproportionate_social_score",
		"term": "disproportionate social scoring",
		"linked": "evaluation of people, assessed and stated",
		"fact": "evaluates_or_classifies_people",
		"first": "evaluates_or_classifies_people",
		"others": {
			"over_a_period_of_time",
			"by_social_behaviour_or_personal_or_personality_characteristics",
			"score_leads_or_would_lead_to_worse_treatment",
			"unjustified_or_disproportionate_to_the_behaviour",
		},
	},
	"5.1.d": {
		"rule": "offences_not_predicted_from_profiles_alone",
		"term": "prediction of offences",
		"linked": "prediction of offences, assessed and stated",
		"fact": "predicts_offences",
		"first": "assesses_risk_that_a_person_offends",
		"others": {
			"solely_from_profiling_or_personality",
			"outside_the_exception_for_supporting_a_human_assessment_resting_on_verifiable_facts_of_a_crime",
		},
	},
	"5.1.e": {
		"rule": "no_face_database_by_untargeted_scraping",
		"term": "scraping of facial images",
		"linked": "facial recognition database, assessed and stated",
		"fact": "builds_facial_recognition_database",
		"first": "builds_a_facial_recognition_database",
		"others": {
			"by_untargeted_scraping",
			"from_the_internet_or_cctv",
		},
	},
	"5.1.f": {
		"rule": "emotions_not_inferred_at_work_or_school",
		"term": "emotion inference at work or in education",
		"linked": "inference of emotions, assessed and stated",
		"fact": "infers_emotions",
		"first": "infers_emotions_of_people",
		"others": {
			"from_biometric_data",
			"at_work_or_in_education",
			"outside_the_exception_for_medical_or_safety_reasons",
		},
	},
	"5.1.g": {
		"rule": "nobody_sorted_by_sensitive_biometrics",
		"term": "sensitive biometric categorisation",
		"linked": "biometric categorisation, assessed and stated",
		"fact": "biometric_categorisation",
		"first": "categorises_people_by_biometric_data",
		"others": {
			"each_person_individually",
			"to_infer_one_of_the_six_traits",
			"outside_the_exception_for_labelling_or_filtering_lawful_data_sets",
			"outside_the_exception_for_sorting_biometric_data_sets_in_law_enforcement",
		},
	},
}

test_all_elements_are_needed[note] if {
	some point, practice in _practices
	some absent in practice.others
	note := concat(": ", [point, absent])

	answers := _answered(practice, {absent: _no})

	found := art_05[practice.rule] with trust.evidence as _evidence(point, practice, answers, _yes)

	_statuses(found) == {[practice.term, "pass"], [practice.linked, "pass"]}
}

test_practice[note] if {
	some point, practice in _practices
	some what, case in {
		"all elements are there": {"change": {}, "fact": _yes, "want": ["fail", "pass"]},
		"the first element is absent": {"change": {"first": _no}, "fact": _no, "want": ["pass", "pass"]},
		"the facts say yes, the assessment no": {"change": {"first": _no}, "fact": _yes, "want": ["pass", "fail"]},
		"the facts say no, the assessment yes": {"change": {}, "fact": _no, "want": ["fail", "fail"]},
		"nobody stated the fact": {"change": {"first": _no}, "fact": null, "want": ["pass", "unknown"]},
	}
	note := concat(": ", [point, what])

	answers := _answered(practice, {practice.first: answer | answer := case.change.first})

	found := art_05[practice.rule] with trust.evidence as _evidence(point, practice, answers, case.fact)

	_statuses(found) == {[practice.term, case.want[0]], [practice.linked, case.want[1]]}
}

test_answers_that_are_none[note] if {
	practice := _practices["5.1.f"]
	some note, case in {
		"the fact has no reason": {
			"change": {"first": _no},
			"fact": {"answer": "no", "reason": " "},
			"want": ["pass", "unknown"],
		},
		"absent without a reason": {
			"change": {"first": {"answer": "no", "reason": ""}},
			"fact": _no,
			"want": ["unknown", "unknown"],
		},
		"a truth value for an answer": {
			"change": {"first": {"answer": false, "reason": _reason}},
			"fact": _no,
			"want": ["unknown", "unknown"],
		},
		"text for an answer": {"change": {"first": "no"}, "fact": _no, "want": ["unknown", "unknown"]},
		"null for an answer": {"change": {"first": null}, "fact": _no, "want": ["unknown", "unknown"]},
	}
	answers := _answered(practice, {"infers_emotions_of_people": case.change.first})
	evidence := _evidence("5.1.f", practice, answers, case.fact)

	found := art_05.emotions_not_inferred_at_work_or_school with trust.evidence as evidence

	_statuses(found) == {[practice.term, case.want[0]], [practice.linked, case.want[1]]}
}

test_practice_that_nobody_assessed[note] if {
	some note, evidence in {
		"nothing at all": {},
		"assessments of nothing": {"assessment": {}},
		"a list of assessments": {"assessment": ["EUAIA-5.1.a"]},
		"answers that are text": {"assessment": {id: {"answers": "no"} | some id in _ids}},
	}
	every practice in _practices {
		found := art_05[practice.rule] with trust.evidence as evidence
		_statuses(found) == {[practice.term, "unknown"], [practice.linked, "unknown"]}
	}
}

_ids contains concat("", ["EUAIA-", point]) if some point, _ in _practices

test_reason_of_a_breach if {
	practice := _practices["5.1.f"]
	evidence := _evidence("5.1.f", practice, _answered(practice, {}), _no)

	found := art_05.emotions_not_inferred_at_work_or_school with trust.evidence as evidence

	{check.because | some check in found} == {
		"all elements of the prohibition are present",
		"the assessment and the signed facts contradict each other",
	}
}

# Points (ba) and (bb): three ways to be caught, each asked of its own role.
_ba := {
	"generates_or_manipulates_media": _yes,
	"realistic": _yes,
	"of_an_identifiable_person": _yes,
	"of_intimate_parts_or_sexually_explicit_activities": _yes,
	"without_free_specific_informed_unambiguous_and_explicit_consent_to_it": _yes,
	"generates_or_adds_exposure_or_alters_the_nature": _yes,
}

_bb := {
	"generates_or_manipulates_media": _yes,
	"of_child_sexual_abuse": _yes,
	"outside_a_national_without_right_defence": _yes,
}

_limbs := {
	"intended_for_such_material": _yes,
	"foreseeable_and_reproducible_without_significant_modification": _yes,
	"lacks_adequate_safeguards_or_correction_of_misuse": _yes,
	"used_or_to_be_used_to_make_such_material": _yes,
}

_roles := {
	"provider": _yes,
	"importer": _no,
	"product_manufacturer": _no,
	"deployer": _yes,
	"generates_or_manipulates_media": _yes,
}

test_limbs_of_material[note] if {
	some note, case in {
		"all there, provider and deployer": {"answers": {}, "facts": {}, "want": ["fail", "fail", "fail", "pass"]},
		"not the intended purpose": {
			"answers": {"intended_for_such_material": _no},
			"facts": {},
			"want": ["pass", "fail", "fail", "pass"],
		},
		"not reproducible": {
			"answers": {"foreseeable_and_reproducible_without_significant_modification": _no},
			"facts": {},
			"want": ["fail", "pass", "fail", "pass"],
		},
		"safeguards are adequate": {
			"answers": {"lacks_adequate_safeguards_or_correction_of_misuse": _no},
			"facts": {},
			"want": ["fail", "pass", "fail", "pass"],
		},
		"not used for it": {
			"answers": {"used_or_to_be_used_to_make_such_material": _no},
			"facts": {},
			"want": ["fail", "fail", "pass", "pass"],
		},
		"not a provider": {"answers": {}, "facts": {"provider": _no}, "want": ["pass", "pass", "fail", "pass"]},
		"an importer": {
			"answers": {},
			"facts": {"provider": _no, "importer": _yes},
			"want": ["fail", "fail", "fail", "pass"],
		},
		"a product manufacturer": {
			"answers": {},
			"facts": {"provider": _no, "product_manufacturer": _yes},
			"want": ["fail", "fail", "fail", "pass"],
		},
		"perhaps a provider": {
			"answers": {},
			"facts": {"provider": null},
			"want": ["unknown", "unknown", "fail", "pass"],
		},
		"not a deployer": {"answers": {}, "facts": {"deployer": _no}, "want": ["fail", "fail", "pass", "pass"]},
		"perhaps a deployer": {"answers": {}, "facts": {"deployer": null}, "want": ["fail", "fail", "unknown", "pass"]},
		"purpose is left open": {
			"answers": {"intended_for_such_material": null},
			"facts": {},
			"want": ["unknown", "fail", "fail", "pass"],
		},
		"no media": {
			"answers": {"generates_or_manipulates_media": _no},
			"facts": {"generates_or_manipulates_media": _no},
			"want": ["pass", "pass", "pass", "pass"],
		},
		"no media, against the facts": {
			"answers": {"generates_or_manipulates_media": _no},
			"facts": {},
			"want": ["pass", "pass", "pass", "fail"],
		},
		"media, and no fact": {
			"answers": {},
			"facts": {"generates_or_manipulates_media": null},
			"want": ["fail", "fail", "fail", "unknown"],
		},
	}
	facts := object.union(_roles, case.facts)
	intimate := art_05.no_intimate_material_without_consent with trust.evidence as {
		"system": {"facts": facts},
		"assessment": {"EUAIA-5.1.ba": {"answers": object.union_n([_ba, _limbs, case.answers])}},
	}
	abuse := art_05.no_child_sexual_abuse_material with trust.evidence as {
		"system": {"facts": facts},
		"assessment": {"EUAIA-5.1.bb": {"answers": object.union_n([_bb, _limbs, case.answers])}},
	}
	want := {
		["by intended purpose", case.want[0]],
		["by foreseeable outcome", case.want[1]],
		["by use", case.want[2]],
		["media made, assessed and stated", case.want[3]],
	}

	_statuses(intimate) == want
	_statuses(abuse) == want
}

test_material_ends_every_limb[note] if {
	some note in {
		"realistic",
		"of_an_identifiable_person",
		"of_intimate_parts_or_sexually_explicit_activities",
		"without_free_specific_informed_unambiguous_and_explicit_consent_to_it",
		"generates_or_adds_exposure_or_alters_the_nature",
	}
	found := art_05.no_intimate_material_without_consent with trust.evidence as {
		"system": {"facts": _roles},
		"assessment": {"EUAIA-5.1.ba": {"answers": object.union_n([_ba, _limbs, {note: _no}])}},
	}

	{check.status | some check in found} == {"pass"}
}

test_abuse_ends_every_limb[note] if {
	some note in {"of_child_sexual_abuse", "outside_a_national_without_right_defence"}
	found := art_05.no_child_sexual_abuse_material with trust.evidence as {
		"system": {"facts": _roles},
		"assessment": {"EUAIA-5.1.bb": {"answers": object.union_n([_bb, _limbs, {note: _no}])}},
	}

	{check.status | some check in found} == {"pass"}
}

# Consent and the limit of 5(1b) save nobody from (bb).
test_consent_is_no_element_of_abuse if {
	found := art_05.no_child_sexual_abuse_material with trust.evidence as {
		"system": {"facts": _roles},
		"assessment": {"EUAIA-5.1.bb": {"answers": object.union_n([_bb, _limbs, {
			"without_free_specific_informed_unambiguous_and_explicit_consent_to_it": _no,
			"generates_or_adds_exposure_or_alters_the_nature": _no,
			"realistic": _no,
		}])}},
	}

	{check.status | some check in found; check.term != "media made, assessed and stated"} == {"fail"}
}

test_material_that_nobody_assessed if {
	intimate := art_05.no_intimate_material_without_consent with trust.evidence as {}
	abuse := art_05.no_child_sexual_abuse_material with trust.evidence as {}
	want := {
		["by intended purpose", "unknown"],
		["by foreseeable outcome", "unknown"],
		["by use", "unknown"],
		["media made, assessed and stated", "unknown"],
	}

	_statuses(intimate) == want
	_statuses(abuse) == want
}

# Point (h): a use that rests on the exception, which national law opens.
_rtrbi := {
	"system": {"facts": {
		"real_time_remote_biometric_identification": _yes,
		"relies_on_art_5_1_h_exception": _yes,
	}},
	"assessment": {"EUAIA-5.1.h": {"answers": {
		"identifies_people_remotely_in_real_time": _yes,
		"in_publicly_accessible_spaces": _yes,
		"for_law_enforcement": _yes,
		"outside_what_a_listed_objective_strictly_needs": _no,
	}}},
	"rtrbi_deployment": {
		"objectives": ["victims_or_missing_persons"],
		"national_law": {"reference": "Police Act, section 12", "objectives": ["victims_or_missing_persons"]},
	},
}

test_real_time_identification[note] if {
	some note, case in {
		"by an exception that national law opens": {
			"change": [],
			"want": ["pass", "pass", "pass"],
			"objectives": {["victims_or_missing_persons", "pass"]},
		},
		"beyond the exception": {
			"change": [_answer("outside_what_a_listed_objective_strictly_needs", _yes)],
			"want": ["fail", "pass", "fail"],
			"objectives": {["victims_or_missing_persons", "pass"]},
		},
		"beyond any exception, and none relied on": {
			"change": [
				_answer("outside_what_a_listed_objective_strictly_needs", _yes),
				_fact("relies_on_art_5_1_h_exception", _no),
			],
			"want": ["fail", "pass", "pass"],
			"objectives": set(),
		},
		"excepted, yet no exception relied on": {
			"change": [_fact("relies_on_art_5_1_h_exception", _no)],
			"want": ["pass", "pass", "fail"],
			"objectives": set(),
		},
		"excepted, and nobody says who relies on it": {
			"change": [{"op": "remove", "path": "/system/facts/relies_on_art_5_1_h_exception"}],
			"want": ["pass", "pass", "unknown"],
			"objectives": {["victims_or_missing_persons", "pass"]},
		},
		"not in public": {
			"change": [
				_answer("in_publicly_accessible_spaces", _no),
				_answer("outside_what_a_listed_objective_strictly_needs", _yes),
				_fact("relies_on_art_5_1_h_exception", _no),
			],
			"want": ["pass", "pass", "pass"],
			"objectives": set(),
		},
		"not for law enforcement": {
			"change": [
				_answer("for_law_enforcement", _no),
				_answer("outside_what_a_listed_objective_strictly_needs", _yes),
				_fact("relies_on_art_5_1_h_exception", _no),
			],
			"want": ["pass", "pass", "pass"],
			"objectives": set(),
		},
		"not in real time, against the facts": {
			"change": [_answer("identifies_people_remotely_in_real_time", _no)],
			"want": ["pass", "fail", "pass"],
			"objectives": {["victims_or_missing_persons", "pass"]},
		},
		"national law opens another objective": {
			"change": [{
				"op": "replace",
				"path": "/rtrbi_deployment/national_law/objectives",
				"value": ["suspect_of_annex_ii_offence"],
			}],
			"want": ["pass", "pass", "pass"],
			"objectives": {["victims_or_missing_persons", "fail"]},
		},
		"no national law": {
			"change": [{"op": "remove", "path": "/rtrbi_deployment/national_law"}],
			"want": ["pass", "pass", "pass"],
			"objectives": {["victims_or_missing_persons", "unknown"]},
		},
		"no objective": {
			"change": [{"op": "replace", "path": "/rtrbi_deployment/objectives", "value": []}],
			"want": ["pass", "pass", "pass"],
			"objectives": {[null, "unknown"]},
		},
		"no deployment on record": {
			"change": [{"op": "remove", "path": "/rtrbi_deployment"}],
			"want": ["pass", "pass", "pass"],
			"objectives": {[null, "unknown"]},
		},
		"nobody assessed": {
			"change": [{"op": "remove", "path": "/assessment"}],
			"want": ["unknown", "unknown", "unknown"],
			"objectives": {["victims_or_missing_persons", "pass"]},
		},
	}

	found := art_05.nobody_identified_in_public_in_real_time with trust.evidence as json.patch(_rtrbi, case.change)

	_statuses(found) == case.objectives | {
		["real-time remote biometric identification", case.want[0]],
		["identification in real time, assessed and stated", case.want[1]],
		["exception, assessed and stated", case.want[2]],
	}
}

# Article 5(2) to (4): a deployment and its register, with one use and one decision.
_register := {
	"rtrbi_deployment": {
		"stated_at": "2026-11-20T09:00:00Z",
		"objectives": ["victims_or_missing_persons"],
		"fria": {"digest": concat("", ["sha256:", _hex]), "completed_at": "2026-09-01T12:00:00Z"},
		"registration": {"number": "EU-123", "registered_at": "2026-09-10T12:00:00Z"},
		"urgency": null,
		"first_use_at": "2026-11-03T08:00:00Z",
	},
	"rtrbi_uses": {
		"stated_at": "2026-11-20T09:00:00Z",
		"period": {"from": "2026-11-01T00:00:00Z", "to": "2026-11-19T00:00:00Z"},
		"first": "yes",
		"predecessor": null,
		"count": 1,
		"uses": [{
			"reference": "use-1",
			"started_at": "2026-11-03T08:00:00Z",
			"ended_at": "2026-11-03T20:00:00Z",
			"deleted_at": null,
			"objective": "victims_or_missing_persons",
			"confirms_only_target": "yes",
			"weighed": {
				"harm_without_use": "The child may leave the country within hours.",
				"consequences_for_rights": "Faces of others are dropped at once.",
			},
			"limits": {
				"from": "2026-11-03T08:00:00Z",
				"until": "2026-11-03T20:00:00Z",
				"place": "Platforms of the station",
				"persons": "The abducted child",
			},
			"urgency": null,
			"authorisation": {
				"authority": "Local court of a town",
				"authority_kind": "judicial",
				"requested_at": "2026-11-02T15:00:00Z",
				"decision": "granted",
				"decided_at": "2026-11-02T18:00:00Z",
			},
			"notifications": {
				"market_surveillance_authority": _notification,
				"data_protection_authority": _notification,
			},
		}],
		"decisions_sample": {
			"drawn": "2026-11-19T10:00:00Z",
			"of": 3,
			"size": 1,
			"decisions": [{
				"reference": "decision-1",
				"adverse_legal_effect": "yes",
				"solely_on_output": "no",
				"other_grounds": "A witness who knew the person",
				"decided_by": "Officer in charge",
			}],
		},
	},
}

_hex := "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"

_notification := {
	"authority": "Authority of a State",
	"sent_at": "2026-11-12T09:00:00Z",
	"states_decisions_and_results": "yes",
	"sensitive_operational_data": "no",
}

_settings := {"defaults": {"freshness": {"rtrbi_uses": 31}, "rtrbi": {"at_once_minutes": 10}}}

_empty := [
	{"op": "replace", "path": "/rtrbi_uses/uses", "value": []},
	{"op": "replace", "path": "/rtrbi_uses/count", "value": 0},
	_deployment("first_use_at", "2026-11-19T08:00:00Z"),
]

test_uses_targeted[note] if {
	some note, case in {
		"one use": {"change": [], "settings": _settings, "want": {["register of uses", "pass"], ["use-1", "pass"]}},
		"no use, signed as none": {"change": _empty, "settings": _settings, "want": {["register of uses", "pass"]}},
		"no use, counted as one": {
			"change": [_empty[0]],
			"settings": _settings,
			"want": {["register of uses", "fail"]},
		},
		"it identifies others too": {
			"change": [_use("confirms_only_target", "no")],
			"settings": _settings,
			"want": {["register of uses", "pass"], ["use-1", "fail"]},
		},
		"the deployment pursues another objective": {
			"change": [{
				"op": "replace",
				"path": "/rtrbi_deployment/objectives",
				"value": ["suspect_of_annex_ii_offence"],
			}],
			"settings": _settings,
			"want": {["register of uses", "pass"], ["use-1", "fail"]},
		},
		"no reference": {
			"change": [{"op": "remove", "path": "/rtrbi_uses/uses/0/reference"}],
			"settings": _settings,
			"want": {["register of uses", "unknown"], [0, "pass"]},
		},
		"a use that is text": {
			"change": [{"op": "replace", "path": "/rtrbi_uses/uses/0", "value": "use-1"}],
			"settings": _settings,
			"want": {["register of uses", "unknown"], [0, "unknown"]},
		},
		"the register starts afresh": {
			"change": [
				_empty[0],
				_empty[1],
				{"op": "replace", "path": "/rtrbi_uses/period/from", "value": "2026-11-18T23:59:59Z"},
			],
			"settings": _settings,
			"want": {["register of uses", "fail"]},
		},
		"no register": {
			"change": [{"op": "remove", "path": "/rtrbi_uses"}],
			"settings": _settings,
			"want": {["register of uses", "unknown"]},
		},
		"nobody said how long a register counts": {
			"change": [],
			"settings": {"defaults": {}},
			"want": {["register of uses", "unknown"], ["use-1", "pass"]},
		},
	}

	found := art_05.each_use_targeted_weighed_and_limited with trust.evidence as json.patch(_register, case.change)
		with data.org.settings as case.settings
		with input as _asked

	_statuses(found) == case.want
}

test_impact_assessed[note] if {
	some note, case in {
		"before the first use": {"change": [], "want": ["pass", "pass", "pass", "pass"]},
		"complete as the first use begins": {
			"change": [_deployment("fria/completed_at", "2026-11-03T08:00:00Z")],
			"want": ["pass", "pass", "pass", "pass"],
		},
		"a second after it": {
			"change": [_deployment("fria/completed_at", "2026-11-03T08:00:01Z")],
			"want": ["fail", "pass", "fail", "pass"],
		},
		"the stated first use is not the first": {
			"change": [
				_deployment("first_use_at", "2026-11-10T08:00:00Z"),
				_deployment("fria/completed_at", "2026-11-09T08:00:00Z"),
				_deployment("registration/registered_at", "2026-11-09T08:00:00Z"),
			],
			"want": ["pass", "pass", "fail", "fail"],
		},
		"no first use stated, and one in the register": {
			"change": [
				_deployment("first_use_at", null),
				_deployment("registration/registered_at", "2026-11-19T08:00:00Z"),
			],
			"want": ["unknown", "unknown", "pass", "fail"],
		},
		"registered too late": {
			"change": [_deployment("registration/registered_at", "2026-11-04T08:00:00Z")],
			"want": ["pass", "fail", "pass", "fail"],
		},
		"a date for a moment": {
			"change": [_deployment("fria/completed_at", "2026-09-01")],
			"want": ["unknown", "pass", "unknown", "pass"],
		},
		"no deployment on record": {
			"change": [{"op": "remove", "path": "/rtrbi_deployment"}],
			"want": ["unknown", "unknown", "unknown", "unknown"],
		},
	}

	found := art_05.impact_assessed_and_registered_before_use with trust.evidence as json.patch(_register, case.change)
		with input as _asked

	_statuses(found) == {
		["impact assessment", case.want[0]],
		["registration", case.want[1]],
		[["impact assessment", "use-1"], case.want[2]],
		[["registration", "use-1"], case.want[3]],
	}
}

test_a_use_in_the_register_before_any_is_stated if {
	found := art_05.impact_assessed_and_registered_before_use with trust.evidence as json.patch(
		_register,
		[_deployment("first_use_at", null)],
	)
		with input as object.union(_asked, {"stage": "first_use"})

	{["impact assessment", "unknown"], ["registration", "unknown"]} - _statuses(found) == set()
}

test_impact_assessed_before_any_use if {
	evidence := object.remove(json.patch(_register, [_deployment("first_use_at", null)]), ["rtrbi_uses"])

	found := art_05.impact_assessed_and_registered_before_use with trust.evidence as evidence
		with input as object.union(_asked, {"stage": "first_use"})

	_statuses(found) == {["impact assessment", "pass"], ["registration", "pass"]}
}

_rejected := [
	_use("urgency", "A child was abducted an hour ago"),
	_use("authorisation/requested_at", "2026-11-03T10:00:00Z"),
	_use("authorisation/decided_at", "2026-11-03T20:00:00Z"),
	_use("authorisation/decision", "rejected"),
	_use("deleted_at", "2026-11-03T20:05:00Z"),
]

test_uses_authorised[note] if {
	some note, case in {
		"one use": {"change": [], "settings": _settings, "want": {["register of uses", "pass"], ["use-1", "pass"]}},
		"no use, signed as none": {"change": _empty, "settings": _settings, "want": {["register of uses", "pass"]}},
		"granted a second after the start": {
			"change": [_use("authorisation/decided_at", "2026-11-03T08:00:01Z")],
			"settings": _settings,
			"want": {["register of uses", "pass"], ["use-1", "fail"]},
		},
		"rejected, stopped and deleted at once": {
			"change": _rejected,
			"settings": _settings,
			"want": {["register of uses", "pass"], ["use-1", "pass"]},
		},
		"rejected, and nobody said what is at once": {
			"change": _rejected,
			"settings": {"defaults": {"freshness": {"rtrbi_uses": 31}}},
			"want": {["register of uses", "pass"], ["use-1", "unknown"]},
		},
		"at once is text": {
			"change": _rejected,
			"settings": {"defaults": {"freshness": {"rtrbi_uses": 31}, "rtrbi": {"at_once_minutes": "10"}}},
			"want": {["register of uses", "pass"], ["use-1", "unknown"]},
		},
		"nothing about authorisation": {
			"change": [{"op": "remove", "path": "/rtrbi_uses/uses/0/authorisation"}],
			"settings": _settings,
			"want": {["register of uses", "pass"], ["use-1", "unknown"]},
		},
		"uses that are an object": {
			"change": [{"op": "replace", "path": "/rtrbi_uses/uses", "value": {"use-1": {}}}],
			"settings": _settings,
			"want": {["register of uses", "unknown"]},
		},
		"a register that is too old": {
			"change": [],
			"settings": {"defaults": {"freshness": {"rtrbi_uses": 3}, "rtrbi": {"at_once_minutes": 10}}},
			"want": {["register of uses", "unknown"], ["use-1", "pass"]},
		},
	}

	found := art_05.each_use_authorised with trust.evidence as json.patch(_register, case.change)
		with data.org.settings as case.settings
		with input as _asked

	_statuses(found) == case.want
}

test_decisions_corroborated[note] if {
	some note, case in {
		"other grounds": {"change": [], "settings": _settings, "want": ["pass", "pass", "pass"]},
		"on the output alone": {
			"change": [_decision("solely_on_output", "yes")],
			"settings": _settings,
			"want": ["pass", "pass", "fail"],
		},
		"other grounds that say nothing": {
			"change": [_decision("other_grounds", "to be added")],
			"settings": _settings,
			"want": ["pass", "pass", "unknown"],
		},
		"a truth value": {
			"change": [_decision("solely_on_output", false)],
			"settings": _settings,
			"want": ["pass", "pass", "unknown"],
		},
		"a decision left out": {
			"change": [{"op": "replace", "path": "/rtrbi_uses/decisions_sample/size", "value": 2}],
			"settings": _settings,
			"want": ["pass", "fail", "pass"],
		},
		"nobody said how long a register counts": {
			"change": [],
			"settings": {},
			"want": ["unknown", "pass", "pass"],
		},
	}

	found := art_05.no_adverse_decision_on_output_alone with trust.evidence as json.patch(_register, case.change)
		with data.org.settings as case.settings
		with input as _asked

	_statuses(found) == {
		["register of uses", case.want[0]],
		["sample of decisions", case.want[1]],
		["decision-1", case.want[2]],
	}
}

test_no_sample_of_decisions if {
	evidence := json.patch(_register, [{"op": "remove", "path": "/rtrbi_uses/decisions_sample"}])

	found := art_05.no_adverse_decision_on_output_alone with trust.evidence as evidence
		with data.org.settings as _settings
		with input as _asked

	_statuses(found) == {["register of uses", "pass"], ["sample of decisions", "unknown"]}
}

test_uses_notified[note] if {
	market := "market_surveillance_authority"
	some note, case in {
		"both authorities": {"change": [], "want": ["pass", "pass", "pass"]},
		"one of them only": {
			"change": [{"op": "remove", "path": "/rtrbi_uses/uses/0/notifications/market_surveillance_authority"}],
			"want": ["pass", "unknown", "pass"],
		},
		"sensitive data in one": {
			"change": [_use("notifications/market_surveillance_authority/sensitive_operational_data", "yes")],
			"want": ["pass", "fail", "pass"],
		},
		"another number than counted": {
			"change": [{"op": "replace", "path": "/rtrbi_uses/count", "value": 2}],
			"want": ["fail", "pass", "pass"],
		},
		"a list of notifications": {
			"change": [_use("notifications", [_notification])],
			"want": ["pass", "unknown", "unknown"],
		},
	}

	found := art_05.each_use_notified with trust.evidence as json.patch(_register, case.change)
		with data.org.settings as _settings
		with input as _asked

	_statuses(found) == {
		["register of uses", case.want[0]],
		[["use-1", market], case.want[1]],
		[["use-1", "data_protection_authority"], case.want[2]],
	}
}

_asked := {"as_of": "2026-11-22T10:00:00Z", "subject": {"system": "station-cameras"}}

_reason := "As two people found."

_yes := {"answer": "yes", "reason": _reason}

_no := {"answer": "no", "reason": _reason}

_answered(practice, change) := object.union(
	{element: _yes | some element in (practice.others | {practice.first})},
	change,
)

_evidence(point, practice, answers, fact) := {
	"assessment": {concat("", ["EUAIA-", point]): {"answers": answers}},
	"system": {"facts": {practice.fact: fact}},
}

_statuses(found) := {[check.term, check.status] | some check in found}

_answer(element, value) := {
	"op": "replace",
	"path": concat("/", ["/assessment/EUAIA-5.1.h/answers", element]),
	"value": value,
}

_fact(name, value) := {"op": "replace", "path": concat("/", ["/system/facts", name]), "value": value}

_use(path, value) := {"op": "replace", "path": concat("/", ["/rtrbi_uses/uses/0", path]), "value": value}

_deployment(path, value) := {"op": "replace", "path": concat("/", ["/rtrbi_deployment", path]), "value": value}

_decision(path, value) := {
	"op": "replace",
	"path": concat("/", ["/rtrbi_uses/decisions_sample/decisions/0", path]),
	"value": value,
}
