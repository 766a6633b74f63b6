"""The pages of the articles and of the coverage, made from rules, map and calendar."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lexgate import documents, field_map, law_pages, paths


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return law_pages.pages()


def test_every_control_stands_on_the_page_of_its_article(pages: dict[str, str]) -> None:
    found = field_map.load()
    headings = {
        heading
        for name, page in pages.items()
        if name != "coverage.md"
        for heading in re.findall(r"(?m)^## ([0-9][^:]*):", page)
    }
    assert headings == {name.removeprefix("EUAIA-") for name in found.controls}


def test_a_control_is_told_with_all_that_a_lawyer_asks(pages: dict[str, str]) -> None:
    page = pages["article_10.md"]
    part = page.partition("\n## 10.2.f: ")[2].partition("\n## ")[0]
    for said in (
        "Article 10(2)(f)",
        "http://data.europa.eu/eli/reg/2024/1689/2026-07-27",
        "measured; severity high",
        "high risk annex iii: from 2027-12-02 (Art 113, third paragraph, point (c)(i)",
        "[`fairness.data_sets.*.attributes.*`](../evidence/fairness.md)",
        "`fairness.protected_attributes`",
        "Article 99(4)",
        "NIST AI RMF 1.0: ",
        "../../rego/lexgate/eu_ai_act/art_10/art_10.rego",
    ):
        assert said in part, said


def test_pitfall_19_no_fine_is_told_where_the_union_sets_none(pages: dict[str, str]) -> None:
    literacy = pages["article_04.md"]
    assert "**Fine**: no tier at Union level; national law" in literacy
    assert "99(4)" not in literacy
    assert "**Fine**: Article 99(3)" in pages["article_05.md"]


def test_pitfall_22_other_frameworks_are_related_and_satisfy_nothing(
    pages: dict[str, str],
) -> None:
    for name, page in pages.items():
        assert "satisf" not in page, name
    risk = pages["article_09.md"]
    assert "SR 11-7" in risk
    assert "SR 26-2 / OCC 2026-13" in risk


def test_links_of_the_pages_lead_somewhere(pages: dict[str, str]) -> None:
    folder = law_pages.folder()
    for name, page in pages.items():
        anchors = {
            re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"(?m)^#+ (.*)$", page)
        }
        for target in re.findall(r"\]\(([^)]+)\)", page):
            if target.startswith("#"):
                assert target[1:] in anchors, (name, target)
            elif not target.startswith("http"):
                assert (folder / target).exists(), (name, target)


def test_each_paragraph_is_covered_or_says_why_not(pages: dict[str, str]) -> None:
    coverage = pages["coverage.md"]
    found = field_map.load()
    for entry in found.entries.values():
        assert f"| {entry['provision']} | " in coverage
    for provision in law_pages.articles()["without_entry"]:
        row = re.search(rf"(?m)^\| {re.escape(provision)} \| (.*) \|$", coverage)
        assert row is not None, provision
        assert "no control, because" in row.group(1)
    # Paragraphs are counted without a gap, in each article that the map speaks of.
    for article, part in re.findall(r"(?ms)^## (Article \d+a?): .*?\n(.*?)(?=^## )", coverage):
        told = {int(one) for one in re.findall(rf"\| {article}\((\d+)[a-z]?\)", part)}
        assert not told or told == set(range(1, max(told) + 1)), article


def test_the_words_of_the_coverage(pages: dict[str, str]) -> None:
    coverage = pages["coverage.md"]
    for provision, status in (
        ("Article 10(2)(f)", "measured"),
        ("Article 10(2)(b)", "linked"),
        ("Article 10(5)", "no control, because it was deleted"),
        ("Article 5(1a)(b)", "an element of 5.1.ba, 5.1.bb"),
        ("Article 50(7)", "no control, because it addresses authorities"),
        ("Article 43(1)", "not yet judged"),
    ):
        assert f"| {provision} | {status}" in coverage, provision
    duties = sum(entry["kind"] in field_map.VERDICTS for entry in field_map.load().entries.values())
    total = re.search(r"(?m)^Of (\d+) duties and prohibitions: (.*)\.$", coverage)
    assert total is not None
    assert int(total.group(1)) == duties
    assert sum(int(one) for one in re.findall(r"\d+", total.group(2))) == duties


def test_a_stale_page_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(law_pages, "pages", lambda: {"article_09.md": "new\n"})
    monkeypatch.setattr(law_pages, "folder", lambda: tmp_path)
    for name in ("article_09.md", "article_99.md", "map.md"):
        documents.write_bytes(tmp_path / name, b"old\n")

    assert law_pages.main(["--check"]) == 3
    told = capsys.readouterr().err
    assert "article_09.md, article_99.md" in told
    assert "make fmt" in told
    assert law_pages.main([]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["article_09.md", "map.md"]
    assert law_pages.main(["--check"]) == 0


def test_an_article_without_a_title_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: dict[str, Any] = {**law_pages.articles()}
    told["titles"] = {k: v for k, v in told["titles"].items() if k != "Article 9"}
    monkeypatch.setattr(law_pages, "articles", lambda: told)
    assert law_pages.main(["--check"]) == 3
    assert "Article 9" in capsys.readouterr().err


def test_the_committed_pages_are_fresh(pages: dict[str, str]) -> None:
    root = paths.checkout()
    assert root is not None
    for name, text in pages.items():
        assert (root / "docs" / "law" / name).read_text("utf-8") == text, name
