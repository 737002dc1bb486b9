"""What a person calls a model of a hub, and the files that are meant."""

import pytest

from boocode_app.core.errors import InvalidInput
from boocode_app.services.llama.shelf.hub import RepoFile
from boocode_app.services.llama.shelf.reference import Reference, parse_reference, pick


def files(*names: str) -> list[RepoFile]:
    return [RepoFile(name, 1, "0" * 64) for name in names]


def picked(given: str, *names: str) -> list[str]:
    return [file.name for file in pick(parse_reference(given), files(*names))]


@pytest.mark.parametrize(
    ("given", "reference"),
    [
        ("org/repo", Reference("org/repo")),
        (" org/repo:Q4_K_M ", Reference("org/repo", tag="Q4_K_M")),
        ("org/repo/a/b.gguf", Reference("org/repo", file="a/b.gguf")),
        ("https://huggingface.co/org/repo", Reference("org/repo")),
        (
            "https://huggingface.co/org/repo/blob/main/b.gguf?download=true",
            Reference("org/repo", file="b.gguf"),
        ),
        ("https://hf.co/org/repo/resolve/main/a/b.gguf", Reference("org/repo", file="a/b.gguf")),
    ],
)
def test_a_reference_is_read_in_all_its_forms(given: str, reference: Reference) -> None:
    assert parse_reference(given) == reference


@pytest.mark.parametrize(
    "given",
    [
        "",
        "repo",
        "../repo",
        "org/..",
        "org/repo:",
        "org/repo/../x.gguf",
        "org/repo/x.bin",
        "org/repo:Q4 K",
        "https://example.com/org/repo",
        "file:///etc/passwd",
        "-x/repo\0",
    ],
)
def test_what_is_no_reference_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput, match="is no model of a hub"):
        parse_reference(given)


def test_a_tag_is_a_whole_word() -> None:
    names = ("m-Q4_K_M.gguf", "m-Q4_K_S.gguf", "m-UD-Q4_K_M.gguf", "m-IQ4_K.gguf")
    assert picked("o/r:q4_k_m", *names) == ["m-Q4_K_M.gguf"]
    with pytest.raises(InvalidInput, match="has no 'Q4_K'"):
        picked("o/r:Q4_K", *names)


def test_without_a_tag_the_usual_one_is_meant_or_the_only_one() -> None:
    assert picked("o/r", "m-Q8_0.gguf", "m-Q4_K_M.gguf", "README.md") == ["m-Q4_K_M.gguf"]
    assert picked("o/r", "mxfp4-only.gguf", "mmproj-f16.gguf") == ["mxfp4-only.gguf"]
    with pytest.raises(InvalidInput, match=r"several models: name one. There are: a.gguf, b.gguf"):
        picked("o/r", "a.gguf", "b.gguf")
    with pytest.raises(InvalidInput, match="holds no GGUF file"):
        picked("o/r", "model.safetensors", "mmproj-f16.gguf")


def test_all_parts_of_a_split_model_belong_to_it() -> None:
    names = [f"Q8_0/m-Q8_0-0000{part}-of-00003.gguf" for part in (2, 1, 3)]
    assert picked("o/r:Q8_0", *names, "m-Q4_0.gguf") == sorted(names)
    assert picked(f"o/r/{names[0]}", *names) == sorted(names)
    with pytest.raises(InvalidInput, match="has 2 of its 3 parts"):
        picked("o/r:Q8_0", *names[:2])


def test_a_long_list_is_cut() -> None:
    with pytest.raises(InvalidInput, match="and 8 more"):
        picked("o/r:Q1", *(f"m{number:02}.gguf" for number in range(20)))
