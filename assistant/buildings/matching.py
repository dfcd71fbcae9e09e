"""From a question to an answer out of rows: read, refined by what was asked before, matched, presented."""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from assistant.buildings.columns import Field
from assistant.buildings.conditions import CategoryIs, InPlace, InRange, Mentions, NearListed, NearMetro, fields_of
from assistant.buildings.headers.column_head import ColumnHead
from assistant.buildings.ledgers.history import Observation, history_of
from assistant.buildings.ledgers.listings import read_rows
from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.needs.model_reading import ModelReader
from assistant.buildings.needs.relaxed import moved
from assistant.buildings.needs.sentences import is_follow_up, read_requirement
from assistant.buildings.presenting.presenting import RowAnswer, present_aggregate, present_match
from assistant.buildings.presenting.presenting_named import present_comparison, present_history
from assistant.buildings.requirements import Change, Order, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.aggregates import Group, aggregate_rows
from assistant.buildings.search.distribution import Distribution, distribute
from assistant.buildings.search.judged import JudgedTable
from assistant.buildings.search.ranking import Chosen, JudgedRow, RowMatch, sort_key
from assistant.buildings.search.searching import between_ends, find_rows
from assistant.buildings.search.snapshot import Snapshot, Snapshots
from assistant.buildings.text_rules import plain, squeeze
from assistant.database import Database
from assistant.records import DocumentKind, Principal
from assistant.text.simplified import simplified

STEP_MARK = "；"
"""Joins the questions of a conversation into one that stands alone."""

_EVERYTHING_LIMIT = 500
_MOST_NAMED, _LOOKED_AT = 50, 20
_EXPLAINS = re.compile(
    r"是什么|什么是|怎么(?!样)|为什么|流程|手续|政策|补贴|奖励|标准|规定|条件是|申请|what is|how (?:do|to)|why|subsid|polic"
)
_LISTS = re.compile(r"有哪些|哪些|有什么|列出|清单|所有|全部|有没有|推荐|which|what|list|show|any|all")


