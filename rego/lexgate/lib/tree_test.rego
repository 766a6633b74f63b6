package lexgate.lib.tree_test

import data.lexgate.lib.tree

test_reachable[note] if {
	some note, case in {
		"all there": {"root": {"a": {"b": {"c": 1}}}, "want": true},
		"the end absent": {"root": {"a": {"b": {}}}, "want": true},
		"the middle absent": {"root": {"a": {}}, "want": true},
		"nothing there": {"root": {}, "want": true},
		"the end null": {"root": {"a": {"b": {"c": null}}}, "want": false},
		"the middle null": {"root": {"a": {"b": null}}, "want": false},
		"the middle a list": {"root": {"a": {"b": [1]}}, "want": false},
		"the first a text": {"root": {"a": "b"}, "want": false},
		"the root a list": {"root": ["a"], "want": false},
		"the root null": {"root": null, "want": false},
	}

	{true | tree.reachable(case.root, ["a", "b", "c"])} == {true | case.want}
}
