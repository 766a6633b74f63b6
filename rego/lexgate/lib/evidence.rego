# METADATA
# description: What a rule asks of the admitted documents.
package lexgate.lib.evidence

import data.lexgate.lib.trust

# METADATA
# title: What stands at a path; null where nothing does
# scope: document
at(path) := {"value": object.get(trust.evidence, path, null), "source": path}

# METADATA
# title: What stands at a path, and whether anything was written there
# description: >-
#   `stated` tells a null that somebody wrote from a place where nothing stands.
# scope: document
stated(path) := {"value": found, "source": path, "stated": true} if {
	# A set, which no document can hold, stands for nothing.
	found := object.get(trust.evidence, path, set())
	found != set()
} else := {"value": null, "source": path, "stated": false}

# METADATA
# title: Digest of an admitted document; null when it was not admitted
# scope: document
digest(name) := {"value": object.get(trust.documents, [name, "digest"], null), "source": [name]}

# METADATA
# title: Who signed an admitted document, in order; nobody when it was not admitted
# scope: document
signers(name) := {"value": sort(object.get(trust.documents, [name, "signers"], [])), "source": [name]}

# METADATA
# title: The elements of an assessment that speak of one data set
# description: >-
#   A role that can't be used stays the one element, which no assessment answers.
# scope: document
elements(role, properties) := {concat("_", [role, property]) | some property in properties} if {
	is_string(role)
} else := {role}
