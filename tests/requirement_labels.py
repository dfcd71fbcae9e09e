"""Requirements in the short form that labelled sentences are written in, to compare what was understood exactly.

A label names what must and what should hold by the words of the page: ``{"类型": "写字楼", "面积": "400..600"}``; ``<`` and ``>`` are
bounds that do not count themselves. Everything that a requirement can hold is in its label: a part that is absent must be absent.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.buildings import conditions as c
from assistant.buildings.columns import Field
from assistant.buildings.requirements import Requirement

FOLDER = Path(__file__).parent
Label = dict[str, object]


def labelled_sentences(name: str) -> list[tuple[str, Label]]:
    """Sentence and label of each line of a file beside this one."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    return [(label.pop("sentence"), label) for label in labels]


def label_of(requirement: Requirement) -> Label:
    """The requirement's label."""
    label: Label = {}
    for name, conditions in (("must", requirement.conditions), ("should", requirement.wishes)):
        if conditions:
            label[name] = _parts(conditions)
    for name in ("names", "not_understood", "unknown_names", "unclear"):
        if getattr(requirement, name):
            label[name] = list(getattr(requirement, name))
    if requirement.asked and not (requirement.order or requirement.compare):
        label["asked"] = [field.value for field in requirement.asked]
    if requirement.order:
        label["order"] = f"{requirement.order.field.value} {'降' if requirement.order.descending else '升'}"
    if requirement.change:
        label["change"] = f"{requirement.change.field.value} {'升' if requirement.change.more else '降'}"
    if requirement.aggregate:
        said = requirement.aggregate
        field = f" {said.field.value}" if said.field else ""
        label["aggregate"] = f"{said.operation.value}{field}" + (f" by {said.by.value}" if said.by else "")
    if requirement.limit is not None:
        label["limit"] = requirement.limit
    for flag in ("everything", "compare", "trend"):
        if getattr(requirement, flag):
            label[flag] = True
    return label


def _parts(conditions: tuple[c.Condition, ...]) -> Label:
    parts: Label = {}
    for condition in conditions:
        key, value = _part(condition)
        if isinstance(value, list) and key in parts:
            parts[key] = sorted([*parts[key], *value])
        else:
            assert key not in parts, f"two conditions on {key}"
            parts[key] = value
    return parts


def _part(condition: c.Condition) -> tuple[str, object]:
    match condition:
        case c.CategoryIs(categories):
            return "类型", "或".join(category.value for category in categories)
        case c.InRange(field, low, high, strict):
            name = "面积" if field is Field.VACANT_AREA_M2 else field.value
            if strict:
                return name, f">{_figure(low)}" if high is None else f"<{_figure(high)}"
            return name, f"{_figure(low)}..{_figure(high)}"
        case c.OneOf(field, values, said):
            return field.value, said or "或".join(values)
        case c.NoneOf(_, values, said):
            return "不要", [said or "或".join(values)]
        case c.InPlace(places):
            return "位置", list(places)
        case c.NotInPlace(places):
            return "不在", list(places)
        case c.NearListed(names):
            return "靠近", list(names)
        case c.NearMetro(lines):
            return "地铁", list(lines)
        case c.Offers(field, lacking):
            return ("无" if lacking else "有"), [field.value]
        case c.WithinBudget(amount):
            return "月预算", _figure(amount)
        case c.Dated(field, last):
            assert isinstance(last, date)
            return field.value, last.isoformat()
        case c.CompletedIn(first, last):
            return "建成", f"{first or ''}..{last or ''}"
        case c.StillOpen():
            return "未截止", True
        case c.Mentions(word):
            return "提及", [word]
        case c.NotMentions(word):
            return "不要", [word]


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure.normalize():f}"
