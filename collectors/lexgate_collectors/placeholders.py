"""Words that somebody wrote, and marks of what is still to be written.

Counted by kind: `tbd` (TBA, TBC, TBD), `todo`, `fixme`, `xxx`, `to_be_completed` ("to be
completed" and its like where they begin or end a sentence, "coming soon", "more information
needed", some of it in German, French, Spanish, Italian and Dutch), `angle_blank` (`<name>`),
`square_blank` (`[insert the name]`), `template_blank` (`{{ name }}`), `underscores`,
`lorem_ipsum`. A field of a form that still shows its prompt is an `unfilled_field`.

Marks are no words. Behind a label ("Owner: TBD") the label isn't one either, and a paragraph
with "lorem ipsum" has none. Square brackets count where they are empty of words or begin
like a prompt, so that `[1]` and `[EU]` are references; `todo` counts in capitals or before a
colon, since it is a Spanish word. That a text has words shows that somebody wrote, and no
more: fluent nonsense is words.
"""

from __future__ import annotations

import re
from collections import Counter

_DONE = (
    "added|agreed|announced|assigned|clarified|completed|confirmed|decided|defined|described"
    "|determined|documented|done|drafted|filled(?: in| out)?|finali[sz]ed|inserted|provided"
    "|specified|supplied|written"
)
_PROMPT = (
    r"please\b|bitte\b|insert|enter\b|add\b|fill|describe|specify|state\b|provide|choose|select"
    r"|list\b|explain|replace|name\b|your\b|date\b|company|organi[sz]ation|author\b|version\b"
    r"|placeholder|t\.?b\.?[acd]\b|to ?do\b|to be\b|more information|hier\b|einf\u00fcgen"
    r"|eintragen|ins\u00e9rer|compl\u00e9ter|insertar|completar|inserire|invullen"
)
# In this order, each on what the ones before have left.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("template_blank", r"\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|\$\{[^{}\s]{1,100}\}"),
        (
            "square_blank",
            r"\[\s*(?:\u2026|\.{2,}|_{2,}|\?+|[Xx]{2,}|(?i:" + _PROMPT + r")[^\[\]]{0,200})\s*\]",
        ),
        ("angle_blank", r"(?<![\w<])<[^\W\d_](?:[\w '\u2019-]{0,98}[\w])?>(?![\w>])"),
        ("todo", r"\bTO-?DOs?\b|\bToDo\b|\b[Tt]o-?do(?=\s*:)"),
        ("fixme", r"\b(?:FIXME|FixMe)\b|\bfixme(?=\s*:)"),
        ("tbd", r"\b(?:TB[ACD]|tb[acd]|[Tt]\.\s?[Bb]\.\s?[AaCcDd])\b\.?"),
        (
            "xxx",
            r"(?<!Annex )(?<!Chapter )(?<!Part )(?<!Title )(?<!Section )\bX{3,}\b|\bx{3,}\b",
        ),
        (
            "to_be_completed",
            rf"(?i:(?:^|(?<=[.!?:;(|]\s)|(?<=[:(|]))\s*to be (?:{_DONE})\b"
            rf"|\b(?:to be|yet to be|still to be) (?:{_DONE})(?:\s+(?:later|soon|here))?"
            r"(?=\s*(?:[.!?;)|]|$))"
            r"|\bcoming soon\b|\bwork in progress\b|\bmore information needed\b"
            r"|\bneeds more information\b|\b(?:noch )?auszuf\u00fcllen\b|\bnoch zu erg\u00e4nzen\b"
            r"|\bwird (?:noch )?erg\u00e4nzt\b|\b\u00e0 compl\u00e9ter\b|\b\u00e0 d\u00e9finir\b"
            r"|\bpor (?:completar|definir)\b|\bda (?:completare|definire)\b"
            r"|\bnog in te vullen\b)",
        ),
        ("underscores", r"_{3,}"),
    )
)
_LOREM = re.compile(r"\blorem\s+ipsum\b", re.IGNORECASE)
_TASKS = ("todo", "fixme", "tbd")
_LABEL = re.compile(r"\W*[^:]{1,80}:\W*")
# Chinese and Japanese are written without blanks: there each character counts.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['\u2019.-][^\W_]+)*")

UNFILLED = "unfilled_field"
KINDS = tuple(sorted([*(kind for kind, _ in _MARKS), "lorem_ipsum", UNFILLED]))


def marks(text: str, *, code: bool = False) -> tuple[str, Counter[str]]:
    """A text without its marks, and how many of each kind it had.

    Args:
        text: a paragraph, an item of a list, or a cell of a table.
        code: whether it is shown as code, where braces and brackets are no blanks.
    """
    found: Counter[str] = Counter()
    for kind, pattern in _MARKS:
        if code and kind not in _TASKS:
            continue
        text, times = pattern.subn(" ", text)
        if times:
            found[kind] += times
    filler = 0 if code else len(_LOREM.findall(text))
    if filler:
        found["lorem_ipsum"] = filler
        return "", found
    return text, found


def counted(text: str, *, code: bool = False) -> tuple[int, Counter[str]]:
    """How many words of a text are no mark, and how many marks of each kind it has."""
    left, found = marks(text, code=code)
    if found and len(left) <= 200 and _LABEL.fullmatch(left):
        return 0, found
    return len(_WORD.findall(left)), found
