"""What a hub says is believed only as far as it makes sense; its token stays with it."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.core.errors import NotFound, Unavailable, UpstreamFailed
from boocode_app.services.llama.shelf.hub import Hub, hub_token, repo_of
from tests.daemon import free_ports
from tests.hub import COMMIT, HubFolder, running_hub

SHA = "ab" * 32
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sha", "siblings", "rfilename", "lfs", "size", "sha256"]), inner
        )
    ),
    max_leaves=12,
)


def listed(name: object, size: object = 5, sha256: object = SHA) -> dict[str, object]:
    return {"rfilename": name, "lfs": {"size": size, "sha256": sha256}}


def test_only_files_with_a_safe_name_a_size_and_a_checksum_count() -> None:
    said = {
        "sha": COMMIT,
        "siblings": [
            listed("a/good.gguf"),
            listed("../up.gguf"),
            listed("/etc/passwd"),
            listed("line\n.gguf"),
            listed("empty.gguf", 0),
            listed("huge.gguf", 2**60),
            listed("odd.gguf", "5"),
            listed("unchecked.gguf", 5, "ab"),
            listed(7),
            {"rfilename": "small.txt"},
            None,
        ],
    }
    assert [file.name for file in repo_of("o/r", said).files] == ["a/good.gguf"]


@given(said=JSON)
def test_whatever_a_hub_says_is_read_or_refused(said: object) -> None:
    with suppress(UpstreamFailed):
        for file in repo_of("o/r", said).files:
            assert ".." not in Path(file.name).parts
            assert file.size > 0


def test_the_token_is_where_the_hub_s_own_tools_look(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from_file\n")
    assert hub_token({"HF_TOKEN": " given ", "HF_HOME": str(tmp_path)}) == "given"
    assert hub_token({"HF_HOME": str(tmp_path)}) == "from_file"
    assert hub_token({"HF_TOKEN_PATH": str(tmp_path / "token")}) == "from_file"
    assert hub_token({"HF_HOME": str(tmp_path / "none")}) is None


async def test_each_failure_is_one_of_ours() -> None:
    folder = HubFolder({"m.gguf": b"GGUF"})
    with running_hub(folder) as url:
        hub = Hub(url)
        assert (await hub.repo("org/demo")).commit == COMMIT
        with pytest.raises(NotFound, match="The hub has no 'org/none'"):
            await hub.repo("org/none")
        folder.token = "wanted"
        with pytest.raises(UpstreamFailed, match="wants a token"):
            await hub.repo("org/demo")
        await hub.close()
        allowed = Hub(url, "wanted")
        assert (await allowed.repo("org/demo")).files[0].name == "m.gguf"
        folder.opened.set()
        async with allowed.open("org/demo", COMMIT, "m.gguf", 2) as answer:
            assert (answer.status_code, await answer.aread()) == (206, b"UF")
        folder.moved_to = f"{url}/org/demo/resolve/{COMMIT}"
        with pytest.raises(UpstreamFailed, match="round in circles"):
            async with allowed.open("org/demo", COMMIT, "m.gguf", 0):
                pass
        await allowed.close()
    nobody = Hub(f"http://127.0.0.1:{free_ports(1)[0]}")
    with pytest.raises(Unavailable, match="cannot be reached"):
        await nobody.repo("org/demo")
    await nobody.close()
