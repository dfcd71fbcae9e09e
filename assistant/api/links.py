"""Where other programs' users can open what is cited."""

from urllib.parse import quote

from assistant.answers import Citation


def chunk_url(base_url: str, chunk_id: str) -> str:
    """A passage in its place; ``base_url`` is the address under which the caller reached us, with its last slash."""
    return f"{base_url}api/chunks/{quote(chunk_id, safe='')}"


def citation_url(base_url: str, citation: Citation) -> str:
    """The same for one citation of an answer. What stands behind # makes it the citation's own, for a passage may be cited twice, and
    gives clients that show nothing but addresses something to read."""
    return f"{chunk_url(base_url, citation.chunk_id)}#{quote(f'[{citation.number}]{citation.label}')}"
