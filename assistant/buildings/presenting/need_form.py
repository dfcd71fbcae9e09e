"""What is sought among listed rows, as forms and programs send it: a sentence, conditions, names, an order."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from assistant.buildings import requirements
from assistant.buildings.columns import DATE_FIELDS
from assistant.buildings.conditions import Condition
from assistant.buildings.ledgers.cells import FIGURES
from assistant.buildings.matching import RowMatcher
from assistant.buildings.presenting.requirement_form import ConditionForm, any_field_named, from_form, to_form
from assistant.buildings.requirements import Order, Requirement
from assistant.buildings.search.ranking import RowMatch
from assistant.records import DocumentKind, Principal
from assistant.request_values import Day, Request

Strength = Literal["must", "should"]
ORDERED = (*FIGURES, *DATE_FIELDS)
"""What rows can be put in order by."""


class ConditionBody(Request):
    """一个条件。type 决定用到哪些字段；text 只在返回时有，传回来会被忽略，便于原样带回。"""

    type: Literal[
        "category", "not_category", "not_named", "range", "one_of", "none_of", "in_place", "not_in_place", "near_listed", "near_metro", "offers", "lacks",
        "budget",
        "by_day", "completed", "open", "mentions", "not_mentions",
    ] = Field(description="range 数值范围，one_of 文字之一，none_of 文字都不是，budget 每月总租金上限（元），completed 建成年份（minimum、maximum 写年份）……")  # fmt: skip
    strength: Strength = Field("must", description="must 必须满足，should 最好满足（只影响排序）")
    field: str = Field("", description="字段名，如 RENT_YUAN_PER_M2_MONTH、VACANT_AREA_M2；台账自有的列写 column:列名")
    values: tuple[str, ...] = Field((), max_length=50)
    minimum: Decimal | None = Field(None, ge=-(10**14), le=10**14)
    maximum: Decimal | None = Field(None, ge=-(10**14), le=10**14)
    strict: bool = Field(False, description="界限本身不算")
    said: str = Field("", max_length=100)
    day: Day = None
    since: Day = None
    text: str = ""

    @classmethod
    def of(cls, condition: Condition, strength: Strength = "must", english: bool = False) -> "ConditionBody":
        form = to_form(condition)
        return cls.model_validate(
            {
                "type": form.type,
                "strength": strength,
                "field": form.field,
                "values": form.values,
                "minimum": form.minimum,
                "maximum": form.maximum,
                "strict": form.strict,
                "said": form.said,
                "day": form.day.isoformat() if form.day else None,
                "since": form.since.isoformat() if form.since else None,
                "text": requirements.describe(condition, english),
            }
        )

    def form(self) -> ConditionForm:
        """The flat record of the condition."""
        return ConditionForm(
            self.type, self.field, self.values, self.minimum, self.maximum, self.strict, self.said, self.day, self.since
        )


class OrderBody(Request):
    """按哪个字段排序。"""

    field: str
    descending: bool = False


def bodies_of(requirement: Requirement, english: bool) -> tuple[ConditionBody, ...]:
    """The chips of a requirement: what must hold, then what should."""
    must = [ConditionBody.of(item, english=english) for item in requirement.conditions]
    return (*must, *(ConditionBody.of(item, "should", english) for item in requirement.wishes))


def order_of(requirement: Requirement) -> OrderBody | None:
    """The order asked for."""
    order = requirement.order
    return None if order is None else OrderBody(field=order.field.name, descending=order.descending)


def requirement_of(
    matcher: RowMatcher,
    principal: Principal,
    day: date,
    kind: DocumentKind,
    *,
    sentence: str = "",
    conditions: Collection[ConditionBody] = (),
    names: Sequence[str] = (),
    order: OrderBody | None = None,
) -> Requirement:
    """What is asked: the conditions, with the sentence read on top of them. Raises InvalidInput for a condition that means nothing."""
    whereabouts = matcher.snapshot(principal, kind, day).vocabulary.whereabouts
    must = tuple(from_form(item.form(), whereabouts) for item in conditions if item.strength == "must")
    should = tuple(from_form(item.form(), whereabouts) for item in conditions if item.strength == "should")
    by = Order(any_field_named(order.field, ORDERED), order.descending) if order is not None else None
    given = Requirement(kind=kind, conditions=must, wishes=should, names=tuple(names), order=by)
    if not sentence.strip():
        return given
    return matcher.understand(sentence, principal, day, kind, before=given)


def found_by(
    requirement: Requirement, matcher: RowMatcher, principal: Principal, day: date, limit: int, offset: int = 0
) -> RowMatch:
    """What a requirement finds. A name that no row has finds nothing."""
    if requirement.unknown_names:
        return RowMatch(requirement, (), (), (), 0, 0, 0)
    return matcher.find(requirement, principal, day, limit, offset)
