"""What a language model says that the passages do not say: kept apart from what they say."""

import re

from assistant.answering.checking.citing import MARK
from assistant.answering.framing import Outcome
from assistant.policies.quantities import quantities_in

_NOT_SAID = re.compile(
    r"(?:资料|材料|原文|文件|passages?)(?:中|里|上|内)?(?:都|均|也|并|暂)?(?:没有?|未|无)(?:明确|具体|直接)?(?:写|提|说|讲|涉及|给出|提供|规定|列|载|相关|答案|包含|包括|回答)"
    r"|(?:do(?:es)?|did) not (?:\w+ )?(?:contain|provide|say|state|mention|specify|include|give)|(?:is|are) not (?:stated|mentioned|specified|given|provided) in the",
    re.IGNORECASE,
)
_BARE_NOT_SAID = re.compile(
    r"^(?:抱歉|对不起|根据|以上|所给|提供的|给出的|现有|编号|的|the|sorry|i am sorry|[，,。.、\s])*$", re.IGNORECASE
)
_PARTS = re.compile(r"(?<=[；;])|(?<=\])(?=\s*[，,])|(?=[，,]\s*(?:但|不过|而|but\b|however\b))", re.IGNORECASE)
"""Where a sentence that answers in part may go over to what is not said: behind a mark, or before a but."""
_BUT = re.compile(r"^(?:但是?|不过|而|but|however)[，,\s]*", re.IGNORECASE)


def without_left_open(sentence: str, question: str, outcome: Outcome) -> str:
    """The sentence without what it says that the passages do not say. That is kept for the end, unless it says so of everything, or
    names a figure that nobody asked about."""
    if not _NOT_SAID.search(sentence):
        return sentence
    kept = []
    for part in _PARTS.split(sentence):
        match = _NOT_SAID.search(part)
        if match is None:
            kept.append(part)
            continue
        plain = _BUT.sub("", MARK.sub("", part).strip("；;，,…： "))
        beside = plain.replace(match.group(), "")
        if _BARE_NOT_SAID.match(beside) or len(beside) <= 2:
            outcome.no_answer = True
        elif quantities_in(plain) <= quantities_in(question):
            outcome.no_answer = True
            outcome.left_open.append(plain if plain[-1] in "。.!！" else f"{plain}。")
    rest = "".join(kept).strip("，, ")
    return rest if not rest or rest[-1] in "。.!！?？；;" else f"{rest}。"
