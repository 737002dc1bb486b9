"""The flags of llama-server that have a class: owned, allowed or forbidden, each with its reason.

Invariant: what is not in FLAGS is refused. A value is checked by the flag's own `Rule`, which says
in words what would do.
"""

from boocode_app.services.llama.flags.allowed import ALLOWED
from boocode_app.services.llama.flags.kinds import Class, Flag, Rule
from boocode_app.services.llama.flags.refused import FORBIDDEN, OWNED

FLAGS: dict[str, Flag] = {
    spelling: flag for flag in (*ALLOWED, *OWNED, *FORBIDDEN) for spelling in flag.spellings
}

__all__ = ["ALLOWED", "FLAGS", "FORBIDDEN", "OWNED", "Class", "Flag", "Rule"]
