"""Ledgers of offices, each with the values that a person reads in it: figures by what their columns say, units, layouts."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.buildings.columns import Field
from assistant.buildings.headers.release_marks import internal_rows
from ingest.parsed import Table
from tests.ledger_reading import read_file, records_of

F = Field
Rows = Sequence[Sequence[object]]
Change = Callable[[Workbook], None]


def workbook(path: Path, *sheets: Rows, change: Change | None = None) -> Path:
    """A workbook of these sheets, changed by hand after."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    book.remove(first)
    for number, rows in enumerate(sheets, start=1):
        page = book.create_sheet(f"表{number}")
        for row in rows:
            page.append(list(row))
    if change is not None:
        change(book)
    book.save(path)
    return path


def hide_row(number: int) -> Change:
    def change(book: Workbook) -> None:
        book.worksheets[0].row_dimensions[number].hidden = True

    return change


def merge(*areas: str) -> Change:
    def change(book: Workbook) -> None:
        for area in areas:
            book.worksheets[0].merge_cells(area)

    return change


AREAS: Rows = (
    (
        "楼宇名称",
        "建筑面积（㎡）",
        "已招商面积（㎡）",
        "可售面积（㎡）",
        "剩余可招商面积（㎡）",
        "欠缴租金（元）",
        "招商租金（元/㎡/月）",
        "签约到期",
    ),
    ("澄江大厦", 18000, 12500, 3000, 2500, 86000, 72, "2027/6/30"),
)
SOLD: Rows = (
    (
        "项目名称",
        "总体量（平方米）",
        "自持面积",
        "已去化面积",
        "待去化面积",
        "月租单价（元/平方米）",
        "租金缴纳周期",
        "应收未收租金",
    ),
    ("揽翠中心", 26000, 9000, 20000, 6000, 58, "季付", 120000),
)
RATES: Rows = (
    ("楼宇", "非空置率", "等级", "行车", "到地铁站距离（米）"),
    ("沧浪大厦", "87%", "准甲级", "预留牛腿（未安装）", 350),
)
LET: Rows = (
    ("名称", "可租面积(㎡)", "空置面积(㎡)", "是否满租"),
    ("听涛大厦", 16000, 0, "是"),
    ("望岳大厦", 9000, 1100, "否"),
)
NOTE_UNITS: Rows = (
    ("某片区载体统计表",),
    ("注：面积单位为平方米，租金单位为元/平方米·月，表中另注明的除外",),
    ("载体名称", "空置", "对外租金", "层高"),
    ("麓湖一号楼", 1350, 46, "4.5米"),
    ("麓湖二号楼", "0.8万㎡", "1.5元/㎡·天", "5"),
)
UNIT_ROW: Rows = (
    ("厂房名称", "可供租赁面积", "承重", "租金"),
    ("", "万㎡", "吨/㎡", "元/㎡·月"),
    ("启航一号厂房", 0.35, 2.5, 19),
    ("启航二号厂房", "约1.2", 3, "16起"),
)
SUMS: Rows = (
    ("楼宇名称", "空置面积（㎡）", "租金（元/㎡·月）"),
    ("栖霞大厦", "1600+800", "约55"),
    ("枕流大厦", "500～900", "60-75"),
    ("拾光中心", "800起", "面议"),
)
SERIALS: Rows = (
    ("厂房名称", "空置面积（㎡）", "最早可交付", "信息核验日期"),
    ("远帆一号厂房", 2200, 46204, 20261015),
    ("远帆二号厂房", 1800, 46388, "2026.11.3"),
)
SECRETS: Rows = (
    (
        "楼宇名称",
        "空置面积（㎡）",
        "挂牌租金（元/㎡·月）",
        "最终成交价",
        "房东手机",
        "实际控制人电话",
        "上年纳税额（万元）",
        "承租方",
        "内部备注",
        "是否对外发布",
    ),
    ("临江大厦", 900, 66, 58, "13900000001", "13900000002", 1200, "某某贸易公司", "业主急租", "是"),
    ("观海大厦", 700, 61, 55, "13900000003", "13900000004", 300, "某某咨询公司", "", "内部掌握"),
)
BESIDE: Rows = (
    ("写字楼", None, None, None, "标准厂房", None, None),
    ("楼宇名称", "空置面积（㎡）", "租金（元/㎡·月）", None, "厂房名称", "层高（米）", "月租（元/㎡）"),
    ("丹枫大厦", 1500, 68, None, "恒力一号厂房", 8, 17),
    ("碧梧大厦", 420, 52, None, "恒力二号厂房", 9.5, 21),
    ("紫藤大厦", 260, 49, None, None, None, None),
)
TOUCHING: Rows = (
    ("楼宇名称", "空置面积（㎡）", "厂房名称", "层高（米）"),
    ("芦汀大厦", 310, "鼎新一号厂房", 7),
    ("荻港大厦", 640, "鼎新二号厂房", 10),
)
TRANSPOSED: Rows = (
    ("指标", "单位", "凌波大厦", "踏浪大厦"),
    ("所在街道", "", "滨江街道", "城南街道"),
    ("空置面积", "㎡", 1750, 930),
    ("租金", "元/㎡·月", 63, 48),
)
CARD: Rows = (
    ("楼宇基本情况表",),
    ("名　　称", "擎天大厦", "楼宇等级", "乙级"),
    ("详细地址", "长堤路8号", "闲置面积", "1180㎡"),
    ("出租单价", "59元/㎡·月", "招商电话", "0999-5550123"),
)
CONTINUED: Rows = (
    ("载体台账",),
    ("楼宇名称", "空置面积（㎡）", "租金（元/㎡·月）"),
    ("采菱大厦", 300, 40),
    ("续表",),
    ("楼宇名称", "空置面积（㎡）", "租金（元/㎡·月）"),
    ("浣纱大厦", 500, 45),
    ("合　计", 800, None),
)
NESTED: Rows = (
    ("街道", "片区", "楼宇名称", "空置面积（㎡）"),
    ("东门街道", "古城片区", "鼓楼大厦", 210),
    (None, None, "钟楼大厦", 340),
    (None, "小计", None, 550),
    (None, "运河片区", "漕舫大厦", 720),
    ("西门街道", "高铁片区", "站前大厦", 1500),
    ("总计", None, None, 2770),
)
LABELS: Rows = (
    ("序号", "楼宇名称", "空置面积（㎡）"),
    ("一、商务楼宇", None, None),
    (1, "启明大厦", 880),
    ("二、产业园区", None, None),
    (1, "智汇园3号楼", 2300),
)
LEGEND: Rows = (("字段", "填写说明"), ("空置面积", "单位：平方米，填可立即出租的面积"), ("租金", "填含税价，元/㎡·月"))
FORMULAS: Rows = (
    ("楼宇名称", "可租面积（㎡）", "已租面积（㎡）", "空置面积（㎡）"),
    ("飞檐大厦", 5000, 3800, "=B2-C2"),
    ("斗拱大厦", 4000, 2600, "=B3-C3"),
)
HIDDEN: Rows = (("楼宇名称", "空置面积（㎡）"), ("可见大厦", 100), ("藏起大厦", 200), ("再见大厦", 300))
TOTAL_FEE: Rows = (
    ("商铺名称", "面积（㎡）", "月租金（元）", "物业管理费（元/㎡·月）", "租金是否含税"),
    ("长街12号商铺", 80, 6400, 3.5, "是"),
)
DISTANCE: Rows = (
    ("地块名称", "面积（亩）", "出让年限", "容积率", "交通"),
    ("工业地块A-03", 45.6, "50年", "≥1.5", "距高速出口3公里"),
)

