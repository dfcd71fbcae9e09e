"""What a letter tells of promises (who promised what to whom and when), of the papers that it rests on, and of who the other side is."""

import re

from assistant.complaints.letters.reply_records import Promise
from assistant.replying.asking.addressed import without_address
from assistant.replying.reading import DATE, sentence_spans
from assistant.replying.words import WORDS

_SPOKEN = re.compile(
    rf"(?P<who>{WORDS.any_of('public_bodies')})[^。！？\n]{{0,30}}?(?P<word>{WORDS.any_of('promised')})", re.IGNORECASE
)
_NOT_PUBLIC = WORDS.pattern("not_public")
PAPER = re.compile(rf"《[^》\n]{{2,40}}》|{WORDS.any_of('papers')}", re.IGNORECASE)
_WITH_THE_PUBLIC = re.compile(
    rf"{WORDS.any_of('papers_of_the_public')}|[跟和与]{WORDS.any_of('signing_bodies')}[^。，]{{0,8}}签", re.IGNORECASE
)
_BUREAU = WORDS.pattern("bureau")
_OWES = WORDS.pattern("owes")
_ASKED_OF = re.compile(rf"{WORDS.any_of('asked_of')}\s*$")
_DAY_BEFORE = re.compile(rf"(?P<day>{DATE.pattern}){WORDS.any_of('behind_a_day')}?$")
_BESIDE = 30


def promises_in(text: str) -> tuple[Promise, ...]:
    """The promises of public bodies that a letter tells of, in order, one a sentence."""
    found = []
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        spoken = _SPOKEN.search(sentence)
        written = _WITH_THE_PUBLIC.search(sentence)
        if not spoken and not written:
            continue
        if spoken and not written and _NOT_PUBLIC.search(sentence[: spoken.end()]):
            continue
        day = DATE.search(sentence)
        who = spoken["who"] if spoken else written.group() if written else ""
        found.append(Promise(who, sentence.rstrip("。；;"), day.group() if day else "", span))
    return tuple(found)


def sources_in(text: str) -> tuple[str, ...]:
    """The papers that a letter names, each with its day where that stands before it: 2024年9月的会议纪要."""
    found = []
    for match in PAPER.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        day = _DAY_BEFORE.search(before)
        found.append(f"{day['day']}的{match.group()}" if day else match.group())
    return tuple(dict.fromkeys(found))


def is_against_the_bureau(text: str) -> bool:
    """Whether the bureau itself is the other side of a contract that the letter is about, not only its reader."""
    text = without_address(text)
    for match in _BUREAU.finditer(text):
        if _ASKED_OF.search(text[max(0, match.start() - 4) : match.start()]):
            continue
        if _OWES.search(re.split(r"[。！？\n]", text[match.end() :])[0][:_BESIDE]):
            return True
    return False
