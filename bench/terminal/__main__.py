"""Terminals against ttyd and terminado, over loopback, in one run.

`python -m bench.terminal [--rounds 10] [--megabytes 32] [--no-web]`: in each round every server in
turn carries each load and echoes keys, idle and while another of its sessions floods; then memory
and replay. ttyd is found on PATH or by BOOCODE_TTYD. Figures are medians of the rounds.
"""

import argparse
import shutil
import signal
import statistics
import tempfile
from pathlib import Path

from bench.terminal import measures
from bench.terminal.ceiling import read_bare
from bench.terminal.loads import Loads, record
from bench.terminal.servers import Server, started
from bench.terminal.tables import BARE, Figures, print_tables

SESSIONS = [1, 50, 200]
REPLAYS = 20


def run_round(servers: list[Server], loads: Loads, figures: Figures) -> None:
    """Everything that is compared, once."""
    for load in loads.printing:
        figures.speed[load.name, BARE].append(load.megabytes / read_bare(load))
        for server in servers:
            flood = measures.flood(server, load)
            figures.speed[load.name, server.name].append(flood.speed)
            figures.cpu[load.name, server.name].append(flood.cpu)
    for flooded in (False, True):
        for server in servers:
            taken = sorted(measures.echoes(server, loads, flooded=flooded))
            figures.echo[flooded, server.name].append(
                (statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000)
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--megabytes", type=int, default=32, help="of each load, a round")
    parser.add_argument("--no-web", action="store_true", help="leave out the way through web")
    asked = parser.parse_args()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup no shell would end with its terminal
    folder = Path(tempfile.mkdtemp(prefix="boocode-bench-"))
    try:
        loads = record(folder, asked.megabytes)
        with started(folder, web=not asked.no_web) as servers:
            figures = Figures([server.name for server in servers])
            for _ in range(asked.rounds):
                run_round(servers, loads, figures)
            for server in servers:
                figures.memory[server.name] = measures.memory(server, loads.idle, SESSIONS)
                if "BooTerm" in server.name:
                    figures.replay[server.name] = measures.replay(server, loads.kept, REPLAYS)
        print_tables(figures, [load.name for load in loads.printing], SESSIONS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
