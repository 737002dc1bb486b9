"""What only people start, campaigns and benchmarks, can still be begun: all it imports is there."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.daemon import ROOT


def _modules() -> list[str]:
    paths = [path for room in ("bench", "tests/slow") for path in (ROOT / room).rglob("*.py")]
    return sorted(".".join(_place(path)) for path in paths)


def _place(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).with_suffix("").parts


@pytest.mark.parametrize("module", _modules())
def test_it_can_be_begun(module: str) -> None:
    assert import_module(module)
