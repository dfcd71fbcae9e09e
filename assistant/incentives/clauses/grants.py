"""What the sentences of a clause grant: rates, sums, caps, terms and adjustments, before conditions are read.

Each sentence is walked through segment by segment. A segment with a figure and a word of granting opens a grant; what stands before it
are its conditions; ceilings and terms behind it belong to it. A sentence of ceilings alone limits all grants of its clause.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.incentives.clauses.figures import figures_in, read_figure
from assistant.incentives.clauses.grant_drafts import Change, ClauseGrants, Draft, Limits
from assistant.incentives.clauses.grant_words import (
    CEILING,
    EACH,
    GRANTS,
    WORD,
    apply_ceiling,
    before_level,
    counted_in,
    digit_of,
    each_before,
    is_ceiling,
    is_grant,
    labels_in,
    opens_grant,
    opens_list,
    unit_of,
)
from assistant.incentives.clauses.sentences import Sentence, Span
from assistant.text.figures import MONEY, RATE, USD, WRITTEN_NUMBER, YUAN

_VERB = re.compile(rf"(?:再|分别|一次性)?(?:按照|按(?={WRITTEN_NUMBER}|实际|投入|年度|每)|给予|{WORD}(?=\s*{MONEY}))")
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
_LISTED = re.compile(
    rf"(?P<label>[^、，；：]{{1,20}}?)(?:给予|奖励|补贴)?(?P<each>每人每月|每月|每年|每人)?(?P<money>{MONEY})(?=、|$)"
)
_SUBJECT = re.compile(
    r"^[；;]?(?P<subject>(?!单|每|同一|补贴|补助|资助|奖励|年度|合计|折合|总额|最)[\u4e00-\u9fff]{3,12}?)(?:最高|不超过)"
)
_INSTALMENTS = re.compile(r"分(?:[二两三四五六\d]+)(?:年|期|次|阶段)|等额|比例(?:拨付|发放|兑付)")


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
        self.pending: list[Span] = [span for span in sentence.lead if not opens_list(span.text)]
        self.current: Draft | None = None
        self.change: Change | None = None
        self.limits = Draft(sentence, [], sentence.span)
        self.header: Span | None = next((span for span in sentence.lead if opens_list(span.text)), None)
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
        if is_ceiling(text) and not opens_grant(text):
            self._ceiling(segment)
        elif self._years(segment):
            return
        elif is_grant(text):
            self._grant(segment)
        elif opens_list(text) or _BARE_BASE.search(text):
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
        if self.header is None or not matches or GRANTS.search(text) or CEILING.search(text):
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
        apply_ceiling(self.change or self.current or self.limits, segment.text)
        if self.current is not None:
            self.current.end = segment.end

    def _years(self, segment: Span) -> bool:
        matches = list(_YEARS.finditer(segment.text))
        if not matches or (self.current is None and not GRANTS.search(segment.text)):
            return False
        draft = self.current if self.current is not None and not self.current.rates else None
        draft = draft or self._open(segment)
        base = _BASE.search(segment.text)
        draft.base = draft.base or (base["base"] if base else "")
        for match in matches:
            figure = read_figure(match["rate"].strip())
            if figure is None:
                continue
            count = digit_of(match["first"]) if match["first"] else 1
            draft.years += [figure.value] * count
        draft.end = segment.end
        return True

    def _grant(self, segment: Span) -> None:
        draft = self._open(segment)
        text = segment.text
        verb = _VERB.search(text)
        at = verb.start() if verb else 0
        each = EACH.search(text)
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
            labelled = labels_in(granted)
            if labelled:
                draft.labels = [label for label, _ in labelled]
                draft.amounts = [figure for _, figure in labelled]
            draft.up_to = re.search(r"(?:最高|不超过|以内)", granted) is not None
        each = EACH.search(text) or each_before(self.sentence, draft)
        draft.conditions = [span for span in draft.conditions if not EACH.match(span.text.strip("；; "))]
        if each is not None and not rates:
            draft.per = unit_of(each)
            draft.counted = counted_in(each)
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
            conditions = [*(before_level(span, segment) for span in whole), *conditions]
        self.current = Draft(self.sentence, conditions, segment, end=segment.end)
        bare = _BARE_BASE.search(segment.text)
        if bare:
            self.current.base = bare["base"]
        self.found.drafts.append(self.current)
        self.pending, self.granted = [], True
        return self.current
