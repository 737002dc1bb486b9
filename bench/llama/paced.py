"""A llama-server that says one word each hundredth of a second, whatever it is asked.

It takes llama-server's flags and speaks its protocol, so BooCode starts it like any other. A word
goes out at its own moment, not so long after the one before: a slow reader loses no time twice. It
asks for no key.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from boocode_app.services.llama.embedded import flags

PER_S = 100.0
app = FastAPI()


@app.get("/health")
@app.get("/v1/models")
async def answer_well() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/v1/chat/completions")
async def chat(request: Request) -> StreamingResponse:
    asked = await request.json()
    return StreamingResponse(words(asked["max_tokens"]), media_type="text/event-stream")


async def words(count: int) -> AsyncIterator[bytes]:
    """An answer of `count` words in OpenAI's form, then what a llama-server measures."""
    began = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(began + number / PER_S - time.perf_counter())
        yield event(choices=[{"index": 0, "delta": {"content": f" word{number}"}}])
    yield event(choices=[{"index": 0, "delta": {}, "finish_reason": "length"}])
    took_ms = (time.perf_counter() - began) * 1000
    usage = {"prompt_tokens": 1, "completion_tokens": count}
    timings = {"prompt_ms": 0.0, "predicted_n": count, "predicted_ms": took_ms}
    yield event(choices=[], usage=usage, timings=timings)
    yield b"data: [DONE]\n\n"


def event(**body: object) -> bytes:
    chunk = {"object": "chat.completion.chunk", "model": "paced", "created": 0, **body}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def main() -> None:
    given = flags().parse_args()
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning", loop="uvloop")


if __name__ == "__main__":
    main()
