"""The one place where services are put together.

Each is built when it is first asked for, once a process, and imported only then: a daemon pays for
what it uses. Nothing here holds state of its own; `house()` gives the house of this process, and a
test moves into one of its own with `move_in(House(settings))`.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from boocode_app.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from boocode_app.core.db import Database
    from boocode_app.core.events import EventLog
    from boocode_app.services.agent.chat import Chat
    from boocode_app.services.diffs.service import Diffs
    from boocode_app.services.diffs.staging.staging import Staging
    from boocode_app.services.diffs.viewed import Viewed
    from boocode_app.services.files.service import Files
    from boocode_app.services.ion.pool import Pool
    from boocode_app.services.ion.presets import Presets
    from boocode_app.services.ion.results import Results
    from boocode_app.services.llama.models import Models
    from boocode_app.services.llama.sidecar import Sidecar
    from boocode_app.services.preferences.preferences import Preferences
    from boocode_app.services.projects.registry import Projects
    from boocode_app.services.projects.turns import Turns
    from boocode_app.services.repository.service import Repositories
    from boocode_app.services.specs.service import Specs
    from boocode_app.services.terminals.client import BooTermClient
    from boocode_app.services.terminals.feed import TerminalFeed
    from boocode_app.services.terminals.registry import Terminals


class House:
    """The services of one process, over one set of settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def database(self) -> "Database":
        """The database; nothing is opened before its first use."""
        from boocode_app.core.db import Database

        return Database(self.settings.database)

    @cached_property
    def events(self) -> "EventLog":
        """What happened, a topic each; woken by the writers of this process."""
        from boocode_app.core.events import EventLog

        return EventLog(self.database)

    @cached_property
    def projects(self) -> "Projects":
        """The registered repositories."""
        from boocode_app.services.projects.registry import Projects

        return Projects(self.database)

    @cached_property
    def turns(self) -> "Turns":
        """Who changes a repository waits here for its turn."""
        from boocode_app.services.projects.turns import Turns

        return Turns()

    @cached_property
    def staging(self) -> "Staging":
        """What moves changes between the index and the working files."""
        from boocode_app.services.diffs.staging.staging import Staging

        return Staging(self.projects, self.turns)

    @cached_property
    def diffs(self) -> "Diffs":
        """The diffs of the registered repositories."""
        from boocode_app.services.diffs.service import Diffs

        return Diffs(self.projects)

    @cached_property
    def viewed(self) -> "Viewed":
        """The files of the diffs that were viewed."""
        from boocode_app.services.diffs.viewed import Viewed

        return Viewed(self.database, self.projects)

    @cached_property
    def preferences(self) -> "Preferences":
        """What a person likes."""
        from boocode_app.services.preferences.preferences import Preferences

        return Preferences(self.database)

    @cached_property
    def files(self) -> "Files":
        """The files of the registered repositories."""
        from boocode_app.services.files.service import Files

        return Files(self.projects)

    @cached_property
    def repositories(self) -> "Repositories":
        """History, branches and worktrees of the registered repositories, and what changes them."""
        from boocode_app.services.repository.service import Repositories

        return Repositories(self.projects, self.turns)

    @cached_property
    def terminals(self) -> "Terminals":
        """The terminals that this process owns; BooTerm starts and closes them."""
        from boocode_app.services.terminals.registry import Terminals

        return Terminals(self.settings.home)

    @cached_property
    def terminal_client(self) -> "BooTermClient":
        """The way to BooTerm, for every other process."""
        from boocode_app.services.terminals.client import BooTermClient

        return BooTermClient(self.settings)

    @cached_property
    def terminal_feed(self) -> "TerminalFeed":
        """What BooTerm tells of its sessions, followed once for all pages of this process."""
        from boocode_app.services.terminals.feed import TerminalFeed

        return TerminalFeed(self.terminal_client)

    @cached_property
    def sidecar(self) -> "Sidecar":
        """The llama-servers of this machine; for the process that owns them."""
        from boocode_app.services.llama.sidecar import Sidecar

        return Sidecar(self.settings, self.presets)

    @cached_property
    def presets(self) -> "Presets":
        """The arguments that a person chose for each model."""
        from boocode_app.services.ion.presets import Presets

        return Presets(self.settings.home / "presets")

    @cached_property
    def results(self) -> "Results":
        """What was measured of each model."""
        from boocode_app.services.ion.results import Results

        return Results(self.settings.home / "ion")

    @cached_property
    def models(self) -> "Models":
        """The models that there are on this machine."""
        from boocode_app.services.llama.models import Models

        return Models(self.settings)

    @cached_property
    def llama_client(self) -> "Pool":
        """The way to a model, through one of the sidecars."""
        from boocode_app.services.ion.pool import Pool
        from boocode_app.services.llama.client import clients_of

        return Pool(clients_of(self.settings))

    @cached_property
    def chat(self) -> "Chat":
        """The conversations, for the process that writes their replies."""
        from boocode_app.services.agent.chat import Chat, worker_name
        from boocode_app.services.agent.journal import Journal
        from boocode_app.services.agent.model import LocalModels

        return Chat(
            Journal(self.database, self.events),
            LocalModels(self.llama_client),
            worker=worker_name(self.settings.home),
            default_model=self.models.default.name,
        )

    @cached_property
    def specs(self) -> "Specs":
        """The openspec/ folders of the registered repositories."""
        from boocode_app.services.specs.service import Specs

        return Specs(self.projects)


_house: House | None = None


def house() -> House:
    """The house of this process; its settings are read at the first call."""
    global _house
    if _house is None:
        _house = House(load_settings())
    return _house


def move_in(new: House | None) -> None:
    """Use `new` from now on; None forgets the present one. For daemons' starts and for tests."""
    global _house
    _house = new
