# METADATA
# description: >-
#   Rules about the rules. The input holds the syntax trees of the rule book, the
#   paths that the schemas know, the frozen ids and the calendar; each violation
#   names file, line and what is wrong. Run by `python -m lexgate.conventions`.
package conventions

# METADATA
# title: Everything in the rule book that breaks a convention
# entrypoint: true
violations := union({
	_package_faults,
	_control_faults,
	_reference_faults,
	_text_faults,
	_table_faults,
	_shared_faults,
})

# METADATA
# title: Tests whose table is no literal, or holds nothing
tables := _table_faults

# ---------------------------------------------------------------- what there is

_articles[file] := tree if {
	some file, tree in input.modules
	regex.match(`^lexgate/eu_ai_act/(art|annex)_[a-z0-9_]+/[a-z0-9_]+\.rego$`, file)
	not endswith(file, "_test.rego")
}

_tests[file] := tree if {
	some file, tree in input.modules
	endswith(file, "_test.rego")
}

_name(rule) := rule.head.ref[0].value

# Package metadata come first, as the first of the annotations of the file.
_of_package(tree) := note.custom if {
	some note in tree.annotations
	note.scope == "package"
} else := {}

_notes(rule) := object.get(rule, "annotations", [])

_controls[[file, name]] := control if {
	some file, tree in _articles
	some rule in tree.rules
	some note in _notes(rule)
	note.custom.id
	name := _name(rule)
	control := {
		"row": note.location.row,
		"title": object.get(note, "title", ""),
		"description": object.get(note, "description", ""),
		"custom": object.union(_of_package(tree), object.get(note, "custom", {})),
	}
}

_row(node, rule) := object.get(node, ["location", "row"], object.get(rule, ["location", "row"], 0))

_fault(file, row, rule, what) := {"file": file, "row": row, "rule": rule, "what": what}

# ---------------------------------------------------------------- metadata

_package_faults contains _fault(file, rule.location.row, "public rule that is no control", name) if {
	some file, tree in _articles
	some rule in tree.rules
	name := _name(rule)
	not startswith(name, "_")
	not _controls[[file, name]]
}

_package_faults contains _fault(file, rule.location.row, "control with a default value", _name(rule)) if {
	some file, tree in _articles
	some rule in tree.rules
	rule["default"]
}

_package_faults contains _fault(file, object.get(tree, ["package", "location", "row"], 1), "import under another name", alias) if {
	some file, tree in _articles
	some imported in tree.imports
	alias := imported.alias
}

_fields := ["article", "applies", "basis", "calendar", "due", "id", "reads", "remedy", "scope", "settings", "severity"]

_control_faults contains _fault(key[0], control.row, "control without a field", sprintf("%s: %s", [key[1], field])) if {
	some key, control in _controls
	some field in _fields
	_absent(object.get(control.custom, field, null))
}

_control_faults contains _fault(key[0], control.row, "control without a field", sprintf("%s: %s", [key[1], field])) if {
	some key, control in _controls
	some field in ["title", "description"]
	_absent(control[field])
}

_absent(null)

_absent("")

_vocabulary := {
	"basis": {"measured", "computed", "documented", "attested", "assessed", "sampled", "derived", "presumed"},
	"due": {"data", "training", "pre_deploy", "first_use", "post_deploy", "on_event", "on_request"},
	"scope": {"organisation", "system", "version", "document", "deployment", "use"},
	"severity": {"critical", "high", "medium", "low"},
}

_control_faults contains _fault(key[0], control.row, "word that no vocabulary holds", sprintf("%s: %s: %v", [key[1], field, word])) if {
	some key, control in _controls
	some field, words in _vocabulary
	word := control.custom[field]
	not word in words
}

_control_faults contains _fault(key[0], control.row, "calendar that is not there", sprintf("%s: %v", [key[1], calendar])) if {
	some key, control in _controls
	calendar := control.custom.calendar
	not calendar in object.keys(input.calendar)
}

_control_faults contains _fault(key[0], control.row, "role or tier that nobody derives", sprintf("%s: %v", [key[1], word])) if {
	some key, control in _controls
	some field in ["roles", "tiers"]
	words := object.get(control.custom, ["applies", field], [null])
	some word in array.concat(words, [null | count(words) == 0])
	not word in _derived[field]
}

