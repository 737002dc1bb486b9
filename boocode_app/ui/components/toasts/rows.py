"""What a toast says."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ToastRow:
    """`id` is shown once. `detail` explains `title`, `output` is what a program said of it, and
    `href` (under the word `Show`) leads there.
    """

    id: str = ""
    kind: Literal["done", "failure"] = "done"
    title: str = ""
    detail: str = ""
    output: str = ""
    href: str = ""
