"""The words by which clauses grant and limit: is this segment a grant, a ceiling, a list that opens, and what is each payment for?"""

import re

from assistant.incentives.clauses.figures import Figure, figures_in, read_figure
from assistant.incentives.clauses.grant_drafts import Change, Draft
from assistant.incentives.clauses.sentences import Sentence, Span
from assistant.incentives.clauses.words import WORDS
from assistant.incentives.measures import MONTHS, SQUARE_METRES
from assistant.incentives.words import VOCABULARY
from assistant.text.figures import MONEY, RATE, SHARE, USD, WRITTEN_NUMBER, YUAN
from assistant.text.phrases import any_of, phrases

WORD = any_of(VOCABULARY.grants)
GRANTS = phrases(VOCABULARY.grants)
_NEVER = phrases(VOCABULARY.never_grants)
CEILING = phrases(VOCABULARY.ceiling)
_YEARLY = phrases(VOCABULARY.yearly)
_OPENS = phrases(
    [f"给予…最高…{word}" for word in VOCABULARY.grants] + [f"给予…不超过…{word}" for word in VOCABULARY.grants]
)
_AREA_OF_A_MONTH = phrases(("每月每平方米", "每平方米每月", "元/平方米·月", "元/㎡·月", "元/平方米/月", "元/㎡/月"))
_LEVELS = phrases(("国家级", "省级", "市级", "区级"))
EACH = re.compile(
    rf"每(?P<what>(?P<fixed>{WORDS.any_of('fixed_units')})|(?P<verb>(?!{WORDS.any_of('no_counted')})[\u4e00-\u9fff]{{0,6}}?一?(?P<unit>{WORDS.any_of('counted_units')}))"
    r"(?P<noun>[A-Za-z\u4e00-\u9fff]{0,10}?)(?=再?给予|奖励|\d|，|$))"
)
_OPENS_LIST = re.compile(rf"{WORDS.any_of('list_openers')}[：:]?$")
_BRINGS = re.compile(rf".*{WORDS.any_of('brings')}")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}


def is_ceiling(text: str) -> bool:
    """Whether a segment sets a limit on a sum, an area or a term."""
    if not CEILING.search(text) or "补足差额" in text:
        return False
    return any(figure.unit in (YUAN, USD, MONTHS, SQUARE_METRES) for figure in figures_in(text))


def opens_grant(text: str) -> bool:
    """Whether a segment with a ceiling grants by itself: 给予最高100万元奖励, 按照…的5%给予不超过…补助."""
    return _OPENS.search(text) is not None or re.search(rf"按照[^，；]*{RATE}", text) is not None


def is_grant(text: str) -> bool:
    """Whether a segment grants a sum or a share."""
    if not GRANTS.search(text) or _NEVER.search(text):
        return False
    if text.rstrip().endswith("的") and not re.search(rf"给予|奖励{WRITTEN_NUMBER}", text):
        return False
    return any(figure.unit in (YUAN, USD, SHARE) for figure in figures_in(text))


def opens_list(text: str) -> bool:
    """``给予一次性购房补贴：``, ``分阶段给予奖励：``, ``租房补贴标准为：`` have no figure of their own."""
    return (
        bool(GRANTS.search(text))
        and not any(figure.unit in (YUAN, USD, SHARE) for figure in figures_in(text))
        and _OPENS_LIST.search(text.strip()) is not None
    )


def apply_ceiling(target: Draft | Change, text: str) -> None:
    """Put the limits of a segment into the grant, or the adjustment, that they are for."""
    figures = list(figures_in(text))
    money = [figure.value for figure in figures if figure.unit == YUAN]
    yearly = _YEARLY.search(text) is not None
    if isinstance(target, Change):
        if money and yearly:
            target.yearly_cap = money[0]
        elif money:
            target.caps = money
        return
    per_month = _AREA_OF_A_MONTH.search(text)
    each_person = "每月" in text
    if money and per_month:
        target.unit_cap, target.unit_cap_per = money[-1], "㎡·月"
    elif money and "每平方米" in text:
        target.unit_cap, target.unit_cap_per = money[-1], "㎡"
    elif money and each_person:
        target.unit_cap, target.unit_cap_per = money[-1], "人·月"
    elif money and yearly:
        target.yearly_cap = money[0]
    elif money:
        target.caps = money
    areas = [figure.value for figure in figures if figure.unit == SQUARE_METRES]
    if areas and not money:
        target.area_cap = areas[0]
    terms = [figure.value for figure in figures if figure.unit == MONTHS]
    classes = re.match(r"[A-Z]类(?:、[A-Z]类)*", text.strip())
    if classes and terms:
        target.label_months.update({label: int(terms[-1]) for label in classes.group().split("、")})
        return
    if terms and not money and any(word in text for word in ("期限", "最长", "不超过")):
        target.months = int(terms[-1])


def labels_in(granted: str) -> list[tuple[str, Figure]]:
    """``每引进一家A类企业15万元、B类企业8万元``: whom each sum is for, where at least two are named."""
    found = []
    for match in re.finditer(rf"(?P<label>[A-Za-z\u4e00-\u9fff]{{2,10}}?)(?P<money>{MONEY})(?=、|给予|$)", granted):
        figure = read_figure(match["money"])
        label = re.sub(r"^(?:按照)?每[\u4e00-\u9fff]*?[一1](?:家|个|项|户)", "", match["label"])
        label = _BRINGS.sub("", label)
        if figure is not None and any(sign in label for sign in "类级型"):
            found.append((label, figure))
    return found if len(found) > 1 else []


def each_before(sentence: Sentence, draft: Draft) -> re.Match[str] | None:
    """``每成功培育一家国家高新技术企业，再给予5万元``: the unit stands in the segment before."""
    before = [span for span in sentence.segments if span.end <= draft.segment.start]
    return EACH.match(before[-1].text.strip("；; ")) if before else None


def unit_of(each: re.Match[str]) -> str:
    """What one payment is for: ㎡, ㎡·月, 人·月, 家 …."""
    if each["unit"]:
        return each["unit"]
    return {"月每平方米": "㎡·月", "平方米每月": "㎡·月", "平方米": "㎡", "人每月": "人·月"}.get(
        each["fixed"], each["fixed"]
    )


def counted_in(each: re.Match[str]) -> str:
    """``引进一家A类企业`` as 引进A类企业, "" where the unit says it all."""
    if not each["unit"]:
        return ""
    verb = re.sub(rf"成功|一?{each['unit']}$", "", each["verb"])
    return f"{verb}{each['noun'] or ''}"


def digit_of(text: str) -> int:
    """``两`` as 2."""
    return _DIGITS.get(text) or int(text)


def before_level(span: Span, segment: Span) -> Span:
    """Of 新设立的金融机构省级以上分支机构 what still holds where 市级分支机构 follows: the words before the level."""
    level = _LEVELS.search(span.text)
    if level is None or not _LEVELS.match(segment.text.lstrip("；; \u3000")):
        return span
    return Span(span.start, span.start + level.start(), span.text[: level.start()])