_derived := {
	"roles": _keys_of("_roles"),
	"tiers": _keys_of("_tiers"),
}

_keys_of(name) := {key.value |
	some rule in input.modules["lexgate/eu_ai_act/classification/classification.rego"].rules
	_name(rule) == name
	some [key, _] in rule.head.value.value
}

_control_faults contains _fault(key[0], control.row, "id that is not frozen", control.custom.id) if {
	some key, control in _controls
	not control.custom.id in input.frozen
}

_control_faults contains _fault(key[0], control.row, "id that stands twice", control.custom.id) if {
	some key, control in _controls
	some other, another in _controls
	key != other
	control.custom.id == another.custom.id
}

_control_faults contains _fault(key[0], control.row, "control that the catalogue lacks", sprintf("%v", [control.custom.id])) if {
	some key, control in _controls
	id := control.custom.id
	package_name := split(key[0], "/")[2]
	not _catalogued(id, package_name, key[1])
}

_catalogued(id, package_name, rule) if {
	found := input.catalogue[id]
	found["package"] == package_name
	found.rule == rule
}

# ---------------------------------------------------------------- what a rule reads

# The rules of a file that a control uses, itself among them.
_used(file, name) := graph.reachable(_graph[file], {name})

_graph[file] := edges if {
	some file, tree in _articles
	names := {_name(rule) | some rule in tree.rules}
	edges := {name: used |
		some name in names
		used := {node.value |
			some rule in tree.rules
			_name(rule) == name
			walk([rule.head, object.get(rule, "body", []), object.get(rule, "else", [])], [_, node])
			node.type == "var"
			startswith(node.value, "_")
			node.value in names
		}
	}
}

# Every call of a function of an imported package, with its first argument.
_calls[file][name] contains {"function": [head.value[0].value, head.value[1].value], "argument": argument} if {
	some file, tree in _articles
	some rule in tree.rules
	name := _name(rule)
	walk(rule, [_, node])
	head := _called(node)[0]
	count(head.value) == 2
	argument := _called(node)[1]
}

_called(node) := node.value if {
	node.type == "call"
	node.value[0].type == "ref"
} else := node.terms if {
	is_array(node.terms)
	count(node.terms) > 1
	node.terms[0].type == "ref"
}

_calls_of(file, name) := {call | some used in _used(file, name); some call in object.get(_calls, [file, used], set())}

_read_functions := {["evidence", "at"], ["evidence", "stated"], ["evidence", "digest"], ["evidence", "signers"], ["facts", "answer"]}

_setting_functions := {["settings", what] | some what in ["members", "allowed", "names", "limit", "attributes", "at_least", "at_most"]}

_read_by(file, name) := {_read(call) |
	some call in _calls_of(file, name)
	call.function in _read_functions
}

_read(call) := _path(call.argument) if {
	call.function in {["evidence", "at"], ["evidence", "stated"]}
} else := sprintf("system.facts.%s", [_word(call.argument)]) if {
	call.function == ["facts", "answer"]
} else := _word(call.argument)

_path(term) := concat(".", [_word(step) | some step in term.value]) if {
	term.type == "array"
} else := "a path that is no literal"

_word(term) := term.value if {
	term.type == "string"
} else := "*"

# Of settings, a whole branch and its members are one.
_set_by(file, name) := {_branch(_path(call.argument)) |
	some call in _calls_of(file, name)
	call.function in _setting_functions
} | {"data_sets.roles" |
	some used in _used(file, name)
	some rule in _articles[file].rules
	_name(rule) == used
	walk(rule, [_, node])
	node.type == "ref"
	node.value[0].value == "applicability"
	node.value[1].value == "data_sets"
}

_branch(path) := regex.replace(path, `(\.\*)+$`, "")

_reference_faults contains _fault(key[0], control.row, "read that is not declared", sprintf("%s: %s", [key[1], path])) if {
	some key, control in _controls
	some path in _read_by(key[0], key[1])
	not path in control.custom.reads
}

