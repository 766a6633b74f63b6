"""The dossier: what is merged, drafted, accepted, signed and told, from real files."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lexgate import catalogue, cli, config, documents, paths, schemas, statements
from lexgate.assurance import base
from lexgate.dossier import drafting, fields, pages, state
from tests import good_folder
from tests.good_folder import Folder

OWNER, COMPLIANCE, RISK = "a.sommer", "b.keller", "m.richter"
# What evidence answers in the good base; the rest people write.
DRAFTED = (
    "design_choices.features",
    "data_sets.*.digest",
    "data_sets.*.rows_after_preparation",
    "data_sets.*.gaps.missing_rate_seen",
    "data_sets.*.gaps.smallest_group_seen",
    "bias_measures.*.after",
    "bias_measures.*.measure",
)


@dataclass
class Bench:
    """A working folder with a dossier, and what commands said in it."""

    folder: Folder
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    @property
    def path(self) -> Path:
        return self.folder.path

    def ask_the_engine(self) -> None:
        """Let commands ask which controls apply, as they do outside these tests."""
        self.patch.setattr(state, "reads", _ASK)

    @property
    def system(self) -> Path:
        return self.path / "dossier" / "system"

    @property
    def org(self) -> Path:
        return self.path / "dossier" / "org"

    def run(self, *words: str) -> tuple[int, str, str]:
        """One command: exit code, answer, what people are told."""
        self.capsys.readouterr()
        code = cli.main(["-C", str(self.path), *words])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def must(self, *words: str) -> str:
        """A command that has to succeed."""
        code, out, err = self.run(*words)
        assert code == 0, err
        return out

    def page(self, level: str, kind: str, content: Any) -> Path:
        """Write a page; a text as it is."""
        path = self.path / "dossier" / level / f"{kind}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return path

    def status(self) -> dict[str, Any]:
        """What `dossier status` says."""
        found: dict[str, Any] = json.loads(self.must("dossier", "status", "--format", "json"))
        return found

    def states(self, kind: str) -> dict[str, str]:
        """The fields of a kind that a person has to look at, by state."""
        return {
            one["field"].removeprefix(f"{kind}."): one["state"]
            for one in self.status()["fields"]
            if one["field"].startswith(kind)
            and one["state"] in {"missing", "placeholder", "stale", "drafted"}
        }

    def key(self, person: str) -> str:
        return str(self.folder.private(person))

    def signed(self, kind: str) -> dict[str, Any]:
        """What was signed, without the time."""
        predicate: dict[str, Any] = self.folder.read(kind)["predicate"]
        return {name: value for name, value in predicate.items() if name != "stated_at"}


def spoken(kind: str) -> dict[str, Any]:
    """What the good base says of a kind, without the time."""
    found: dict[str, Any] = yaml.safe_load((base.FOLDER / f"{kind}.yaml").read_text("utf-8"))
    found.pop("stated_at")
    return found


def written(page: Mapping[str, Any]) -> dict[str, Any]:
    """The part of data governance that evidence doesn't answer."""
    leaves = pages.flat(dict(page))
    return pages.tree(
        {
            steps: value
            for steps, value in leaves.items()
            if not any(fields.covers(path.split("."), steps) for path in DRAFTED)
        }
    )


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return good_folder.write(tmp_path_factory.mktemp("dossier") / "bank")


@pytest.fixture(scope="module")
def applicable(good: Folder) -> Any:
    """What the applicable controls read in the good base, asked once."""
    with pytest.MonkeyPatch.context() as patch:
        good_folder.stop_the_clock(patch)
        return state.reads(config.load(good.path))


_ASK = state.reads


