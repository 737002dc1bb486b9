"""What the model commands do, once their options are read: they ask the running sidecar."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import typer
from pydantic import ValidationError

from boocode_app.cli.columns import aligned
from boocode_app.cli.progress import Report, step
from boocode_app.contracts.llama import DownloadAct, LlamaDownload, LlamaModel, ModelAdd, ModelEdit
from boocode_app.core.errors import InvalidInput, NotFound, Unavailable, UpstreamFailed
from boocode_app.core.settings import load_settings
from boocode_app.services.llama.client import Unreachable
from boocode_app.services.llama.models import Model, Models
from boocode_app.services.llama.shelf.catalogue_client import CatalogueClient, catalogue_of

HUBS = ("https://huggingface.co/", "https://hf.co/")


def run(work: Coroutine[None, None, None]) -> None:
    """Do `work`; Ctrl-C leaves the sidecar to it."""
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def list_lines() -> list[str]:
    """A line a model, the default first; from the disk where no sidecar runs."""

    async def ask() -> list[LlamaModel]:
        async with _sidecar() as sidecar:
            return await sidecar.models()

    try:
        return aligned([_row(model) for model in asyncio.run(ask())])
    except Unavailable as fault:
        typer.echo(f"{fault.detail} These lie on the disk:", err=True)
        models = Models(load_settings())
        default = models.default.name
        return aligned(
            [
                (_marked(model.name, model.name == default), _size(model.size), _place(model))
                for model in models.all()
            ]
        )


async def add_model(
    source: str, name: str | None, model: str | None, key_file: Path | None, *, wait: bool
) -> None:
    """Add what `source` names; a download is waited for where `wait`."""
    key = str(key_file.absolute()) if key_file else None
    given = {_kind(source): _absolute(source), "name": name, "model": model, "key_file": key}
    wanted = _wanted(given)
    async with _sidecar() as sidecar:
        added = await sidecar.add(wanted)
        if added.download and wait:
            await _until_here(sidecar, added.name)
            added = await _named(sidecar, added.name)
        typer.echo(_line(added))


async def remove_model(name: str, *, file: bool) -> None:
    """Forget model `name`; `file`: and delete its file."""
    async with _sidecar() as sidecar:
        await sidecar.remove(name, file=file)
    typer.echo(f"{name} is removed" + (", and its file deleted." if file else "."))


async def load_model(name: str) -> None:
    """Load model `name`, and wait until it is ready. Raises UpstreamFailed where it fails."""
    async with _sidecar() as sidecar:
        with step(f"{name} is loaded"):
            await sidecar.act(name, "load")
            async with aclosing(sidecar.events()) as events:
                async for event in events:
                    if event.model != name or event.kind != "state":
                        continue
                    if event.state == "failed":
                        raise UpstreamFailed(f"Model {name!r} does not run: {event.detail}")
                    if event.state == "ready":
                        return


async def unload_model(name: str) -> None:
    """End the server of model `name`."""
    async with _sidecar() as sidecar:
        typer.echo(_line(await sidecar.act(name, "unload")))


async def pin_model(name: str, *, pinned: bool) -> None:
    """Keep model `name` loaded, or let it go when it is idle."""
    async with _sidecar() as sidecar:
        typer.echo(_line(await sidecar.edit(name, ModelEdit(pinned=pinned))))


async def show_log(name: str, lines: int, *, follow: bool) -> None:
    """The end of the log of model `name`, and with `follow` what is written from now on."""
    async with _sidecar() as sidecar, aclosing(sidecar.log(name, lines)) as log:
        async for some in log:
            for line in some:
                typer.echo(line)
            if not follow:
                return


async def act_on_download(name: str, act: str) -> None:
    """Watch, pause, resume or cancel the download of model `name`."""
    async with _sidecar() as sidecar:
        if act == "watch":
            await _until_here(sidecar, name)
        else:
            model = await sidecar.download(name, DownloadAct.model_validate({"act": act}))
            typer.echo(f"{name} is given up." if act == "cancel" else _line(model))


@asynccontextmanager
async def _sidecar() -> AsyncIterator[CatalogueClient]:
    client = catalogue_of(load_settings())
    try:
        yield client
    except Unreachable as fault:
        raise Unavailable("BooCode is not running here: `./boocode up` starts it.") from fault
    finally:
        await client.close()


async def _named(sidecar: CatalogueClient, name: str) -> LlamaModel:
    for model in await sidecar.models():
        if model.name == name:
            return model
    raise NotFound(f"There is no model {name!r}: `boocode model list` shows them")


async def _until_here(sidecar: CatalogueClient, name: str) -> None:
    """Tell how the download of model `name` goes until it is over. Raises UpstreamFailed."""
    with step(f"{name} is fetched") as report:
        async with aclosing(sidecar.events()) as events:
            await anext(events)  # from now on nothing is missed
            if (await _named(sidecar, name)).download is None:
                return
            async for event in events:
                if event.model != name:
                    continue
                if event.gone:
                    raise UpstreamFailed(f"The download of {name!r} was cancelled")
                if event.download:
                    _tell(event.download, report)
                elif event.kind == "download":
                    return


def _tell(download: LlamaDownload, report: Report) -> None:
    if download.state in ("failed", "paused"):
        raise UpstreamFailed(f"The download is {download.state}: {download.detail or 'resume it'}")
    share = f"{download.received / download.size:.0%} of " if download.size else ""
    rate = f", {download.bytes_per_s / 1e6:.1f} MB/s" if download.bytes_per_s else ""
    detail = f" ({download.detail})" if download.detail else ""
    report(f"{download.state}, {share}{_size(download.size)}{rate}{detail}")


def _wanted(given: dict[str, str | None]) -> ModelAdd:
    try:
        return ModelAdd.model_validate({key: value for key, value in given.items() if value})
    except ValidationError as fault:
        words = "; ".join(f"{error['input']!r}: {error['msg']}" for error in fault.errors())
        raise InvalidInput(words) from fault


def _kind(source: str) -> str:
    """What a person means: a path, a URL, or else a reference."""
    if source.startswith(HUBS):
        return "hf"
    if "://" in source:
        return "endpoint"
    looks_like_a_path = source.startswith(("/", "~", ".")) or Path(source).exists()
    return "path" if looks_like_a_path else "hf"


def _absolute(source: str) -> str:
    return str(Path(source).expanduser().absolute()) if _kind(source) == "path" else source


def _line(model: LlamaModel) -> str:
    return "  ".join(cell for cell in _row(model) if cell)


def _row(model: LlamaModel) -> tuple[str, ...]:
    chosen = ["pinned"] if model.pinned else []
    chosen += [f"unloaded after {model.ttl_s} s"] if model.ttl_s else []
    chosen += [f"download {model.download.state}"] if model.download else []
    size = _size(model.size) if model.kind == "file" else ""
    name = _marked(model.name, model.default)
    return (name, model.state, size, ", ".join(chosen), _place(model))


def _marked(name: str, is_default: bool) -> str:
    return f"{'*' if is_default else ' '} {name}"


def _place(model: LlamaModel | Model) -> str:
    return model.source or str(model.path)


def _size(size: int | None) -> str:
    return f"{size / 1e9:.2f} GB" if size is not None else "not there"