CASES: tuple[tuple[str, tuple[Rows, ...], Change | None, tuple[Field, ...], tuple[tuple[str, ...], ...]], ...] = (
    ("let-and-for-sale", (AREAS,), None, (F.NAME, F.TOTAL_AREA_M2, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("澄江大厦", "18000", "2500", "72"),)),
    ("sold-and-owed", (SOLD,), None, (F.NAME, F.TOTAL_AREA_M2, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("揽翠中心", "26000", "6000", "58"),)),
    ("not-the-vacancy", (RATES,), None, (F.NAME, F.VACANCY_PERCENT, F.GRADE, F.CRANE_T, F.METRO_DISTANCE_M),
     (("沧浪大厦", "", "准甲级", "预留牛腿（未安装）", "350"),)),
    ("to-let-and-vacant", (LET,), None, (F.NAME, F.VACANT_AREA_M2), (("听涛大厦", "0"), ("望岳大厦", "1100"))),
    ("units-in-a-note", (NOTE_UNITS,), None, (F.NAME, F.VACANT_AREA_M2, F.FLOOR_HEIGHT_M),
     (("麓湖一号楼", "1350", "4.5"), ("麓湖二号楼", "8000", "5"))),
    ("a-row-of-units", (UNIT_ROW,), None,
     (F.NAME, F.VACANT_AREA_M2, F.FLOOR_LOAD_T_PER_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("启航一号厂房", "3500", "2.5", "19"), ("启航二号厂房", "12000", "3", "16-"))),
    ("sums-and-ranges", (SUMS,), None, (F.NAME, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("栖霞大厦", "2400", "55"), ("枕流大厦", "500-900", "60-75"), ("拾光中心", "800-", "面议"))),
    ("days-as-numbers", (SERIALS,), None, (F.NAME, F.AVAILABLE_FROM, F.VERIFIED_ON),
     (("远帆一号厂房", "2026-07-01", "2026-10-15"), ("远帆二号厂房", "2027-01-01", "2026-11-03"))),
    ("two-beside-with-titles", (BESIDE,), None, (F.NAME, F.VACANT_AREA_M2, F.FLOOR_HEIGHT_M, F.RENT_YUAN_PER_M2_MONTH),
     (("丹枫大厦", "1500", "", "68"), ("碧梧大厦", "420", "", "52"), ("紫藤大厦", "260", "", "49"),
      ("恒力一号厂房", "", "8", "17"), ("恒力二号厂房", "", "9.5", "21"))),
    ("two-beside-without-a-gap", (TOUCHING,), None, (F.NAME, F.VACANT_AREA_M2, F.FLOOR_HEIGHT_M),
     (("芦汀大厦", "310", ""), ("荻港大厦", "640", ""), ("鼎新一号厂房", "", "7"), ("鼎新二号厂房", "", "10"))),
    ("transposed-with-units", (TRANSPOSED,), None, (F.NAME, F.STREET, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("凌波大厦", "滨江街道", "1750", "63"), ("踏浪大厦", "城南街道", "930", "48"))),
    ("a-card", (CARD,), None, (F.NAME, F.GRADE, F.ADDRESS, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("擎天大厦", "乙级", "长堤路8号", "1180", "59"),)),
    ("continued", (CONTINUED,), None, (F.NAME, F.VACANT_AREA_M2), (("采菱大厦", "300"), ("浣纱大厦", "500"))),
    ("nested-groups", (NESTED,), merge("A2:A5", "B2:B3"), (F.NAME, F.STREET, F.VACANT_AREA_M2),
     (("鼓楼大厦", "东门街道", "210"), ("钟楼大厦", "东门街道", "340"), ("漕舫大厦", "东门街道", "720"),
      ("站前大厦", "西门街道", "1500"))),
    ("labels-between", (LABELS,), None, (F.NAME, F.VACANT_AREA_M2), (("启明大厦", "880"), ("智汇园3号楼", "2300"))),
    ("a-legend-beside", (LET, LEGEND), None, (F.NAME, F.VACANT_AREA_M2), (("听涛大厦", "0"), ("望岳大厦", "1100"))),
    ("nothing-computed", (FORMULAS,), None, (F.NAME, F.VACANT_AREA_M2), (("飞檐大厦", "1200"), ("斗拱大厦", "1400"))),
    ("hidden-row", (HIDDEN,), hide_row(3), (F.NAME, F.VACANT_AREA_M2), (("可见大厦", "100"), ("再见大厦", "300"))),
    ("a-rent-for-all", (TOTAL_FEE,), None, (F.NAME, F.RENT_YUAN_PER_M2_MONTH, F.PROPERTY_FEE_YUAN_PER_M2_MONTH),
     (("长街12号商铺", "80", "3.5"),)),
    ("land", (DISTANCE,), None, (F.NAME, F.LAND_AREA_M2, F.TENURE_YEARS, F.PLOT_RATIO),
     (("工业地块A-03", "30400.15", "50", "1.5-"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "change", "fields", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES]
)
def test_a_ledger_is_read_as_a_person_reads_it(
    tmp_path: Path,
    sheets: tuple[Rows, ...],
    change: Change | None,
    fields: tuple[Field, ...],
    expected: tuple[tuple[str, ...], ...],
) -> None:
    records = records_of(workbook(tmp_path / "台账.xlsx", *sheets, change=change))
    assert sorted(tuple(record.show(field) for field in fields) for record in records) == sorted(expected)


def test_what_nobody_released_stays_with_staff(tmp_path: Path) -> None:
    record = records_of(workbook(tmp_path / "台账.xlsx", SECRETS))[0]
    assert record.restricted >= {"最终成交价", "房东手机", "实际控制人电话", "上年纳税额（万元）", "承租方", "内部备注"}
    assert record.show(F.RENT_YUAN_PER_M2_MONTH) == "66"
    headers = [str(value) for value in SECRETS[0]]
    assert internal_rows(headers, [[str(value) for value in row] for row in SECRETS[1:]]) == {1}


TEXT = "樓宇名稱;空置面積（㎡）;租金（元/㎡·月）\n凌霄閣;1200;45\n"
SIMPLE = '楼宇名称,空置面积（㎡）,租金（元/㎡·月）\n龑飞大厦,640,"1,200元/㎡·年"\n'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(TEXT.encode("utf-16-le"), ("凌霄閣", "1200", "45"), id="utf-16-without-a-mark"),
        pytest.param(TEXT.encode("big5"), ("凌霄閣", "1200", "45"), id="big5"),
        pytest.param(SIMPLE.encode("gb18030"), ("龑飞大厦", "640", "100"), id="gb18030-and-a-quoted-comma"),
        pytest.param(SIMPLE.replace(",6", "\t6").replace("称,空置面积（㎡）,", "称\t空置面积（㎡）\t").replace(',"1,200元/㎡·年"', "\t1200元/㎡·年").encode("utf-8-sig"),
                     ("龑飞大厦", "640", "100"), id="tabs"),
    ],
)  # fmt: skip
def test_a_table_of_text_is_read_whatever_its_bytes(tmp_path: Path, data: bytes, expected: tuple[str, ...]) -> None:
    (tmp_path / "台账.csv").write_bytes(data)
    (record,) = records_of(tmp_path / "台账.csv")
    assert tuple(record.show(field) for field in (F.NAME, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH)) == expected


