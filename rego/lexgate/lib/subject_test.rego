package lexgate.lib.subject_test

import data.lexgate.lib.subject

_model := concat("", ["sha256:", crypto.sha256("model")])

_other := concat("", ["sha256:", crypto.sha256("other")])

# System, version and deployment are read alike.
test_names[note] if {
	some note, case in {
		"a name": {"name": "credit-scoring", "want": "credit-scoring"},
		"a version": {"name": "1.0.0+build_7", "want": "1.0.0+build_7"},
		"one letter": {"name": "a", "want": "a"},
		"a hundred characters": {"name": sprintf("a%099d", [0]), "want": sprintf("a%099d", [0])},
		"a hundred and one": {"name": sprintf("a%0100d", [0]), "want": ""},
		"empty": {"name": "", "want": ""},
		"null": {"name": null, "want": ""},
		"a number": {"name": 1, "want": ""},
		"a list": {"name": ["credit-scoring"], "want": ""},
		"a slash": {"name": "credit/scoring", "want": ""},
		"an at sign": {"name": "credit@scoring", "want": ""},
		"a dot first": {"name": ".scoring", "want": ""},
		"a space": {"name": "credit scoring", "want": ""},
		"a line after it": {"name": "credit\n", "want": ""},
	}

	asked := {"system": case.name, "version": case.name, "deployment": case.name}

	found := [subject.system, subject.version, subject.deployment] with input.subject as asked

	found == [case.want, case.want, case.want]
}

test_nothing_asked[note] if {
	some note, asked in {
		"an empty request": {},
		"no subject": {"stage": "data"},
		"a subject that is text": {"subject": "credit-scoring"},
		"a subject that is null": {"subject": null},
		"a request that is null": null,
		"a request that is a list": [],
	}

	found := [subject.system, subject.version, subject.deployment, subject.models] with input as asked

	found == ["", "", "", set()]
}

test_models[note] if {
	some note, case in {
		"one": {"models": [_model], "want": {crypto.sha256("model")}},
		"two": {"models": [_model, _other], "want": {crypto.sha256("model"), crypto.sha256("other")}},
		"one twice": {"models": [_model, _model], "want": {crypto.sha256("model")}},
		"none": {"models": [], "want": set()},
		"null": {"models": null, "want": set()},
		"text": {"models": _model, "want": set()},
		"an object": {"models": {"a": _model}, "want": set()},
		"one of them is no digest": {"models": [_model, "sha256:x"], "want": set()},
		"one of them is a number": {"models": [_model, 1], "want": set()},
		"one of them is null": {"models": [_model, null], "want": set()},
		"without the name of the hash": {"models": [crypto.sha256("model")], "want": set()},
		"in capitals": {"models": [upper(_model)], "want": set()},
		"with something after it": {"models": [concat("", [_model, "0"])], "want": set()},
		"with something before it": {"models": [concat("", ["x", _model])], "want": set()},
	}

	found := subject.models with input.subject.models as case.models

	found == case.want
}

test_stage[note] if {
	some note, case in {
		"data": {"stage": "data", "want": "data"},
		"training": {"stage": "training", "want": "training"},
		"pre_deploy": {"stage": "pre_deploy", "want": "pre_deploy"},
		"first_use": {"stage": "first_use", "want": "first_use"},
		"post_deploy": {"stage": "post_deploy", "want": "post_deploy"},
		"an event is no stage": {"stage": "on_event", "want": ""},
		"unknown": {"stage": "later", "want": ""},
		"in capitals": {"stage": "DATA", "want": ""},
		"null": {"stage": null, "want": ""},
		"a list": {"stage": ["data"], "want": ""},
	}

	found := subject.stage with input.stage as case.stage

	found == case.want
}

test_profile[note] if {
	some note, case in {
		"law": {"profile": "law", "want": "law"},
		"house": {"profile": "house", "want": "house"},
		"unknown": {"profile": "none", "want": ""},
		"null": {"profile": null, "want": ""},
		"a list": {"profile": ["law"], "want": ""},
	}

	found := subject.profile with input.profile as case.profile

	found == case.want
}

test_stage_and_profile_are_missing if {
	found := [subject.stage, subject.profile] with input as {}

	found == ["", ""]
}

# Which dues a stage has reached, of all that there are.
test_reached[note] if {
	some note, case in {
		"data": {"stage": "data", "want": {"data"}},
		"training": {"stage": "training", "want": {"data", "training"}},
		"pre_deploy": {"stage": "pre_deploy", "want": {"data", "training", "pre_deploy"}},
		"first_use": {"stage": "first_use", "want": {"data", "training", "pre_deploy", "first_use"}},
		"post_deploy": {
			"stage": "post_deploy",
			"want": {"data", "training", "pre_deploy", "first_use", "post_deploy", "on_event", "on_request"},
		},
		"unknown": {"stage": "later", "want": set()},
	}

	dues := ["data", "training", "pre_deploy", "first_use", "post_deploy", "on_event", "on_request", "later", ""]

	found := {due | some due in dues; subject.reached(due)} with input.stage as case.stage

	found == case.want
}

test_as_of[note] if {
	some note, case in {
		"a moment": {"as_of": "2026-11-22T10:00:00Z", "want": [1795341600000000000]},
		"null": {"as_of": null, "want": []},
		"a number": {"as_of": 1795341600, "want": []},
		"a day": {"as_of": "2026-11-22", "want": []},
		"another zone": {"as_of": "2026-11-22T10:00:00+01:00", "want": []},
		"a day that is none": {"as_of": "2026-02-30T10:00:00Z", "want": []},
	}

	found := [moment | moment := subject.as_of] with input.as_of as case.as_of

	found == case.want
}

test_named if {
	subject.named("system:credit-scoring") == ["system:credit-scoring", crypto.sha256("system:credit-scoring")]
}
