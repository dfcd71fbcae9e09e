"""What a letter tells, in the third person, as an office repeats it: in order, without insults, threats and cries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.asking.language import has_chinese
from assistant.complaints.letters.reply_records import Span
from assistant.policies.quantities import quantities_in
from assistant.replying.asking.sentence_kinds import ReadSentence, SentenceKind, SentenceKinds
from assistant.replying.judging import is_abusive
from assistant.replying.promises import PAPER, promises_in
from assistant.replying.written import is_rough
from assistant.retrieval.segmentation import segmenter
from assistant.text.eras import with_common_years

_MOST = 6
_LONGEST = 320
_OF_WEIGHT = 0.2
"""What a figure, a paper or a promise counts beside the likeness to what is asked."""
_SELF = re.compile(
    r"我们这(?:家|种|个)|敝(?:公司|社|司|人|店|厂)|鄙人|本所|我们(?:公司|厂|店|单位|企业)?|我(?:公司|司|厂|店|方|局)|本(?:公司|司|厂|店|单位)|(?<!资)本人(?!民)|咱们?|我自己|俺们?|我(?!国|区|市|省|县|局)"
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
_ITEM_HEAD = re.compile(r"^[^，,。；：:\d“\"]{1,12}[：:]")
_BRACKETS = re.compile(r"【[^】]*】")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」|《[^》]*》")
_SHORTEST = 8
_OUTBURST = frozenset({SentenceKind.RHETORICAL, SentenceKind.THREAT, SentenceKind.COURTESY, SentenceKind.COLOUR})
_CLEAR_OUTBURST = 0.3
_RHETORICAL = re.compile(r"[^，。；]*(?:吗|呢)(?=[，。；]|$)，?")
"""A part of a sentence that only wonders."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence as an office repeats it, its place in the letter, and how much it belongs into a reply."""

    place: int
    text: str
    weight: float


def told_of(
    read: Sequence[ReadSentence],
    spans: Sequence[Span],
    demanded: Sequence[Span],
    you: str,
    kinds: SentenceKinds,
    near: Sequence[float],
) -> tuple[str, ...]:
    """The sentences that tell and that an office can repeat, at most six, in the letter's order: those that are ``near`` to what is asked, with
    figures, papers and promises before the others; ``you`` is 你公司 or 您. An English one is told in its own words."""
    told: list[_Told] = []
    for at, (one, span) in enumerate(zip(read, spans, strict=True)):
        asked = any(demand.start < span.end and span.start < demand.end for demand in demanded)
        sentence = "" if asked or one.kind is not SentenceKind.FACT else _as_told(one.text, you, kinds)
        if sentence:
            weighs = bool(quantities_in(sentence) or PAPER.search(sentence)) + bool(promises_in(one.text))
            told.append(_Told(at, sentence, _OF_WEIGHT * weighs + near[at]))
    chosen: list[_Told] = []
    for one_told in sorted(told, key=lambda one: -one.weight)[:_MOST]:
        if sum(len(before.text) for before in chosen) + len(one_told.text) <= _LONGEST:
            chosen.append(one_told)
    return tuple(one.text for one in sorted(chosen, key=lambda one: one.place))


def _as_told(text: str, you: str, kinds: SentenceKinds) -> str:
    """A sentence as an office repeats it; "" where it cannot."""
    if is_abusive(text):
        return ""
    if not has_chinese(text):
        return " ".join(text.split()).rstrip(".;")
    if not _is_told_plainly(text):
        return ""
    plain = _plainly_told(in_quotation_marks(_without_head(text)), kinds)
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
    """Whether a sentence is told in Chinese, without insult or cry, and is neither a title nor a date alone."""
    plain = text.rstrip()
    return (
        has_chinese(text)
        and not is_abusive(text)
        and not plain.endswith(("！", "!", "？", "?", "：", ":"))
        and not re.fullmatch(r"关于.*(?:情况|问题|反映|报告|函|投诉|请求)", plain)
        and not re.fullmatch(r"[\d〇零一二三四五六七八九十元年月日号./\-\s民国令和]+", plain)
    )


def _without_head(text: str) -> str:
    """Without the number of an item and the few words before a colon that name what follows: 3.公示：, 投诉内容：."""
    plain = _GREETING.sub("", _RHETORICAL.sub("", _BRACKETS.sub("", text).strip("。；;")))
    return _ITEM_HEAD.sub("", _ITEM_NUMBER.sub("", plain, count=1), count=1)


def _plainly_told(sentence: str, kinds: SentenceKinds) -> str:
    """A sentence without what an office does not repeat at its beginning and end: direct speech, outbursts, courtesies. One that holds such a
    part between others is left out whole: what remained would say something else."""
    parts = [part for part in re.split(r"，|,(?!\d)", sentence) if part.strip()]
    read = kinds.of(parts)
    fit = [
        not _DIRECT.search(_QUOTED.sub("", part))
        and not (one.kind in _OUTBURST and one.score >= _CLEAR_OUTBURST)
        and not _WONDERS.search(part)
        and not _introduces(part)
        for part, one in zip(parts, read, strict=True)
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
