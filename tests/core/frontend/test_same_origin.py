"""The bundle asks whoever served it."""

from pathlib import Path

import pytest

from boocode_app.core.frontend.same_origin import rewrite_bundle, same_origin

API = "http://localhost:8000"


@pytest.mark.parametrize("quote", ['"', "'", "`"])
@pytest.mark.parametrize("scheme", ["http", "https", "ws", "wss"])
def test_a_baked_url_becomes_relative_to_the_page(quote: str, scheme: str) -> None:
    script = f"x={{PING:{quote}{scheme}://localhost:8000/ping{quote}}}"
    text, count = same_origin(script, API)
    assert count == 1
    assert "localhost:8000" not in text
    assert text.endswith('+"/ping")}')


def test_other_urls_stay() -> None:
    script = 'x="http://localhost:80001/ping",y="https://example.org/ping"'
    assert same_origin(script, API) == (script, 0)


def test_a_build_in_which_nothing_matched_fails(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/reflex-env-abc.js").write_text('x="/ping"')
    with pytest.raises(RuntimeError, match="lays its output out in another way"):
        rewrite_bundle(tmp_path, API)
