"""What bureaus write above their columns, and the field it means.

A plain table: one line a field, with the patterns that its headers match. To teach a new spelling, add it to the line. Headers
are normalised first (full-width to half-width, lower case, no spaces), so ``面积（㎡）·空置`` is seen as ``面积(m2)·空置``. Lines are
tried from top to bottom, so the special stands above the general (``空置面积`` above ``面积``). A header that matches nothing stays
an extra column: searchable and shown, without a field.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from assistant.buildings.figures import normalise
from assistant.records import DocumentKind


class Field(StrEnum):
    """What a column means. The value is the Chinese label shown to users."""

    NAME = "名称"
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


ENGLISH_LABELS: Mapping[Field, str] = {
    Field.NAME: "name",
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

Columns = tuple[tuple[Field, str], ...]

LISTING_COLUMNS: Columns = (
    (Field.METRO_DISTANCE_M, r"距.*(?:地铁|轨道|轻轨).*|(?:地铁|轨道).*距离|.*步行距离"),
    (Field.VERIFIED_ON, r".*(?:信息|数据|台账|价格|租金)?(?:核验|核实|更新|核查|采集|填报|核价)(?:时间|日期|于)?"),
    (Field.PARKING, r"(?!.*(?:租|费|价)).*(?:停车|车位|泊位).*"),
    (Field.RENT_FREE_MONTHS, r".*(?:免租|装修期).*"),
    (
        Field.DIVISIBLE_FROM_M2,
        r".*(?:分割|起租面积|起租|最小(?:可租|租赁|出租|单元)|单元面积|最小面积|可拆分|可分租).*",
    ),
    (Field.VACANCY_PERCENT, r".*空置(?:率|比例).*"),
    (Field.OCCUPANCY_PERCENT, r".*(?:入驻率|出租率|去化率|入住率|使用率).*"),
    (
        Field.VACANT_AREA_M2,
        r".*(?:空置|可租|可招商|可出租|闲置|剩余|待租|可供|待招商|可用|在租|空余).*(?:面积|体量|m2|平方米).*"
        r"|.*面积.*(?:空置|可租|可招商|可出租|闲置|剩余|待租|可供|待招商|可用|空余).*|空置|闲置|可租",
    ),
    (Field.LAND_AREA_M2, r".*(?:用地|土地|地块|宗地|占地|出让).*面积.*|面积.*亩.*|亩数"),
    (Field.FLOOR_AREA_M2, r".*(?:标准层|单层|每层|首层).*面积.*|.*面积.*(?:标准层|单层).*"),
    (
        Field.TOTAL_AREA_M2,
        r".*(?:建筑|建面|总|体量|房屋|厂房|仓库|铺面|商铺|经营).*面积.*|面积.*|建筑规模|总体量.*|建面.*",
    ),
    (Field.FLOOR_HEIGHT_M, r".*(?:层高|净高|檐高|檐口|举架).*|高度\(?m?米?\)?"),
    (Field.FLOOR_LOAD_T_PER_M2, r".*(?:荷载|承重|荷重|载荷|承载).*"),
    (Field.CRANE_T, r".*(?:行车|吊车|起重|天车|航吊|牛腿|桁车).*"),
    (Field.POWER_KVA, r".*(?:供电|电力|用电|变压器|配电|电容|电量|电压).*"),
    (Field.PROPERTY_FEE_YUAN_PER_M2_MONTH, r".*(?:物业费|物管费|管理费|物业服务费).*"),
    (
        Field.RENT_YUAN_PER_M2_MONTH,
        r"(?!.*(?:停车|车位|面积|方式|形式|底价|底线|内部|备注|期限)).*(?:租金|租价|月租|日租|年租|出租价|租赁价|单价|报价|均价).*",
    ),
    (Field.FIT_OUT, r".*(?:交付|交房|装修|装饰).*(?:标准|情况|状况|状态|程度|条件)?(?<!时间)(?<!日期)"),
    (Field.AVAILABLE_FROM, r".*(?:交付|交房|入驻|可租|起租|可用|交地|腾空)(?:时间|日期|期).*|可入驻.*"),
    (Field.METRO, r".*(?:地铁|轨道|轻轨|交通).*"),
    (Field.PLOT_RATIO, r".*容积率.*"),
    (Field.TENURE_YEARS, r".*(?:出让|使用)(?:年限|年期).*|年限"),
    (Field.GRADE, r"(?!.*(?:消防|抗震|耐火|能效|防火)).*(?:级别|等级|品级|档次).*"),
    (Field.STREET, r".*(?:街道|镇街|街镇|乡镇|属地|辖区|社区|片区|区域).*"),
    (Field.BUSINESS_AREA, r".*(?:商圈|板块|园区|功能区|环线).*"),
    (
        Field.CATEGORY,
        r"(?:载体|物业|资源|房屋|楼宇|建筑|房源|资产|用地|项目)?(?:类型|类别|性质|种类|形态)|规划用途|用途|土地用途|用地性质",
    ),
    (
        Field.USE,
        r".*(?:业态|行业|产业|适合|适用|招商方向|功能定位|定位|主导|意向|宜).*|推荐用途",
    ),
    (Field.STATUS, r".*(?:状态|状况|租售情况|使用情况|现状).*"),
    (Field.CONTACT, r".*(?:联系|电话|招商热线|对接人|负责人|咨询).*"),
    (Field.ADDRESS, r".*(?:地址|位置|坐落|地点|四至|区位).*"),
    (
        Field.NAME,
        r"(?:楼宇|项目|载体|物业|楼栋|商铺|铺位|门面|厂房|仓库|园区|资源|房源|地块|宗地|点位|建筑|大厦|厂房/仓库|厂房仓库|仓库/厂房)?"
        r"(?:\(?项目\)?)?(?:名称|名|简称)|楼宇|商铺|铺位|厂房|仓库|地块|宗地|地块编号|宗地编号|宗地号|点位",
    ),
)

OPPORTUNITY_COLUMNS: Columns = (
    (Field.VERIFIED_ON, r".*(?:核验|核实|更新)(?:时间|日期)"),
    (Field.DEADLINE, r".*(?:时限|截止|期限|有效期|征集时间|截至|报名).*"),
    (Field.INVESTMENT_YUAN, r".*(?:投资|资金|总投|项目规模|预算|金额).*|规模.*"),
    (Field.COOPERATION, r".*(?:合作|参与|招商|供给|实施)(?:方式|模式|形式).*"),
    (Field.CONTACT, r".*(?:联系|电话|对接人|联络).*"),
    (Field.UNIT, r".*(?:责任|牵头|主管|发布|实施|承办|业主|申报)?(?:单位|部门|主体|机构).*"),
    (Field.STATUS, r".*(?:状态|进展|进度|阶段).*"),
    (Field.NAME, r".*(?:项目|机会|需求|场景|清单|事项)(?:名称|名)|名称|项目|标题"),
    (Field.CONTENT, r".*(?:内容|简介|概况|描述|说明|详情|需求|目标|要求).*"),
    (Field.TOPIC, r".*(?:类别|类型|分类|领域|行业|产业|大类|场景).*"),
    (Field.STREET, r".*(?:街道|镇街|属地|片区|区域).*"),
    (Field.ADDRESS, r".*(?:地址|位置|地点|选址).*"),
)

DATE_FIELDS = frozenset({Field.VERIFIED_ON, Field.DEADLINE, Field.AVAILABLE_FROM})


def field_of(header: str, kind: DocumentKind) -> Field | None:
    """The field a header means; None for an extra column.

    Where the whole header means nothing, its last line (``联系·电话`` → ``电话``) and then the lines above it are tried.
    """
    columns = OPPORTUNITY_COLUMNS if kind is DocumentKind.OPPORTUNITY else LISTING_COLUMNS
    parts = _parts(header)
    for candidate in ("".join(parts), *reversed(parts)):
        plain = re.sub(r"\([^()]*\)", "", candidate)
        for text in dict.fromkeys((candidate, plain)):
            for field, pattern in columns:
                if re.fullmatch(pattern, text):
                    return field
    return None


def _parts(header: str) -> list[str]:
    """The lines of a joined header, without spaces. A ``·`` inside brackets belongs to a unit (``元/㎡·月``)."""
    text = re.sub(r"\s+", "", normalise(header))
    return [part for part in re.split(r"·(?![^()]*\))", text) if part]
