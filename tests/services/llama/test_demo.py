from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.services.llama.demo import SCRIPT, Kind, pieces, write_demo
from tests.services.llama.conftest import Desk

READ_FILE = {
    "type": "function",
    "function": {
        "name": "read_file",
        "description": "Read a file.",
        "parameters": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "line": {"type": "integer"}},
            "required": ["path", "line"],
        },
    },
}


@pytest.mark.parametrize("kind", ["scripted", "random", "looping"])
def test_the_same_kind_gives_the_same_few_bytes(tmp_path: Path, kind: Kind) -> None:
    first = write_demo(tmp_path / "a.gguf", kind).read_bytes()
    assert write_demo(tmp_path / "sub" / "b.gguf", kind).read_bytes() == first
    assert 1_000_000 < len(first) < 10_000_000
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.gguf", "sub"]


def test_the_script_says_what_it_is_and_how_to_get_a_real_model() -> None:
    assert "I talk nonsense" in " ".join(SCRIPT.split())
    assert "```sh\nBOOCODE_MODEL=/path/to/model.gguf ./boocode up\n```" in SCRIPT
    assert 120 <= len(SCRIPT.split()) <= 200


@given(st.lists(st.sampled_from(["aa", "b", "c", "\nd", "e,"]), min_size=1).map(" ".join))
def test_pieces_are_unlike_each_other_and_make_up_the_text(text: str) -> None:
    found = pieces(text, {"zz"})
    assert "".join(found) == text
    assert len(set(found)) == len(found)


async def test_the_scripted_model_says_its_text_calls_a_tool_once_and_says_it_again(
    desk: Desk,
) -> None:
    server = desk.server()
    server.start()
    endpoint = await server.until_ready(20)
    url = endpoint.url + "/v1/chat/completions"

    async def ask(**body: object) -> dict[str, object]:
        answer = await desk.http.post(url, json=body, headers=endpoint.headers)
        choice: dict[str, object] = answer.json()["choices"][0]
        return choice

    user = {"role": "user", "content": "Is anybody there?"}
    plain = await ask(messages=[user])
    assert plain["finish_reason"] == "stop"
    assert plain["message"] == {"role": "assistant", "content": SCRIPT}

    called = await ask(messages=[user], tools=[READ_FILE])
    assert called["finish_reason"] == "tool_calls"
    message = called["message"]
    assert isinstance(message, dict)
    [call] = message["tool_calls"]
    assert call["function"] == {"name": "read_file", "arguments": '{"path":"README.md","line":1}'}

    result = {"role": "tool", "tool_call_id": call["id"], "content": "# Hello"}
    after = await ask(messages=[user, message, result], tools=[READ_FILE])
    assert after["finish_reason"] == "stop"
    assert after["message"] == {"role": "assistant", "content": SCRIPT}