class RowMatcher:
    """Answers from the rows that the caller may see."""

    def __init__(
        self,
        database: Database,
        table_rows: int = 10,
        reader: ModelReader | None = None,
        head: ColumnHead | None = None,
    ) -> None:
        """``table_rows`` is how many rows an answer lists where the question does not say; ``reader`` and ``head`` help the rules to understand."""
        self._database = database
        self._snapshots = Snapshots(database)
        self._table_rows = table_rows
        self._reader, self._head = reader, head

    def listing(self, table_rows: int) -> "RowMatcher":
        """The same rows, of which an answer lists so many."""
        other = copy(self)
        other._table_rows = table_rows
        return other

    def answer(
        self,
        question: str,
        principal: Principal,
        as_of: date,
        kind: DocumentKind,
        previous: str = "",
        *,
        by_rules: bool = False,
    ) -> RowAnswer | None:
        """The table and summary that answer a question; None where the rows cannot answer it.

        That is: there are no rows, the question names something that no row is called, or it says nothing that rows can be
        chosen by. ``previous`` is the ``standalone`` question of the turn before ("" for none); ``by_rules``, no language model is asked.
        """
        snapshot = self._snapshots.of(principal, kind, as_of)
        if not snapshot.size:
            return None
        with self._database.session() as session:
            asked = session, question, previous, principal, snapshot, self._head
            requirement, leaning = understand(*asked)
            # What the rules make nothing of is not about rows as a rule: a policy question need not wait for the model.
            if self._reader is not None and not by_rules and requirement.says_something:
                requirement, leaning = understand(*asked, self._reader)
            if not _answerable(question, requirement):
                return None
            english = not re.search(r"[\u4e00-\u9fff]", question)
            limit = _EVERYTHING_LIMIT if requirement.everything else requirement.limit or self._table_rows
            if requirement.names and not requirement.conditions and not requirement.order:
                limit = max(limit, _MOST_NAMED)
            match = find_rows(session, principal, requirement, snapshot, limit)
            if requirement.difference and not requirement.names and requirement.order is not None:
                match = between_ends(session, principal, requirement, snapshot)
            if requirement.aggregate is not None:
                groups = aggregate_rows(session, principal, requirement, snapshot, limit)
                answer = present_aggregate(match, groups, english)
            elif requirement.trend and len(match.possible) == 1:
                said = history_of(session, match.possible[0].row.entry_number, principal)
                answer = present_history(match, said, english)
            elif match.requirement.compare and len(match.possible) > 1:
                answer = present_comparison(match, english)
            else:
                answer = present_match(match, limit, english)
        return replace(answer, standalone=f"{previous}{STEP_MARK}{question}" if leaning else question)

    def understand(
        self,
        question: str,
        principal: Principal,
        as_of: date,
        kind: DocumentKind,
        previous: str = "",
        before: Requirement | None = None,
    ) -> Requirement:
        """What a question asks, in the words of the rows that the caller may see, refined from what was asked before: the question
        ``previous``, or the requirement ``before``."""
        snapshot = self._snapshots.of(principal, kind, as_of)
        with self._database.session() as session:
            said = simplified(question)
            return understand(session, said, previous, principal, snapshot, self._head, self._reader, before)[0]

    def find(
        self,
        requirement: Requirement,
        principal: Principal,
        as_of: date,
        limit: int = _EVERYTHING_LIMIT,
        offset: int = 0,
    ) -> RowMatch:
        """A page of the rows that fit and those to be verified, with all totals, or the nearest misses."""
        snapshot = self._snapshots.of(principal, requirement.kind, as_of)
        with self._database.session() as session:
            return find_rows(session, principal, requirement, snapshot, limit, offset)

    def aggregate(
        self, requirement: Requirement, principal: Principal, as_of: date, sources: int = 10
    ) -> tuple[Group, ...]:
        """The figures that the requirement's aggregate asks for, from every matching row."""
        snapshot = self._snapshots.of(principal, requirement.kind, as_of)
        with self._database.session() as session:
            return aggregate_rows(session, principal, requirement, snapshot, sources)

    def distribution(
        self, requirement: Requirement, field: Field, principal: Principal, as_of: date, bins: int
    ) -> Distribution:
        """How a figure is spread over every matching row."""
        snapshot = self._snapshots.of(principal, requirement.kind, as_of)
        return distribute(requirement, snapshot, field, bins)

    def snapshot(self, principal: Principal, kind: DocumentKind, as_of: date) -> Snapshot:
        """What the rows that the caller may see are and say."""
        return self._snapshots.of(principal, kind, as_of)

    def chosen(
        self, names: Sequence[str], ids: Sequence[str], principal: Principal, kind: DocumentKind, as_of: date
    ) -> Chosen:
        """The rows of these names (as people write them) and ids, in that order."""
        snapshot = self._snapshots.of(principal, kind, as_of)
        meant = {name: snapshot.vocabulary.names.get(squeeze(name), ()) for name in names}
        known = tuple(dict.fromkeys(row for rows in meant.values() for row in rows))
        requirement = Requirement(kind=kind, names=known)
        found = self.find(requirement, principal, as_of).possible if known else ()
        rows = sorted(found, key=lambda item: known.index(plain(item.row.name)) if plain(item.row.name) in known else 0)
        more = self.judged(Requirement(kind=kind), ids, principal, as_of)
        return Chosen((*rows, *more), tuple(name for name, rows in meant.items() if not rows))

    def judged(
        self, requirement: Requirement, ids: Sequence[str], principal: Principal, as_of: date
    ) -> tuple[JudgedRow, ...]:
        """The rows of these ids that the caller may see, in that order, judged by the requirement."""
        if not ids:
            return ()
        snapshot = self._snapshots.of(principal, requirement.kind, as_of)
        with self._database.session() as session:
            listings = session.scalars(snapshot.current.where(ListingRow.id.in_(ids))).all()
            rows = read_rows(session, principal, sorted(listings, key=lambda listing: ids.index(listing.id)))
        return JudgedTable(requirement, snapshot).explained(rows)

    def history(self, row: ListedRow, principal: Principal) -> tuple[Observation, ...]:
        """What the ledgers' editions said of a row over time, oldest first."""
        with self._database.session() as session:
            return history_of(session, row.entry_number, principal)

    def match(
        self,
        question: str,
        principal: Principal,
        as_of: date,
        kind: DocumentKind = DocumentKind.LISTING,
        previous: str = "",
        limit: int = _EVERYTHING_LIMIT,
    ) -> RowMatch:
        """What a sentence finds. A name that no row has finds nothing."""
        requirement = self.understand(question, principal, as_of, kind, previous)
        if requirement.unknown_names:
            return RowMatch(requirement, (), (), (), 0, 0, 0)
        return self.find(requirement, principal, as_of, limit)


