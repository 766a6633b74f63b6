# METADATA
# description: >-
#   Waivers of the house's own stops. No rule grants one yet, so every check
#   answers with none; a duty of the Act that binds can never have one.
package lexgate.lib.waivers

# METADATA
# title: The waiver that covers a check; null when there is none
# scope: document
covering(_, _) := null
