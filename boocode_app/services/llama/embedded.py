"""A `llama-server` without a compiler: llama.cpp's own HTTP server, from the wheel xllamacpp.

`python -P -m boocode_app.services.llama.embedded FLAGS` takes llama-server's flags (those that
BooCode passes), logs to stderr and shows itself in `ps` as `llama-server FLAGS`. Invariant: the API
key comes by the variable LLAMA_API_KEY alone, and neither argv nor the title ever hold it.
Exit code 1 before it listens means that trying again cannot help.
"""

import argparse
import os
import signal
import sys
import threading
from types import ModuleType
from typing import Any

API_KEY = "LLAMA_API_KEY"


def flags() -> argparse.ArgumentParser:
    """llama-server's flags, in so far as BooCode may pass them."""
    parser = argparse.ArgumentParser("llama-server", allow_abbrev=False)
    add = parser.add_argument
    add("--model", "-m", required=True)
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=8080)
    add("--alias", "-a", default="")
    add("--ctx-size", "-c", type=int, dest="n_ctx")
    add("--parallel", "-np", type=int, dest="n_parallel")
    add("--threads", "-t", type=int)
    add("--threads-batch", "-tb", type=int)
    add("--threads-http", type=int, dest="n_threads_http")
    add("--batch-size", "-b", type=int, dest="n_batch")
    add("--ubatch-size", "-ub", type=int, dest="n_ubatch")
    add("--predict", "--n-predict", "-n", type=int, dest="n_predict")
    add("--gpu-layers", "--n-gpu-layers", "-ngl", default="auto")
    add("--flash-attn", "-fa", choices=["on", "off", "auto"], default="auto")
    add("--cache-type-k", "-ctk", default="f16")
    add("--cache-type-v", "-ctv", default="f16")
    add("--cache-ram", "-cram", type=int, dest="cache_ram_mib")
    add("--kv-unified", "-kvu", action="store_true", default=None)
    add("--spec-type", default="none")
    add("--spec-ngram-mod-n-match", type=int, dest="n_match")
    add("--spec-ngram-mod-n-min", type=int, dest="n_min")
    add("--spec-ngram-mod-n-max", type=int, dest="n_max")
    add("--verbosity", "--log-verbosity", "-lv", type=int)
    add("--metrics", action="store_true", dest="endpoint_metrics")
    add("--slots", action="store_true", dest="endpoint_slots")
    add("--jinja", action="store_true", dest="use_jinja")
    return parser


PLAIN = [
    *("n_ctx", "n_parallel", "n_threads_http", "n_batch", "n_ubatch", "n_predict", "verbosity"),
    *("cache_ram_mib", "kv_unified", "endpoint_metrics", "endpoint_slots", "use_jinja"),
]
"""Flags whose value goes into the parameter of the same name as it stands."""


def parameters(given: argparse.Namespace, llama: ModuleType, key: str) -> Any:
    """xllamacpp's CommonParams for the flags `given`; an unknown value ends the process."""
    wanted = llama.CommonParams()
    for name in PLAIN:
        if getattr(given, name) is not None:
            setattr(wanted, name, getattr(given, name))
    wanted.model.path = given.model
    wanted.hostnames = [given.host]
    wanted.port = given.port
    wanted.ui = False
    if given.alias:
        wanted.model_alias = {given.alias}
    if key:
        wanted.api_keys = [key]
    if given.threads:
        wanted.cpuparams.n_threads = given.threads
    if given.threads_batch:
        wanted.cpuparams_batch.n_threads = given.threads_batch
    words = {"auto": -1, "all": -2}
    wanted.n_gpu_layers = words.get(given.gpu_layers) or int(given.gpu_layers)
    _choose_types(wanted, given, llama)
    return wanted


def _choose_types(wanted: Any, given: argparse.Namespace, llama: ModuleType) -> None:
    def named(enum: str, prefix: str, value: str, flag: str) -> Any:
        member = prefix + value.upper().replace("-", "_")
        if not hasattr(getattr(llama, enum), member):
            sys.exit(f"error: Unsupported value for {flag}: {value}")
        return getattr(getattr(llama, enum), member)

    for side in ("k", "v"):
        flag = f"cache_type_{side}"
        setattr(wanted, flag, named("ggml_type", "GGML_TYPE_", getattr(given, flag), flag))
    kinds = "common_speculative_type"
    chosen = named(kinds, "COMMON_SPECULATIVE_TYPE_", given.spec_type, "--spec-type")
    wanted.speculative.types = [chosen]
    for name in ("n_match", "n_min", "n_max"):
        if getattr(given, name) is not None:
            setattr(wanted.speculative.ngram_mod, name, getattr(given, name))
    state = {"on": "enabled", "off": "disabled", "auto": "auto"}[given.flash_attn]
    wanted.flash_attn_type = named(
        "llama_flash_attn_type", "LLAMA_FLASH_ATTN_TYPE_", state, "--flash-attn"
    )


def main() -> None:
    """Serve until SIGTERM or SIGINT.

    Until the model is loaded these end the process as they do any other. Afterwards they end it
    without the server's destructor: that waits up to 30 s for open streams, and what it frees the
    kernel frees as well.
    """
    given = flags().parse_args()
    import setproctitle

    # Before the environment changes: the title is found in memory from where that begins.
    setproctitle.setproctitle(" ".join(["llama-server", *sys.argv[1:]]))
    key = os.environ.pop(API_KEY, "")
    import xllamacpp

    stop = threading.Event()
    try:
        server = xllamacpp.Server(parameters(given, xllamacpp, key))
    except Exception as fault:  # the wheel turns whatever llama.cpp threw into what it likes
        sys.exit(f"llama-server: exiting due to model loading error: {fault}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"llama-server: serving at {server.listening_address}", file=sys.stderr, flush=True)
    stop.wait()
    print("llama-server: asked to end", file=sys.stderr, flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
