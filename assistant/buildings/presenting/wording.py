"""The sentences of an answer out of rows, Chinese and English: what was understood, the total, what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import CompletedIn, InRange, WithinBudget
from assistant.buildings.presenting.asked_rows import asked_of, called, with_figure
from assistant.buildings.requirements import Operation, Order, Requirement, describe, label, show_bound
from assistant.buildings.search.aggregates import Group
from assistant.buildings.search.explaining import Check
from assistant.buildings.search.ranking import JudgedRow, Relaxation, RowMatch
from assistant.buildings.text_rules import Verdict
from assistant.buildings.units import DAYS_PER_MONTH, M2_PER_MU
from assistant.records import DocumentKind
from assistant.text.figures import show_number

_MOST_WAYS = 2
_MOST_TOLD = 5
"""Rows asked for by name of which each cell asked for is said."""
_MOST_NAMED = 3
"""Rows to be verified that are named."""
_SUPERLATIVES = {
    Field.RENT_YUAN_PER_M2_MONTH: ("租金最低", "租金最高", "lowest rent", "highest rent"),
    Field.VACANT_AREA_M2: ("空置面积最小", "空置面积最大", "smallest vacant area", "largest vacant area"),
    Field.METRO_DISTANCE_M: ("距地铁最近", "距地铁最远", "closest to the metro", "farthest from the metro"),
    Field.COMPLETED_ON: ("建成时间最早", "建成时间最晚", "built first", "built last"),
    Field.DEADLINE: ("截止时间最早", "截止时间最晚", "earliest deadline", "latest deadline"),
}

_SAID = {
    "counts": ("共 {many} 条，列出 {listed} 条。", "{many} rows in total, {listed} listed."),
    "among": ("在 {many} 条中比较得出。", "Compared among {many} rows."),
    "first": ("{superlative}的是{first}。", "{superlative}: {first}. "),
    "told": ("{said}。", "{said}. "),
    "fitting_and_open": (
        "符合的有 {fitting} 条，需核实的有 {open} 条，共 {all} 条，列出 {listed} 条。",
        "{fitting} fit, {open} need verifying; {all} rows in total, {listed} listed.",
    ),
    "none_for_certain": (
        "没有能确认全部符合的记录，有 {open} 条需核实（符合情况一栏写明）。",
        "no row is known to meet every condition; {open} need verifying. ",
    ),
    "nothing": ("没有一条符合（比对了 {compared} 条）。", "no row fits ({compared} compared)."),
    "missed": ("{name}（{why}）", "{name} ({why})"),
    "nearest": (
        "没有一条全部符合（比对了 {compared} 条）。最接近的 {listed} 条：{nearest}。",
        "no row meets every condition ({compared} compared). Nearest {listed}: {nearest}.",
    ),
    "ways": ("{ways}。", " {ways}."),
    "assumed": ("假设：{words}，可以改。", "Assumed: {words}; please correct."),
    "missing": (
        "台账没有{words}一栏，没有作为条件。",
        "The ledgers have no column for {words}; not used as a condition.",
    ),
    "not_understood": (
        "未能识别{words}，没有作为条件。",
        "Not understood and not used as a condition: {words}.",
    ),
    "unclear": (
        "{words}没有说明是每月还是每年，没有作为条件；请补充，如“每年50万以内”。",
        "{words} does not say per month or per year and is not used; please say which.",
    ),
    "not_adopted": (
        "语言模型另外理解出{words}，与原话对不上，没有采用。",
        "The language model also read {words}, which your words do not bear out; not used.",
    ),
}
"""What is said of a result, in Chinese and in English."""
_BETWEEN = {"names": ("、", ", "), "sentences": ("。", ". "), "parts": ("；", "; ")}


def verdict(item: JudgedRow, english: bool) -> str:
    """The row's own line: fits, to be verified (what), does not fit (by how much)."""
    if item.verdict is Verdict.FAILED:
        return f"{'does not fit: ' if english else '不符合：'}{_reasons(item.failed, english)}"
    if item.closed:
        return _closed(item.row.kind, english)
    if item.verdict is Verdict.UNKNOWN:
        return f"{'to verify: ' if english else '需核实：'}{_reasons(item.unknown, english)}"
    missed = [wish for wish in item.wishes if wish.verdict is not Verdict.MET]
    if missed:
        return (
            f"fits (wish not met: {_reasons(missed, english)})" if english else f"符合（{_reasons(missed, english)}）"
        )
    return "fits" if english else "符合"


