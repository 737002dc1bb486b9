"""Reflex's semi-private parts that the build and asgi.py lean on.

An upgrade that moves one fails here, with its name, and not in front of a person.
"""

import inspect
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import parse
from reflex.app import App
from reflex.utils import build, exec, prerequisites
from reflex_base import constants
from reflex_base.environment import environment

from boocode_app.core.frontend.build import link_node
from boocode_app.core.frontend.cache import PARTS
from boocode_app.core.frontend.sources import CHECKOUT


def test_reflex_is_the_version_that_was_tried() -> None:
    pins = (CHECKOUT / "requirements.txt").read_text().splitlines()
    assert f"reflex=={version('reflex')}" in pins


@pytest.mark.parametrize(
    "name",
    [
        "REFLEX_ENV_MODE",
        "REFLEX_SKIP_COMPILE",
        "REFLEX_MOUNT_FRONTEND_COMPILED_APP",
        "REFLEX_USE_NPM",
        "REFLEX_CHECK_LATEST_VERSION",
    ],
)
def test_a_flag_that_we_set_exists(name: str) -> None:
    assert hasattr(environment, name)


def test_the_app_reads_the_flags_when_it_is_called() -> None:
    assert "REFLEX_MOUNT_FRONTEND_COMPILED_APP" in inspect.getsource(App.__call__)
    assert "REFLEX_SKIP_COMPILE" in inspect.getsource(App._should_compile)


def test_the_mount_serves_the_folder_that_the_cache_keeps() -> None:
    static = Path(constants.Dirs.WEB) / constants.Dirs.STATIC
    assert static == Path(".web") / PARTS[0]
    assert prerequisites.get_backend_dir() == prerequisites.get_web_dir() / PARTS[1]
    assert "get_routes_manifest_router" in inspect.getsource(exec.get_frontend_mount)


def test_plugins_are_called_between_the_bundle_and_its_compression() -> None:
    source = inspect.getsource(build.build)
    assert source.index("post_build") < source.index("_compress_static_output")


def test_the_linked_node_and_npm_run_and_are_new_enough(tmp_path: Path) -> None:
    folder = link_node(tmp_path)
    said = subprocess.run([folder / "node", "--version"], capture_output=True, text=True)
    assert parse(said.stdout.strip()) >= parse(constants.Node.MIN_VERSION)
    npm = subprocess.run(
        [folder / "npm", "--version"],
        env={"PATH": str(folder), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert npm.returncode == 0, npm.stderr
