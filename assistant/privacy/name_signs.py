"""The signs by which a name of a person is told in a letter: cues before it, titles after it, what is never part of one."""

import re
from functools import cache
from pathlib import Path

from assistant.privacy.words import WORDS

HAN = r"[\u4e00-\u9fff]"
TITLES = WORDS.any_of("titles")
SURE_CUES = frozenset((*WORDS["sure_cues"], "姓"))
CUE = re.compile(
    rf"(?P<cue>{WORDS.any_of('sure_cues', 'cues')}){WORDS.any_of('between_cue_and_name')}?(?P<mark>\s*[:：]\s*)?(?={HAN})"
)
ORGANISATION = WORDS.pattern("begins_organisation")
PLACE_ENDS = WORDS["ends_place"]
NEVER = frozenset(
    "曾用名 支付宝 余额宝 老公 老婆 老师 老板 小区 小时 老家 小康 小车 小店 小米 小班 小平 老外 老乡".split()  # noqa: SIM905 - a list literal would be a page long
)
NOT_BEFORE_TITLE = frozenset("经国公老全单各主时相向都应和当能支安业管双此关须后司别那解计通从于利万常施红开复竣招汇")
STOPS = frozenset(
    "的了是在于与和及同跟向对给被把让由等人说称已也都还不没有就又再去来到从为因将曾并或但而且其这那您你我他她它们之所请会要可应该当本各每某先女手电身住号二三四五六七八九十"
)
NEXT_WORD = WORDS.pattern("follows_name")
NICKNAME_BEFORE = re.compile(rf"(?:{WORDS.any_of('before_nickname')}|^|[，。；：:\s])$")
COMMON = 30
"""jieba's frequency above which a word is an everyday word first, whatever its first character."""
COMPOUND_ALSO_WORDS = frozenset({"东方", "西门", "百里", "东郭", "公羊", "司空", "宇文"})


@cache
def surnames() -> frozenset[str]:
    """Surnames of one and two characters."""
    lines = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def surname_at(text: str, at: int) -> str:
    """The surname that begins at a place, "" for none."""
    for length in (2, 1):
        if text[at : at + length] in surnames():
            return text[at : at + length]
    return ""
