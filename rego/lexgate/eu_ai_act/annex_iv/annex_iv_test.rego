package lexgate.eu_ai_act.annex_iv_test

import data.lexgate.eu_ai_act.annex_iv
import data.lexgate.lib.trust

# Every part of an item, in rounds that take one part of each: without it the item is open,
# and no other, and says which part is to be written.
test_a_missing_part_leaves_its_item_open_and_is_named[turn] if {
	some turn, gone in [
		{
			"/system/intended_purpose": {"AnnexIV.1.a": ["intended purpose"]},
			"/technical_documentation/sections/interactions/description": {"AnnexIV.1.b": ["hardware, software and AI systems outside it"]},
			"/technical_documentation/sections/software/lock_files": {"AnnexIV.1.c": ["lock files"]},
			"/technical_documentation/sections/forms/description": {"AnnexIV.1.d": ["forms"]},
			"/technical_documentation/sections/hardware/description": {"AnnexIV.1.e": ["hardware"]},
			"/technical_documentation/sections/product_pictures/pictures/0": {"AnnexIV.1.f": ["external_features"]},
			"/technical_documentation/sections/user_interface/description": {"AnnexIV.1.g": ["user interface of the deployer"]},
			"/technical_documentation/sections/instructions/document": {"AnnexIV.1.h": ["instructions for use, as they are signed now"]},
			"/technical_documentation/sections/methods/steps": {"AnnexIV.2.a": ["steps"]},
			"/technical_documentation/sections/design/logic": {"AnnexIV.2.b": ["general logic"]},
			"/technical_documentation/sections/architecture/components": {"AnnexIV.2.c": ["how components build on each other"]},
			"/technical_documentation/sections/data/techniques": {"AnnexIV.2.d": ["methods and techniques of training"]},
			"/technical_documentation/sections/oversight/assessment": {"AnnexIV.2.e": ["assessment of the measures needed"]},
			"/technical_documentation/sections/predetermined_changes/description": {"AnnexIV.2.f": ["changes"]},
			"/technical_documentation/sections/testing/procedures": {"AnnexIV.2.g": ["procedures"]},
			"/technical_documentation/sections/security/measures": {"AnnexIV.2.h": ["measures"]},
			"/technical_documentation/sections/control/capabilities": {"AnnexIV.3": ["capabilities"]},
			"/technical_documentation/sections/metrics/fairness": {"AnnexIV.4": ["age_group"]},
			"/technical_documentation/sections/risk_management/description": {"AnnexIV.5": ["risk management system"]},
			"/technical_documentation/sections/changes/versions": {"AnnexIV.6": ["versions"]},
			"/technical_documentation/sections/standards/applied": {"AnnexIV.7": ["standards"]},
			"/technical_documentation/sections/declaration/reference": {"AnnexIV.8": ["declaration"]},
			"/technical_documentation/sections/post_market/system": {"AnnexIV.9": ["system"]},
		},
		{
			"/instructions_for_use/provider/name": {"AnnexIV.1.a": ["provider"]},
			"/technical_documentation/sections/interactions/by": {"AnnexIV.1.b": ["way of interacting"]},
			"/technical_documentation/sections/software/bill_of_materials": {"AnnexIV.1.c": ["bill of materials"]},
			"/technical_documentation/sections/forms/digest": {"AnnexIV.1.d": ["image"]},
			"/instructions_for_use/resources/hardware": {"AnnexIV.1.e": ["what deployers need"]},
			"/technical_documentation/sections/product_pictures/pictures/1": {"AnnexIV.1.f": ["marking"]},
			"/technical_documentation/sections/methods/run": {"AnnexIV.2.a": ["training run, in the registry"], "AnnexIV.2.c": ["run that took these resources"]},
			"/technical_documentation/sections/design/algorithm": {"AnnexIV.2.b": ["algorithm"]},
			"/technical_documentation/sections/data/record": {"AnnexIV.2.d": ["record of data governance, as it is signed now"]},
			"/technical_documentation/sections/oversight/interpretation": {"AnnexIV.2.e": ["technical measures to interpret outputs"]},
			"/technical_documentation/sections/predetermined_changes/performance": {"AnnexIV.2.f": ["performance after them"]},
			"/technical_documentation/sections/testing/data": {"AnnexIV.2.g": ["data tested on"]},
			"/technical_documentation/sections/security/updates": {"AnnexIV.2.h": ["how they are kept up"]},
			"/technical_documentation/sections/control/limitations": {"AnnexIV.3": ["limitations"]},
			"/fairness": {"AnnexIV.4": ["age_group"]},
			"/technical_documentation/sections/risk_management/continuity": {"AnnexIV.5": ["how it runs over the lifecycle"]},
			"/technical_documentation/sections/standards/others": {"AnnexIV.7": ["other standards and specifications"]},
			"/technical_documentation/sections/declaration/file": {"AnnexIV.8": ["copy, as it was read"]},
			"/technical_documentation/sections/post_market/plan": {"AnnexIV.9": ["plan"]},
		},
		{
			"/technical_documentation/sections/identity/tag": {"AnnexIV.1.a": ["tag on the commit"]},
			"/technical_documentation/sections/interactions/ports": {"AnnexIV.1.b": ["ports that the image opens"]},
			"/technical_documentation/sections/software/library": {"AnnexIV.1.c": ["library of the model, as it was loaded", "library of the model, in the bill of materials"]},
			"/instructions_for_use/resources/os": {"AnnexIV.1.e": ["operating system of the image"]},
			"/technical_documentation/sections/product_pictures/pictures/2": {"AnnexIV.1.f": ["internal_layout"]},
			"/technical_documentation/sections/methods/third_party": {"AnnexIV.2.a": ["models of third parties"]},
			"/technical_documentation/sections/design/choices": {"AnnexIV.2.b": ["key choices with their reasons"]},
			"/technical_documentation/sections/architecture/image": {"AnnexIV.2.c": ["image of the service"]},
			"/technical_documentation/sections/data/provenance_by": {"AnnexIV.2.d": ["provenance"]},
			"/instructions_for_use/human_oversight/measures": {"AnnexIV.2.e": ["measures"], "AnnexIV.3": ["measures of human oversight"]},
			"/technical_documentation/sections/predetermined_changes/solutions": {"AnnexIV.2.f": ["solutions for continuous compliance"]},
			"/technical_documentation/sections/testing/data_characteristics": {"AnnexIV.2.g": ["characteristics of the data"]},
			"/technical_documentation/sections/control/unintended_outcomes": {"AnnexIV.3": ["foreseeable unintended outcomes"]},
			"/source/changelog/newest": {"AnnexIV.6": ["versions"]},
			"/technical_documentation/sections/standards/solutions/0": {"AnnexIV.7": ["risk_management"]},
			"/technical_documentation/sections/post_market/metrics": {"AnnexIV.9": ["metrics that are monitored"]},
		},
		{
			"/technical_documentation/sections/identity/previous_versions": {"AnnexIV.1.a": ["relation to previous versions"]},
			"/technical_documentation/sections/software/library/version": {"AnnexIV.1.c": ["library of the model, as it was loaded", "library of the model, in the bill of materials"]},
			"/instructions_for_use/resources/architecture": {"AnnexIV.1.e": ["processor of the image"]},
			"/technical_documentation/sections/methods/third_party_use": {"AnnexIV.2.a": ["tools and pre-trained systems of third parties"]},
			"/technical_documentation/sections/design/assumptions_about_people": {"AnnexIV.2.b": ["assumptions about people and groups"]},
			"/technical_documentation/sections/architecture/resources/development": {"AnnexIV.2.c": ["resources to develop"]},
			"/technical_documentation/sections/data/sheets/training": {"AnnexIV.2.d": ["training"]},
			"/instructions_for_use/human_oversight/safe_state": {"AnnexIV.2.e": ["safe state after the stop"]},
			"/technical_documentation/sections/testing/robustness": {"AnnexIV.2.g": ["metrics of robustness"]},
			"/technical_documentation/sections/control/risk_sources": {"AnnexIV.3": ["sources of risk to health, safety, rights and against discrimination"]},
			"/source/changelog/asked": {"AnnexIV.6": ["versions"]},
			"/technical_documentation/sections/standards/solutions/1": {"AnnexIV.7": ["data_governance"]},
			"/monitoring": {"AnnexIV.9": ["metrics that are monitored"]},
		},
		{
			"/technical_documentation/sections/software/updates": {"AnnexIV.1.c": ["requirements of updates"]},
			"/instructions_for_use/resources/delivered_as": {"AnnexIV.1.d": ["form of delivery"], "AnnexIV.1.e": ["form of delivery"], "AnnexIV.2.c": ["form of delivery"]},
			"/technical_documentation/sections/methods/models": {"AnnexIV.2.a": ["models in the bill of materials"]},
			"/technical_documentation/sections/design/classification_choices": {"AnnexIV.2.b": ["classification choices"]},
			"/technical_documentation/sections/data/sheets/testing": {"AnnexIV.2.d": ["testing"]},
			"/stop_test": {"AnnexIV.2.e": ["safe state after the stop"]},
			"/technical_documentation/sections/testing/other_requirements": {"AnnexIV.2.g": ["metrics of other requirements"]},
			"/instructions_for_use/accuracy/accuracy/level": {"AnnexIV.3": ["accuracy"]},
			"/technical_documentation/sections/standards/solutions/2": {"AnnexIV.7": ["technical_documentation"]},
		},
		{
			"/technical_documentation/sections/design/optimised_for": {"AnnexIV.2.b": ["what it is to optimise"]},
			"/technical_documentation/sections/architecture/resources/training": {"AnnexIV.2.c": ["resources to train"]},
			"/technical_documentation/sections/data/sheets/training/digest": {"AnnexIV.2.d": ["training"]},
			"/technical_documentation/sections/testing/discriminatory_impacts": {"AnnexIV.2.g": ["potentially discriminatory impacts"]},
			"/instructions_for_use/accuracy/balanced_accuracy/conditions": {"AnnexIV.3": ["balanced_accuracy"]},
			"/technical_documentation/sections/standards/solutions/3": {"AnnexIV.7": ["record_keeping"]},
		},
		{
			"/technical_documentation/sections/design/parameters": {"AnnexIV.2.b": ["relevance of the parameters of the run"]},
			"/technical_documentation/sections/architecture/resources/testing": {"AnnexIV.2.c": ["resources to test"]},
			"/technical_documentation/sections/data/sheets/training/scope": {"AnnexIV.2.d": ["training"]},
			"/technical_documentation/sections/testing/reports": {"AnnexIV.2.g": ["reports on file"]},
			"/instructions_for_use/group_performance/measure": {"AnnexIV.3": ["age_group"]},
			"/technical_documentation/sections/standards/solutions/4": {"AnnexIV.7": ["transparency"]},
		},
		{
			"/technical_documentation/sections/design/expected_output": {"AnnexIV.2.b": ["expected output"]},
			"/model/registry/version": {"AnnexIV.1.a": ["version in the registry"], "AnnexIV.6": ["versions"]},
			"/technical_documentation/sections/architecture/resources/validation": {"AnnexIV.2.c": ["resources to validate"]},
			"/technical_documentation/sections/data/sheets/training/selection": {"AnnexIV.2.d": ["training"]},
			"/technical_documentation/sections/testing/reports/acceptance/responsible": {"AnnexIV.2.g": ["reports on file"]},
			"/instructions_for_use/group_performance/attributes/age_group/levels/under 26": {"AnnexIV.3": ["age_group"]},
			"/technical_documentation/sections/standards/solutions/5": {"AnnexIV.7": ["human_oversight"]},
		},
		{
			"/technical_documentation/sections/design/output_quality": {"AnnexIV.2.b": ["quality of the output"]},
			"/technical_documentation/sections/data/sheets/training/characteristics": {"AnnexIV.2.d": ["training"]},
			"/technical_documentation/sections/testing/reports/acceptance/dated": {"AnnexIV.2.g": ["reports on file"]},
			"/instructions_for_use/group_performance/attributes/age_group/conditions": {"AnnexIV.3": ["age_group"]},
			"/technical_documentation/sections/standards/solutions/6": {"AnnexIV.7": ["accuracy_robustness_cybersecurity"]},
		},
		{
			"/technical_documentation/sections/design/trade_offs": {"AnnexIV.2.b": ["trade-offs"]},
			"/technical_documentation/sections/data/sheets/training/lineage": {"AnnexIV.2.d": ["training"]},
			"/test_report": {"AnnexIV.2.g": ["reports on file"]},
			"/instructions_for_use/human_oversight/interpretation": {"AnnexIV.3": ["technical measures to interpret outputs"]},
		},
		{
			"/data_quality/data_sets/testing/columns": {"AnnexIV.2.d": ["testing"]},
			"/performance/data_sets/testing/groups": {"AnnexIV.3": ["age_group"]},
			"/technical_documentation/sections/metrics/performance": {"AnnexIV.2.g": ["metrics of accuracy"], "AnnexIV.4": ["measures of performance"]},
		},
		{
			"/data_governance/not_processed/sex": {"AnnexIV.3": ["sex"], "AnnexIV.4": ["sex"]},
		},
		{
			"/performance": {"AnnexIV.2.g": ["metrics of accuracy"], "AnnexIV.3": ["accuracy", "age_group", "balanced_accuracy"], "AnnexIV.4": ["measures of performance"]},
		},
	]

	_told([_gone(path) | some path, _ in gone]) == _as_it_should(gone, "unknown")
}

