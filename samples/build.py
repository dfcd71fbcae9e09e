"""``python -m samples.build``: every file of the fictional district, made again from ``samples/sources``.

Needs python-docx, openpyxl, python-pptx, pypdfium2, pillow, numpy, LibreOffice (``soffice``) and the Noto CJK fonts.
"""

import argparse
import shutil
from datetime import date
from pathlib import Path

import yaml

from samples.builders.ofd import build_ofd
from samples.builders.pdf import build_pdf, build_scan
from samples.builders.photos import draw_photos
from samples.builders.pictures import build_notice, build_slides
from samples.builders.sheets import (
    build_office_ledger,
    build_plain_book,
    build_shop_file,
    earlier_editions,
    numbered,
    read_rows,
)
from samples.builders.source_text import Source, read_source
from samples.builders.web import build_markdown, build_page
from samples.builders.word import build_word

SAMPLES = Path(__file__).resolve().parent
SOURCES = SAMPLES / "sources"
_LEDGER_DAY = date(2026, 11, 16)
_FACTORY_NOTE = "注：面积、租金按业主填报原文登记，单位不统一的以单元格内注明的单位为准；“面议”指未公开报价。"
_OPPORTUNITY_NOTE = "注：时限为意向申报截止日期；联系时间为工作日9:00—17:30。"


def build_document(source: Source) -> None:
    """Make one written document in the format of its output's ending."""
    path = SAMPLES / source.output
    if source.look == "scan":
        build_scan(source, path)
    elif path.suffix == ".pdf":
        build_pdf(source, path)
    elif path.suffix == ".html":
        build_page(source, path, SOURCES / "templates" / "government_page.html")
    elif path.suffix == ".md":
        build_markdown(source, path)
    elif path.suffix == ".ofd":
        build_ofd(source, path)
    else:
        build_word(source, path)


def build_tables() -> None:
    """Make the three ledgers, the earlier editions of one of them, and the opportunity list."""
    listings = SAMPLES / "listings"
    draw_photos(listings / "照片")
    offices = read_rows(SOURCES / "商务楼宇.csv")
    build_office_ledger(offices, listings / "云汀区商务楼宇台账.xlsx", _LEDGER_DAY)
    for day, rows in earlier_editions(offices, read_rows(SOURCES / "商务楼宇-往期.csv")).items():
        build_office_ledger(rows, listings / f"云汀区商务楼宇台账（{day:%Y-%m}）.xlsx", day)
    units = {"供电容量": "供电", "可租面积": "可租面积", "租金": "租金报价"}
    build_plain_book(
        {name: numbered(read_rows(SOURCES / f"{name}.csv"), units) for name in ("厂房", "仓库")},
        {"厂房": "云汀区闲置厂房资源表（2026年11月）", "仓库": "云汀区闲置仓库资源表（2026年11月）"},
        [_FACTORY_NOTE],
        listings / "云汀区厂房仓库资源表.xlsx",
        _LEDGER_DAY,
    )
    build_shop_file(read_rows(SOURCES / "城改底商.csv"), listings / "云汀区城改底商台账.csv")
    opportunities = numbered(read_rows(SOURCES / "机会清单.csv"), {"投资规模": "投资规模（亿元）"})
    build_plain_book(
        {"机会清单": opportunities},
        {"机会清单": "云汀区2026年投资合作机会清单"},
        [_OPPORTUNITY_NOTE],
        SAMPLES / "opportunities" / "云汀区2026年投资合作机会清单.xlsx",
        date(2026, 9, 1),
    )


def build_guides() -> None:
    """Make the slides and the photographed notice, and copy the text file."""
    guides = SAMPLES / "guides"
    guides.mkdir(exist_ok=True)
    for name, build in (("03-推介.yaml", build_slides), ("04-申报通知.yaml", build_notice)):
        source = SOURCES / "guides" / name
        build(source, SAMPLES / yaml.safe_load(source.read_text(encoding="utf-8"))["output"])
    shutil.copyfile(SOURCES / "guides" / "02-办事须知.txt", guides / "惠企政策申报办事须知.txt")


def main() -> None:
    """Make everything, or only the documents whose source's name contains a word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="part of a source's file name, such as 楼宇经济2025")
    wanted = parser.parse_args().only
    for folder in ("policies", "reports", "guides"):
        for path in sorted((SOURCES / folder).glob("*.md")):
            if wanted in path.name:
                source = read_source(path)
                build_document(source)
                print(source.output)
    if not wanted:
        build_tables()
        build_guides()


if __name__ == "__main__":
    main()