def check_text(check: Check, english: bool = False) -> str:
    """The condition with its verdict's reason: ``租金不高于 40 元/㎡·月（租金高出 8 元/㎡·月）``."""
    said = describe(check.condition, english)
    reason = check.reason_english if english else check.reason
    return f"{said} ({reason})" if reason and english else f"{said}（{reason}）" if reason else said


def relaxation_text(relaxation: Relaxation, english: bool = False) -> str:
    """``租金放宽到 85 元/㎡·月，可得 3 处``; a condition without a bound is left out."""
    if relaxation.relaxed is None:
        condition = describe(relaxation.condition, english)
        if english:
            return f"without “{condition}”: {relaxation.gained} more"
        return f"不限“{condition}”，可得 {relaxation.gained} 处"
    condition = describe(relaxation.relaxed, english)
    return f"{condition}: {relaxation.gained} more" if english else f"放宽为“{condition}”，可得 {relaxation.gained} 处"


def _ways_out(relaxations: Sequence[Relaxation], english: bool) -> Iterator[str]:
    """The first conditions to give way, each with its smallest move and the wider one."""
    by_condition = {item.condition: item for item in reversed(relaxations)}
    for condition in list(dict.fromkeys(item.condition for item in relaxations))[:_MOST_WAYS]:
        smallest = by_condition[condition]
        wider = [item for item in relaxations if item.condition == condition and _same_move(smallest, item)]
        yield (", " if english else "，").join(relaxation_text(item, english) for item in (smallest, *wider))


def _same_move(smallest: Relaxation, other: Relaxation) -> bool:
    """Whether the other one moves the same bound farther."""
    one, two = smallest.relaxed, other.relaxed
    if isinstance(one, InRange) and isinstance(two, InRange) and one != two:
        return one.minimum == two.minimum or one.maximum == two.maximum
    if isinstance(one, CompletedIn) and isinstance(two, CompletedIn) and one != two:
        return one.first == two.first or one.last == two.last
    return isinstance(one, WithinBudget) and isinstance(two, WithinBudget) and one != two


def match_summary(match: RowMatch, shown: Sequence[JudgedRow], english: bool) -> str:
    """Conditions understood, the answer in one sentence, the total, and what was left out."""
    parts = [_result(match, shown, english)]
    if match.closed_total:
        word = _closed(match.requirement.kind, english)
        parts.append(f"{match.closed_total} of them: {word}." if english else f"其中 {match.closed_total} 条{word}。")
    if match.unordered and match.requirement.order is not None:
        field = match.requirement.order.field
        parts.append(
            f"{match.unordered} rows without a readable {label(field, english)} were not compared."
            if english
            else f"另有 {match.unordered} 条{field.value}未列明或面议，未参与比较。"
        )
    if match.fitting_total and not _lists_open(shown):
        parts.append(_untold(match, english))
    parts.append(_not_understood(match.requirement, english))
    return (" " if english else "").join(part for part in parts if part)


def _lists_open(shown: Sequence[JudgedRow]) -> bool:
    """Whether rows to be verified are listed as well, as the pages of a search do behind those that fit."""
    return any(item.verdict is Verdict.UNKNOWN for item in shown)


