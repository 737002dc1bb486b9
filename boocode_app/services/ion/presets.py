"""The arguments that a person chose for a model, laid over the base when it is loaded.

Only a preset may go back to an unquantised K cache or to no speculation. Invariant: a preset is
checked before it is kept; the sidecar checks it again, against the build that is there then.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from boocode_app.core.errors import InvalidInput
from boocode_app.core.files import write_atomically
from boocode_app.services.llama.arguments import K_CACHE_TYPE, SPEC_TYPE, Pairs, check

K_BITS = {"q4_0": 4.5, "f16": 16.0, "bf16": 16.0, "f32": 32.0}
"""Bits of one element of the K cache."""


class Presets:
    """The presets in one folder, a file for each model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, model: str) -> list[str]:
        """The arguments of `model`; none where nobody chose any. Raises InvalidInput where the file
        holds none.
        """
        file = self._file(model)
        try:
            kept = json.loads(file.read_text())["arguments"]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise _unreadable(file) from fault
        if not isinstance(kept, list) or not all(isinstance(part, str) for part in kept):
            raise _unreadable(file)
        return kept

    def pairs(self, model: str) -> Pairs:
        """The same as flags with their values. Raises InvalidInput where one may not be passed."""
        checked = check(self.get(model))
        if fault := next(iter(checked.faults), None):
            raise InvalidInput(f"The preset of {model!r}: {fault.argument}: {fault.reason}")
        return checked.pairs

    def keep(self, model: str, arguments: Sequence[str]) -> None:
        """Have `model` run with `arguments` from its next load on; with none, on the base alone.

        Raises InvalidInput that says of each bad argument why.
        """
        if faults := check(arguments).faults:
            reasons = "; ".join(f"{fault.argument}: {fault.reason}" for fault in faults)
            raise InvalidInput(reasons, field="preset")
        if arguments:
            write_atomically(self._file(model), json.dumps({"arguments": list(arguments)}))
        else:
            self._file(model).unlink(missing_ok=True)

    def off_base(self, arguments: Sequence[str]) -> list[str]:
        """In words, where `arguments` leave the base."""
        return off_base(arguments)

    def _file(self, model: str) -> Path:
        return self._folder / f"{model}.json"


def off_base(arguments: Sequence[str]) -> list[str]:
    """In words, where a preset leaves the 4-bit K cache or the speculation of the base."""
    chosen = dict(check(arguments).pairs)
    words = []
    if (kind := chosen.get("--cache-type-k", K_CACHE_TYPE)) != K_CACHE_TYPE and kind:
        times = K_BITS[kind] / K_BITS[K_CACHE_TYPE]
        words.append(f"The K cache is {kind}, not {K_CACHE_TYPE}: {times:.1f} times the memory")
    if (kind := chosen.get("--spec-type", SPEC_TYPE)) != SPEC_TYPE:
        words.append(f"Speculation is {kind}, not {SPEC_TYPE}: repeating text comes slower")
    return words


def _unreadable(file: Path) -> InvalidInput:
    return InvalidInput(f"The preset {file.name!r} cannot be read: set it anew, or delete the file")
