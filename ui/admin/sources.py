"""Sources as a person writes them in a form: one a line, ``《办法》第八条``, ``#passage label`` or either with ``｜the sentence`` behind it."""

from collections.abc import Sequence

from assistant.contract.curation import StandardSource

_QUOTE = "｜"


def passage_line(chunk_id: str, label: str) -> str:
    """A passage that was chosen from what was found."""
    return f"#{chunk_id} {label}"


def source_lines(sources: Sequence[StandardSource]) -> str:
    """What was cited, to be changed; a passage that is gone keeps its label."""
    lines = []
    for source in sources:
        line = passage_line(source.chunk_id, source.label) if source.chunk_id else source.label
        lines.append(line if source.whole or "\n" in source.quote else f"{line}{_QUOTE}{source.quote}")
    return "\n".join(lines)


def wanted_sources(text: str) -> list[dict[str, str]]:
    """What the API is asked to rest on."""
    return [_wanted(line.strip()) for line in text.splitlines() if line.strip()]


def written_lines(text: str) -> list[str]:
    """The lines of a box without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _wanted(line: str) -> dict[str, str]:
    place, _, quote = line.partition(_QUOTE)
    if place.startswith("#"):
        chunk_id = place[1:].split(maxsplit=1)[0] if place[1:].split() else ""
        return {"chunk_id": chunk_id, "quote": quote.strip()} if chunk_id else {"address": place}
    return {"address": place.strip(), "quote": quote.strip()}
