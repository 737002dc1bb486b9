"""The demo model: a tiny GGUF that llama-server runs like any other, and that talks nonsense.

The network does nothing (attention and feed-forward give zero), so the next token follows from the
last one alone, through a table written into the output matrix. `scripted` walks through SCRIPT and
stops, makes exactly one schema-valid call where tools are offered, and says SCRIPT again after the
tool's result; `looping` walks round without end; `random` has random weights and an even worse
style. Invariant: the same kind gives the same bytes, wherever it is written.
"""

import os
import re
import tempfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from gguf import GGUFWriter
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

Kind = Literal["scripted", "random", "looping"]

VERSION = "1"
"""Counts the changes of the file's content, so that an older demo file is written anew."""

SCRIPT = """\
I am BooCode's demo model. I cannot think: these words stand in a fixed script, so I talk \
nonsense, whatever you ask.

What is real is everything around me:

- the answer streams from a llama-server on your own machine;
- every token is counted and timed;
- stop me, reload the page or lose the network: nothing goes missing, nothing comes twice.

To talk with a model that does understand you, fetch a GGUF file and start again:

```sh
BOOCODE_MODEL=/path/to/model.gguf ./boocode up
```

A coding model of three to eight billion parameters runs on most laptops, a bigger one wants a \
graphics card. Until then I shall give this same reply to each question, word for word. That makes \
me dull company, but an honest test: if you can read this sentence, then the browser, the server, \
the database and llama-server all work together."""

ARGUMENT = "README.md"
"""What every string in a tool call's arguments says: a file that most repositories have."""

TEMPLATE = """\
{%- if tools %}<|im_start|>system
# Tools
{%- for t in tools %}
{{ t | tojson }}
{%- endfor %}<|im_end|>
{% endif %}
{%- for m in messages %}<|im_start|>{{ m.role }}
{% if m.content %}{{ m.content }}{% endif %}
{%- if m.tool_calls %}{% for c in m.tool_calls %}<tool_call>{"name": "{{ c.function.name }}", \
"arguments": {{ c.function.arguments | tojson }}}</tool_call>{% endfor %}{% endif %}<|im_end|>
{% endfor %}
{%- if add_generation_prompt %}<|im_start|>assistant
{% if tools and messages[-1].role != 'tool' %}<|act|>{% else %}<|say|>{% endif %}{% endif %}"""

CONTROLS = ("<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|act|>", "<|say|>")
CALL, CALL_END, TURN_END = "<tool_call>", "</tool_call>", "<|im_end|>"
WIDTH, LAYERS, HEADS, KV_HEADS, FORWARD = 256, 2, 4, 1, 512
"""Heads of 64: a q4_0 K cache wants a multiple of 32."""
CONTEXT = 65_536
SURE = 24.0
"""The logit of a token that must follow; what else there is stays far below it."""


@dataclass
class Vocabulary:
    """Tokens in order of id, with their SPM scores and types."""

    texts: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, score: float, kind: int) -> None:
        self.ids[text] = len(self.texts)
        self.texts.append(text)
        self.scores.append(score)
        self.types.append(kind)


