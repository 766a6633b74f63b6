"""Opening a data set as one table, whatever holds it: a file, a folder, memory.

Files are told apart by how they begin, not by their names: text (comma, semicolon, tab or
bar between cells, also packed by gzip), Parquet, Arrow IPC and Feather. A folder holds
Parquet files of one schema, also in folders below; `name=value` in the name of such a
folder is a column, as Spark writes it.

Every row must come through as it was written, or nothing does. So nothing is left to an
engine's guess that could cost a row or change one: separator and header are read here and
then fixed; the types of columns follow from every row, not from the first ones; a gzip
file is checked to its end; the files of a folder must agree. What an engine says about a
file is not passed on, since it quotes rows.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lexgate_collectors.common import CollectError, Faults

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa

Form = Literal["text", "gzip", "parquet", "arrow"]

_SEPARATORS = (",", ";", "\t", "|")
_CHUNK = 1 << 20
_engine, _numbers = threading.local(), count(1)
_LONGEST_HEADER = 8_000_000
_MOST_NAMED = 20
_PARQUET = (".parquet", ".pq", ".parq")
_ARROW = (".arrow", ".arrows", ".feather", ".ipc")
_END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"
_NO_TABLE = {
    b"PK\x03\x04": "a ZIP archive or a spreadsheet",
    b"\x28\xb5\x2f\xfd": "packed by Zstandard",
    b"BZh": "packed by bzip2",
    b"\xfd7zXZ": "packed by xz",
    b"SQLite format 3": "an SQLite database",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
    b"PARE": "an encrypted Parquet file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
_FORMS = "give a CSV file with a header line, a Parquet or Arrow file, or a folder of Parquet files"
# What may become of cells of text. Times of day and dates in other orders stay text.
_TYPES = ("BOOLEAN", "BIGINT", "HUGEINT", "DOUBLE", "TIMESTAMP", "DATE", "VARCHAR")


def opened(source: Path | pd.DataFrame | pa.Table | ir.Table) -> ir.Table:
    """The data set as an Ibis table; files and tables in memory are read by DuckDB.

    Raises:
        CollectError: nothing there, or what can't be read as a table without losing or
            changing rows: what, where, and what to do.
    """
    import ibis

    if isinstance(source, ibis.Table):
        return source
    if not isinstance(source, Path):
        return _in_memory(source)
    if source.is_dir():
        return _folder(source)
    found = form(source)
    if found == "arrow":
        return _arrow(source)
    if found == "parquet":
        return _parquet([source], str(source))
    return _text(source, found)


def texts(path: Path) -> ir.Table:
    """A file of text as a table of texts: cells as they were written.

    Raises:
        CollectError: as `opened`.
    """
    return _text(path, form(path), typed=False)


def is_text(source: Path | pd.DataFrame | pa.Table | ir.Table) -> bool:
    """Whether the data set is a file of text, whose cells have no type of their own."""
    return isinstance(source, Path) and not source.is_dir() and form(source) in ("text", "gzip")


def form(path: Path) -> Form:
    """How a file is written, by its first bytes.

    Raises:
        CollectError: no such file, an empty one, or one of another kind.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(4096)
            file.seek(-min(4, len(begins)), 2)
            ends = file.read(4)
    except OSError as fault:
        raise CollectError(
            f"the file can't be read as a table: {fault.strerror}", str(path), _FORMS
        ) from fault
    if not begins:
        raise _not_read("it is empty", path)
    if begins.startswith(b"PAR1") or path.suffix.lower() in _PARQUET:
        if not begins.startswith(b"PAR1"):
            raise _not_read("it does not begin as a Parquet file does", path)
        if ends != b"PAR1" or path.stat().st_size < 12:
            raise _not_read("it does not end as a Parquet file does", path)
        return "parquet"
    if begins.startswith((b"ARROW1", b"FEA1")) or path.suffix.lower() in _ARROW:
        return "arrow"
    if begins.startswith(b"\x1f\x8b"):
        return "gzip"
    for start, what in _NO_TABLE.items():
        if begins.startswith(start):
            raise _not_read(f"it is {what}", path)
    if path.suffix.lower() == ".gz":
        raise _not_read("it is not packed by gzip, as its name says", path)
    return "text"


def _not_read(why: str, path: Path, do: str = _FORMS) -> CollectError:
    return CollectError(f"the file can't be read as a table: {why}", str(path), do)


# ---------------------------------------------------------------- memory


def _in_memory(source: pd.DataFrame | pa.Table) -> ir.Table:
    import ibis
    import pyarrow as pa

    if isinstance(source, pa.Table):
        _names(list(source.column_names), "the table given")
        return ibis.memtable(source)
    _names(list(source.columns), "the table given")
    try:
        # Once, and not for every question that is asked of it.
        table = pa.Table.from_pandas(source, preserve_index=False)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as fault:
        raise CollectError(
            "the table holds what no column can: values of several types",
            "the table given",
            "give columns of numbers, texts, truth values or dates, one type each",
        ) from fault
    return ibis.memtable(table)


