"""Compiled front ends are kept whole, found by their sources, and pruned."""

import os
from pathlib import Path

import pytest

from boocode_app.core.frontend.cache import KEPT, FrontendCache, served
from boocode_app.core.frontend.sources import build_key


@pytest.fixture
def cache(tmp_path: Path) -> FrontendCache:
    """An empty cache over a checkout of one file."""
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "rxconfig.py").write_text("config = None")
    return FrontendCache(tmp_path / "cache", root)


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """What Reflex leaves behind."""
    folder = tmp_path / ".web"
    (folder / "build/client/assets").mkdir(parents=True)
    (folder / "build/client/index.html").write_text("a page")
    (folder / "backend").mkdir()
    (folder / "routes.json").write_text("[]")
    return folder


def test_nothing_is_found_in_an_empty_cache(cache: FrontendCache) -> None:
    assert cache.current() is None


def test_an_admitted_build_is_found_until_the_sources_change(
    cache: FrontendCache, web: Path
) -> None:
    build = cache.admit(web, build_key(cache.root))
    assert cache.current() == build
    assert (build / ".web/build/client/index.html").read_text() == "a page"
    assert (build / "rxconfig.py").read_text() == "config = None"
    (cache.root / "rxconfig.py").write_text("config = 1")
    assert cache.current() is None


def test_a_half_build_is_never_found(cache: FrontendCache, web: Path) -> None:
    (web / "routes.json").unlink()
    with pytest.raises(FileNotFoundError):
        cache.admit(web, build_key(cache.root))
    assert cache.current() is None


def test_the_least_recently_used_builds_go(cache: FrontendCache, web: Path) -> None:
    for number in range(KEPT):
        os.utime(cache.admit(web, f"build{number}"), (number, number))
    cache.admit(web, "newest")
    kept = sorted(build.name for build in cache.builds.iterdir())
    assert kept == sorted([f"build{number}" for number in range(1, KEPT)] + ["newest"])


def test_a_build_that_is_served_stays_until_it_is_not(cache: FrontendCache, web: Path) -> None:
    oldest = cache.admit(web, "oldest")
    os.utime(oldest, (0, 0))
    with served(oldest), served(oldest):
        for number in range(KEPT + 1):
            cache.admit(web, f"build{number}")
        assert (oldest / ".web/build/client/index.html").read_text() == "a page"
    cache.admit(web, "newest")
    assert not oldest.exists()


def test_a_front_end_shipped_in_the_package_comes_first(cache: FrontendCache) -> None:
    shipped = cache.root / "boocode_app/_frontend"
    shipped.mkdir(parents=True)
    (shipped / "rxconfig.py").touch()
    assert cache.current() == shipped