def _untold(match: RowMatch, english: bool) -> str:
    """How many rows may fit as well, said once by the conditions that they do not tell."""
    many = match.to_verify_total
    if not many:
        return ""
    named = len(match.to_verify) == many <= _MOST_NAMED
    names = [called(item.row, [other.row for other in match.to_verify]) for item in match.to_verify]
    if english:
        whom = f" ({', '.join(names)})" if named else ""
        what = "; ".join(f"{count} for “{describe(item, english)}”" for item, count in match.untold)
        return f"{many} more rows{whom} do not tell whether they meet every condition ({what}); to verify, not among those listed."
    whom = f"（{'、'.join(names)}）" if named else ""
    if len(match.untold) == 1:
        return f"另有 {many} 条{whom}台账没有写明是否符合“{describe(match.untold[0][0])}”，需核实，不在所列之内。"
    what = "、".join(f"“{describe(item)}” {count} 条" for item, count in match.untold)
    return f"另有 {many} 条{whom}台账没有写全，需核实，不在所列之内（没有写明的：{what}）。"


def aggregate_summary(match: RowMatch, groups: Sequence[Group], english: bool) -> str:
    """The figure, how many rows it comes from, and how many lack it."""
    requirement = match.requirement
    wanted = requirement.aggregate
    assert wanted is not None
    counted, uncounted = sum(group.counted for group in groups), sum(group.uncounted for group in groups)
    head = _head(requirement, english)
    parts: list[str] = []
    if wanted.field is None:
        count = sum(group.size for group in groups)
        parts.append(f"{head}{count} rows in total." if english else f"{head}共 {count} 条。")
        if match.whole:
            share = show_number((Decimal(100) * count / match.whole).quantize(Decimal("0.01")))
            parts.append(f"That is {share}% of {match.whole} rows." if english else f"占 {match.whole} 条的 {share}%。")
    elif wanted.by is None:
        figure = groups[0].figure
        said = show_bound(wanted.field, figure, english) if figure is not None else "-"
        if wanted.field is Field.LAND_AREA_M2 and figure is not None and not english:
            said = f"{said}（{show_number(figure / M2_PER_MU)} 亩）"
        if wanted.field is Field.RENT_YUAN_PER_M2_MONTH and figure is not None and match.whole_rents:
            said = (
                f"{show_number(figure)} yuan/month for the whole place"
                if english
                else f"{show_number(figure)} 元/月（整租）"
            )
        elif wanted.field is Field.RENT_YUAN_PER_M2_MONTH and figure is not None:
            daily = show_number((figure / DAYS_PER_MONTH).quantize(Decimal("0.01")))
            said = f"{said} ({daily} yuan/㎡/day)" if english else f"{said}（合 {daily} 元/㎡·天）"
        name = f"{label(wanted.field, english)}{operation(wanted.operation, english)}"
        source = f"from {counted} rows" if english else f"来自 {counted} 条记录"
        parts.append(f"{head}{name}: {said}, {source}." if english else f"{head}{name} {said}，{source}。")
    else:
        name = f"{label(wanted.field, english)}{operation(wanted.operation, english)}"
        parts.append(f"{head}{name}, from {counted} rows." if english else f"{head}{name}来自 {counted} 条记录。")
    if wanted.by is not None:
        groups_said = (
            f"{len(groups)} groups by {label(wanted.by, english)}."
            if english
            else f"按{wanted.by.value}共 {len(groups)} 组，列出 {len(groups)} 组。"
        )
        parts.append(groups_said)
    if uncounted:
        parts.append(
            f"{uncounted} rows without a readable figure are not included."
            if english
            else f"另有 {uncounted} 条未列明或不是确数，未计入。"
        )
    if wanted.operation is Operation.AVERAGE:
        parts.append("Simple average; a range counts as its middle." if english else "为各条的简单平均，区间取中值。")
    if match.to_verify_total:
        parts.append(
            f"{match.to_verify_total} more rows need verifying and are not included."
            if english
            else f"另有 {match.to_verify_total} 条是否符合条件需核实，未计入。"
        )
    parts.append(_not_understood(requirement, english))
    return (" " if english else "").join(part for part in parts if part)


def operation(wanted: Operation, english: bool) -> str:
    """``合计`` or ``平均``, as it follows the field's name."""
    if english:
        return {Operation.SUM: " total", Operation.AVERAGE: " average", Operation.COUNT: ""}[wanted]
    return {Operation.SUM: "合计", Operation.AVERAGE: "平均", Operation.COUNT: ""}[wanted]


