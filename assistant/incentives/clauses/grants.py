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
from assistant.incentives.clauses.words import WORDS
from assistant.text.figures import MONEY, RATE, USD, WRITTEN_NUMBER, YUAN
from assistant.text.numerals import DIGITS

_BY = WORDS.any_of("by")
_ENCOURAGES = re.compile(rf"[；;\s　]*{WORDS.any_of('encourages')}")
_RAISES_BY = WORDS.pattern("raises_by")
_AT_MOST = WORDS.pattern("at_most")
_AGAIN = WORDS.pattern("again")
_BASE_BEFORE = re.compile(rf"{_BY}(?P<base>[^，；每]{{2,14}})$")
_VERB = re.compile(
    rf"{WORDS.any_of('before_a_figure')}?(?:按照|按(?={WRITTEN_NUMBER}|{WORDS.any_of('of_a_base')})|给予|{WORD}(?=\s*{MONEY}))"
)
_ADJUSTS = re.compile(
    rf"{WORDS.any_of('raises')}{WORDS.any_of('to')}?\s*(?P<rate>{RATE})|(?P<half>{WORDS.any_of('halves')})|{WORDS.any_of('referred_to')}[^，]{{0,4}}的\s*(?P<share>{RATE})"
)
_YEARS = re.compile(
    rf"(?:第(?P<nth>[一二三四五]|\d)年|(?<![较上])前(?P<first>[二两三四五]|[2-5])年)[^，；]*?(?P<rate>{RATE})"
)
_RATES = re.compile(rf"(?P<rates>{RATE}(?:、{RATE})*)")
_AMOUNTS = re.compile(rf"(?P<amounts>{MONEY}(?:(?:、|和){MONEY})*)")
_BASE = re.compile(rf"{_BY}{WORDS.any_of('whose')}?(?P<base>[^，；按]*?)(?:的|\s)*(?={RATE})")
_BARE_BASE = re.compile(rf"{_BY}(?P<base>{WORDS.any_of('bare_base')})给予{WORDS.any_of('gives')}")
_LISTED = re.compile(
    rf"(?P<label>[^、，；：]{{1,20}}?){WORDS.any_of('gives_a_sum')}?(?P<each>{WORDS.any_of('each')})?(?P<money>{MONEY})(?=、|$)"
)
_SUBJECT = re.compile(
    rf"^[；;]?(?P<subject>(?!{WORDS.any_of('no_subject')})[\u4e00-\u9fff]{{3,12}}?){WORDS.any_of('at_most_before')}"
)
_INSTALMENTS = re.compile(rf"分[{DIGITS}]+{WORDS.any_of('instalment_units')}|{WORDS.any_of('instalments')}")


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
        elif not _ENCOURAGES.match(text):
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
            raised = _RAISES_BY.search(segment.text) is not None
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
            draft.up_to = _AT_MOST.search(granted) is not None
        each = EACH.search(text) or each_before(self.sentence, draft)
        draft.conditions = [span for span in draft.conditions if not EACH.match(span.text.strip("；; "))]
        if each is not None and not rates:
            draft.per = unit_of(each)
            draft.counted = counted_in(each)
            before = _BASE_BEFORE.search(text[: each.start()])
            draft.base = draft.base or (before["base"] if before else "")
        draft.yearly = "每年" in granted or "每年" in lead
        draft.base_is_before = bool(draft.rates) and not draft.base

    def _open(self, segment: Span) -> Draft:
        """A new grant. What the sentence said before its first grant holds for all its grants that say little of their own."""
        self.change = None
        conditions = [*self.pending]
        further = _AGAIN.search(segment.text) is not None
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