def test_a_cell_that_could_not_be_computed_is_named(tmp_path: Path) -> None:
    rows: Rows = (("楼宇名称", "空置面积（㎡）"), ("无解大厦", "=VLOOKUP(A2,外部表!A:B,2,0)"), ("有数大厦", 150))
    parsed = read_file(workbook(tmp_path / "台账.xlsx", rows))
    assert any("B2" in warning for warning in parsed.warnings)
    tables: Mapping[str, Table] = {block.caption: block for block in parsed.blocks if isinstance(block, Table)}
    assert tables


PLATFORMS: Rows = (
    ("序号", "载体", "产权单位", "空置（万方）", "可分割最小面积", "吊车", "变压器容量", "消防等级"),
    (1, "金石一号仓", "国资公司", 0.46, "500平起", "2台5T", "630KVA×2", "丙类"),
)
PARTLY: Rows = (
    ("楼宇名称", "未租面积", "未租面积占比", "在谈面积", "已签未入驻面积"),
    ("霁月大厦", "1,280㎡", "16%", "400㎡", "900㎡"),
)
PER_DAY: Rows = (
    ("楼宇名称", "空置面积/㎡", "日租金(元/㎡)", "物业费（元/㎡/天）", "免租期"),
    ("停云大厦", 760, 2.4, 0.6, "2个月"),
)
ENGLISH: Rows = (
    ("Building", "Vacant Area (sqm)", "Leased Area (sqm)", "Asking Rent (RMB/sqm/month)", "Lease Expiry"),
    ("North Tower", 1420, 8000, 77, "2027-05-31"),
)
FLOORS_BELOW: Rows = (
    ("所属街道", "楼宇名称", "楼层", "空置面积（㎡）", "租金（元/㎡·月）"),
    ("望江街道", "双子大厦", "5层", 320, 61),
    (None, None, "8层", 450, 64),
    (None, "三益大厦", "2层", 150, 50),
    ("小计", None, None, 920, None),
)
HEAD_OF_TWO: Rows = (
    ("楼宇名称", "面积（㎡）", None, None, "租金"),
    (None, "总面积", "已租", "空置", "元/㎡·月"),
    ("鸿渐大厦", 12000, 9500, 2500, 57),
)
FULL_WIDTH: Rows = (("楼宇名称", "空置面积（㎡）", "租金（元／㎡·月）"), ("清晏大厦", "１，２００", "４５．５"))
BLANK_ROWS: Rows = (
    ("2026年三季度闲置厂房情况",),
    (None,),
    ("厂房名称", "闲置面积（㎡）", "檐高（m）", "地面荷载（kg/㎡）"),
    (None,),
    ("昆仑一号", 5200, 12, 3000),
    (None,),
    ("昆仑二号", 4100, 9, "2500"),
    ("备注：以上均为可立即交付",),
)
SHOPS: Rows = (
    ("铺位", "计租面积（㎡）", "是否出租", "意向业态", "租金（元/月）"),
    ("滨河路3-12号", 65, "未出租", "餐饮", 5200),
)

