"""Texts of the chat page, in Chinese and English."""

from ui.session import Language

TEXTS: dict[str, tuple[str, str]] = {
    "welcome": ("您好，想了解哪方面的投资信息？", "Welcome. What would you like to know?"),
    "welcome_note": (
        "回答只依据已入库的政策、楼宇台账、机会清单和报告，每一处引用都可以点开核对原文。",
        "Answers rest only on the policies, building listings, opportunity lists and reports held here. Open any citation to check the original.",
    ),
    "try_asking": ("您可以这样问", "You could ask"),
    "question_placeholder": ("请输入问题，按回车发送", "Type a question and press Enter"),
    "first_placeholder": ("请输入问题，按回车发送 · Type a question", "Type a question and press Enter"),
    "first_sent": ("页面打开后随即发出。Sent as soon as the page is open.", "Sent as soon as the page is open."),
    "question": ("问题", "Question"),
    "send": ("发送", "Send"),
    "stop": ("停止", "Stop"),
    "you": ("我", "You"),
    "thinking": ("正在查阅资料…", "Looking through the documents…"),
    "writing": ("正在作答…", "Writing…"),
    "stopped": ("已停止作答。", "Stopped."),
    "disclaimer": (
        "内容供参考，以正式文件和主管部门解释为准。",
        "For reference only; the official documents and the competent authority prevail.",
    ),
    "more_sources": ("其余 {count} 处依据", "{count} more sources"),
    "door_sites": ("在选址页按同样条件查看、筛选、比较", "Open in Sites with the same conditions"),
    "door_worksheet": ("到政策测算填写单位情况", "Fill in the benefits worksheet"),
    "door_filing": ("没有解决？提交诉求", "Not what you needed? File a request"),
    "how_found": ("怎么查的", "How this was found"),
    "step_own_word": ("按本局用语理解：{asked}", "In the bureau's words: {asked}"),
    "step_search_passages": (
        "在文件中查找“{asked}”：找到 {found} 段",
        "Searched the documents for “{asked}”: {found} passages found",
    ),
    "step_sure": ("，其中有答案的把握 {percent}%", ", {percent}% sure that one answers"),
    "step_read_clause": ("按条号查 {asked}：{found} 处", "Looked up {asked}: {found} found"),
    "step_read_document": ("通读《{asked}》：{found} 个方面", "Read 《{asked}》: {found} parts"),
    "step_match_listings": (
        "在台账和清单中筛选“{asked}”：{found} 行",
        "Filtered the listings by “{asked}”: {found} rows",
    ),
    "step_list_opportunities": (
        "在机会清单中筛选“{asked}”：{found} 项",
        "Filtered the opportunities by “{asked}”: {found} found",
    ),
    "step_work_out_benefits": (
        "按政策条目测算“{asked}”：{found} 项",
        "Worked out benefits for “{asked}”: {found} items",
    ),
    "step_validity_of": ("查“{asked}”所指文件的效力：{found} 份", "Checked validity for “{asked}”: {found} documents"),
    "again": ("再答一次", "Answer again"),
    "edit_question": ("改一改再问", "Edit and ask again"),
    "ask_next": ("接着可以问", "You could ask next"),
    "wanted": ("补充这些，可以接着核对：", "Tell more, and more can be checked:"),
    "told_by": ("：", ": "),
    "show_others": ("显示其余 {count} 条", "Show the other {count}"),
    "verdict_met": ("符合", "fits"),
    "verdict_unknown": ("需核实：{reasons}", "to verify: {reasons}"),
    "verdict_failed": ("不符合：{reasons}", "does not fit: {reasons}"),
    "helpful": ("有帮助", "Helpful"),
    "unhelpful": ("没帮助", "Not helpful"),
    "comment_placeholder": ("哪里不对或不够？（选填）", "What was wrong or missing? (optional)"),
    "praise_placeholder": ("还想说点什么？（选填）", "Anything to add? (optional)"),
    "send_comment": ("提交意见", "Send comment"),
    "thanks": ("感谢反馈", "Thank you for the feedback"),
    "conversations": ("历史对话", "Conversations"),
    "new_conversation": ("新对话", "New conversation"),
    "no_conversations": ("还没有对话记录", "No conversations yet"),
    "conversations_need_account": ("登录后可保存和查看历史对话。", "Sign in to keep and reopen conversations."),
    "confirm_delete_conversation": (
        "删除这段对话？删除后无法恢复。",
        "Delete this conversation? This cannot be undone.",
    ),
    "untitled": ("未命名对话", "Untitled"),
}

_EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "investor": (
        (
            "空置1000平方米以上、每月每平方米70元以内的甲级写字楼有哪些？",
            "Which grade-A offices have over 1,000 m² vacant for under 70 yuan per m² a month?",
        ),
        ("新引进企业的租金补贴标准是多少？", "Does a foreign investor need prior approval to set up a company?"),
        ("综合型总部企业有什么落户奖励？", "What settling-in reward can a headquarters company receive?"),
        ("目前有哪些开放的投资合作机会？", "Which investment opportunities are open now?"),
    ),
    "staff": (
        ("楼宇经济政策第八条是怎么规定的？", "Where can a foreign-invested company complain?"),
        ("“一事一议”项目的租金谈判底价是多少？", "What is the rent floor for negotiating “一事一议” projects?"),
        ("2021年的楼宇经济办法现在还有效吗？", "Are the 2021 building economy measures still in force?"),
        (
            "三季度全区重点商务楼宇的入驻率是多少？",
            "What was the occupancy rate of key office buildings in the third quarter?",
        ),
    ),
}


def example_questions(role: str, language: Language) -> tuple[str, ...]:
    """Questions to start with."""
    pairs = _EXAMPLES["staff" if role in ("staff", "admin") else "investor"]
    return tuple(english if language is Language.ENGLISH else chinese for chinese, english in pairs)