# What is described is not what was seen, and the item fails and says
# which part does not agree; in rounds again.
test_another_value_fails_its_item_and_is_named[turn] if {
	some turn, said in [
		{
			"/technical_documentation/covers_version": {"says": "2.0.0", "items": {"AnnexIV.1.a": ["version in the registry"]}},
			"/technical_documentation/sections/interactions/ports": {"says": {"9090/tcp": "Figures for the operators."}, "items": {"AnnexIV.1.b": ["ports that the image opens"]}},
			"/technical_documentation/sections/software/lock_files/0/digest": {"says": _other, "items": {"AnnexIV.1.c": ["lock files"]}},
			"/technical_documentation/sections/forms/digest": {"says": _other, "items": {"AnnexIV.1.d": ["image"]}},
			"/instructions_for_use/resources/os": {"says": "windows", "items": {"AnnexIV.1.e": ["operating system of the image"]}},
			"/technical_documentation/sections/instructions/document": {"says": _other, "items": {"AnnexIV.1.h": ["instructions for use, as they are signed now"]}},
			"/model/registry/run_id": {"says": "00000000", "items": {"AnnexIV.2.a": ["training run, in the registry"]}},
			"/technical_documentation/sections/design/algorithm": {"says": "RandomForestClassifier", "items": {"AnnexIV.2.b": ["algorithm"]}},
			"/training_run/run/id": {"says": "00000000", "items": {"AnnexIV.2.c": ["run that took these resources"]}},
			"/technical_documentation/sections/data/record": {"says": _other, "items": {"AnnexIV.2.d": ["record of data governance, as it is signed now"]}},
			"/stop_test/safe_state": {"says": "running on", "items": {"AnnexIV.2.e": ["safe state after the stop"]}},
			"/technical_documentation/sections/testing/data": {"says": _other, "items": {"AnnexIV.2.g": ["data tested on"]}},
			"/instructions_for_use/accuracy/accuracy/level": {"says": 0.95, "items": {"AnnexIV.3": ["accuracy"]}},
			"/technical_documentation/sections/metrics/fairness/selection_rate_ratio": {"says": "todo", "items": {"AnnexIV.4": ["age_group"]}},
			"/source/changelog/newest/version": {"says": "1.1.0", "items": {"AnnexIV.6": ["versions"]}},
			"/technical_documentation/sections/declaration/file": {"says": _other, "items": {"AnnexIV.8": ["copy, as it was read"]}},
			"/technical_documentation/sections/post_market/metrics": {"says": {"accuracy": "Each week, by hand."}, "items": {"AnnexIV.9": ["metrics that are monitored"]}},
		},
		{
			"/technical_documentation/sections/identity/tag": {"says": "v0.9.0", "items": {"AnnexIV.1.a": ["tag on the commit"]}},
			"/technical_documentation/sections/software/bill_of_materials": {"says": _other, "items": {"AnnexIV.1.c": ["bill of materials"]}},
			"/instructions_for_use/resources/architecture": {"says": "arm64", "items": {"AnnexIV.1.e": ["processor of the image"]}},
			"/technical_documentation/sections/methods/models": {"says": {"another": "It is not in the bill."}, "items": {"AnnexIV.2.a": ["models in the bill of materials"]}},
			"/technical_documentation/sections/design/parameters/C": {"says": "todo", "items": {"AnnexIV.2.b": ["relevance of the parameters of the run"]}},
			"/technical_documentation/sections/architecture/image": {"says": _other, "items": {"AnnexIV.2.c": ["image of the service"]}},
			"/technical_documentation/sections/data/sheets/training/digest": {"says": _other, "items": {"AnnexIV.2.d": ["training"]}},
			"/technical_documentation/sections/testing/reports/acceptance/digest": {"says": _other, "items": {"AnnexIV.2.g": ["reports on file"]}},
			"/instructions_for_use/group_performance/attributes/age_group/levels/under 26": {"says": 0.95, "items": {"AnnexIV.3": ["age_group"]}},
			"/source/changelog/asked/version": {"says": "1.1.0", "items": {"AnnexIV.6": ["versions"]}},
		},
		{
			"/technical_documentation/sections/software/library/version": {"says": "1.6.0", "items": {"AnnexIV.1.c": ["library of the model, as it was loaded", "library of the model, in the bill of materials"]}},
			"/technical_documentation/sections/data/sheets/testing/lineage": {"says": "elsewhere", "items": {"AnnexIV.2.d": ["testing"]}},
			"/instructions_for_use/input_data/features/amount": {"says": "todo", "items": {"AnnexIV.3": ["input data"]}},
			"/technical_documentation/sections/metrics/performance/accuracy": {"says": "todo", "items": {"AnnexIV.2.g": ["metrics of accuracy"], "AnnexIV.4": ["measures of performance"]}},
			"/technical_documentation/sections/changes/versions/1.0.0": {"says": "xxx", "items": {"AnnexIV.6": ["versions"]}},
		},
		{
			"/model/library/version": {"says": "1.6.0", "items": {"AnnexIV.1.c": ["library of the model, as it was loaded"]}},
		},
		{
			"/bom/components/1/version": {"says": "1.6.0", "items": {"AnnexIV.1.c": ["library of the model, in the bill of materials"]}},
		},
	]

	changes := [_set(path, case.says) | some path, case in said]
	_told(changes) == _as_it_should({path: case.items | some path, case in said}, "fail")
}

