"""A suite: one question a line with what should come of it. Whatever is wrong with a file is said with its line and what to do."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import InvalidInput
from assistant.records import Role
from assistant.text.labels import ARTICLE

_CLAUSE_AT_END = re.compile(rf"(?P<clause>{ARTICLE})\S*$")
_BOM = "\ufeff"
_CLASS_OF_ID = re.compile(r"[-_]?\d+$")
_WORDINGS = {
    "missing": "没有填写",
    "extra_forbidden": "没有这一项，请检查拼写",
    "enum": "应为 investor、staff、admin 之一",
    "json_invalid": "不是有效的 JSON，请检查引号和逗号",
    "date_from_datetime_parsing": "应为 YYYY-MM-DD 形式的日期",
    "date_parsing": "应为 YYYY-MM-DD 形式的日期",
    "string_too_short": "不能为空",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "string_type": "应为文字",
    "model_type": "应为 JSON 对象",
}


@dataclass(frozen=True, slots=True)
class ExpectedSource:
    """A source that an answer should cite: ``document`` is a part of its title (or of a row's label), ``clause`` its article or ""."""

    document: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What should come of a question; None and () where nothing is said of it.

    One of ``citations`` must be cited. ``rows`` are names of which each stands in one row of the table, which holds no others;
    ``row_count`` is how many rows there are where only that is known.
    """

    citations: tuple[ExpectedSource, ...] = ()
    rows: tuple[str, ...] | None = None
    row_count: int | None = None
    contains: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()
    refused: bool | None = None

    @property
    def answered(self) -> bool:
        """Whether an answer is expected: a refusal would be wrong."""
        told = self.citations or self.contains or self.rows or self.row_count
        return self.refused is False or (self.refused is None and bool(told))


@dataclass(frozen=True, slots=True)
class Case:
    """One question. ``history`` are the questions before it in its conversation; ``tags`` are the classes it is counted in."""

    id: str
    question: str
    expect: Expectation
    history: tuple[str, ...] = ()
    role: Role = Role.INVESTOR
    as_of: date | None = None
    tags: tuple[str, ...] = ()


def read_suite(path: Path) -> tuple[Case, ...]:
    """The cases of a file. Raises InvalidInput naming the line and what to do about it."""
    try:
        return parse_suite(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"读不了 {path}：请检查路径，文件应为 UTF-8 编码，一行一个问题") from error


def parse_suite(text: str, name: str) -> tuple[Case, ...]:
    """The cases of a suite's text, whose ``name`` is told where it holds none. Raises InvalidInput as ``read_suite`` does."""
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.removeprefix(_BOM).splitlines(), start=1):
        if not line.strip():
            continue
        case = _case(line, number)
        if case.id in seen:
            raise InvalidInput(f"第 {number} 行：编号 {case.id} 与第 {seen[case.id]} 行重复，请改一个")
        seen[case.id] = number
        cases.append(case)
    if not cases:
        raise InvalidInput(f"{name} 里没有问题：一行写一个 " + '{"id", "question", "expect"}')
    return tuple(cases)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _SourceForm(_Form):
    document: str = Field("", description="part of the title")
    clause: str | None = None


class _ExpectForm(_Form):
    citations: tuple[_SourceForm | str, ...] = ()
    rows: tuple[str, ...] | int | None = None
    contains: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()
    refused: bool | None = None


class _EarlierForm(_Form):
    question: str = Field(min_length=1)


class _CaseForm(_Form):
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    history: tuple[_EarlierForm | str, ...] = ()
    role: Role = Role.INVESTOR
    as_of: date | None = None
    tags: tuple[str, ...] = ()
    expect: _ExpectForm


def _case(line: str, number: int) -> Case:
    try:
        form = _CaseForm.model_validate(json.loads(line))
    except json.JSONDecodeError:
        _fail(number, "", "json_invalid", "")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("_", "tuple", "int", "str")))
        _fail(number, place, first["type"], first["msg"])
    expect = _expectation(form.expect)
    if expect == Expectation():
        raise InvalidInput(
            f"第 {number} 行：expect 里没有要求，请写 citations、rows、contains、not_contains、refused 之一"
        )
    if expect.refused and (expect.citations or expect.contains or expect.rows):
        raise InvalidInput(f"第 {number} 行：既要求拒答（refused），又要求出处或内容，请只留一种")
    return Case(
        id=form.id,
        question=form.question,
        expect=expect,
        history=tuple(item if isinstance(item, str) else item.question for item in form.history),
        role=form.role,
        as_of=form.as_of,
        tags=form.tags or (_CLASS_OF_ID.sub("", form.id) or form.id,),
    )


def _expectation(form: _ExpectForm) -> Expectation:
    return Expectation(
        citations=tuple(map(_source, form.citations)),
        rows=form.rows if isinstance(form.rows, tuple) else None,
        row_count=form.rows if isinstance(form.rows, int) else None,
        contains=form.contains,
        not_contains=form.not_contains,
        refused=form.refused,
    )


def _source(form: _SourceForm | str) -> ExpectedSource:
    """``《办法》第八条`` written in one is taken apart."""
    if isinstance(form, _SourceForm):
        return ExpectedSource(form.document, form.clause or "")
    match = _CLAUSE_AT_END.search(form)
    return ExpectedSource(form[: match.start()], match["clause"]) if match else ExpectedSource(form)


def _fail(number: int, place: str, kind: str, message: str) -> NoReturn:
    """Raises InvalidInput with the line, the field and what should stand there."""
    wording = _WORDINGS.get(kind, message)
    raise InvalidInput(f"第 {number} 行：{f'{place} ' if place else ''}{wording}")
