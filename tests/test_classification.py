"""What kind of system it is: published cases, and interviews that ask no more than they must."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from lexgate import asking_facts, cli, field_map, paths
from lexgate.engine.local import LocalEngine

CASES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "classification_cases.yaml").read_text("utf-8"), yaml.BaseLoader
)
BY_ID = {case["id"]: case for case in CASES}
WITHIN: dict[str, list[str]] = yaml.safe_load(
    (paths.rego() / "lexgate" / "facts" / "data.yaml").read_text("utf-8")
)["within"]
REASON = "As the description of the system says."
# What the reader of a description can't know, and what only takes duties away.
RELIEFS = {"before_the_market", "open_source_2_12"}


def answers(case: dict[str, Any]) -> dict[str, str]:
    """Each fact as the reader of a description answers it: yes to what it says, else no."""
    yes = {"ai_system", "in_union_scope", *case["yes"]} - set(case.get("no", ()))
    for within, wider in WITHIN.items():
        if within in yes:
            yes |= set(wider)
    return {name: "yes" if name in yes else "no" for name in asking_facts.meanings()}


def stated(found: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"answer": answer, "reason": REASON} for name, answer in found.items()}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    org = tmp_path_factory.mktemp("org")
    (org / ".manifest").write_text('{"roots": ["org"], "rego_version": 1}', "utf-8")
    return LocalEngine(paths.rego(), org)


@pytest.fixture(scope="module")
def judged(engine: LocalEngine) -> dict[str, asking_facts.Asked]:
    """Each case with every fact answered."""
    found = asking_facts.stands(engine, [stated(answers(case)) for case in CASES])
    return {case["id"]: one for case, one in zip(CASES, found, strict=True)}


@pytest.fixture(scope="module")
def interviews(engine: LocalEngine) -> dict[str, tuple[list[str], asking_facts.Asked]]:
    """Each case asked one fact at a time: what was asked, and what followed."""
    drafts: list[dict[str, dict[str, str]]] = [{} for _ in CASES]
    known = [answers(case) for case in CASES]
    ended: dict[str, tuple[list[str], asking_facts.Asked]] = {}
    while len(ended) < len(CASES):
        going = [at for at, case in enumerate(CASES) if case["id"] not in ended]
        for at, stand in zip(
            going, asking_facts.stands(engine, [drafts[at] for at in going]), strict=True
        ):
            if stand.next is None:
                ended[CASES[at]["id"]] = (list(drafts[at]), stand)
            else:
                drafts[at] |= stated({stand.next: known[at][stand.next]})
    return ended


def test_every_case_names_facts_that_there_are() -> None:
    meanings = asking_facts.meanings()
    for case in CASES:
        assert set(case["yes"]) | set(case.get("no", ())) <= set(meanings), case["id"]
        assert case["source"]
    assert len([case for case in CASES if case["id"].startswith("CASE-")]) == 30


@pytest.mark.parametrize("name", BY_ID)
def test_the_tiers_of_a_case(name: str, judged: dict[str, asking_facts.Asked]) -> None:
    case, found = BY_ID[name], judged[name].found
    assert sorted(found["holds"]) == sorted(case["tiers"])
    assert judged[name].open == ()
    if "decided_by" in case:
        assert found["points"][case["decided_by"]]["answer"] == "yes"
    if "assessment_27" in case:
        assert found["fundamental_rights_assessment"]["answer"] == case["assessment_27"]
    if "roles" in case:
        held = [role for role, node in found["roles"].items() if node["answer"] == "yes"]
        assert sorted(held) == sorted(case["roles"])
    told = {fact for one in found["contradictions"] for fact in one["facts"]}
    assert ({case["contradiction"]} <= told) if "contradiction" in case else not told


@pytest.mark.parametrize("name", BY_ID)
def test_an_interview_ends_where_all_facts_do(
    name: str, interviews: dict[str, tuple[list[str], asking_facts.Asked]]
) -> None:
    asked, stand = interviews[name]
    expected = set(BY_ID[name]["tiers"])
    if RELIEFS & set(BY_ID[name]["yes"]) and expected == {"out_of_scope"}:
        # Whoever claims a relief adds it: an interview alone never lowers a tier so.
        assert "out_of_scope" not in stand.found["holds"]
        reliefs = {fact for node in stand.found["tiers"].values() for fact in node["reliefs"]}
        assert reliefs & RELIEFS
    else:
        assert set(stand.found["holds"]) == expected
    # One more than before Article 4a(2) was judged, which asks every deployer for its fact.
    assert len(asked) <= 37


@pytest.mark.parametrize(("name", "most"), [("no-people", 12), ("CASE-022", 25)])
def test_how_many_questions(
    name: str, most: int, interviews: dict[str, tuple[list[str], asking_facts.Asked]]
) -> None:
    assert len(interviews[name][0]) <= most


def test_a_missing_fact_never_lowers_a_tier(engine: LocalEngine) -> None:
    """Each fact of each high-risk case is taken away, one at a time."""
    for name in ("CASE-022", "CASE-078", "CASE-051"):
        whole = stated(answers(BY_ID[name]))
        drafts = [
            {one: fact for one, fact in whole.items() if one != left_out} for left_out in whole
        ]
        held = set(BY_ID[name]["tiers"])
        for left_out, stand in zip(whole, asking_facts.stands(engine, drafts), strict=True):
            for tier in held:
                assert stand.found["tiers"][tier]["answer"] != "no", (name, left_out, tier)


def test_wider_facts_are_asked_first() -> None:
    order = list(asking_facts.meanings())
    for within, wider in WITHIN.items():
        assert within in order
        places = [order.index(name) for name in (*wider, within)]
        assert places == sorted(places), within


def test_each_fact_has_a_meaning_and_a_provision() -> None:
    for name, meaning in asking_facts.meanings().items():
        assert meaning.endswith(")"), name
        assert "(" in meaning, name
        assert any(word in meaning for word in ("Article", "Annex", "Protocol", "Recital")), name


# ---------------------------------------------------------------- the command


@pytest.fixture
def working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Path:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["init", "--system", "stock-forecast", "--organisation", "Example"]) == 0
    capsys.readouterr()
    return tmp_path


def ask(monkeypatch: pytest.MonkeyPatch, lines: list[str]) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return cli.main(["classify", "--ask", "facts.yaml"])


def test_an_interview_is_kept_and_goes_on(
    working: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    purpose = "Forecast how many parts a warehouse needs."
    assert ask(monkeypatch, ["x", purpose, "maybe", "y", "so", REASON, "yes", REASON]) == 2
    told = capsys.readouterr().err
    assert "the answers ended, and facts are still open" in told
    assert "Question 3" in told
    page = yaml.safe_load((working / "facts.yaml").read_text("utf-8"))
    assert page["intended_purpose"] == purpose
    assert list(page["facts"]) == ["ai_system", "in_union_scope"]

    # More answers than questions: the interview ends by itself.
    rest = ["no", REASON, "yes", REASON, "yes", REASON, *["no", REASON] * 30]
    assert ask(monkeypatch, rest) == 0
    said = capsys.readouterr()
    assert "It is minimal" in said.out
    assert "lexgate classify --from facts.yaml" in said.err
    assert "open_source_2_12" in said.err
    page = yaml.safe_load((working / "facts.yaml").read_text("utf-8"))
    assert len(page["facts"]) <= 12
    key = str(working / "keys" / "compliance.officer.pem")
    assert cli.main(["classify", "--from", "facts.yaml", "--key", key, "--format", "json"]) == 0
    assert '"minimal"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- a\n- b\n", "not a page of facts"),
        ("facts: [1]\n", "not a page of facts"),
        ("facts: {provider: 'yes'}\n", "provider has no answer"),
        ("facts: {provider: {answer: perhaps}}\n", "provider has no answer"),
        ("facts: {provider: {answer: ['yes']}}\n", "provider has no answer"),
        ("services: {web: {image: x}}\n", "no page of facts has services"),
    ],
)
def test_a_page_that_is_none_is_left_alone(
    text: str, what: str, working: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    (working / "facts.yaml").write_text(text, "utf-8")
    assert ask(monkeypatch, ["y"] * 9) == 2
    assert what in capsys.readouterr().err
    assert (working / "facts.yaml").read_text("utf-8") == text


def test_what_says_nothing_is_asked_again(
    working: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A template that nobody filled in, a reason of one letter, and one too long to keep."""
    assert cli.main(["classify", "--template"]) == 0
    (working / "facts.yaml").write_text(
        capsys.readouterr().out.replace(
            "provider: {answer: unknown, reason: }", "provider: {answer: 'yes', reason: x}"
        ),
        "utf-8",
    )
    (working / "facts.yaml").chmod(0o600)
    long = "very " * 1000
    lines = ["Forecast parts.", "yes", long, "\udce9 not a text", "tab\there it is", REASON]
    assert ask(monkeypatch, lines) == 2
    page = yaml.safe_load((working / "facts.yaml").read_text("utf-8"))
    assert page["facts"] == {"ai_system": {"answer": "yes", "reason": REASON}}
    assert (working / "facts.yaml").stat().st_mode & 0o777 == 0o600


