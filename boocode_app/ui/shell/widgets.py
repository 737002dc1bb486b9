"""The shell's own components in JavaScript: they live in the browser and know no State."""

import reflex as rx

from boocode_app.ui.assets import beside

_fold = beside(__name__, "fold.jsx")
_stale = beside(__name__, "stale.jsx")
_palette = beside(__name__, "palette.jsx")


class FoldButton(rx.Component):
    """Folds the sidebar to its icons. Its child is its icon."""

    library = _fold
    tag = "FoldButton"


class BottomBar(rx.Component):
    """Chat, Git, Terminal, More on a phone. Its four children are their icons."""

    library = _fold
    tag = "BottomBar"

    workspace: rx.Var[str]
    here: rx.Var[bool]


class StaleBar(rx.Component):
    """Says when the web app is away or a part of the house restarts."""

    library = _stale
    tag = "StaleBar"


class Palette(rx.Component):
    """Ctrl-K, `?` and the `g` keys. `pages`: label, href and keys of each."""

    library = _palette
    tag = "Palette"

    pages: rx.Var[list[dict[str, str]]]
    projects: rx.Var[list]
    sessions: rx.Var[list]
    project_id: rx.Var[int]
    on_add_project: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


fold_button = FoldButton.create
bottom_bar = BottomBar.create
stale_bar = StaleBar.create
palette = Palette.create
