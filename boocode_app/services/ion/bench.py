"""Measures on this machine which arguments a model runs fastest with.

Each round gives every combination a server of its own and asks it the same, one after the other:
what the machine does meanwhile to one it does to all. Invariant: answers are sampled, never the
same twice in one server, since speculation would find a repeated one in its table.
"""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from boocode_app.contracts.llama import LlamaBench
from boocode_app.core.errors import Conflict, InvalidInput
from boocode_app.core.ids import utc_now
from boocode_app.core.settings import Settings
from boocode_app.services.ion import VERSION
from boocode_app.services.ion.figures import Sample, best_of, row_of
from boocode_app.services.ion.trial import Answer, Trial, measuring, trial
from boocode_app.services.ion.variants import DEFAULTS, MATRIX, Variant
from boocode_app.services.llama.arguments import Pairs, Plan
from boocode_app.services.llama.machine import look
from boocode_app.services.llama.memory import need_of
from boocode_app.services.llama.models import Model
from boocode_app.services.llama.shelf.gguf_header import read_header

PROMPTS = (
    "Write a Python function that parses an INI file into a dict of dicts, without any library. "
    "Raise ValueError with the line number where a line cannot be read.",
    "Explain step by step why a binary search over a list of n items takes at most log2(n) + 1 "
    "comparisons, and what goes wrong when the list is not sorted.",
    "Rename the method `area` to `surface` in this class, and print the whole class again:\n\n"
    "class Square:\n    def __init__(self, side: float) -> None:\n        self.side = side\n\n"
    "    def area(self) -> float:\n        return self.side**2\n\n"
    "    def is_larger_than(self, other: 'Square') -> bool:\n"
    "        return self.area() > other.area()\n",
)
"""What is asked where a person gives nothing: new text, an argument, and text that repeats."""
TOKENS = 128
ROUNDS = 2
TEMPERATURE = 0.8
ASKERS = 2
WARM_UP_TOKENS = 8


@dataclass(frozen=True)
class Step:
    """One of `of` measures is made; `sample` is None where it is about to begin."""

    number: int
    of: int
    variant: Variant
    sample: Sample | None = None


@dataclass(frozen=True)
class Bench:
    """What is to be measured: `model`, with the arguments `chosen` beside those that vary."""

    model: Model
    chosen: Pairs = ()
    prompts: Sequence[str] = PROMPTS
    tokens: int = TOKENS
    rounds: int = ROUNDS

    async def run(self, settings: Settings, tell: Callable[[Step], None]) -> LlamaBench:
        """Measure everything; takes minutes. Raises InvalidInput (an endpoint), Conflict (no memory
        for it beside what runs, or another measure), UpstreamFailed where a server does not run.
        """
        with measuring(settings):
            return self._result(await self._samples(settings, tell))

    async def _samples(
        self, settings: Settings, tell: Callable[[Step], None]
    ) -> dict[Variant, list[Sample]]:
        plans = {variant: self._plan(variant) for variant in MATRIX}
        self._has_room(plans.values())
        samples: dict[Variant, list[Sample]] = {variant: [] for variant in MATRIX}
        steps = [variant for _ in range(self.rounds) for variant in MATRIX]
        for number, variant in enumerate(steps, 1):
            tell(Step(number, len(steps), variant))
            async with trial(plans[variant], settings) as server:
                sample = await self._measured(server)
            samples[variant].append(sample)
            tell(Step(number, len(steps), variant, sample))
        return samples

    def _preset(self, variant: Variant) -> list[str]:
        pairs = variant.over(self.chosen)
        return [part for flag, value in pairs for part in (flag, value) if part is not None]

    def _plan(self, variant: Variant) -> Plan:
        if self.model.endpoint is not None:
            raise InvalidInput(
                f"{self.model.name!r} runs elsewhere: only what BooCode starts can be measured"
            )
        return self.model.plan((*self.chosen, *variant.pairs))

    def _has_room(self, plans: Iterable[Plan]) -> None:
        header, weights = read_header(self.model.path), self.model.weights
        need = max(need_of(plan, header, weights).total for plan in plans)
        machine = look()
        free = machine.available + sum(gpu.free for gpu in machine.gpus)
        if need > free:
            raise Conflict(
                f"A server of {self.model.name!r} takes about {need / 1e9:.1f} GB, and "
                f"{free / 1e9:.1f} GB are free: unload what runs, or measure a smaller model"
            )

    async def _measured(self, server: Trial) -> Sample:
        await server.ask("Hello", WARM_UP_TOKENS)
        alone = [await self._ask(server, prompt, seed=1) for prompt in self.prompts]
        began = time.perf_counter()
        waiting = iter(self.prompts)
        both = await asyncio.gather(*(self._ask_all(server, waiting) for _ in range(ASKERS)))
        took = time.perf_counter() - began
        together = [answer for answers in both for answer in answers]
        answers = [*alone, *together]
        return Sample(
            per_s=statistics.median(answer.per_s for answer in alone),
            together_per_s=sum(answer.tokens for answer in together) / took,
            first_ms=statistics.median(answer.first_s for answer in alone) * 1000,
            drafted=sum(answer.timings.draft_tokens or 0 for answer in answers),
            accepted=sum(answer.timings.draft_accepted or 0 for answer in answers),
            kv_bytes=server.kv_bytes,
        )

    async def _ask_all(self, server: Trial, waiting: Iterator[str]) -> list[Answer]:
        """One asker, who asks whatever nobody has asked yet."""
        return [await self._ask(server, prompt, seed=2) for prompt in waiting]

    async def _ask(self, server: Trial, prompt: str, seed: int) -> Answer:
        return await server.ask(prompt, self.tokens, temperature=TEMPERATURE, seed=seed)

    def _result(self, samples: Mapping[Variant, Sequence[Sample]]) -> LlamaBench:
        rows = [
            row_of(variant, self._preset(variant), its, samples[DEFAULTS])
            for variant, its in samples.items()
        ]
        return LlamaBench(
            model=self.model.name,
            at=utc_now(),
            version=VERSION,
            rounds=self.rounds,
            prompts=len(self.prompts),
            tokens=self.tokens,
            rows=rows,
            defaults=MATRIX.index(DEFAULTS),
            best=MATRIX.index(best_of(samples)),
        )
