"""A session of BooTerm in the terminal that one sits at.

Invariant: however it is left, the terminal is as it was: its modes are put back, and those that the
session's programs set are reset. Bytes are acknowledged once the terminal took them, so a slow
terminal slows the session and not this process.
"""

import asyncio
import contextlib
import os
import re
import signal
import sys
import termios
import tty
from collections.abc import AsyncIterator, Iterator

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from boocode_app.contracts.terminals import Exited, Fault, Hello, Owned, PtyList, Resize, Resized
from boocode_app.contracts.terminals import PtySession as Session
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import BooError, InvalidInput, NotFound, Unavailable
from boocode_app.core.settings import Settings, load_settings
from boocode_app.core.tasks import first_of
from boocode_app.services.terminals.client import BooTermClient
from boocode_app.services.terminals.protocol import ClientEnd, Output

LEAVE = b"\x1d"
READ_SIZE = 65_536
KEYS_WAITING = 64
CLEAN_SLATE = b"\x1b[!p\x1b[?1049l\x1b[H\x1b[2J\x1b[3J"
WELL_LEFT = (
    b"\x1b[?1049l\x1b[?1000;1002;1003;1004;1005;1006;1015;2004l\x1b[?25h\x1b[!p\x1b[0m\x1b>\r\n"
)
"""What a program may have set: alternate screen, mouse, focus, paste, a hidden cursor, colours."""

# Device attributes, status and cursor reports, mode and colour and setting queries, window reports.
_QUESTIONS = re.compile(
    rb"\x1b\[[>=?]?[0-9;]*c|\x1b\[\??[0-9;]*n|\x1b\[\??[0-9;]*\$p|\x1b\[>[0-9;]*q|\x1b\[\?u"
    rb"|\x1b\](?:4;[0-9]+|5;[0-9]+|1[0-9]|52;[^;\x07\x1b]*);\?(?:\x07|\x1b\\)"
    rb"|\x1bP[$+]q[^\x1b]*\x1b\\|\x1b\[(?:1[1-9]|2[01])t|\x1bZ|\x05"
)


async def sessions() -> PtyList:
    """All sessions of the running BooTerm."""
    client = BooTermClient(load_settings())
    try:
        return await client.list()
    finally:
        await client.aclose()


