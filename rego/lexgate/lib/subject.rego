# METADATA
# description: >-
#   What is asked about: system, version, models, deployment and stage, each with
#   an answer for any request, so that a malformed one binds nothing to nothing.
package lexgate.lib.subject

import data.lexgate.lib.moment

# METADATA
# title: Name of the system; empty when the request names none
system := input.subject.system if _name(input.subject.system)

else := ""

# METADATA
# title: Version of the system; empty when the request names none
version := input.subject.version if _name(input.subject.version)

else := ""

# METADATA
# title: Name of the deployment; empty when the request names none
deployment := input.subject.deployment if _name(input.subject.deployment)

else := ""

# METADATA
# title: SHA-256 of each model, in hexadecimal; empty when one of them is not a digest
models := {trim_prefix(model, "sha256:") | some model in input.subject.models} if {
	is_array(input.subject.models)
	every model in input.subject.models {
		is_string(model)
		regex.match(`^sha256:[0-9a-f]{64}$`, model)
	}
}

else := set()

# METADATA
# title: The stages of a system's life, in their order
stages := ["data", "training", "pre_deploy", "first_use", "post_deploy"]

# METADATA
# title: Stage that is asked about; empty when it is none of the known ones
stage := input.stage if input.stage in stages

else := ""

# METADATA
# title: Profile that is asked for; empty when it is none of the known ones
profile := input.profile if input.profile in ["law", "house"]

else := ""

# METADATA
# title: Moment of the question, in nanoseconds; undefined when it doesn't parse
as_of := moment.ns(input.as_of)

# METADATA
# title: The stage asked about lies at or after the one given
# scope: document
reached(due) if {
	some place, name in stages
	name == due
	some asked, current in stages
	current == stage
	asked >= place
}

# Events and requests are judged once the system is in use.
reached(due) if {
	due in ["on_event", "on_request"]
	stage == "post_deploy"
}

# METADATA
# title: Names and digests that a document must carry, by what its kind is bound to
# scope: document
named(name) := [name, crypto.sha256(name)]

_name(text) if {
	is_string(text)
	regex.match(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$`, text)
}
