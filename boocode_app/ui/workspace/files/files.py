"""The Files tab: the project's files as a tree, found by name, and read.

It asks the server itself: nothing of it passes through state. Which file is open, at which lines,
is the address's: `file=` and `line=`.
"""

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import (
    address,  # noqa: F401  the files here import the files of these
    copying,  # noqa: F401
    fault,  # noqa: F401
    find_field,  # noqa: F401
    icons,  # noqa: F401
    preference,  # noqa: F401
    repository_news,  # noqa: F401
    rest,  # noqa: F401
    sight,  # noqa: F401
)
from boocode_app.ui.components.chat import chat  # noqa: F401  its mention.js
from boocode_app.ui.components.diff import diff  # noqa: F401  its words, theme and worker

_jsx = beside(
    __name__,
    "files.jsx",
    "code.jsx",
    "entry.jsx",
    "file.jsx",
    "files.css",
    "find.js",
    "find_bar.jsx",
    "finder.jsx",
    "lines.js",
    "picture.jsx",
    "place.js",
    "reading.js",
    "rereading.js",
    "rows.js",
    "states.jsx",
    "tools.jsx",
    "tree.js",
    "tree.jsx",
    "words.js",
)


class Files(rx.NoSSRComponent):
    """The files of `project_id`; fills the height it is given. `theme_type`: as a diff's."""

    library = _jsx
    tag = "BooFiles"
    lib_dependencies: list[str] = ["@pierre/diffs@1.6.4"]  # noqa: RUF012

    project_id: rx.Var[int]
    theme_type: rx.Var[str]


files = Files.create
