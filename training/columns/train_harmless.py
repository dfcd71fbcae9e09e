"""Trains which columns of ledgers a stranger may see (assistant/buildings/headers/harmless.py).

    python -m training.columns.train_harmless --output assistant/buildings/headers/harmless.safetensors
    python -m training.columns.train_harmless --measure held

Learned from ``training/columns/train-*.jsonl`` (a column that its writer was not sure of counts as sensitive) and from the words of the grammar that name
parties, debts, deals and the like. The bound is set so that, of ledgers left out in turn, no sensitive column is shown and of those that their writers were
not sure of one in twenty at most, with room to spare.
A minute on one core, of which the vectors take most.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from assistant.buildings.headers.described import DescribedColumn
from assistant.buildings.headers.harmless import AGAINST, SHIPPED, HarmlessColumns, features_of, speaks_against
from assistant.buildings.headers.header_lexicon import Mark, grammar
from assistant.buildings.headers.header_words import header_words
from assistant.buildings.headers.mapping import ColumnMapper
from assistant.records import DocumentKind, TableHeader
from assistant.retrieval.reader import SentenceVectors
from training.columns.train_columns import LabelledLedger, begun, labelled_ledgers

_STRENGTH, _OF_SENSITIVE, _FOLDS, _SPARE, _OF_UNSURE = 2.0, 3.0, 6, 0.5, 0.95
"""Inverse strength of the regularisation, weight of what must wait, parts of the ledgers, how far the bound lies above the surest of those, as a logit, and
which share of the columns that nobody is sure of must lie below it."""
_NO_SECRET = frozenset({Mark.PAST, Mark.ENDED, Mark.CHANGE, Mark.ELSEWHERE})


def known_words() -> Iterator[tuple[DescribedColumn, bool]]:
    """Headers of which the lists say whether they may be shown."""
    words = header_words(DocumentKind.LISTING)
    yield from ((DescribedColumn(word), True) for word in sorted(words.public))
    marked = {word for word, mark in grammar().marks.items() if mark in AGAINST - _NO_SECRET and len(word) > 1}
    yield from ((DescribedColumn(word), False) for word in sorted(marked | set(words.restricted)))


def trained(ledgers: Sequence[LabelledLedger], vectors: SentenceVectors) -> dict[str, np.ndarray]:
    """What ``harmless.safetensors`` holds."""
    columns = [column for ledger in ledgers for column in ledger.columns]
    shown = np.array([said == "harmless" for ledger in ledgers for said in ledger.shown])
    fold = np.array([number % _FOLDS for number, ledger in enumerate(ledgers) for _ in ledger.columns])
    asked = np.array([not speaks_against(column.header, column.values) for column in columns])
    words = list(known_words())
    rows, more = features_of(columns, vectors), features_of([column for column, _ in words], vectors)
    known = np.array([harmless for _, harmless in words])
    unseen = np.zeros(len(shown))
    for part in range(_FOLDS):
        inside = fold != part
        model = _fitted(np.concatenate([rows[inside], more]), np.concatenate([shown[inside], known]))
        unseen[~inside] = model.decision_function(rows[~inside])
    sensitive, unsure = (
        np.array([said == kind for ledger in ledgers for said in ledger.shown]) for kind in ("sensitive", "unsure")
    )
    bound = max(unseen[asked & sensitive].max(), np.quantile(unseen[asked & unsure], _OF_UNSURE)) + _SPARE
    print(
        f"of {(asked & shown).sum()} harmless columns of ledgers left out {(unseen[asked & shown] > bound).sum()} are shown"
    )
    model = _fitted(np.concatenate([rows, more]), np.concatenate([shown, known]))
    return {"weight": model.coef_[0], "bias": model.intercept_, "bound": np.array([bound])}


def _fitted(rows: np.ndarray, shown: np.ndarray) -> LogisticRegression:
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    return model.fit(rows, shown, sample_weight=np.where(shown, 1.0, _OF_SENSITIVE))


def measure(ledgers: Sequence[LabelledLedger], mapper: ColumnMapper) -> None:
    """Print how many columns of each kind an investor sees in public ledgers of these columns."""
    counted: dict[str, list[int]] = {}
    for ledger in ledgers:
        values = {column.header: column.values for column in ledger.columns}
        header = TableHeader(tuple(values), ("",) * len(values))
        mapped = {column.header: column for column in mapper.map(header, DocumentKind.LISTING, {}, values)}
        for column, said in zip(ledger.columns, ledger.shown, strict=True):
            one = counted.setdefault(said, [0, 0])
            one[0] += not mapped[column.header].restricted
            one[1] += 1
    for said, (seen, every) in sorted(counted.items()):
        print(f"  {said}: {seen} of {every} shown")


def main() -> None:
    """Train and write the weights, or measure them."""
    arguments, vectors = begun(__doc__)
    if arguments.output:
        weights = trained(labelled_ledgers("train"), vectors)
        save_file({name: np.asarray(one, dtype=np.float32) for name, one in weights.items()}, arguments.output)
    if arguments.measure:
        ledgers = labelled_ledgers(arguments.measure)
        print("by words alone")
        measure(ledgers, ColumnMapper())
        print("with what was learned")
        measure(ledgers, ColumnMapper(harmless=HarmlessColumns(vectors, arguments.output or SHIPPED)))


if __name__ == "__main__":
    main()