def _connection() -> Any:
    """The engine that files are opened in, one for each thread of a process.

    Tables that were opened in one can be asked about together.
    """
    import ibis

    if getattr(_engine, "process", None) == os.getpid():
        try:
            _engine.connection.con.execute("SELECT 1").fetchall()
        except Exception:
            # An engine that broke answers nothing any more.
            _engine.process = None
    if getattr(_engine, "process", None) != os.getpid():
        _engine.connection, _engine.process = ibis.duckdb.connect(), os.getpid()
    return _engine.connection


def _named() -> str:
    return f"data_set_{next(_numbers)}"


def _names(columns: Sequence[Any], where: str) -> None:
    """Check the names of columns, which engines would change silently.

    Raises:
        CollectError: a name that is none, or that two columns have.
    """
    faults = Faults(where)
    faults.check(bool(columns), "there are no columns")
    seen: dict[str, str] = {}
    for at, name in enumerate(columns, start=1):
        if not isinstance(name, str):
            faults.add(f"the name of column {at} is no text")
        elif not name.strip():
            faults.add(f"column {at} has no name")
        elif name in seen.values():
            faults.add(f"two columns are named {name!r}")
        elif name.casefold() in seen:
            faults.add(f"columns {seen[name.casefold()]!r} and {name!r} differ by capitals alone")
        else:
            seen[name.casefold()] = name
    if len(faults.found) > _MOST_NAMED:
        more = len(faults.found) - _MOST_NAMED
        faults.found[_MOST_NAMED:] = [f"and {more} more"]
    faults.settle("give every column a name of its own (an index without one is left out)")


# ---------------------------------------------------------------- Parquet and Arrow


def _folder(folder: Path) -> ir.Table:
    files = sorted(_parquet_below(folder))
    if not files:
        raise CollectError("the folder has no Parquet file", str(folder), _FORMS)
    others = sorted(str(path.relative_to(folder)) for path in _others_below(folder))
    if others:
        raise CollectError(
            f"the folder also has files that are not read: {_few(others)}",
            str(folder),
            "keep in it the Parquet files of one data set alone, with their endings",
        )
    for path in files:
        if form(path) != "parquet":
            raise _not_read("it does not begin as a Parquet file does", path)
    return _parquet(files, str(folder), folder)


def _parquet_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix.lower() in _PARQUET and path.is_file():
            yield path


def _others_below(folder: Path) -> Iterator[Path]:
    """Files that might hold rows; `_SUCCESS`, `._x.crc` and such hold none."""
    for path in folder.rglob("*"):
        if path.suffix.lower() in _PARQUET and not path.name.startswith((".", "_")):
            continue
        if not path.is_file() or path.name in ("_metadata", "_common_metadata"):
            continue
        if path.name.startswith((".", "_")):
            with path.open("rb") as file:
                if file.read(4) != b"PAR1":
                    continue
        yield path


def _parquet(files: Sequence[Path], where: str, folder: Path | None = None) -> ir.Table:
    """A table of Parquet files.

    Raises:
        CollectError: one can't be read, or two do not have the same columns.
    """
    connection = _connection()
    schemas = _schemas(connection, files, where)
    for one, other in pairwise(files):
        different = sorted(schemas[one].items() ^ schemas[other].items())
        if different:
            names = list(dict.fromkeys(name.split("\n")[0] for name, _ in different))
            raise CollectError(
                f"{_below(one, folder)} and {_below(other, folder)} have different columns: "
                f"{_few(names)}",
                where,
                "write all files of the folder with the same columns and types",
            )
    _names([name for name in schemas[files[0]] if "\n" not in name], where)
    kept = _partitions(files, folder, where)
    try:
        # By name: columns may stand in another order in another file.
        table = connection.read_parquet(
            [_literally(path) for path in files],
            table_name=_named(),
            hive_partitioning=bool(kept),
            hive_types_autocast=False,
            union_by_name=False,
        )
    except Exception as fault:
        raise CollectError(
            f"the file can't be read as a table: {said(fault)}", where, _FORMS
        ) from fault
    wanted = [*(name for name in schemas[files[0]] if "\n" not in name), *kept]
    clash = set(kept) & set(schemas[files[0]])
    if clash:
        raise CollectError(
            f"a folder and a column have one name: {_few(sorted(clash))}",
            where,
            "rename the folders, or leave the column out",
        )
    # A `name=value` above the folder says nothing of its rows.
    return table.select(wanted)


