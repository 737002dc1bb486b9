"""The patch of the lines that a person chose in one file, as `git apply` takes it.

Invariant: its header names the file alone, so it changes content and existence, never a mode or a
name: those are changes of a whole file.
"""

from unidiff.patch import Hunk

from boocode_app.core.errors import Conflict, InvalidInput
from boocode_app.services.diffs.hunks import parse, serialised, split_header
from boocode_app.services.diffs.names import git_line, side
from boocode_app.services.diffs.records import NO_MODE
from boocode_app.services.diffs.staging.selection import (
    Choice,
    Kept,
    Runs,
    changed_lines,
    chosen_hunks,
)
from boocode_app.services.diffs.staging.standing import Standing


def hunks_of(standing: Standing) -> list[Hunk]:
    """The hunks of a change. Raises Conflict where it has no lines to choose from."""
    if standing.in_conflict:
        raise Conflict(f"{standing.shown} is in conflict: it can be staged whole, as resolved.")
    if len(standing.parts) > 1:
        raise Conflict(f"{standing.shown} changed its type: it goes as a whole only.")
    hunks = parse(split_header(standing.parts[0])[1]) if standing.parts else []
    if not hunks:
        raise Conflict(f"{standing.shown} has no lines to choose: it goes as a whole only.")
    return hunks


def chosen_of(standing: Standing, hunks: list[Hunk], kept: Kept) -> list[Hunk]:
    """The hunks of the chosen lines. Raises InvalidInput where no changed line is among them."""
    file = standing.chosen
    pieces = chosen_hunks(hunks, Choice(Runs(file.removed or ()), Runs(file.added or ())), kept)
    if not pieces:
        raise InvalidInput(f"No changed line of {standing.shown} is chosen.", field="files")
    return pieces


def line_patch(standing: Standing, hunks: list[Hunk], kept: Kept) -> bytes:
    """The patch of the chosen lines of `hunks`, to be applied to the side that is kept."""
    pieces = chosen_of(standing, hunks, kept)
    everything = changed_lines(pieces) == changed_lines(hunks)
    record, path = standing.record, standing.path
    appears = record.old_mode == NO_MODE and (kept == "old" or everything)
    goes = record.new_mode == NO_MODE and (kept == "new" or everything)
    lines = [git_line(path, path)]
    if appears:
        lines.append(b"new file mode " + record.new_mode.encode())
    if goes:
        lines.append(b"deleted file mode " + record.old_mode.encode())
    lines.append(b"--- " + (b"/dev/null" if appears else side(b"a/", path)))
    lines.append(b"+++ " + (b"/dev/null" if goes else side(b"b/", path)))
    return b"\n".join(lines) + b"\n" + serialised(pieces)