@pytest.fixture
def bench(
    good: Folder,
    applicable: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Bench:
    """The good base with a dossier of data governance and literacy, nothing accepted yet."""
    good_folder.stop_the_clock(monkeypatch)
    monkeypatch.setattr(state, "reads", lambda *_: applicable)
    monkeypatch.setattr(statements, "datetime", good_folder.Clock)
    found = Bench(good.copy(tmp_path / "bank"), capsys, monkeypatch)
    page = written(spoken("data_governance"))
    found.page("org", "data_governance", {"policy": page.pop("policy")})
    found.page("system", "data_governance", page)
    found.page("org", "literacy", spoken("literacy"))
    return found


# ---------------------------------------------------------------- from pages to a statement


def test_pages_and_accepted_drafts_make_the_very_statement(bench: Bench) -> None:
    bench.ask_the_engine()
    good_folder.without(["data_governance", "literacy"])(bench.folder)
    bench.must("dossier", "fill")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    bench.must("dossier", "attest", "data_governance", "--key", bench.key(OWNER))
    bench.must("dossier", "attest", "literacy", "--key", bench.key(COMPLIANCE))
    for kind in ("data_governance", "literacy"):
        assert bench.signed(kind) == spoken(kind)
    code, out, _ = bench.run("gate", "--format", "json")
    verdicts = json.loads(out)["verdicts"]
    judged = {name for name in verdicts if name.startswith(("EUAIA-10.2", "EUAIA-4.1"))}
    assert {verdicts[name]["status"] for name in judged} == {"pass"}, code


def test_fields_by_source(bench: Bench) -> None:
    before = bench.states("data_governance")
    assert "drafted" not in before.values()
    bench.must("dossier", "fill")
    drafted = {
        name for name, state in bench.states("data_governance").items() if state == "drafted"
    }
    assert len(drafted) == 2 * 4 + 1 + 2 * len(spoken("data_governance")["bias_measures"])
    bench.must("dossier", "accept", "data_governance", "--by", OWNER)
    found = bench.status()
    assert found["left_for_a_person"] == len(
        [one for one in found["fields"] if one["state"] in {"missing", "placeholder", "stale"}]
    )
    assert found["by_source"]["inherited"] == 3 + len(
        pages.flat(spoken("literacy"), lists=True)
    ) - (sum(len(one["audiences"]) - 1 for one in spoken("literacy")["measures"]))
    by_field = {one["field"]: one for one in found["fields"]}
    digest = by_field["data_governance.data_sets.training.digest"]
    assert (digest["state"], digest["owner"], digest["people"]) == (
        "prefilled",
        ["model owner"],
        [OWNER],
    )
    assert "model.data_sets.training.digest" in digest["why"]
    assert OWNER in digest["why"]


def test_the_systems_page_narrows_the_organisations(bench: Bench) -> None:
    bench.page("system", "literacy", {"measures": [], "reviewed_at": None})
    sheet = _sheet(bench, "literacy").predicate()
    # A list is replaced whole, and what is left empty is inherited.
    assert sheet == {"measures": [], "reviewed_at": spoken("literacy")["reviewed_at"]}


def test_one_line_answers_for_every_name_and_a_name_for_one(bench: Bench) -> None:
    page = written(spoken("data_governance"))
    for one in page["data_sets"].values():
        del one["origin"]
    page["data_sets"]["*"] = {"origin": "Files of the bank"}
    page["data_sets"]["testing"]["origin"] = "Files of another year"
    bench.page("system", "data_governance", page)
    found = _sheet(bench, "data_governance").predicate()["data_sets"]
    assert {role: one["origin"] for role, one in found.items()} == {
        "training": "Files of the bank",
        "testing": "Files of another year",
    }


def _sheet(bench: Bench, kind: str) -> Any:
    return state.load(config.load(bench.path)).sheet(kind)


# ---------------------------------------------------------------- drafts


def test_a_draft_counts_only_when_accepted_by_its_owner(bench: Bench) -> None:
    bench.must("dossier", "fill")
    code, _, told = bench.run("dossier", "attest", "data_governance", "--key", bench.key(OWNER))
    assert code == 2
    assert "data_governance.design_choices: missing: features" in told
    code, _, told = bench.run("dossier", "accept", "data_governance", "--by", COMPLIANCE)
    assert code == 2
    assert "model owner (a.sommer)" in told
    assert not (bench.system / "accepted.yaml").exists()
    bench.must("dossier", "accept", "--all", "--by", COMPLIANCE)
    assert "data_governance" not in (bench.system / "accepted.yaml").read_text(encoding="utf-8")
    code, _, told = bench.run("dossier", "accept", "--all", "--by", "nobody")
    assert (code, "org knows no person nobody" in told) == (2, True)


def test_a_draft_is_stale_when_its_evidence_says_otherwise(bench: Bench) -> None:
    bench.must("dossier", "fill")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    bench.folder.change("model", features=["age_years"])
    stale = bench.states("data_governance")
    assert stale["design_choices.features"] == "stale"
    code, _, told = bench.run("dossier", "attest", "data_governance", "--key", bench.key(OWNER))
    assert code == 2
    assert "evidence/model.json changed and says otherwise" in told
    # What is still the same is taken over without anybody; what is not waits again.
    bench.must("dossier", "fill")
    assert "data_sets.training.digest" not in bench.states("data_governance")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    bench.must("dossier", "attest", "data_governance", "--key", bench.key(OWNER))
    assert bench.signed("data_governance")["design_choices"]["features"] == ["age_years"]


def test_a_draft_whose_evidence_is_gone_is_stale(bench: Bench) -> None:
    bench.must("dossier", "fill")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    good_folder.without(["data_quality"])(bench.folder)
    stale = {name for name, state in bench.states("data_governance").items() if state == "stale"}
    assert stale == {
        f"data_sets.{role}.gaps.{name}"
        for role in ("training", "testing")
        for name in ("missing_rate_seen", "smallest_group_seen")
    }
    assert bench.run("dossier", "attest", "--all", "--key", bench.key(OWNER))[0] == 2


def test_what_the_page_says_itself_is_not_drafted(bench: Bench) -> None:
    page = written(spoken("data_governance"))
    page["design_choices"]["features"] = ["amount"]
    bench.page("system", "data_governance", page)
    bench.must("dossier", "fill")
    text = (bench.system / "drafts.yaml").read_text(encoding="utf-8")
    assert "design_choices.features" not in text
    assert "data_governance.data_sets.training.digest" in text


def test_evidence_about_another_version_is_no_draft(bench: Bench) -> None:
    bench.folder.toml('version = "1.0.0"', 'version = "2.0.0"')
    (bench.path / "model" / "weights").write_bytes(b"other")
    out = bench.must("dossier", "fill")
    assert "not drafted: evidence/model.json speaks of another model" in out
    assert "evidence/model.json:" not in out


def test_signed_facts_are_not_asked_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = schemas.load("statement/data_governance")
    policy = found["properties"]["predicate"]["properties"]["policy"]["properties"]
    policy["name"]["x-drafted-from"] = "system.intended_purpose"
    monkeypatch.setattr(fields, "form", lambda kind: fields.Form(kind, found))
    monkeypatch.setattr("lexgate.dossier.drafting.form", fields.form)
    sources = drafting.Sources(config.load(bench.path), pages.Faults())
    (draft,) = [
        one
        for one in drafting.from_evidence("data_governance", sources)
        if one.steps == ("policy", "name")
    ]
    assert draft.value == spoken("system")["intended_purpose"]
    assert draft.file == "statements/system.json"


def test_fill_twice_writes_the_same_bytes(bench: Bench) -> None:
    bench.must("dossier", "fill")
    first = (bench.system / "drafts.yaml").read_bytes()
    bench.must("dossier", "fill")
    assert (bench.system / "drafts.yaml").read_bytes() == first


@pytest.mark.parametrize(
    "value",
    [
        "1e5",
        "012",
        "yes",
        "2026-11-22",
        "a: b",
        "# no comment",
        " ünï ",
        "",
        "*x",
        "<<",
        "'",
        '"\n',
    ],
)
def test_what_is_kept_is_what_was_drafted(value: str) -> None:
    tree = {value: [value, 1, 0.1, 1e-05, True, None, {"a": value}]}
    assert documents.parse_yaml(pages.written(tree).encode(), "x") == tree


# ---------------------------------------------------------------- documents.yaml

_MARKDOWN = """\
# Data

## 2.1 Where they come from

Files of the bank, 1973 to 1975.

## 2.2 Gaps

TODO: ask the archive

## Columns

### age_years

Age on the day of the application.

### unheard_of

A column of another system.
"""


def _mapped(bench: Bench, text: str = _MARKDOWN, **entry: str) -> None:
    (bench.path / "docs").mkdir(exist_ok=True)
    (bench.path / "docs" / "data.md").write_text(text, encoding="utf-8")
    bench.page(
        "system",
        "documents",
        {
            "documents": [
                {
                    "field": "data_governance.data_sets.*.origin",
                    "file": "docs/data.md",
                    "section": "Where they come from",
                    **entry,
                }
            ]
        },
    )
    page = written(spoken("data_governance"))
    for one in page["data_sets"].values():
        del one["origin"]
        del one["assumptions"]
    bench.page("system", "data_governance", page)


def test_a_section_becomes_the_value_of_a_field(bench: Bench) -> None:
    _mapped(bench)
    bench.must("dossier", "fill")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    found = _sheet(bench, "data_governance").predicate()["data_sets"]
    assert {one["origin"] for one in found.values()} == {"Files of the bank, 1973 to 1975."}
    assert bench.status()["by_source"]["derived"] == 2
    text = (bench.system / "accepted.yaml").read_text(encoding="utf-8")
    assert documents.digest(_MARKDOWN.encode()) in text


def test_a_docx_answers_like_a_markdown_file(bench: Bench) -> None:
    docx = pytest.importorskip("docx")
    _mapped(bench, file="docs/data.docx", section="2.1 Where they come from")
    word = docx.Document()
    word.add_heading("2.1 Where they come from", level=2)
    word.add_paragraph("Files of the bank, read from Word.")
    word.save(str(bench.path / "docs" / "data.docx"))
    bench.must("dossier", "fill")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    found = _sheet(bench, "data_governance").predicate()["data_sets"]
    assert {one["origin"] for one in found.values()} == {"Files of the bank, read from Word."}


def test_subsections_answer_the_names_that_the_system_has(bench: Bench) -> None:
    _mapped(bench, field="data_governance.data_sets.*.assumptions", section="Columns")
    bench.must("dossier", "fill")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    found = _sheet(bench, "data_governance").predicate()["data_sets"]["training"]
    assert found["assumptions"] == {"age_years": "Age on the day of the application."}
    assert bench.states("data_governance")["data_sets.*.assumptions.amount"] == "missing"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"section": "Where from"}, "has no section 'Where from'"),
        ({"section": "Gaps"}, "still holds places to fill"),
        ({"file": "docs/gone.md"}, "docs/gone.md is gone"),
        ({"file": "../outside.md"}, "lies outside the folder"),
        ({"file": "docs/link.md"}, "lies outside the folder"),
        ({"field": "data_governance.data_sets.*.rows_needed"}, "is no text"),
        ({"section": "Data"}, "still holds places to fill"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_section_that_answers_nothing_is_told(
    bench: Bench, entry: dict[str, str], told: str
) -> None:
    outside = bench.path.parent / "outside.md"
    outside.write_text(_MARKDOWN, encoding="utf-8")
    _mapped(bench, **entry)
    os.symlink(outside, bench.path / "docs" / "link.md")
    assert told in bench.must("dossier", "fill")
    if "field" not in entry:
        missing = [one for one in bench.status()["fields"] if one["field"].endswith("*.origin")]
        assert [one["state"] for one in missing] == ["missing"]
        assert told in missing[0]["why"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("1973", "1974"), "docs/data.md changed and says otherwise"),
        (lambda text: text.replace("2.1 Where", "2.1 Whence"), "has no section"),
        (lambda text: text + "\nMore.\n", "docs/data.md changed; the value is the same"),
    ],
    ids=["another text", "the section is gone", "another section"],
)
def test_a_file_that_changed_is_stale(
    bench: Bench, change: Callable[[str], str], told: str
) -> None:
    _mapped(bench)
    bench.must("dossier", "fill")
    bench.must("dossier", "accept", "--all", "--by", OWNER)
    (bench.path / "docs" / "data.md").write_text(change(_MARKDOWN), encoding="utf-8")
    stale = [one for one in bench.status()["fields"] if one["field"].endswith(".origin")]
    assert {one["state"] for one in stale} == {"stale"}
    assert all(told in one["why"] for one in stale)


