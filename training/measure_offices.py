"""How well the office of a request is told (assistant/replying/asking/offices.py), over the letters that say whose each of theirs is.

    python -m training.measure_offices

Each file of letters is judged without the examples that stand in it. A minute on two cores.
"""

from collections import Counter

from assistant.replying.asking.offices import OWN, Offices
from assistant.replying.asking.parts import without
from assistant.retrieval.embedding import load_embedder
from assistant.settings import EmbeddingSettings
from training.train_letters import LabelledLetter, files_of, letters_of


def told_of(offices: Offices, letter: LabelledLetter) -> Counter[str]:
    """How many requests were given their office, a wrong one or none, and how many of the bureau's own were given one."""
    counted: Counter[str] = Counter()
    told = without(letter.text, letter.requests)
    for span, wanted in zip(letter.requests, letter.offices, strict=True):
        if not wanted:
            continue
        before = " ".join(told[: span.start].split())
        found = offices.of(letter.text[span.start : span.end].strip("，,；;。 "), before)
        key = found.key if found is not None else ""
        if wanted == OWN:
            counted["own given away" if key else "own kept"] += 1
        else:
            counted["right" if key == wanted else "wrong" if key else "none"] += 1
    return counted


def main() -> None:
    """Print what came out, file by file left out."""
    embedder, counted = load_embedder(EmbeddingSettings()), Counter[str]()
    for file in files_of("train"):
        letters = [one for one in letters_of(file) if any(one.offices)]
        if letters:
            offices = Offices(embedder, without="\n".join(one.text for one in letters))
            for letter in letters:
                counted += told_of(offices, letter)
    print(", ".join(f"{name}: {number}" for name, number in sorted(counted.items())))


if __name__ == "__main__":
    main()
