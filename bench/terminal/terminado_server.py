"""`python -m bench.terminal.terminado_server PORT FOLDER`: terminado as its manual sets it up.

`/ws/NAME` runs the script NAME of FOLDER in a terminal of its own.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import tornado.web
from terminado import TermSocket, UniqueTermManager


class Scripts(UniqueTermManager):  # type: ignore[misc]
    """A new terminal for each socket."""

    def __init__(self, folder: Path) -> None:
        super().__init__(shell_command=["/bin/sh"], max_terminals=1000)
        self._folder = folder

    def get_terminal(self, url_component: str | None = None) -> Any:
        """One that runs the script of that name."""
        self.shell_command = ["/bin/sh", str(self._folder / str(url_component))]
        return super().get_terminal(url_component)


async def serve(port: int, folder: Path) -> None:
    """Until the process is ended."""
    route = (r"/ws/(\w+\.sh)", TermSocket, {"term_manager": Scripts(folder)})
    tornado.web.Application([route]).listen(port, "127.0.0.1")
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