_reference_faults contains _fault(key[0], control.row, "declared read that the rule does not make", sprintf("%s: %s", [key[1], path])) if {
	some key, control in _controls
	some path in control.custom.reads
	not path in _read_by(key[0], key[1])
}

_reference_faults contains _fault(key[0], control.row, "setting that is not declared", sprintf("%s: %s", [key[1], path])) if {
	some key, control in _controls
	some path in _set_by(key[0], key[1])
	not path in {_branch(declared) | some declared in control.custom.settings}
}

_reference_faults contains _fault(key[0], control.row, "declared setting that the rule does not use", sprintf("%s: %s", [key[1], path])) if {
	some key, control in _controls
	some path in control.custom.settings
	not _branch(path) in _set_by(key[0], key[1])
}

_reference_faults contains _fault(key[0], control.row, "read that no schema knows", sprintf("%s: %s", [key[1], path])) if {
	some key, control in _controls
	some path in control.custom.reads
	not _known(_without_part(path), input.paths.documents)
}

_reference_faults contains _fault(key[0], control.row, "setting that no schema knows", sprintf("%s: %s", [key[1], path])) if {
	count(input.paths.settings) > 0
	some key, control in _controls
	some path in control.custom.settings
	not _known(path, input.paths.settings)
}

# assessment.EUAIA-5.1.f.answers.* is answers.* of the kind assessment; of EUAIA-9.5 and
# EUAIA-9.5.a, which both begin a path, the longer one is meant.
_without_part(path) := concat("", ["assessment", rest]) if {
	longest := max([count(id) |
		some id in input.frozen
		startswith(path, concat("", ["assessment.", id, "."]))
	])
	rest := substring(path, count("assessment.") + longest, -1)
} else := "assessment" if {
	startswith(path, "assessment.")
	trim_prefix(path, "assessment.") in input.frozen
} else := path

# A schema that allows any name has a star there; a rule that reads every name has one too.
_known(path, known) if path in known

_known(path, known) if {
	steps := split(path, ".")
	some other in known
	others := split(other, ".")
	count(steps) == count(others)
	every place, step in steps {
		_same_step(step, others[place])
	}
}

_same_step(step, other) if step == other

_same_step("*", _)

_same_step(_, "*")

# Two controls that ask the same of the same are one too many.
_shared_faults contains _fault(key[0], control.row, "same question as another control", sprintf("%s: %s", [key[1], other[1]])) if {
	some key, control in _controls
	some other, another in _controls
	key != other
	{path | some path in control.custom.reads} == {path | some path in another.custom.reads}
	_question(key) == _question(other)
}

_question(key) := {[call.function, _bare(call.argument)] |
	some call in _calls_of(key[0], key[1])
	call.function[0] in {"check", "register"}
}

# A term without its places in the file.
_bare(term) := json.remove(term, [path |
	walk(term, [steps, _])
	count(steps) > 0
	steps[count(steps) - 1] == "location"
	path := concat("/", [_step(step) | some step in steps])
])

_step(step) := step if is_string(step)

_step(step) := format_int(step, 10) if is_number(step)

# ---------------------------------------------------------------- how a rule is written

_comparisons := {"equal": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "eq": "="}

_text_faults contains _fault(file, _row(node, rule), "comparison outside check", _comparisons[word]) if {
	some file, tree in _articles
	some rule in tree.rules
	walk(rule, [_, node])
	node.type == "ref"
	count(node.value) == 1
	word := node.value[0].value
	_comparisons[word]
}

_text_faults contains _fault(file, _row(node, rule), "number in a rule", sprintf("%v", [node.value])) if {
	some file, tree in _articles
	some rule in tree.rules
	walk([rule.head, object.get(rule, "body", []), object.get(rule, "else", [])], [_, node])
	node.type == "number"
}

_text_faults contains _fault(file, _row(node, rule), "date in a rule", node.value) if {
	some file, tree in _articles
	some rule in tree.rules
	walk([rule.head, object.get(rule, "body", []), object.get(rule, "else", [])], [_, node])
	node.type == "string"
	regex.match(`[0-9]{4}-[0-9]{2}-[0-9]{2}`, node.value)
}

