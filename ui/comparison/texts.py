"""Texts of the comparison page, in Chinese and English."""

TEXTS: dict[str, tuple[str, str]] = {
    "tab_comparison": ("新旧对照", "Comparison"),
    "older_version": ("旧文件", "Older version"),
    "newer_version": ("新文件", "Newer version"),
    "choose_two": (
        "选择两份文件，逐条对照。下面是库里有新旧版本的文件：",
        "Choose two documents. These are held in an older and a newer version:",
    ),
    "choose_two_plain": ("选择两份文件，逐条对照。", "Choose two documents to compare them article by article."),
    "changed_only": ("只看有变化的", "Changes only"),
    "download_comparison": ("下载对照表（Word）", "Download as Word"),
    "comparison_name": ("新旧对照表", "comparison"),
    "change_相同": ("相同", "Same"),
    "change_条号变更": ("条号变更", "Renumbered"),
    "change_修改": ("修改", "Changed"),
    "change_新增": ("新增", "Added"),
    "change_删除": ("删除", "Deleted"),
    "related_articles": ("内容相近：{articles}", "Similar to {articles}"),
    "no_pairs": ("没有这样的条文。", "There is no such article."),
}
