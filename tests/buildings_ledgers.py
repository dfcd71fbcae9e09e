"""Ledgers and an opportunity list as a bureau keeps them, stored in a real database for the tests of rows."""

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.buildings.headers.mapping import ColumnMapper
from assistant.buildings.ledgers.recording import record_listings
from assistant.database import Base, Database
from assistant.documents.tables import ChunkRow, DocumentRow, StoreFactRow
from assistant.records import ChunkKind, Clearance, DocumentKind
from tests.databases import VARIABLE, empty_database

AS_OF = date(2026, 11, 23)


@dataclass(frozen=True)
class Ledger:
    title: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: DocumentKind = DocumentKind.LISTING
    clearance: Clearance = Clearance.PUBLIC
    restricted: frozenset[str] = frozenset()
    valid_to: date | None = None


OFFICES = Ledger(
    title="云汀区商务楼宇空置台账",
    sheet="写字楼",
    header=(
        "楼宇名称", "地址", "所属街道", "商圈", "等级", "面积（㎡）·总建筑面积", "面积（㎡）·空置面积", "面积（㎡）·可分割最小面积",
        "租金（元/㎡·月）", "物业费（元/㎡·月）", "交付标准", "轨道交通", "停车位（个）", "主导业态", "联系电话", "核验时间", "底价（元/㎡·月）",
    ),
    rows=(
        ("星河广场A座", "星河路8号", "锦湖街道", "星河", "甲级", "60000", "12,000", "200", "75-85", "20", "精装修", "2号线星河站（300米）", "400", "金融、总部", "0999-5550201", "2026-10-28", "61"),
        ("星河广场B座", "星河路10号", "锦湖街道", "星河", "甲级", "50000", "5000", "150", "72", "20", "精装/毛坯", "2号线星河站（350米）", "300", "专业服务", "0999-5550201", "2026-10-28", "60"),
        ("锦湖国际中心", "湖滨大道66号", "锦湖街道", "锦湖湾", "超甲级", "90000", "18000", "500", "110", "28", "精装修", "2、4号线锦湖站（100米）", "800", "总部", "0999-5550201", "2026-09-30", "92"),
        ("老码头商务楼", "码头街5号", "东渡街道", "东渡", "丙级", "9000", "900", "50", "28", "6", "简装修", "无", "30", "商贸", "0999-5550202", "2026-08-15", "22"),
        ("东渡大厦", "东渡路18号", "东渡街道", "东渡", "乙级", "30000", "6000", "100", "45", "12", "毛坯", "4号线东渡站（1.5公里）", "120", "电商直播", "0999-5550202", "2026-10-15", "38"),
        ("云栖科创园1号楼", "云栖路1号", "云栖街道", "云栖科创", "乙级", "22000", "3000", "", "55", "10", "简装修", "", "无", "软件信息", "0999-5550203", "2026-11-05", "46"),
        ("云栖科创园2号楼", "云栖路3号", "云栖街道", "云栖科创", "乙级", "24000", "0", "100", "58", "10", "简装修", "", "200", "人工智能", "0999-5550203", "2026-11-05", "48"),
        ("湾畔商务港", "湾畔路9号", "云栖街道", "锦湖湾", "甲级", "40000", "8000", "300", "面议", "18", "精装修", "规划5号线", "260", "", "0999-5550203", "2026-11-02", "70"),
        ("合计", "", "", "", "", "325000", "52900", "", "", "", "", "", "", "", "", "", ""),
    ),
    restricted=frozenset({"底价（元/㎡·月）"}),
)  # fmt: skip
FACTORIES = Ledger(
    title="闲置厂房仓库台账",
    sheet="厂房仓库",
    header=("名称", "位置", "类型", "可租面积", "最小起租面积", "层高", "楼面荷载", "行车", "供电容量", "消防等级", "租金", "适合产业", "核验时间"),
    rows=(
        ("北岭标准厂房1号", "北岭一路8号", "厂房", "6800㎡", "1200㎡", "8.1米", "2.0吨/㎡", "10吨×2", "630kVA", "丙类", "18元/㎡·月", "高端装备", "2026-11-01"),
        ("北岭标准厂房2号", "北岭一路10号", "厂房", "1.44万㎡", "1200㎡", "5.4米", "1000kg/㎡", "无", "630kVA", "丙类", "14元/㎡·月", "精密仪器", "2026-11-01"),
        ("北岭重型车间", "北岭三路40号", "厂房", "4300㎡", "4300㎡", "10.5米", "4.0吨/㎡", "20吨×1、5吨×2", "800kVA", "丁类", "0.55元/㎡·天", "机械加工", "2026-10-18"),
        ("药谷GMP厂房", "药谷大道2号", "厂房", "5600㎡", "800㎡", "6米", "1.5吨/㎡", "", "1250kVA", "丙类", "32元/㎡·月", "生物医药", "2026-11-08"),
        ("北岭定制厂房", "北岭六路", "厂房", "按需定制", "10000㎡", "按需", "按需", "按需", "按需", "丙类", "面议", "龙头制造", "2026-11-01"),
        ("北岭物流园1号库", "北岭物流大道1号", "仓库", "12000㎡", "3000㎡", "9.0米", "3.0吨/㎡", "", "", "丙二类", "0.9元/㎡·天", "电商分拨", "2026-10-30"),
        ("北岭冷库", "北岭物流大道5号", "冷库", "3600平方米", "1200平方米", "7.5米", "2.5吨/㎡", "", "", "丙二类", "56万元/年（整租）", "冷链食品", "2026-10-30"),
    ),
)  # fmt: skip
SHOPS = Ledger(
    title="云汀区城改底商台账",
    sheet="底商",
    header=("编号", "街道", "铺位名称", "地址", "建筑面积(㎡)", "层高(米)", "租金(元/㎡·月)", "免租期", "适合业态", "排烟", "核验日期", "状态", "产权人电话"),
    rows=(
        ("DS-001", "锦湖街道", "星河路8-3号铺", "星河路8号裙楼", "186", "5.4", "220", "3个月", "品牌咖啡、轻食", "无排烟", "2026-10-28", "可租", "13900001111"),
        ("DS-002", "锦湖街道", "星河路8-7号铺", "星河路8号裙楼", "95", "4.8", "180-210", "", "餐饮", "有排烟", "2026-10-28", "可租", "13900002222"),
        ("DS-003", "东渡街道", "码头街5号铺", "码头街5号", "68", "3.6", "90", "1个月", "社区便利", "无排烟", "2026-09-30", "已租", "13900003333"),
        ("DS-004", "东渡街道", "东渡路20号铺", "东渡路20号", "140", "4.5", "95", "2个月", "简餐、文印", "有排烟", "2026-09-30", "可租", "13900004444"),
    ),
    restricted=frozenset({"产权人电话"}),
)  # fmt: skip
LAND = Ledger(
    title="云汀区工业用地台账",
    sheet="工业用地",
    header=("地块编号", "位置", "面积（亩）", "容积率", "出让年限", "规划用途"),
    rows=(
        ("YT-G-2026-01", "北岭七路", "50", "2.0", "20年", "工业"),
        ("YT-G-2026-02", "北岭八路", "120.5", "1.5", "50年", "工业"),
    ),
)
OPPORTUNITIES = Ledger(
    title="云汀区投资机会清单",
    sheet="机会清单",
    header=("序号", "类别", "项目名称", "内容", "投资规模（亿元）", "合作方式", "责任单位", "时限", "联系人/电话", "状态"),
    rows=(
        ("1", "先进制造", "新型显示模组产线项目", "建设中小尺寸显示模组产线", "12", "招商引资", "北岭工业园管委会", "2027-06-30", "0999-5550209", "开放"),
        ("2", "先进制造", "精密光学器件项目", "车载镜头产线", "3.2", "招商引资", "区投资合作局", "2026-09-30", "0999-5550101", "开放"),
        ("3", "数字经济", "低空巡检服务场景", "河道、桥梁无人机巡检", "0.12", "购买服务", "区城市运行中心", "2027-01-31", "0999-5550131", "开放"),
        ("4", "数字经济", "公共算力平台二期", "扩容智能算力", "6", "特许经营", "区经济和信息化局", "2026年底", "0999-5550131", "开放"),
        ("5", "城市更新", "旧码头片区更新", "改造旧码头仓库群", "9-10", "合作改造", "区投资合作局", "长期", "0999-5550101", "开放"),
        ("6", "城市更新", "老旧商场改造", "改造为社区商业中心", "面议", "合作改造", "区商务局", "2027-03-31", "0999-5550107", "已签约"),
    ),
    kind=DocumentKind.OPPORTUNITY,
)  # fmt: skip
LEDGERS = (OFFICES, FACTORIES, SHOPS, LAND, OPPORTUNITIES)


