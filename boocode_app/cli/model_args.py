"""What llama-server would be given for a model, worked out here: nothing is asked or started."""

from collections.abc import Sequence

from boocode_app.core.errors import InvalidInput
from boocode_app.core.settings import load_settings
from boocode_app.services.ion.presets import Presets, off_base
from boocode_app.services.llama.arguments import check
from boocode_app.services.llama.build import find_build
from boocode_app.services.llama.models import Models
from boocode_app.services.llama.verdicts import judge


def argument_lines(name: str, flags: Sequence[str]) -> list[str]:
    """The argv of model `name`, a flag a line, with `flags` laid over the base; without any, its
    preset. Raises NotFound, and InvalidInput that says of each bad flag why.
    """
    settings = load_settings()
    models = Models(settings)
    model = models.named(name)
    if model.endpoint:
        raise InvalidInput(f"Model {name!r} runs at {model.source}: BooCode gives it no arguments")
    known = find_build(settings).known
    chosen = list(flags) or Presets(settings.home / "presets").get(name)
    verdicts = [item for item in judge(chosen, known).items if not item.ok]
    if verdicts:
        raise InvalidInput(
            "\n".join(
                f"{verdict.argument} {verdict.value or ''}".rstrip()
                + f": {verdict.reason}"
                + (f" (did you mean {verdict.hint}?)" if verdict.hint else "")
                for verdict in verdicts
            )
        )
    models.provide(model)
    argv = model.plan(check(chosen, known).pairs).argv(0, known)
    return [*_by_flag(argv), *(f"# {words}" for words in off_base(chosen))]


def _by_flag(argv: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for part in argv:
        if part.startswith("--"):
            lines.append(part)
        else:
            lines[-1] += f" {part}"
    return [line.replace("--port 0", "--port (a free one)") for line in lines]
