"""The JavaScript and CSS that stand beside their Python."""

import reflex as rx

from boocode_app.core.frontend.mode import serves_compiled


def beside(module: str, *names: str) -> str:
    """Give the front end `names`, files beside `module` (its `__name__`); the first one's path.

    Reflex looks for its caller by reading the source lines of the whole stack, some 40 ms a file.
    Where the pages are compiled already, the files are in the bundle and only the name is needed.
    """
    if serves_compiled():
        return f"$/public/external/{module.replace('.', '/')}/{names[0]}"
    paths = []
    for name in names:  # no comprehension: it would be a frame of its own
        paths.append(rx.asset(name, shared=True, _stack_level=2).importable_path)
    return paths[0]
