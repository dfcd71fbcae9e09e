"""Matching needs against many listed rows: ``python -m benchmarks.listings [--rows 200000] [--json]``.

The rows are made up (seeded), 20 % of each optional value missing, and stored as ingestion stores them. What is timed is what the API
does for a sentence: reading it, counting every row, reading and judging the first page, nearest misses and relaxations where
nothing fits. The first question after a change of the store, which reads the rows' words, is told apart.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert, text

from assistant.buildings.ledger_tables import LedgerEntryRow, LedgerRow
from assistant.buildings.matching import RowMatcher
from assistant.buildings.names import name_key
from assistant.buildings.tables import ListingDetailRow, ListingRow, ListingTagRow
from assistant.database import Database
from assistant.documents.tables import ChunkRow, DocumentRow, StoreFactRow
from assistant.records import OPEN_END, OPEN_START, ChunkKind, Clearance, DocumentKind, Principal
from benchmarks.measuring import latency_of, machine, timed

AS_OF = date(2026, 11, 23)
ROUNDS = 5
NEEDS = (
    "想租个两百平左右的办公室",
    "租金80以内的写字楼",
    "甲级写字楼，不要毛坯，500平左右",
    "地铁2号线附近的写字楼，租金60到80",
    "第3街道的写字楼，300到500平，最好有停车位",
    "预算一年一百万以内，300平写字楼",
    "层高8米以上、荷载3吨、带10吨行车的厂房",
    "供电800kVA以上，两三千平的厂房",
    "适合生物医药的厂房，1000平以上",
    "最便宜的三个仓库",
    "空置面积最大的五栋写字楼",
    "第7街道还有没有丙级写字楼，租金20以内",
    "停车位200个以上的甲级写字楼",
    "明年3月前能入驻的写字楼，精装修",
    "第12商圈的商铺，100平以内",
    "适合餐饮的商铺，租金150以内",
    "租金低于5元的写字楼，一万平以上",
    "厂房或者仓库都行，5000平左右，租金20以内",
    "所有乙级写字楼",
    "office about 500 sqm under 80 yuan near metro line 2",
)
FIGURES = (
    "有多少栋甲级写字楼",
    "全区写字楼空置面积合计",
    "按街道统计写字楼空置面积",
    "厂房平均租金",
)
_KINDS = (("写字楼", 0.45), ("厂房", 0.2), ("仓库", 0.15), ("商铺", 0.2))
_RENTS = {"写字楼": (25, 130), "厂房": (8, 40), "仓库": (8, 45), "商铺": (40, 300)}
_AREAS = {"写字楼": (50, 12000), "厂房": (300, 20000), "仓库": (300, 20000), "商铺": (20, 800)}
_USES = (
    "金融、总部",
    "软件信息",
    "人工智能",
    "生物医药",
    "商贸",
    "餐饮",
    "高端装备",
    "电商分拨",
    "冷链食品",
    "文化创意",
)
_BATCH = 5000


def fill(database: Database, rows: int, seed: int = 7) -> None:
    """Store one public ledger of so many made-up rows."""
    chance = random.Random(seed)
    with database.session() as session:
        session.add(
            DocumentRow(
                id="bench", name="bench.xlsx", sha256="0" * 64, size_bytes=1, media_type="x", kind=DocumentKind.LISTING,
                clearance=Clearance.PUBLIC, title="载体台账", text="", has_restricted=False,
            )
        )  # fmt: skip
        session.add(StoreFactRow(name="generation", value="1"))
        session.flush()
        columns = [{"header": "空置面积", "column": "A", "field": "VACANT_AREA_M2", "restricted": False}]
        session.add(
            LedgerRow(
                number=1,
                document_id="bench",
                ordinal=0,
                sheet="台账",
                layout="bench",
                edition_on=AS_OF,
                columns=columns,
            )
        )
        session.flush()
        batch: dict[type, list[dict[str, object]]] = {}
        for number in range(1, rows + 1):
            for table, values in _row(number, chance):
                batch.setdefault(table, []).append(values)
            if number % _BATCH == 0 or number == rows:
                for table in (ChunkRow, LedgerEntryRow, ListingRow, ListingDetailRow, ListingTagRow):
                    session.execute(insert(table), batch.pop(table))
        session.execute(text("ANALYZE"))


def _row(number: int, chance: random.Random) -> Iterator[tuple[type, dict[str, object]]]:
    kind = chance.choices([name for name, _ in _KINDS], [share for _, share in _KINDS])[0]
    name = f"{chance.choice('云锦湖星东西南北')}{chance.choice('汀湾渡河海岭')}{number}号{kind}"
    street, area = f"第{chance.randint(1, 20)}街道", f"第{chance.randint(1, 40)}商圈"
    address = f"第{chance.randint(1, 300)}大道{chance.randint(1, 999)}号"
    low, high = _AREAS[kind]
    vacant = Decimal(chance.randint(low, high))
    rent = Decimal(chance.randint(*_RENTS[kind]))
    industrial = kind in ("厂房", "仓库")

    def maybe(value: object) -> object:
        return value if chance.random() < 0.8 else None

    use = chance.choice(_USES)
    texts = {
        "grade": "" if industrial else str(maybe(chance.choice(("超甲级", "甲级", "甲级", "乙级", "丙级"))) or ""),
        "fit_out": str(maybe(chance.choice(("毛坯", "简装修", "精装修", "精装修/毛坯"))) or ""),
        "metro": str(maybe(chance.choice(("无", "1号线甲站（300米）", "2号线乙站（800米）", "规划5号线"))) or ""),
        "use": use,
    }
    figures = {
        "offered_area_m2": vacant,
        "vacant_area_m2": vacant,
        "total_area_m2": vacant * 3,
        "divisible_from_m2": maybe(Decimal(chance.choice((50, 100, 200, 500)))),
        "rent_yuan_per_m2_month": maybe(rent),
        "parking": maybe(Decimal(chance.randint(0, 500))),
        "floor_height_m": maybe(Decimal(chance.randint(4, 12))) if industrial else None,
        "floor_load_t_per_m2": maybe(Decimal(chance.randint(1, 5))) if industrial else None,
        "crane_t": maybe(Decimal(chance.choice((0, 5, 10, 20)))) if industrial else None,
        "power_kva": maybe(Decimal(chance.choice((315, 630, 800, 1250)))) if industrial else None,
        "metro_distance_m": maybe(Decimal(chance.randint(100, 3000))),
    }
    spans = {f"{field}_{end}": value for field, value in figures.items() for end in ("low", "high")}
    yield ChunkRow, {
        "id": f"c{number}", "vector_id": f"c{number}", "document_id": "bench", "ordinal": number, "kind": ChunkKind.ROW, "text": name,
        "embedded_text": "", "locator": f"第{number}行", "start": 0, "end": 1, "sheet": "台账", "row": number, "cells": [],
    }  # fmt: skip
    yield LedgerEntryRow, {
        "number": number, "key": str(number), "kind": DocumentKind.LISTING, "name": name, "first_seen_on": AS_OF, "last_seen_on": AS_OF,
    }  # fmt: skip
    yield ListingRow, {
        "number": number, "id": f"l{number}", "document_id": "bench", "ledger_number": 1, "entry_number": number,
        "chunk_id": f"c{number}", "ordinal": number, "kind": DocumentKind.LISTING, "clearance": Clearance.PUBLIC,
        "sheet": "台账", "row": number, "current_from": OPEN_START, "current_until": OPEN_END, "staff_until": OPEN_END,
        "name": name.upper(), "name_key": name_key(name), "address": address, "address_key": address, "street": street,
        "business_area": area, "category": kind, "available_from": maybe(date(2027, chance.randint(1, 12), 1)),
        "closed": chance.random() < 0.03, **texts, **spans,
    }  # fmt: skip
    shown = {
        "NAME": name,
        "ADDRESS": address,
        "STREET": street,
        "VACANT_AREA_M2": str(vacant),
        "RENT_YUAN_PER_M2_MONTH": str(rent),
    }
    cells = [{"field": field, "header": field, "text": said, "unit": "", "column": ""} for field, said in shown.items()]
    cells += [
        {"field": field.upper(), "header": field, "text": said, "unit": "", "column": ""}
        for field, said in texts.items()
        if said
    ]
    yield ListingDetailRow, {
        "listing_number": number, "cells": cells, "search_text": "\n".join((name, address, street, area, *texts.values())).lower(),
    }  # fmt: skip
    yield ListingTagRow, {"field": "CATEGORY", "value": kind, "listing_number": number}


def measure(rows: int, rounds: int = ROUNDS) -> dict[str, object]:
    """The times of all needs, each asked ``rounds`` times, and of each alone."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'listings.db'}")
        database.migrate()
        _, filled_ms = timed(lambda: fill(database, rows))
        print(f"{rows} rows stored in {filled_ms / 1000:.0f} s", file=sys.stderr)
        matcher = RowMatcher(database)
        _, first_ms = timed(lambda: matcher.match(NEEDS[0], Principal(), AS_OF, limit=10))
        of_need: dict[str, list[float]] = {}
        found: dict[str, str] = {}
        for _ in range(rounds):
            for need in NEEDS:
                match, milliseconds = timed(lambda need=need: matcher.match(need, Principal(), AS_OF, limit=10))
                of_need.setdefault(need, []).append(milliseconds)
                found[need] = f"{match.fitting_total} + {match.to_verify_total}"
        of_figure: dict[str, list[float]] = {}
        for _ in range(rounds):
            for need in FIGURES:
                _, milliseconds = timed(
                    lambda need=need: matcher.answer(need, Principal(), AS_OF, DocumentKind.LISTING)
                )
                of_figure.setdefault(need, []).append(milliseconds)
        database.close()
    return {
        "machine": machine(),
        "rows": rows,
        "first_ms": round(first_ms),
        "match": asdict(latency_of([one for times in of_need.values() for one in times])),
        "aggregate": asdict(latency_of([one for times in of_figure.values() for one in times])),
        "p50_ms_of": {need: latency_of(times).p50_ms for need, times in (of_need | of_figure).items()},
        "fitting_and_to_verify": found,
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time matching against many listed rows.")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    arguments = parser.parse_args()
    report = measure(arguments.rows)
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for item, figure in value.items():
                print(f"  {item}: {figure}")
        else:
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
