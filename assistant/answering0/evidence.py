"""What retrieval found, and how well it covers what was asked."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from assistant import access
from assistant.answering0.language import chinese_terms, is_english, untranslated_words
from assistant.documents.tables import ChunkRow
from assistant.records import Hit, Principal
from assistant.retrieval.retriever import Retriever

# Words of asking, not of what is asked; they stand in few documents and would look telling.
_ASKING = frozenset(
    [
        "规定",
        "内容",
        "具体",
        "情况",
        "问题",
        "标准",
        "多少钱",
        "金额",
        "额度",
        "享受",
        "政策",
        "区里",
        "本区",
        "我区",
        "全区",
        "云汀区",
        "云汀",
        "公司",
        "企业",
        "单位",
        "现在",
        "目前",
        "今年",
        "最新",
        "一次性",
        "最高",
        "最多",
        "最低",
        "可以",
        "申请",
        "领取",
        "拿到",
        "给予",
        "支持",
        "相关",
        "有关",
        "方面",
        "依法",
        "条件",
        "时间",
        "时候",
        "什么时候",
        "多久",
        "电话",
        "号码",
        "年度",
        "每年",
        "每月",
        "认定",
        "办理",
        "需要",
        "能够",
        "属于",
        "比例",
        "上限",
        "说明",
        "介绍",
        "要求",
        "包括",
        "通过",
        "进行",
        "是什么",
        "吗",
        "名单",
        "推荐",
        "提供",
        "达到",
        "超过",
        "每家",
        "不同",
        "家",
        "栋",
        "项",
        "次",
        "内",
        "元",
        "年",
        "月",
        "日",
        "天",
    ]
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit with the share of the question's weight that its text covers, and the telling words that it lacks."""

    hit: Hit
    coverage: float
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """All that was found for a question. ``weights`` are its telling words with their inverse document frequency; ``unknown`` those
    that stand in no document the caller may see; ``names`` the proper names of an English question that nothing translates."""

    query: str
    english: bool
    current: tuple[Evidence, ...]
    lapsed: tuple[Evidence, ...]
    weights: Mapping[str, float]
    unknown: tuple[str, ...]
    names: tuple[str, ...]
    timings_ms: Mapping[str, float]


class EvidenceGatherer:
    """Searches, and weighs what was found."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def gather(self, question: str, principal: Principal, as_of: date, k: int) -> EvidenceSet:
        """Hits with their coverage. An English question is also looked up by the Chinese words of its terms."""
        english = is_english(question)
        terms = chinese_terms(question) if english else []
        query = f"{question} {' '.join(terms)}" if terms else question
        found = self._retriever.search(query, principal, as_of, k)
        weights, unknown = self._weigh(" ".join(terms) if english else question, principal)
        return EvidenceSet(
            query=query,
            english=english,
            current=tuple(self._cover(hit, weights) for hit in found.hits),
            lapsed=tuple(self._cover(hit, weights) for hit in found.lapsed),
            weights=weights,
            unknown=unknown,
            names=tuple(untranslated_words(question)) if english else (),
            timings_ms=found.timings_ms,
        )

    def coverage_of(self, text: str, weights: Mapping[str, float]) -> float:
        """Share of the weight of the words that stand in the text; 0 without words."""
        total = sum(weights.values())
        if not total:
            return 0.0
        words = set(self._retriever.keyword_index.query_words(text))
        return sum(weight for word, weight in weights.items() if word in words or word in text) / total

    def _cover(self, hit: Hit, weights: Mapping[str, float]) -> Evidence:
        chunk = hit.chunk
        text = f"{chunk.document.title} {chunk.passage.heading} {chunk.passage.locator} {hit.text}".lower()
        words = set(self._retriever.keyword_index.query_words(text))
        lacking = tuple(word for word in weights if word not in words and word not in text)
        total = sum(weights.values())
        missing = sum(weights[word] for word in lacking)
        return Evidence(hit, 1 - missing / total if total else 0.0, lacking)

    def _weigh(self, question: str, principal: Principal) -> tuple[dict[str, float], tuple[str, ...]]:
        words = [word for word in self._retriever.keyword_index.query_words(question) if _telling(word)]
        # A long word is indexed with its parts; the whole says it better.
        words = [word for word in words if not any(word != other and word in other for other in words)]
        frequencies: dict[str, int] = {}
        with self._retriever.database.session() as session:
            total = session.scalar(select(func.count()).select_from(ChunkRow)) or 0
            for clearance in access.clearances_of(principal):
                counts = self._retriever.keyword_index.document_frequencies(session, clearance, words)
                for word, count in counts.items():
                    frequencies[word] = frequencies.get(word, 0) + count
        weights = {word: math.log(1 + (total + 1) / (1 + frequencies.get(word, 0))) for word in words}
        return weights, tuple(word for word in words if word not in frequencies)


def best_by_coverage(evidence: Sequence[Evidence]) -> Evidence | None:
    """The evidence that covers most; of equals the one ranked first."""
    return max(evidence, key=lambda item: item.coverage, default=None)


def _telling(word: str) -> bool:
    return word not in _ASKING and (len(word) > 1 or word.isascii()) and not re.fullmatch(r"[\d.]", word)
