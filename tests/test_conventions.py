"""The rule book keeps its conventions, and the check reads real files."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lexgate import conventions, paths


def test_the_rule_book_keeps_them() -> None:
    found = conventions.violations()

    assert [f"{f['file']}:{f['row']}: {f['rule']}: {f['what']}" for f in found] == []


def test_the_conventions_have_tests_that_hold(opa: Path, checkout: Path) -> None:
    done = subprocess.run(
        [str(opa), "test", str(checkout / "conventions"), "--fail-on-empty", "--timeout", "120s"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("examined_for_biases contains", "examined contains", "control that the catalogue lacks"),
        ("#   due: data\n", "#   due: soon\n", "word that no vocabulary holds"),
        ("    - model.features\n", "", "read that is not declared"),
        ("#   severity: high\n", "", "control without a field"),
        ("# METADATA\n# title: Data sets", "_x := time.now_ns()\n\n# METADATA\n# title: Data sets",
         "call that asks the world"),
        ("# METADATA\n# title: Data sets", '_x := "2027-12-02"\n\n# METADATA\n# title: Data sets',
         "date in a rule"),
        ("# METADATA\n# title: Data sets",
         "# Article 10(5) allows it.\n\n# METADATA\n# title: Data sets",
         "Article 10(5) as if it were in force"),
    ],
)  # fmt: skip
def test_each_file_is_read(tmp_path: Path, old: str, new: str, rule: str) -> None:
    rego = tmp_path / "rego"
    for part in ("art_10", "classification"):
        folder = rego / "lexgate" / "eu_ai_act" / part
        shutil.copytree(paths.rego() / "lexgate" / "eu_ai_act" / part, folder)
    shutil.copytree(paths.rego() / "lexgate" / "calendar", rego / "lexgate" / "calendar")
    file = rego / "lexgate" / "eu_ai_act" / "art_10" / "art_10.rego"
    text = file.read_text("utf-8")
    assert old in text or old.strip(" -\n") in text
    start = text.index("# title: Data sets are examined for biases")
    head, tail = text[: start - len("# METADATA\n")], text[start - len("# METADATA\n") :]
    assert not conventions.violations(rego)
    file.write_text(head + tail.replace(old, new, 1), "utf-8")

    found = {fault["rule"] for fault in conventions.violations(rego)}

    assert rule in found


def test_an_emptied_table_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "some_test.rego"
    text = 'package some_test\n\ntest_x[note] if {\n\tsome note, case in {"a": 1}\n\tcase\n}\n'
    file.write_text(text, "utf-8")
    assert not conventions.table_faults(file)

    file.write_text(text.replace('{"a": 1}', "{}"), "utf-8")

    assert [fault["what"] for fault in conventions.table_faults(file)] == ["test_x"] * 2 or [
        fault["what"] for fault in conventions.table_faults(file)
    ] == ["test_x"]
