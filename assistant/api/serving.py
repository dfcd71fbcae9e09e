"""How the application is served: whose word on a browser's address is taken, and how long a shutdown may take."""

from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from assistant.settings import ServerSettings

GRACE_S = (
    8  # for answers under way; an open page holds a connection for as long as it is open, and must not hold up the end
)

_DID_NOT_START = 3  # as uvicorn itself ends


def run(app: FastAPI, settings: ServerSettings, host: str, port: int) -> None:
    """Serve until a signal ends it. Raises SystemExit where it could not start."""
    server = server_of(app, settings, host, port)
    with suppress(KeyboardInterrupt):  # the signal once more, after everything was shut down
        server.run()
    if not server.started:
        raise SystemExit(_DID_NOT_START)


def server_of(app: FastAPI, settings: ServerSettings, host: str, port: int) -> uvicorn.Server:
    """A server that is ready to run.

    A browser's address comes from ``X-Forwarded-For`` only where one of ``trusted_proxies`` sends it: anybody may write that header.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_S,
    )
    return uvicorn.Server(config)
