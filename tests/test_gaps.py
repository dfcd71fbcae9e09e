"""What a document names as its own and the file does not hold is said."""

import pytest

from ingest.gaps import gaps_of
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder, Record

SIGNED = ("云汀区投资合作局", "2026年3月1日")
BODY = ("第一条　为支持企业发展，制定本办法。", "第二条　给予每家企业十万元奖励。")
FORM = "企业名称、统一社会信用代码、联系人、申请金额和开户银行由企业据实填写并盖章。"


def document(*lines: str, table: bool = False) -> ParsedDocument:
    builder = DocumentBuilder("text/plain")
    for line in lines:
        builder.paragraph(line)
    if table:
        builder.table(("序号", "名称"), [Record(("1", "总部企业"))])
    return builder.build()


@pytest.mark.parametrize(
    ("lines", "table", "missing"),
    [
        pytest.param(("奖励办法", *BODY, "附件：申请表", *SIGNED), False, ["申请表"], id="one"),
        pytest.param(("奖励办法", *BODY, "附件：1.申请表", "2.分类目录", *SIGNED), False, ["申请表", "分类目录"], id="two"),
        pytest.param(("奖励办法", *BODY, "附件：1.申请表", "2.分类目录", *SIGNED, "附件1", "申请表", FORM), False, ["分类目录"], id="the-second"),
        pytest.param(("奖励办法", *BODY, "附件：申请表", *SIGNED, "附件", "申请表", FORM), False, [], id="there"),
        pytest.param(("奖励办法", *BODY, "附件：分类目录", *SIGNED), True, [], id="a-table-behind"),
        pytest.param(("奖励办法", *BODY, "附件：分类目录", *SIGNED, "分类目录", FORM), False, [], id="under-its-name"),
        pytest.param(("奖励办法", *BODY, *SIGNED), False, [], id="none-named"),
        pytest.param(("奖励办法", "第一条　申请人提交申请表及附件。", BODY[1]), False, [], id="a-word-in-a-sentence"),
    ],
)  # fmt: skip
def test_appendices_that_are_named_and_not_there(lines: tuple[str, ...], table: bool, missing: list[str]) -> None:
    assert gaps_of(document(*lines, table=table)) == [
        f"文中列有附件“{name}”，文件里没有；请把附件一并入库" for name in missing
    ]


NOTICE = (
    "关于印发《云汀区奖励办法》的通知",
    "各街道办事处：",
    "《云汀区奖励办法》已经区政府同意，现印发给你们，请认真执行。",
)


@pytest.mark.parametrize(
    ("lines", "without"),
    [
        pytest.param((*NOTICE, *SIGNED), True, id="front-part-only"),
        pytest.param((*NOTICE, *SIGNED, "（此件公开发布）"), True, id="print-below"),
        pytest.param((*NOTICE, *SIGNED, "云汀区奖励办法", *BODY), False, id="with-articles"),
        pytest.param((*NOTICE, *SIGNED, "云汀区奖励办法", "一、奖励标准", "每家企业十万元。"), False, id="with-parts"),
        pytest.param(("关于开展申报的通知", "现印发申报要求。", "一、申报时间", "三月一日至三月底。", *SIGNED), False, id="itself-the-text"),
    ],
)  # fmt: skip
def test_a_notice_without_what_it_issues(lines: tuple[str, ...], without: bool) -> None:
    gaps = gaps_of(document(*lines))
    assert [gap.startswith("只有印发通知，没有《云汀区奖励办法》的正文") for gap in gaps] == [True] * without