def _closed(kind: DocumentKind, english: bool) -> str:
    if kind is DocumentKind.OPPORTUNITY:
        return "closed" if english else "已截止"
    return "nothing vacant" if english else "已租或无空置"


def _result(match: RowMatch, shown: Sequence[JudgedRow], english: bool) -> str:
    requirement = match.requirement
    head = _head(requirement, english)
    counts = _say("counts", english, many=match.fitting_total or match.to_verify_total, listed=len(shown))
    if not match.total:
        return head + _nothing_fits(match, shown, english)
    if requirement.order is not None and requirement.limit is not None and match.fitting_total:
        first = _joined("names", english, (with_figure(item, shown, requirement.order, english) for item in shown[:3]))
        more = " 等" if len(shown) > 3 and not english else ""
        told = {"superlative": _superlative(requirement.order, english), "first": first + more}
        more_asked = [field for field in requirement.asked if field != requirement.order.field]
        told_of = [asked_of(item, shown, requirement, english) for item in shown[:3] if more_asked]
        besides = _say("told", english, said=_joined("sentences", english, told_of)) if told_of else ""
        return f"{head}{_say('first', english, **told)}{besides}{_say('among', english, many=match.fitting_total)}"
    if requirement.names and requirement.asked and len(shown) <= _MOST_TOLD and match.fitting_total:
        told_of = [asked_of(item, shown, requirement, english) for item in shown]
        return f"{head}{_say('told', english, said=_joined('sentences', english, told_of))}{counts}"
    if match.fitting_total and _lists_open(shown):
        many = {"fitting": match.fitting_total, "open": match.to_verify_total, "all": match.total}
        return head + _say("fitting_and_open", english, listed=len(shown), **many)
    if match.fitting_total:
        return f"{head}{counts}"
    return f"{head}{_say('none_for_certain', english, open=match.to_verify_total)}{counts}"


def _nothing_fits(match: RowMatch, shown: Sequence[JudgedRow], english: bool) -> str:
    if not match.near_misses:
        return _say("nothing", english, compared=match.compared)
    near = (_say("missed", english, name=item.row.name, why=_reasons(item.failed, english)) for item in shown)
    nearest = {"listed": len(shown), "nearest": _joined("parts", english, near)}
    said = _say("nearest", english, compared=match.compared, **nearest)
    ways = _joined("parts", english, _ways_out(match.relaxations, english))
    return said + _say("ways", english, ways=ways) if ways else said


def _head(requirement: Requirement, english: bool) -> str:
    described = requirement.describe(english)
    if not described:
        return ""
    return f"For [{'; '.join(described)}]: " if english else f"按「{'；'.join(described)}」查询："


def _superlative(order: Order, english: bool) -> str:
    known = _SUPERLATIVES.get(order.field) if isinstance(order.field, Field) else None
    if known:
        return known[(2 if english else 0) + order.descending]
    if english:
        return f"{'highest' if order.descending else 'lowest'} {label(order.field, english)}"
    return f"{order.field.value}最{'高' if order.descending else '低'}"


def _reasons(checks: Sequence[Check], english: bool) -> str:
    return ("; " if english else "、").join(item.reason_english if english else item.reason for item in checks)


def _not_understood(requirement: Requirement, english: bool) -> str:
    """What was assumed, and what was said and is no condition."""
    said = []
    if requirement.assumed:
        said.append(_say("assumed", english, words="；".join(requirement.assumed)))
    for name, words in (
        ("missing", requirement.missing),
        ("not_understood", requirement.not_understood),
        ("unclear", requirement.unclear),
        ("not_adopted", requirement.not_adopted),
    ):
        if words:
            said.append(_say(name, english, words="".join(f"“{word}”" for word in words)))
    return (" " if english else "").join(said)


def _say(name: str, english: bool, /, **told: object) -> str:
    return _SAID[name][english].format(**told)


def _joined(name: str, english: bool, parts: Iterable[str]) -> str:
    return _BETWEEN[name][english].join(parts)
