package lexgate.lib.evidence_test

import data.lexgate.lib.evidence
import data.lexgate.lib.trust

test_at_and_stated[note] if {
	some note, case in {
		"a value": {"path": ["model", "rows"], "want": [1000, true]},
		"a branch": {"path": ["model"], "want": [{"rows": 1000, "none": null, "no": false, "empty": []}, true]},
		"null that was written": {"path": ["model", "none"], "want": [null, true]},
		"false": {"path": ["model", "no"], "want": [false, true]},
		"an empty list": {"path": ["model", "empty"], "want": [[], true]},
		"nothing": {"path": ["model", "columns"], "want": [null, false]},
		"nothing below a number": {"path": ["model", "rows", "columns"], "want": [null, false]},
		"nothing below nothing": {"path": ["fairness", "data_sets"], "want": [null, false]},
		"by a name that is none": {"path": ["model", {"unusable_setting": ["a"]}], "want": [null, false]},
		"by null": {"path": ["model", null], "want": [null, false]},
	}
	documents := {"model": {"rows": 1000, "none": null, "no": false, "empty": []}}
	found := evidence.at(case.path) with trust.evidence as documents
	found == {"value": case.want[0], "source": case.path}
	stated := evidence.stated(case.path) with trust.evidence as documents
	stated == {"value": case.want[0], "source": case.path, "stated": case.want[1]}
}

test_at_without_evidence if {
	found := evidence.stated(["model", "rows"]) with trust.evidence as {}
	found == {"value": null, "source": ["model", "rows"], "stated": false}
}

test_digest[note] if {
	some note, case in {
		"admitted": {"name": "model", "want": "sha256:m"},
		"not admitted": {"name": "fairness", "want": null},
		"a name that is none": {"name": null, "want": null},
		"a list for a name": {"name": ["model"], "want": null},
	}
	found := evidence.digest(case.name) with trust.documents as {"model": {"digest": "sha256:m", "signers": set()}}
	found == {"value": case.want, "source": [case.name]}
}

test_signers[note] if {
	some note, case in {
		"in order": {"name": "limits", "want": ["a", "b"]},
		"nobody": {"name": "model", "want": []},
		"not admitted": {"name": "fairness", "want": []},
	}
	documents := {
		"limits": {"digest": "sha256:l", "signers": {"b", "a"}},
		"model": {"digest": "sha256:m", "signers": set()},
	}
	found := evidence.signers(case.name) with trust.documents as documents
	found == {"value": case.want, "source": [case.name]}
}

test_elements[note] if {
	some note, case in {
		"of a role": {"role": "training", "want": {"training_relevant", "training_representative"}},
		"of a role that can't be used": {"role": {"unusable_setting": ["a"]}, "want": {{"unusable_setting": ["a"]}}},
		"of a number": {"role": 1, "want": {1}},
		"of null": {"role": null, "want": {null}},
	}
	evidence.elements(case.role, ["relevant", "representative"]) == case.want
}
