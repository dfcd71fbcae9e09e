"""What the values of a column are, whatever its header says: a column of days is no rent, a column of words no area."""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.ledgers.cells import AT_ONCE, NO_FIGURE, READERS
from assistant.buildings.ledgers.several_figures import read_smallest_piece_m2
from assistant.buildings.rows import says_let, says_vacant
from assistant.buildings.units import SAYS_NONE, is_blank
from assistant.text.days import PRINTED_MONTH, YEAR
from assistant.text.figures import normalise

_DAY = re.compile(rf"(?:{PRINTED_MONTH.pattern}|{YEAR}\s*年)\s*(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?")
_FIGURE = re.compile(r"[-+]?[¥￥]?\d+(?:\.\d+)?%?")
_YEARS_AND_SERIALS = ((1900, 2100), (25_000, 75_000), (19_000_101, 21_001_231))
_LOOKED_AT = 500
_LONGEST_TITLE = 24
_FIRMS = ("公司", "集团", "有限合伙", "事务所", "合作社")
_FEW, _SHORT = 8, 8
"""How many different answers, and how long ones, tell no more than what may be done."""

_WORDLESS = frozenset(
    {
        Field.TOTAL_AREA_M2, Field.VACANT_AREA_M2, Field.FLOOR_AREA_M2, Field.LAND_AREA_M2, Field.VACANCY_PERCENT, Field.OCCUPANCY_PERCENT,
        Field.EFFICIENCY_PERCENT, Field.FLOOR_HEIGHT_M, Field.FLOOR_LOAD_T_PER_M2, Field.PLOT_RATIO, Field.TENURE_YEARS,
        Field.RENT_YUAN_PER_M2_MONTH, Field.PROPERTY_FEE_YUAN_PER_M2_MONTH, Field.METRO_DISTANCE_M, Field.INVESTMENT_YUAN,
    }
)  # fmt: skip
"""Fields of which a column cannot be words alone; parking may be 充足, a crane 有."""

_DAYLESS = frozenset({*READERS, Field.RENT_YUAN_PER_M2_MONTH}) | {
    Field.FIT_OUT, Field.METRO, Field.USE, Field.GRADE, Field.STREET, Field.BUSINESS_AREA, Field.CONTACT, Field.ADDRESS, Field.CATEGORY,
    Field.OWNERSHIP, Field.LEASE_TERMS,
}  # fmt: skip


_KIND_OF_OWNER = re.compile(
    r"(?:国有|国企|国资|央企|集体|民营|民企|私有|私人|私企|个人|外资|合资|混合|自有|共有|政府|街道|社区|镇|乡|村|区|市|县|属|级|所有|产权|企业|单位|单一|分散|和|与|/|、)+"
)
_OWNERS = (
    "国有",
    "国企",
    "央企",
    "集体",
    "民营",
    "民企",
    "私有",
    "私人",
    "私企",
    "个人",
    "外资",
    "合资",
    "混合",
    "产权",
    "自有",
    "共有",
)


class Holds(StrEnum):
    """What most values of a column are; the value is what users read. ``MIXED``: figures with words, or of several kinds."""

    NOTHING = "空白"
    DAYS = "日期"
    FIGURES = "数字"
    WORDS = "文字"
    MIXED = "数字和文字"


def few_short_words(values: Sequence[str]) -> bool:
    """Whether a column has a few short answers, which name nobody and state no figure: 能, 不能, 仅科技类."""
    said = {re.split(r"[,，;；(]", text)[0] for value in values[:_LOOKED_AT] if not is_blank(text := normalise(value))}
    return 0 < len(said) <= _FEW and not any(len(text) > _SHORT or re.search(r"\d{3}", text) for text in said)


def are_titles(values: Sequence[str]) -> bool:
    """Whether a column calls each row otherwise, in few words that are neither figures nor the names of firms."""
    said = [normalise(value) for value in values]
    words = all(_kind(text) in (Holds.WORDS, Holds.MIXED) and len(text) <= _LONGEST_TITLE for text in said)
    return len(said) > 1 and words and all_different(values) and not any(text.endswith(_FIRMS) for text in said)


def all_different(values: Sequence[str]) -> bool:
    """Whether each row says something that no other says."""
    said = [text for value in values if not is_blank(text := normalise(value))]
    return len(set(said)) == len(said) == len(values) > 0


