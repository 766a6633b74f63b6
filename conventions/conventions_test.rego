package conventions_test

import data.conventions

# One control as it should be; each case takes one thing from it or adds one.
_control := `package lexgate.eu_ai_act.art_00

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.settings

examined contains check.examined(
	[role, attribute],
	evidence.at(["fairness", "data_sets", role, "attributes", attribute]),
	{"minimum": settings.at_least(["fairness", "minimum_n"]), "cites": [evidence.digest("model")]},
	facts.answer("trained"),
	_signed,
) if {
	some role in applicability.data_sets
	some attribute in settings.members(["fairness", "protected_attributes"])
}

_signed := evidence.signers("limits")
`

_package := {"calendar": "high_risk", "applies": {"roles": ["provider"], "tiers": ["high_risk"]}}

_custom := {
	"id": "EUAIA-1.1",
	"article": "1(1)",
	"due": "data",
	"scope": "version",
	"basis": "measured",
	"severity": "high",
	"reads": ["fairness.data_sets.*.attributes.*", "limits", "model", "system.facts.trained"],
	"settings": ["data_sets.roles", "fairness.minimum_n", "fairness.protected_attributes"],
	"remedy": "Examine it.",
}

_classification := `package lexgate.eu_ai_act.classification

_tiers := {"high_risk": ["Article 6", "yes"]}

_roles := {"provider": ["Article 3(3)", "yes"]}
`

_test := `package lexgate.eu_ai_act.art_00_test

test_examined[note] if {
	some note, case in {"all is well": 1}
	case
}
`

_article := "lexgate/eu_ai_act/art_00/art_00.rego"

_base := {
	"control": _control,
	"test": _test,
	"custom": _custom,
	"package": _package,
	"comment": "A remark.",
	"title": "Data are examined",
	"description": "What is asked.",
	"frozen": ["EUAIA-1.1", "EUAIA-5.1.f"],
	"calendar": {"high_risk": {}},
	"catalogue": {"EUAIA-1.1": {"package": "art_00", "rule": "examined"}},
	"documents": ["fairness.data_sets.*.attributes.*", "limits", "model", "system.facts.*", "assessment.answers.*", "assessment"],
	"settings": ["data_sets.roles", "fairness.minimum_n", "fairness.protected_attributes"],
	"more": {},
}

_set(path, value) := {"op": "add", "path": path, "value": value}

_put(path, value) := {"op": "replace", "path": path, "value": value}

_gone(path) := {"op": "remove", "path": path}

_told(name, old, new) := _set(concat("", ["/", name]), replace(_base[name], old, new))

# The syntax tree with what `opa parse` adds: rows, and the notes above the rules.
_tree(text, package_custom, notes, comment) := object.union(parsed, {
	"annotations": [{"scope": "package", "custom": package_custom, "location": {"row": 1}}],
	"comments": [{"location": {"row": 2}, "text": comment}],
	"rules": [object.union(rule, {"location": {"row": 10 + place}, "annotations": object.get(notes, rule.head.ref[0].value, [])}) |
		some place, rule in parsed.rules
	],
}) if {
	parsed := rego.parse_module("one.rego", text)
}

_input(state) := {
	"modules": object.union(
		{
			_article: _tree(
				state.control, state["package"],
				{"examined": [{"title": state.title, "description": state.description, "custom": state.custom, "location": {"row": 5}}]},
				state.comment,
			),
			"lexgate/eu_ai_act/art_00/art_00_test.rego": _tree(state.test, {}, {}, ""),
			"lexgate/eu_ai_act/classification/classification.rego": _tree(_classification, {}, {}, ""),
		},
		state.more,
	),
	"frozen": state.frozen,
	"calendar": state.calendar,
	"catalogue": state.catalogue,
	"paths": {"documents": state.documents, "settings": state.settings},
}

_found(change) := {fault.rule | some fault in faults} if {
	faults := conventions.violations with input as _input(json.patch(_base, change))
}

_judgement := `package lexgate.eu_ai_act.art_00

import data.lexgate.lib.check
import data.lexgate.lib.evidence

examined contains check.lacks("x", {e: evidence.at(["assessment", "EUAIA-5.1.f", "answers", e]) | some e in ["a"]})
`

test_nothing_wrong if {
	_found([]) == set()
}

