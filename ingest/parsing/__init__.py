"""One module a format; which one reads a file is decided by its bytes and its suffix."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from ingest.parsed import ParsedDocument
from ingest.parsing.allowance import ALLOWANCE
from ingest.parsing.detection import CONVERTED, PICTURES, SUFFIXES, readable_suffix
from ingest.parsing.limits import ParseLimits

Parser = Callable[[Path, ParseLimits], ParsedDocument]

_MODULES = {
    ".md": "web.markdown",
    ".markdown": "web.markdown",
    ".txt": "plain_text",
    ".html": "web.html",
    ".htm": "web.html",
    ".csv": "spreadsheets.csv_tables",
    ".tsv": "spreadsheets.csv_tables",
    ".docx": "office.docx",
    ".xlsx": "spreadsheets.xlsx",
    ".xlsm": "spreadsheets.xlsx",
    ".xls": "spreadsheets.xls",
    ".pptx": "office.pptx",
    ".ofd": "printed.ofd",
    ".pdf": "printed.pdf",
    **dict.fromkeys(PICTURES, "printed.images"),
}


def parse_file(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Read a file of any supported format.

    Raises UnsupportedFormat, FileTooLarge, UnreadableFile (empty, encrypted, damaged, misnamed) or ToolMissing, each with its own
    message. Errors of the libraries behind may come through too: ``sandbox.ParsingProcess`` turns them into UnreadableFile.
    """
    with ALLOWANCE.for_file(path, limits):
        suffix = readable_suffix(path, limits)
        if suffix not in CONVERTED:
            return _parser(suffix)(path, limits)
    from assistant.documents.office_conversion import convert

    target = CONVERTED[suffix]
    with convert(path, target, limits.timeout_s) as converted, ALLOWANCE.for_file(converted, limits):
        return _parser(target)(converted, limits)


def _parser(suffix: str) -> Parser:
    """The parser of a suffix; imported when first needed, as some bring large libraries."""
    parser: Parser = import_module(f"ingest.parsing.{_MODULES[suffix]}").parse
    return parser


__all__ = ["SUFFIXES", "ParseLimits", "parse_file"]
