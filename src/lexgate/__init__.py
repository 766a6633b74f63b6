"""Lexgate: signed evidence, judged by Open Policy Agent against the EU AI Act.

This package is the command line and the trusted base: it asks OPA, explains the
answer, records it and sets the exit code. It measures nothing; that is the work
of `lexgate_collectors`, which ships beside it and needs the extra `collectors`.
"""

__version__ = "0.1.0"