def database_with(folder: Path, *ledgers: Ledger) -> Database:
    """A database in the folder that holds these ledgers' rows, restricted cells in passages of their own as chunking makes them.

    With ``HUIZHAO_TEST_DATABASE`` (``postgresql+psycopg://postgres@127.0.0.1/postgres``) it is a new database of that server.
    """
    server = os.environ.get(VARIABLE, "")
    database = Database(empty_database(server)) if server else Database(f"sqlite:///{folder / 'huizhao.db'}")
    Base.metadata.create_all(database.engine)
    replace_ledgers(database, *ledgers)
    return database


def replace_ledgers(database: Database, *ledgers: Ledger) -> None:
    """Hold these ledgers and no others; the store's generation moves on."""
    with database.session() as session:
        for document in session.query(DocumentRow):
            session.delete(document)
        session.flush()
        for ledger in ledgers:
            _add(session, ledger)
        generation = session.get(StoreFactRow, "generation")
        if generation is None:
            session.add(StoreFactRow(name="generation", value="1"))
        else:
            generation.value = str(int(generation.value) + 1)


def _add(session, ledger: Ledger) -> None:
    document_id = hashlib.sha256(ledger.title.encode()).hexdigest()[:16]
    session.add(
        DocumentRow(
            id=document_id, name=f"{ledger.title}.xlsx", sha256="0" * 64, size_bytes=1, media_type="application/xlsx",
            kind=ledger.kind, clearance=ledger.clearance, title=ledger.title, text="", has_restricted=bool(ledger.restricted),
            valid_to=ledger.valid_to,
        )
    )  # fmt: skip
    session.flush()
    ordinal = 0
    for number, values in enumerate(ledger.rows, start=4):
        cells = [
            {"header": header, "value": value, "restricted": header in ledger.restricted}
            for header, value in zip(ledger.header, values, strict=True)
            if value
        ]
        public = [cell for cell in cells if not cell["restricted"]]
        hidden = [cell for cell in cells if cell["restricted"]]
        passages = [(public, False, 1)]
        if len(values[0]) > 40:
            passages = [(public, False, 1), (public, False, 2)]
        if hidden:
            passages.append(([*public[:1], *hidden], True, 1))
        for kept, restricted, part in passages:
            ordinal += 1
            identity = hashlib.sha256(f"{document_id}{number}{restricted}{part}".encode()).hexdigest()[:24]
            session.add(
                ChunkRow(
                    id=identity, vector_id=identity, document_id=document_id, ordinal=ordinal, kind=ChunkKind.ROW,
                    text="；".join(f"{cell['header']}：{cell['value']}" for cell in kept), embedded_text="",
                    locator=f"{ledger.sheet} 第{number}行", part=part, parts=sum(1 for item in passages if not item[1]) if not restricted else 1,
                    start=0, end=1, sheet=ledger.sheet, row=number, cells=kept, restricted=restricted,
                )
            )  # fmt: skip
    session.flush()
    record_listings(session, session.get_one(DocumentRow, document_id), ColumnMapper())