test_metadata[note] if {
	some note, case in {
		"no article": {"change": [_gone("/custom/article")], "want": {"control without a field"}},
		"no due": {"change": [_gone("/custom/due")], "want": {"control without a field"}},
		"no scope": {"change": [_gone("/custom/scope")], "want": {"control without a field"}},
		"no basis": {"change": [_gone("/custom/basis")], "want": {"control without a field"}},
		"no severity": {"change": [_gone("/custom/severity")], "want": {"control without a field"}},
		"no remedy": {"change": [_gone("/custom/remedy")], "want": {"control without a field"}},
		"an empty remedy": {"change": [_set("/custom/remedy", "")], "want": {"control without a field"}},
		"no title": {"change": [_set("/title", "")], "want": {"control without a field"}},
		"no description": {"change": [_set("/description", "")], "want": {"control without a field"}},
		"no calendar": {"change": [_gone("/package/calendar")], "want": {"control without a field"}},
		"a calendar of its own": {"change": [_gone("/package/calendar"), _set("/custom/calendar", "high_risk")], "want": set()},
		"a calendar that is not there": {"change": [_set("/package/calendar", "lunar")], "want": {"calendar that is not there"}},
		"no applicability": {
			"change": [_gone("/package/applies")],
			"want": {"control without a field", "role or tier that nobody derives"},
		},
		"no roles": {"change": [_set("/package/applies/roles", [])], "want": {"role or tier that nobody derives"}},
		"an unknown role": {"change": [_set("/package/applies/roles", ["king"])], "want": {"role or tier that nobody derives"}},
		"an unknown tier": {"change": [_set("/package/applies/tiers", ["low"])], "want": {"role or tier that nobody derives"}},
		"an unknown due": {"change": [_set("/custom/due", "later")], "want": {"word that no vocabulary holds"}},
		"an unknown scope": {"change": [_set("/custom/scope", "world")], "want": {"word that no vocabulary holds"}},
		"an unknown basis": {"change": [_set("/custom/basis", "felt")], "want": {"word that no vocabulary holds"}},
		"an unknown severity": {"change": [_set("/custom/severity", "bad")], "want": {"word that no vocabulary holds"}},
		"an id that is not frozen": {"change": [_set("/frozen", [])], "want": {"id that is not frozen"}},
		"no id": {"change": [_gone("/custom/id")], "want": {"public rule that is no control"}},
		"not in the catalogue": {"change": [_set("/catalogue", {})], "want": {"control that the catalogue lacks"}},
		"another rule in the catalogue": {"change": [_set("/catalogue/EUAIA-1.1/rule", "other")], "want": {"control that the catalogue lacks"}},
		"another package in the catalogue": {
			"change": [_set("/catalogue/EUAIA-1.1/package", "art_01")],
			"want": {"control that the catalogue lacks"},
		},
	}

	_found(case.change) == case.want
}

test_references[note] if {
	some note, case in {
		"a read too few": {"change": [_set("/custom/reads", ["limits", "model", "system.facts.trained"])], "want": {"read that is not declared"}},
		"a read too many": {
			"change": [_set("/custom/reads/-", "assessment")],
			"want": {"declared read that the rule does not make"},
		},
		"a fact too few": {"change": [_gone("/custom/reads/3")], "want": {"read that is not declared"}},
		"a digest too few": {"change": [_gone("/custom/reads/2")], "want": {"read that is not declared"}},
		"signers of a helper too few": {"change": [_gone("/custom/reads/1")], "want": {"read that is not declared"}},
		"a read that no schema knows": {
			"change": [_set("/documents", ["limits", "model", "system.facts.*"])],
			"want": {"read that no schema knows"},
		},
		"a name where the schema has any": {
			"change": [
				_told("control", `"data_sets", role,`, `"data_sets", "testing",`),
				_put("/custom/reads/0", "fairness.data_sets.testing.attributes.*"),
			],
			"want": set(),
		},
		"any name where the schema has two": {
			"change": [_set("/documents", [
				"fairness.data_sets.training.attributes.*", "fairness.data_sets.testing.attributes.*",
				"limits", "model", "system.facts.*",
			])],
			"want": set(),
		},
		"a longer path than the schema knows": {
			"change": [
				_told("control", `"attributes", attribute]`, `"attributes", attribute, "more"]`),
				_put("/custom/reads/0", "fairness.data_sets.*.attributes.*.more"),
			],
			"want": {"read that no schema knows"},
		},
		"a path that is no literal": {
			"change": [_told("control", `evidence.at(["fairness", "data_sets", role, "attributes", attribute])`, "evidence.at(attribute)")],
			"want": {"read that is not declared", "declared read that the rule does not make"},
		},
		"an assessment, by its control": {
			"change": [
				_set("/control", _judgement),
				_set("/custom/reads", ["assessment.EUAIA-5.1.f.answers.*"]),
				_set("/custom/settings", []),
			],
			"want": set(),
		},
		"an assessment of no control": {
			"change": [
				_set("/control", replace(_judgement, "EUAIA-5.1.f", "EUAIA-0")),
				_set("/custom/reads", ["assessment.EUAIA-0.answers.*"]),
				_set("/custom/settings", []),
			],
			"want": {"read that no schema knows"},
		},
		"a setting too few": {"change": [_gone("/custom/settings/1")], "want": {"setting that is not declared"}},
		"the data sets too few": {"change": [_gone("/custom/settings/0")], "want": {"setting that is not declared"}},
		"a setting too many": {
			"change": [_set("/custom/settings/-", "accuracy.measures"), _set("/settings/-", "accuracy.measures")],
			"want": {"declared setting that the rule does not use"},
		},
		"a setting that no schema knows": {
			"change": [_set("/settings", ["data_sets.roles", "fairness.minimum_n"])],
			"want": {"setting that no schema knows"},
		},
		"no schema of settings yet": {"change": [_set("/settings", [])], "want": set()},
		"a whole branch of settings": {
			"change": [
				_told("control", `["fairness", "minimum_n"]`, `["fairness", "minimum_n", attribute]`),
			],
			"want": set(),
		},
	}

	_found(case.change) == case.want
}

