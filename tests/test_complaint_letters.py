"""Sixty letters read, judged and answered by rules, over the sample district with the national laws: what they reach, and what no draft may say."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.complaints.intake.matters import load_catalogue
from assistant.complaints.letters.blanks import open_blanks
from assistant.complaints.letters.english import english_date
from assistant.complaints.letters.reply_records import ParagraphKind, Remit
from assistant.policies.clauses import text_of
from assistant.records import Principal
from assistant.replying.checking import ConcernKind
from assistant.replying.service import PreparedReply, ReplyDrafter
from assistant.retrieval.embedding import Embedder
from assistant.wiring import Services
from assistant.workdays import WorkCalendar, today
from tests.complaint_letters import Letter, held_out, letters
from tests.conftest import copied
from tests.national_laws import put_national_laws

DUE = date(2026, 9, 8)
LETTERS = {letter.id: letter for letter in letters()}
FORBIDDEN = re.compile(
    r"关于：|【待核实：[^】]*(?:吗|呢)的事实|来信所述的[^。]{0,30}等情况|目前没有查到可以直接适用|来信没有写明具体的请求|不属于我局(?:职责|受理)|我公司|我司|我们|你们|贵局|\b(?:None|null)\b|的的|？的诉求|吗问题|呢问题"
)
_MARKED = re.compile(r"“[^”]*”|《[^》]*》")


@pytest.fixture(scope="module")
def library(district_folder: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample district with the national laws beside its own rules."""
    with copied(district_folder, tmp_path_factory.mktemp("letters") / "district", embedder) as services:
        put_national_laws(services.database)
        yield services


@pytest.fixture(scope="module")
def replies(library: Services) -> dict[str, PreparedReply]:
    drafter = ReplyDrafter(library.retriever, library.clause_finder, None, library.settings, library.reader)
    return {letter.id: drafter.prepare(letter.complaint, DUE) for letter in letters()}


def found_all(letter: Letter, reply: PreparedReply) -> bool:
    """Whether each labelled demand stands in a demand of its own."""
    left = [demand.text for demand in reply.analysis.demands]
    for words in letter.demands:
        holding = next((text for text in left if words in text), None)
        if holding is None:
            return False
        left.remove(holding)
    return True


def clause_among_three(letter: Letter, reply: PreparedReply) -> bool:
    """Whether a right clause is among the first three of one of the demands."""
    first = [clause.label for demand in reply.analysis.demands for clause in demand.clauses[:3]]
    wanted = [clause.split(" ") for clause in letter.clauses]
    return any(law in label and label.endswith(f"》{article}") for law, article in wanted for label in first)


def mistakes(letter: Letter, reply: PreparedReply) -> list[str]:
    """What came out otherwise than labelled."""
    analysis = reply.analysis
    found = []
    if analysis.matters[0].key != letter.matter:
        found.append("matter")
    if not found_all(letter, reply):
        found.append("demands")
    if len(analysis.demands) > len(letter.demands) + 2:
        found.append("too many demands")
    if analysis.remit.remit is not letter.remit:
        found.append("remit")
    if letter.clauses and not clause_among_three(letter, reply):
        found.append("clause")
    return found


def rights(replies: dict[str, PreparedReply], ids: frozenset[str]) -> dict[str, float]:
    """Shares of letters that came out as labelled, by what was labelled."""
    missed: Counter[str] = Counter()
    for letter_id in ids:
        missed.update(mistakes(LETTERS[letter_id], replies[letter_id]))
    with_clauses = sum(bool(LETTERS[letter_id].clauses) for letter_id in ids)
    return {
        kind: round(1 - missed[kind] / (with_clauses if kind == "clause" else len(ids)), 3)
        for kind in ("matter", "demands", "too many demands", "remit", "clause")
    }


TUNED = frozenset(LETTERS) - held_out()


def test_the_letters_that_the_catalogue_was_made_with(replies: dict[str, PreparedReply]) -> None:
    reached = rights(replies, TUNED)
    print(reached)
    for letter_id in sorted(TUNED):
        if wrong := mistakes(LETTERS[letter_id], replies[letter_id]):
            analysis = replies[letter_id].analysis
            print(
                letter_id,
                wrong,
                [(one.key, one.score) for one in analysis.matters],
                analysis.remit.remit,
                [demand.text[:30] for demand in analysis.demands],
                [clause.label for demand in analysis.demands[:1] for clause in demand.clauses],
            )
    assert reached["matter"] >= 0.9
    assert reached["demands"] >= 0.9
    assert reached["remit"] >= 0.95
    assert reached["clause"] >= 0.9


