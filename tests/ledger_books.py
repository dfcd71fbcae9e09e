"""Small workbooks as bureaus keep them, for tests of ledgers."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

HEADER = (
    "楼宇名称",
    "地址",
    "所属街道",
    "等级",
    "总建筑面积（㎡）",
    "空置面积（㎡）",
    "租金（元/㎡·月）",
    "底价",
    "核验时间",
)
OCTOBER = (
    ("星河大厦", "星河路8号", "锦湖街道", "甲级", 60000, 12000, "75-85", "61.7", "2026-10-20"),
    ("东渡中心", "东渡路18号", "东渡街道", "乙级", 30000, 6000, "45", "38.3", "2026-10-21"),
    ("老码头商务楼", "码头街5号", "东渡街道", "丙级", 9000, 900, "28", "22.9", "2026-06-15"),
)
NOVEMBER = (
    ("星河大厦", "云汀区星河路8号", "锦湖街道", "甲级", 60000, 9000, "72-80", "60.1", "2026-11-18"),
    ("东渡中心大厦", "东渡路18号", "东渡街道", "乙级", 30000, 5000, "44", "37.2", "2026-11-19"),
    ("云栖科创园", "云栖路1号", "云栖街道", "乙级", 22000, "三千多", "5O", "45.5", "2026-11-05"),
)


def write_book(
    path: Path,
    rows: Sequence[Sequence[object]],
    header: Sequence[str] = HEADER,
    *,
    title: str = "",
    sheet: str = "写字楼",
) -> Path:
    """A workbook with a title row, a header row and these rows: the first record is row 3."""
    book = Workbook()
    page = book.active
    page.title = sheet
    page.append([title or path.stem])
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(header))
    page.append(list(header))
    for row in rows:
        page.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
