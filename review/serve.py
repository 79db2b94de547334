"""The desk is served: on this machine alone, until it is stopped."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from archive.desk import Desk
from review.app import desk_app
from review.errors import NoAddress
from review.sessions import Sessions

__all__ = ["serve"]

_LOOPBACK = "127.0.0.1"
_GRACE = 5  # seconds that answers on their way have when the desk is stopped


def serve(desk: Desk, person: str, port: int, password: str | None, ready: Callable[[str], None]) -> None:
    """Serve the desk until Ctrl-C or SIGTERM.

    Args:
        desk: the archive.
        person: who a browser is taken for until it says otherwise.
        port: where to listen; 0 for any that is free.
        password: of encrypted PDFs, for their pictures.
        ready: told the address to open, with its one-time token, once the desk listens.

    Raises:
        NoAddress: the port is taken.
    """
    sessions = Sessions(person)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_LOOPBACK, port))
        except OSError as error:
            raise NoAddress(f"port {port} is taken ({error.strerror}); name another with --port, or leave it out") from error
        listening.listen()
        ready(f"http://{_LOOPBACK}:{listening.getsockname()[1]}/?token={sessions.token()}")
        config = uvicorn.Config(
            desk_app(desk, sessions, password),
            log_level="error",
            access_log=False,  # it would hold the token
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        gc.freeze()  # what is loaded by now stays; looking through it again and again would hold up answers
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
