"""Which words count, and which marks of what is still to be written."""

from __future__ import annotations

import pytest

from lexgate_collectors import placeholders


@pytest.mark.parametrize(
    ("text", "words", "marks"),
    [
        ("", 0, {}),
        ("The model refuses some applicants.", 5, {}),
        ("TBD", 0, {"tbd": 1}),
        ("tbd.", 0, {"tbd": 1}),
        ("t.b.d.", 0, {"tbd": 1}),
        ("Owner: TBC", 0, {"tbd": 1}),
        ("The owner is TBA and the date TBD.", 6, {"tbd": 2}),
        ("Qtbd and TBDs are words", 5, {}),
        ("TODO: name the risks", 3, {"todo": 1}),
        ("To-do: name the risks", 3, {"todo": 1}),
        ("todo el sistema", 3, {}),
        ("FIXME", 0, {"fixme": 1}),
        ("We fixme nothing", 3, {}),
        ("The limit is XXX percent", 4, {"xxx": 1}),
        ("xxxx", 0, {"xxx": 1}),
        ("Annex XXX of the manual", 5, {}),
        ("XX and exxxtra", 3, {}),
        ("To be completed", 0, {"to_be_completed": 1}),
        ("to be completed.", 0, {"to_be_completed": 1}),
        ("To be defined by the risk team", 4, {"to_be_completed": 1}),
        ("Metrics are yet to be agreed.", 2, {"to_be_completed": 1}),
        ("Metrics are to be confirmed later", 2, {"to_be_completed": 1}),
        ("The form to be completed by the operator before each run", 11, {}),
        ("Work in progress", 0, {"to_be_completed": 1}),
        ("[More information needed]", 0, {"square_blank": 1}),
        ("More information needed", 0, {"to_be_completed": 1}),
        ("Noch auszufüllen", 0, {"to_be_completed": 1}),
        ("À compléter", 0, {"to_be_completed": 1}),
        ("Lorem ipsum dolor sit amet", 0, {"lorem_ipsum": 1}),
        ("Signed by <name>", 2, {"angle_blank": 1}),
        ("Signed by <name of the person>, <date>", 2, {"angle_blank": 2}),
        ("The share is <0.1 and >0.05", 6, {}),
        ("a<b and c>d", 5, {}),
        ("See <https://example.org> or <a@example.org>", 6, {}),
        ("[insert the purpose]", 0, {"square_blank": 1}),
        ("[Please describe the data] and more", 2, {"square_blank": 1}),
        ("[...] [___] [?] [xx]", 0, {"square_blank": 4}),
        ("As [1] and [EU] 2016/679 say, [x] [ ] done", 9, {}),
        ("[Named risks] and [State] of the art", 6, {"square_blank": 1}),
        ("Name: ________", 0, {"underscores": 1}),
        ("snake_case and __dunder__", 4, {}),
        ("{{ cookiecutter.purpose }} of ${SYSTEM}", 1, {"template_blank": 2}),
        ("リスク管理", 5, {}),
        ("don't 3.14 e-mail", 3, {}),
    ],
)
def test_words_and_marks(text: str, words: int, marks: dict[str, int]) -> None:
    assert placeholders.counted(text) == (words, marks)


def test_in_code_brackets_are_no_blanks() -> None:
    code = "x: List[name] = <name> {{ y }}  # TODO ___"
    assert placeholders.counted(code, code=True) == (5, {"todo": 1})
    assert placeholders.counted("List[name] <name>")[1] == {"square_blank": 1, "angle_blank": 1}


@pytest.mark.parametrize("text", ["[", "<", "_", "{{", "to be ", "a:", "[please ", "<a "])
def test_long_texts_end(text: str) -> None:
    text *= 20_000
    words, marks = placeholders.counted(text)
    assert words + sum(marks.values()) >= 0
