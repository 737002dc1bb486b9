"""Ends the llama-servers of a sidecar that could not end them itself.

A llama-server outlives its sidecar on purpose (a restarted sidecar takes it over), so an orderly
end looks for each that run/llama/*.json still names.
"""

import json
from pathlib import Path

import psutil

from boocode_app.core.supervise import child
from boocode_app.core.supervise.records import live_process

GRACE_S = 5.0


def end_llama_servers(run_folder: Path) -> list[int]:
    """End every llama-server on record that still lives; their pids."""
    ended = []
    for file in sorted((run_folder / "llama").glob("*.json")):
        process = _recorded(file)
        if process is not None:
            child.end(process, GRACE_S)
            ended.append(process.pid)
    return ended


def _recorded(file: Path) -> psutil.Process | None:
    try:
        record = json.loads(file.read_bytes())
        return live_process(int(record["pid"]), float(record["created"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
