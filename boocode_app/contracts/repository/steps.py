"""What a deed will do, told before it is done."""

from pydantic import Field

from boocode_app.contracts.base import Contract


class Preview(Contract):
    """What a deed will do, in sentences.

    `steps`: what happens; `notes`: what is good to know; `losses`: what goes away; `files`: which
    files it is about, of which `files_left_out` more are not named. `refusal`: why it cannot be
    done now, None where it can. `state` names what all this rests on.
    """

    steps: list[str]
    notes: list[str] = Field(default_factory=list)
    losses: list[str] = Field(default_factory=list)
    files: list[str] = Field(default_factory=list)
    files_left_out: int = 0
    refusal: str | None = None
    state: str


class Done(Contract):
    """A deed was done. `text` says what, `commit` is the commit that came of it, `undo` what takes
    it back.
    """

    text: str
    commit: str | None = None
    undo: str | None = None