# ---------------------------------------------------------------- scaffold


def _bare(bench: Bench) -> None:
    """No dossier yet, nothing signed of it, and no biometrics in the facts."""
    bench.ask_the_engine()
    facts = spoken("system")["facts"]
    for name in ("real_time_remote_biometric_identification", "relies_on_art_5_1_h_exception"):
        facts[name] = {"answer": "no", "reason": "No biometric data are processed."}
    bench.folder.change("system", COMPLIANCE, facts=facts)
    shutil.rmtree(bench.path / "dossier")
    good_folder.without(["data_governance", "literacy", "limits"])(bench.folder)


def test_init_scaffolds_what_applicable_controls_read_and_no_more(bench: Bench) -> None:
    _bare(bench)
    bench.must("dossier", "init")
    system = {path.stem for path in bench.system.glob("*.yaml")}
    assert "data_governance" in system
    assert {path.stem for path in bench.org.glob("*.yaml")} == {"literacy"}
    # Real-time identification is cleared by the facts, so nothing of it is asked for.
    assert not system & {"rtrbi_deployment", "rtrbi_uses"}
    text = (bench.system / "data_governance.yaml").read_text(encoding="utf-8")
    assert "# Article 10(2)(b); read by EUAIA-10.2.b.\n    origin: # to be written" in text
    assert "# - data_sets.*.digest from model.data_sets.*.digest" in text
    reads = {path for one in catalogue.load().values() for path in one["reads"]}
    assert "data_governance.data_sets.*.origin" in reads
    assert "digest: #" not in text


