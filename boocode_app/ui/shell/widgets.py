"""The shell's own components in JavaScript: they live in the browser and know no State."""

import reflex as rx

_fold = rx.asset("fold.jsx", shared=True)
_stale = rx.asset("stale.jsx", shared=True)
_palette = rx.asset("palette.jsx", shared=True)


class FoldButton(rx.Component):
    """Folds the sidebar to its icons. Its child is its icon."""

    library = _fold.importable_path
    tag = "FoldButton"


class BottomBar(rx.Component):
    """Chat, Git, Terminal, More on a phone. Its four children are their icons."""

    library = _fold.importable_path
    tag = "BottomBar"

    workspace: rx.Var[str]
    here: rx.Var[bool]


class StaleBar(rx.Component):
    """Says when the web app is away or a part of the house restarts."""

    library = _stale.importable_path
    tag = "StaleBar"


class Palette(rx.Component):
    """Ctrl-K, `?` and the `g` keys. `pages`: label, href and keys of each."""

    library = _palette.importable_path
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
