"""What somebody is looking for: one state behind the sentence box, the chips and the filter form."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ui.components import kept_json
from ui.session import Language
from ui.sites.contract import Condition, Order

PAGE = 20
MOST_COMPARED = 4
VIEWS = ("list", "cards", "map", "charts", "compare")
AREA, RENT = "VACANT_AREA_M2", "RENT_YUAN_PER_M2_MONTH"
ORDERS: tuple[tuple[str, str], ...] = (
    ("site_order_none", ""),
    ("site_order_cheapest", RENT),
    ("site_order_largest", f"-{AREA}"),
    ("site_order_metro", "METRO_DISTANCE_M"),
)
SORTED = (AREA, RENT, "VERIFIED_ON")
"""Columns of the list by which it can be put in order."""
FormValues = tuple[
    list[str],
    list[str],
    list[str],
    float | None,
    float | None,
    float | None,
    float | None,
    float | None,
    float | None,
    str,
]
"""Types, streets, grades, smallest and largest area, lowest and highest rent, first and last year of completion, order: as the form's
fields hold them."""
NUMBERS = ("area_from", "area_to", "rent_from", "rent_to", "built_from", "built_to")
"""The texts of the form's numbers, in its order."""


@dataclass(frozen=True, slots=True)
class Search:
    """Conditions, names and order, what is marked for comparison, how the result is looked at, and the row that is opened beside it."""

    conditions: tuple[Condition, ...] = ()
    names: tuple[str, ...] = ()
    order: Order | None = None
    picked: tuple[str, ...] = ()
    view: str = "list"
    offset: int = 0
    opened: str = ""
    language: Language = Language.CHINESE

    @property
    def kept(self) -> str:
        """What the browser keeps of the search."""
        return kept_json(need=self.export_json(), view=self.view, picked=" ".join(self.picked), offset=self.offset)

    @classmethod
    def resumed(cls, kept: Mapping[str, str], opened: str) -> "Search":
        """The search that a browser kept; what it tells may be anything."""
        try:
            need = json.loads(kept.get("need", "{}"))
            conditions = tuple(Condition.model_validate(item) for item in need.get("conditions", ()))
            order = Order.model_validate(need["order"]) if need.get("order") else None
            names = tuple(str(name) for name in need.get("names", ()))
        except (ValueError, AttributeError, TypeError):
            return cls(opened=opened)
        view, offset = kept.get("view", ""), kept.get("offset", "")
        return cls(
            conditions,
            names,
            order,
            picked=tuple(kept.get("picked", "").split()[:MOST_COMPARED]),
            view=view if view in VIEWS else "list",
            offset=int(offset) if offset.isdecimal() else 0,
            opened=opened,
        )

    def body(self) -> dict[str, object]:
        """The part of a request that tells what is looked for."""
        return {
            "conditions": [item.model_dump(mode="json") for item in self.conditions],
            "names": list(self.names),
            "order": self.order.model_dump(mode="json") if self.order else None,
            "language": self.language.value,
        }

    def body_json(self) -> str:
        """The same as text, for a button that fetches a file."""
        return json.dumps({**self.body(), "ids": list(self.picked)}, ensure_ascii=False)

    def export_json(self) -> str:
        """What is looked for as text, for the workbook of all rows."""
        return json.dumps(self.body(), ensure_ascii=False)

    def without(self, number: int) -> "Search":
        """Without the chip at this place."""
        kept = tuple(item for place, item in enumerate(self.conditions) if place != number)
        return replace(self, conditions=kept, offset=0)

    def relaxed(self, condition: Condition, wider: Condition | None) -> "Search":
        """With a wider condition in the place of one, or without it."""
        changed = (wider if item == condition else item for item in self.conditions)
        return replace(self, conditions=tuple(item for item in changed if item is not None), offset=0)

    def toggled(self, row_id: str) -> "Search":
        """With a row marked for comparison, or no longer; never more than four."""
        if row_id in self.picked:
            return replace(self, picked=tuple(item for item in self.picked if item != row_id))
        return replace(self, picked=(*self.picked, row_id)[-MOST_COMPARED:])

    def sorted_by(self, field: str) -> "Search":
        """In the order of a column: from the lowest, from the highest, then as before."""
        if field not in SORTED:
            return self
        if self.order is None or self.order.field != field:
            return replace(self, order=Order(field=field), offset=0)
        return replace(self, order=None if self.order.descending else Order(field=field, descending=True), offset=0)

    def in_street(self, street: str) -> "Search":
        """In this street and no other."""
        kept = tuple(item for item in self.conditions if item.type != "in_place")
        return replace(self, conditions=(*kept, Condition(type="in_place", values=(street,))), view="list", offset=0)

    def form(self) -> FormValues:
        """What the form shows of the conditions."""
        by_type = {item.type: item for item in self.conditions if item.strength == "must"}
        area, rent = self._range(AREA), self._range(RENT)
        built = next((item for item in self.conditions if item.type == "completed"), None)
        grade = next((item for item in self.conditions if item.type == "one_of" and item.field == "GRADE"), None)
        order = self.order
        key = f"{'-' if order.descending else ''}{order.field}" if order else ""
        return (
            list(by_type["category"].values) if "category" in by_type else [],
            list(by_type["in_place"].values) if "in_place" in by_type else [],
            list(grade.values) if grade else [],
            _float(area.minimum if area else None),
            _float(area.maximum if area else None),
            _float(rent.minimum if rent else None),
            _float(rent.maximum if rent else None),
            _float(built.minimum if built else None),
            _float(built.maximum if built else None),
            key if key in {value for _, value in ORDERS} else "",
        )

    def with_form(self, values: FormValues) -> "Search":
        """The conditions as the form has them now; those that it does not show stay, and so does what was not changed in it."""
        if values == self.form():
            return self
        before = self.form()
        kinds: Sequence[tuple[int, Condition]] = (
            (0, Condition(type="category", values=tuple(values[0]))),
            (1, Condition(type="in_place", values=tuple(values[1]))),
            (2, Condition(type="one_of", field="GRADE", values=tuple(values[2]))),
        )
        conditions = list(self.conditions)
        for place, wanted in kinds:
            if values[place] != before[place]:
                conditions = [item for item in conditions if (item.type, item.field) != (wanted.type, wanted.field)]
                conditions += [wanted] if wanted.values else []
        for low, kind, field in ((3, "range", AREA), (5, "range", RENT), (7, "completed", "")):
            if values[low : low + 2] != before[low : low + 2]:
                conditions = [item for item in conditions if (item.type, item.field) != (kind, field)]
                minimum, maximum = (_decimal(value) for value in values[low : low + 2])
                if minimum is not None or maximum is not None:
                    conditions.append(Condition(type=kind, field=field, minimum=minimum, maximum=maximum))
        order = self.order
        if values[9] != before[9]:
            key = str(values[9])
            order = Order(field=key.removeprefix("-"), descending=key.startswith("-")) if key else None
        return replace(self, conditions=tuple(conditions), order=order, offset=0)

    def _range(self, field: str) -> Condition | None:
        return next((item for item in self.conditions if item.type == "range" and item.field == field), None)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _decimal(value: object) -> Decimal | None:
    return (
        Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None
    )
