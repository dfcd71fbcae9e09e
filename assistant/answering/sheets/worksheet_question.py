"""Whether a question asks what the asker can get, alone or after an earlier one of the kind."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.answers import Turn
from assistant.incentives.situations.situation_reading import read_situation
from assistant.records import Intent

_CAN_GET = re.compile(
    r"(?:能|可以?)(?:够)?(?:享受|拿到?|申请到?|申报|领取?|得到|获得|争取)(?:到|哪些|什么|多少|啥|几)+|"
    r"(?:有|给)(?:哪些|什么|啥)[^，。？?]{0,8}(?:政策|补贴|补助|奖励|优惠|扶持|支持)|(?:哪些|什么)(?:政策|补贴|补助|奖励|优惠|扶持)[^，。？?]{0,6}(?:适用|适合|享受|申请|符合|能拿)|"
    r"符合(?:哪些|什么)(?:政策|补贴|奖励)|(?:测算|算)一?下[^，。]{0,8}(?:补贴|政策|奖励|多少)|一?共?能(?:补|拿|省)(?:贴)?(?:到|下来)?多少|"
    r"\bwhat\b[^.?!]{0,40}\b(?:incentives?|subsid\w+|support|benefits?|polic(?:y|ies)|grants?)\b|(?:incentives?|subsid\w+|benefits?|grants?)[^.?!]{0,30}(?:can we|could we|are we|available to us|eligible)|"
    r"(?:eligible|qualify) for|how much[^.?!]{0,30}(?:can|could) we (?:get|receive)",
    re.IGNORECASE,
)
_GENERALLY = re.compile(
    r"(?:哪些|什么|啥|多少)(?:样的|方面的|的)?(?:政策|补贴|补助|奖励|优惠|扶持|支持|好处)|(?:一共|总共|加起来)[^，。？?]{0,6}多少|"
    r"\b(?:what|which)\s+(?:incentives?|subsid\w+|support|benefits?|polic(?:y|ies)|grants?)\b|eligible|qualify",
    re.IGNORECASE,
)
_ASKER = re.compile(
    r"我们|我司|我公司|本公司|我企业|我是|咱们|咱们?公司|我的公司|我在|我想|\bwe\b|\bour\b|\bus\b", re.IGNORECASE
)
_OTHER_QUESTION = re.compile(
    r"第\s*[〇零一二三四五六七八九十百\d]+\s*条|《|怎么申请|如何申请|什么时候|何时|哪里|在哪|材料|多久|有效期|电话|联系|哪栋|哪个楼|推荐|\bwhere\b|\bwhen\b|\bhow (?:do|to)\b",
    re.IGNORECASE,
)
_LONGEST_FOLLOW_UP = 120
_JOINT = "；"


def asks_generally(question: str) -> bool:
    """Whether it asks for whatever there is (什么政策, 哪些补贴), and not for a benefit that it names (什么落户奖励) or an amount (能拿多少)."""
    return _GENERALLY.search(question) is not None


def asks_what_one_gets(question: str, day: date) -> bool:
    """Whether it asks what someone in a certain situation can get; the words for that, and who asks or two facts of the situation."""
    if _CAN_GET.search(question) is None or "《" in question:
        return False
    return _ASKER.search(question) is not None or read_situation(question, day).count >= 2


def with_what_was_told(question: str, history: Sequence[Turn], day: date) -> str | None:
    """The earlier question with the facts that this one adds; None where this one stands by itself."""
    if not history or len(question) > _LONGEST_FOLLOW_UP or _OTHER_QUESTION.search(question):
        return None
    last = history[-1]
    if last.intent is not Intent.POLICY or not asks_what_one_gets(last.standalone_question, day):
        return None
    told = read_situation(question, day)
    if not told.says_something or (_CAN_GET.search(question) and _ASKER.search(question) and told.count >= 2):
        return None
    return f"{last.standalone_question}{_JOINT}{question}"


def sentences_told(standalone: str) -> tuple[str, ...]:
    """What was told, one sentence after the other."""
    return tuple(part for part in standalone.split(_JOINT) if part.strip())
