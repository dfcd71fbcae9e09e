"""No dead clause is ever quoted as a living one: 52 questions over the samples whose best match is dead, of which four are known to be refused or answered beside the point."""

import re

import pytest

from assistant import access
from assistant.answering.answerer import Answerer
from assistant.records import Principal, Status
from assistant.wiring import Services
from tests.expired_traps import DAY, TRAPS, Expected, Trap

_DEAD = re.compile(
    r"废止|失效|尚未生效|被新修订|停止执行|repealed|expired|not in force|replaced|ended on|does not apply"
)


@pytest.fixture(scope="module")
def answerer(district: Services) -> Answerer:
    """Without a language model, whatever the environment says."""
    return Answerer(
        district.retriever, district.reader, district.row_matcher, district.clause_finder, None, district.settings
    )


_CONDITIONS = "the clause begins with 符合第七条规定条件的企业 and says neither 写字楼 nor 租: the reader does not see that it answers"
_FALLS_SHORT = {
    "as-of": "the reader gives the clause that answers 0.33, below the threshold; it is quoted as related",
    "rent-staff": f"{_CONDITIONS}; a report that names the old and the new amount answers",
    "in-2022": f"{_CONDITIONS}; refused",
    "before-the-new": f"{_CONDITIONS}; refused",
    "in-2022-english": f"{_CONDITIONS}; refused",
    "listing-staff": "the reader is not sure enough (0.34) that any clause states a reward for listing: refused without the ended measures",
}


def _case(trap: Trap) -> object:
    """The trap as a parameter, expected to fail where it is known to."""
    reason = _FALLS_SHORT.get(trap.id)
    return pytest.param(trap, id=trap.id, marks=[pytest.mark.xfail(reason=reason, strict=True)] if reason else [])


@pytest.mark.parametrize("trap", [_case(trap) for trap in TRAPS])
def test_nothing_dead_is_quoted_as_living(answerer: Answerer, district: Services, trap: Trap) -> None:
    # as_of in the past is a question of today about the past; one to come, or of these days, is asked on that day.
    now = max(trap.as_of, DAY) if trap.expected is Expected.OLDER else trap.as_of
    answer = answerer.answer(trap.question, Principal(trap.role), trap.as_of, now=now)
    own_words = answer.text.split("现行规定如下")[0].split("For comparison")[0]
    assert not [figure for figure in trap.never if figure in answer.text]
    assert not [said for said in trap.says if said not in own_words]
    cited = [district.library.get(one.source_id, Principal(trap.role)).info for one in answer.citations]
    if trap.expected is Expected.MENTIONED:
        assert answer.refused
        assert not answer.citations
        assert trap.document in answer.notice
        assert _DEAD.search(answer.notice)
        return
    assert not answer.refused
    assert trap.document in {info.title for info in cited}
    if trap.expected is Expected.LIVING:
        assert all(access.document_in_force(info, trap.as_of) for info in cited)
        assert all(citation.status in (Status.IN_FORCE, Status.UNDATED) for citation in answer.citations)
        return
    for info in cited:
        if not access.document_in_force(info, now):
            banner = [line for line in answer.notice.splitlines() if info.title in line and _DEAD.search(line)]
            assert banner, "an older rule stands under a banner"
            assert _DEAD.search(own_words), "and where it is quoted its end is said again"
    if trap.successor:
        assert any(info.title == trap.successor and access.document_in_force(info, now) for info in cited)


def test_there_are_enough_traps_of_every_kind() -> None:
    assert len(TRAPS) >= 40
    assert len({trap.id for trap in TRAPS}) == len(TRAPS)
    assert all(sum(trap.expected is kind for trap in TRAPS) >= 8 for kind in Expected)