def write_demo(path: Path, kind: Kind = "scripted", layers: int = LAYERS) -> Path:
    """Write the demo model of `kind` to `path`, whole or not at all (a few MB, in under 2 s).

    More `layers` say the same (but for `random`) and make each token as slow as a real model's.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(descriptor)
    try:
        _write(Path(draft), kind, layers)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return path


def pieces(text: str, taken: set[str]) -> list[str]:
    """`text` cut into words with the space before them, each unlike all others and `taken`.

    A word that was there before grows by the words after it: what follows a token must be told by
    the token alone.
    """
    found: list[str] = []
    seen = set(taken)
    grown = ""
    for word in re.findall(r"\s*\S+", text):
        grown += word
        if grown not in seen:
            seen.add(grown)
            found.append(grown)
            grown = ""
    if grown:
        found[-1] += grown
    return found


def _write(path: Path, kind: Kind, layers: int) -> None:
    import numpy as np
    from gguf import GGUFWriter

    words, script = _vocabulary()
    random = np.random.Generator(np.random.PCG64(0))
    embedding = random.standard_normal((len(words.texts), WIDTH), dtype=np.float32)
    embedding[:, 0] = 4.0
    embedding /= np.sqrt((embedding**2).mean(1, keepdims=True))
    noise = random.standard_normal(embedding.shape, dtype=np.float32)
    if kind == "random":
        output = noise * WIDTH**-0.5 * 3 * _printable(words)
    else:
        output = _table(words, _followers(script, loops=kind == "looping"), embedding)
        output[:, 1:] += noise[:, 1:] * 0.02
    writer = GGUFWriter(path, "llama")
    _describe(writer, words, kind, layers)
    _add_tensors(writer, embedding, output, random, layers, live=kind == "random")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _vocabulary() -> tuple[Vocabulary, list[str]]:
    """All tokens, and those among them that make up SCRIPT.

    The script's tokens are USER_DEFINED: they hold real spaces and line ends, and a reply that
    comes back as history is cut into the very tokens it was made of, which keeps the prompt cache.
    """
    from gguf import TokenType

    words = Vocabulary()
    words.add("<unk>", 0, TokenType.UNKNOWN)
    for text in CONTROLS:
        words.add(text, 0, TokenType.CONTROL)
    for text in (CALL, CALL_END, ARGUMENT):
        words.add(text, 0, TokenType.USER_DEFINED)
    for byte in range(256):
        words.add(f"<0x{byte:02X}>", 0, TokenType.BYTE)
    for character in [*map(chr, range(33, 127)), "\u2581"]:
        words.add(character, -100, TokenType.NORMAL)
    script = pieces(SCRIPT, set(words.ids))
    for text in script:
        words.add(text, 0, TokenType.USER_DEFINED)
    return words, script


def _followers(script: list[str], *, loops: bool) -> list[tuple[str, str, float]]:
    """(token, its follower, logit): the whole behaviour of the model.

    In a tool call the grammar decides between them: a string says ARGUMENT, a number says 1.
    """
    last = (script[-1], script[0] if loops else TURN_END, SURE)
    return [
        ("<|say|>", script[0], SURE),
        *((word, follower, SURE) for word, follower in pairwise(script)),
        last,
        ("<|act|>", CALL, SURE),
        ("}", CALL_END, SURE),
        (CALL_END, TURN_END, SURE),
        ('"', ARGUMENT, SURE),
        (ARGUMENT, '"', SURE),
        (":", "1", SURE),
        ("1", ",", SURE),
        ("1", "}", SURE),
    ]


def _table(
    words: Vocabulary, followers: list[tuple[str, str, float]], embedding: "Matrix"
) -> "Matrix":
    """The output matrix: feature 0 is constant and carries how likely a token is by itself."""
    import numpy as np
    from gguf import TokenType

    rare = (TokenType.CONTROL, TokenType.BYTE, TokenType.UNKNOWN, TokenType.USER_DEFINED)
    alone = np.array([-6.0 if kind in rare else 0.0 for kind in words.types], np.float32)
    for text, logit in ((CALL_END, 3.0), ("\u2581", -4.0), ('"', 2.0), ("}", 1.5), ("]", 1.5)):
        alone[words.ids[text]] = logit
    output = np.zeros_like(embedding)
    output[:, 0] = alone / embedding[:, 0].mean()
    features = embedding.copy()
    features[:, 0] = 0
    for token, follower, logit in followers:
        direction = features[words.ids[token]]
        output[words.ids[follower]] += direction * (logit / float(direction @ direction))
    return output


def _printable(words: Vocabulary) -> "Matrix":
    """1 for each token that a person can read, 0 for the rest."""
    import numpy as np
    from gguf import TokenType

    readable = [
        kind == TokenType.NORMAL or text.startswith(" ")
        for text, kind in zip(words.texts, words.types, strict=True)
    ]
    return np.array(readable, np.float32)[:, None]


def _describe(writer: "GGUFWriter", words: Vocabulary, kind: Kind, layers: int) -> None:
    from gguf import LlamaFileType

    writer.add_name(f"BooCode demo ({kind})")
    writer.add_version(VERSION)
    writer.add_description("Not a language model: a script for trying BooCode out.")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(words.texts))
    writer.add_file_type(LlamaFileType.MOSTLY_F16)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([text.encode() for text in words.texts])
    writer.add_token_scores(words.scores)
    writer.add_token_types(words.types)
    writer.add_bos_token_id(words.ids["<s>"])
    writer.add_eos_token_id(words.ids[TURN_END])
    writer.add_eot_token_id(words.ids[TURN_END])
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)


def _add_tensors(
    writer: "GGUFWriter",
    embedding: "Matrix",
    output: "Matrix",
    random: "np.random.Generator",
    layers: int,
    *,
    live: bool,
) -> None:
    """Weights in f16, norms in f32 (llama.cpp takes no other). Blocks give zero unless `live`."""
    import numpy as np

    one = np.ones(WIDTH, np.float32)
    kv_width = WIDTH // HEADS * KV_HEADS

    def weights(rows: int, columns: int, scale: float = 1.0) -> "NDArray[np.float16]":
        values: Matrix = random.standard_normal((rows, columns), dtype=np.float32)
        values *= columns**-0.5 * scale
        return values.astype(np.float16)

    writer.add_tensor("token_embd.weight", embedding.astype(np.float16))
    writer.add_tensor("output_norm.weight", one)
    writer.add_tensor("output.weight", output.astype(np.float16))
    gain = 1.0 if live else 0.0
    for layer in range(layers):
        block = f"blk.{layer}."
        writer.add_tensor(block + "attn_norm.weight", one)
        writer.add_tensor(block + "ffn_norm.weight", one)
        writer.add_tensor(block + "attn_q.weight", weights(WIDTH, WIDTH))
        writer.add_tensor(block + "attn_k.weight", weights(kv_width, WIDTH))
        writer.add_tensor(block + "attn_v.weight", weights(kv_width, WIDTH))
        writer.add_tensor(block + "attn_output.weight", weights(WIDTH, WIDTH, gain))
        writer.add_tensor(block + "ffn_gate.weight", weights(FORWARD, WIDTH))
        writer.add_tensor(block + "ffn_up.weight", weights(FORWARD, WIDTH))
        writer.add_tensor(block + "ffn_down.weight", weights(WIDTH, FORWARD, gain))