def test_the_schema_has_the_facts_that_rules_read_and_no_other(engine: LocalEngine) -> None:
    """Of a system of which nothing is known, each answer names all facts that it comes from."""
    known = set(asking_facts.meanings())
    found = asking_facts.stand(engine, {}).found
    nodes = [
        *found["tiers"].values(),
        *found["roles"].values(),
        found["fundamental_rights_assessment"],
    ]
    read = {name for node in nodes for part in ("facts", "open", "reliefs") for name in node[part]}
    # Areas of Annex III, summaries and wider facts are asked for what lies within them.
    read |= set(WITHIN) | {name for wider in WITHIN.values() for name in wider}
    # Conditions, reliefs and what softens a duty are named by the map; one fact contradicts alone.
    terms = field_map.load().facts
    read |= {term.get("stated_in", name).rpartition(".")[2] for name, term in terms.items()} & known
    assert read | {"before_the_market", "classifies_individuals"} == known


def test_a_minimal_system_goes_from_nothing_to_an_allow(
    working: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An interview, one page on literacy, and the question: what a new user does."""
    yes, no = ["yes", REASON], ["no", REASON]
    lines = ["Forecast how many parts a warehouse needs.", *yes, *yes, *no, *yes, *yes, *no * 7]
    assert ask(monkeypatch, lines) == 0
    key = str(working / "keys" / "compliance.officer.pem")
    assert cli.main(["classify", "--from", "facts.yaml", "--key", key]) == 0
    (working / "model").write_bytes(b"weights")
    assert cli.main(["gate"]) == 1
    told = capsys.readouterr().out
    assert "no literacy on file" in told
    assert "1 stopped by the Act, 0 by the house" in told

    settings = working / "org" / "org" / "settings" / "data.yaml"
    audiences = yaml.safe_load(settings.read_text("utf-8"))["defaults"]["literacy"]["audiences"]
    measure = {"measure": "A morning on forecasts", "audiences": audiences, "on": "2026-01-09"}
    page = {"measures": [measure], "reviewed_at": "2026-01-10"}
    (working / "literacy.yaml").write_text(yaml.safe_dump(page), "utf-8")
    assert cli.main(["attest", "literacy", "--from", "literacy.yaml", "--key", key]) == 0
    assert cli.main(["gate"]) == 0
    told = capsys.readouterr().out
    assert "ALLOWED" in told
    assert "Not yet judged" in told


@pytest.mark.parametrize("name", ["influences_people_covertly_or_deceptively", "predicts_offences"])
def test_a_minimal_system_with_a_doubt_under_article_5_is_denied(
    name: str, working: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = {
        "ai_system": "yes", "in_union_scope": "yes", "excluded_by_article_2": "no",
        "provider": "yes", "deployer": "yes", "passes_on_systems_of_others": "no",
        "concerns_natural_persons": "no", "serves_authorities_or_emergencies": "no",
        "generates_content": "no", "part_of_products_or_infrastructure": "no",
        "general_purpose_model": "no", name: "unknown",
    }  # fmt: skip
    page = {
        "intended_purpose": "Forecast how many parts a warehouse needs.",
        "placed_on_market_at": None,
        "facts": stated(facts),
    }
    (working / "facts.yaml").write_text(yaml.safe_dump(page), "utf-8")
    key = str(working / "keys" / "compliance.officer.pem")
    assert cli.main(["classify", "--from", "facts.yaml", "--key", key]) == 0
    (working / "model").write_bytes(b"weights")
    capsys.readouterr()
    assert cli.main(["gate", "--format", "json"]) == 1
    found = yaml.safe_load(capsys.readouterr().out)
    point = "EUAIA-5.1.d" if name == "predicts_offences" else "EUAIA-5.1.a"
    assert found["verdicts"][point]["status"] == "unknown"
