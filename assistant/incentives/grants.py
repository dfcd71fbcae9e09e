"""What the sentences of a clause grant: rates, sums, caps, terms and adjustments, before conditions are read.

Each sentence is walked through segment by segment. A segment with a figure and a word of granting opens a grant; what stands before it
are its conditions; ceilings and terms behind it belong to it. A sentence of ceilings alone limits all grants of its clause.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.incentives.figures import MONEY, NUMBER, RATE, Figure, figures_in, read_figure
from assistant.incentives.measures import MONTHS, SHARE, SQUARE_METRES, USD, YUAN
from assistant.incentives.sentences import Sentence, Span

_WORD = r"(?:给予|奖励|补贴|补助|资助|抵扣|贴息|津贴|补偿|支持|奖补|发放|免收|减免|免除)"
_VERB = re.compile(rf"(?:再|分别|一次性)?(?:按照|按(?={NUMBER}|实际|投入|年度|每)|给予|{_WORD}(?=\s*{MONEY}))")
_GRANTS = re.compile(_WORD)
_NEVER = re.compile(
    r"退还|退回|追回|返还|安排|资金池|提请|罚款|处罚|处分|罚金|赔偿|违约|缴纳|不予|不再|不适用|不得|拨付|预算|底价|注册资金|另有规定|收费标准|保证金|审批|公示|谈判|底线"
)
_CEILING = re.compile(r"最高|不超过|不高于|最长|上限|封顶|期限|以内|最多")
_ADJUSTS = re.compile(
    rf"(?:提高|上浮|增加|调整)(?:至|到|为)?\s*(?P<rate>{RATE})|(?P<half>减半)|(?:上述|前款|相应)(?:标准|规定)[^，]{{0,4}}的\s*(?P<share>{RATE})"
)
_YEARS = re.compile(
    rf"(?:第(?P<nth>[一二三四五]|\d)年|(?<![较上])前(?P<first>[二两三四五]|[2-5])年)[^，；]*?(?P<rate>{RATE})"
)
_RATES = re.compile(rf"(?P<rates>{RATE}(?:、{RATE})*)")
_AMOUNTS = re.compile(rf"(?P<amounts>{MONEY}(?:(?:、|和){MONEY})*)")
_BASE = re.compile(rf"按照?(?:其|企业|项目|年度)?(?P<base>[^，；按]*?)(?:的|\s)*(?={RATE})")
_BARE_BASE = re.compile(r"按照?(?P<base>实际租金|租金)给予(?:补贴|补助)")
_EACH = re.compile(
    r"每(?P<what>(?P<fixed>月每平方米|平方米每月|人每月|平方米|吨标准煤|千瓦时|千瓦|人|天)|(?P<verb>(?!年|月|季|次申)[\u4e00-\u9fff]{0,6}?一?(?P<unit>[家个项户名场条亩件套台]))(?P<noun>[A-Za-z\u4e00-\u9fff]{0,10}?)(?=再?给予|奖励|\d|，|$))"
)
_LISTED = re.compile(
    rf"(?P<label>[^、，；：]{{1,20}}?)(?:给予|奖励|补贴)?(?P<each>每人每月|每月|每年|每人)?(?P<money>{MONEY})(?=、|$)"
)
_SUBJECT = re.compile(
    r"^[；;]?(?P<subject>(?!单|每|同一|补贴|补助|资助|奖励|年度|合计|折合|总额|最)[\u4e00-\u9fff]{3,12}?)(?:最高|不超过)"
)
_INSTALMENTS = re.compile(r"分(?:[二两三四五六\d]+)(?:年|期|次|阶段)|等额|比例(?:拨付|发放|兑付)")
_YEARLY = re.compile(r"每年|年度最高|当年|按年")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}


@dataclass(slots=True)
class Draft:
    """A grant being read. ``labels`` are given where each amount names whom it is for (A类15万元、B类8万元). ``caps`` are total caps, one a
    tier where several are listed; ``subject_caps`` those that name whom they are for."""

    sentence: Sentence
    conditions: list[Span]
    segment: Span
    base: str = ""
    base_is_before: bool = False
    rates: list[Decimal] = field(default_factory=list)
    years: list[Decimal] = field(default_factory=list)
    amounts: list[Figure] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    per: str = ""
    counted: str = ""
    yearly: bool = False
    up_to: bool = False
    months: int | None = None
    unit_cap: Decimal | None = None
    unit_cap_per: str = ""
    area_cap: Decimal | None = None
    yearly_cap: Decimal | None = None
    label_months: dict[str, int] = field(default_factory=dict)
    caps: list[Decimal] = field(default_factory=list)
    subject_caps: list[tuple[str, Decimal, Span]] = field(default_factory=list)
    adjustments: list["Change"] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)
    end: int = 0

    @property
    def grants_something(self) -> bool:
        return bool(self.rates or self.years or self.amounts)


@dataclass(slots=True)
class Change:
    """An adjustment being read."""

    conditions: list[Span]
    segment: Span
    rate: Decimal | None = None
    factor: Decimal | None = None
    caps: list[Decimal] = field(default_factory=list)
    yearly_cap: Decimal | None = None


@dataclass(slots=True)
class Limits:
    """Ceilings of a sentence that grants nothing itself: they hold for the clause."""

    sentence: Sentence
    draft: Draft


@dataclass(slots=True)
class ClauseGrants:
    """What a clause grants, the limits common to its grants, and its sentences that grant nothing."""

    drafts: list[Draft] = field(default_factory=list)
    limits: list[Limits] = field(default_factory=list)
    others: list[Sentence] = field(default_factory=list)


def read_grants(sentences: Sequence[Sentence]) -> ClauseGrants:
    """The grants of one clause in order."""
    found = ClauseGrants()
    for sentence in sentences:
        _Walk(found, sentence).run()
    found.drafts = [draft for draft in found.drafts if draft.grants_something]
    return found


class _Walk:
    """One sentence, segment by segment."""

    def __init__(self, found: ClauseGrants, sentence: Sentence) -> None:
        self.found = found
        self.sentence = sentence
        self.pending: list[Span] = [span for span in sentence.lead if not _opens_list(span.text)]
        self.current: Draft | None = None
        self.change: Change | None = None
        self.limits = Draft(sentence, [], sentence.span)
        self.header: Span | None = next((span for span in sentence.lead if _opens_list(span.text)), None)
        self.limited = False
        self.granted = False

    def run(self) -> None:
        for segment in self.sentence.segments:
            self._take(segment)
        if self.granted:
            return
        if self.limited:
            self.found.limits.append(Limits(self.sentence, self.limits))
        else:
            self.found.others.append(self.sentence)

    def _take(self, segment: Span) -> None:
        text = segment.text
        if text[:1] in "；;":
            self.change = None
        if self._adjusts(segment) or self._listed(segment):
            return
        if _is_ceiling(text) and not _opens_grant(text):
            self._ceiling(segment)
        elif self._years(segment):
            return
        elif _is_grant(text):
            self._grant(segment)
        elif _opens_list(text) or _BARE_BASE.search(text):
            self.header = segment
            if _BARE_BASE.search(text):
                self._open(segment)
        elif self.current is not None and (_INSTALMENTS.search(text) or "补足差额" in text):
            self.current.notes.append(segment)
            self.current.end = segment.end
        elif not re.match(r"[；;\s　]*(?:鼓励|支持)", text):
            self.pending.append(segment)

    def _adjusts(self, segment: Span) -> bool:
        match = _ADJUSTS.search(segment.text)
        target = self.current or (self.found.drafts[-1] if self.found.drafts else None)
        if match is None or target is None:
            return False
        change = Change([*self.pending], segment)
        if match["rate"] or match["share"]:
            figure = read_figure((match["rate"] or match["share"]).strip())
            if figure is None:
                return False
            raised = re.search(r"(?:提高|上浮|增加)(?!至|到|为)", segment.text) is not None
            if match["share"]:
                change.factor = figure.value
            elif raised and not target.rates:
                change.factor = 1 + figure.value
            else:
                change.rate = figure.value
        else:
            change.factor = Decimal("0.5")
        if "上述" in segment.text:
            for draft in self.found.drafts:
                draft.adjustments.append(change)
        else:
            target.adjustments.append(change)
        self.change, self.pending, self.granted = change, [], True
        return True

    def _listed(self, segment: Span) -> bool:
        """``A类每月5000元`` under a heading that grants."""
        text = segment.text.lstrip("；;").rstrip("。")
        matches = list(_LISTED.finditer(text))
        if self.header is None or not matches or _GRANTS.search(text) or _CEILING.search(text):
            return False
        if "".join(match.group() for match in matches) != text.replace("、", ""):
            return False
        draft = self.current or self._open(self.header)
        for match in matches:
            figure = read_figure(match["money"])
            if figure is not None:
                draft.amounts.append(figure)
                draft.labels.append(match["label"])
                draft.per = "人·月" if match["each"] and "月" in match["each"] else draft.per
        draft.end = segment.end
        return True

    def _ceiling(self, segment: Span) -> None:
        self.limited = True
        subject = _SUBJECT.match(segment.text)
        if subject and self.current is not None and self.change is None:
            figure = next((item for item in figures_in(segment.text) if item.unit == YUAN), None)
            if figure is not None:
                self.current.subject_caps.append((subject["subject"], figure.value, segment))
                self.current.end = segment.end
                return
        _apply_ceiling(self.change or self.current or self.limits, segment.text)
        if self.current is not None:
            self.current.end = segment.end

    def _years(self, segment: Span) -> bool:
        matches = list(_YEARS.finditer(segment.text))
        if not matches or (self.current is None and not _GRANTS.search(segment.text)):
            return False
        draft = self.current if self.current is not None and not self.current.rates else None
        draft = draft or self._open(segment)
        base = _BASE.search(segment.text)
        draft.base = draft.base or (base["base"] if base else "")
        for match in matches:
            figure = read_figure(match["rate"].strip())
            if figure is None:
                continue
            count = _digit(match["first"]) if match["first"] else 1
            draft.years += [figure.value] * count
        draft.end = segment.end
        return True

    def _grant(self, segment: Span) -> None:
        draft = self._open(segment)
        text = segment.text
        verb = _VERB.search(text)
        at = verb.start() if verb else 0
        each = _EACH.search(text)
        if each is not None and each.start() < at:
            at = each.start()
        lead = text[:at].strip("；;，：: ")
        if lead and not lead.endswith("经认定后") and lead not in ("分别", "再", "对"):
            draft.conditions.append(Span(segment.start, segment.start + at, text[:at]))
        granted = text[at:]
        rates, amounts = _RATES.search(granted), _AMOUNTS.search(granted)
        if rates:
            draft.rates = [figure.value for figure in figures_in(rates["rates"])]
            base = _BASE.search(granted)
            draft.base = base["base"].strip("“”") if base else ""
        elif amounts:
            draft.amounts = [figure for figure in figures_in(amounts["amounts"]) if figure.unit in (YUAN, USD)]
            labelled = _labels(granted)
            if labelled:
                draft.labels = [label for label, _ in labelled]
                draft.amounts = [figure for _, figure in labelled]
            draft.up_to = re.search(r"(?:最高|不超过|以内)", granted) is not None
        each = _EACH.search(text) or _each_before(self.sentence, draft)
        draft.conditions = [span for span in draft.conditions if not _EACH.match(span.text.strip("；; "))]
        if each is not None and not rates:
            draft.per = _unit_of(each)
            draft.counted = _counted(each)
            before = re.search(r"按照?(?P<base>[^，；每]{2,14})$", text[: each.start()])
            draft.base = draft.base or (before["base"] if before else "")
        draft.yearly = "每年" in granted or re.search(r"每年", lead) is not None
        draft.base_is_before = bool(draft.rates) and not draft.base

    def _open(self, segment: Span) -> Draft:
        """A new grant. What the sentence said before its first grant holds for all its grants that say little of their own."""
        self.change = None
        conditions = [*self.pending]
        further = re.search(r"再(?:给予|按照|奖励)", segment.text) is not None
        if self.current is not None and (not conditions or further):
            whole = [span for span in self.current.conditions if span.end <= self.current.segment.start]
            conditions = [*(_before_level(span, segment) for span in whole), *conditions]
        self.current = Draft(self.sentence, conditions, segment, end=segment.end)
        bare = _BARE_BASE.search(segment.text)
        if bare:
            self.current.base = bare["base"]
        self.found.drafts.append(self.current)
        self.pending, self.granted = [], True
        return self.current


def _before_level(span: Span, segment: Span) -> Span:
    """Of 新设立的金融机构省级以上分支机构 what still holds where 市级分支机构 follows: the words before the level."""
    level = re.search(r"国家级|省级|市级|区级", span.text)
    if level is None or not re.match(r"[；;\s]*(?:国家级|省级|市级|区级)", segment.text):
        return span
    return Span(span.start, span.start + level.start(), span.text[: level.start()])


def _is_ceiling(text: str) -> bool:
    if not _CEILING.search(text) or "补足差额" in text:
        return False
    return any(figure.unit in (YUAN, USD, MONTHS, SQUARE_METRES) for figure in figures_in(text))


def _opens_grant(text: str) -> bool:
    """Whether a segment with a ceiling grants by itself: 给予最高100万元奖励, 按照…的5%给予不超过…补助."""
    return re.search(rf"给予[^，；]*(?:最高|不超过)[^，；]*{_WORD}", text) is not None or (
        re.search(rf"按照[^，；]*{RATE}", text) is not None
    )


def _is_grant(text: str) -> bool:
    if not _GRANTS.search(text) or _NEVER.search(text):
        return False
    if text.rstrip().endswith("的") and not re.search(rf"给予|奖励{NUMBER}", text):
        return False
    return any(figure.unit in (YUAN, USD, SHARE) for figure in figures_in(text))


def _opens_list(text: str) -> bool:
    """``给予一次性购房补贴：``, ``分阶段给予奖励：``, ``租房补贴标准为：`` have no figure of their own."""
    return (
        bool(_GRANTS.search(text))
        and not any(figure.unit in (YUAN, USD, SHARE) for figure in figures_in(text))
        and re.search(r"(?:给予.{0,12}(?:奖励|补贴|补助|资助)|标准为?|如下)[：:]?$", text.strip()) is not None
    )


def _apply_ceiling(target: Draft | Change, text: str) -> None:
    figures = list(figures_in(text))
    money = [figure.value for figure in figures if figure.unit == YUAN]
    yearly = _YEARLY.search(text) is not None
    if isinstance(target, Change):
        if money and yearly:
            target.yearly_cap = money[0]
        elif money:
            target.caps = money
        return
    per_month = re.search(r"每月每平方米|每平方米每月|元/(?:平方米|㎡)[·/]?月", text)
    each_person = re.search(r"每人每月|每月", text)
    if money and per_month:
        target.unit_cap, target.unit_cap_per = money[-1], "㎡·月"
    elif money and re.search(r"每平方米", text):
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
    if terms and not money and re.search(r"期限|最长|不超过", text):
        target.months = int(terms[-1])


def _labels(granted: str) -> list[tuple[str, Figure]]:
    """``每引进一家A类企业15万元、B类企业8万元``: whom each sum is for, where at least two are named."""
    found = []
    for match in re.finditer(rf"(?P<label>[A-Za-z\u4e00-\u9fff]{{2,10}}?)(?P<money>{MONEY})(?=、|给予|$)", granted):
        figure = read_figure(match["money"])
        label = re.sub(r"^(?:按照)?每[\u4e00-\u9fff]*?[一1](?:家|个|项|户)", "", match["label"])
        label = re.sub(r".*(?:按照|每引进一家|引进一家)", "", label)
        if figure is not None and re.search(r"类|级|型|类企业", label):
            found.append((label, figure))
    return found if len(found) > 1 else []


def _each_before(sentence: Sentence, draft: Draft) -> re.Match[str] | None:
    """``每成功培育一家国家高新技术企业，再给予5万元``: the unit stands in the segment before."""
    before = [span for span in sentence.segments if span.end <= draft.segment.start]
    return _EACH.match(before[-1].text.strip("；; ")) if before else None


def _unit_of(each: re.Match[str]) -> str:
    """What one payment is for: ㎡, ㎡·月, 人·月, 家 …."""
    if each["unit"]:
        return each["unit"]
    return {"月每平方米": "㎡·月", "平方米每月": "㎡·月", "平方米": "㎡", "人每月": "人·月"}.get(
        each["fixed"], each["fixed"]
    )


def _counted(each: re.Match[str]) -> str:
    """``引进一家A类企业`` as 引进A类企业, "" where the unit says it all."""
    if not each["unit"]:
        return ""
    verb = re.sub(rf"成功|一?{each['unit']}$", "", each["verb"])
    return f"{verb}{each['noun'] or ''}"


def _digit(text: str) -> int:
    return _DIGITS.get(text) or int(text)
