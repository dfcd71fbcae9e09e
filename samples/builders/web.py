"""A saved page of the district's website, and a plain Markdown file."""

from datetime import timedelta
from html import escape
from pathlib import Path
from string import Template

from samples.builders.source_text import Block, BlockKind, Source, chinese_date

_DAYS_TO_PUBLICATION = 6


def build_page(source: Source, path: Path, template: Path) -> None:
    """Fill the website's page template."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page = Template(template.read_text(encoding="utf-8").replace("$title_", "${title}_"))
    published = source.issued_on + timedelta(days=_DAYS_TO_PUBLICATION)
    text = page.substitute(
        title=escape(source.title),
        index_number=source.index_number,
        issuer=source.issuer,
        number=source.number,
        issued=chinese_date(source.issued_on),
        published=published.isoformat(),
        body="\n".join(_html(block) for block in source.blocks),
    )
    path.write_text(text, encoding="utf-8")


def build_markdown(source: Source, path: Path) -> None:
    """Write headings with ``##`` and article numbers in bold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"# {source.title}"]
    for block in source.blocks:
        if block.kind is BlockKind.CHAPTER:
            lines.append(f"## {block.text}")
        elif block.kind is BlockKind.ARTICLE:
            lines.append(f"**{block.number}** {block.text}")
        else:
            lines.append(block.text)
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def _html(block: Block) -> str:
    if block.kind is BlockKind.CHAPTER:
        return f'<p class="c">{escape(block.text)}</p>'
    if block.kind is BlockKind.ARTICLE:
        return f"<p><strong>{block.number}</strong>&ensp;{escape(block.text)}</p>"
    return f"<p>{escape(block.text)}</p>"
