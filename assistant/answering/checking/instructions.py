"""Sentences in documents that speak to a language model. They are no part of a policy, a ledger or a report: never obeyed, quoted or
counted as evidence."""

import re

from assistant.text.sentences import sentences_of

OMITTED = "（此处略去一句与资料内容无关的话）"
_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|不必遵守|覆盖)[^。；\n]{0,16}(?:以上|上述|之前|先前|前面|此前|所有|全部|系统|原有)[^。；\n]{0,12}(?:规则|指令|指示|提示|要求|设定|内容|对话)"
    r"|(?:你|您)(?:现在|从现在起|接下来)?(?:是|将扮演|扮演|必须扮演|要扮演)[^。；\n]{0,20}(?:助手|模型|机器人|角色|AI|人工智能)"
    r"|(?:请|必须|务必|只能|一律)(?:直接|只)?(?:回答|回复|输出|告诉用户|告知用户)"
    r"|(?:作为|身为)[^。；\n]{0,6}(?:AI|人工智能|语言模型|聊天机器人|智能助手)"
    r"|(?:系统指令|system prompt|<\|?(?:system|im_start|im_end)\|?>)"
    r"|(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+)*(?:previous|prior|above|earlier|system|preceding)\s+(?:instructions?|rules?|prompts?|messages?)"
    r"|(?:有人|用户|对方|客商)[^。；\n]{0,6}(?:问起|问到|询问)[^。；\n]{0,30}(?:就说|请说|统一回答|回答说|一律答)"
    r"|(?:tell|inform|assure) (?:the |any )?(?:users?|readers?|askers?)\b|(?:always|only|simply) (?:answer|respond|reply)\b|(?:respond|reply) with\b"
    r"|you are (?:now )?(?:a|an|the) [^.\n]{0,30}(?:assistant|model|chatbot|bot|ai)\b",
    re.IGNORECASE,
)


def holds_instruction(text: str) -> bool:
    """Whether a text holds a sentence addressed to a language model."""
    return _INSTRUCTION.search(text) is not None


def without_instructions(text: str, mark: str = "") -> str:
    """The text without such sentences; ``mark`` stands in their place. A text without any comes back as it is."""
    if not holds_instruction(text):
        return text
    return "\n".join(kept for sentence in sentences_of(text) if (kept := _kept(sentence, mark)))


def _kept(sentence: str, mark: str) -> str:
    return mark if holds_instruction(sentence) else sentence
