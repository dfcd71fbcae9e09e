"""Spoken requests as an office writes them: 把押金退给我 and 押金要退 as 退还押金, 灯箱到底拆不拆 as 灯箱是否拆. What is left spoken is told apart."""

import re
from functools import cache
from pathlib import Path

import yaml

from assistant.retrieval.segmentation import segmenter

_VERBS = Path(__file__).with_name("written_verbs.yaml")
_FORMAL = Path(__file__).with_name("formal_verbs.yaml")
_TO_WHOM = r"(?:我们|我|你公司|你单位|您|公司|企业|大家|工人)?(?:账上)?"
_HELP = re.compile(r"^(?:要么|(?:帮助|帮忙|帮)(?:我们?|[你您](?:公司|单位)?)?(?=[把将]))")
_TOPIC_WISHED = re.compile(r"^(.{2,12}?)(?:也|还)?(?:希望|盼望)(?:能够?)?(?=.{2})")
_TELL = re.compile(r"(?:直接)?(?:告诉|告知)(?:我们?|[你您](?:公司|单位)?)?")
_TO_THE_ASKER = re.compile(r"给(?:我们?|[你您](?:公司|单位)?)$")
_BY_A_RATE = re.compile(r"(?P<what>.{2,14}?)(?:要|请)?按(?P<rate>.{1,14}?)(?P<verb>算|收|付|给)")
_RATED = {"算": "计算", "收": "收取", "付": "支付", "给": "支付"}
_BEGINS_A_VERB = ("核", "计", "结", "估")
"""What belongs to the verb behind it: 核算 is no 算."""
_MONEY = frozenset({"退还", "支付", "归还", "追回", "结清", "赔偿"})
_MUST = r"(?:也|还|都)?(?:应该|应当|必须|要|该|得)(?:有人|给|全部|马上|立即|尽快|一并)?"
_ASKED = r"(?:也|还)?请(?:马上|立即|尽快|赶快|及时)?"
_WHETHER = re.compile(r"([\u4e00-\u9fff])不\1")
_AFTER_ALL = re.compile(r"究竟|到底")
_ROUGH = re.compile(r"[咱俺啥呗]|到底|弄|搞|凭|人家|拿我|的话(?=[，。])")
_BEFORE_A_NOUN = ("纳入", "列入", "算入", "计入", "写进", "作为", "给予", "改为", "转为")
_BEGINS_LATE = ("于", "在", "对", "就", "从", "向", "由", "并", "为")
_AUXILIARIES = ("能", "能否", "可以", "可否", "是否", "应该", "应当")
"""How a request ends whose verb was lost on the way."""
_SHORTEST_NAME, _SHORT_NAME, _LONGEST_NAME = 4, 12, 30
_SHORTEST_SUBJECT, _LONGEST_SUBJECT = 2, 14
_ADDRESSES = re.compile(r"[你您我他她让那这]|自己|件事|[，,。；;、：:？?！!…“”\"]")
_ASKS = re.compile(
    r"[吗呢吧啊]|什么|怎|哪|多少|何|是否|能|不|没|请|要|就|都|也|或者|说|问|先|再|么|[补退给赔付还算修办好掉走来了]$|(.)\1$"
)
_SPOKEN = re.compile(
    r"[把咱俺啥]|[了的](?:吧|嘛)?$|到底|究竟|[你他她]们|这个|那个|这些|那些|的话|弄|搞|讲|凭|给(?!予)|个(?!人|体|税|月|工作日|别)|别(?!的)|说法|准话|一下|有人|(?:进去|出来|起来|下来|回来|过来)$|([\u4e00-\u9fff])一\1"
)


