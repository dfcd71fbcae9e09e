"""Stores of many made-up listings for measurements (seeded; 20 % of each optional value missing), kept between runs."""

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from assistant.buildings.ledgers.ledger_tables import LedgerEntryRow, LedgerRow
from assistant.buildings.ledgers.names import name_key
from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow, ListingTagRow
from assistant.database import Base, Database
from assistant.documents.tables import ChunkRow, DocumentRow, StoreFactRow
from assistant.records import OPEN_END, OPEN_START, ChunkKind, Clearance, DocumentKind
from benchmarks.measuring import timed

AS_OF = date(2026, 11, 23)
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
_LEDGER_ROWS = 10_000
_BATCH = 5000
_VERSION = 1  # of the rows below: a store of other rows is another store


def open_store(folder: Path, rows: int, seed: int = 7) -> Database:
    """The store of so many made-up rows, built in the folder where it is not there yet; its schema brought up to date."""
    path = folder / f"listings-{_VERSION}-{rows}-{seed}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as beside:
            unfinished = Path(beside) / path.name
            database = Database(f"sqlite:///{unfinished}")
            database.migrate()
            _, milliseconds = timed(lambda: _fill(database, rows, seed))
            database.close()
            unfinished.rename(path)
        print(f"{rows} rows stored in {milliseconds / 1000:.0f} s", file=sys.stderr)
    database = Database(f"sqlite:///{path}")
    database.migrate()
    return database


def _fill(database: Database, rows: int, seed: int) -> None:
    """Store public ledgers of 10,000 made-up rows each, as ingestion stores them."""
    chance = random.Random(seed)
    with database.session() as session:
        session.add(StoreFactRow(name="generation", value="1"))
        for number in range(1, -(-rows // _LEDGER_ROWS) + 1):
            _add_ledger(session, number)
        batch: dict[type[Base], list[dict[str, object]]] = {}
        for number in range(1, rows + 1):
            for table, values in _row(number, chance):
                batch.setdefault(table, []).append(values)
            if number % _BATCH == 0 or number == rows:
                for table in (ChunkRow, LedgerEntryRow, ListingRow, ListingDetailRow, ListingTagRow):
                    session.connection().execute(insert(Base.metadata.tables[table.__tablename__]), batch.pop(table))


def _add_ledger(session: Session, number: int) -> None:
    document_id = f"ledger{number:03}"
    session.add(
        DocumentRow(
            id=document_id, name=f"载体台账{number:03}.xlsx", sha256=f"{number:064}", size_bytes=1, media_type="x",
            kind=DocumentKind.LISTING, clearance=Clearance.PUBLIC, title="载体台账", text="", has_restricted=False,
        )
    )  # fmt: skip
    session.flush()
    columns = [{"header": "空置面积", "column": "A", "field": "VACANT_AREA_M2", "restricted": False}]
    session.add(
        LedgerRow(
            number=number, document_id=document_id, ordinal=0, sheet="台账", layout="bench", edition_on=AS_OF, columns=columns
        )
    )  # fmt: skip
    session.flush()


def _row(number: int, chance: random.Random) -> Iterator[tuple[type[Base], dict[str, object]]]:
    ledger, ordinal = divmod(number - 1, _LEDGER_ROWS)
    document_id = f"ledger{ledger + 1:03}"
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
        "id": f"c{number}", "vector_id": f"c{number}", "document_id": document_id, "ordinal": ordinal, "kind": ChunkKind.ROW, "text": name,
        "embedded_text": "", "locator": f"第{ordinal + 2}行", "start": 0, "end": 1, "sheet": "台账", "row": ordinal + 2, "cells": [],
    }  # fmt: skip
    yield LedgerEntryRow, {
        "number": number, "key": str(number), "kind": DocumentKind.LISTING, "name": name, "first_seen_on": AS_OF, "last_seen_on": AS_OF,
    }  # fmt: skip
    yield ListingRow, {
        "number": number, "id": f"l{number}", "document_id": document_id, "ledger_number": ledger + 1, "entry_number": number,
        "chunk_id": f"c{number}", "ordinal": ordinal, "kind": DocumentKind.LISTING, "clearance": Clearance.PUBLIC,
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
