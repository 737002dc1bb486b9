"""What may be put on the shelf: a file that llama-server could load, under a name of its own.

Invariant: what is refused is refused here, in words, and not when it is loaded.
"""

from collections.abc import Iterable
from pathlib import Path

from boocode_app.core.errors import Conflict, InvalidInput
from boocode_app.services.llama.models import Model
from boocode_app.services.llama.shelf.folders import LATER_PART, is_model, missing_parts, models_in
from boocode_app.services.llama.shelf.gguf_header import BadModelFile, read_header

PROJECTORS = ("clip", "mmproj")
FILES_TOLD = 5


def checked_file(given: str) -> Path:
    """The model file at the absolute path `given`, links resolved. Raises InvalidInput."""
    path = Path(given)
    try:
        path = path.expanduser()
        if not path.is_absolute():
            raise _refused(f"{given!r} is no absolute path: begin it with / or ~")
        file = path.resolve()
        is_folder = file.is_dir()
    except (OSError, RuntimeError, ValueError) as fault:
        raise _refused(f"{given!r} is no path that can be read: {fault}") from fault
    if is_folder:
        raise _refused(_of_a_folder(file))
    if LATER_PART.search(file.stem):
        raise _refused(f"{file.name!r} is a later part of a split model: add its first part")
    try:
        header = read_header(file)
    except BadModelFile as fault:
        raise _refused(fault.detail) from fault
    if header.architecture in PROJECTORS:
        raise _refused(f"{file.name!r} gives a model eyes or ears, and is none itself")
    if missing := missing_parts(file):
        raise _refused(f"{file.name!r} is split, and {missing} of its parts are not beside it")
    return file


def free_name(wanted: str, models: Iterable[Model]) -> str:
    """`wanted`, if no model has that name. Raises Conflict."""
    for model in models:
        if model.name.casefold() == wanted.casefold():
            raise Conflict(f"There is a model {model.name!r} already: give this one another name")
    return wanted


def not_there_yet(file: Path, models: Iterable[Model]) -> None:
    """Raises Conflict where `file` is a model already."""
    for model in models:
        if model.endpoint is None and model.path.resolve() == file:
            raise Conflict(f"{str(file)!r} is a model already: {model.name!r}")


def _of_a_folder(folder: Path) -> str:
    files = [file.name for file in models_in(folder) if is_model(file)][:FILES_TOLD]
    one = f"name one of its files ({', '.join(files)})" if files else "it holds no GGUF file"
    return (
        f"{str(folder)!r} is a folder: {one}, or set BOOCODE_MODEL_FOLDERS={folder} to have "
        "whatever lies in it"
    )


def _refused(words: str) -> InvalidInput:
    return InvalidInput(words, field="path")
