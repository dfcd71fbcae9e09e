"""Texts of shared answers, in Chinese and English."""

TEXTS: dict[str, tuple[str, str]] = {
    "shared": ("分享的回答", "Shared answer"),
    "shared_made": (
        "{moment} 的回答，按当日（{day}）有效的资料作出；以后的变化不在其中。",
        "Answered {moment} from what was in force on {day}; later changes are not in it.",
    ),
    "ask_now": ("现在再问一次", "Ask again now"),
    "share": ("分享", "Share"),
    "share_link": ("分享地址", "Address to share"),
    "share_note": (
        "有这个地址的人都能看到这一问一答和依据（给工作人员的回答只有工作人员打得开）。删除这段对话，地址即失效。",
        "Whoever has this address sees this question, its answer and sources (answers given to staff open for staff only). "
        "Deleting the conversation ends it.",
    ),
    "copy_link": ("复制地址", "Copy address"),
}
