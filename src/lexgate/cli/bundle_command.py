"""``lexgate bundle``: build, sign, verify and inspect bundles."""
