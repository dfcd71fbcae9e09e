"""Who may call these routes."""

from typing import Annotated

from fastapi import Depends

from assistant.api.dependencies import CurrentPrincipal
from assistant.curation.curators import check_curator, check_releaser
from assistant.records import Principal


def curator_of(principal: CurrentPrincipal) -> Principal:
    """Raises NotSignedIn without an account, NotPermitted for whoever is no curator."""
    check_curator(principal)
    return principal


def releaser_of(principal: CurrentPrincipal) -> Principal:
    """Raises NotSignedIn without an account, NotPermitted for whoever does not decide what is public."""
    check_releaser(principal)
    return principal


CuratorUser = Annotated[Principal, Depends(curator_of)]
ReleaserUser = Annotated[Principal, Depends(releaser_of)]
