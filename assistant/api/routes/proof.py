"""What a browser without an account computes before it asks while many wait."""

from fastapi import APIRouter
from pydantic import BaseModel

from assistant.api.dependencies import CurrentPrincipal
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.proof import Challenge, CurrentProofs

router = APIRouter(prefix="/api", tags=["咨询"], dependencies=[COUNTED_SEARCH])


class Wanted(BaseModel):
    """``challenge`` is null where nothing has to be proved."""

    challenge: Challenge | None


@router.get("/proof", summary="现在提问要不要先证明")
def tell_whether_proof_is_wanted(principal: CurrentPrincipal, proofs: CurrentProofs) -> Wanted:
    """等候的人多时，不登录的提问和诉求要带请求头 X-Proof-Of-Work：解出 challenge（ALTCHA 第一版）的 number，连同其余各项写成 JSON 再转成 base64。一分钟内有效，只能用一次。"""
    return Wanted(challenge=proofs.challenge() if proofs.wanted_of(principal) else None)
