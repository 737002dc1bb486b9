"""The files of a diff that a person has viewed."""

from pydantic import Field

from boocode_app.contracts.base import Contract


class ViewedFile(Contract):
    """A file that was viewed as the patch of `digest`; another digest is to be viewed again."""

    path: str = Field(min_length=1, max_length=4096)
    digest: str = Field(pattern=r"^[0-9a-f]{32}$")


class ViewedFiles(Contract):
    """Every mark of a project."""

    items: list[ViewedFile]


class ViewedEdit(Contract):
    """Mark `path` as viewed at `digest`; without a digest the mark goes away."""

    path: str = Field(min_length=1, max_length=4096)
    digest: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")
