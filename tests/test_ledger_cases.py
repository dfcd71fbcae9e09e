"""The ledgers of ``../shared/cases`` that were once read wrongly, read to the values that a person reads."""

import pytest

from assistant.buildings.columns import Field
from tests.conftest import REPOSITORY
from tests.ledger_reading import ReadRecord, records_of

CASES = REPOSITORY.parent / "shared" / "cases"
if not CASES.is_dir():
    CASES = REPOSITORY.parent.parent / "shared" / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not here")

F = Field
_VALUES: tuple[tuple[str, tuple[Field, ...], tuple[tuple[str, ...], ...]], ...] = (
    ("01-group-rows/甲片楼宇台账_街道分组.xlsx", (F.NAME, F.STREET), (
        ("蓝鲸大厦", "港湾街道"), ("白鹭中心", "港湾街道"), ("青松大厦", "河西街道"), ("银杏广场", "河西街道"))),
    ("01-group-rows/乙片楼宇台账_带小计分组.xlsx", (F.NAME, F.STREET, F.VACANT_AREA_M2), (
        ("红杉大厦", "东山街道", "1200"), ("灰鸽中心", "东山街道", "800"), ("翠柏大厦", "南湖街道", "600"),
        ("紫荆广场", "南湖街道", "2400"))),
    ("02-two-tables-one-sheet/丙片载体台账_上下两表.xlsx",
     (F.NAME, F.VACANT_AREA_M2, F.FLOOR_HEIGHT_M, F.FLOOR_LOAD_T_PER_M2, F.RENT_YUAN_PER_M2_MONTH), (
        ("海星大厦", "1200", "", "", "85"), ("海螺中心", "800", "", "", "62"),
        ("磐石一号厂房", "", "7.5", "2", "18"), ("磐石二号厂房", "", "9", "3", "22"))),
    ("02-two-tables-one-sheet/丁片载体台账_左右两表.xlsx",
     (F.NAME, F.VACANT_AREA_M2, F.FLOOR_HEIGHT_M, F.RENT_YUAN_PER_M2_MONTH), (
        ("飞鱼大厦", "1100", "", "81"), ("海豚中心", "900", "", "66"), ("灯塔大厦", "500", "", "71"),
        ("钢城一号厂房", "", "7.5", "18"), ("钢城二号厂房", "", "9", "22"))),
    ("03-serial-dates/戊片厂房台账.xlsx", (F.NAME, F.AVAILABLE_FROM, F.VERIFIED_ON), (
        ("长风一号厂房", "2027-01-01", "2026-10-15"), ("长风二号厂房", "2027-02-01", "2026-10-15"),
        ("长风三号厂房", "2027-03-01", "2026-11-01"))),
    ("04-transposed/己片一楼一档_转置.xlsx", (F.NAME, F.STREET, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH), (
        ("金鹏大厦", "港湾街道", "1300", "88"), ("银鹤中心", "港湾街道", "700", "60"), ("铜雀大厦", "河西街道", "650", "75"))),
    ("04-transposed/玉衡大厦信息卡.xlsx",
     (F.NAME, F.STREET, F.GRADE, F.VACANT_AREA_M2, F.RENT_YUAN_PER_M2_MONTH, F.CONTACT), (
        ("玉衡大厦", "港湾街道", "甲级", "1250", "83", "孙经理 0999-5550001"),)),
    ("06-half-computed/壬片楼宇台账.xlsx", (F.NAME, F.VACANT_AREA_M2), (
        ("晨曦大厦", "1200"), ("晚霞中心", "900"), ("朝露大厦", "1500"))),
    ("15-area-columns/云港区癸一片写字楼台账.xlsx", (F.NAME, F.VACANT_AREA_M2), (("凌霄大厦", "1000"),)),
    ("15-area-columns/云港区癸二片写字楼台账.xlsx", (F.NAME, F.VACANT_AREA_M2), (("凤仪大厦", ""),)),
    ("15-area-columns/云港区癸三片写字楼台账.xlsx", (F.NAME, F.VACANT_AREA_M2), (("鹿鸣大厦", "900"),)),
    ("15-area-columns/云港区癸四片写字楼台账.xlsx", (F.NAME, F.VACANT_AREA_M2), (("鹤汀大厦", "700"),)),
    ("19-arrears-columns/国有载体台账.xlsx", (F.NAME, F.RENT_YUAN_PER_M2_MONTH), (("望潮大厦", "70"),)),
)  # fmt: skip


def _shown(record: ReadRecord, fields: tuple[Field, ...]) -> tuple[str, ...]:
    return tuple(record.show(field) for field in fields)


@pytest.mark.parametrize(("name", "fields", "expected"), [pytest.param(*case, id=case[0]) for case in _VALUES])
def test_a_case_is_read_as_a_person_reads_it(
    name: str, fields: tuple[Field, ...], expected: tuple[tuple[str, ...], ...]
) -> None:
    found = [_shown(record, fields) for record in records_of(CASES / name)]
    if len(expected) > 1:
        assert found == list(expected)
    else:
        assert set(expected) <= set(found)


def test_what_nobody_released_is_for_staff() -> None:
    record = records_of(CASES / "19-arrears-columns" / "国有载体台账.xlsx")[0]
    assert {"租户名称", "欠租金额（万元）", "租金到期日"} <= record.restricted
    assert any("成交租金" in header for header in record.restricted)