def written_of(text: str) -> str:
    """A request in written form as far as the rules know one, else as it is."""
    plain = _AFTER_ALL.sub("", _HELP.sub("", text.strip("，。；;！!？? ")))
    plain = _TOPIC_WISHED.sub(r"\1", _WHETHER.sub(r"是否\1", plain))
    plain = _TELL.sub("告知", plain)
    if "，" in plain or "," in plain:
        return plain
    rated = _BY_A_RATE.fullmatch(_TO_THE_ASKER.sub("", plain))
    if rated and not _ASKS.search(rated["what"]) and not rated["rate"].endswith(_BEGINS_A_VERB):
        return f"按{rated['rate']}{_RATED[rated['verb']]}{rated['what']}"
    spoken = _moved_forward().fullmatch(plain)
    if spoken is None:
        return plain.replace("把", "将", 1) if re.match(r"把.{2,}", plain) else plain
    verb = _written()[spoken["verb"]]
    lead = re.sub(r"(?:就|都|直接)+$", "", spoken["lead"] or "")
    if (spoken["object"] or "").endswith(_BEFORE_A_NOUN):  # 把……纳入补偿: the verb is a noun there
        return plain.replace("把", "将", 1)
    what = re.sub(r"^(?:已经|那|这)(?=.{2})", "", spoken["object"] or spoken["topic"])
    if verb in _MONEY:
        what = re.sub(r"的$", "的费用", what)
    return f"{lead}{verb}{what}"


def is_spoken(text: str) -> bool:
    """Whether a request still reads as it was said, so that a letter quotes it."""
    return bool(_SPOKEN.search(text))


def is_rough(text: str) -> bool:
    """Whether what is told still holds words that no letter repeats."""
    return bool(_ROUGH.search(text))


def is_written(text: str, *, by_verb: bool = False) -> bool:
    """Whether a request reads as an office writes it: it begins with a written verb or with whose doing it is and one, or (unless only that counts,
    ``by_verb``) is a few words without a verb; and nothing in it is spoken or speaks to somebody."""
    if not _SHORTEST_NAME <= len(text) <= _LONGEST_NAME or is_spoken(text) or _ADDRESSES.search(text):
        return False
    if text.endswith(_AUXILIARIES):
        return False
    if text.startswith(_formal()) or _is_somebodys_doing(text):
        return True
    return not by_verb and len(text) <= _SHORT_NAME and not text.startswith(_BEGINS_LATE) and not _ASKS.search(text)


def asks_plainly(text: str) -> bool:
    """Whether a question reads as an office writes it, so that a letter may name it so."""
    return _SHORTEST_NAME <= len(text) <= _LONGEST_NAME and not is_spoken(text) and not _ADDRESSES.search(text)


def _is_somebodys_doing(text: str) -> bool:
    """Whether a few words that ask nothing stand before a written verb: 该中心付清…, 管网在年底前接通."""
    words = segmenter().pieces(text)
    at = 0
    for word in words:
        if at and text.startswith(_formal(), at):
            return _SHORTEST_SUBJECT <= at <= _LONGEST_SUBJECT and not _ASKS.search(text[:at])
        at += len(word)
    return False


@cache
def _formal() -> tuple[str, ...]:
    return (*_written().values(), *yaml.safe_load(_FORMAL.read_text(encoding="utf-8")))


@cache
def _written() -> dict[str, str]:
    read = yaml.safe_load(_VERBS.read_text(encoding="utf-8"))
    return {spoken: written for written, forms in read.items() for spoken in (*forms, written)}


@cache
def _moved_forward() -> re.Pattern[str]:
    """把 or 将, the object, the verb and to whom; or the object, 要 or 请, and the verb."""
    verbs = "|".join(sorted(map(re.escape, _written()), key=len, reverse=True))
    return re.compile(
        rf"(?P<lead>[^，把将]{{0,10}}?)(?:(?:把|将)(?P<object>.{{1,24}}?)(?:全部|全额|一次性|马上|立即|尽快|先|都)?|(?P<topic>.{{2,16}}?)(?:{_MUST}|{_ASKED}))(?P<verb>{verbs}){_TO_WHOM}了?"
    )
