"""Two held versions compared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.comparison.alignment import AlignedPair, Change, align
from assistant.comparison.articles import ArticledDocument, read_articles
from assistant.database import Database
from assistant.errors import InvalidInput
from assistant.records import DocumentInfo, Principal


@dataclass(frozen=True, slots=True)
class Comparison:
    """An older and a newer version, article by article, in the order of the newer."""

    old: DocumentInfo
    new: DocumentInfo
    pairs: tuple[AlignedPair, ...]

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many pairs of each kind there are, none left out."""
        found = Counter(pair.change for pair in self.pairs)
        return {change: found[change] for change in Change}


def compare(database: Database, old_id: str, new_id: str, principal: Principal) -> Comparison:
    """Raises NotFound when the caller may not see one of them, InvalidInput when there is nothing to compare by."""
    if old_id == new_id:
        raise InvalidInput("请选择两份不同的文件进行对照")
    old, new = read_articles(database, old_id, principal), read_articles(database, new_id, principal)
    for document in (old, new):
        _require_articles(document)
    return Comparison(old.info, new.info, align(old.articles, new.articles))


def _require_articles(document: ArticledDocument) -> None:
    if not document.articles:
        raise InvalidInput(f"《{document.info.title}》没有按“第几条”编号的正文，无法逐条对照")
