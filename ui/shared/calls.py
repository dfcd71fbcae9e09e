"""The API's routes of shared answers. Each raises ApiProblem."""

from ui.client import ApiClient
from ui.shared.contract import SharedAddress, SharedAnswer


async def share(api: ApiClient, message_id: str) -> SharedAddress:
    """Give an answer of one's own conversation an address."""
    return await api.read(SharedAddress, "POST", "/api/answers", json={"message_id": message_id})


async def shared(api: ApiClient, answer_id: str) -> SharedAnswer:
    """The answer of an address."""
    return await api.read(SharedAnswer, "GET", f"/api/answers/{answer_id}")
