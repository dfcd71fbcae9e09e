"""What routes write into the audit themselves: files that are handed out. The line is there before the file leaves."""

from collections.abc import Callable

from fastapi import Depends, Request

from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.audit.events import Event


def _noting(event: Event) -> Callable[[Request, CurrentPrincipal, CurrentServices], None]:
    def note(request: Request, principal: CurrentPrincipal, services: CurrentServices) -> None:
        if principal.user_id is not None:
            services.audit.note(event, request.url.path, by=principal)

    return note


NOTED_EXPORT = Depends(_noting(Event.EXPORT))
NOTED_READING = Depends(_noting(Event.READ_ORIGINAL))
"""For the ``dependencies`` of routes: what an account takes out is written down. Without an account there is only what is public, and nobody to
name."""
