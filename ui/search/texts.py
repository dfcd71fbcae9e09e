"""Texts of the search page, in Chinese and English."""

TEXTS: dict[str, tuple[str, str]] = {
    "search": ("检索原文", "Search the texts"),
    "tab_search": ("检索原文", "Search the texts"),
    "search_words": (
        "输入词句，在全部政策、台账和报告的原文里查找",
        "Words to look for in all policies, listings and reports",
    ),
    "search_start": ("查找", "Search"),
    "search_hint": (
        "查到的是原文，不作回答；可以把这一页的地址发给别人，对方看到的是他有权看的部分。",
        "You see the original texts, no answer. The address of this page can be shared: others see what they may see.",
    ),
    "search_count": ("“{words}”：{count} 处", "“{words}”: {count} places"),
    "search_none": (
        "没有找到。换一种说法再试，或到“咨询”直接提问。",
        "Nothing found. Try other words, or ask under “Ask”.",
    ),
    "search_lapsed": ("相关，但今天不适用", "Related, but not applicable today"),
    "open_in_document": ("在文件中打开", "Open in its document"),
}
