"""A Reflex plugin that gives Vite ours: workers are built with the pages, and share their files.

workers.js says how. Invariant: a build whose configuration could not be changed fails.
"""

from pathlib import Path

from reflex_base import constants
from reflex_base.plugins import Plugin
from reflex_base.plugins.base import PreCompileContext
from typing_extensions import Unpack

VITE_PLUGIN = Path(__file__).with_suffix(".js")
NAME = "vite-plugin-workers.js"
CHANGES = (
    (
        'import { defineConfig } from "vite";\n',
        f'import workersWithThePages from "./{NAME}";\n',
    ),
    (
        "    safariCacheBustPlugin(),\n",
        "    workersWithThePages(),\n",
    ),
)
"""Each a line that Reflex writes, and ours, which follows it."""


class WorkersPlugin(Plugin):
    """Puts workers.js beside the configuration that Reflex writes for Vite, and names it there."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Called by Reflex before it writes its files."""
        context["add_save_task"](_vite_plugin)
        context["add_modify_task"](constants.ReactRouter.VITE_CONFIG_FILE, with_workers)


def _vite_plugin() -> tuple[str, str]:
    return NAME, VITE_PLUGIN.read_text()


def with_workers(config: str) -> str:
    """`config` (the text of vite.config.js) with our plugin, once.

    Raises RuntimeError where there is no place for it: Reflex changed its template.
    """
    for theirs, ours in CHANGES:
        if ours in config:
            continue
        if config.count(theirs) != 1:
            raise RuntimeError(
                f"WorkersPlugin: no place for our plugin in vite.config.js (no {theirs!r}): "
                "this version of Reflex writes it in another way"
            )
        config = config.replace(theirs, theirs + ours)
    return config
