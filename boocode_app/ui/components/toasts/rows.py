"""What a toast says."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ToastRow:
    """`id` is shown once; `href` (with the word `Show`) leads to what it is about."""

    id: str = ""
    kind: Literal["done", "failure"] = "done"
    title: str = ""
    detail: str = ""
    href: str = ""
