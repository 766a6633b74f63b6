"""Opening: every row comes through as it was written, or one clear sentence says why not."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import feather, ipc

from lexgate.errors import LexgateError
from lexgate_collectors.common import CollectError
from lexgate_collectors.opening import is_text, opened, texts
from lexgate_collectors.tables import Attribute, Classes, DataSet, contingency, counted_rows

TABLE = pa.table({"g": ["a", "b", None], "y": [1, 2, 1]})
ROWS = TABLE.to_pylist()
MANY = 30_000
LINES = b"g,y,z\n" + b"a,1,2\n" * MANY
PACKED = gzip.compress(LINES)


def rows_of(source: Any) -> list[dict[str, Any]]:
    return counted_rows(opened(source))


# ---------------------------------------------------------------- what is read


def _stream(path: Path) -> None:
    with ipc.new_stream(str(path), TABLE.schema) as stream:
        stream.write_table(TABLE)


def _file(path: Path) -> None:
    with ipc.new_file(str(path), TABLE.schema) as file:
        file.write_table(TABLE)


WAYS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "comma": ("t.csv", lambda p: p.write_text("g,y\na,1\nb,2\n,1\n")),
    "semicolon": ("t.csv", lambda p: p.write_text("g;y\na;1\nb;2\n;1\n")),
    "tab": ("t.tsv", lambda p: p.write_text("g\ty\na\t1\nb\t2\n\t1\n")),
    "bar": ("t.txt", lambda p: p.write_text("g|y\na|1\nb|2\n|1\n")),
    "another name": ("t.data", lambda p: p.write_text("g,y\na,1\nb,2\n,1\n")),
    "byte order mark": ("t.csv", lambda p: p.write_bytes(b"\xef\xbb\xbfg,y\na,1\nb,2\n,1\n")),
    "line ends of Windows": ("t.csv", lambda p: p.write_bytes(b"g,y\r\na,1\r\nb,2\r\n,1\r\n")),
    "no last line end": ("t.csv", lambda p: p.write_text("g,y\na,1\nb,2\n,1")),
    "empty lines": ("t.csv", lambda p: p.write_text("\n\ng,y\n\na,1\nb,2\n\n,1\n\n")),
    "gzip": ("t.csv.gz", lambda p: p.write_bytes(gzip.compress(b"g,y\na,1\nb,2\n,1\n"))),
    "gzip by another name": ("t.csv", lambda p: p.write_bytes(gzip.compress(b"g,y\na,1\nb,2\n,1"))),
    "two gzips": (
        "t.csv.gz",
        lambda p: p.write_bytes(gzip.compress(b"g,y\na,1\n") + gzip.compress(b"b,2\n,1\n")),
    ),
    "Parquet": ("t.parquet", lambda p: pq.write_table(TABLE, p)),
    "Parquet by another name": ("t.data", lambda p: pq.write_table(TABLE, p)),
    "Arrow file": ("t.arrow", _file),
    "Arrow stream": ("t.arrows", _stream),
    "Feather": ("t.feather", lambda p: feather.write_feather(TABLE, str(p))),
    "packed Feather": ("t.feather", lambda p: feather.write_feather(TABLE, str(p), "zstd")),
    "letters beyond ASCII": ("dür/表.csv", lambda p: p.write_text("g,y\na,1\nb,2\n,1\n")),
    "a quote": ("it's.csv", lambda p: p.write_text("g,y\na,1\nb,2\n,1\n")),
    "Parquet like a pattern": ("t[1]*.parquet", lambda p: pq.write_table(TABLE, p)),
    "below a folder like a partition": ("s=1/t.parquet", lambda p: pq.write_table(TABLE, p)),
    "text below such a folder": ("s=1/t.csv", lambda p: p.write_text("g,y\na,1\nb,2\n,1\n")),
}


@pytest.mark.parametrize(("name", "write"), WAYS.values(), ids=WAYS.keys())
def test_each_form_gives_the_same_rows(
    tmp_path: Path, name: str, write: Callable[[Path], Any]
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    write(path)
    assert rows_of(path) == ROWS
    assert DataSet(path).identity() == DataSet(path).identity()


@pytest.mark.parametrize("source", [TABLE, TABLE.to_pandas()], ids=["Arrow", "pandas"])
def test_tables_in_memory(source: Any) -> None:
    assert rows_of(source) == ROWS
    assert not is_text(source)


def test_a_path_is_no_pattern(tmp_path: Path) -> None:
    meant, other = tmp_path / "t[1]*.csv", tmp_path / "t1.csv"
    meant.write_text("g\nmeant\n")
    other.write_text("g\nother\n")
    assert rows_of(meant) == [{"g": "meant"}]


TYPED = {
    "text after many numbers": ("1\n" * MANY + "n/a\n", "n/a"),
    "a leading zero after many numbers": ("1\n" * MANY + "01\n", "01"),
    "an infinity after many numbers": ("1.5\n" * MANY + "inf\n", float("inf")),
    "a date that has two readings": ("01/02/2020\n", "01/02/2020"),
    "dates in two orders": ("2020-01-01\n01/02/2020\n", "01/02/2020"),
    "what begins like a comment": ("a\n#b\n", "#b"),
    "quotes within a cell": ('a\n"b ""c"""\n', 'b "c"'),
    "a line end within a cell": ('a\n"b\nc"\n', "b\nc"),
    "a number beyond 64 bits": ("1\n18446744073709551617\n", 18446744073709551617),
    "letters that stand for no truth value": ("f\nf\n", "f"),
    "truth values": ("True\nfalse\n", False),
    "numbers": ("1\n2.5\n", 2.5),
    "whole numbers": ("1\n2\n", 2),
}


