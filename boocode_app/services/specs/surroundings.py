"""What stands around an openspec/ folder: the repository's stack and conventions, in words.

It is asked only when a config.yaml has no `context`. It reads manifests and names of folders, and
runs nothing of the repository's own.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

_LARGEST_MANIFEST = 1024 * 1024
_MOST_NAMES = 12
_LANGUAGES = {
    "pyproject.toml": "Python",
    "requirements.txt": "Python",
    "package.json": "JavaScript or TypeScript",
    "Cargo.toml": "Rust",
    "go.mod": "Go",
    "pom.xml": "Java",
    "build.gradle": "Java or Kotlin",
    "Gemfile": "Ruby",
    "composer.json": "PHP",
    "CMakeLists.txt": "C or C++",
}
_INFRASTRUCTURE = {
    "Dockerfile": "a container image (Dockerfile)",
    "compose.yaml": "compose services (compose.yaml)",
    "docker-compose.yml": "compose services (docker-compose.yml)",
    ".github/workflows": "GitHub Actions",
    ".gitlab-ci.yml": "GitLab CI",
    ".ci": "own CI scripts (.ci/)",
    "Makefile": "make targets (Makefile)",
    "alembic": "database migrations by alembic",
}


def describe(repository: Path, subjects: list[str]) -> str:
    """A `context:` text for config.yaml. `subjects`: recent commit subjects, newest first."""
    languages = sorted({word for name, word in _LANGUAGES.items() if (repository / name).exists()})
    infrastructure = [
        word for name, word in _INFRASTRUCTURE.items() if (repository / name).exists()
    ]
    folders = list(_folders(repository))[:_MOST_NAMES]
    libraries = list(dict.fromkeys(_libraries(repository)))[:_MOST_NAMES]
    rows = [
        f"Project: {_plain(repository.resolve().name)}",
        f"Stack: {_listed(languages, 'no manifest names a language')}",
        f"Libraries: {_listed(libraries, 'none declared')}",
        f"Services and folders: {_listed(folders, 'none')}",
        f"Infrastructure: {_listed(infrastructure, 'none declared in the repository')}",
        f"Commits: {_commits(subjects)}",
        f"Tests: {_tests(repository)}",
        "Read from the repository's own files: correct and extend it by hand.",
    ]
    return "\n".join(rows)


def _folders(repository: Path) -> Iterator[str]:
    for path in sorted(repository.iterdir()):
        if path.is_dir() and not path.name.startswith(".") and path.name != "openspec":
            yield _plain(path.name)


def _libraries(repository: Path) -> Iterator[str]:
    try:
        project = tomllib.loads(_manifest(repository / "pyproject.toml")).get("project", {})
        declared = project.get("dependencies", []) if isinstance(project, dict) else []
        yield from (_package(name) for name in declared if isinstance(name, str))
    except tomllib.TOMLDecodeError:
        pass
    for line in _manifest(repository / "requirements.txt").splitlines():
        if line[:1].isalnum():
            yield _package(line)
    try:
        package = json.loads(_manifest(repository / "package.json") or "{}")
        listed = package.get("dependencies") if isinstance(package, dict) else None
        yield from (_plain(name) for name in (listed if isinstance(listed, dict) else ()))
    except (ValueError, TypeError, RecursionError):
        pass


def _manifest(path: Path) -> str:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST_MANIFEST:
            return ""
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _commits(subjects: list[str]) -> str:
    kinds = ("feat", "fix", "docs", "chore", "refactor", "test", "build", "ci", "perf")
    conventional = [s for s in subjects if s.split(":")[0].split("(")[0].rstrip("!") in kinds]
    if subjects and len(conventional) * 2 >= len(subjects):
        return "conventional commits (feat, fix, docs, ...), one change each"
    return "short imperative subjects, one change each"


def _tests(repository: Path) -> str:
    found = [name for name in ("tests", "test", "spec", "e2e") if (repository / name).is_dir()]
    return f"under {', '.join(name + '/' for name in found)}" if found else "no test folder yet"


def _package(requirement: str) -> str:
    cut = next((i for i, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), None)
    return _plain(requirement[:cut])


def _listed(names: list[str], otherwise: str) -> str:
    return ", ".join(names) or otherwise


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:80]
