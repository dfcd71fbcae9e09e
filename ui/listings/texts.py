"""Texts of a listed row's panel, in Chinese and English."""

TEXTS: dict[str, tuple[str, str]] = {
    "lead": ("咨询这一处，请工作人员联系我", "Ask about it: have staff contact me"),
    "lead_words": (
        "我想了解“{name}”（{document}），请联系我。希望的面积、用途和时间：",
        "I would like to know more about “{name}” ({document}); please contact me. Area, use and time wanted: ",
    ),
    "open_source_row": ("打开原表这一行", "Open the row in its list"),
    "all_cells": ("台账原文", "As the ledger has it"),
    "history": ("历次台账", "Over time"),
    "history_day": ("日期", "Day"),
    "trend_vacant": ("空置面积（㎡）", "Vacant area (㎡)"),
    "trend_rent": ("租金（元/㎡·月）", "Rent (yuan/㎡/month)"),
    "trend_investment": ("投资规模（元）", "Investment (yuan)"),
    "trend_chart": ("{title}，{first} 至 {last}，数字见下表", "{title}, {first} to {last}; figures in the table below"),
    "staff_only": ("仅工作人员", "Staff only"),
    "replaced_row": ("已有更新的一期台账，这是旧的一行。", "A newer edition of the list has replaced this row."),
    "delisted_row": ("{day} 起不再列出。", "No longer listed since {day}."),
    "stale_row": ("核验时间较早，请先核实。", "Verified long ago: please check first."),
}