def understand(
    session: Session,
    question: str,
    previous: str,
    principal: Principal,
    snapshot: Snapshot,
    head: ColumnHead | None = None,
    reader: ModelReader | None = None,
    before: Requirement | None = None,
) -> tuple[Requirement, bool]:
    """What a question asks after those before it, and whether it leans on them."""
    steps = [step for step in previous.split(STEP_MARK) if step.strip()]
    requirement = before
    leaning = False
    for step in (*steps, question):
        said = read_requirement(step, snapshot.vocabulary, snapshot.as_of, head)
        if reader is not None:
            said = reader.read(step, said, snapshot)
        said = without_missing(said, snapshot)
        leaning = requirement is not None and requirement.says_something and is_follow_up(step, said)
        base = requirement if leaning else None
        resolved = _resolved(session, said, base, principal, snapshot)
        requirement = base.refined_by(resolved) if base is not None else resolved
    assert requirement is not None
    return requirement, leaning


def without_missing(said: Requirement, snapshot: Snapshot) -> Requirement:
    """The requirement without the conditions of which no ledger can tell, which are named instead."""
    told = snapshot.vocabulary.told
    if not told:
        return said
    order, then = said.order, said.then
    keys = [item.field for item in (order, *then) if item is not None]
    unordered = [field for field in keys if isinstance(field, Field) and not fields_of(InRange(field)) & told]
    lost = [item for item in (*said.conditions, *said.wishes) if (needed := fields_of(item)) and not needed & told]
    if not lost and not unordered:
        return said
    names = [min(fields_of(item), key=list(Field).index).value for item in lost]
    names += [field.value for field in unordered]
    kept = [item for item in (order, *then) if item is not None and item.field not in unordered]
    return replace(
        said,
        conditions=tuple(item for item in said.conditions if item not in lost),
        wishes=tuple(item for item in said.wishes if item not in lost),
        order=kept[0] if kept else None,
        then=tuple(kept[1:]),
        limit=said.limit if kept or order is None else None,
        missing=tuple(dict.fromkeys((*said.missing, *names))),
    )


def _resolved(
    session: Session, said: Requirement, before: Requirement | None, principal: Principal, snapshot: Snapshot
) -> Requirement:
    """``再便宜一点的``: below the figure of the row that was shown first, in that order; with nothing before it, just an order.
    ``面积放宽到3000``: the bound of before moved; with none before it, not understood."""
    for wanted in said.moved:
        range_ = moved(wanted, before.range_of(wanted.field) if before is not None else None)
        said = replace(said, moved=(), asked=tuple(field for field in said.asked if field is not wanted.field))
        if range_ is None:
            said = replace(said, not_understood=(*said.not_understood, wanted.said))
        else:
            said = replace(said, conditions=(*said.conditions, range_))
    change = said.change
    if change is None:
        return said
    order = Order(change.field, descending=change.more)
    bound = _bound(session, change, before, principal, snapshot) if before is not None else None
    conditions = said.conditions if bound is None else (*said.conditions, bound)
    return replace(said, conditions=conditions, order=order, change=None)


def _bound(
    session: Session, change: Change, before: Requirement, principal: Principal, snapshot: Snapshot
) -> InRange | None:
    order = Order(change.field, descending=change.more)
    shown = find_rows(session, principal, before, snapshot, _LOOKED_AT).possible
    figure = next((figure for item in shown if (figure := sort_key(item.row, order)) is not None), None)
    limit = before.range_of(change.field)
    if figure is None and limit is not None:
        figure = limit.minimum if change.more else limit.maximum
    if figure is None:
        return None
    if change.more:
        return InRange(change.field, minimum=figure, strict=True)
    return InRange(change.field, maximum=figure, strict=True)


def _only_a_place(requirement: Requirement) -> bool:
    """Whether nothing but where is known of what is asked."""
    where = all(isinstance(item, InPlace | NearListed | NearMetro) for item in requirement.conditions)
    return where and not (
        requirement.names
        or requirement.order
        or requirement.aggregate
        or requirement.wishes
        or requirement.asked
        or requirement.limit
    )


def _answerable(question: str, requirement: Requirement) -> bool:
    """Whether rows can answer: something was understood, nothing named is missing, and no explanation is asked for instead."""
    if requirement.unknown_names:
        return False
    if not requirement.says_something:
        return not requirement.not_understood and bool(_LISTS.search(question.lower()))
    if requirement.not_understood and _only_a_place(requirement):
        return False  # 汀洲街道有没有游泳馆: what is looked for is nothing that rows are
    hardly_anything = all(isinstance(item, CategoryIs | Mentions) for item in requirement.conditions) and not (
        requirement.names or requirement.order or requirement.aggregate or requirement.wishes or requirement.asked
    )
    return not (hardly_anything and _EXPLAINS.search(question.lower()))