STORE_CARD: Rows = (
    ("资源名称", "宏图仓库", "所在街道", "西郊街道"),
    ("可租面积", "5200㎡", "净高", "9米"),
    ("地面荷载", "3吨/㎡", "租金", "22元/㎡·月"),
)
ROOMS: Rows = (("房源名称", "套内面积（㎡）", "建筑面积（㎡）", "使用面积（㎡）"), ("星河1301", 88, 120, 80))

MORE: tuple[tuple[str, tuple[Rows, ...], Change | None, tuple[Field, ...], tuple[tuple[str, ...], ...]], ...] = (
    ("ten-thousands", (PLATFORMS,), None, (F.NAME, F.VACANT_AREA_M2, F.DIVISIBLE_FROM_M2), (("金石一号仓", "4600", "500-"),)),
    ("talked-of-and-signed", (PARTLY,), None, (F.NAME, F.VACANT_AREA_M2, F.VACANCY_PERCENT), (("霁月大厦", "1280", "16"),)),
    ("a-day", (PER_DAY,), None, (F.NAME, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH, F.PROPERTY_FEE_YUAN_PER_M2_MONTH, F.RENT_FREE_MONTHS),
     (("停云大厦", "760", "73", "18.25", "2"),)),
    ("english", (ENGLISH,), None, (F.NAME, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH), (("North Tower", "1420", "77"),)),
    ("floors-below-a-name", (FLOORS_BELOW,), merge("A2:A4", "B2:B3"), (F.NAME, F.STREET, F.FLOOR, F.VACANT_AREA_M2),
     (("双子大厦", "望江街道", "5层", "320"), ("双子大厦", "望江街道", "8层", "450"), ("三益大厦", "望江街道", "2层", "150"))),
    ("heads-of-two-lines", (HEAD_OF_TWO,), merge("A1:A2", "B1:D1"), (F.NAME, F.TOTAL_AREA_M2, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("鸿渐大厦", "12000", "2500", "57"),)),
    ("full-width", (FULL_WIDTH,), None, (F.NAME, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH), (("清晏大厦", "1200", "45.5"),)),
    ("blank-rows", (BLANK_ROWS,), None, (F.NAME, F.VACANT_AREA_M2, F.FLOOR_HEIGHT_M, F.FLOOR_LOAD_T_PER_M2),
     (("昆仑一号", "5200", "12", "3"), ("昆仑二号", "4100", "9", "2.5"))),
    ("a-card-of-a-resource", (STORE_CARD,), None, (F.NAME, F.STREET, F.VACANT_AREA_M2, F.FLOOR_HEIGHT_M, F.FLOOR_LOAD_T_PER_M2, F.RENT_YUAN_PER_M2_MONTH),
     (("宏图仓库", "西郊街道", "5200", "9", "3", "22"),)),
    ("areas-of-a-room", (ROOMS,), None, (F.NAME, F.INNER_AREA_M2, F.TOTAL_AREA_M2, F.USABLE_AREA_M2), (("星河1301", "88", "120", "80"),)),
    ("a-sum-over-an-area-that-is-asked-for", (SHOPS,), None, (F.NAME, F.BILLED_AREA_M2, F.RENT_YUAN_PER_M2_MONTH), (("滨河路3-12号", "65", "80"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "change", "fields", "expected"), [pytest.param(*case[1:], id=case[0]) for case in MORE]
)
def test_further_ledgers(
    tmp_path: Path,
    sheets: tuple[Rows, ...],
    change: Change | None,
    fields: tuple[Field, ...],
    expected: tuple[tuple[str, ...], ...],
) -> None:
    records = records_of(workbook(tmp_path / "台账.xlsx", *sheets, change=change))
    assert sorted(tuple(record.show(field) for field in fields) for record in records) == sorted(expected)
