"""A minimal OFD package: text objects on pages, one font by name. Source: GB/T 33190-2016."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from samples.builders.source_text import BlockKind, Source, chinese_date
from samples.builders.stable_zip import write_package

_NAMESPACE = "http://www.ofdspec.org/2016"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PAGE_MM = (210.0, 297.0)
_LEFT_MM, _TOP_MM, _LINE_MM, _SIZE_MM = 28.0, 37.0, 10.0, 5.64
_CHARACTERS_A_LINE = 27
_LINES_A_PAGE = 22
_FIRST_OBJECT_ID = 1000


def build_ofd(source: Source, path: Path) -> None:
    """Write one source as an OFD file."""
    lines = list(_lines(source))
    pages = [lines[at : at + _LINES_A_PAGE] for at in range(0, len(lines), _LINES_A_PAGE)]
    parts = {
        "OFD.xml": _root(source),
        "Doc_0/Document.xml": _document(len(pages)),
        "Doc_0/PublicRes.xml": _fonts(),
    }
    for index, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = _content(page, _FIRST_OBJECT_ID * (index + 1))
    write_package(path, {name: (_XML + text).encode() for name, text in parts.items()})


def _lines(source: Source) -> Iterator[tuple[float, str]]:
    """Lines with their left edge in characters."""
    yield from _centred(f"{source.issuer}关于印发")
    yield from _centred(f"《{source.title}》的通知")
    yield from _centred(source.number)
    yield 0, source.recipients
    yield from _wrapped(source.notice)
    yield _CHARACTERS_A_LINE - len(source.issuer) - 2, source.issuer
    yield _CHARACTERS_A_LINE - 11, chinese_date(source.issued_on)
    yield from _centred(source.title)
    for block in source.blocks:
        if block.kind is BlockKind.CHAPTER:
            yield from _centred(block.text)
        else:
            yield from _wrapped(f"{block.number}　{block.text}" if block.number else block.text)


def _centred(text: str) -> Iterator[tuple[float, str]]:
    yield max(0.0, (_CHARACTERS_A_LINE - len(text)) / 2), text


def _wrapped(text: str) -> Iterator[tuple[float, str]]:
    first = _CHARACTERS_A_LINE - 2
    yield 2, text[:first]
    for at in range(first, len(text), _CHARACTERS_A_LINE):
        yield 0, text[at : at + _CHARACTERS_A_LINE]


def _root(source: Source) -> str:
    return (
        f'<ofd:OFD xmlns:ofd="{_NAMESPACE}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{'0' * 32}</ofd:DocID><ofd:Title>{escape(source.title)}</ofd:Title>"
        f"<ofd:Author>{escape(source.issuer)}</ofd:Author><ofd:CreationDate>{source.issued_on}</ofd:CreationDate>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _document(pages: int) -> str:
    listed = "".join(
        f'<ofd:Page ID="{10 + index}" BaseLoc="Pages/Page_{index}/Content.xml"/>' for index in range(pages)
    )
    return (
        f'<ofd:Document xmlns:ofd="{_NAMESPACE}"><ofd:CommonData><ofd:MaxUnitID>{_FIRST_OBJECT_ID * (pages + 1)}'
        f"</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 {_PAGE_MM[0]:g} {_PAGE_MM[1]:g}</ofd:PhysicalBox>"
        "</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )


def _fonts() -> str:
    return (
        f'<ofd:Res xmlns:ofd="{_NAMESPACE}" BaseLoc="Res"><ofd:Fonts>'
        '<ofd:Font ID="3" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
    )


def _content(lines: list[tuple[float, str]], first_id: int) -> str:
    objects = []
    for index, (offset, text) in enumerate(lines):
        left = _LEFT_MM + offset * _SIZE_MM
        top = _TOP_MM + index * _LINE_MM
        advance = f' DeltaX="g {len(text) - 1} {_SIZE_MM}"' if len(text) > 1 else ""
        objects.append(
            f'<ofd:TextObject ID="{first_id + index + 2}" Font="3" Size="{_SIZE_MM}" '
            f'Boundary="{left:.2f} {top:.2f} {len(text) * _SIZE_MM:.2f} {_LINE_MM:g}">'
            f'<ofd:TextCode X="0" Y="{_SIZE_MM}"{advance}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )
    return (
        f'<ofd:Page xmlns:ofd="{_NAMESPACE}"><ofd:Content><ofd:Layer ID="{first_id + 1}" Type="Body">'
        f"{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
    )
