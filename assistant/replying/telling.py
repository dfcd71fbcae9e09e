"""What a letter tells, in the third person, as an office repeats it: in order, without insults, threats and cries."""

import re
from collections.abc import Sequence

from assistant.answering.asking.language import has_chinese
from assistant.complaints.letters.reply_records import Span
from assistant.policies.quantities import quantities_in
from assistant.replying.judging import is_abusive
from assistant.replying.promises import PAPER
from assistant.replying.reading import is_company
from assistant.replying.sentence_kinds import ReadSentence, SentenceKind, SentenceKinds
from assistant.retrieval.segmentation import segmenter

_MOST = 5
_LONGEST = 220
_SELF = re.compile(
    r"我们这(?:家|种|个)|我们(?:公司|厂|店|单位|企业)?|我(?:公司|司|厂|店|方|局)|本(?:公司|司|厂|店|人|单位)|咱们?|我自己|俺们?|我(?!国|区|市|省|县|局)"
)
_BUREAU = re.compile(r"(?:贵|你们?|您们?)(?:局|单位|部门|处|科)(?:里|的人)?|你们(?:这里|那里|这边|那边|这儿|那儿)?|您")
_PROMISED_ALOUD = re.compile(r"(?:当着[^，。]{1,8}?的?面)?拍(?:着|了)?胸脯(?:保证|承诺|说)?")
_LEADING = re.compile(
    r"^(?:而且|并且|但是|可是|不过|所以|因此|然后|后来|结果|现在|反正|另外|还有|再说|其实|就是)?[，,]?"
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
_PERSON_OF_A_FIRM = re.compile(
    r"^(?:本人|我)是|^(?:我|我们|本人)(?:们)?(?:两口子|夫妻|一家|老婆|老公|爱人|孩子|父母|这把年纪|今年\d)"
)
"""What somebody says of himself that is none of the firm's, in whose name the letter is answered."""
_OUTBURST = frozenset({SentenceKind.RHETORICAL, SentenceKind.THREAT, SentenceKind.COURTESY})
_CLEAR_OUTBURST = 0.3
_RHETORICAL = re.compile(r"[^，。；]*(?:吗|呢)(?=[，。；]|$)，?")
"""A part of a sentence that only wonders."""


def you_of(party: str) -> str:
    """How the letter speaks to the complainant."""
    return (
        "你公司"
        if "公司" in party or (party.isascii() and is_company(party))
        else "你单位"
        if is_company(party)
        else "您"
    )


def told_of(
    read: Sequence[ReadSentence], spans: Sequence[Span], demanded: Sequence[Span], you: str, kinds: SentenceKinds
) -> tuple[str, ...]:
    """The sentences that tell, at most five, those with figures or papers before the others; ``you`` is 你公司 or 您. In the letter's order."""
    telling = [
        (at, one)
        for at, (one, span) in enumerate(zip(read, spans, strict=True))
        if one.kind is SentenceKind.FACT
        and has_chinese(one.text)
        and not is_abusive(one.text)
        and not one.text.rstrip().endswith(("！", "!", "？", "?", "：", ":"))
        and not any(asked.start < span.end and span.start < asked.end for asked in demanded)
    ]
    weighty = [pair for pair in telling if quantities_in(pair[1].text) or PAPER.search(pair[1].text)]
    rest = [pair for pair in telling if pair not in weighty]
    chosen = sorted([*weighty, *rest][:_MOST])
    told, length = [], 0
    for _, one in chosen:
        plain = _plainly_told(_GREETING.sub("", _RHETORICAL.sub("", one.text.strip("。；;"))), you, kinds)
        sentence = in_third_person(plain, you)
        if not sentence or length + len(sentence) > _LONGEST:
            continue
        told.append(sentence)
        length += len(sentence)
    return tuple(told)


def _plainly_told(sentence: str, you: str, kinds: SentenceKinds) -> str:
    """A sentence without the parts that an office does not repeat: direct speech, outbursts, courtesies."""
    parts = [part for part in re.split(r"，|,(?!\d)", sentence) if part.strip()]
    read = kinds.of(parts)
    kept = [
        part
        for part, one in zip(parts, read, strict=True)
        if not _DIRECT.search(re.sub(r"“[^”]*”", "", part))
        and not (one.kind in _OUTBURST and one.score >= _CLEAR_OUTBURST)
        and not _WONDERS.search(part)
        and not (you != "您" and _PERSON_OF_A_FIRM.search(part))
    ]
    return "，".join(kept)


def in_third_person(text: str, you: str) -> str:
    """我们… becomes 你公司… (or 您…), 贵局 and 你们 become 我局; words in quotation marks stay as they are."""
    pieces = re.split(r"([“\"「][^”\"」]*[”\"」])", "".join(text.split()) if has_chinese(text) else text)
    turned = [piece if at % 2 else _turned(piece, you) for at, piece in enumerate(pieces)]
    return _LEADING.sub("", "".join(turned).strip("。；;，,！!"))


def _turned(piece: str, you: str) -> str:
    marked = _BUREAU.sub("\x00", _PROMISED_ALOUD.sub("承诺", piece))
    turned = _SELF.sub(you, marked).replace("\x00", "我局")
    return _without_particles(turned.replace(f"{you}{you}", you).replace("我局的人", "我局工作人员"))


def _without_particles(text: str) -> str:
    """Without the 吧, 啊 … of speech at the end of a part; the 吧 of 酒吧 is none."""
    words = segmenter().pieces(text)
    ends = [*words[1:], "。"][: len(words)]
    return "".join(
        word for word, following in zip(words, ends, strict=True) if not (word in _SPOKEN and following in _STOPS)
    )
