"""Which matters of the catalogue a letter is about, with the reason, and which of them each demand falls under."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from assistant.complaints.intake.matters import Catalogue
from assistant.complaints.letters.reply_records import FoundMatter, Promise, Span
from assistant.replying.nearness import Nearness
from assistant.replying.reading import sentence_spans
from assistant.retrieval.embedding import Embedder

_WHOLE, _BEST_SENTENCES, _WINDOW = 0.5, 2, 3
_OF_A_PROMISE = 0.12
_OF_A_SIDE = 0.15
_SHUT = 1.0
"""More than any letter scores: takes a matter out of question whose words a letter does not hold."""
_OF_AN_ENQUIRY, _OF_THE_ASKED = 0.05, 0.12
_FURTHER, _FURTHER_SENTENCE = 0.2, 0.42
"""Least score, of the letter and of its best sentence, from which a further matter is named."""
_OF_A_LINE, _OF_A_DEMAND, _ABOVE_THE_OTHERS = 0.32, 0.42, 0.2
"""Least score of a line of the letter, and of a demand, that brings a matter of its own, and how far it must lie above what was found."""
_REPORTED = 0.15
_OF_ITS_OWN, _OF_THE_MAIN = 0.25, 0.12
"""Least score of a matter that a demand falls under beside the main one, and how far it must lie above that."""
_MOST = 3
_PROMISES = ("promise", "succession")
_SHORTEST = 4


class MatterFinder:
    """Finds them by nearness to the catalogue's examples. Threads may share it."""

    def __init__(self, embedder: Embedder, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._keys = tuple(catalogue.by_key)
        self._nearness = Nearness(embedder, {matter.key: matter.examples for matter in catalogue.matters})

    def find(
        self,
        subject: str,
        text: str,
        promises: Sequence[Promise] = (),
        sections: Sequence[str] = (),
        demands: Sequence[str] = (),
        *,
        foreign: bool = True,
    ) -> tuple[FoundMatter, ...]:
        """The main matter, then further ones, each with the sentence that tells of it and the example that it is like.

        ``sections`` are parts of the letter that bring a matter each; ``demands`` may bring one that the rest does not tell of. Where
        nothing speaks of ``foreign`` capital, what concerns that alone stands beside no other matter.
        """
        shut = frozenset(
            one.key
            for one in self.catalogue.matters
            if (one.only and not foreign) or not one.may_be_of(f"{subject} {text}")
        )
        sentences = [part for part in (subject, *_sentences(text)) if len(part) >= _SHORTEST] or [
            text or subject or "来信"
        ]
        of_sentences = self._scores(sentences)
        runs = ["".join(sentences[at : at + _WINDOW]) for at in range(max(1, len(sentences) - _WINDOW + 1))]
        best = np.sort(of_sentences, axis=0)[::-1][:_BEST_SENTENCES].mean(axis=0)
        on_the_whole, lifted = self._scores(runs).mean(axis=0), self._lifted(text, promises)
        scores = _WHOLE * on_the_whole + (1 - _WHOLE) * best + lifted
        main = int(np.argmax(on_the_whole + lifted))  # no single sentence decides what a letter is about
        order = [main, *(int(at) for at in np.argsort(-scores) if at != main)]
        chosen = [main]
        for at in self._beside(order[1:], shut):
            told = float(of_sentences[:, at].max())
            if scores[at] >= _FURTHER and told >= _FURTHER_SENTENCE and len(chosen) < _MOST:
                chosen.append(at)
        for section in sections:
            of_section = self._scores([section, *_sentences(section)]).max(axis=0)
            nearest = self._beside(np.argsort(-of_section), shut)[0]
            if of_section[nearest] >= _FURTHER and nearest not in chosen:
                chosen.append(nearest)
        chosen = self._with_lines(text, chosen, shut)
        chosen += [at for at in self._of_their_own(demands, chosen, _OF_A_DEMAND, shut) if at not in chosen]
        chosen = self._reports_last(self._most_asked_first(demands, chosen[:_MOST], on_the_whole + lifted))
        return tuple(self._found(at, float(scores[at]), sentences, of_sentences) for at in chosen)

    def _most_asked_first(self, demands: Sequence[str], chosen: Sequence[int], scores: np.ndarray) -> list[int]:
        """The matters with the one first that the letter on the whole (``scores``) and its demands speak of most: what is told aside leads no letter, and
        that something is asked leads none either."""
        keys = [self._keys[at] for at in chosen]
        asked = [self.matter_of(one, one, keys) for one in demands]
        weighed = {
            at: float(scores[at]) + _OF_THE_ASKED * asked.count(self._keys[at]) / max(len(asked), 1)
            for at in chosen
            if at == chosen[0] or not self.catalogue.of(self._keys[at]).enquiry
        }
        leading = max(weighed, key=weighed.__getitem__)
        return [leading, *(at for at in chosen if at != leading)]

    def _beside(self, order: Iterable[int], shut: Collection[str]) -> list[int]:
        """The matters that may stand beside another one: none of those ``shut``, nor what answers a letter that asks for nothing."""
        matters = [(int(at), self.catalogue.of(self._keys[int(at)])) for at in order]
        return [at for at, matter in matters if not matter.reply and matter.key not in shut]

    def _with_lines(self, text: str, chosen: Sequence[int], shut: Collection[str]) -> list[int]:
        """With the matters that a line has to itself, in the order in which the lines tell of them; the main one leads where no line does."""
        lines = [line for line in text.splitlines() if len(line) >= _SHORTEST]
        if len(lines) < 2:
            return list(chosen)
        own = [
            at
            for at in self._of_their_own(lines, chosen, _OF_A_LINE, shut)
            if not self.catalogue.of(self._keys[at]).enquiry
        ]
        if not own:
            return list(chosen)
        of_lines = self._scores(lines)
        return sorted({*chosen, *own}, key=lambda at: int(of_lines[:, at].argmax()))

    def _of_their_own(
        self, parts: Sequence[str], chosen: Sequence[int], least: float, shut: Collection[str]
    ) -> list[int]:
        """The matters to which a part of the letter belongs clearly more than to those chosen; that something is asked to be told is none beside what is the
        bureau's own."""
        own: list[int] = []
        told = self.catalogue.of(self._keys[chosen[0]]).remit == "own"
        for scores in self._scores(parts) if parts else ():
            best = self._beside(np.argsort(-scores), shut)[0]
            clear = scores[best] >= least and scores[best] - scores[list(chosen)].max() >= _ABOVE_THE_OTHERS
            if clear and best not in own and not (told and self.catalogue.of(self._keys[best]).enquiry):
                own.append(best)
        return own

    def matter_of(self, demand: str, sentence: str, among: Sequence[str]) -> str:
        """Which of some matters (keys, the main one first) a demand falls under: the main one unless another is clearly nearer."""
        if len(among) < 2:
            return among[0] if among else ""
        of_both = self._scores([demand, sentence])
        reported = [key for key in among if self.catalogue.of(key).remit == "discipline"]
        if reported and self._is_most(
            of_both[1], reported[0], among
        ):  # what is told of an official brings no demand of its own
            return reported[0]
        scores = of_both.mean(axis=0)
        weighed = {
            key: float(scores[self._keys.index(key)]) + (_OF_THE_MAIN if key == among[0] else 0.0) for key in among
        }
        return max(weighed, key=weighed.__getitem__)

    def telling_of(self, key: str, sentences: Sequence[str], among: Sequence[str]) -> list[bool]:
        """Whether each sentence tells of one matter more than of the others that the letter is about."""
        return [self._is_most(scores, key, among) for scores in self._scores(sentences)] if sentences else []

    def _is_most(self, scores: np.ndarray, key: str, among: Sequence[str]) -> bool:
        own = float(scores[self._keys.index(key)])
        return own >= _REPORTED and own >= max(float(scores[self._keys.index(one)]) for one in among)

    def likeness(self, texts: Sequence[str], others: Sequence[str]) -> np.ndarray:
        """How like texts are to others, shape (len(texts), len(others))."""
        return self._nearness.likeness(texts, others)

    def named(self, key: str) -> FoundMatter:
        """A matter as a person chose it. Raises InvalidInput for an unknown key."""
        return FoundMatter(key, self.catalogue.of(key).name, 1.0, "由工作人员选定", by_staff=True)

    def _scores(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[one[key] for key in self._keys] for one in self._nearness.scores(texts)])

    def _lifted(self, text: str, promises: Sequence[Promise]) -> np.ndarray:
        """What is told of promises and of the other side counts beside the words."""
        lifted = dict.fromkeys(self._keys, 0.0)
        if promises and "promise" in lifted:
            lifted["promise"] += _OF_A_PROMISE
        if any(body.lower() in text.lower() for body in self.catalogue.public_bodies):
            lifted["private_lease"] = lifted.get("private_lease", 0.0) - _OF_A_SIDE
        else:
            lifted["state_lease"] = lifted.get("state_lease", 0.0) - _OF_A_SIDE
        for key in self._keys:
            lifted[key] -= 0.0 if self.catalogue.of(key).may_be_of(text) else _SHUT
        for key in self._keys:  # that something is asked says less of a letter than what it asks about
            lifted[key] -= _OF_AN_ENQUIRY if self.catalogue.of(key).enquiry else 0.0
        return np.array([lifted[key] for key in self._keys])

    def _reports_last(self, chosen: Sequence[int]) -> list[int]:
        """A report on an official beside another matter is split off: the other matter is what this letter answers."""
        reports = [at for at in chosen if self.catalogue.of(self._keys[at]).remit == "discipline"]
        return [*(at for at in chosen if at not in reports), *reports]

    def _found(self, at: int, score: float, sentences: Sequence[str], of_sentences: np.ndarray) -> FoundMatter:
        matter = self.catalogue.of(self._keys[at])
        telling = sentences[int(of_sentences[:, at].argmax())]
        example = self._nearness.nearest(telling, matter.key)
        reason = f"来信“{telling.strip('。；;')[:40]}”与例句“{example.strip('。')}”相近"
        return FoundMatter(matter.key, matter.name, round(score, 2), reason)


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def sentence_with(text: str, span: Span) -> str:
    """The sentence in which a span begins."""
    return next((text[one.start : one.end] for one in sentence_spans(text) if one.start <= span.start < one.end), "")


def is_promise(keys: Sequence[str]) -> bool:
    """Whether a promise or a commitment is among the matters."""
    return any(key in _PROMISES for key in keys)
