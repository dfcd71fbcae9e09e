"""What a letter tells, in the third person, as an office repeats it: in order, without insults, threats and cries."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.asking.language import has_chinese
from assistant.complaints.letters.reply_records import Span
from assistant.policies.quantities import quantities_in
from assistant.replying.asking.unit_kinds import ReadUnit, UnitKind
from assistant.replying.judging import is_abusive
from assistant.replying.promises import PAPER, promises_in
from assistant.replying.written import is_rough
from assistant.retrieval.segmentation import segmenter
from assistant.text.eras import with_common_years

_MOST = 8
_LONGEST = 420
_OF_WEIGHT = 0.2
"""What a figure, a paper and a promise count each beside the likeness to what is asked."""
_TELLS = frozenset({UnitKind.FACT, UnitKind.SUM, UnitKind.PROMISE})
_TELLS_SURELY, _TELLS_ALOUD, _OUTBURST_SURELY = 0.5, 0.85, 0.3
"""Least probability that a unit tells (or asks, which ends what is told), that one tells which ends with a cry or a question, and from which one that only vents or greets ends what is told."""
_SELF = re.compile(
    r"我们这(?:家|种|个)|敝(?:公司|社|司|人|店|厂)|鄙人|本所|我们(?:公司|厂|店|单位|企业)?|我(?:公司|司|厂|店|方|局)|本(?:公司|司|厂|店|单位)|(?<!资)本人(?!民)|咱们?|我自己|俺们?|来电人|我(?!国|区|市|省|县|局)"
)
_BUREAU = re.compile(
    r"(?:贵|你们?|您们?)(?:区?投资合作)?(?:局|单位|部门|处|科)(?:里|的人)?|(?:你们|贵)(?=区)|你们(?:这里|那里|这边|那边|这儿|那儿)?|您"
)
_PROMISED_ALOUD = re.compile(r"(?:当着[^，。]{1,8}?的?面)?拍(?:着|了)?胸脯(?:保证|承诺|说)?")
_LEADING = re.compile(
    r"^(?:又(?=[，,])|而且|并且|但是|可是|不过|所以|因此|然后|后来|结果|现在|反正|另外|还有|再说|其实|就是)?[，,]?"
)
_WONDERS = re.compile(r"凭什么|凭啥|哪里|怎么(?:能|可以)|难道|何况")
_SPOKEN = frozenset("啊呀吧嘛呢啦哦哎")
_STOPS = frozenset("，。；！？")
_GREETING = re.compile(
    r"^(?:尊敬的)?(?:各位|局|区)?(?:领导|同志|负责同志|局长|老师)?(?:们)?[，,：:]?(?:[你您]们?好)[，,！!。：:]?"
)
_DIRECT = re.compile(
    r"(?:[我他她你您]|对方|房东|经理|老板)(?:就|还|又|却|跟我)?(?:说|问|讲|回)(?:了)?(?:句|一句)?.*[你您我](?!们|公司|单位|局|区|市)|(?:说|问|讲)[^，]{0,6}[你您](?!们|公司|单位|局)"
)
"""Speech without quotation marks: 他说你想看到局里去看. Turned into the third person it would say something else."""
_ITEM_NUMBER = re.compile(
    r"^(?:[（(]?\s*[一二三四五六七八九十\d]{1,2}\s*[)）]|[一二三四五六七八九十]{1,2}、|[一二三四五六七八九十\d]{1,2}\s*[、.．](?!\d)|[①-⑩])\s*"
)
_ITEM_HEAD = re.compile(r"^[^，,。；：:\d“\"]{1,12}[：:](?!\s*[“\"])")
_BRACKETS = re.compile(r"【[^】]*】")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」|《[^》]*》")
_SHORTEST = 8
_VENTS = frozenset({UnitKind.RHETORIC, UnitKind.THREAT, UnitKind.COURTESY, UnitKind.SECRECY, UnitKind.HEAD})


@dataclass(frozen=True, slots=True)
class _Told:
    """A stretch as an office repeats it, its place in the letter, and how much it belongs into a reply."""

    place: int
    text: str
    weight: float


def told_of(
    text: str,
    units: Sequence[ReadUnit],
    demanded: Sequence[Span],
    you: str,
    near: Callable[[Sequence[str]], Sequence[float]],
) -> tuple[str, ...]:
    """The stretches of sentences that tell and that an office can repeat, at most eight, in the letter's order: those that are ``near`` to what is
    asked, with figures, papers and promises before the others. ``units`` are those that may be repeated, ``demanded`` what is answered below;
    ``you`` is 你公司 or 您. An English stretch is told in its own words."""
    found = []
    for span in _telling(text, units, demanded):
        said = text[span.start : span.end]
        if retold := _as_told(said, you, chinese=has_chinese(text)):
            found.append((span.start, said, retold))
    if not found:
        return ()
    told = [
        _Told(place, retold, nearness + _OF_WEIGHT * _weights(said))
        for (place, said, retold), nearness in zip(found, near([said for _, said, _ in found]), strict=True)
    ]
    chosen: list[_Told] = []
    for one in sorted(told, key=lambda one: -one.weight)[:_MOST]:
        if sum(len(before.text) for before in chosen) + len(one.text) <= _LONGEST:
            chosen.append(one)
    return tuple(one.text for one in sorted(chosen, key=lambda one: one.place))


def _weights(said: str) -> int:
    """How many kinds of weighty things a stretch holds: figures, papers, promises."""
    return bool(quantities_in(said)) + bool(PAPER.search(said)) + bool(promises_in(said))


def _telling(text: str, units: Sequence[ReadUnit], demanded: Sequence[Span]) -> list[Span]:
    """The runs of units within a sentence that tell. Whatever stands between them belongs to them, unless it asks or vents."""
    runs: list[tuple[int, Span]] = []
    open_one = False
    for read in units:
        span, sentence = read.unit.span, read.unit.sentence
        asked = any(one.start < span.end and span.start < one.end for one in demanded)
        tells = sum(read.shares[kind] for kind in _TELLS)
        if (
            asked
            or read.asking >= _TELLS_SURELY
            or (read.kind in _VENTS and read.shares[read.kind] >= _OUTBURST_SURELY)
            or (read.unit.ends in tuple("！？!?") and tells < _TELLS_ALOUD)
        ):
            open_one = False
        elif tells >= _TELLS_SURELY or (open_one and runs[-1][0] == sentence):
            if open_one and runs[-1][0] == sentence:
                runs[-1] = (sentence, Span(runs[-1][1].start, span.end))
            else:
                runs.append((sentence, span))
            open_one = True
        else:
            open_one = False
    return [_with_its_quotation(text, span) for _, span in runs]


def _with_its_quotation(text: str, span: Span) -> Span:
    """A run up to the end of the quotation that its sentence ends in: 第三条写：“……奖励50万元。”"""
    said = text[span.start : span.end]
    closes = text.find("”", span.end, span.end + 2)
    return Span(span.start, closes + 1) if said.count("“") > said.count("”") and closes >= 0 else span


def _as_told(text: str, you: str, *, chinese: bool) -> str:
    """A stretch of a letter that is ``chinese``, or English, as an office repeats it; "" where it cannot."""
    if is_abusive(text):
        return ""
    if not chinese:
        return " ".join(text.split()).rstrip(".;")
    if not _is_told_plainly(text):
        return ""
    plain = _plainly_told(in_quotation_marks(_without_head(text)))
    sentence = in_third_person(with_common_years(plain), you)
    fit = len(sentence) >= _SHORTEST and _is_balanced(sentence) and not is_rough(_QUOTED.sub("", sentence))
    return sentence if fit else ""


def _introduces(part: str) -> bool:
    """Whether a part only says who writes: 我们是做冷链的, 公司叫某某, 我叫某某."""
    writer = _SELF.match(part.strip())
    rest = part.strip()[writer.end() :] if writer else part.strip()
    return rest.removeprefix("公司").removeprefix("厂名").startswith(("叫", "名叫")) or (
        writer is not None and rest.startswith(("是", "系")) and not quantities_in(rest)
    )


def in_quotation_marks(text: str) -> str:
    """Straight and corner quotation marks as “”."""
    return re.sub(r"\"([^\"]*)\"", r"“\1”", text.replace("「", "“").replace("」", "”"))


def _is_balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count("（") == text.count("）") and '"' not in text


def _is_told_plainly(text: str) -> bool:
    """Whether a stretch is told in Chinese, and is neither a title nor a date alone."""
    return (
        has_chinese(text)
        and not re.fullmatch(r"关于.*(?:情况|问题|反映|报告|函|投诉|请求)", text.rstrip())
        and not re.fullmatch(r"[\d〇零一二三四五六七八九十元年月日号./\-\s民国令和]+", text.rstrip())
    )


def _without_head(text: str) -> str:
    """Without the number of an item and the few words before a colon that name what follows: 3.公示：, 投诉内容：."""
    text = text.lstrip("”」").replace("。”", "”")
    plain = _GREETING.sub("", _BRACKETS.sub("", text).strip("。；;！!？?"))
    return _ITEM_HEAD.sub("", _ITEM_NUMBER.sub("", plain, count=1), count=1)


def _plainly_told(sentence: str) -> str:
    """A stretch without what an office does not repeat at its beginning and end: direct speech, wondering. One that holds such a part between
    others is left out whole: what remained would say something else."""
    parts = [part for part in re.split(r"，|,(?!\d)", sentence) if part.strip()]
    fit = [
        not _DIRECT.search(_QUOTED.sub("", part)) and not _WONDERS.search(part) and not _introduces(part)
        for part in parts
    ]
    kept = [at for at, fits in enumerate(fit) if fits]
    if not kept or not all(fit[kept[0] : kept[-1] + 1]):
        return ""
    return "，".join(parts[kept[0] : kept[-1] + 1])


def in_third_person(text: str, you: str) -> str:
    """我们… becomes 你公司… (or 您…), 贵局 and 你们 become 我局; words in quotation marks stay as they are."""
    pieces = re.split(r"([“\"「][^”\"」]*[”\"」])", "".join(text.split()) if has_chinese(text) else text)
    turned = [piece if at % 2 else _turned(piece, you) for at, piece in enumerate(pieces)]
    return _LEADING.sub("", "".join(turned).strip("。；;，,！!"))


def _turned(piece: str, you: str) -> str:
    marked = _BUREAU.sub("\x00", _PROMISED_ALOUD.sub("承诺", piece))
    turned = _SELF.sub(you, marked).replace("\x00区", "我区").replace("\x00", "我局")
    return _without_particles(turned.replace(f"{you}{you}", you).replace("我局的人", "我局工作人员"))


def _without_particles(text: str) -> str:
    """Without the 吧, 啊 … of speech at the end of a part; the 吧 of 酒吧 is none."""
    words = segmenter().pieces(text)
    ends = [*words[1:], "。"][: len(words)]
    return "".join(
        word for word, following in zip(words, ends, strict=True) if not (word in _SPOKEN and following in _STOPS)
    )