def test_what_init_wrote_can_not_be_signed(bench: Bench) -> None:
    _bare(bench)
    bench.must("dossier", "init")
    for person in (OWNER, COMPLIANCE, RISK):
        code, _, told = bench.run("dossier", "attest", "--all", "--key", bench.key(person))
        assert code == 2, told
    assert not list((bench.path / "statements").glob("data_governance*"))
    # By the form alone it can't either: every field was left empty.
    for path in (*bench.system.glob("*.yaml"), *bench.org.glob("*.yaml")):
        page = documents.read_yaml(path) or {}
        left = set(pages.flat(page, lists=True).values())
        assert left <= {None, "<to be written>"}, path


def test_init_adds_what_is_missing_and_touches_nothing(bench: Bench) -> None:
    text = (
        "# Mine.\n"
        "design_choices: {reasons: Few columns}   # stays\n"
        "data_sets:\n"
        "  training:\n"
        "    origin: |\n"
        "      Files of\n"
        "      the bank\n"
        "    gaps: {shortcomings: Few, remedy: More}\n"
        "\n"
        "  testing:\n"
        "    origin: Files\n"
        "    gaps:\n"
    )
    path = bench.page("system", "data_governance", text)
    bench.must("dossier", "init")
    found = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if line]
    at = -1
    lines = found.splitlines()
    for line in kept:
        at = lines.index(line, at + 1)
    page = documents.read_yaml(path)
    assert page["data_sets"]["training"]["origin"] == "Files of\nthe bank\n"
    assert page["data_sets"]["testing"]["gaps"].keys() == {"shortcomings", "remedy"}
    bench.must("dossier", "init")
    assert path.read_text(encoding="utf-8") == found


