"""What is said around quotations: greetings, refusals, notices - in Chinese, or in English when asked in English."""

from collections.abc import Sequence
from datetime import date

from assistant.policies.citations import status_note
from assistant.records import Chunk

_GREETING = (
    "您好，我是慧招，可以回答本区招商引资政策、楼宇载体、投资机会和工作报告方面的问题，每句话都注明出处。\n"
    "您可以这样问：“新引进企业租写字楼有什么补贴？”“想租500平米左右的写字楼，租金不超过80元”“有哪些人工智能方面的机会？”"
)
_GREETING_ENGLISH = (
    "Hello, I am Huizhao. I answer questions about this district's investment incentives, buildings, opportunities and reports, "
    "and cite the source of every statement.\nYou could ask: “What rent subsidy can a newly introduced company get?” or "
    "“Office space of about 500 sqm under 80 yuan.”"
)
_THANKS = "不客气。还想了解哪项政策、哪栋楼宇，请接着问。"
_THANKS_ENGLISH = "You are welcome. Please ask on about any policy or building."
_FALLBACK = "语言模型暂时不可用（{reason}），以下为原文摘引。"
_FALLBACK_ENGLISH = "The language model is not available at the moment; the original text is quoted instead."


def small_talk(question: str, english: bool) -> str:
    """A greeting with what can be asked; thanks returned."""
    if any(word in question.lower() for word in ("谢", "thank", "再见", "拜拜", "bye")):
        return _THANKS_ENGLISH if english else _THANKS
    return _GREETING_ENGLISH if english else _GREETING


def out_of_scope(contact: str, english: bool) -> str:
    """For what 慧招 is not for."""
    if english:
        return f"This is outside what I can answer: I cover this district's incentives, buildings, opportunities and reports. Contact: {contact}"
    return f"这个问题不在我的回答范围内。我只回答本区招商政策、楼宇载体、投资机会和工作报告方面的问题。其他事项可咨询：{contact}。"


def refusal(reason: str, nearby: Sequence[str], contact: str, english: bool) -> str:
    """A plain refusal: what is missing, what is known nearby, whom to ask."""
    if english:
        known = f" Related documents: {'; '.join(f'《{title}》' for title in nearby)}." if nearby else ""
        return f"I found nothing in the documents available to you that answers this.{known} Please contact: {contact}"
    known = (
        f"\n与此相近的资料有：{'、'.join(f'《{title}》' for title in nearby)}，但其中没有所问的内容。" if nearby else ""
    )
    return f"没有查到可以回答这个问题的依据（{reason}），不能给您一个没有出处的答案。{known}\n建议咨询：{contact}。"


def lapsed_notice(chunk: Chunk, as_of: date, english: bool) -> str:
    """A mention of a passage that is not in force, never as an entitlement."""
    note = status_note(chunk.document, as_of, english)
    if english:
        return f"Note: {chunk.citation} deals with this but is not applicable ({note})."
    return f"另有{chunk.citation}谈到此事，但{note}，不能作为当前依据。"


def fallback_notice(reason: str, english: bool) -> str:
    """Said when the language model could not be used."""
    return _FALLBACK_ENGLISH if english else _FALLBACK.format(reason=reason)


def withheld_notice(count: int, english: bool) -> str:
    """Said when sentences of the model failed the grounding check."""
    if not count:
        return ""
    if english:
        return f"{count} sentence(s) that the sources do not support were withheld."
    return f"有 {count} 句话与出处核对不符，已略去。"


def address_missing(name: str, articles: int, english: bool) -> str:
    """For an address that does not exist in a document that does."""
    if english:
        return f"《{name}》 has no such article; it has {articles} articles."
    return f"《{name}》没有这一条，该文件共{articles}条。"