test_text[note] if {
	some note, case in {
		"another public rule": {"add": `helper := "x"`, "want": {"public rule that is no control"}},
		"a rule of its own": {"add": `_helper := "x"`, "want": set()},
		"a default": {"add": `default _helper := "x"`, "want": {"control with a default value"}},
		"equal": {"add": `_helper if input.stage == "x"`, "want": {"comparison outside check"}},
		"unequal": {"add": `_helper if input.stage != "x"`, "want": {"comparison outside check"}},
		"less": {"add": `_helper if input.stage < input.other`, "want": {"comparison outside check"}},
		"at most": {"add": `_helper if input.stage <= input.other`, "want": {"comparison outside check"}},
		"more": {"add": `_helper if input.stage > input.other`, "want": {"comparison outside check"}},
		"at least": {"add": `_helper if input.stage >= input.other`, "want": {"comparison outside check"}},
		"unified": {"add": `_helper if input.stage = "x"`, "want": {"comparison outside check"}},
		"compared in a comprehension": {"add": `_helper := [x | some x in input.list; x == "a"]`, "want": {"comparison outside check"}},
		"compared in an else": {
			"add": "_helper if {\n\tinput.a\n} else := \"x\" if {\n\tinput.b == \"x\"\n}",
			"want": {"comparison outside check"},
		},
		"assigned": {"add": "_helper := x if {\n\tx := input.stage\n}", "want": set()},
		"a member": {"add": `_helper if input.stage in {"x", "y"}`, "want": set()},
		"a number": {"add": `_helper := 5`, "want": {"number in a rule"}},
		"a number in a body": {"add": `_helper if input.list[0]`, "want": {"number in a rule"}},
		"a date": {"add": `_helper := "2027-12-02"`, "want": {"date in a rule"}},
		"a moment": {"add": `_helper := "2027-12-02T00:00:00Z"`, "want": {"date in a rule"}},
		"the time": {"add": `_helper := time.now_ns()`, "want": {"call that asks the world", "call in a head that can fail on data"}},
		"the network": {"add": "_helper if {\n\thttp.send({\"url\": \"x\"})\n}", "want": {"call that asks the world"}},
		"concat in a head": {"add": `_helper := concat("", input.list)`, "want": {"call in a head that can fail on data"}},
		"concat in a body": {"add": "_helper := x if {\n\tx := concat(\"\", [\"a\"])\n}", "want": set()},
		"sprintf in a head": {"add": `_helper contains sprintf("%d", [input.x])`, "want": {"call in a head that can fail on data"}},
		"to_number in a head": {"add": `_helper := to_number(input.x)`, "want": {"call in a head that can fail on data"}},
		"a union in a head": {"add": `_helper := object.union({}, {"a": "b"})`, "want": set()},
		"Article 10(5) in text": {"add": `_helper := "Article 10(5) allows it"`, "want": {"Article 10(5) as if it were in force"}},
	}

	_found([_set("/control", concat("\n", [_control, case.add, ""]))]) == case.want
}

test_article_10_5_in_comments[note] if {
	some note, case in {
		"as current law": {"comment": "Article 10(5) allows special categories.", "want": {"Article 10(5) as if it were in force"}},
		"as law that is gone": {"comment": "Article 10(5) was deleted by Regulation (EU) 2026/1744.", "want": set()},
		"another paragraph": {"comment": "Article 10(4) asks for it.", "want": set()},
	}

	_found([_set("/comment", case.comment)]) == case.want
}