def test_init_with_facts_that_nobody_signed(bench: Bench) -> None:
    _bare(bench)
    facts_page = bench.signed("system")
    good_folder.without(["system"])(bench.folder)
    bench.page("facts", "facts", facts_page)
    facts = str(bench.path / "dossier" / "facts" / "facts.yaml")
    bench.must("dossier", "init", "--facts", facts)
    found = {path.stem for path in bench.system.glob("*.yaml")}
    assert "data_governance" in found
    assert not found & {"rtrbi_deployment", "rtrbi_uses"}
    assert not (bench.path / "statements" / "system.json").exists()


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("level", "name", "content", "told"),
    [
        ("system", "data_governance", "policy: {nme: x}\n", "data_governance.policy.nme: unknown"),
        (
            "org",
            "data_governance",
            "policy:\n  name: 7\n",
            "data_governance.policy.name: 7 is not",
        ),
        ("system", "data_governance", "a: 1\na: 2\n", "stands twice"),
        ("system", "datagovernance", "a: 1\n", "datagovernance is no kind of statement"),
        ("system", "system", "facts: {}\n", "`lexgate classify` signs them"),
        ("system", "assessment", "answers: {}\n", "`lexgate assess` signs it"),
        ("system", "literacy", "- a\n", "not a page of fields"),
        (
            "system",
            "literacy",
            "stated_at: '2026-01-01T00:00:00Z'\n",
            "set when the page is signed",
        ),
        ("system", "literacy", "\u00e9: [\n", "not YAML"),
        ("system", "literacy", "x" * 2_100_000, "larger than"),
        ("system", "documents", "documents: [{field: a.b, file: x}]\n", "no dossier has a field"),
        ("system", "documents", "- a\n", "not of type object"),
        ("system", "accepted", "drafts: [{field: '!', value: 1}]\n", "missing"),
        (
            "system",
            "data_governance",
            "data_sets: {elsewhere: {origin: Files of the bank}}\n",
            "data_governance.data_sets.elsewhere",
        ),
        ("system", "literacy", '"ключ": "значение"\n', 'literacy."ключ": unknown'),
    ],
)
def test_a_page_that_says_something_else_is_named_with_its_place(
    bench: Bench, level: str, name: str, content: str, told: str
) -> None:
    path = bench.page(level, name, content)
    code, out, err = bench.run("dossier", "status")
    assert (code, out) == (2, "")
    assert told in err
    assert str(path) in err
    if content.startswith("policy"):
        line = content.count("\n")
        assert f"data_governance.yaml, line {line}\n" in err


