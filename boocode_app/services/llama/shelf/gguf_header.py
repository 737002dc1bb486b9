"""What a GGUF file says of itself, read from its first pages.

The library's reader maps every string of the vocabulary to an array (seconds and hundreds of MB for
a real model); we want a handful of numbers from the header and skip the rest. Format: GGUF v2, v3.
"""

import stat
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from boocode_app.core.errors import UpstreamFailed

MAGIC = b"GGUF"
STRING, ARRAY, BOOL = 8, 9, 7
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 10: "Q", 11: "q", 12: "d"}
VOCABULARY = "tokenizer."
"""Writers put these keys last, and they are nearly all of a header."""
MAX_KEYS = 10_000
MAX_STRING = 16 * 2**20
Value = str | int | float | bool | None


class BadModelFile(UpstreamFailed):
    """A file is no model that llama-server could load."""


@dataclass(frozen=True)
class GgufHeader:
    """One model's own words. Sizes in tokens and elements, None where the file does not say."""

    architecture: str
    name: str
    version: str
    context: int | None
    kv_elements: int | None
    """Elements of the K cache (and as many of V) that one token takes, over all layers."""


def read_header(path: Path) -> GgufHeader:
    """The header of the GGUF at `path`, read once as long as the file does not change.

    Raises BadModelFile in words.
    """
    try:
        file = path.stat()
    except OSError as fault:
        raise BadModelFile(f"Model file {str(path)!r}: {fault.strerror}") from fault
    if not stat.S_ISREG(file.st_mode):  # opening a pipe would wait for ever
        raise BadModelFile(f"Model file {str(path)!r} is no regular file")
    return _read(path, file.st_mtime_ns, file.st_size)


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int, _size: int) -> GgufHeader:
    try:
        with path.open("rb") as file:
            return _header_of(_read_keys(file, path))
    except (FileNotFoundError, IsADirectoryError, PermissionError) as fault:
        raise BadModelFile(f"Model file {str(path)!r}: {fault.strerror}") from fault
    except (struct.error, UnicodeDecodeError, EOFError) as fault:
        raise BadModelFile(f"Model file {str(path)!r} is cut short or damaged") from fault


def _header_of(keys: dict[str, Value]) -> GgufHeader:
    architecture = str(keys.get("general.architecture") or "")

    def number(key: str) -> int | None:
        value = keys.get(f"{architecture}.{key}")
        return value if isinstance(value, int) else None

    return GgufHeader(
        architecture=architecture,
        name=str(keys.get("general.name") or ""),
        version=str(keys.get("general.version") or ""),
        context=number("context_length"),
        kv_elements=_kv_elements(number),
    )


def _kv_elements(number: Callable[[str], int | None]) -> int | None:
    layers, heads = number("block_count"), number("attention.head_count")
    width = number("attention.key_length")
    if width is None and heads and (embedding := number("embedding_length")):
        width = embedding // heads
    kv_heads = number("attention.head_count_kv") or heads
    return layers * kv_heads * width if layers and kv_heads and width else None


def _read_keys(file: BinaryIO, path: Path) -> dict[str, Value]:
    magic = file.read(4)
    if magic != MAGIC:
        raise BadModelFile(f"Model file {str(path)!r} is no GGUF: it begins with {magic!r}")
    version, _, count = struct.unpack("<IQQ", _exactly(file, 20))
    if version not in (2, 3) or count > MAX_KEYS:
        raise BadModelFile(f"Model file {str(path)!r} is of an unknown GGUF version: {version}")
    keys: dict[str, Value] = {}
    for _ in range(count):
        key = _string(file)
        if key.startswith(VOCABULARY) and _tells_its_shape(keys):
            break
        keys[key] = _value(file, _u32(file))
    return keys


def _tells_its_shape(keys: dict[str, Value]) -> bool:
    """Whether all is known that sizes follow from, so that the vocabulary need not be walked."""
    architecture = keys.get("general.architecture")
    shape = ("context_length", "block_count", "embedding_length", "attention.head_count")
    return all(f"{architecture}.{key}" in keys for key in shape)


def _value(file: BinaryIO, kind: int) -> Value:
    if kind == STRING:
        return _string(file)
    if kind == BOOL:
        return _exactly(file, 1) != b"\0"
    if kind == ARRAY:
        _skip_array(file)
        return None
    if kind not in NUMBERS:
        raise EOFError
    form = "<" + NUMBERS[kind]
    number: int | float = struct.unpack(form, _exactly(file, struct.calcsize(form)))[0]
    return number


def _skip_array(file: BinaryIO) -> None:
    kind, length = _u32(file), _u64(file)
    if kind == STRING:
        for _ in range(length):
            file.seek(_length(file), 1)
    elif kind == BOOL or kind in NUMBERS:
        file.seek(length * struct.calcsize("<" + NUMBERS.get(kind, "B")), 1)
    else:
        raise EOFError


def _string(file: BinaryIO) -> str:
    return _exactly(file, _length(file)).decode()


def _length(file: BinaryIO) -> int:
    length = _u64(file)
    if length > MAX_STRING:
        raise EOFError
    return length


def _u32(file: BinaryIO) -> int:
    return int.from_bytes(_exactly(file, 4), "little")


def _u64(file: BinaryIO) -> int:
    return int.from_bytes(_exactly(file, 8), "little")


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data
