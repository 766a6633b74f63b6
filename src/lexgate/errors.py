"""What can go wrong, and what to do about it.

    LexgateError        (3) anything that stops a command
    ├── RequestError    (2) no request could be formed: unreadable, not JSON, a bad flag
    └── EngineError     (3) the engine is missing, unreachable, undefined or inconsistent

The number is the exit code. Denials are no errors: a gate that was answered with
"denied" ends with 1. What nobody foresaw counts as not understood, hence the 3
of the base class.
"""

_LONGEST = 2_000


class LexgateError(Exception):
    """Something that the reader can act on.

    Args:
        what: What is wrong, in one sentence.
        where: The file, field, address or command that it concerns; empty if there is none.
        do: What to do next, in one sentence; empty if nothing helps.
    """

    exit_code = 3

    def __init__(self, what: str, where: str = "", do: str = "") -> None:
        self.what = what
        self.where = where
        self.do = do
        super().__init__(what, where, do)

    def __str__(self) -> str:
        """One to three lines: what is wrong, where, what to do next.

        What other programs and files say comes in here too: it is put on one line of limited
        length, and can't draw on a terminal.
        """
        lines = [_line(self.what)]
        if self.where:
            lines.append(f"  where: {_line(self.where)}")
        if self.do:
            lines.append(f"  do:    {_line(self.do)}")
        return "\n".join(lines)


def _line(text: str) -> str:
    line = " ".join(part.strip() for part in text.splitlines() if part.strip())
    line = "".join(character if character.isprintable() else "?" for character in line)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


class RequestError(LexgateError):
    """No request could be formed from what was given."""

    exit_code = 2


class EngineError(LexgateError):
    """The engine gave no answer that can be relied on."""

    exit_code = 3
