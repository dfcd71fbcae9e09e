"""Chinese text into words for the keyword index: jieba with a dictionary of the domain."""

import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import jieba

_DICTIONARY = Path(__file__).with_name("dictionary.txt")
_DOMAIN_FREQUENCY = 20_000  # high enough that jieba prefers the domain's word to its parts
_STOP_WORDS = frozenset(
    [
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "在",
        "是",
        "有",
        "为",
        "对",
        "从",
        "到",
        "把",
        "被",
        "让",
        "向",
        "以",
        "于",
        "之",
        "其",
        "等",
        "个",
        "吗",
        "呢",
        "吧",
        "啊",
        "哪",
        "哪些",
        "哪个",
        "什么",
        "怎么",
        "怎样",
        "如何",
        "多少",
        "几",
        "请问",
        "请",
        "问",
        "我",
        "我们",
        "你",
        "你们",
        "您",
        "他",
        "他们",
        "她",
        "它",
        "这",
        "那",
        "这个",
        "那个",
        "这些",
        "那些",
        "是否",
        "能否",
        "可以",
        "能",
        "会",
        "要",
        "想",
        "想要",
        "需要",
        "应该",
        "应当",
        "吗",
        "么",
        "也",
        "都",
        "就",
        "还",
        "又",
        "再",
        "很",
        "最",
        "更",
        "一下",
        "一个",
        "哪里",
        "谁",
        "为什么",
        "有没有",
        "是不是",
        "的话",
        "关于",
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "is",
        "are",
        "for",
        "and",
        "or",
        "what",
        "how",
        "which",
        "do",
        "does",
        "can",
        "on",
        "at",
        "by",
        "with",
        "be",
        "it",
        "i",
        "we",
        "you",
    ]
)
_NUMBERED = re.compile(
    r"(?P<number>[\u4e00-\u9fff]{1,12}〔\d{4}〕(?:第)?\d+号)"
    r"|(?P<article>第[〇零一二三四五六七八九十百千两\d]+[条章节款项编](?:之[一二三四五六七八九十]+)?)"
    r"|(?P<latin>[a-z0-9][a-z0-9.%+/_-]*)"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")


class Segmenter:
    """Cuts text for indexing and questions for searching in the same way."""

    def __init__(self, user_dictionary: Path | None = None) -> None:
        jieba.setLogLevel("ERROR")
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.tmp_dir = tempfile.gettempdir()
        self._lock = threading.Lock()
        self._dictionaries = [_DICTIONARY, *([user_dictionary] if user_dictionary else [])]
        self._domain_words: set[str] = set()
        self._ready = False

    def index_words(self, text: str) -> list[str]:
        """All words, long ones also by their parts, in order."""
        return [word for word in self._words(text) if word not in _STOP_WORDS]

    def query_words(self, text: str) -> list[str]:
        """The question's distinct words, in order."""
        return list(dict.fromkeys(self.index_words(text)))

    def everyday_frequency(self, word: str) -> int:
        """How often general Chinese uses the word, in jieba's counts: 0 for words of the domain and unknown ones."""
        self._prepare()
        return 0 if word in self._domain_words else int(self._tokenizer.FREQ.get(word, 0) or 0)

    def _words(self, text: str) -> Iterator[str]:
        self._prepare()
        normal = unicodedata.normalize("NFKC", text).lower()
        normal = re.sub(r"[\[【〔（(]\s*(\d{4})\s*[\]】〕）)]", r"〔\1〕", normal)
        at = 0
        for match in _NUMBERED.finditer(normal):
            yield from self._cut(normal[at : match.start()])
            yield match.group()
            if match.lastgroup == "number":
                yield from self._cut(match.group())
                yield from re.findall(r"\d+", match.group())
            at = match.end()
        yield from self._cut(normal[at:])

    def _cut(self, text: str) -> Iterator[str]:
        for run in _HAN.findall(text):
            yield from self._tokenizer.cut_for_search(run)

    def _prepare(self) -> None:
        if self._ready:
            return
        with self._lock:
            if self._ready:
                return
            self._tokenizer.initialize()
            for dictionary in self._dictionaries:
                for line in dictionary.read_text(encoding="utf-8").splitlines():
                    word = line.strip()
                    if word and not word.startswith("#"):
                        self._tokenizer.add_word(word, _DOMAIN_FREQUENCY)
                        self._domain_words.add(word)
            self._ready = True


@lru_cache(maxsize=4)
def segmenter(user_dictionary: Path | None = None) -> Segmenter:
    """The process's segmenter: its dictionary takes a second to load."""
    return Segmenter(user_dictionary)
