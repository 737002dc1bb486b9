"""A Reflex plugin that makes the compiled bundle talk to whatever origin served it.

Reflex bakes the backend's URL into `assets/reflex-env-*.js`. BooCode is opened under many names
(loopback, a LAN name, a tunnel), so after the build each such URL becomes `location.origin` and its
path. Invariant: a build in which nothing was replaced fails.
"""

import re
from pathlib import Path

from reflex_base.config import get_config
from reflex_base.plugins import Plugin
from reflex_base.plugins.base import PostBuildContext
from typing_extensions import Unpack


class SameOriginPlugin(Plugin):
    """Rewrites the backend's URL in the bundle once it is built."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Called by Reflex after Vite, before the files are compressed."""
        rewrite_bundle(Path(context["static_dir"]), get_config().api_url)


def rewrite_bundle(static_dir: Path, api_url: str) -> int:
    """Replace `api_url` in the environment bundle of `static_dir`; the number of replacements.

    Raises RuntimeError where there was nothing to replace: Reflex changed its output.
    """
    replaced = 0
    for bundle in (static_dir / "assets").glob("reflex-env-*.js"):
        text, count = same_origin(bundle.read_text(), api_url)
        bundle.write_text(text)
        replaced += count
    if not replaced:
        raise RuntimeError(
            f"SameOriginPlugin: no URL of {api_url!r} in {static_dir}/assets/reflex-env-*.js: "
            "this version of Reflex lays its output out in another way"
        )
    return replaced


def same_origin(script: str, api_url: str) -> tuple[str, int]:
    """`script` with each quoted URL under `api_url` (http or ws) made relative to the page."""
    host_and_port = re.escape(api_url.split("://", 1)[1].rstrip("/"))
    quoted_url = re.compile(rf"([\"'`])(?:http|ws)s?://{host_and_port}(/[\w/-]*)\1")
    return quoted_url.subn(
        lambda match: f'((globalThis.location?.origin??"http://localhost")+"{match[2]}")', script
    )