test_items_in_other_ways[note] if {
	some note, case in {
		"nothing there": {"change": [_set("", {})], "want": {item: "unknown" | some item, _ in _good}},
		"another registered version, placeholders, a list for a text, features in no record": {
			"change": [
				_set("/model/registry/version", "1.1.0"),
				_set("/technical_documentation/sections/security/measures", "TBD: to be decided"),
				_set("/technical_documentation/sections/user_interface/description", ["One screen."]),
				_set("/data_governance/design_choices/features", ["age_years"]),
			],
			"want": {
				"AnnexIV.1.a": "fail", "AnnexIV.1.g": "unknown", "AnnexIV.2.b": "fail", "AnnexIV.2.h": "unknown",
				"AnnexIV.3": "unknown", "AnnexIV.4": "unknown", "AnnexIV.6": "fail",
			},
		},
		"files and no image, reached in no network, no models of others, no lineage": {
			"change": [
				_set("/instructions_for_use/resources/delivered_as", "files"),
				_set("/technical_documentation/sections/forms/digest", _said.model.artefact.digest),
				_set("/technical_documentation/sections/interactions/by", "other"),
				_set("/technical_documentation/sections/methods/third_party", "none"),
				_set("/technical_documentation/sections/data/provenance_by", "record"),
				_gone("/bom/models"),
				_gone("/image"),
				_gone("/lineage"),
			],
			"want": {},
		},
		"other files, a second lock file, other columns read, a second report": {
			"change": [
				_set("/instructions_for_use/resources/delivered_as", "files"),
				_set("/technical_documentation/sections/forms/digest", _other),
				{"op": "add", "path": "/source/lock_files/-", "value": {"name": "poetry.lock", "digest": _other}},
				_set("/data_quality/data_sets/testing/columns", ["application"]),
				{"op": "add", "path": "/test_report/stress", "value": _said.test_report.acceptance},
			],
			"want": {"AnnexIV.1.c": "fail", "AnnexIV.1.d": "fail", "AnnexIV.2.d": "fail", "AnnexIV.2.g": "unknown"},
		},
		"an image known by its own id": {
			"change": [
				_set("/image/repo_digests", []),
				_set("/image/manifest_digest", null),
				_set("/technical_documentation/sections/forms/digest", _said.image.image_id.digest),
				_set("/technical_documentation/sections/architecture/image", _said.image.image_id.digest),
			],
			"want": {},
		},
		"the model reads a column that is said not to be processed": {
			"change": [
				_set("/model/features", ["age_years", "personal_status"]),
				_set("/data_governance/design_choices/features", ["age_years", "personal_status"]),
				_set("/instructions_for_use/input_data/features", {"age_years": "Said so.", "personal_status": "Said so."}),
			],
			"want": {"AnnexIV.3": "unknown", "AnnexIV.4": "unknown"},
		},
	}

	_found(case.change) == object.union(_good, case.want)
}

