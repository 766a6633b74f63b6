# METADATA
# description: What a rule asks of the admitted documents.
package lexgate.lib.evidence

import data.lexgate.lib.trust

# METADATA
# title: What stands at a path; null where nothing does
# scope: document
at(path) := {"value": object.get(trust.evidence, path, null), "source": path}
