"""The theme has one source: no page, part or component spells a colour of its own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEX = re.compile(r"(?<![\w&/])#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")
PAIRS = [
    ("--text", "--surface"),
    ("--muted", "--surface"),
    ("--muted", "--panel"),
    ("--muted", "--hover"),
    ("--accent-text", "--surface"),
    ("--accent-text", "--accent-soft"),
    ("--on-accent", "--accent"),
]


@pytest.mark.parametrize(
    "file",
    [
        *(ROOT / "boocode_app/ui").rglob("*.py"),
        *(ROOT / "boocode_app/ui/shell").glob("*.jsx"),
        *(ROOT / "boocode_app/ui/workspace").glob("*.jsx"),
        ROOT / "assets/parts.css",
    ],
    ids=lambda file: file.name,
)
def test_no_file_but_the_theme_spells_a_colour(file: Path) -> None:
    assert HEX.findall(file.read_text()) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_has_the_contrast_that_aa_asks_for(theme: str, ink: str, ground: str) -> None:
    tokens = _tokens(theme)
    assert _contrast(_resolve(ink, tokens), _resolve(ground, tokens)) >= 4.5


def _tokens(theme: str) -> dict[str, str]:
    """The custom properties of a theme, as the cascade leaves them."""
    css = (ROOT / "assets/theme.css").read_text()
    tokens: dict[str, str] = {}
    for selector in (":root", ".dark") if theme == "dark" else (":root",):
        for block in re.findall(rf"^{re.escape(selector)} {{(.*?)^}}", css, re.S | re.M):
            tokens |= dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))
    return tokens


def _resolve(name: str, tokens: dict[str, str]) -> str:
    value = tokens[name]
    while found := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = tokens[found[1]]
    return value


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1.4.3."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
