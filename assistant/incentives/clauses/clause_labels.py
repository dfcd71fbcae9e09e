"""Which clauses of its own document a sentence names."""

import re

from assistant.policies.numerals import ARTICLE_LABEL, parse_article_label
from assistant.text.numerals import int_to_chinese


def clause_labels(text: str) -> tuple[str, ...]:
    """The labels in order, ranges filled in: ``第五条至第七条`` is (第五条, 第六条, 第七条)."""
    labels: list[str] = []
    matches = list(ARTICLE_LABEL.finditer(text))
    for number, match in enumerate(matches):
        label = parse_article_label(match.group())
        if number and re.fullmatch(r"\s*(?:至|到)\s*", text[matches[number - 1].end() : match.start()]):
            first = parse_article_label(matches[number - 1].group()).article
            labels += [f"第{int_to_chinese(between)}条" for between in range(first + 1, label.article)]
        labels.append(label.label)
    return tuple(dict.fromkeys(labels))
