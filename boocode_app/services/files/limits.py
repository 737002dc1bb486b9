"""How much is read, listed and searched at once."""

MAX_ENTRIES = 3_000
"""Entries of one folder that are listed; the others are counted."""
MAX_TEXT_BYTES = 2_000_000
"""Bytes of text in one answer; more comes by pages of lines."""
MAX_SCANNED_BYTES = 256_000_000
"""Bytes that are passed over to reach a line."""
MAX_IMAGE_BYTES = 32_000_000
"""Bytes of an image that is shown."""
MAX_NAMES = 200_000
"""Files of a project among which names are looked for."""
MAX_FOUND = 100
"""Matches that are told; the others are counted."""
NAMES_STAY_S = 3.0
"""How long the names of a project are held, so that not each key asks git."""
PROJECTS_HELD = 4
"""Projects whose names are held."""
