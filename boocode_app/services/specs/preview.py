"""A plan as a diff: what git says between the tree before and the tree after."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from boocode_app.services.specs import git
from boocode_app.services.specs.plan import Plan
from boocode_app.services.specs.snapshot import File, Link, Other, Snapshot


async def render(plan: Plan) -> str:
    """The diff that the plan makes, renames told as such; empty for an empty plan."""
    if not plan:
        return ""
    with tempfile.TemporaryDirectory(prefix="boocode-openspec-") as name:
        folder = Path(name)
        await git.start_scratch(folder)
        trees = []
        for snapshot, other in ((plan.before, plan.after), (plan.after, plan.before)):
            await asyncio.to_thread(_lay_out, folder / "openspec", snapshot, other)
            trees.append(await git.scratch_tree(folder))
        return await git.scratch_difference(folder, *trees)


def _lay_out(top: Path, snapshot: Snapshot, other: Snapshot) -> None:
    """Write, alone, those entries of `snapshot` that `other` does not hold at the same path."""
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir()
    for path, entry in snapshot.items():
        if other.get(path) == entry:
            continue
        target = top / path
        if isinstance(entry, File | Link | Other):
            target.parent.mkdir(parents=True, exist_ok=True)
        match entry:
            case File(data=data):
                target.write_bytes(data)
            case Link(target=text):
                target.symlink_to(text)
            case Other():
                target.write_bytes(b"(not shown)\n")
