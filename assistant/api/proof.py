"""A proof of work while many wait: whoever asks without an account lets the own machine compute for a moment first, so that a flood costs
those who send it more than it costs this machine. Nobody else notices.

The scheme is ALTCHA's, first version: of the numbers up to ``proof_work``, find the one whose SHA-256 behind the salt is the challenge.
"""

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Final, cast

from altcha.v1 import ChallengeOptions, Payload, create_challenge, verify_solution
from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.access import may_handle_complaints
from assistant.api.dependencies import CurrentPrincipal
from assistant.database import utc_now
from assistant.errors import ProofNeeded
from assistant.rates.service import Rate
from assistant.records import Principal
from assistant.sections.service import LimitSettings

PROOF = "X-Proof-Of-Work"
SUBJECT = "证明"
_SCHEME: Final = "SHA-256"
_VALID = timedelta(seconds=60)
"""No longer than a rate of one a minute remembers what it counted: so each proof counts once, in whichever process."""
_LONGEST = 2_000


class Challenge(BaseModel):
    """What is to be computed. Of the numbers from 0 to ``maxnumber`` one gives ``challenge`` as the hash of ``salt`` and its digits."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


class _Solved(BaseModel):
    """A challenge with its number, as base64 of JSON in the header."""

    model_config = ConfigDict(strict=True)

    algorithm: str
    challenge: str
    number: int = Field(ge=0)
    salt: str
    signature: str


class Proofs:
    """Says when proofs are wanted, what is to be proved, and whether it was."""

    def __init__(self, settings: LimitSettings, key: Callable[[], str], waiting: Callable[[], int], once: Rate) -> None:
        """``once`` counts one a minute; ``key`` is read at each use, as it may be replaced."""
        self._settings = settings
        self._key = key
        self._waiting = waiting
        self._once = once

    def wanted_of(self, principal: Principal) -> bool:
        """Whether this caller has to bring one now."""
        if principal.user_id is not None or may_handle_complaints(principal):
            return False
        pressed_from = self._settings.proof_from_waiting
        return bool(pressed_from) and self._waiting() >= pressed_from

    def challenge(self) -> Challenge:
        """A new one, void after a minute."""
        made = create_challenge(
            ChallengeOptions(
                algorithm=_SCHEME,
                max_number=self._settings.proof_work,
                hmac_key=self._key(),
                expires=utc_now() + _VALID,
            )
        )
        return Challenge(
            algorithm=made.algorithm,
            challenge=made.challenge,
            maxnumber=made.max_number,
            salt=made.salt,
            signature=made.signature,
        )

    def check(self, given: str) -> None:
        """Raises ProofNeeded where it is none, too old, of another deployment, or was used before."""
        solved = _read(given)
        if solved is None:
            raise ProofNeeded("现在提问的人较多：请刷新页面后再试，或登录后再问")
        payload = Payload(**solved.model_dump())
        right, _ = verify_solution(payload, self._key(), check_expires=True)
        if not right or self._once.take(solved.signature):
            raise ProofNeeded("验证已经过期或用过了，请再试一次")


def _read(given: str) -> _Solved | None:
    try:
        return _Solved.model_validate_json(b64decode(given, validate=True)) if 0 < len(given) <= _LONGEST else None
    except (ValidationError, ValueError):
        return None


def proofs_of(request: Request) -> Proofs:
    """The app's."""
    return cast(Proofs, request.app.state.proofs)


CurrentProofs = Annotated[Proofs, Depends(proofs_of)]


def _proved(request: Request, principal: CurrentPrincipal, proofs: CurrentProofs) -> None:
    if proofs.wanted_of(principal):
        proofs.check(request.headers.get(PROOF, ""))


PROVED = Depends(_proved)
"""For the ``dependencies`` of what a flood would aim at: 429 where a proof is wanted and none came."""
