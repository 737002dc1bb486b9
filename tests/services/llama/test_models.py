import os
from pathlib import Path

import pytest
from gguf import GGUFWriter

from boocode_app.core.errors import NotFound
from boocode_app.core.settings import Settings
from boocode_app.services.llama.demo import CONTEXT, VERSION, write_demo
from boocode_app.services.llama.models import Models, name_of, slot_context
from boocode_app.services.llama.shelf.gguf_header import BadModelFile, GgufHeader, read_header


def header(context: int | None, kv_elements: int | None) -> GgufHeader:
    return GgufHeader("llama", "x", "", context, kv_elements)


def test_the_header_of_a_model_is_read(tmp_path: Path) -> None:
    read = read_header(write_demo(tmp_path / "demo.gguf"))
    assert read == GgufHeader("llama", "BooCode demo (scripted)", VERSION, CONTEXT, 128)


def test_a_vocabulary_is_walked_only_where_the_sizes_stand_behind_it(tmp_path: Path) -> None:
    for first in (True, False):
        writer = GGUFWriter(tmp_path / "x.gguf", "llama")
        if not first:
            writer.add_token_list([b"a", b"b"])
        writer.add_context_length(8192)
        writer.add_block_count(2)
        writer.add_embedding_length(256)
        writer.add_head_count(4)
        writer.add_head_count_kv(1)
        if first:
            writer.add_token_list([b"a", b"b"])
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.close()
        read = read_header(tmp_path / "x.gguf")
        assert (read.context, read.kv_elements) == (8192, 128)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"root:x:0:0", "is no GGUF: it begins with b'root'"),
        (b"", "is no GGUF"),
        (b"GGUF\x03\0\0\0", "cut short"),
        (b"GGUF\x09\0\0\0" + b"\0" * 16, "unknown GGUF version: 9"),
        (b"GGUF\x03\0\0\0" + b"\0" * 8 + b"\x01" + b"\0" * 7 + b"\xff" * 8, "cut short"),
    ],
)
def test_a_file_that_is_no_model_is_told_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "x.gguf"
    file.write_bytes(content)
    with pytest.raises(BadModelFile) as fault:
        read_header(file)
    assert words in fault.value.detail
    assert str(file) in fault.value.detail


def test_a_missing_file_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadModelFile, match="No such file"):
        read_header(tmp_path / "none.gguf")


def test_a_pipe_or_a_folder_is_no_model_and_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    for path in (tmp_path / "pipe.gguf", tmp_path, Path("/dev/zero")):
        with pytest.raises(BadModelFile, match="is no regular file"):
            read_header(path)


def test_the_default_comes_first_and_later_parts_of_a_split_model_are_no_models(
    settings: Settings,
) -> None:
    settings.models_folder.mkdir()
    for name in ("b", "a", "big-00001-of-00002", "big-00002-of-00002"):
        (settings.models_folder / f"{name}.gguf").touch()
    names = [model.name for model in Models(settings).all()]
    assert names == ["demo", "a", "b", "big-00001-of-00002"]


def test_boocode_model_is_a_path_or_the_name_of_a_file_in_the_folder(home: Path) -> None:
    by_path = Models(Settings(home=home, model="/models/My Model (v2).gguf")).default
    assert (by_path.name, by_path.path) == ("My-Model-v2", Path("/models/My Model (v2).gguf"))
    by_name = Models(Settings(home=home, model="looping")).default
    assert by_name.path == home / "models" / "looping.gguf"


def test_an_unknown_name_is_refused_and_says_which_there_are(settings: Settings) -> None:
    with pytest.raises(NotFound, match="Unknown model 'qwen'; there are: demo"):
        Models(settings).named("qwen")


def test_a_name_is_safe_in_a_file_name() -> None:
    assert name_of(Path("a/..gguf")) == "model"
    assert name_of(Path("a/b c\n.gguf")) == "b-c"


def test_the_demo_is_written_where_it_is_missing_or_old_and_no_other_file_is(
    settings: Settings,
) -> None:
    models = Models(settings)
    models.provide(models.default)
    written = models.default.path.stat().st_ino
    models.provide(models.default)
    assert models.default.path.stat().st_ino == written
    models.default.path.write_bytes(b"an older format")
    models.provide(models.default)
    assert read_header(models.default.path).version == VERSION
    other = Models(Settings(home=settings.home, model="/nowhere/x.gguf"))
    other.provide(other.default)
    assert not other.default.path.exists()


def test_the_context_stays_within_the_model_and_the_memory() -> None:
    assert slot_context(header(8192, None)) == 8192
    assert slot_context(header(131_072, 1000)) == 32_768
    assert slot_context(header(131_072, 32_768)) == 12_544
    assert slot_context(header(131_072, 10_000_000)) == 2048
    assert slot_context(header(None, None)) == 4096
