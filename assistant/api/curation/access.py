"""Who may call these routes."""

from typing import Annotated

from fastapi import Depends

from assistant.api.dependencies import CurrentPrincipal
from assistant.curation.curators import check_curator
from assistant.records import Principal


def curator_of(principal: CurrentPrincipal) -> Principal:
    """Raises NotSignedIn without an account, NotPermitted for whoever is no curator."""
    check_curator(principal)
    return principal


CuratorUser = Annotated[Principal, Depends(curator_of)]