@pytest.mark.parametrize(("text", "last"), TYPED.values(), ids=TYPED.keys())
def test_types_follow_from_all_rows(tmp_path: Path, text: str, last: Any) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{cell},1\n" for cell in _cells(text)))
    found = rows_of(path)
    assert len(found) == len(_cells(text))
    assert found[-1]["x"] == last
    raw = [line[0] for line in csv.reader(io.StringIO(path.read_text()))][1:]
    assert [row["x"] for row in counted_rows(texts(path))] == raw


def _cells(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if '"b\n' not in text else ["a", '"b\nc"']


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text("ab,;\t|\"\n '#\\é", max_size=6), st.text("01.-e", max_size=5), st.integers()
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_cells_are_those_that_the_csv_module_wrote(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, int]],
    separator: str,
    end: str,
) -> None:
    path = tmp_path_factory.mktemp("cells") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator=end)
        writer.writerows([("one", "two", "three"), *rows])
    found = [tuple(row.values()) for row in counted_rows(texts(path))]
    # An empty cell says nothing.
    assert found == [tuple(str(cell) or None for cell in row) for row in rows]
    assert len(rows_of(path)) == len(rows)


def test_ten_thousand_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = [f"c{at}" for at in range(10_000)]
    path.write_text(",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")
    table = opened(path)
    assert list(table.columns) == names
    with pytest.raises(CollectError) as told:
        contingency(table, Attribute("sex"), Classes("c1", "1", "0"))
    assert "c49 and 9950 more" in told.value.do


# ---------------------------------------------------------------- folders


def write(folder: Path, name: str, **columns: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def test_a_folder_is_one_table(tmp_path: Path) -> None:
    write(tmp_path, "b/2.parquet", g=["c"], y=[3])
    write(tmp_path, "b/deep/1.parquet", g=["b"], y=[2])
    # Columns in another order are the same columns.
    write(tmp_path, "a.parquet", y=[1], g=["a"])
    (tmp_path / "_SUCCESS").touch()
    found = sorted(rows_of(tmp_path), key=str)
    assert [sorted(row.items()) for row in found] == [
        [("g", letter), ("y", number)] for letter, number in (("a", 1), ("b", 2), ("c", 3))
    ] or sorted((row["g"], row["y"]) for row in found) == [("a", 1), ("b", 2), ("c", 3)]


def test_the_identity_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        write(folder, "a.parquet", g=["a"])
    before = DataSet(one).identity()
    assert before == DataSet(other).identity() != DataSet(one / "a.parquet").identity()
    write(one, "b.parquet", g=["a"])
    assert DataSet(one).identity() != before


def test_folders_that_name_a_column(tmp_path: Path) -> None:
    whole = tmp_path / "above=1" / "set"
    write(whole, "sex=f/1.parquet", y=[1])
    write(whole, "sex=m/1.parquet", y=[2])
    assert sorted(rows_of(whole), key=str) == [{"y": 1, "sex": "f"}, {"y": 2, "sex": "m"}]


FOLDERS: dict[str, tuple[dict[str, dict[str, Any]], str]] = {
    "nothing in it": ({}, "has no Parquet file"),
    "another type": (
        {"1.parquet": {"g": ["a"], "y": [1]}, "2.parquet": {"g": ["a"], "y": [1.5]}},
        "1.parquet and 2.parquet have different columns: y",
    ),
    "another column": (
        {"1.parquet": {"g": ["a"], "y": [1]}, "2.parquet": {"g": ["a"], "z": [1]}},
        "1.parquet and 2.parquet have different columns: y, z",
    ),
    "a column more, further down": (
        {"1.parquet": {"g": ["a"]}, "2.parquet": {"g": ["a"]}, "x/3.parquet": {"g": [1], "z": [1]}},
        "2.parquet and x/3.parquet have different columns: g, z",
    ),
    "within a column": (
        {"1.parquet": {"g": [{"a": 1}]}, "2.parquet": {"g": [{"a": 1.5}]}},
        "1.parquet and 2.parquet have different columns: g",
    ),
    "some partitioned": (
        {"1.parquet": {"g": ["a"]}, "s=1/2.parquet": {"g": ["a"]}},
        "lie in folders that name different columns",
    ),
    "a folder and a column of one name": (
        {"g=1/1.parquet": {"g": ["a"]}},
        "a folder and a column have one name: g",
    ),
}


@pytest.mark.parametrize(("files", "said"), FOLDERS.values(), ids=FOLDERS.keys())
def test_folders_that_are_refused(
    tmp_path: Path, files: dict[str, dict[str, Any]], said: str
) -> None:
    for name, columns in files.items():
        write(tmp_path, name, **columns)
    refused(tmp_path, said)


def test_a_folder_with_other_tables_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "1.parquet", g=["a"])
    (tmp_path / "2.csv").write_text("g\na\n")
    refused(tmp_path, "also has files that are not read: 2.csv")


