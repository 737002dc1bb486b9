"""tasks.md: check boxes, their ids, groups, waves and what they depend on."""

import re
from dataclasses import dataclass

from boocode_app.services.specs.markdown import unfenced

_BOX = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s*\[(?:\s*([^\]\s]?)\s*\](?![(\[])|\s+\])\s*(.*)")
_ID = re.compile(r"^(\d+(?:\.\d+)+(?:[A-Za-z]+)?)(?=\s|$)")
_LEVEL_TWO = re.compile(r"^ {0,3}##(?!#)(?:[ \t]+|[ \t]*$)")
_GROUP = re.compile(r"^ {0,3}##[ \t]+(\d+)\.(?:[ \t]|$)")
_WAVE = re.compile(r"\bwave[ \t]+(\d{1,4})\b", re.IGNORECASE)
_NEEDS = re.compile(
    r"\b(?:depends on|blocked by|needs|requires|after)\s+(?:tasks?\s+)?"
    r"(\d+(?:\.\d+)+[a-z]?(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s*,\s*and\s+)\d+(?:\.\d+)+[a-z]?)*)",
    re.IGNORECASE,
)
_ID_IN_LIST = re.compile(r"\d+(?:\.\d+)+[a-z]?", re.IGNORECASE)


@dataclass(frozen=True)
class Task:
    """One check box. `group` is the number of its `## N.` heading; `needs` are ids it names."""

    line: int
    done: bool
    text: str
    id: str | None
    group: str | None
    wave: int | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Wave:
    """A heading that names a wave."""

    line: int
    number: int


@dataclass(frozen=True)
class TaskList:
    """A tasks.md."""

    tasks: tuple[Task, ...] = ()
    waves: tuple[Wave, ...] = ()
    numbered: bool = False

    @property
    def done(self) -> int:
        """How many boxes are checked."""
        return sum(task.done for task in self.tasks)

    @property
    def total(self) -> int:
        """How many boxes there are."""
        return len(self.tasks)

    @property
    def complete(self) -> bool:
        """Whether there are boxes and all are checked."""
        return bool(self.tasks) and self.done == self.total

    @property
    def current_wave(self) -> int | None:
        """The wave of the first open box; None when none is open or waves are not used."""
        return next((task.wave for task in self.tasks if not task.done), None)


def box(line: str) -> tuple[bool, str] | None:
    """Whether the check box in `line` is checked and its text; None where there is no box."""
    match = _BOX.match(line) if "[" in line else None
    return ((match[1] or "").lower() == "x", match[2].strip()) if match else None


def count(text: str) -> tuple[int, int]:
    """Checked and all boxes, fenced ones too: the reference CLI counts them."""
    boxes = [found for line in text.split("\n") if (found := box(line))]
    return sum(done for done, _ in boxes), len(boxes)


def read_tasks(text: str) -> TaskList:
    """The boxes outside code fences, in order."""
    tasks: list[Task] = []
    waves: list[Wave] = []
    group: str | None = None
    wave: int | None = None
    for number, line in unfenced(text):
        if _LEVEL_TWO.match(line):
            match = _GROUP.match(line)
            group = match[1].lstrip("0") or "0" if match else None
        if line.lstrip().startswith("#"):
            named = _WAVE.search(line)
            if named:
                wave = int(named[1])
                waves.append(Wave(number, wave))
            continue
        if found := box(line):
            tasks.append(_task(number, *found, group, wave))
    return TaskList(tuple(tasks), tuple(waves), is_numbered(text))


def is_numbered(text: str) -> bool:
    """Whether groups carry numbers (`## 1. Title`), so that ids must fit them."""
    return any(_GROUP.match(line) for line in text.split("\n"))


def order_faults(listed: TaskList) -> list[tuple[int, str]]:
    """Tasks that stand before, or in the same wave as, what they depend on: line and words."""
    place = {task.id: (position, task) for position, task in enumerate(listed.tasks) if task.id}
    faults: list[tuple[int, str]] = []
    for position, task in enumerate(listed.tasks):
        for need in task.needs:
            if need not in place:
                faults.append((task.line, f"depends on task {need}, which is not in the list"))
            elif place[need][0] >= position:
                faults.append((task.line, f"depends on task {need}, which comes later"))
            elif task.wave is not None and place[need][1].wave == task.wave:
                faults.append(
                    (task.line, f"depends on task {need} of the same wave, and a wave is parallel")
                )
    for earlier, later in zip(listed.waves, listed.waves[1:], strict=False):
        if later.number < earlier.number:
            faults.append((later.line, f"wave {later.number} stands after wave {earlier.number}"))
    return sorted(faults)


def numbering_faults(text: str) -> list[tuple[int, str]]:
    """Ids that are used twice or stand in another number's group: line and words."""
    if not is_numbered(text):
        return []
    faults: list[tuple[int, str]] = []
    first: dict[str, int] = {}
    group: str | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if _LEVEL_TWO.match(line):
            match = _GROUP.match(line)
            group = match[1] if match else None
        found = box(line)
        named = _ID.match(found[1]) if found and group is not None else None
        if not named or group is None:
            continue
        leading = named[1].split(".")[0]
        if leading.lstrip("0") != group.lstrip("0"):
            faults.append((number, f"task {named[1]} stands in group {group}"))
        if named[1] in first:
            faults.append((number, f"task {named[1]} is also on line {first[named[1]]}"))
        first.setdefault(named[1], number)
    return faults


def _task(number: int, done: bool, text: str, group: str | None, wave: int | None) -> Task:
    named = _ID.match(text)
    needs = tuple(
        dict.fromkeys(
            need for listed in _NEEDS.findall(text) for need in _ID_IN_LIST.findall(listed)
        )
    )
    return Task(number, done, text, named[1] if named else None, group, wave, needs)
