"""The API's routes that the pages of 管理 call. Each raises ApiProblem."""

from collections.abc import Mapping, Sequence

from assistant.contract.conflicts import ReleaseEffects, TextConflicts
from assistant.contract.curation import (
    EvaluationCases,
    FeedbackPage,
    MissingDocuments,
    StandardAnswer,
    StandardAnswers,
    Synonyms,
    Unanswered,
)
from assistant.contract.releases import WaitingReleases
from assistant.contract.usage import Usage
from ui.client import ApiClient

_BASE = "/api/curation"


async def unanswered(api: ApiClient, days: int, signal: str, off_topic: bool, limit: int, offset: int) -> Unanswered:
    """Clusters of questions; an empty signal does not filter."""
    params = {"days": str(days), "limit": str(limit), "offset": str(offset), "off_topic": str(off_topic).lower()}
    given = params | ({"signal": signal} if signal else {})
    return await api.read(Unanswered, "GET", f"{_BASE}/unanswered", params=given)


async def dismiss(api: ApiClient, message_ids: Sequence[str]) -> None:
    """Take questions off the list."""
    await api.call("POST", f"{_BASE}/unanswered/dismiss", json={"message_ids": list(message_ids)})


async def put_back(api: ApiClient, message_ids: Sequence[str]) -> None:
    """List questions again."""
    await api.call("POST", f"{_BASE}/unanswered/put-back", json={"message_ids": list(message_ids)})


async def standard_answers(api: ApiClient) -> StandardAnswers:
    """All standard answers."""
    return await api.read(StandardAnswers, "GET", f"{_BASE}/standard-answers")


async def standard_answer(api: ApiClient, number: int) -> StandardAnswer:
    """One standard answer, its sentences checked."""
    return await api.read(StandardAnswer, "GET", f"{_BASE}/standard-answers/{number}")


async def write_standard_answer(api: ApiClient, number: int, written: Mapping[str, object]) -> StandardAnswer:
    """Write a new one (number 0), or change one."""
    if number:
        return await api.read(StandardAnswer, "PUT", f"{_BASE}/standard-answers/{number}", json=dict(written))
    return await api.read(StandardAnswer, "POST", f"{_BASE}/standard-answers", json=dict(written))


async def approve(api: ApiClient, number: int) -> None:
    """Let a standard answer be shown."""
    await api.call("POST", f"{_BASE}/standard-answers/{number}/approve")


async def retire(api: ApiClient, number: int, note: str) -> None:
    """Use a standard answer no more."""
    await api.call("POST", f"{_BASE}/standard-answers/{number}/retire", json={"note": note})


async def missing(api: ApiClient) -> MissingDocuments:
    """The documents to get."""
    return await api.read(MissingDocuments, "GET", f"{_BASE}/missing")


async def add_missing(api: ApiClient, new: Mapping[str, object]) -> None:
    """Note a document to get."""
    await api.call("POST", f"{_BASE}/missing", json=dict(new))


async def change_missing(api: ApiClient, number: int, changes: Mapping[str, object]) -> None:
    """Change what is given."""
    await api.call("PATCH", f"{_BASE}/missing/{number}", json=dict(changes))


async def synonyms(api: ApiClient) -> Synonyms:
    """The bureau's own words."""
    return await api.read(Synonyms, "GET", f"{_BASE}/synonyms")


async def add_synonym(api: ApiClient, word: str, meaning: str) -> None:
    """What people say, and what the documents call it."""
    await api.call("POST", f"{_BASE}/synonyms", json={"word": word, "meaning": meaning})


async def remove_synonym(api: ApiClient, number: int) -> None:
    """Use a word no more."""
    await api.call("DELETE", f"{_BASE}/synonyms/{number}")


async def conflicts(api: ApiClient, state: str, limit: int, offset: int) -> TextConflicts:
    """Held texts that disagree."""
    params = {"state": state, "limit": str(limit), "offset": str(offset)}
    return await api.read(TextConflicts, "GET", f"{_BASE}/conflicts", params=params)


async def decide_conflict(api: ApiClient, number: int, state: str) -> None:
    """Say what a conflict is."""
    await api.call("POST", f"{_BASE}/conflicts/{number}", json={"state": state})


async def effects(api: ApiClient, document_id: str) -> ReleaseEffects:
    """What changes if a document is released."""
    return await api.read(ReleaseEffects, "GET", f"{_BASE}/documents/{document_id}/effects")


async def releases(api: ApiClient) -> WaitingReleases:
    """What waits for a second person before it is public."""
    return await api.read(WaitingReleases, "GET", f"{_BASE}/releases")


async def decide_release(api: ApiClient, number: int, released: bool, note: str) -> None:
    """Agree that it is public, or not."""
    await api.call("POST", f"{_BASE}/releases/{number}", json={"released": released, "note": note})


async def withdraw_release(api: ApiClient, number: int) -> None:
    """Ask for it no more."""
    await api.call("DELETE", f"{_BASE}/releases/{number}")


async def cases(api: ApiClient) -> EvaluationCases:
    """The cases for evaluation."""
    return await api.read(EvaluationCases, "GET", f"{_BASE}/cases")


async def add_case(api: ApiClient, new: Mapping[str, object]) -> None:
    """Make a case of a question."""
    await api.call("POST", f"{_BASE}/cases", json=dict(new))


async def remove_case(api: ApiClient, number: int) -> None:
    """Drop a case."""
    await api.call("DELETE", f"{_BASE}/cases/{number}")


async def feedback(api: ApiClient, closed: bool, rating: str, limit: int, offset: int) -> FeedbackPage:
    """Feedback of one rating, or of both ("")."""
    params = {"closed": str(closed).lower(), "rating": rating, "limit": str(limit), "offset": str(offset)}
    return await api.read(FeedbackPage, "GET", f"{_BASE}/feedback", params=params)


async def close_feedback(api: ApiClient, message_id: str, note: str) -> None:
    """Say that it was dealt with."""
    await api.call("POST", f"{_BASE}/feedback/{message_id}/close", json={"note": note})


async def reopen_feedback(api: ApiClient, message_id: str) -> None:
    """It was not dealt with after all."""
    await api.call("POST", f"{_BASE}/feedback/{message_id}/reopen")


async def usage(api: ApiClient, since: str, until: str) -> Usage:
    """The figures of a period; "" leaves an end to the API."""
    given = {name: value for name, value in (("since", since), ("until", until)) if value}
    return await api.read(Usage, "GET", "/api/usage", params=given)
