# METADATA
# description: What the evidence mutants ask of the rule book, cut to what is compared.
package assurance

import data.lexgate.decision
import data.lexgate.lib.verdict

# METADATA
# title: The verdicts of the controls asked for
brief := {"verdicts": {id: _short(found) |
	some id in input.controls
	found := verdict.of(id, input.as_of)
}}

# METADATA
# title: The whole decision
full := {
	"allow": answer.allow,
	"rejected": answer.rejected_request,
	"in_force": answer.settings.in_force,
	"digest": answer.settings.digest,
	"verdicts": {id: _short(found) | some id, found in answer.verdicts},
} if {
	answer := decision.live
}

_short(found) := {
	"status": found.status,
	"stops": found.stops,
	"checks": sort([[json.marshal(check.term), check.status] | some check in found.checks]),
}