# ---------------------------------------------------------------- what is refused


def refused(source: Any, said: str) -> None:
    """One to three short lines, none of which quotes a row."""
    with pytest.raises(LexgateError) as told:
        rows_of(source)
    lines = str(told.value).splitlines()
    assert said in told.value.what, told.value.what
    assert len(lines) <= 3
    assert all(len(line) < 700 for line in lines)
    assert "secret" not in str(told.value)


def _parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"g": ["a"] * 1000, "y": range(1000)}), sink)
    return sink.getvalue()


FILES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("t.csv", b"", "it is empty"),
    "empty lines alone": ("t.csv", b"\n\n", "it has no header line"),
    "a column without a name": ("t.csv", b",y\n1,2\n", "column 1 has no name"),
    "one name twice": ("t.csv", b"g,y,g\na,1,b\n", "two columns are named 'g'"),
    "one name by capitals": ("t.csv", b"g,G\na,1\n", "'g' and 'G' differ by capitals alone"),
    "a cell too few": ("t.csv", b"g,y,z\na,1,2\nsecret,1\n", "line 3 has 2 cells"),
    "a cell too many": ("t.csv", b"g,y\na,1\nsecret,1,2\n", "line 3 has 3 cells"),
    "a cell too many in all": ("t.csv", b"g,y\n" + b"secret,1,2\n" * 9, "line 2 has 3 cells"),
    "a cell too few, late": ("t.csv", LINES + b"secret,1\n", f"line {MANY + 2} has 2 cells"),
    "a cell too many, late": ("t.csv", LINES + b"secret,1,2,3\n", f"line {MANY + 2} has 4 cells"),
    "a title above the header": ("t.csv", b"Report\ng,y\nsecret,1\n", "line 2 has 2 cells"),
    "a quote not closed": ("t.csv", b'g,y\na,1\n"secret,2\nc,3\n', "a quote in line 3"),
    "a quote not closed, late": ("t.csv", LINES + b'"secret,2,3\n', "is not closed"),
    "a quote not closed in the header": ("t.csv", b'"g,y\na,1\n', "header"),
    "text after a quote": ("t.csv", b'g,y\n"secret"x,2\n', "a quote in line 2"),
    "line ends of two kinds": ("t.csv", b"g,y\r\na,1\nsecret,2\r\n", "its lines end in two ways"),
    "line ends of two kinds, late": ("t.csv", LINES + b"secret,1,2\r\n", "lines end in two ways"),
    "Latin-1": ("t.csv", b"g,y\nsecret M\xfcller,1\n", "line 2 is not UTF-8"),
    "Latin-1 in the header": ("t.csv", b"gr\xf6\xdfe,y\n1,1\n", "is not UTF-8"),
    "two encodings in a short file": ("t.csv", b"g,y\n\xc3\xbc,1\n\xfc,2\n", "line 3 is not UTF-8"),
    "two encodings": ("t.csv", LINES + b"secret \xfc,1,2\n", f"line {MANY + 2} is not UTF-8"),
    "UTF-16": ("t.csv", "g,y\na,1\n".encode("utf-16"), "it is text in UTF-16"),
    "a line of three million letters": ("t.csv", b"g\n" + b"s" * 3_000_000 + b"\n", "too long"),
    "half of a gzip": ("t.csv.gz", PACKED[: len(PACKED) // 2], "what gzip packed ends too early"),
    "a gzip without its end": ("t.csv.gz", PACKED[:-8], "what gzip packed ends too early"),
    "a gzip with another check sum": (
        "t.csv.gz",
        PACKED[:-8] + b"0000" + PACKED[-4:],
        "what gzip packed is damaged",
    ),
    "no gzip": ("t.csv.gz", LINES, "not packed by gzip"),
    "a spreadsheet": ("t.xlsx", b"PK\x03\x04...", "a ZIP archive or a spreadsheet"),
    "a database": ("t.db", b"SQLite format 3\x00", "an SQLite database"),
    "no Parquet": ("t.parquet", b"not a table", "does not begin as a Parquet file does"),
    "half a Parquet": ("t.parquet", _parquet()[:2000], "does not end as a Parquet file does"),
    "a Parquet with a broken end": (
        "t.parquet",
        _parquet()[:-400] + b"\xff" * 392 + _parquet()[-8:],
        "the engine stopped with",
    ),
    "no Arrow": ("t.arrow", b"not a table", "it is no whole Arrow file"),
    "half an Arrow": ("t.arrow", b"ARROW1\x00\x00" + b"0" * 90, "it is no whole Arrow file"),
}


@pytest.mark.parametrize(("name", "data", "said"), FILES.values(), ids=FILES.keys())
def test_files_that_are_refused(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    refused(path, said)


def test_a_broken_page_within_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"y": list(range(100_000))}), path, compression="snappy")
    data = bytearray(path.read_bytes())
    data[1000:5000] = b"\xff" * 4000
    path.write_bytes(data)
    refused(path, "can't be read to its end")


