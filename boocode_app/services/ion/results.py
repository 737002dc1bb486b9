"""What was measured of each model, kept for its page: a file each in BOOCODE_HOME/ion.

Invariant: what is there was written whole; a file that cannot be read counts as none.
"""

from pathlib import Path

from boocode_app.contracts.llama import LlamaBench
from boocode_app.core.errors import NotFound
from boocode_app.core.files import write_atomically


class Results:
    """The results in one folder, the last of each model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, model: str) -> LlamaBench:
        """What was measured of `model` last. Raises NotFound where nothing was."""
        try:
            return LlamaBench.model_validate_json(self._file(model).read_bytes())
        except (OSError, ValueError) as fault:
            raise NotFound(
                f"Model {model!r} was not measured yet: `boocode ion bench {model}` does it"
            ) from fault

    def keep(self, bench: LlamaBench) -> Path:
        """Keep it, in place of what was measured of its model before: the file."""
        file = self._file(bench.model)
        write_atomically(file, bench.model_dump_json(indent=2))
        return file

    def _file(self, model: str) -> Path:
        return self._folder / f"{model}.json"