test_import_under_another_name if {
	_found([_told("control", "import data.lexgate.lib.facts", "import data.lexgate.lib.facts\nimport data.lexgate.lib.moment as hidden")]) == {"import under another name"}
}

# A library may compare; the world it may not ask either.
test_libraries[note] if {
	some note, case in {
		"compares": {"file": "lexgate/lib/check.rego", "rule": `_x if input.a == 1`, "want": set()},
		"asks for the time": {"file": "lexgate/lib/check.rego", "rule": `_x := time.now_ns()`, "want": {"call that asks the world"}},
		"asks for the time where it may": {"file": "system/authz/authz.rego", "rule": `_x := time.now_ns()`, "want": set()},
		"cites Article 10(5)": {"file": "lexgate/lib/check.rego", "rule": `_x := "10(5)"`, "want": {"Article 10(5) as if it were in force"}},
	}

	more := {case.file: _tree(concat("\n", ["package some", "", case.rule, ""]), {}, {}, "")}

	_found([_set("/more", more)]) == case.want
}

test_two_controls[note] if {
	some note, case in {
		"the same question": {"old": "x y z", "new": "x y z", "id": "EUAIA-5.1.f", "want": {"same question as another control"}},
		"another term": {"old": "[role, attribute]", "new": "[attribute, role]", "id": "EUAIA-5.1.f", "want": set()},
		"another check": {"old": "check.examined", "new": "check.weighed", "id": "EUAIA-5.1.f", "want": set()},
		"the same id": {
			"old": "check.examined", "new": "check.weighed", "id": "EUAIA-1.1",
			"want": {"id that stands twice", "control that the catalogue lacks"},
		},
	}

	second := _tree(
		replace(_control, case.old, case.new), _package,
		{"examined": [{
			"title": "x", "description": "y", "location": {"row": 5},
			"custom": object.union(_custom, {"id": case.id}),
		}]},
		"",
	)

	_found([
		_set("/more", {"lexgate/eu_ai_act/art_01/art_01.rego": second}),
		_set("/catalogue/EUAIA-5.1.f", {"package": "art_01", "rule": "examined"}),
	]) == case.want
}

test_tables[note] if {
	some note, case in {
		"a literal": {"table": `{"a": 1}`, "more": "", "want": set()},
		"a set": {"table": `{"a"}`, "more": "", "want": set()},
		"empty": {"table": `{}`, "more": "", "want": {"test whose table is no literal, or empty"}},
		"an empty list": {"table": `[]`, "more": "", "want": {"test whose table is no literal, or empty"}},
		"elsewhere": {"table": `data.nope`, "more": "", "want": {"test whose table is no literal, or empty"}},
		"a name of the file": {"table": `_cases`, "more": `_cases := {"a": 1}`, "want": set()},
		"a name of the file, empty": {"table": `_cases`, "more": `_cases := {}`, "want": {"test whose table is no literal, or empty"}},
		"a name of the file, computed": {"table": `_cases`, "more": `_cases := data.nope`, "want": {"test whose table is no literal, or empty"}},
		"a comprehension": {"table": `{x | some x in data.nope}`, "more": "", "want": {"test whose table is no literal, or empty"}},
	}

	text := concat("\n", ["package t_test", "", "test_x[note] if {", concat("", ["\tsome note in ", case.table]), "}", "", case.more, ""])

	_found([_set("/test", text)]) == case.want
}

# Each member of a second list is asked for by `every`, or has a note of its own.
test_second_lists[note] if {
	some note, case in {
		"one is enough": {"body": "some note, x in {`a`: 1}\n\tsome y in [1, 2]\n\tx == y", "want": {"test for which one member of a second list is enough"}},
		"one is enough, the list first": {"body": "some y in [1, 2]\n\tsome note in {`a`}\n\tnote != y", "want": {"test for which one member of a second list is enough"}},
		"each of them": {"body": "some note, x in {`a`: 1}\n\tevery y in [1, 2] {\n\t\tx <= y\n\t}", "want": set()},
		"a note of each": {"body": "some name, x in {`a`: 1}\n\tsome y in [1, 2]\n\tnote := [name, y]\n\tx <= y", "want": set()},
	}

	text := concat("", ["package t_test\n\ntest_x[note] if {\n\t", case.body, "\n}\n"])

	_found([_set("/test", text)]) == case.want
}

test_tables_alone if {
	faults := conventions.tables with input as {"modules": {"one_test.rego": _tree("package t\n\ntest_x[n] if {\n\tsome n in []\n}\n", {}, {}, "")}}

	{fault.rule | some fault in faults} == {"test whose table is no literal, or empty"}
}
