# METADATA
# title: Article 14, human oversight
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 14
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_14

import data.lexgate.lib.check
import data.lexgate.lib.evidence

# METADATA
# title: The system can be stopped, and then rests in a named state
# description: >-
#   Article 14(4)(e) has people who oversee the system enabled, as appropriate and
#   proportionate, to intervene in its operation or to stop it by a button or the
#   like, so that it halts in a safe state. This control tests the stop alone: a
#   system built for intervention needs the signed fact that a stop is not
#   fitting. An instrument asked it to stop and went on asking: nothing was
#   answered any more, and it rests in a named state. That this state is safe, and
#   that overseers know the way to it, is not shown by this.
# custom:
#   id: EUAIA-14.4.e
#   article: 14(4)(e)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads: [stop_test]
#   reliefs: [[not_appropriate_or_proportionate_14_4_e]]
#   settings: []
#   remedy: Build a {term} that ends in a named safe state, and run its test.
halts_in_a_safe_state contains check.halted("stop", evidence.at(["stop_test"]))