# Only rego/system may know the time, and nothing asks the world.
_world := {
	["time", "now_ns"],
	["http", "send"],
	["opa", "runtime"],
	["net", "lookup_ip_addr"],
	["rand", "intn"],
	["uuid", "rfc4122"],
}

_text_faults contains _fault(file, _row(node, rule), "call that asks the world", concat(".", found)) if {
	some file, tree in input.modules
	not startswith(file, "system/")
	some rule in tree.rules
	walk(rule, [_, node])
	node.type == "ref"
	count(node.value) > 1
	found := [node.value[0].value, node.value[1].value]
	found in _world
}

# In a head, only what has an answer for every input.
_total := {"object.union", "array.concat", "array.flatten", "union", "count", "sort"}

_text_faults contains _fault(file, rule.location.row, "call in a head that can fail on data", function) if {
	some file, tree in _articles
	some rule in tree.rules
	imported := {step.value |
		some one in tree.imports
		step := one.path.value[count(one.path.value) - 1]
	}
	walk(rule.head, [_, node])
	node.type == "call"
	ref := node.value[0].value
	function := concat(".", [step.value | some step in ref])
	not ref[0].value in imported
	not startswith(ref[0].value, "_")
	not startswith(function, "internal.")
	not function in _total
	not _comparisons[function]
}

# Regulation (EU) 2026/1744 took paragraph 5 out of Article 10.
_text_faults contains _fault(file, row, "Article 10(5) as if it were in force", text) if {
	some file, tree in input.modules
	some [row, text] in _texts(tree)
	contains(text, "10(5)")
	not regex.match(`(?i)\b(deleted|repealed|replaced|no longer|not|never|without|moved|gone|former)\b`, text)
}

# What comments and metadata say, sentence by sentence, and what rules hold as text.
_texts(tree) := {[_row(node, rule), node.value] |
	some rule in tree.rules
	walk([rule.head, object.get(rule, "body", []), object.get(rule, "else", [])], [_, node])
	node.type == "string"
} | {[comment.location.row, comment.text] | some comment in object.get(tree, "comments", [])}

# ---------------------------------------------------------------- tests

# A table test over a table that isn't there reports PASS. The table is a literal in
# the test, or one that the file gives a name to.
_table_faults contains _fault(file, rule.location.row, "test whose table is no literal, or empty", _name(rule)) if {
	some file, tree in _tests
	some rule in tree.rules
	startswith(_name(rule), "test_")
	count(rule.head.ref) > 1
	count([domain | some domain in _domains(rule); _filled(tree, domain)]) == 0
}

_table_faults contains _fault(file, rule.location.row, "test whose table is no literal, or empty", _name(rule)) if {
	some file, tree in _tests
	some rule in tree.rules
	startswith(_name(rule), "test_")
	some domain in _domains(rule)
	domain.type in {"object", "array", "set", "var"}
	not _filled(tree, domain)
}

# A second `some` under the note of the first asks for one of its members, where the test
# means each: that takes `every`, or a note that names both.
_table_faults contains _fault(file, rule.location.row, "test for which one member of a second list is enough", _name(rule)) if {
	some file, tree in _tests
	some rule in tree.rules
	startswith(_name(rule), "test_")
	count(_domains(rule)) > 1
	some symbol in _memberships(rule)
	some bound in array.slice(symbol.value, 1, count(symbol.value) - 1)
	bound.type == "var"
	bound.value == rule.head.ref[1].value
}

# What `some … in` of a test goes through.
_domains(rule) := [symbol.value[count(symbol.value) - 1] | some symbol in _memberships(rule)]

_memberships(rule) := [symbol |
	some expression in rule.body
	some symbol in object.get(expression, ["terms", "symbols"], [])
	symbol.type == "call"
]

_filled(_, domain) if _literal(domain)

_filled(tree, domain) if {
	domain.type == "var"
	some rule in tree.rules
	_name(rule) == domain.value
	_literal(rule.head.value)
}

# A name that the test itself gave to something.
_filled(_, domain) if {
	domain.type == "var"
	not startswith(domain.value, "_")
}

_literal(term) if {
	term.type in {"object", "array", "set"}
	count(term.value) > 0
}
