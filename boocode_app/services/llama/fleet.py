"""The llama-server of each model, and what it takes of this machine.

Invariant: a model is measured before it is started, each time anew: its file, a person's preset and
the build may have changed. Nothing is started that cannot fit.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import httpx

from boocode_app.contracts.llama import LlamaMemory
from boocode_app.core.errors import BooError, Conflict, InvalidInput
from boocode_app.core.settings import Settings
from boocode_app.services.llama.arguments import Pairs, Plan, check
from boocode_app.services.llama.build import find_build
from boocode_app.services.llama.machine import look
from boocode_app.services.llama.memory import Budget, Need, need_of
from boocode_app.services.llama.models import Model, Models
from boocode_app.services.llama.process import Change, LlamaServer
from boocode_app.services.llama.shelf.gguf_header import read_header

Preset = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Berth:
    """How one model is served here, and what it takes."""

    plan: Plan
    need: Need


class Fleet:
    """All servers of one sidecar. `preset` gives what a person chose; it is checked here again."""

    def __init__(
        self,
        settings: Settings,
        models: Models,
        preset: Preset,
        http: httpx.AsyncClient,
        tell: Callable[[Change], None],
    ) -> None:
        self._settings = settings
        self._models = models
        self._preset = preset
        self._http = http
        self._tell = tell
        self._servers: dict[str, LlamaServer] = {}
        self._berths: dict[str, Berth] = {}
        self.budget = Budget.of(look(), settings.memory_budget)

    def __iter__(self) -> Iterator[LlamaServer]:
        return iter(self._servers.values())

    def server(self, model: Model) -> LlamaServer:
        """The server of `model`, which may not run yet."""
        if model.name not in self._servers:
            self._servers[model.name] = LlamaServer(
                model.name,
                lambda: self.measured(model).plan,
                self._settings,
                self._http,
                self._tell,
            )
        return self._servers[model.name]

    def known(self, name: str) -> LlamaServer | None:
        """The server of model `name`, if it was ever wanted."""
        return self._servers.get(name)

    def berth(self, name: str) -> Berth | None:
        """What was measured of model `name` last."""
        return self._berths.get(name)

    def measured(self, model: Model) -> Berth:
        """How `model` would be served now. Blocks. Raises BadModelFile, InvalidInput (its preset)
        and Conflict (it cannot fit, even alone), each in words.
        """
        self._models.provide(model)
        berth = self._reckoned(model)
        if reason := self.budget.refuses(model.name, berth.need):
            self._berths.pop(model.name, None)
            raise Conflict(reason)
        self._berths[model.name] = berth
        return berth

    def memory(self, model: Model) -> LlamaMemory | None:
        """What `model` would take now; None where it cannot be told. Blocks."""
        try:
            need = self._reckoned(model).need
        except (BooError, OSError):
            return None
        return LlamaMemory(
            weights=need.weights,
            kv=need.kv,
            total=need.total,
            budget=self.budget.total,
            fits=self.budget.holds(need),
        )

    def forget(self, name: str) -> None:
        """Model `name`, whose server was ended, is no more."""
        self._servers.pop(name, None)
        self._berths.pop(name, None)

    def fit(self, names: Iterable[str]) -> bool:
        """Whether these models, all measured, have room beside one another."""
        needs = [self._berths[name].need for name in set(names) if name in self._berths]
        return self.budget.holds(*needs)

    def _reckoned(self, model: Model) -> Berth:
        plan = model.plan(self._chosen(model.name))
        return Berth(plan, need_of(plan, read_header(model.path), model.weights))

    def _chosen(self, name: str) -> Pairs:
        arguments = self._preset(name)
        if not arguments:
            return ()
        checked = check(arguments, find_build(self._settings).known)
        if fault := next(iter(checked.faults), None):
            raise InvalidInput(f"The preset of {name!r}: {fault.argument}: {fault.reason}")
        return checked.pairs
