"""The PTY API. It keeps camelCase, the names that agents already know.

WebSocket `/api/pty/{id}/ws?cursor=N`: binary frames are terminal bytes, text frames are JSON.
`cursor` counts the bytes that the PTY ever produced. The server's first frame is a `hello`; after
it every binary frame continues at hello.cursor, and a byte at or below the client's cursor is
never sent twice. The client acknowledges, cumulatively and from the terminal's write callback,
every 64 KB or when it falls idle; above HIGH_MARK unacknowledged bytes the PTY is not read, below
LOW_MARK it is read again. The viewer who typed or sized last sets that pace; where the output has
moved on past a slower one, it gets a further `hello` with `reset`. After the `exit` frame the
server closes with 1000. Close 4404: no such session; 4400: a bad cursor. A client that closes with
1000 or 1001 has gone; one that breaks off in any other way has its place held for 30 s.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from boocode_app.contracts.base import Contract, Moment

PtyStatus = Literal["running", "exited", "killed", "lost"]
PtyOwner = Literal["agent", "person"]
HIGH_MARK = 400_000
LOW_MARK = 100_000
ACK_EVERY = 65_536

Columns = Annotated[int, Field(ge=2, le=1000)]
Rows = Annotated[int, Field(ge=1, le=1000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^\P{Cc}*$"),
]
FlagValue = str | int | float | bool
"""A value in X-Agent-Flags."""


class PtySpawnCall(Contract):
    """Start `command` with `args` in `workdir`; without a command, the person's login shell."""

    command: str | None = Field(default=None, min_length=1, max_length=4096)
    args: list[str] = Field(default_factory=list, max_length=1000)
    workdir: str | None = Field(default=None, max_length=4096)
    env: dict[str, str] = Field(default_factory=dict, max_length=1000)
    title: str | None = Field(default=None, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    notifyOnExit: bool = False
    timeoutSeconds: float | None = Field(default=None, gt=0, le=86_400 * 7)
    cols: Columns = 80
    rows: Rows = 24


class PtySpawn(PtySpawnCall):
    """The same, over REST: who asks for it may stand in the body as well as in X-Agent-Flags."""

    agentId: Name | None = None
    taskId: Name | None = None


class PtySession(Contract):
    """What is known of one PTY session."""

    id: str
    title: str
    description: str
    command: str
    args: list[str]
    workdir: str
    agentId: str | None = None
    taskId: str | None = None
    owner: PtyOwner = "person"
    """Who may type now: the agent that spawned it, or people; each may look."""
    status: PtyStatus
    exitCode: int | None = None
    signal: str | None = None
    pid: int | None
    cols: int
    rows: int
    createdAt: Moment
    exitedAt: Moment | None = None
    totalLines: int = 0
    firstLine: int = 1
    """The oldest line that is still kept: where it is above 1, the lines before it were dropped."""
    lastLine: str = ""
    viewers: int = 0
    notifyOnExit: bool = False
    timeoutSeconds: float | None = None
    timedOut: bool = False
    flags: dict[str, FlagValue] = Field(default_factory=dict)
    """What X-Agent-Flags said beyond the fields above."""
    user: str = "owner"
    endedBy: str | None = None
    """The agent that ended it; None: a person, BooTerm, or nobody."""
    endReason: str = ""
    """In words, where BooTerm itself ended it."""


class PtyEdit(Contract):
    """A session's new name, in one line, or description; what is None stays."""

    title: Title | None = None
    description: str | None = Field(default=None, max_length=2000)


class PtyList(Contract):
    """`GET /api/pty/list`."""

    sessions: list[PtySession]


class PtyWrite(Contract):
    """Bytes to type: understands \\n \\r \\t \\\\ \\xNN and \\uNNNN."""

    data: str = Field(max_length=1_000_000)


class PtyWritten(Contract):
    """How many bytes were typed."""

    id: str
    bytes: int


class PtyResize(Contract):
    """A new size in character cells."""

    cols: Columns
    rows: Rows


class PtyKill(Contract):
    """Signal a session: INT its foreground job, HUP its process; TERM (KILL follows after 3 s) and
    KILL end every process of it. `cleanup` ends it too where it runs, and forgets it.
    """

    signal: Literal["HUP", "INT", "TERM", "KILL"] = "TERM"
    cleanup: bool = False


class PtyLine(Contract):
    """One line with its number in the whole output (from 1)."""

    number: int
    text: str
    cut: bool = False


class PtyScreen(Contract):
    """The terminal as a person sees it: every row, and where the cursor stands (from 0)."""

    lines: list[str]
    row: int
    col: int
    cols: int
    rows: int
    title: str
    alternate: bool


class PtyRead(Contract):
    """Lines of a session's output: filtered first, then paged.

    `firstLine` is the number of the oldest line that is still kept. What was painted on an
    alternate screen is no line. `screen` comes where the program paints: vim, top, progress bars of
    several rows; there the lines say less.
    """

    id: str
    status: PtyStatus
    lines: list[PtyLine]
    firstLine: int
    totalLines: int
    matched: int
    hasMore: bool
    screen: PtyScreen | None = None


class PtyCommand(Contract):
    """A command that the shell of a session ran, by its marks.

    Its output goes from cursor `start`, in line `line`, to `end`; None: it runs. `trusted`: the
    mark carried the session's nonce, so no output can have made it up.
    """

    command: str
    start: int
    line: int
    end: int | None = None
    exitCode: int | None = None
    trusted: bool


class PtyCommands(Contract):
    """The commands of a session that are kept, the oldest first."""

    commands: list[PtyCommand]


class PtyWait(Contract):
    """Wait until a session ended, until `text` was seen in a line of its output after line
    `offset`, or until it printed nothing for `quietMs`; for `timeout` seconds at most.
    """

    until: Literal["exit", "text", "quiet"] = "exit"
    text: str | None = Field(default=None, min_length=1, max_length=1000, pattern=r"^[^\r\n]*$")
    offset: int = Field(default=0, ge=0)
    quietMs: int = Field(default=500, ge=1, le=600_000)
    timeout: float = Field(default=30.0, ge=0, le=600)


class PtyWaited(Contract):
    """What a wait ended with; `exit` ends every wait."""

    met: Literal["exit", "text", "quiet", "timeout"]
    session: PtySession


class PtyNotice(Contract):
    """One session that asked for it has ended. `id` never comes for another one; `seq` grows.

    `text` is what an agent is shown.
    """

    id: str
    seq: int
    at: Moment
    agentId: str | None
    text: str
    session: PtySession


class PtyChange(Contract):
    """A session as it is after something of it changed that is not its output; `session` is None
    once it is no longer listed.
    """

    id: str
    session: PtySession | None


PtyNews = PtyNotice | PtyList | PtyChange
"""What `GET /api/pty/events` carries."""


class PtyAcknowledge(Contract):
    """Notices that were dealt with, by id: they are not delivered again."""

    ids: list[Name] = Field(max_length=1000)


class PtyAcknowledged(Contract):
    """How many of them were still kept."""

    acknowledged: int


class PtyTicketRequest(Contract):
    """A ticket that lets its bearer type, or (`readonly`) only look."""

    readonly: bool = False


class PtyTicket(Contract):
    """Opens one WebSocket of one session, once: `/api/pty/{id}/ws?ticket=...`."""

    id: str
    ticket: str
    readonly: bool
    expiresAt: Moment


class Hello(Contract):
    """The server's first frame. With `reset` the client clears its screen before the next byte, and
    writes `preamble` to it, which no cursor counts: modes, title, colours, what a program painted.

    Up to `end` the output is history: after a reset, a terminal answers no question in it.
    """

    t: Literal["hello"] = "hello"
    session: PtySession
    cursor: int = Field(ge=0)
    end: int = Field(ge=0)
    reset: bool
    preamble: str = ""
    nonce: str = ""
    """What a mark (OSC 133 and 633) must carry to be believed; empty: the shell carries none."""


class Exited(Contract):
    """The process ended; no byte follows."""

    t: Literal["exit"] = "exit"
    session: PtySession


class Fault(Contract):
    """A frame of the client's could not be used; the connection goes on."""

    t: Literal["fault"] = "fault"
    detail: str


class Resized(Contract):
    """The PTY has a new size (another viewer owns it)."""

    t: Literal["size"] = "size"
    cols: int
    rows: int


class Owned(Contract):
    """The session was taken over, or handed back: `owner` may type now."""

    t: Literal["owner"] = "owner"
    owner: PtyOwner


ServerFrame = Hello | Exited | Fault | Resized | Owned


class Ack(Contract):
    """Every byte up to `cursor` has been written to the client's screen."""

    t: Literal["ack"] = "ack"
    cursor: int = Field(ge=0)


class Resize(Contract):
    """This client's size; it becomes the owner of the size."""

    t: Literal["resize"] = "resize"
    cols: Columns
    rows: Rows


ClientFrame = Annotated[Ack | Resize, Field(discriminator="t")]
