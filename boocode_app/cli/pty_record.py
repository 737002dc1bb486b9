"""`boocode pty record`: a session into an asciicast file, as it goes on."""

from pathlib import Path

import httpx

from boocode_app.cli.pty_attach import sessions, the_one
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import InvalidInput, NotFound, Unavailable
from boocode_app.core.settings import load_settings


async def record_to(beginning: str, file: Path, *, follow: bool) -> int:
    """Record the session whose id begins so into `file`; how many lines were written.

    Raises InvalidInput (several sessions, a file that is there), NotFound, Unavailable.
    """
    session = the_one(beginning, (await sessions()).sessions)
    settings = load_settings()
    token = None if settings.auth == "off" else Credentials.at(settings.home).token
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    url = f"http://127.0.0.1:{settings.pty_port}/api/pty/{session.id}/recording"
    timeout = httpx.Timeout(5.0, read=None)  # a session may be silent for as long as it likes
    written = 0
    try:
        with file.open("x", encoding="utf-8") as cast:
            async with (
                httpx.AsyncClient(headers=headers, trust_env=False, timeout=timeout) as client,
                client.stream("GET", url, params={"follow": follow}) as response,
            ):
                if response.is_error:
                    raise NotFound(f"There is no terminal {session.id!r} any more.")
                async for line in response.aiter_lines():
                    cast.write(line + "\n")
                    cast.flush()
                    written += 1
    except FileExistsError:
        raise InvalidInput(f"{str(file)!r} is there already: name another file.") from None
    except OSError as fault:
        raise InvalidInput(f"{str(file)!r} cannot be written: {fault.strerror}.") from None
    except httpx.HTTPError as fault:
        raise Unavailable(f"The recording broke off after {written} lines.") from fault
    return written