# One digest is enough to know the image by, and another's digest is none of them.
test_an_image_is_known_by_any_of_its_digests[note] if {
	some note, case in {
		"in the registry": {"named": _digest("7"), "want": {}},
		"of its manifest": {"named": _digest("6"), "want": {}},
		"of its configuration": {"named": _digest("5"), "want": {}},
		"of a layer": {"named": _digest("4"), "want": {
			"AnnexIV.1.d": {"status": "fail", "parts": {"image": "fail"}},
			"AnnexIV.2.c": {"status": "fail", "parts": {"image of the service": "fail"}},
		}},
	}

	_told([
		_set("/image/repo_digests", [_digest("7")]),
		_set("/technical_documentation/sections/forms/digest", case.named),
		_set("/technical_documentation/sections/architecture/image", case.named),
	]) == case.want
}

# Each way has a part of its own, and where that does not hold, the item says so.
test_the_part_of_the_way_taken_is_named[note] if {
	some note, case in {
		"in no network, with a port open": {
			"change": [_set("/technical_documentation/sections/interactions/by", "other")],
			"want": {"AnnexIV.1.b": {"status": "fail", "parts": {"ports that the image opens": "fail"}}},
		},
		"no models of others, with one in the bill": {
			"change": [_set("/technical_documentation/sections/methods/third_party", "none")],
			"want": {"AnnexIV.2.a": {"status": "fail", "parts": {"models in the bill of materials": "fail"}}},
		},
		"files that are not those of the model": {
			"change": [_set("/instructions_for_use/resources/delivered_as", "files")],
			"want": {"AnnexIV.1.d": {"status": "fail", "parts": {"files of the model": "fail"}}},
		},
		"features that the record of data governance does not know": {
			"change": [{"op": "add", "path": "/data_governance/design_choices/features/-", "value": "zip_code"}],
			"want": {
				"AnnexIV.2.b": {"status": "fail", "parts": {"features, in the record of data governance": "fail"}},
				"AnnexIV.3": {"status": "unknown", "parts": {"sex": "unknown"}},
				"AnnexIV.4": {"status": "unknown", "parts": {"sex": "unknown"}},
			},
		},
		"a standard that is not cited": {
			"change": [_claimed(["ISO/IEC 42001:2023"])],
			"want": {"AnnexIV.7": {"status": "unknown", "parts": {"harmonised standards": "unknown"}}},
		},
	}

	_told(case.change) == case.want
}