def _schemas(
    connection: Any, files: Sequence[Path], where: str
) -> dict[Path, dict[str, tuple[Any, ...]]]:
    """Of each file its columns by name, with their types; parts of a column below it."""
    places = ", ".join(_quoted(_literally(path)) for path in files)
    asked = (
        "SELECT file_name, name, type, type_length, num_children, converted_type, scale, "  # noqa: S608
        f"precision, logical_type FROM parquet_schema([{places}])"
    )
    try:
        rows = connection.con.execute(asked).fetchall()
    except Exception as fault:
        raise CollectError(
            f"the file can't be read as a table: {said(fault)}", where, _FORMS
        ) from fault
    by_name: dict[str, list[tuple[Any, ...]]] = {}
    for name, *row in rows:
        by_name.setdefault(name, []).append(tuple(row))
    return {path: _columns(by_name[str(path.absolute())], path) for path in files}


def _columns(rows: Sequence[tuple[Any, ...]], path: Path) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    names: list[str] = []
    # A tree, parents first: the root, then each column with what is below it.
    at = 1

    def take(above: str) -> None:
        nonlocal at
        name, *kind = rows[at]
        at += 1
        whole = f"{above}\n{name}" if above else str(name)
        if not above:
            names.append(str(name))
        found[whole] = tuple(kind)
        for _ in range(kind[2] or 0):
            take(whole)

    while at < len(rows):
        take("")
    _names(names, str(path))
    return found


def _partitions(files: Sequence[Path], folder: Path | None, where: str) -> list[str]:
    """The names in `name=value` folders below the data set's own."""
    if folder is None:
        return []
    named = [
        [part.split("=", 1)[0] for part in path.relative_to(folder).parts[:-1] if "=" in part]
        for path in files
    ]
    for (one, first), (other, second) in pairwise(zip(files, named, strict=True)):
        if first != second:
            raise CollectError(
                f"{_below(one, folder)} and {_below(other, folder)} lie in folders that name "
                "different columns",
                where,
                "partition all files of the folder alike",
            )
    return named[0]


def _arrow(path: Path) -> ir.Table:
    import ibis
    import pyarrow as pa
    from pyarrow import feather, ipc

    try:
        with path.open("rb") as file:
            begins = file.read(6)
        if begins == b"ARROW1":
            table = ipc.open_file(pa.memory_map(str(path))).read_all()
        elif begins.startswith(b"FEA1"):
            table = feather.read_table(path)
        else:
            with path.open("rb") as file:
                file.seek(-min(len(_END_OF_STREAM), path.stat().st_size), 2)
                if file.read() != _END_OF_STREAM:
                    raise ValueError("cut between two batches")
            table = ipc.open_stream(pa.memory_map(str(path))).read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise _not_read("it is no whole Arrow file", path) from fault
    _names(list(table.column_names), str(path))
    return ibis.memtable(table)


# ---------------------------------------------------------------- text


def _text(path: Path, packed: Form, *, typed: bool = True) -> ir.Table:
    """A file of text, every cell of which is read.

    Raises:
        CollectError: no header, or rows that do not fit it.
    """
    if packed == "gzip":
        _whole_gzip(path)
    names, separator, skipped = _header(path, packed)
    _names(names, str(path))
    dialect: dict[str, Any] = {
        "header": True,
        "delim": separator,
        "quote": '"',
        "escape": '"',
        "comment": "",
        "skip": skipped,
        "strict_mode": True,
        "compression": "gzip" if packed == "gzip" else "none",
        "hive_partitioning": False,
    }
    connection, view = _connection(), _named()
    columns = dict.fromkeys(names, "VARCHAR")
    if typed:
        try:
            columns = dict(zip(names, _sniffed(connection, path, dialect), strict=True))
            columns |= dict.fromkeys(_letters(connection, path, dialect, columns), "VARCHAR")
        except Exception:
            typed = False
            _check_utf8(path, packed)
    typed_as = ", ".join(f"{_quoted(name)}: '{kind}'" for name, kind in columns.items())
    try:
        connection.con.execute(
            f"CREATE VIEW {view} AS SELECT * FROM read_csv({_quoted(_literally(path))}, "  # noqa: S608
            f"columns = {{{typed_as}}}, auto_detect = false, {_options(dialect)})"
        )
        table = connection.table(view)
        # The reading of all rows says which line is wrong.
        some = connection.con.execute(
            f"SELECT 1 FROM {view} LIMIT 1" if typed else f"SELECT count(*) FROM {view}"  # noqa: S608
        ).fetchall()
    except Exception as fault:
        raise _not_read(
            said(fault), path, "repair that line, or write the file anew as UTF-8"
        ) from fault
    # Of what no cell says nobody knows the type.
    if not some or some == [(0,)]:
        raise _not_read("it has a header line and no rows", path, "give the file with its rows")
    return table


