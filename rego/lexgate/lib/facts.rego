# METADATA
# description: >-
#   Facts about the system that people signed: yes, no or unknown, and the logic
#   of three answers over them. A fact without a reason is unknown; a signed no to a
#   wider fact is a no to those within it, where nobody stated one of them otherwise.
package lexgate.lib.facts

import data.lexgate.lib.trust

# METADATA
# title: The answer to a fact; unknown unless it was stated with a reason
# scope: document
answer(name) := object.get(_known, name, "unknown")

_known := object.union({name: "no" | some name, _ in _taken_from}, _answers)

# METADATA
# title: Those who signed the facts
signers := sort(signed) if {
	signed := trust.documents.system.signers
} else := []

# METADATA
# title: Those of some facts that are a plain yes
# scope: document
stated_yes(names) := names & _yes

# METADATA
# title: A node that is yes when each fact needed is and no exception holds
# description: >-
#   A node has an answer, the facts that it comes from (where it is unknown, those that
#   are), and the unknown ones that would take it away if somebody signed them.
# scope: document
with_without(needed, exceptions) := {"answer": "no", "facts": against, "reliefs": set()} if {
	against := (needed & _no) | (exceptions & _yes)
	count(against) > 0
} else := {"answer": "yes", "facts": (needed | exceptions), "reliefs": set()} if {
	count(needed - _yes) + count(exceptions - _no) == 0
	count(needed | exceptions) > 0
} else := {
	"answer": "unknown",
	"facts": ((needed - _yes) | (exceptions - _no)),
	"reliefs": set(),
}

# METADATA
# title: A node that is yes when one of the facts is, and no when none is
# scope: document
one_of(names) := {"answer": "yes", "facts": names & _yes, "reliefs": set()} if {
	count(names & _yes) > 0
} else := {"answer": "no", "facts": names, "reliefs": set()} if {
	count(names - _no) == 0
	count(names) > 0
} else := {"answer": "unknown", "facts": names - _no, "reliefs": set()}

# METADATA
# title: A fact as a node
# scope: document
fact(name) := {"answer": object.get(_known, name, "unknown"), "facts": {name}, "reliefs": set()}

_leaf(reached, names) := {"answer": reached, "facts": names, "reliefs": set()}

# METADATA
# title: The signed facts that a node comes from - for one that follows from a no, that
# scope: document
signed(names) := names if {
	names & _implied_no == set()
} else := {object.get(_taken_from, name, name) | some name in names}

# METADATA
# title: What to ask for some unknown facts - first the widest fact around each that nobody stated
# scope: document
to_ask(names) := {_to_ask_first(name) | some name in names}

_to_ask_first(name) := wider[0] if {
	not name in _names
	wider := [around | some around in data.lexgate.facts.within[name]; not around in _names]
} else := name

# METADATA
# title: Those of some facts that are a plain yes or a plain no
# scope: document
known(names) := names & (_yes | _no)

_yes := _answered("yes")

_no := _plainly_no | _implied_no

_implied_no := object.keys(_taken_from)

# Who says unknown of a fact itself is believed.
_taken_from[name] := wider_no[0] if {
	denied := _plainly_no - _doubted
	some name in (object.keys(data.lexgate.facts.within) - _names)
	around := data.lexgate.facts.within[name]
	wider_no := [wider | some wider in around; wider in denied]
}

# A no to a wider fact says nothing of the facts within it where one of them was stated and
# is no plain no.
_doubted contains wider if {
	some name, _ in _stated
	not name in _plainly_no
	some wider in object.get(data.lexgate.facts.within, name, [])
}

_plainly_no := _answered("no")

_answered(wanted) := {name |
	some name, found in _answers
	found == wanted
}

_stated := stated if {
	stated := trust.evidence.system.facts
	is_object(stated)
} else := {}

# Also one that says nothing that counts was stated.
_names := object.keys(_stated)

# What is contradicted is not known.
_answers := {name: found.answer |
	some name, found in _stated
	_counts(found)
	not name in _contradicted
}

_contradicted := object.keys(contradicted)

# METADATA
# title: Facts that people deny, and that evidence or the stated purpose speak for
# description: Each with what speaks for it. Such a no takes nothing away.
# scope: document
contradicted[name] := speaking if {
	some name, ways in data.lexgate.facts.contradicted_by
	_denied(name)
	speaking := {way.what | some way in ways; _speaks(way)}
	count(speaking) > 0
}

_denied(name) if {
	_counts(_stated[name])
	_stated[name].answer == "no"
}

# An instrument saw what the path holds.
_speaks(way) if {
	seen := object.get(trust.evidence, way.path, null)
	type_name(seen) in {"object", "array"}
	count(seen) > 0
}

_speaks(way) if {
	purpose := trust.evidence.system.intended_purpose
	is_string(purpose)
	regex.match(way.purpose, lower(purpose))
	not _denied(way.unless_denied)
}

_counts(found) if {
	found.answer in {"yes", "no"}
	is_string(found.reason)
	count(trim_space(found.reason)) >= 8
	regex.match(`\pL{3}`, found.reason)
}

# METADATA
# title: A fact that another document than that of the system states, as a node
# description: It is named by its path, and needs an answer with a reason like any other.
# scope: document
stated_at(path) := _leaf(found.answer, {concat(".", path)}) if {
	found := object.get(trust.evidence, path, null)
	_counts(found)
} else := _leaf("unknown", {concat(".", path)})

# METADATA
# title: A node that is yes when one is, and no when all are
# scope: document
some_of(nodes) := {
	"answer": reached,
	"facts": union({names | names := deciding[_].facts}),
	"reliefs": union({names | names := deciding[_].reliefs}),
} if {
	reached := any_of({answer | answer := nodes[_].answer})

	# What decided is what has the answer; where none has it alone, all have.
	deciding := [node | some node in nodes; node.answer == reached]
}

# METADATA
# title: A node that is yes when all are, and no when one is
# scope: document
each_of(nodes) := {
	"answer": reached,
	"facts": union({names | names := deciding[_].facts}),
	"reliefs": union({names | names := deciding[_].reliefs}),
} if {
	reached := all_of({answer | answer := nodes[_].answer})
	deciding := [node | some node in nodes; node.answer == reached]
}

# METADATA
# title: A node unless another one is plainly yes, and so takes it away
# description: What nobody knows takes nothing away.
# scope: document
unless(node, relief) := object.union(relief, {"answer": "no"}) if {
	relief.answer == "yes"
} else := object.union(node, {"reliefs": union({node.reliefs, relief.facts})}) if {
	relief.answer == "unknown"
	node.answer != "no"
} else := node

# METADATA
# title: The opposite of a node
# scope: document
opposite(node) := {"answer": _opposite[node.answer], "facts": node.facts, "reliefs": node.reliefs}

# METADATA
# title: Yes when one is, no when all are
# scope: document
any_of(answers) := "yes" if {
	"yes" in answers
} else := "no" if {
	answers == {"no"}
} else := "unknown"

# METADATA
# title: Yes when all are, no when one is
# scope: document
all_of(answers) := "yes" if {
	answers == {"yes"}
} else := "no" if {
	"no" in answers
} else := "unknown"

_opposite := {"yes": "no", "no": "yes", "unknown": "unknown"}

# METADATA
# title: The opposite of an answer; unknown stays unknown
# scope: document
negation(answer) := _opposite[answer]