def figures_below(values: Sequence[str]) -> list[Decimal | None]:
    """The plain number of each value, None where it is none."""
    return [
        Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text := normalise(value)) else None
        for value in values[:_LOOKED_AT]
    ]


def are_shares(values: Sequence[str]) -> bool:
    """Whether every figure of a column is a percentage: 15% below 空置 is a rate, whatever is measured elsewhere."""
    said = [text for value in values[:_LOOKED_AT] if not is_blank(text := normalise(value))]
    return (
        bool(said)
        and all(_FIGURE.fullmatch(text) and text.endswith("%") for text in said if text != "0")
        and any(text.endswith("%") for text in said)
    )


def held_by(values: Sequence[str]) -> Holds:
    """What more than half of the values are; blank ones, and those that say that there is no figure (面议), are left out."""
    kinds = [kind for value in values[:_LOOKED_AT] if (kind := _kind(normalise(value))) is not None]
    if not kinds:
        return Holds.NOTHING
    most = max(set(kinds), key=kinds.count)
    return most if kinds.count(most) * 2 > len(kinds) else Holds.MIXED


def contradicts(field: Field, values: Sequence[str]) -> Holds | None:
    """What the values are where they cannot be those of the field; else None."""
    holds = held_by(values)
    if holds is Holds.DAYS and field in _DAYLESS:
        return holds
    if holds is Holds.WORDS and field in _WORDLESS:
        return holds
    if field is Field.OWNERSHIP and holds is Holds.WORDS and not _are_kinds_of_owner(values):
        return holds
    if holds is Holds.FIGURES and field in DATE_FIELDS and not _may_be_days(values):
        return holds
    return None


def _kind(text: str) -> Holds | None:
    if is_blank(text) or NO_FIGURE.fullmatch(re.sub(r"\s+", "", text)):
        return None
    if _DAY.fullmatch(text):
        return Holds.DAYS
    if _FIGURE.fullmatch(text):
        return Holds.FIGURES
    return Holds.MIXED if re.search(r"[\d〇一二三四五六七八九十百千万]", text) else Holds.WORDS


def _are_kinds_of_owner(values: Sequence[str]) -> bool:
    """Whether most say of what kind an owner is, not who: what follows 产权 may as well be names."""
    said = [text for value in values[:_LOOKED_AT] if not is_blank(text := normalise(value))]
    return sum(any(word in text for word in _OWNERS) for text in said) * 2 > len(said)


def are_only_kinds_of_owner(values: Sequence[str]) -> bool:
    """Whether every cell says of what kind the owner is and nothing else: 私人, 国企, 村集体 name nobody."""
    said = {text for value in values[:_LOOKED_AT] if not is_blank(text := normalise(value))}
    return len(said) > 1 and all(_KIND_OF_OWNER.fullmatch(text) for text in said)


def are_days_of_delivery(values: Sequence[str]) -> bool:
    """Whether a column has days and else only what may be entered at once: 现房 beside 2027-03-31."""
    said = [
        text
        for value in values[:_LOOKED_AT]
        if not is_blank(text := normalise(value)) and text not in SAYS_NONE and not says_let(text)
    ]
    days = sum(bool(_DAY.fullmatch(text)) for text in said)
    return days > 0 and days + sum(bool(AT_ONCE.search(text)) for text in said) == len(said)


def are_states(values: Sequence[str]) -> bool:
    """Whether a few short words tell what is let and what is to be had: 在招, 清盘, 锁定."""
    said = {text for value in values[:_LOOKED_AT] if not is_blank(text := normalise(value))}
    return few_short_words(values) and any(map(says_let, said)) and any(map(says_vacant, said))


def tell_pieces(values: Sequence[str]) -> bool:
    """Whether some cells tell how small a piece may be: ``可拆，300平起`` beside 整租."""
    return any(read_smallest_piece_m2(value, "") is not None for value in values[:_LOOKED_AT])


def _may_be_days(values: Sequence[str]) -> bool:
    figures = [float(text) for value in values[:_LOOKED_AT] if re.fullmatch(r"\d+(?:\.\d+)?", text := normalise(value))]
    days = [figure for figure in figures if any(low <= figure <= high for low, high in _YEARS_AND_SERIALS)]
    return len(days) * 2 >= len(figures)