# A way that leaves something out stands only while no instrument saw that very thing.
test_items_in_ways_that_leave_something_out[note] if {
	some note, case in {
		"reached in no network, with a port open; no models of others, with one in the bill": {
			"change": [
				_set("/technical_documentation/sections/interactions/by", "other"),
				_set("/technical_documentation/sections/methods/third_party", "none"),
			],
			"want": {"AnnexIV.1.b": "fail", "AnnexIV.2.a": "fail"},
		},
		"no models of others, and its own in the bill": {
			"change": [
				_set("/technical_documentation/sections/methods/third_party", "none"),
				_set("/bom/models", [{"name": "credit-scoring", "sha256": _said.model.artefact.digest}]),
			],
			"want": {},
		},
		"oversight without its measures": {
			"change": [_gone("/instructions_for_use/human_oversight/measures")],
			"want": {"AnnexIV.2.e": "unknown", "AnnexIV.3": "unknown"},
		},
		"a specification of input that is not appropriate, by a signed fact": {
			"change": [
				_gone("/instructions_for_use/input_data"),
				{"op": "add", "path": "/system/facts/not_appropriate_13_3_b_vi", "value": {
					"answer": "yes",
					"reason": "The system takes any text as it comes.",
				}},
			],
			"want": {},
		},
		"a specification of input that nobody gives": {
			"change": [_gone("/instructions_for_use/input_data")],
			"want": {"AnnexIV.3": "unknown"},
		},
	}

	_found(case.change) == object.union(_good, case.want)
}

test_items_that_do_not_apply[note] if {
	some note, case in {
		"signed": {
			"facts": {
				"interacts_with_external_systems": "no", "component_of_products": "no", "no_deployer_user_interface": "yes",
				"trained_with_data": "no", "predetermined_changes_planned": "no",
			},
			"lifted": {"AnnexIV.1.b", "AnnexIV.1.f", "AnnexIV.1.g", "AnnexIV.2.d", "AnnexIV.2.f"},
		},
		"signed the other way round, or known by nobody": {
			"facts": {
				"interacts_with_external_systems": "yes", "component_of_products": "unknown", "no_deployer_user_interface": "no",
				"trained_with_data": "yes", "predetermined_changes_planned": "unknown",
			},
			"lifted": set(),
		},
	}

	# That the model was made from no training set has to be seen in its record, too.
	found := _found([
		_gone("/model/data_sets/training"),
		_set("/technical_documentation/sections", {}),
		_set("/system/facts", {fact: {"answer": answer, "reason": "Said so."} | some fact, answer in case.facts}),
	])
	{item | some item, status in found; status == "pass"} == case.lifted
}

# A stop that is not appropriate leaves no safe state to be told.
test_no_stop_is_asked_for if {
	_found([
		_gone("/stop_test"),
		{"op": "add", "path": "/system/facts/not_appropriate_or_proportionate_14_4_e", "value": {
			"answer": "yes",
			"reason": "The output is a letter that a person sends.",
		}},
	]) == _good
}

# Before use nothing is monitored yet, and the plan stands alone.
test_before_use_there_is_no_monitor[stage] if {
	some stage, want in {
		"data": "pass",
		"training": "pass",
		"pre_deploy": "pass",
		"first_use": "pass",
		"post_deploy": "unknown",
		"later": "unknown",
	}

	_statuses(_asked([_gone("/monitoring")], _settings, stage)) == object.union(_good, {"AnnexIV.9": want})
}

# Nobody knows what is asked for at a stage that there is not, and no text makes up for it.
test_a_stage_that_there_is_not_is_named[stage] if {
	some stage in ["later", null]

	_open(_asked([], _settings, stage)) == {"AnnexIV.9": {"status": "unknown", "parts": {"stage": "unknown"}}}
}

test_unusable_settings[note] if {
	some note, case in {
		"no measures": {"change": [_gone("/defaults/accuracy")], "want": ["AnnexIV.3"]},
		"no protected attributes": {"change": [_gone("/defaults/fairness/protected_attributes")], "want": ["AnnexIV.3", "AnnexIV.4"]},
		"no data sets": {"change": [_gone("/defaults/data_sets")], "want": ["AnnexIV.2.d"]},
		"nothing that could carry sex": {"change": [_gone("/defaults/fairness/carried_by/sex")], "want": ["AnnexIV.3", "AnnexIV.4"]},
	}

	_statuses(_asked([], json.patch(_settings, case.change), "post_deploy")) == _but(case.want, "unknown")
}

# A name of a standard is no reference in the Official Journal, and solutions are asked for.
test_pitfall_13_a_standard_that_is_not_cited_gives_no_presumption[note] if {
	some note, case in {
		"ISO 42001 called harmonised": {"change": [_claimed(["ISO/IEC 42001:2023"])], "want": "unknown"},
		"EN 18286 called harmonised": {"change": [_claimed(["EN 18286:2026"])], "want": "unknown"},
		"an empty list": {"change": [_claimed([])], "want": "unknown"},
		"a list of others, and no solutions": {
			"change": [_set("/technical_documentation/sections/standards", {"applied": "none", "others": "EN 18286:2026 and ISO/IEC 42001:2023."})],
			"want": "unknown",
		},
	}

	_found(case.change) == object.union(_good, {"AnnexIV.7": case.want})
}

test_a_cited_standard_can_be_listed[note] if {
	some note, case in {
		"cited": {"list": ["EN 1"], "published": {"EN 1": {"set_by": "OJ L, 2028/1", "owner": "b.keller"}}, "want": "pass"},
		"one of two": {"list": ["EN 1", "EN 2"], "published": {"EN 1": {"set_by": "OJ L, 2028/1", "owner": "b.keller"}}, "want": "unknown"},
		"without its source": {"list": ["EN 1"], "published": {"EN 1": {"set_by": "", "owner": "b.keller"}}, "want": "unknown"},
		"looked up by nobody": {"list": ["EN 1"], "published": {"EN 1": {"set_by": "OJ L, 2028/1"}}, "want": "unknown"},
	}

	settings := object.union(_settings, {"law": {"published": {"harmonised_standards": case.published}}})
	found := _statuses(_asked([_claimed(case.list)], settings, "post_deploy"))
	found == object.union(_good, {"AnnexIV.7": case.want})
}