def _whole_gzip(path: Path) -> None:
    """Unpack to the end, where the check sum is: engines take a damaged file for whole."""
    try:
        with gzip.open(path) as file:
            while file.read(_CHUNK):
                pass
    except (EOFError, OSError, zlib.error) as fault:
        why = "ends too early" if isinstance(fault, EOFError) else "is damaged"
        raise _not_read(f"what gzip packed {why}", path, "copy or write the file anew") from fault


def _header(path: Path, packed: Form) -> tuple[list[str], str, int]:
    """The names of the columns, the separator, and how many empty lines stand before."""
    try:
        with gzip.open(path) if packed == "gzip" else path.open("rb") as file:
            read = file.read(_LONGEST_HEADER)
        text = read.decode(
            "utf-8-sig", errors="strict" if len(read) < _LONGEST_HEADER else "ignore"
        )
    except UnicodeDecodeError:
        # The header alone may be fine; the line that is not is found when rows are read.
        text = read.decode("utf-8-sig", errors="replace")
    except OSError as fault:
        raise _not_read(str(fault.strerror), path) from fault
    lines = text.splitlines(keepends=True)
    skipped = next((at for at, line in enumerate(lines) if line.strip("\r\n")), None)
    if skipped is None:
        raise _not_read("it has no header line", path)
    best: list[str] = []
    separator = ","
    for candidate in _SEPARATORS:
        try:
            row = next(csv.reader(lines[skipped:], delimiter=candidate, strict=True))
        except (csv.Error, StopIteration):
            continue
        if len(row) > len(best):
            best, separator = row, candidate
    if not best:
        raise _not_read("its header line can't be read: a quote is not closed", path)
    if any("\ufffd" in name for name in best):
        raise _not_read("line 1 is not UTF-8", path, "write the file anew as UTF-8")
    return [name.strip() for name in best], separator, skipped


def _sniffed(connection: Any, path: Path, dialect: Mapping[str, Any]) -> list[str]:
    """The type of each column, from all rows."""
    asked = (
        'SELECT "Columns", "DateFormat" FROM sniff_csv('  # noqa: S608
        f"{_quoted(_literally(path))}, {_options(dialect)}, sample_size = -1)"
    )
    columns, date = connection.con.execute(asked).fetchall()[0]
    types = [str(column["type"]) for column in columns]
    known = {name: name for name in _TYPES}
    if date not in (None, "", "%Y-%m-%d"):
        # 01/02/2020 has two readings.
        known["DATE"] = "VARCHAR"
    return [known.get(name, "VARCHAR") for name in types]


def _letters(
    connection: Any, path: Path, dialect: Mapping[str, Any], columns: Mapping[str, str]
) -> list[str]:
    """The columns of truth values that are not written so: `f` may stand for a woman."""
    found = [name for name, kind in columns.items() if kind == "BOOLEAN"]
    if not found:
        return []
    asked = ", ".join(
        f"bool_and(lower({_identifier(name)}) IN ('true', 'false'))" for name in found
    )
    as_text = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in columns)
    row = connection.con.execute(
        f"SELECT {asked} FROM read_csv({_quoted(_literally(path))}, "  # noqa: S608
        f"columns = {{{as_text}}}, "
        f"auto_detect = false, {_options(dialect)})"
    ).fetchone()
    return [name for name, written_so in zip(found, row, strict=True) if written_so is False]


def _check_utf8(path: Path, packed: Form) -> None:
    """Look for the line that is not UTF-8, where an engine found no types.

    Raises:
        CollectError: naming the line.
    """
    with gzip.open(path) if packed == "gzip" else path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                raise _not_read(
                    f"line {number} is not UTF-8", path, "write the file anew as UTF-8"
                ) from None


# ---------------------------------------------------------------- words


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literally(path: Path) -> str:
    """The path for an engine that takes some letters in it for a pattern."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path.absolute()))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _options(dialect: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} = {_quoted(value) if isinstance(value, str) else str(value).lower()}"
        for name, value in dialect.items()
    )


def _below(path: Path, folder: Path | None) -> str:
    return str(path if folder is None else path.relative_to(folder))


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} and {len(names) - _MOST_NAMED} more"


def said(fault: Exception) -> str:
    """What an engine found, without the row that it quotes."""
    text = str(fault)
    line = re.search(r"on Line: (\d+)", text)
    at = f"line {line[1]}" if line else "a line"
    found = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    if found:
        return f"{at} has {found[2]} cells, and the header names {found[1]} columns"
    for sign, what in (
        ("Invalid unicode", f"{at} is not UTF-8"),
        ("not utf-8", f"{at} is not UTF-8"),
        ("unterminated quote", f"a quote in {at} is not closed"),
        ("Maximum line size", f"{at} is too long"),
        ("invalid state", "its lines end in two ways, or a quote stands within a cell"),
    ):
        if sign in text:
            return what
    return f"{at} can't be read" if line else f"the engine stopped with {type(fault).__name__}"
