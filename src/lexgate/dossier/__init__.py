"""The dossier: pages that people write, and what is signed from them.

A dossier is a folder of YAML pages, one for each kind of statement, at two levels: the
organisation's, which all its systems inherit, and the system's. What is signed is the
merge of both with drafts that were accepted; each fact is entered once.

- `fields`: what the schema of a kind says about a field.
- `pages`: pages as people write them, with the line of each field.
- `drafting`: values taken from evidence, settings and documents, until somebody accepts them.
- `state`: the merge, and what is missing, stale or still a placeholder.
- `scaffolding`: pages with exactly the fields that the applicable controls read.
- `annex_iv`: the technical documentation of Annex IV as a view of what was signed.
"""
