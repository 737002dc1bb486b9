"""Ids and times: UUIDv7 strings (sortable by time of birth) and aware UTC datetimes."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID


def new_id() -> str:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(UUID(int=value))


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
