"""Chinese text into words for the keyword index: jieba with a dictionary of the domain."""

import logging
import marshal
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jieba
import platformdirs

from assistant.errors import ConfigurationError
from assistant.text.labels import PART_LABEL, with_normal_years
from assistant.text.numerals import int_to_chinese

if TYPE_CHECKING:
    from jieba.posseg import POSTokenizer

_DICTIONARY = Path(__file__).with_name("dictionary.txt")
_CACHE_FILE = "jieba.cache"  # jieba's own name for its dictionary in the form that loads fast
_DOMAIN_FREQUENCY = 20_000  # high enough that jieba prefers the domain's word to its parts
_STOP_WORDS = frozenset(
    """
    的 了 和 与 及 或 在 是 有 为 对 从 到 把 被 让 向 以 于 之 其 等 个 吗 呢 吧 啊 么 也 都 就 还 又 再 很 最 更 谁 几 问 请 能 会 要 想
    我 你 您 他 她 它 我们 你们 他们 这 那 这个 那个 这些 那些 哪 哪些 哪个 哪里 什么 怎么 怎样 如何 多少 为什么 有没有 是不是 是否 能否 可以
    想要 需要 应该 应当 一下 一个 请问 关于 的话
    the a an of to in is are for and or what how which do does can on at by with be it i we you
    """.split()  # noqa: SIM905 - a list literal would be a page long
)
_TOKEN = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]*)(?P<number>〔\d{4}〕第?\d+号)"
    r"|(?P<label>第[〇零一二三四五六七八九十百千]+[条章节款项编](?:之[一二三四五六七八九十]+)?)"
    r"|(?P<place>[a-z0-9]{1,4})(?P<unit>座|栋|幢|号楼|楼|层|区|级|类)"
    r"|(?P<latin>[a-z0-9]+(?:[.%+/_-][a-z0-9]+)*%?)"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_PART = 3
_LONGEST_ISSUER = 6  # characters of 云政办规 before a document number