# Linked is what was held against something that nobody typed; the rest is text.
test_linked_items if {
	linked := {check.term | some check in _asked([], _settings, "post_deploy"); check.linked == true}
	texts := {check.term | some check in _asked([], _settings, "post_deploy"); not check.linked}

	linked == {
		"AnnexIV.1.a", "AnnexIV.1.b", "AnnexIV.1.c", "AnnexIV.1.d", "AnnexIV.1.e",
		"AnnexIV.2.a", "AnnexIV.2.b", "AnnexIV.2.c", "AnnexIV.2.d", "AnnexIV.2.e", "AnnexIV.2.g",
		"AnnexIV.3", "AnnexIV.4", "AnnexIV.6", "AnnexIV.9",
	}
	texts == {"AnnexIV.1.f", "AnnexIV.1.g", "AnnexIV.1.h", "AnnexIV.2.f", "AnnexIV.2.h", "AnnexIV.5", "AnnexIV.7", "AnnexIV.8"}
}

# Sentences that read well, in every place that takes one, and nothing that was measured.
test_fluent_nonsense_passes_no_linked_item if {
	observed := {"bom", "data_quality", "dossier", "fairness", "image", "lineage", "model", "monitoring", "performance", "source", "stop_test", "test_report", "training_run"}
	found := _found([_gone(sprintf("/%s", [kind])) | some kind in observed])

	{item | some item, status in found; status == "pass"} == {
		"AnnexIV.1.f", "AnnexIV.1.g", "AnnexIV.1.h", "AnnexIV.2.f", "AnnexIV.2.h", "AnnexIV.5", "AnnexIV.7",
	}
}

_claimed(list) := _set("/technical_documentation/sections/standards", {"applied": "harmonised", "harmonised": list})

_of(character, times) := concat("", [character | some _ in numbers.range(1, times)])

_found(changes) := _statuses(_asked(changes, _settings, "post_deploy"))

_asked(changes, settings, stage) := checks if {
	checks := annex_iv.items_of_annex_iv with trust.evidence as json.patch(_said, changes)
		with trust.documents as _documents
		with data.org.settings as settings
		with input.stage as stage
		with input.subject.system as "credit-scoring"
}

# Each item that does not pass, with its status and the parts that are to blame.
_told(changes) := _open(_asked(changes, _settings, "post_deploy"))

_open(checks) := {check.term: {"status": check.status, "parts": _open_parts(check)} |
	some check in checks
	check.status != "pass"
}

_open_parts(check) := {part: status |
	some [part, status] in object.get(check, ["observed", "parts"], [])
	status != "pass"
}

_as_it_should(rows, status) := {item: {"status": status, "parts": _parts_of(item, rows, status)} |
	some items in rows
	some item, _ in items
}

_parts_of(item, rows, status) := {part: status | some items in rows; some part in items[item]}

_statuses(checks) := {check.term: check.status | some check in checks}

_but(items, status) := object.union(_good, {item: status | some item in items})

