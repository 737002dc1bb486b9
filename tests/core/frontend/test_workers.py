"""Vite is given our plugin, in the configuration that this version of Reflex writes."""

import pytest
from reflex_base.compiler.templates import vite_config_template

from boocode_app.core.frontend.workers import CHANGES, NAME, VITE_PLUGIN, with_workers


@pytest.fixture
def written() -> str:
    """The vite.config.js of a production build."""
    return vite_config_template(
        base="/", hmr=True, force_full_reload=False, experimental_hmr=False, sourcemap=False
    )


def test_the_configuration_that_reflex_writes_takes_the_plugin(written: str) -> None:
    changed = with_workers(written)
    for _, ours in CHANGES:
        assert changed.count(ours) == 1
        changed = changed.replace(ours, "")
    assert changed == written


def test_what_is_imported_is_what_the_module_gives() -> None:
    (_, imported), (_, used) = CHANGES
    assert imported == f'import workersWithThePages from "./{NAME}";\n'
    assert used.strip() == "workersWithThePages(),"
    assert "export default function workersWithThePages()" in VITE_PLUGIN.read_text()


def test_a_configuration_that_was_changed_before_stays(written: str) -> None:
    changed = with_workers(written)
    assert with_workers(changed) == changed


def test_a_configuration_of_another_shape_fails() -> None:
    with pytest.raises(RuntimeError, match="writes it in another way"):
        with_workers("export default { plugins: [] }\n")