def test_the_letters_held_out(replies: dict[str, PreparedReply]) -> None:
    reached = rights(replies, held_out())
    print(reached)
    assert len(held_out()) == 12
    assert min(reached.values()) >= 0.75


def test_a_promise_is_never_turned_away(replies: dict[str, PreparedReply]) -> None:
    for letter_id in ("transformer-promised", "free-rent-taken-back", "incubator-desk", "mayor-changed"):
        assert replies[letter_id].analysis.remit.remit is Remit.OWN, letter_id
        assert not [one for one in replies[letter_id].concerns if one.kind is ConcernKind.DENIAL]


def test_no_draft_says_what_no_office_says(replies: dict[str, PreparedReply]) -> None:
    for letter_id, reply in replies.items():
        own = _MARKED.sub("〔〕", "\n".join([reply.draft.title, *(one.text for one in reply.draft.paragraphs)]))
        assert not FORBIDDEN.findall(own), (letter_id, FORBIDDEN.findall(own))


def test_what_is_wrong_with_a_draft_is_its_blanks_alone(replies: dict[str, PreparedReply]) -> None:
    for letter_id, reply in replies.items():
        others = [one for one in reply.concerns if one.kind not in {ConcernKind.BLANK, ConcernKind.NOT_IN_FORCE}]
        assert not others, (letter_id, others)
        assert open_blanks(reply.draft), letter_id


def test_every_clause_is_quoted_as_it_stands_and_held(library: Services, replies: dict[str, PreparedReply]) -> None:
    quotations = 0
    for reply in replies.values():
        for paragraph in reply.draft.paragraphs:
            for clause in paragraph.clauses:
                quotations += 1
                found = library.clause_finder.look_up_all(clause.label, Principal(), clause.then or today())
                whole = re.sub(r"\s", "", "".join(text_of(one.chunks) for one in found))
                assert re.sub(r"\s", "", clause.quote) in whole
                assert clause.quote in paragraph.text
    assert quotations >= 60


def test_the_next_step_names_a_working_day_ahead(replies: dict[str, PreparedReply]) -> None:
    for reply in replies.values():
        (step,) = [one for one in reply.draft.paragraphs if one.kind is ParagraphKind.NEXT_STEP]
        if (
            reply.analysis.matters[0].key == "report"
        ):  # the bureau does not follow up what went to the discipline inspection
            assert "纪检监察机关" in step.text
            continue
        year, month, day = map(int, re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日前", step.text)[0])
        named = date(year, month, day)
        assert named > today()
        assert named == DUE or WorkCalendar().is_working_day(named)


def test_a_report_on_an_official_is_warned_of_and_kept_from_him(replies: dict[str, PreparedReply]) -> None:
    for letter_id in ("official-kickback", "subsidy-and-official"):
        reply = replies[letter_id]
        assert any("纪检监察机关" in warning for warning in reply.analysis.warnings), letter_id
        assert any("要求保密" in warning for warning in reply.analysis.warnings), letter_id
    draft = replies["subsidy-and-official"].draft
    assert LETTERS["subsidy-and-official"].complainant not in draft.title
    assert "陶" not in "".join(one.text for one in draft.paragraphs)
    assert len(replies["subsidy-and-official"].analysis.parts) == 2


def test_an_english_letter_is_answered_in_both_languages(replies: dict[str, PreparedReply]) -> None:
    english = replies["dividend-blocked"].draft.english
    assert "Article 21 of the Foreign Investment Law (《" in english
    assert "which documents are really required" in english
    assert english_date(today()) in english
    assert "the Chinese text prevails" in english
    assert "【" not in english


def test_every_article_of_the_basis_says_what_the_catalogue_says_of_it(library: Services) -> None:
    held = {"law": 0}
    for matter in load_catalogue().matters:
        for one in matter.basis:
            for lookup in library.clause_finder.look_up_all(one.address, Principal(), date(2026, 9, 1)):
                if lookup.unknown_document:
                    continue
                held["law"] += 1
                pairs = {one.point[at : at + 2] for at in range(len(one.point) - 1)}
                assert lookup.found, one.address
                assert sum(pair in text_of(lookup.chunks) for pair in pairs) >= 0.12 * len(pairs), one.address
    assert held["law"] >= 90
