"""Greetings, thanks and what can be asked here."""

_GREETING = (
    "您好，我是慧招，可以回答本区招商引资政策、楼宇载体、投资机会和工作情况方面的问题，每个回答都注明出处。\n"
    "例如：“新引进企业租写字楼有什么补贴？”“想租500平方米左右、租金80元以内的写字楼”“有哪些数字经济方面的投资机会？”"
)
_GREETING_ENGLISH = (
    "Hello, I am Huizhao. I answer questions about this district's investment policies, buildings, opportunities and reports, "
    "and give the source of every answer.\n"
    "For example: “What rent subsidy can a newly introduced company get?” or “Office space of about 500 sqm under 80 yuan”."
)
_THANKS = "不客气。还想了解哪项政策、哪处载体，请接着问。"
_THANKS_ENGLISH = "You are welcome. Please ask on about any policy or building."
_GOODBYE = "再见，欢迎随时再来咨询。"
_GOODBYE_ENGLISH = "Goodbye. You are welcome to come back at any time."


def small_talk(question: str, english: bool) -> str:
    """The reply to a greeting, thanks, a goodbye or a call for help."""
    said = question.lower()
    if any(word in said for word in ("再见", "拜拜", "bye")):
        return _GOODBYE_ENGLISH if english else _GOODBYE
    if any(word in said for word in ("谢", "thank")):
        return _THANKS_ENGLISH if english else _THANKS
    return _GREETING_ENGLISH if english else _GREETING
