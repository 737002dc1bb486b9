"""Workers are bundled as modules, in the configuration that this version of Reflex writes."""

import re

import pytest
from reflex_base.compiler.templates import vite_config_template

from boocode_app.core.frontend.module_workers import (
    SENT_BY_THE_PAGE,
    WORKER,
    with_module_workers,
)


@pytest.fixture
def written() -> str:
    """The vite.config.js of a production build."""
    return vite_config_template(
        base="/", hmr=True, force_full_reload=False, experimental_hmr=False, sourcemap=False
    )


def test_the_configuration_that_reflex_writes_takes_the_setting(written: str) -> None:
    changed = with_module_workers(written)
    assert changed.replace(WORKER, "", 1) == written
    assert changed.index("defineConfig(") < changed.index('format: "es"') < changed.index("base:")


def test_a_configuration_that_was_changed_before_stays(written: str) -> None:
    changed = with_module_workers(written)
    assert with_module_workers(changed) == changed


def test_a_configuration_of_another_shape_fails() -> None:
    with pytest.raises(RuntimeError, match="writes it in another way"):
        with_module_workers("export default { plugins: [] }\n")


@pytest.mark.parametrize(
    ("module", "is_left_out"),
    [
        ("shiki/langs", True),
        ("shiki/wasm", True),
        ("@pierre/highlights/themes/loader", True),
        ("shiki/core", False),
        ("shiki/engine/javascript", False),
        ("@pierre/theming", False),
    ],
)
def test_a_worker_keeps_what_it_runs(module: str, is_left_out: bool) -> None:
    assert bool(re.search(SENT_BY_THE_PAGE, module)) is is_left_out
