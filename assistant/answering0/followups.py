"""Follow-up questions made to stand alone, by rules: 那工业用地呢？ 第二款呢 最便宜的是哪个."""

import re
from collections.abc import Sequence

from assistant.policies.clauses import read_address
from assistant.records import Intent, Turn

_WHAT_ABOUT = re.compile(
    r"^(?:那么?|那要是|如果是|换成|要是)?\s*(?P<topic>[^，。？?！!]{1,24}?)\s*(?:呢|的话呢|怎么样|又如何|如何)\s*[？?]?$"
)
_WHAT_ABOUT_ENGLISH = re.compile(r"^(?:and\s+)?(?:what|how) about\s+(?P<topic>[^?]{1,60})\??$", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"^(?:它|他们|这个|那个|这条|那条|该|上述|此|这项|这些|那些|其中|里面|再|还有|只看|只要|不要|最[^，。]{1,4}的?(?:是|呢|有)|第[一二三四五六七八九十\d]+(?:款|项|个|条)|"
    r"(?:更|再)?(?:便宜|大|小|近|贵|高|低)一?点)|(?:它|这个政策|这个办法|该办法|该政策|这些楼|上面(?:的|说的))|\b(?:it|this one|that one|these|those|they|them|the cheapest|the largest)\b",
    re.IGNORECASE,
)
_SHORT = 14
_SUBJECT_NOUNS = [
    "写字楼",
    "商务楼宇",
    "楼宇",
    "厂房",
    "仓库",
    "冷库",
    "城改底商",
    "底商",
    "商铺",
    "工业用地",
    "机会清单",
    "总部企业",
    "外商投资企业",
    "外资企业",
    "高新技术企业",
    "专精特新",
    "金融机构",
    "研发机构",
    "人才公寓",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "上半年",
    "下半年",
    "租金补贴",
    "装修补贴",
    "落户奖励",
    "内资",
    "外资",
    "硕士",
    "博士",
    "本科",
]
_ROW_INTENTS = (Intent.BUILDING, Intent.OPPORTUNITY)


def is_follow_up(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question needs the one before it to be understood. A full question of its own does not."""
    if not history:
        return False
    text = question.strip()
    if _WHAT_ABOUT.match(text) or _WHAT_ABOUT_ENGLISH.match(text):
        return True
    address = read_address(text)
    if address is not None:
        return not address.document and len(text) <= _SHORT * 2
    return bool(_POINTS_BACK.search(text)) and len(text) <= _SHORT * 3


def standalone(question: str, history: Sequence[Turn], cited_titles: Sequence[str] = ()) -> str:
    """The question with its subject, from the last turn; the question itself when it needs none.

    ``cited_titles`` are the documents that the last answer cited, best first.
    """
    if not is_follow_up(question, history):
        return question
    previous = history[-1].standalone_question
    text = question.strip().rstrip("？?。！! ")
    address = read_address(text)
    if address is not None and not address.document:
        return _with_address(text, previous, cited_titles)
    topic = _topic(question)
    if topic is not None:
        return _with_topic(topic, previous)
    return f"{previous.rstrip('？?。！!，, ')}，{text}"


def _with_address(text: str, previous: str, cited_titles: Sequence[str]) -> str:
    """``第二款呢`` after ``《办法》第八条``: the document and, for a paragraph, the clause too."""
    earlier, asked = read_address(previous), read_address(text)
    document = earlier.document if earlier and earlier.document else (cited_titles[0] if cited_titles else "")
    named = f"《{document}》" if document and "号" not in document[-1:] else document
    clause = ""
    if asked is not None and asked.article is None and earlier is not None and earlier.article is not None:
        clause = earlier.article.label
    return f"{named}{clause}{re.sub(r'^(?:那么?|这个|该)?(?:办法|政策|文件|条例|法)?的?', '', text).removesuffix('呢')}"


def _topic(question: str) -> str | None:
    match = _WHAT_ABOUT.match(question.strip()) or _WHAT_ABOUT_ENGLISH.match(question.strip())
    if match is None:
        return None
    topic = match["topic"].strip()
    return None if _POINTS_BACK.match(topic) else topic


def _with_topic(topic: str, previous: str) -> str:
    """The previous question with its subject exchanged for the new one, or the new one beside it."""
    for noun in sorted(_SUBJECT_NOUNS, key=len, reverse=True):
        if noun in previous:
            return previous.replace(noun, topic.removeprefix("那"))
    return f"{topic}：{previous}"