def test_a_link_out_of_the_dossier_is_refused(bench: Bench) -> None:
    outside = bench.path.parent / "literacy.yaml"
    outside.write_text("measures: []\n", encoding="utf-8")
    (bench.org / "literacy.yaml").unlink()
    os.symlink(outside, bench.org / "literacy.yaml")
    code, _, err = bench.run("dossier", "status")
    assert (code, "a link out of the dossier" in err) == (2, True)


def test_without_a_dossier_it_says_what_to_do(bench: Bench) -> None:
    shutil.rmtree(bench.path / "dossier")
    code, _, err = bench.run("dossier", "status")
    assert (code, "lexgate dossier init" in err) == (2, True)


def test_an_organisations_folder_that_is_named_and_gone_is_refused(bench: Bench) -> None:
    bench.folder.toml("[gate]", 'dossier_org = "../elsewhere"\n[gate]')
    text = (bench.path / "lexgate.toml").read_text(encoding="utf-8")
    moved = text.replace('dossier_org = "../elsewhere"\n', "").replace(
        "[paths]", '[paths]\ndossier_org = "../elsewhere"'
    )
    (bench.path / "lexgate.toml").write_text(moved, encoding="utf-8")
    code, _, err = bench.run("dossier", "status")
    assert (code, "there is no such folder" in err) == (2, True)


