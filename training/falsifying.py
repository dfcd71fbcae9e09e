"""Sentences of passages as they stand or a little reworded, and the same falsified by code: what the judge of claims learns beside the
labelled claims, whose true ones are seldom verbatim."""

import random
import re
from collections.abc import Iterator, Sequence

from assistant.retrieval.reader import Readable
from assistant.text.sentences import sentences_of
from training.claims import Claim, source_of
from training.lines import Labelled

MADE = "made"
"""The id of every claim made here."""
_SHORTEST, _LONGEST, _SHORTEST_PART = 14, 140, 8
_SWAPS: tuple[tuple[str, str], ...] = (
    ("不得", "可以"),
    ("不予", "予以"),
    ("不再", "继续"),
    ("不超过", "不低于"),
    ("不低于", "不超过"),
    ("应当", "可以"),
    ("可以", "应当"),
    ("必须", "可以"),
    ("以上", "以下"),
    ("以下", "以上"),
    ("以内", "以外"),
    ("最高", "最低"),
    ("最长", "最短"),
    ("最多", "最少"),
    ("至少", "至多"),
    ("且", "或"),
    ("或者", "并且"),
    ("或", "且"),
    ("同时", "任意"),
    ("之前", "之后"),
    ("之日起", "之日前"),
    ("每年", "每月"),
    ("每月", "每年"),
    ("一次性", "每年"),
    ("万元", "亿元"),
    ("个月", "年"),
    ("工作日", "个月"),
    ("首次", "每次"),
    ("就高不重复", "可以叠加"),
    ("不重复", "可以重复"),
    ("不含", "包含"),
    ("新增", "原有"),
    ("提前", "推迟"),
    ("优先", "不"),
    ("增长", "下降"),
    ("下降", "增长"),
    ("高于", "低于"),
    ("低于", "高于"),
    ("免费", "收费"),
    ("企业", "个人"),
    ("区级", "市级"),
    ("市级", "区级"),
    ("国家级", "省级"),
    ("省级", "国家级"),
)
_REWORDED_SHARE, _OPENED_SHARE = 0.5, 0.3
_NUMBER = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>%|万元|亿元|元|个工作日|个月|年|日|天|平方米|亩|人|家|户|次|倍|名|项)"
)
_WIDENED = (
    ("企业", "所有企业"),
    ("项目", "任何项目"),
    ("单位", "所有单位"),
    ("给予", "一律给予"),
    ("可以", "都可以直接"),
)
_REWORDED = (
    ("最高不超过", "最高"),
    ("最高不超过", "上限为"),
    ("最长不超过", "最长"),
    ("不超过", "最多"),
    ("不少于", "至少"),
    ("不低于", "至少"),
    ("不得", "不能"),
    ("不得", "禁止"),
    ("不予", "不"),
    ("应当", "要"),
    ("应当", "必须"),
    ("须", "应当"),
    ("可以", "能"),
    ("给予", "可以得到"),
    ("给予", "能拿到"),
    ("单个企业", "每家企业"),
    ("每年", "一年"),
    ("按照", "按"),
    ("之日起", "起"),
    ("以上", "及以上"),
    ("以内", "之内"),
    ("同时", "并且"),
    ("进行", ""),
    ("一次性", ""),
    ("的标准", ""),
    ("予以", "给予"),
    ("由", "是由"),
    ("申请人", "申请者"),
    ("区人民政府", "区政府"),
)
_MEANT = re.compile(r"在?(?=\d[\d.]*(?:万元|亿元|元|平方米|人|年|个月|%)?(?:（含）)?以上)")
_OPENINGS = ("根据规定，", "申请条件包括：", "其中，", "企业", "对此，", "即")


def made_claims(passages: Sequence[Readable], chance: random.Random, most: int) -> Iterator[Claim]:
    """Up to ``most`` sentences of these passages, each as a true claim, reworded, and falsified in two ways."""
    places = [(passage, sentence) for passage in passages for sentence in _usable(passage)]
    for passage, sentence in chance.sample(places, min(most, len(places))):
        yield _claim(passage, sentence, true=True)
        for part in _parts(sentence, chance):
            yield _claim(passage, part, true=True)
            yield _claim(passage, _reworded(part, chance), true=True)
            false = list(dict.fromkeys(_falsified(part, passage, chance)))
            for one in chance.sample(false, min(2, len(false))):
                yield _claim(passage, one, true=False)
        if (reworded := _reworded(sentence, chance)) != sentence:
            yield _claim(passage, reworded, true=True)
        false = list(dict.fromkeys(_falsified(sentence, passage, chance)))
        for one in chance.sample(false, min(2, len(false))):
            yield _claim(passage, one, true=False)


def _usable(passage: Readable) -> list[str]:
    pieces = [piece for sentence in passage.sentences for piece in sentences_of(sentence)]
    return [piece for piece in pieces if _SHORTEST <= len(piece) <= _LONGEST and "|" not in piece]


def _parts(sentence: str, chance: random.Random) -> list[str]:
    """Two stretches of a sentence's clauses, or the first with a later one, as writers shorten what they read."""
    clauses = [clause for clause in re.split(r"(?<=[，；：])", sentence) if clause.strip()]
    if len(clauses) < 2:
        return []
    first = chance.randrange(len(clauses))
    last = chance.randrange(first, len(clauses))
    found = ["".join(clauses[first : last + 1])]
    if len(clauses) > 2:
        found.append(clauses[0] + clauses[chance.randrange(2, len(clauses))])
    return [part for one in found if len(part := one.strip("，；：。")) >= _SHORTEST_PART]


def _reworded(sentence: str, chance: random.Random) -> str:
    for formal, plain in chance.sample(_REWORDED, len(_REWORDED)):
        if chance.random() < _REWORDED_SHARE:
            sentence = sentence.replace(formal, plain, 1)
    if chance.random() < _REWORDED_SHARE:
        sentence = _MEANT.sub(chance.choice(("应当在", "要在", "须达到", "在")), sentence, count=1)
    return chance.choice(_OPENINGS) + sentence if chance.random() < _OPENED_SHARE else sentence


def _falsified(sentence: str, passage: Readable, chance: random.Random) -> Iterator[str]:
    for one, other in _SWAPS:
        if one in sentence:
            yield sentence.replace(one, other, 1)
    for one, other in _WIDENED:
        if one in sentence and other not in sentence:
            yield sentence.replace(one, other, 1)
    numbers = list(_NUMBER.finditer(sentence))
    elsewhere = list(_NUMBER.finditer("\n".join(passage.sentences)))
    for number in numbers:
        others = {
            other["number"]
            for other in elsewhere
            if other["unit"] == number["unit"] and other["number"] != number["number"]
        }
        for other in sorted(others)[:3]:  # a figure of another case: each stands in the passage
            yield sentence[: number.start("number")] + other + sentence[number.end("number") :]


def _claim(passage: Readable, text: str, *, true: bool) -> Claim:
    verdict = "borne_out" if true else "contradicted"
    labelled = Labelled(MADE, "", "claim", "zh", text, (text,), verdict=verdict)
    return Claim(labelled, (source_of(1, passage),))
