"""Every text of the page, in Chinese and English."""

from ui.session import Language

_TEXTS: dict[str, tuple[str, str]] = {
    # the frame
    "product": ("慧招", "Huizhao"),
    "tagline": ("招商政策 · 楼宇 · 机会，句句有出处", "Policies, premises and opportunities, every claim cited"),
    "consult": ("咨询", "Ask"),
    "library": ("资料库", "Library"),
    "log_in": ("登录", "Sign in"),
    "log_out": ("退出", "Sign out"),
    "other_language": ("English", "中文"),
    "role_investor": ("客商", "Investor"),
    "role_staff": ("工作人员", "Staff"),
    "role_admin": ("管理员", "Administrator"),
    "close": ("关闭", "Close"),
    "cancel": ("取消", "Cancel"),
    # signing in
    "login_title": ("登录慧招", "Sign in to Huizhao"),
    "login_hint": (
        "客商无需登录即可咨询；工作人员登录后可查阅内部资料。",
        "Investors can ask without an account. Staff sign in to see internal material.",
    ),
    "username": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "login_incomplete": ("请填写用户名和密码。", "Enter a user name and a password."),
    "wrong_password": ("用户名或密码不正确。", "Wrong user name or password."),
    "logged_out": ("已退出登录。", "You have signed out."),
    # asking
    "welcome": ("您好，想了解哪方面的投资信息？", "Welcome. What would you like to know?"),
    "welcome_note": (
        "回答只依据已入库的政策、楼宇台账、机会清单和报告，每一处引用都可以点开核对原文。",
        "Answers rest only on the policies, building listings, opportunity lists and reports held here. Open any citation to check the original.",
    ),
    "try_asking": ("您可以这样问", "You could ask"),
    "question_placeholder": ("请输入问题，按回车发送", "Type a question and press Enter"),
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
    "sources": ("依据", "Sources"),
    "rows_shown": ("共 {total} 条，列出 {shown} 条", "{total} in total, {shown} listed"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
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
    "delete": ("删除", "Delete"),
    "confirm_delete_conversation": (
        "删除这段对话？删除后无法恢复。",
        "Delete this conversation? This cannot be undone.",
    ),
    "untitled": ("未命名对话", "Untitled"),
    # a citation in its document
    "source_text": ("引用原文", "Cited passage"),
    "internal": ("内部", "Internal"),
    "public": ("公开", "Public"),
    "in_force_from": ("施行日期", "In force from"),
    "in_force_until": ("有效期至", "Valid until"),
    "repealed_on": ("废止日期", "Repealed on"),
    "no_end": ("长期", "No end date"),
    "page_of": ("第 {page} 页，共 {count} 页", "Page {page} of {count}"),
    "sheet_row": ("工作表“{sheet}”第 {row} 行", "Sheet “{sheet}”, row {row}"),
    "row": ("第 {row} 行", "Row {row}"),
    "clauses_mentioned": ("文中提到的条款", "Clauses mentioned here"),
    "original_page": ("原件页面", "Page of the original"),
    "loading_page": ("正在加载原件页面…", "Loading the page…"),
    "previous_page": ("上一页", "Previous"),
    "next_page": ("下一页", "Next"),
    "neighbouring_rows": ("所在表格（邻近行）", "In its table (neighbouring rows)"),
    "download_original": ("下载原件", "Download original"),
    "download_failed": ("原件下载失败，请稍后再试。", "The original could not be downloaded. Please try again later."),
    "page_image_alt": ("原件页面，引用处已标出", "Page of the original with the cited lines marked"),
    # the library
    "search_documents": ("按标题、文号、发布机关搜索", "Search title, number or issuer"),
    "all_kinds": ("全部类型", "All kinds"),
    "all_clearances": ("全部密级", "All clearances"),
    "kind": ("类型", "Kind"),
    "kind_policy": ("政策文件", "Policy"),
    "kind_report": ("报告", "Report"),
    "kind_listing": ("楼宇台账", "Listing"),
    "kind_opportunity": ("机会清单", "Opportunities"),
    "kind_guide": ("指南", "Guide"),
    "kind_other": ("其他", "Other"),
    "detect_kind": ("自动识别", "Detect"),
    "clearance": ("公开范围", "Clearance"),
    "status": ("效力", "Status"),
    "title": ("标题", "Title"),
    "document_number": ("文号", "Number"),
    "issuer": ("发布机关", "Issuer"),
    "issued_on": ("发布日期", "Issued on"),
    "valid_from": ("施行日期", "In force from"),
    "valid_to": ("失效日期", "Valid until"),
    "pages": ("页数", "Pages"),
    "documents_found": ("共 {total} 份资料", "{total} documents"),
    "no_documents": ("没有符合条件的资料", "No documents match"),
    "file_name": ("文件名", "File"),
    "passages": ("段落", "Passages"),
    "chunks_clause": ("条款 {count}", "{count} clauses"),
    "chunks_row": ("表格行 {count}", "{count} rows"),
    "chunks_section": ("段落 {count}", "{count} sections"),
    "ocr_pages": ("文字识别页", "Recognised pages"),
    "empty_pages": ("无文字页", "Pages without text"),
    "warnings": ("读取提示", "Notes from reading"),
    "ingested_at": ("入库时间", "Added on"),
    "metadata": ("文件信息", "About this document"),
    "found_where": ("出处", "Found in"),
    "origin_text": ("正文", "Text"),
    "origin_file": ("文件属性", "File properties"),
    "origin_manifest": ("清单", "Manifest"),
    "origin_option": ("上传时指定", "Set on upload"),
    "origin_admin": ("人工修改", "Corrected"),
    "choose_document": ("选择左侧的资料查看详情", "Choose a document to see its details"),
    "edit": ("修改信息", "Correct"),
    "save": ("保存", "Save"),
    "saved": ("已保存。", "Saved."),
    "edit_hint": ("日期写作 2024-03-01；留空表示没有。", "Dates as 2024-03-01; leave empty for none."),
    "confirm_delete": (
        "删除《{title}》？删除后立即不再用于回答，且无法恢复。",
        "Delete “{title}”? It stops answering at once and cannot be restored.",
    ),
    "delete_for_good": ("确认删除", "Delete for good"),
    "deleted": ("已删除。", "Deleted."),
    # importing
    "upload": ("上传资料", "Upload"),
    "upload_hint": (
        "支持 PDF、Word、Excel、CSV、PPT、网页、Markdown、文本、图片和 OFD。未标为“公开”的资料客商看不到。",
        "PDF, Word, Excel, CSV, PowerPoint, HTML, Markdown, text, images and OFD. Investors see only what is marked public.",
    ),
    "files": ("文件", "Files"),
    "start_upload": ("开始入库", "Import"),
    "no_files": ("请先选择文件。", "Choose files first."),
    "uploading": ("正在上传…", "Uploading…"),
    "importing": (
        "正在入库：{done} / {total} 个文件，{chunks} 段",
        "Importing: {done} of {total} files, {chunks} passages",
    ),
    "import_done": ("入库完成", "Import finished"),
    "import_failed": ("入库失败", "Import failed"),
    "outcome_read": ("已入库", "Imported"),
    "outcome_unchanged": ("内容未变", "Unchanged"),
    "outcome_duplicate": ("内容重复", "Duplicate"),
    "outcome_failed": ("失败", "Failed"),
    "outcome_skipped": ("已跳过", "Skipped"),
    "same_as": ("与“{name}”内容相同", "Same content as “{name}”"),
    "ocr_count": ("文字识别 {count} 页", "{count} pages recognised"),
    "page_count": ("{count} 页", "{count} pages"),
    "empty_parts": ("没有读到文字：{parts}", "No text found in: {parts}"),
    "seconds": ("用时 {seconds} 秒", "{seconds} s"),
    # problems
    "unreachable": (
        "连接不上服务，请检查网络后重试；如仍不行，请联系管理员。",
        "The service cannot be reached. Check the connection and try again.",
    ),
    "timed_out": ("服务响应超时，请稍后重试。", "The service took too long to answer. Please try again."),
    "unexpected": (
        "服务返回了无法识别的内容，请稍后重试；如仍不行，请联系管理员。",
        "The service sent something unexpected. Please try again later.",
    ),
    "not_signed_in": ("登录已失效，请重新登录。", "Your session has expired. Please sign in again."),
    "too_many_attempts": (
        "登录失败次数过多，请稍后再试。",
        "Too many failed attempts. Please wait a while and try again.",
    ),
    "too_large": ("文件过大，请分批上传。", "The files are too large. Upload fewer at a time."),
    "not_permitted": ("当前账号没有这项权限。", "Your account may not do this."),
    "not_found": ("内容不存在、已被删除，或您无权查看。", "It does not exist, was deleted, or is not yours to see."),
}

_STATUSES = {
    "未施行": "Not yet in force",
    "现行有效": "In force",
    "已失效": "Expired",
    "已废止": "Repealed",
    "已被修订": "Amended",
    "待确认": "Unconfirmed",
}

_EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "investor": (
        (
            "空置1000平方米以上、每月每平方米70元以内的甲级写字楼有哪些？",
            "Which grade-A offices have over 1,000 m² vacant for under 70 yuan per m² a month?",
        ),
        ("新引进企业的租金补贴标准是多少？", "How much is the rent subsidy for newly attracted companies?"),
        ("综合型总部企业有什么落户奖励？", "What settling-in reward can a headquarters company receive?"),
        ("目前有哪些开放的投资合作机会？", "Which investment opportunities are open now?"),
    ),
    "staff": (
        ("楼宇经济政策第八条是怎么规定的？", "What does Article 8 of the building economy policy say?"),
        ("“一事一议”项目的租金谈判底价是多少？", "What is the lowest negotiable rent for case-by-case projects?"),
        ("2021年的楼宇经济办法现在还有效吗？", "Are the 2021 building economy measures still in force?"),
        (
            "三季度全区重点商务楼宇的入驻率是多少？",
            "What was the occupancy rate of key office buildings in the third quarter?",
        ),
    ),
}


def text(key: str, language: Language, **values: object) -> str:
    """The text of a key, its places filled in. Raises KeyError for an unknown key."""
    chinese, english = _TEXTS[key]
    return (english if language is Language.ENGLISH else chinese).format(**values)


def has_text(key: str) -> bool:
    """Whether there is a text of this key."""
    return key in _TEXTS


def status_text(status: str, language: Language) -> str:
    """A validity status, which the API sends in Chinese."""
    return _STATUSES.get(status, status) if language is Language.ENGLISH else status


def example_questions(role: str, language: Language) -> tuple[str, ...]:
    """Questions to start with."""
    pairs = _EXAMPLES["staff" if role in ("staff", "admin") else "investor"]
    return tuple(english if language is Language.ENGLISH else chinese for chinese, english in pairs)