def test_two_systems_inherit_one_organisation(
    bench: Bench, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bench.ask_the_engine()
    second = Bench(bench.folder.copy(tmp_path / "second"), capsys, bench.patch)
    shutil.rmtree(second.path / "dossier")
    second.folder.toml("[paths]", '[paths]\ndossier_org = "../bank/dossier/org"')
    second.folder.toml('name = "credit-scoring"', 'name = "card-limits"')
    second.page("system", "data_governance", {"design_choices": {"reasons": "Another model"}})
    assert (
        _sheet(second, "data_governance").predicate()["policy"]
        == (spoken("data_governance")["policy"])
    )
    assert (
        _sheet(bench, "data_governance").predicate()["design_choices"]
        != (_sheet(second, "data_governance").predicate()["design_choices"])
    )
    code, _, _ = second.run("dossier", "status", "--most", "1")
    assert code == 1


@pytest.mark.parametrize("value", ["TODO", "<describe it>", "", "to be written", "[insert name]"])
def test_a_placeholder_is_nobodys_value(bench: Bench, value: str) -> None:
    page = written(spoken("data_governance"))
    page["design_choices"]["reasons"] = value
    bench.page("system", "data_governance", page)
    assert bench.states("data_governance")["design_choices.reasons"] == "placeholder"
    code, _, err = bench.run("dossier", "attest", "data_governance", "--key", bench.key(OWNER))
    assert code == 2
    assert "data_governance.design_choices.reasons: a placeholder" in err


# ---------------------------------------------------------------- Annex IV


def test_annex_iv_shows_what_was_signed_and_says_what_is_missing(bench: Bench) -> None:
    out = bench.must("file", "annex-iv")
    law = documents.read_yaml(paths.law() / "map" / "article_11_and_annex_iv.yaml")
    items = [entry for name, entry in law.items() if name.startswith("EUAIA-AnnexIV.")]
    *headings, last = [line for line in out.splitlines() if line.startswith("## ")]
    assert last == "## Documents"
    assert len(headings) == len(items)
    for heading, entry in zip(headings, items, strict=True):
        assert heading == f"## {entry['provision']}: {entry['label']}"
    assert out.splitlines()[2] == "Evidence of controls, not a conformity assessment."
    digest = documents.digest(bench.folder.file("model").read_bytes())
    assert f"| evidence/model.json | {digest} | instrument |" in out


def test_what_is_not_signed_as_org_knows_it_is_missing(bench: Bench) -> None:
    path = bench.folder.file("model")
    document = bench.folder.read("model")
    document["predicate"]["registry"]["version"] = "9.9.9"
    path.write_bytes(documents.canonical(document))
    out = bench.must("file", "annex-iv")
    assert "9.9.9" not in out
    assert "the signature of the instrument does not fit" in out


def test_a_section_shows_the_signed_document_that_it_refers_to(bench: Bench) -> None:
    digest = documents.digest(bench.folder.file("instructions_for_use").read_bytes())
    found = bench.folder.read("technical_documentation")["predicate"]
    sections = {**found["sections"], "instructions": {"title": "Instructions", "digest": digest}}
    bench.folder.change("technical_documentation", OWNER, sections=sections)
    out = bench.must("file", "annex-iv")
    part = out.split("point 1(h)")[1].split("\n## ")[0]
    title = bench.folder.read("instructions_for_use")["predicate"]["title"]
    assert f"(instructions_for_use.title) | {title} |" in part
    assert "A. Sommer (model owner)" in part


def test_the_docx_says_the_same_and_has_the_same_bytes(bench: Bench) -> None:
    docx = pytest.importorskip("docx")
    first, second = bench.path / "one.docx", bench.path / "two.docx"
    for path in (first, second):
        bench.must("file", "annex-iv", "--format", "docx", "--output", str(path))
    assert first.read_bytes() == second.read_bytes()
    assert zipfile.ZipFile(io.BytesIO(first.read_bytes())).testzip() is None
    word = docx.Document(str(first))
    text = [paragraph.text for paragraph in word.paragraphs]
    assert text[1] == "Evidence of controls, not a conformity assessment."
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert documents.digest(bench.folder.file("model").read_bytes()) in cells


# ---------------------------------------------------------------- schemas and spelling


def test_annotations_name_what_evidence_and_settings_have() -> None:
    from lexgate import conventions

    known: dict[str, set[str]] = {}
    for path in conventions.document_paths(paths.schemas()):
        known.setdefault(path.split(".")[0], set()).add(path)
    settings = set(conventions._setting_paths(paths.schemas()))
    for kind in pages.held():
        for steps, node in fields.form(kind).walk():
            for annotation in ("x-drafted-from", "x-keys"):
                for source in fields.named(node, annotation):
                    where = f"{kind}.{fields.spelt(steps)}: {source}"
                    if source.startswith("org.settings."):
                        assert source.removeprefix("org.settings.") in settings, where
                    elif source.startswith("signed."):
                        assert source.removeprefix("signed.") in pages.held(), where
                    elif not source.startswith("lexgate_toml."):
                        of_kind = known[source.split(".")[0]]
                        assert any(_names(path, source) for path in of_kind), where
                    if annotation == "x-drafted-from" and 0 not in steps:
                        stars = [step for step in steps if step == fields.STAR]
                        assert source.split(".").count("*") == len(stars), where


def _names(path: str, source: str) -> bool:
    """Whether a path that a document may have fits one named; `*` stands for any name."""
    words, named = path.split("."), source.replace("[]", "*").split(".")
    if statements.kinds()[named[0]].get("one_for_each") and named[1] == "*":
        del named[1]
    return len(words) == len(named) and all(
        one == other or "*" in {one, other} for one, other in zip(words, named, strict=True)
    )


def test_what_sets_a_field_aside_is_a_fact_or_a_choice_of_the_form() -> None:
    facts = set(
        schemas.load("statement/system")["properties"]["predicate"]["properties"]["facts"][
            "properties"
        ]
    )
    found = 0
    for kind in pages.held():
        for steps, node in fields.form(kind).walk():
            for source, answers in node.schema.get("x-set-aside-by", {}).items():
                where = f"{kind}.{fields.spelt(steps)}: {source}"
                stating, *words = source.split(".")
                found += 1
                if stating == "system":
                    assert words in [["facts", name, "answer"] for name in facts], where
                    assert set(answers) <= {"yes", "no"}, where
                else:
                    choices = fields.form(stating).at(words)
                    assert choices is not None, where
                    assert set(answers) < set(choices.schema["enum"]), where
    assert found > 10


def test_what_a_fact_sets_aside_is_not_left_to_write(bench: Bench) -> None:
    # The good base leaves it open whether changes are planned, so that the section is asked for.
    gaps = "sections.predetermined_changes.description"
    bench.page("system", "technical_documentation", {"title": "Documentation"})
    assert bench.states("technical_documentation")[gaps] == "missing"
    facts = bench.folder.read("system")["predicate"]["facts"]
    said = {"answer": "no", "reason": "Each change is a version of its own."}
    changed = {**facts, "predetermined_changes_planned": said}
    bench.folder.change("system", COMPLIANCE, facts=changed)
    assert gaps not in bench.states("technical_documentation")


def test_lists_and_signed_statements_are_drafted(bench: Bench) -> None:
    bench.page("system", "technical_documentation", {"title": "Documentation"})
    bench.must("dossier", "fill")
    drafts = yaml.safe_load((bench.system / "drafts.yaml").read_text(encoding="utf-8"))["drafts"]
    found = {one["field"]: one["value"] for one in drafts}
    said = bench.folder.read("technical_documentation")["predicate"]["sections"]
    part = "technical_documentation.sections"
    assert found[f"{part}.software.lock_files"] == said["software"]["lock_files"]
    assert found[f"{part}.identity.tag"] == said["identity"]["tag"]
    assert found[f"{part}.software.bill_of_materials"] == said["software"]["bill_of_materials"]
    assert found[f"{part}.instructions.document"] == said["instructions"]["document"]
    for report, told in said["testing"]["reports"].items():
        assert found[f"{part}.testing.reports.{report}.digest"] == told["digest"]


@pytest.mark.parametrize(
    "steps",
    [("a", "b"), ("a", "x.y", "c"), ("a", 3, "b"), ("a", 'q"uo'), ("a", "*", "é"), ("a", " ", "1")],
    ids=str,
)
def test_a_place_is_read_as_it_was_spelt(steps: tuple[str | int, ...]) -> None:
    assert fields.place(fields.spelt(steps)) == steps


@pytest.mark.parametrize("text", ["", ".", "a..b", "a.", "a[", "a[x]", '"a', "a]b"])
def test_what_is_no_place_is_refused(text: str) -> None:
    from lexgate.errors import RequestError

    with pytest.raises(RequestError):
        fields.place(text)


def test_located_faults_are_those_of_faults() -> None:
    document = {"_type": "x", "predicate": {"measures": [], "nothing": 1, "more": 2}}
    found = {path for path, _, _ in schemas.located(document, "statement/literacy")}
    assert {("predicate", "nothing"), ("predicate", "more"), ("_type",)} <= found
    assert len(schemas.faults(document, "statement/literacy")) <= len(found)
