"""The fields of listed rows. What bureaus call them stands in ``columns.yaml``; the typed columns are named after them (``tables.py``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

OWN_COLUMN = "column:"
"""What the name of a ledger's own column begins with where fields are named."""


class Field(StrEnum):
    """What a column means. The value is the Chinese label shown to users."""

    NAME = "名称"
    PART = "楼座"
    ADDRESS = "地址"
    STREET = "街道"
    BUSINESS_AREA = "商圈"
    CATEGORY = "类型"
    GRADE = "级别"
    USE = "适合业态"
    TOTAL_AREA_M2 = "总建筑面积"
    VACANT_AREA_M2 = "空置面积"
    DIVISIBLE_FROM_M2 = "最小可分割面积"
    FLOOR_AREA_M2 = "标准层面积"
    BILLED_AREA_M2 = "计租面积"
    USABLE_AREA_M2 = "使用面积"
    INNER_AREA_M2 = "套内面积"
    LAND_AREA_M2 = "用地面积"
    VACANCY_PERCENT = "空置率"
    OCCUPANCY_PERCENT = "入驻率"
    FLOOR_HEIGHT_M = "层高"
    FLOOR_LOAD_T_PER_M2 = "荷载"
    CRANE_T = "行车"
    POWER_KVA = "供电"
    RENT_YUAN_PER_M2_MONTH = "租金"
    PROPERTY_FEE_YUAN_PER_M2_MONTH = "物业费"
    FIT_OUT = "交付标准"
    RENT_FREE_MONTHS = "免租期"
    METRO = "地铁"
    METRO_DISTANCE_M = "距地铁"
    PARKING = "停车位"
    AVAILABLE_FROM = "可交付时间"
    PLOT_RATIO = "容积率"
    TENURE_YEARS = "出让年限"
    COMPLETED_ON = "建成时间"
    FLOORS = "层数"
    FLOOR = "楼层"
    FRONTAGE_M = "面宽"
    EFFICIENCY_PERCENT = "得房率"
    OWNERSHIP = "产权性质"
    LEASE_TERMS = "租售方式"
    LONGITUDE = "经度"
    LATITUDE = "纬度"
    COORDINATES = "经纬度"
    PHOTO = "照片"
    STATUS = "状态"
    CONTACT = "联系方式"
    VERIFIED_ON = "核验时间"
    # opportunities only
    TOPIC = "类别"
    CONTENT = "内容"
    INVESTMENT_YUAN = "投资规模"
    COOPERATION = "合作方式"
    UNIT = "责任单位"
    DEADLINE = "截止时间"


@dataclass(frozen=True, slots=True)
class Column:
    """A ledger's own column, which is none of the fields, by its header without remarks (``充电桩``) and the unit that it counts in."""

    header: str
    unit: str = ""

    @property
    def name(self) -> str:
        """How forms and programs call it."""
        return f"{OWN_COLUMN}{self.header}{f'（{self.unit}）' if self.unit else ''}"

    @property
    def value(self) -> str:
        """How users read it."""
        return self.header


AnyField = Field | Column
"""What a condition, an order or a sum can be about."""

ENGLISH_LABELS: Mapping[Field, str] = {
    Field.NAME: "name",
    Field.PART: "block",
    Field.ADDRESS: "address",
    Field.STREET: "sub-district",
    Field.BUSINESS_AREA: "business area",
    Field.CATEGORY: "type",
    Field.GRADE: "grade",
    Field.USE: "suitable use",
    Field.TOTAL_AREA_M2: "total floor area",
    Field.VACANT_AREA_M2: "vacant area",
    Field.DIVISIBLE_FROM_M2: "smallest unit",
    Field.FLOOR_AREA_M2: "typical floor area",
    Field.BILLED_AREA_M2: "billed area",
    Field.USABLE_AREA_M2: "usable area",
    Field.INNER_AREA_M2: "area inside the unit",
    Field.LAND_AREA_M2: "land area",
    Field.VACANCY_PERCENT: "vacancy rate",
    Field.OCCUPANCY_PERCENT: "occupancy rate",
    Field.FLOOR_HEIGHT_M: "floor height",
    Field.FLOOR_LOAD_T_PER_M2: "floor load",
    Field.CRANE_T: "crane",
    Field.POWER_KVA: "power supply",
    Field.RENT_YUAN_PER_M2_MONTH: "rent",
    Field.PROPERTY_FEE_YUAN_PER_M2_MONTH: "property fee",
    Field.FIT_OUT: "fit-out",
    Field.RENT_FREE_MONTHS: "rent-free period",
    Field.METRO: "metro",
    Field.METRO_DISTANCE_M: "distance to metro",
    Field.PARKING: "parking",
    Field.AVAILABLE_FROM: "available from",
    Field.PLOT_RATIO: "plot ratio",
    Field.TENURE_YEARS: "tenure",
    Field.COMPLETED_ON: "completed",
    Field.FLOORS: "storeys",
    Field.FLOOR: "floor",
    Field.FRONTAGE_M: "frontage",
    Field.EFFICIENCY_PERCENT: "usable share",
    Field.OWNERSHIP: "ownership",
    Field.LEASE_TERMS: "lease or sale",
    Field.LONGITUDE: "longitude",
    Field.LATITUDE: "latitude",
    Field.COORDINATES: "coordinates",
    Field.PHOTO: "photo",
    Field.STATUS: "status",
    Field.CONTACT: "contact",
    Field.VERIFIED_ON: "verified on",
    Field.TOPIC: "category",
    Field.CONTENT: "content",
    Field.INVESTMENT_YUAN: "investment",
    Field.COOPERATION: "cooperation",
    Field.UNIT: "responsible unit",
    Field.DEADLINE: "deadline",
}

UNITS: Mapping[Field, str] = {
    Field.TOTAL_AREA_M2: "㎡",
    Field.VACANT_AREA_M2: "㎡",
    Field.DIVISIBLE_FROM_M2: "㎡",
    Field.FLOOR_AREA_M2: "㎡",
    Field.BILLED_AREA_M2: "㎡",
    Field.USABLE_AREA_M2: "㎡",
    Field.INNER_AREA_M2: "㎡",
    Field.LAND_AREA_M2: "㎡",
    Field.VACANCY_PERCENT: "%",
    Field.OCCUPANCY_PERCENT: "%",
    Field.FLOOR_HEIGHT_M: "米",
    Field.FLOOR_LOAD_T_PER_M2: "吨/㎡",
    Field.CRANE_T: "吨",
    Field.POWER_KVA: "kVA",
    Field.RENT_YUAN_PER_M2_MONTH: "元/㎡·月",
    Field.METRO_DISTANCE_M: "米",
    Field.PARKING: "个",
    Field.FLOORS: "层",
    Field.FRONTAGE_M: "米",
    Field.EFFICIENCY_PERCENT: "%",
    Field.PROPERTY_FEE_YUAN_PER_M2_MONTH: "元/㎡·月",
    Field.RENT_FREE_MONTHS: "个月",
    Field.INVESTMENT_YUAN: "元",
}

DATE_FIELDS = frozenset({Field.VERIFIED_ON, Field.DEADLINE, Field.AVAILABLE_FROM, Field.COMPLETED_ON})

GRADUAL = frozenset({*UNITS, Field.PLOT_RATIO, Field.TENURE_YEARS, *DATE_FIELDS})
"""What there is more or less of, so that rows can be put in order by it; a street is none."""
