"""A Reflex plugin that lets a web worker be bundled in pieces, without what only pages use.

By default Vite bundles a worker into one classic script, with each language and engine that it
could ever ask for. As an ES module a worker fetches what it runs. Its languages and themes reach it
from the page, resolved: the libraries' own stocks of them are left out, or they would be built a
second time. Invariant: a build whose configuration could not be changed fails.
"""

from reflex_base import constants
from reflex_base.plugins import Plugin
from reflex_base.plugins.base import PreCompileContext
from typing_extensions import Unpack

ANCHOR = "export default defineConfig((config) => ({\n"
SENT_BY_THE_PAGE = (
    r"^(shiki\/(langs|themes|wasm)|shiki\/engine\/oniguruma"
    r"|@pierre\/highlights(\/.*)?|@pierre\/theming\/themes)$"
)
WORKER = f"""\
  worker: {{
    format: "es",
    plugins: () => [
      {{
        name: "boocode-sent-by-the-page",
        apply: "build",
        enforce: "pre",
        resolveId(source) {{
          return /{SENT_BY_THE_PAGE}/.test(source) ? {{ id: source, external: true }} : null;
        }},
      }},
    ],
  }},
"""


class ModuleWorkersPlugin(Plugin):
    """Changes the configuration that Reflex writes for Vite."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Called by Reflex before it writes its files."""
        context["add_modify_task"](constants.ReactRouter.VITE_CONFIG_FILE, with_module_workers)


def with_module_workers(config: str) -> str:
    """`config` (the text of vite.config.js) with `WORKER`, once.

    Raises RuntimeError where there is no place for it: Reflex changed its template.
    """
    if WORKER in config:
        return config
    if config.count(ANCHOR) != 1:
        raise RuntimeError(
            f"ModuleWorkersPlugin: no place for `worker` in vite.config.js (no {ANCHOR!r}): "
            "this version of Reflex writes it in another way"
        )
    return config.replace(ANCHOR, ANCHOR + WORKER)
