"""What may be asked next, made from what an answer found: names, documents and clauses that are there."""

import re
from collections.abc import Iterator

from ui.chat.thread import Exchange

_MOST = 3
_TITLE = re.compile("《[^》]+》")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENDED = frozenset({"已失效", "已废止", "已被修订"})


def suggestions(exchange: Exchange) -> tuple[str, ...]:
    """Up to three questions, in the language of the one that was answered; none while an answer is under way, fails or asks back."""
    if exchange.pending or exchange.problem or exchange.choices:
        return ()
    chinese = _CHINESE.search(exchange.question) is not None
    found = (*_of_rows(exchange, chinese), *_of_documents(exchange, chinese))
    return tuple(question for question in dict.fromkeys(found) if question != exchange.question)[:_MOST]


def _of_rows(exchange: Exchange, chinese: bool) -> Iterator[str]:
    """Two of the places that were found side by side, and one of them alone."""
    names = [name for name, place in (exchange.table.named if exchange.table else {}).items() if place.startswith("b/")]
    if len(names) > 1:
        first, second = names[:2]
        yield f"{first}和{second}比较一下" if chinese else f"Compare {first} and {second}"
    if names:
        yield f"{names[0]}的配套和交付标准怎么样？" if chinese else f"What are the facilities of {names[0]}?"


def _of_documents(exchange: Exchange, chinese: bool) -> Iterator[str]:
    """Whether and until when what was quoted holds, and whom it is for."""
    cited = [citation for citation in exchange.citations if citation.has_clauses]
    titles = {named[0]: citation.status for citation in cited if (named := _TITLE.match(citation.label))}
    for title, status in list(titles.items())[:1]:
        if status in _ENDED:
            yield f"{title}现在还有效吗？" if chinese else f"Is {title} still in force?"
        yield f"{title}适用于哪些企业？" if chinese else f"Which companies does {title} apply to?"
        yield f"{title}什么时候到期？" if chinese else f"Until when is {title} in force?"
