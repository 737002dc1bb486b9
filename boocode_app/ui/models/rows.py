"""What the models page shows of a model and its llama-server."""

from dataclasses import dataclass, field

from boocode_app.contracts.llama import LlamaModel, ServerState
from boocode_app.contracts.status import AgentStatus

DOTS: dict[ServerState, AgentStatus] = {
    "stopped": "idle",
    "starting": "working",
    "ready": "done",
    "sleeping": "idle",
    "stopping": "working",
    "failed": "failed",
}


@dataclass(frozen=True)
class ModelRow:
    """One model. An unknown figure is a dash."""

    name: str = ""
    path: str = ""
    size: str = ""
    state: str = ""
    dot: AgentStatus = "idle"
    pid: str = ""
    context: str = ""
    arguments: list[str] = field(default_factory=list)
    detail: str = ""
    since: str = ""
    restarts: int = 0

    @classmethod
    def of(cls, model: LlamaModel) -> "ModelRow":
        """The row of a model."""
        return cls(
            name=model.name,
            path=model.path,
            size=_bytes(model.size),
            state=model.state,
            dot=DOTS[model.state],
            pid=str(model.pid or "–"),
            context=f"{model.context:,}".replace(",", "\u2009") if model.context else "–",
            arguments=_flags(model.arguments),
            detail=model.detail,
            since=model.since.isoformat() if model.since else "",
            restarts=model.restarts,
        )


def _flags(arguments: list[str]) -> list[str]:
    """Each flag with its value, so that a line never breaks between them."""
    flags: list[str] = []
    for argument in arguments:
        if argument.startswith("--") or not flags:
            flags.append(argument)
        else:
            flags[-1] += f" {argument}"
    return flags


def _bytes(size: int | None) -> str:
    """A size for people: 12.3 MB."""
    if size is None:
        return "–"
    value, units = float(size), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.1f} {units[0]}".replace(".0 B", " B")