_set(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_other := _digest("0")

_digest(character) := concat("", ["sha256:", _of(character, 64)])

_good := {item: "pass" |
	some item in [
		"AnnexIV.1.a", "AnnexIV.1.b", "AnnexIV.1.c", "AnnexIV.1.d", "AnnexIV.1.e", "AnnexIV.1.f", "AnnexIV.1.g", "AnnexIV.1.h",
		"AnnexIV.2.a", "AnnexIV.2.b", "AnnexIV.2.c", "AnnexIV.2.d", "AnnexIV.2.e", "AnnexIV.2.f", "AnnexIV.2.g", "AnnexIV.2.h",
		"AnnexIV.3", "AnnexIV.4", "AnnexIV.5", "AnnexIV.6", "AnnexIV.7", "AnnexIV.8", "AnnexIV.9",
	]
}

_documents := {
	"instructions_for_use": {"digest": "sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1", "signers": ["m.richter"]},
	"data_governance": {"digest": "sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2", "signers": ["m.richter"]},
	"system": {"digest": "sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3", "signers": ["b.keller"]},
}

_settings := {
	"organisation": "Musterbank",
	"defaults": {
		"accuracy": {"measures": ["accuracy", "balanced_accuracy"]},
		"data_sets": {"roles": ["training", "testing"]},
		"fairness": {
			"protected_attributes": ["age_group", "sex"],
			"carried_by": {"age_group": ["age_years"], "sex": ["personal_status"]},
		},
	},
	"systems": {},
}

_said := {
	"system": {
		"intended_purpose": "Said so.",
		"facts": {},
	},
	"instructions_for_use": {
		"accuracy": {
			"accuracy": {
				"level": 0.8,
				"conditions": "Said so.",
			},
			"balanced_accuracy": {
				"level": 0.78,
				"conditions": "Said so.",
			},
		},
		"provider": {
			"name": "The bank",
			"contact": "Said so.",
			"representative": "none",
		},
		"group_performance": {
			"measure": "accuracy",
			"attributes": {
				"age_group": {
					"levels": {
						"26 and over": 0.81,
						"under 26": 0.78,
					},
					"conditions": "Said so.",
				},
			},
		},
		"input_data": {
			"features": {
				"age_years": "Said so.",
				"amount": "Said so.",
				"duration_months": "Said so.",
				"employment": "Said so.",
			},
			"data_sets": "Said so.",
		},
		"human_oversight": {
			"measures": "Said so.",
			"interpretation": "Said so.",
			"safe_state": "stopped: applications wait for a credit officer",
		},
		"resources": {
			"delivered_as": "image",
			"os": "linux",
			"architecture": "amd64",
			"hardware": "Said so.",
		},
	},
	"data_governance": {
		"design_choices": {
			"features": [
				"age_years",
				"amount",
				"duration_months",
				"employment",
			],
		},
		"not_processed": {
			"sex": {
				"reason": "Said so.",
				"columns": [
					"personal_status",
				],
			},
			"origin": {
				"reason": "Said so.",
				"columns": [
					"foreign_worker",
				],
			},
		},
	},
	"performance": {
		"data_sets": {
			"testing": {
				"measures": {
					"accuracy": {
						"value": 0.804,
						"low": 0.778252335929,
						"high": 0.827420994912,
						"n": 1000,
						"method": "Wilson score interval, 95 %",
					},
					"balanced_accuracy": {
						"value": 0.77619047619,
						"low": 0.74568432957,
						"high": 0.803507329858,
						"n": 1000,
						"method": "Wilson score intervals joined as by Zou and Donner, 95 %",
					},
					"roc_auc": {
						"value": null,
						"reason": "no scores were given",
					},
				},
				"groups": {
					"age_group": {
						"26 and over": {
							"n": 810,
							"measures": {
								"accuracy": {
									"value": 0.80987654321,
									"low": 0.781415124648,
									"high": 0.835412630388,
									"n": 810,
									"method": "Wilson score interval, 95 %",
								},
							},
						},
						"under 26": {
							"n": 190,
							"measures": {
								"accuracy": {
									"value": 0.778947368421,
									"low": 0.714743028071,
									"high": 0.832095613389,
									"n": 190,
									"method": "Wilson score interval, 95 %",
								},
							},
						},
					},
				},
			},
		},
	},
	"image": {
		"platform": {
			"os": "linux",
			"architecture": "amd64",
			"variant": null,
		},
		"exposed_ports": [
			"8080/tcp",
		],
		"image_id": {
			"digest": "sha256:5555555555555555555555555555555555555555555555555555555555555555",
			"of": "config",
		},
		"manifest_digest": "sha256:6666666666666666666666666666666666666666666666666666666666666666",
		"repo_digests": [
			"sha256:6666666666666666666666666666666666666666666666666666666666666666",
		],
	},
	"stop_test": {
		"safe_state": "stopped: applications wait for a credit officer",
	},
	"test_report": {
		"acceptance": {
			"source": {
				"tool": "pytest",
				"tool_version": null,
				"form": "JUnit XML",
				"files": [
					{
						"name": "acceptance.xml",
						"digest": "sha256:9999999999999999999999999999999999999999999999999999999999999999",
						"bytes": 4000,
					},
				],
			},
			"run": {
				"complete": "yes",
				"because": null,
				"started_at": "2026-11-02T09:00:00Z",
				"finished_at": "2026-11-02T09:05:00Z",
			},
			"counts": {
				"tests": 2,
				"passed": 2,
				"failed": 0,
				"warning": 0,
				"error": 0,
				"not_evaluated": 0,
			},
			"tests": [
				{
					"name": "test_each_score_comes_with_its_reasons",
					"about": null,
					"outcome": "passed",
					"cases": {},
				},
				{
					"name": "test_entries_out_of_range_are_refused",
					"about": null,
					"outcome": "passed",
					"cases": {},
				},
			],
		},
	},
	"model": {
		"algorithm": "LogisticRegression",
		"artefact": {
			"digest": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"files": 6,
		},
		"features": [
			"age_years",
			"amount",
			"duration_months",
			"employment",
		],
		"library": {
			"name": "scikit-learn",
			"version": "1.7.2",
		},
		"registry": {
			"tracker": "mlflow",
			"name": "credit-scoring",
			"version": "1.0.0",
			"run_id": "5f2b8c1e",
		},
		"data_sets": {
			"training": {
				"digest": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
				"rows": 1000,
				"columns": [
					"application",
					"age_years",
					"amount",
					"duration_months",
					"employment",
					"outcome",
				],
			},
			"testing": {
				"digest": "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
				"rows": 1000,
				"columns": [
					"application",
					"age_years",
					"amount",
					"duration_months",
					"employment",
					"outcome",
				],
			},
		},
	},
	"technical_documentation": {
		"covers_version": "1.0.0",
		"sections": {
			"identity": {
				"tag": "v1.0.0",
				"previous_versions": "Said so.",
			},
			"interactions": {
				"description": "Said so.",
				"by": "network",
				"ports": {
					"8080/tcp": "Said so.",
				},
			},
			"software": {
				"lock_files": [
					{
						"name": "uv.lock",
						"digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222",
					},
				],
				"bill_of_materials": "sha256:3333333333333333333333333333333333333333333333333333333333333333",
				"library": {
					"name": "scikit-learn",
					"version": "1.7.2",
				},
				"updates": "Said so.",
			},
			"forms": {
				"description": "Said so.",
				"digest": "sha256:6666666666666666666666666666666666666666666666666666666666666666",
			},
			"hardware": {
				"description": "Said so.",
			},
			"product_pictures": {
				"pictures": [
					{
						"shows": "external_features",
						"caption": "Said so.",
					},
					{
						"shows": "marking",
						"caption": "Said so.",
					},
					{
						"shows": "internal_layout",
						"caption": "Said so.",
					},
				],
			},
			"user_interface": {
				"description": "Said so.",
			},
			"instructions": {
				"document": "sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
			},
			"methods": {
				"steps": "Said so.",
				"run": "5f2b8c1e",
				"third_party": "used",
				"third_party_use": "Said so.",
				"models": {
					"address-encoder": "Said so.",
				},
			},
			"design": {
				"logic": "Said so.",
				"algorithm": "LogisticRegression",
				"choices": "Said so.",
				"assumptions_about_people": "Said so.",
				"classification_choices": "Said so.",
				"optimised_for": "Said so.",
				"parameters": {
					"C": "Said so.",
					"threshold": "Said so.",
				},
				"expected_output": "Said so.",
				"output_quality": "Said so.",
				"trade_offs": "Said so.",
			},
			"architecture": {
				"components": "Said so.",
				"image": "sha256:6666666666666666666666666666666666666666666666666666666666666666",
				"resources": {
					"development": "Said so.",
					"training": "Said so.",
					"testing": "Said so.",
					"validation": "Said so.",
				},
			},
			"data": {
				"techniques": "Said so.",
				"record": "sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2",
				"provenance_by": "lineage",
				"sheets": {
					"training": {
						"digest": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
						"scope": "Said so.",
						"selection": "Said so.",
						"characteristics": "Said so.",
						"lineage": "applications.training",
					},
					"testing": {
						"digest": "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
						"scope": "Said so.",
						"selection": "Said so.",
						"characteristics": "Said so.",
						"lineage": "applications.testing",
					},
				},
			},
			"oversight": {
				"assessment": "Said so.",
				"interpretation": "Said so.",
			},
			"predetermined_changes": {
				"description": "Said so.",
				"performance": "Said so.",
				"solutions": "Said so.",
			},
			"testing": {
				"procedures": "Said so.",
				"data": "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
				"data_characteristics": "Said so.",
				"robustness": "Said so.",
				"other_requirements": "Said so.",
				"discriminatory_impacts": "Said so.",
				"reports": {
					"acceptance": {
						"digest": "sha256:9999999999999999999999999999999999999999999999999999999999999999",
						"dated": "2026-11-02",
						"responsible": "Said so.",
					},
				},
			},
			"security": {
				"measures": "Said so.",
				"updates": "Said so.",
			},
			"control": {
				"capabilities": "Said so.",
				"limitations": "Said so.",
				"unintended_outcomes": "Said so.",
				"risk_sources": "Said so.",
			},
			"metrics": {
				"performance": {
					"accuracy": "Said so.",
					"balanced_accuracy": "Said so.",
				},
				"fairness": {
					"selection_rate_ratio": "Said so.",
					"statistical_parity_difference": "Said so.",
					"equal_opportunity_difference": "Said so.",
					"average_odds_difference": "Said so.",
				},
			},
			"risk_management": {
				"description": "Said so.",
				"continuity": "Said so.",
			},
			"changes": {
				"versions": {
					"1.0.0": "Said so.",
				},
			},
			"standards": {
				"applied": "none",
				"solutions": [
					{
						"requirement": "risk_management",
						"solution": "Said so.",
					},
					{
						"requirement": "data_governance",
						"solution": "Said so.",
					},
					{
						"requirement": "technical_documentation",
						"solution": "Said so.",
					},
					{
						"requirement": "record_keeping",
						"solution": "Said so.",
					},
					{
						"requirement": "transparency",
						"solution": "Said so.",
					},
					{
						"requirement": "human_oversight",
						"solution": "Said so.",
					},
					{
						"requirement": "accuracy_robustness_cybersecurity",
						"solution": "Said so.",
					},
				],
				"others": "Said so.",
			},
			"declaration": {
				"reference": "Said so.",
				"file": "sha256:1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a",
			},
			"post_market": {
				"system": "Said so.",
				"plan": "Said so.",
				"metrics": {
					"selection_rate_ratio": "Said so.",
				},
			},
		},
	},
	"bom": {
		"source": {
			"files": [
				{
					"name": "bom.cdx.json",
					"digest": "sha256:3333333333333333333333333333333333333333333333333333333333333333",
					"bytes": 5000,
				},
			],
		},
		"components": [
			{
				"name": "numpy",
				"version": "2.3.4",
			},
			{
				"name": "scikit-learn",
				"version": "1.7.2",
			},
			{
				"name": "address-encoder",
				"version": "2.1",
			},
		],
		"models": [
			{
				"name": "address-encoder",
			},
		],
	},
	"data_quality": {
		"data_sets": {
			"training": {
				"columns": [
					"application",
					"age_years",
					"amount",
					"duration_months",
					"employment",
					"outcome",
				],
			},
			"testing": {
				"columns": [
					"application",
					"age_years",
					"amount",
					"duration_months",
					"employment",
					"outcome",
				],
			},
		},
	},
	"dossier": {
		"documents": {
			"declaration_of_conformity": {
				"digest": "sha256:1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a",
			},
		},
	},
	"fairness": {
		"data_sets": {
			"testing": {
				"attributes": {
					"age_group": {
						"measures": {
							"selection_rate_ratio": {
								"value": 0.913533834586,
								"low": 0.811898099086,
								"high": 1.0,
								"n": 1000,
								"method": "Katz log-ratio interval, 95 %",
							},
							"statistical_parity_difference": {
								"value": 0.059779077323,
								"low": 0.0,
								"high": 0.136790482924,
								"n": 1000,
								"method": "Newcombe hybrid score interval, 95 %",
							},
							"equal_opportunity_difference": {
								"value": 0.011093990755,
								"low": 0.0,
								"high": 0.095686105365,
								"n": 700,
								"method": "Newcombe hybrid score interval, 95 %",
							},
							"average_odds_difference": {
								"value": 0.033089368259,
								"low": 0.0,
								"high": 0.10235587565,
								"n": 1000,
								"method": "Wilson score intervals joined as by Zou and Donner, 95 %",
							},
						},
					},
				},
			},
		},
	},
	"lineage": {
		"data_sets": [
			{
				"name": "applications.training",
			},
			{
				"name": "applications.testing",
			},
		],
	},
	"monitoring": {
		"metrics": [
			"selection_rate_ratio",
		],
	},
	"source": {
		"commit": {
			"tags": [
				{
					"name": "v1.0.0",
					"annotated": true,
					"signature": "yes",
				},
			],
		},
		"changelog": {
			"newest": {
				"version": "1.0.0",
				"date": "2026-11-01",
				"yanked": false,
				"lines": 6,
			},
			"asked": {
				"version": "1.0.0",
				"date": "2026-11-01",
				"yanked": false,
				"lines": 6,
			},
		},
		"lock_files": [
			{
				"name": "uv.lock",
				"digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222",
			},
		],
	},
	"training_run": {
		"run": {
			"id": "5f2b8c1e",
		},
		"parameters": [
			{
				"name": "C",
				"text": {
					"value": "1.0",
				},
			},
			{
				"name": "threshold",
				"text": {
					"value": "0.5",
				},
			},
		],
	},
}
