"""``huizhao ask``, ``search`` and ``buildings match``: what is known."""

from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from assistant.access import chunk_status_on
from assistant.answers import Answer, AnswerTable
from assistant.buildings.presenting.match_json import match_to_json
from assistant.buildings.presenting.presenting import NEAR_MISSES
from assistant.buildings.presenting.wording import check_text, match_summary
from assistant.buildings.text_rules import Verdict
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, local_principal, print_json, services, stderr, stdout
from assistant.conversations.answer_json import answer_to_json
from assistant.errors import InvalidInput, NotFound
from assistant.records import Chunk, ChunkKind, Role
from assistant.workdays import today

buildings_app = typer.Typer(help="楼宇载体", no_args_is_help=True)
AsRole = Annotated[Role, typer.Option("--role", help="以什么身份：investor 客商，staff 工作人员")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="按哪一天的有效规定，默认今天")]


def ask(question: str, role: AsRole = Role.INVESTOR, as_of: AsOf = None, as_json: Json = False) -> None:
    """提一个问题。没有依据时会明说，返回码仍是 0。"""
    if not question.strip():
        fail(InvalidInput("请写出问题"))
    with services() as wired:
        answer = wired.answerer.answer(question, local_principal(role), as_of=day_of(as_of), now=today())
        if as_json:
            print_json(answer_to_json(answer))
        else:
            _print_answer(answer)


def search(
    query: str,
    role: AsRole = Role.INVESTOR,
    k: Annotated[int, typer.Option("--k", min=1, max=200, help="最多几条")] = 10,
    kind: Annotated[ChunkKind | None, typer.Option(help="clause 条款，row 表格行，section 段落")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """查找原文段落，按相关程度排列。"""
    day = day_of(as_of)
    with services() as wired:
        kinds = frozenset({kind}) if kind else None
        found = wired.retriever.search(query, local_principal(role), day, k, chunk_kinds=kinds)
        if as_json:
            print_json({"hits": [{**_chunk_json(hit.chunk, day), "score": hit.score} for hit in found.hits]})
            return
        for number, hit in enumerate(found.hits, start=1):
            stdout.print(f"{number}. {hit.chunk.citation}", style="bold", highlight=False, markup=False)
            stdout.print(f"   {hit.chunk.passage.text}\n", highlight=False, markup=False)
        if not found.hits:
            stderr.print("没有查到")


@buildings_app.command("match")
def match_buildings(
    need: str,
    role: AsRole = Role.INVESTOR,
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多列几条")] = 20,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """按需求找楼宇，写明共几条、列出几条，每条逐个条件说明；没有满足的，说明最接近的差在哪里、放宽什么有用。"""
    day = day_of(as_of)
    with services() as wired:
        found = wired.row_matcher.match(need, local_principal(role), day, limit=limit)
        requirement = found.requirement
        if requirement.unknown_names:
            fail(NotFound(f"台账里没有：{'、'.join(requirement.unknown_names)}"))
        if not requirement.says_something:
            fail(NotFound("没有听懂需求；可以写明用途、面积、租金、街道"))
        if as_json:
            print_json(match_to_json(found, limit))
            return
        shown = found.possible[:limit]
        stdout.print(
            match_summary(found, shown or found.near_misses[:NEAR_MISSES], False), highlight=False, markup=False
        )
        for item in shown or found.near_misses[:NEAR_MISSES]:
            stdout.print(f"\n{item.row.name}（{item.row.chunk.citation}）", style="bold", highlight=False, markup=False)
            for check in (*item.checks, *item.wishes):
                stdout.print(f"  {_VERDICTS[check.verdict]} {check_text(check)}", highlight=False, markup=False)


def day_of(as_of: datetime | None) -> date:
    """The day asked about, today by default."""
    return as_of.date() if as_of else today()


def _chunk_json(chunk: Chunk, day: date) -> dict[str, object]:
    place, document = chunk.passage.place, chunk.document
    return {
        "chunk_id": chunk.id,
        "source_id": document.id,
        "document": document.title,
        "label": chunk.citation,
        "clause": chunk.passage.clause,
        "text": chunk.passage.text,
        "page": place.page,
        "sheet": place.sheet,
        "row": place.row,
        "status": chunk_status_on(chunk, day),
        "valid_from": document.valid_from.isoformat() if document.valid_from else None,
        "valid_to": document.valid_to.isoformat() if document.valid_to else None,
        "clearance": chunk.clearance,
    }


def _print_answer(answer: Answer) -> None:
    if answer.notice:
        stdout.print(f"※ {answer.notice}", style="yellow", highlight=False, markup=False)
    stdout.print(answer.text, highlight=False, markup=False)
    if answer.table is not None:
        _print_table(answer.table)
    if answer.citations:
        stdout.print("\n出处", style="bold")
    for citation in answer.citations:
        page = f" 第{citation.page}页" if citation.page and f"第{citation.page}页" not in citation.label else ""
        line = (
            f"[{citation.number}] {citation.label}{page}（{citation.status}，{_CLEARANCE_NAMES[citation.clearance]}）"
        )
        stdout.print(line, highlight=False, markup=False)


def _print_table(table: AnswerTable) -> None:
    drawn = Table(*table.columns, show_lines=False)
    for row in table.rows:
        drawn.add_row(*row)
    stdout.print(drawn)


_VERDICTS = {Verdict.MET: "✓", Verdict.UNKNOWN: "？", Verdict.FAILED: "✗"}
_CLEARANCE_NAMES = {"public": "公开", "internal": "内部"}