async def attach_to(beginning: str, *, take_over: bool = False) -> int:
    """Attach to the session whose id begins so; the exit status of its process, 0 where left.

    An agent's session is only looked at, unless it is taken over until the end of the visit.
    Raises InvalidInput (no terminal here, several sessions), NotFound, Unavailable.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput("`boocode pty attach` needs a terminal on both sides: it is no filter.")
    session = the_one(beginning, (await sessions()).sessions)
    try:
        async with (
            _owned(session, take_over),
            _connected(load_settings(), session.id) as socket,
        ):
            return await Attachment(socket).run()
    except (OSError, WebSocketException, TimeoutError) as fault:
        raise Unavailable("The connection to BooTerm broke off.") from fault


def the_one(beginning: str, listed: list[Session]) -> Session:
    """The session whose id begins so. Raises NotFound, or InvalidInput where several do."""
    wanted = [one for one in listed if one.id.removeprefix("pty_").startswith(_bare(beginning))]
    if not wanted:
        raise NotFound(f"There is no terminal {beginning!r}: `boocode pty list` shows them.")
    if len(wanted) > 1:
        raise InvalidInput(f"{beginning!r} begins {len(wanted)} ids: give more of it.")
    return wanted[0]


def without_questions(history: bytes) -> bytes:
    """`history` without what a terminal would answer: nobody waits for the answer any more."""
    return _QUESTIONS.sub(b"", history)


class Attachment:
    """This terminal's end of one session."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._end = ClientEnd()
        self._keys: asyncio.Queue[bytes] = asyncio.Queue(KEYS_WAITING)
        self._history_until = 0
        self._history = bytearray()
        self._exited: Exited | None = None

    async def run(self) -> int:
        """Until the session ends or is left; the exit status."""
        loop = asyncio.get_running_loop()
        with _raw_terminal(), self._sizes(loop):
            loop.add_reader(sys.stdin.fileno(), self._read_keys)
            try:
                await first_of(self._show_all(), self._send_keys())
            finally:
                loop.remove_reader(sys.stdin.fileno())
        return self._farewell()

    def _farewell(self) -> int:
        if self._exited is None:
            sys.stderr.write("[left: the session goes on]\n")
            return 0
        session = self._exited.session
        how = session.signal if session.exitCode is None else f"code {session.exitCode}"
        sys.stderr.write(f"[{session.status}: {how or 'nobody knows how'}]\n")
        return session.exitCode or 0

    async def _show_all(self) -> None:
        async for frame in self._socket:
            match self._end.receive_data(frame):
                case Output(data, cursor):
                    await self._show(data, cursor)
                case Hello() as hello:
                    await self._greeted(hello)
                case Exited() as exited:
                    self._exited = exited
                    return
                case Resized() | Fault() | Owned():
                    continue
        raise Unavailable(
            f"BooTerm ended the connection: {self._socket.close_reason or 'without a word'}."
        )

    async def _greeted(self, hello: Hello) -> None:
        self._history.clear()
        self._history_until = hello.end if hello.reset else 0
        if hello.reset:
            await self._write(CLEAN_SLATE + hello.preamble.encode())
        await self._size()

    async def _show(self, data: bytes, cursor: int) -> None:
        """History, a ring's worth at most, is gathered first: a question may be cut in two."""
        if cursor - len(data) < self._history_until:
            self._history += data
            data = b""
            if cursor >= self._history_until:
                data = without_questions(bytes(self._history))
                self._history.clear()
        await self._write(data)
        if (ack := self._end.ack_due(idle=True)) is not None:
            await self._send(ack)

    async def _write(self, data: bytes) -> None:
        if data:
            await asyncio.to_thread(_write_all, data)

    async def _send_keys(self) -> None:
        while True:
            keys = await self._keys.get()
            before, leave, _ = keys.partition(LEAVE)
            if before:
                await self._send(before)
            if leave:
                return

    def _read_keys(self) -> None:
        keys = os.read(sys.stdin.fileno(), READ_SIZE) or LEAVE
        with contextlib.suppress(asyncio.QueueFull):  # nobody types so far ahead
            self._keys.put_nowait(keys)

    @contextlib.contextmanager
    def _sizes(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        tasks: set[asyncio.Task[None]] = set()

        def changed() -> None:
            task = loop.create_task(self._size())
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        loop.add_signal_handler(signal.SIGWINCH, changed)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGWINCH)

    async def _size(self) -> None:
        size = os.get_terminal_size(sys.stdout.fileno())
        cols, rows = (min(max(size.columns, 2), 1000), min(max(size.lines, 1), 1000))
        await self._send(Resize(cols=cols, rows=rows).model_dump_json())

    async def _send(self, frame: bytes | str) -> None:
        # It may meet a session that has ended, whose last frames are still to be read.
        with contextlib.suppress(ConnectionClosed):
            await self._socket.send(frame)


@contextlib.asynccontextmanager
async def _owned(session: Session, take_over: bool) -> AsyncIterator[None]:
    if session.owner == "person" or session.status != "running":
        yield
        return
    if not take_over:
        sys.stderr.write(
            f"[the agent {session.agentId!r} works here: you look on; --take-over lets you type]\n"
        )
        yield
        return
    client = BooTermClient(load_settings())
    try:
        await client.take_over(session.id)
        try:
            yield
        finally:
            with contextlib.suppress(BooError):  # it may have ended, be forgotten, or BooTerm gone
                await client.hand_back(session.id)
    finally:
        await client.aclose()


def _connected(settings: Settings, session_id: str) -> connect:
    token = None if settings.auth == "off" else Credentials.at(settings.home).token
    return connect(
        f"ws://127.0.0.1:{settings.pty_port}/api/pty/{session_id}/ws",
        additional_headers={} if token is None else {"Authorization": f"Bearer {token}"},
        compression=None,
        max_size=None,
        proxy=None,
    )


@contextlib.contextmanager
def _raw_terminal() -> Iterator[None]:
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setraw(descriptor)
    try:
        yield
    finally:
        _write_all(WELL_LEFT)
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def _write_all(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sys.stdout.fileno(), view) :]


def _bare(beginning: str) -> str:
    return beginning.removeprefix("pty_")