def test_nothing_there(tmp_path: Path) -> None:
    refused(tmp_path / "nothing.csv", "No such file or directory")


MEMORY: dict[str, tuple[Any, str]] = {
    "two names": (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns are named 'a'"),
    "two names in Arrow": (pa.table([[1], [2]], names=["a", "a"]), "two columns are named 'a'"),
    "capitals": (pa.table([[1], [2]], names=["a", "A"]), "differ by capitals alone"),
    "numbers for names": (pd.DataFrame([[1, 2]]), "the name of column 1 is no text"),
    "no name": (pd.DataFrame({"": [1]}), "column 1 has no name"),
    "no columns": (pd.DataFrame(), "there are no columns"),
    "values of two types": (pd.DataFrame({"a": [1, "secret"]}), "values of several types"),
}


@pytest.mark.parametrize(("source", "said"), MEMORY.values(), ids=MEMORY.keys())
def test_tables_that_are_refused(source: Any, said: str) -> None:
    refused(source, said)


@pytest.mark.parametrize("text", ["g,y\n", "g,y", "\n\ng,y\n\n"])
def test_a_header_alone_is_no_table(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(CollectError, match="a header line and no rows"):
        opened(path)


@pytest.mark.parametrize("name", ["part-00001", "b.parquet.gz2", ".hidden.parquet", "_b.parquet"])
def test_no_part_of_a_folder_is_left_out(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "rows"
    folder.mkdir()
    pd.DataFrame({"g": ["a"]}).to_parquet(folder / "a.parquet")
    pd.DataFrame({"g": ["b"]}).to_parquet(folder / "x")
    (folder / "x").rename(folder / name)
    with pytest.raises(CollectError, match=f"files that are not read: {name}"):
        opened(folder)


def test_what_holds_no_rows_may_lie_beside_them(tmp_path: Path) -> None:
    pd.DataFrame({"g": ["a"]}).to_parquet(tmp_path / "a.parquet")
    for name in ("_SUCCESS", ".a.parquet.crc"):
        (tmp_path / name).write_bytes(b"crc")
    assert opened(tmp_path).count().to_pyarrow().as_py() == 1


def test_a_stream_that_is_cut_between_batches(tmp_path: Path) -> None:
    import pyarrow as pa

    table = pa.table({"g": list(range(100))})
    path = tmp_path / "t.arrows"
    with pa.ipc.new_stream(str(path), table.schema) as stream:
        for batch in table.to_batches(max_chunksize=50):
            stream.write_batch(batch)
    assert opened(path).count().to_pyarrow().as_py() == 100
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(CollectError, match="no whole Arrow file"):
        opened(path)
