"""`python -m bench.terminal.client MODE TARGET`: a client in a process of its own.

It says `ready` when the session is, waits for a line, does what MODE says, and prints one line of
JSON. `flood`: seconds and bytes from Enter to END. `echo`: seconds of each echo. `drain`: takes in
output without end.
"""

import json
import sys
import time

from bench.terminal.loads import END
from bench.terminal.wire import Target, Terminal, time_echoes

ECHOES = 150
GAP_S = 0.004


def main() -> None:
    mode, target = sys.argv[1], Target(**json.loads(sys.argv[2]))
    terminal = Terminal(target)
    terminal.until(b"ready")
    print("ready", flush=True)
    sys.stdin.readline()
    before = terminal.count
    if mode == "echo":
        print(json.dumps(time_echoes(terminal, ECHOES, GAP_S)))
        return
    began = time.perf_counter()
    terminal.type(b"\r")
    terminal.until(END if mode == "flood" else b"\0 never \0")
    took = time.perf_counter() - began
    print(json.dumps([took, terminal.count - before]))


if __name__ == "__main__":
    main()
