"""Questions whose best match in the samples is dead on the day asked about: repealed, expired, not yet in force, an older edition, a clause
stopped alone. What each must be answered from, or that the dead text is only mentioned."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from assistant.records import Role

DAY = date(2026, 11, 23)
OFFICES_2021, OFFICES_2025 = "云汀区促进楼宇经济发展办法", "云汀区支持楼宇经济高质量发展若干政策"
LISTING, SHOPS = "云汀区推进企业上市挂牌奖励办法", "云汀区促进首店经济和夜间经济发展若干措施"
HOUSEWORK, TRAINING = "云汀区促进家政服务业提质发展若干措施", "云汀区企业职业技能培训补贴实施细则"


class Expected(Enum):
    """LIVING: answered from text in force, nothing of the dead one. MENTIONED: refused, the dead text named as dead. OLDER: the question asks
    for the older rule, which is quoted under a banner."""

    LIVING = auto()
    MENTIONED = auto()
    OLDER = auto()


@dataclass(frozen=True, slots=True)
class Trap:
    """``says`` must stand in the answer, ``never`` must not; ``document`` is the one quoted (LIVING, OLDER) or named as dead (MENTIONED);
    ``successor`` is quoted beside it."""

    id: str
    question: str
    expected: Expected
    document: str
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    as_of: date = DAY
    role: Role = Role.INVESTOR
    successor: str = ""


def _living(
    id: str, question: str, document: str, says: str, *never: str, as_of: date = DAY, role: Role = Role.INVESTOR
) -> Trap:
    return Trap(id, question, Expected.LIVING, document, (says,), never, as_of, role)


def _mentioned(
    id: str, question: str, document: str, *never: str, as_of: date = DAY, role: Role = Role.INVESTOR
) -> Trap:
    return Trap(id, question, Expected.MENTIONED, document, (), never, as_of, role)


def _older(id: str, question: str, document: str, says: str, successor: str = "", as_of: date = DAY) -> Trap:
    return Trap(id, question, Expected.OLDER, document, (says,), (), as_of, successor=successor)


REPEALED = (
    _living(
        "rent-rate",
        "新引进企业租用写字楼，租金补贴比例和每平方米上限是多少？",
        OFFICES_2025,
        "30%",
        "15元",
        "20%给予补贴",
    ),
    _living("rent-yearly-cap", "单个企业每年获得的租金补贴总额最高是多少？", OFFICES_2025, "200万元", "100万元。"),
    _living(
        "rent-conditions",
        "新引进企业租多大面积的办公用房、实缴注册资本多少才能申请租金补贴？",
        OFFICES_2025,
        "300平方米",
        "1000万元以上",
    ),
    _living("fit-out", "企业装修自用办公用房，一次性装修补贴每平方米多少元？", OFFICES_2025, "300元", "200元"),
    _living("purchase", "新引进企业购置自用办公用房，按购房合同价款的百分之几补助？", OFFICES_2025, "3%", "2%给予"),
    _living("grade", "楼宇评定为甲级，给运营机构多少奖励？", OFFICES_2025, "甲级", "40万元"),
    _living(
        "occupancy",
        "楼宇入驻率连续四个季度保持在95%以上，运营机构每年奖励多少？",
        OFFICES_2025,
        "30万元",
        "20万元运营奖励",
    ),
    _living(
        "revenue",
        "楼宇内入驻企业年度营业收入合计首次突破10亿元，运营机构奖励多少？",
        OFFICES_2025,
        "20万元",
        "15万元、45万元",
    ),
    _living("rebuilding", "楼宇建成十五年以上整体改造，按改造投入的多少补助？", OFFICES_2025, "十年以上", "十五年以上"),
    _living("rent-staff", "现在写字楼租金补贴的标准是什么？", OFFICES_2025, "20元", "15元", role=Role.STAFF),
    _living(
        "rent-english",
        "How much rent subsidy per square metre can a newly introduced company get for its office?",
        OFFICES_2025,
        "300平方米",
        "15元",
    ),
    _living(
        "fit-out-english",
        "What is the fit-out subsidy per square metre for a company decorating its own office?",
        OFFICES_2025,
        "300元",
        "200元",
    ),
)
EXPIRED = (
    _mentioned("listing", "现在企业在北京证券交易所上市，区里奖励多少？", LISTING, "400万元"),
    _mentioned("listing-abroad", "企业在境外交易所首次公开发行股票上市奖励多少？", LISTING, "500万元"),
    _mentioned("listing-neeq", "企业在全国中小企业股份转让系统挂牌，给予多少奖励？", LISTING, "80万元"),
    _mentioned("listing-move", "市外上市公司将注册地迁入本区的一次性奖励是多少？", LISTING, "600万元"),
    _mentioned("listing-board", "在区域性股权市场专精特新专板挂牌奖励多少万元？", LISTING, "10万元奖励"),
    _mentioned("listing-advisers", "证券公司、律师事务所推动一家企业上市，项目团队奖励多少？", LISTING, "30万元"),
    _mentioned("listing-refinancing", "上市公司增发、配股再融资用于本区项目，按募集资金的多少奖励？", LISTING, "0.2%"),
    _mentioned("listing-staff", "企业上市挂牌奖励标准是多少？", LISTING, "400万元", role=Role.STAFF),
    _mentioned(
        "listing-english",
        "What reward does a company get for an initial public offering and listing on a stock exchange?",
        LISTING,
        "400万元",
    ),
    _mentioned("listing-first-day-after", "企业上市成功发行奖励多少？", LISTING, "400万元", as_of=date(2026, 1, 1)),
)
UPCOMING = (
    _mentioned("first-shop", "现在开一家中国首店，可以申请多少奖励？", SHOPS, "100万元"),
    _mentioned("first-shop-fit-out", "首店装修投入120万元，能补助多少？", SHOPS, "80万元"),
    _mentioned("night-energy", "商业综合体延长营业到24时以后，能源补贴每天多少钱？", SHOPS, "1000元"),
    _mentioned("night-street", "市级以上夜间经济集聚示范街区的运营机构奖励多少？", SHOPS, "100万元"),
    _mentioned("launch-event", "品牌企业在本区举办新品首发首秀活动，按场租搭建费用的多少补助？", SHOPS, "60万元"),
    _mentioned("first-shop-day-before", "开设中国首店奖励多少？", SHOPS, "100万元", as_of=date(2026, 12, 31)),
    _mentioned(
        "first-shop-english",
        "How much is the reward for opening the first store in China of a brand?",
        SHOPS,
        "100万元",
    ),
    _mentioned("shops-after-their-end", "开设中国首店奖励多少？", SHOPS, "100万元", as_of=date(2030, 1, 1)),
)
EDITIONS = (
    _living("training-new-staff", "新录用职工岗前培训不少于40课时，每人补贴多少？", TRAINING, "600元", "500元"),
    _living(
        "training-certificates", "职工取得中级工、高级工证书，企业每人补贴多少？", TRAINING, "2000元", "1500元、2500元"
    ),
    _living("training-centre", "企业自建培训中心年培训200人次以上，一次性补贴多少？", TRAINING, "20万元", "10万元"),
    _living("training-cap", "单个企业每年获得的职业技能培训补贴总额最高多少？", TRAINING, "40万元", "20万元。"),
    _living("training-deadline", "技能培训结束后几个月内要向人社局提出补贴申请？", TRAINING, "六个月", "三个月"),
    _living("training-clause", "《云汀区企业职业技能培训补贴实施细则》第三条", TRAINING, "600元", "500元"),
    _living(
        "training-before",
        "新录用职工岗前培训不少于40课时，每人补贴多少？",
        TRAINING,
        "500元",
        "600元",
        as_of=date(2026, 2, 28),
    ),
)
EXTENDED = (
    _living("extended", "员工制家政企业新增缴纳社保的家政服务员，稳岗补贴每人每年多少？", HOUSEWORK, "2000元"),
    _living("extended-network", "家政企业在社区设服务网点，每个网点建设补贴多少？", HOUSEWORK, "5万元"),
    _mentioned("clause-stopped", "家政企业租用培训基地，按基地实际租金的多少补贴？", HOUSEWORK, "20%"),
    _mentioned(
        "after-the-extension", "员工制家政企业稳岗补贴每人每年多少？", HOUSEWORK, "2000元", as_of=date(2028, 1, 1)
    ),
    _living(
        "clause-before-it-stopped",
        "家政企业租用培训基地，按基地实际租金的多少补贴？",
        HOUSEWORK,
        "20%",
        as_of=date(2025, 12, 31),
    ),
)
ASKED_FOR = (
    _older("in-2022", "2022年的时候写字楼租金补贴是多少？", OFFICES_2021, "15元", OFFICES_2025),
    _older("before-the-new", "在新办法出台以前，写字楼租金补贴比例是多少？", OFFICES_2021, "20%", OFFICES_2025),
    _older("named", "《云汀区促进楼宇经济发展办法》里装修补贴是多少？", OFFICES_2021, "200元", OFFICES_2025),
    _older("by-address", "《云汀区促进楼宇经济发展办法》第七条", OFFICES_2021, "20%", OFFICES_2025),
    _older("by-number", "云政规〔2021〕5号第九条", OFFICES_2021, "200元", OFFICES_2025),
    _older("last-year-listing", "去年企业在北交所上市奖励多少？", LISTING, "400万元"),
    _older(
        "in-2022-english",
        "What was the rent subsidy for office tenants in 2022?",
        OFFICES_2021,
        "500平方米",
        OFFICES_2025,
    ),
    _older(
        "as-of",
        "新引进企业租用写字楼的租金补贴标准是多少？",
        OFFICES_2021,
        "15元",
        OFFICES_2025,
        as_of=date(2023, 5, 1),
    ),
    _older("first-shop-next-year", "明年开中国首店有什么奖励？", SHOPS, "100万元"),
    _older("training-in-2023", "2023年岗前培训每人补贴多少？", TRAINING, "500元", TRAINING),
)
TRAPS = (*REPEALED, *EXPIRED, *UPCOMING, *EDITIONS, *EXTENDED, *ASKED_FOR)