class Segmenter:
    """Cuts text for indexing and questions for searching in the same way. Threads may share it."""

    def __init__(self) -> None:
        jieba.setLogLevel(logging.CRITICAL)
        self._tokenizer = jieba.Tokenizer()
        self._lock = threading.Lock()
        self._domain_words: set[str] = set()
        self._ready = False
        self._tagger: POSTokenizer | None = None

    def learn(self, dictionary: Path) -> None:
        """More words of the domain, one a line; lines that begin with # are remarks. Raises ConfigurationError."""
        self._prepare()
        try:
            with self._lock:
                self._learn(dictionary)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"读不了补充词典 {dictionary}：请检查 HUIZHAO_RETRIEVAL__USER_DICTIONARY，文件应为 UTF-8 编码，一行一词"
            ) from error

    def index_words(self, text: str) -> list[str]:
        """All words, long ones also by their parts, in order."""
        return [word for word in self._words(text) if word not in _STOP_WORDS]

    def query_words(self, text: str) -> list[str]:
        """The question's distinct words, in order."""
        return list(dict.fromkeys(self.index_words(text)))

    def pieces(self, text: str) -> list[str]:
        """The text cut into words and what stands between them: joined they give it back."""
        self._prepare()
        return list(self._tokenizer.cut(text))

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Words with jieba's tags (``nr`` a person's name, ``n`` a noun …): joined they give the text back."""
        self._prepare()
        with self._lock:
            if self._tagger is None:
                from jieba.posseg import POSTokenizer  # its tables take a second and 50 MB, and only privacy needs tags

                self._tagger = POSTokenizer(self._tokenizer)
        return [(pair.word, pair.flag) for pair in self._tagger.cut(text)]

    def everyday_frequency(self, word: str) -> int:
        """How often general Chinese uses the word, in jieba's counts: 0 for words of the domain and unknown ones."""
        self._prepare()
        return 0 if word in self._domain_words else int(self._tokenizer.FREQ.get(word, 0) or 0)

    def is_in_word(self, text: str, at: int) -> bool:
        """Whether the character at this place is part of a known word of several characters."""
        self._prepare()
        end = 0
        for word in self._tokenizer.cut(text, HMM=False):
            end += len(word)
            if at < end:
                return len(word) > 1
        return False

    def _words(self, text: str) -> Iterator[str]:
        self._prepare()
        normal = _normal(text)
        at = 0
        for match in _TOKEN.finditer(normal):
            yield from self._cut(normal[at : match.start()])
            if match["number"]:
                yield from self._cut(match["issuer"])
                yield from _document_number(match["issuer"], match["number"])
            else:
                yield match.group()
                yield from (match["place"], match["unit"]) if match["place"] else _parts(match["latin"] or "")
            at = match.end()
        yield from self._cut(normal[at:])

    def _cut(self, text: str) -> Iterator[str]:
        for run in _HAN.findall(text):
            for word in self._tokenizer.cut_for_search(run):
                if len(word) > _LONGEST_PART:
                    yield from self._domain_words_in(word)
                yield word

    def _domain_words_in(self, word: str) -> Iterator[str]:
        """Words of the domain inside a longer one; jieba itself gives parts of two and three characters."""
        for length in range(_LONGEST_PART + 1, len(word)):
            for start in range(len(word) - length + 1):
                if word[start : start + length] in self._domain_words:
                    yield word[start : start + length]

    def _prepare(self) -> None:
        if self._ready:
            return
        with self._lock:
            if not self._ready:
                self._load_words()
                self._learn(_DICTIONARY)
                self._ready = True

    def _load_words(self) -> None:
        """jieba's words, from its cache where there is one. jieba itself reads that entry by entry, which takes four times as long."""
        folder = _cache_folder()
        try:
            self._tokenizer.FREQ, self._tokenizer.total = marshal.loads((folder / _CACHE_FILE).read_bytes())
            self._tokenizer.initialized = True
        except (OSError, EOFError, ValueError, TypeError):  # none yet, or half a file: jieba makes it anew
            self._tokenizer.tmp_dir = str(folder)
            self._tokenizer.initialize()

    def _learn(self, dictionary: Path) -> None:
        for line in dictionary.read_text(encoding="utf-8").splitlines():
            word = unicodedata.normalize("NFKC", line.strip()).lower()
            if word and not word.startswith("#"):
                self._tokenizer.add_word(word, _DOMAIN_FREQUENCY)
                self._domain_words.add(word)


def _normal(text: str) -> str:
    """One form of what is written in several: full width, case, 〔2024〕, 第 8 条."""
    normal = unicodedata.normalize("NFKC", text.replace("㎡", "平方米")).lower()
    normal = _THOUSANDS.sub("", normal)
    normal = with_normal_years(normal)
    return PART_LABEL.sub(_chinese_label, normal)


def _chinese_label(match: re.Match[str]) -> str:
    number = match["number"]
    if number.isdecimal():
        number = int_to_chinese(int(number))
    return f"第{number.replace('两', '二')}{match['unit']}"


def _document_number(issuer: str, number: str) -> Iterator[str]:
    """The number as a word: alone, and after as many characters as an issuer's sign may have, for no space tells where it begins."""
    yield number
    for length in range(2, min(len(issuer), _LONGEST_ISSUER) + 1):
        yield issuer[-length:] + number


def _parts(latin: str) -> list[str]:
    parts = re.findall(r"[a-z0-9]+", latin)
    return parts if len(parts) > 1 and not parts[0].isdecimal() else []


def _cache_folder() -> Path:
    """Where jieba keeps its dictionary in the form that loads fast: in the user's own cache, as it is trusted when it is read."""
    folder = Path(platformdirs.user_cache_dir("huizhao"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="huizhao-words-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="huizhao-words-"))


@cache
def segmenter() -> Segmenter:
    """The process's segmenter: its dictionary takes a second to load."""
    return Segmenter()
