"""The documents that belong to no batch: what is built, what the archive keeps, what explains."""

from boocode_app.contracts import specs as wire
from boocode_app.services.specs import markdown, report
from boocode_app.services.specs.requirements import read_requirements
from boocode_app.services.specs.snapshot import File, shown, text_of
from boocode_app.services.specs.tree import Tree

_BESIDE = (".md", ".yaml", ".yml")


def of(tree: Tree) -> list[wire.SpecPaper]:
    """Capabilities, then the archive's documents, then those beside them, each by path."""
    capabilities = [
        _capability(tree, name, path) for name, path in sorted(tree.capabilities.items())
    ]
    archived = [_paper(tree, path, "archive") for path in sorted(tree.archive_documents)]
    beside = [
        _paper(tree, path, "other")
        for path, entry in sorted(tree.snapshot.items())
        if isinstance(entry, File) and "/" not in path and path.endswith(_BESIDE)
    ]
    return [*capabilities, *archived, *beside]


def _capability(tree: Tree, name: str, path: str) -> wire.SpecPaper:
    text = text_of(tree.snapshot, path) or ""
    purpose = markdown.find_section(markdown.sections(text), "Purpose")
    return wire.SpecPaper(
        path=shown(path),
        title=shown(name),
        kind="capability",
        purpose=" ".join(purpose.content.split()) if purpose else "",
        requirements=len(read_requirements(text).blocks),
    )


def _paper(tree: Tree, path: str, kind: str) -> wire.SpecPaper:
    name = path.rpartition("/")[2]
    text = text_of(tree.snapshot, path) or ""
    title = report.title_of(text, name) if name.endswith(".md") else name
    return wire.SpecPaper.model_validate({"path": shown(path), "title": shown(title), "kind": kind})
