"""``huizhao compare``: two versions of a document side by side."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.asking import AsRole
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, local_principal, print_json, record, stderr, stdout
from assistant.comparison.alignment import AlignedPair, Change
from assistant.comparison.comparing import Comparison
from assistant.comparison.comparing import compare as compare_documents
from assistant.comparison.differences import Kind, word_differences
from assistant.comparison.json_form import comparison_to_json
from assistant.comparison.naming import document_called
from assistant.comparison.table_document import change_note, comparison_document
from assistant.errors import InvalidInput
from assistant.records import Role

_MARKS = {Kind.KEPT: "{}", Kind.DELETED: "[-{}-]", Kind.INSERTED: "{{+{}+}}"}


def compare(
    old: Annotated[str, typer.Argument(help="旧文件：编号、文号、文件名或标题")],
    new: Annotated[str, typer.Argument(help="新文件：同上")],
    docx: Annotated[Path | None, typer.Option("--docx", help="把新旧对照表写成 Word 文件")] = None,
    changes_only: Annotated[bool, typer.Option("--changes-only", help="不列没有变化的条文")] = False,
    role: AsRole = Role.STAFF,
    as_json: Json = False,
) -> None:
    """逐条对照两份文件：相同、条号变更、修改、新增、删除，修改处逐词标出。"""
    if docx is not None and docx.suffix.lower() != ".docx":
        fail(InvalidInput(f"对照表只能写成 .docx 文件，不能写成“{docx.name}”"))
    principal = local_principal(role)
    with record() as database:
        older = document_called(database, old, principal)
        newer = document_called(database, new, principal)
        comparison = compare_documents(database, older.id, newer.id, principal)
        if docx is not None:
            _write(docx, comparison_document(comparison, changes_only))
        if as_json:
            print_json(comparison_to_json(comparison))
        elif docx is None:
            _print(comparison, changes_only)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        fail(InvalidInput(f"写不了 {path}：{error.strerror}"))
    stderr.print(f"已写入 {path}", highlight=False, markup=False)


def _print(comparison: Comparison, changes_only: bool) -> None:
    for word, info in (("旧", comparison.old), ("新", comparison.new)):
        since = f"，{info.valid_from}起施行" if info.valid_from else ""
        stdout.print(f"{word}：《{info.title}》{info.document_number}{since}", highlight=False, markup=False)
    counted = "，".join(f"{change} {count} 条" for change, count in comparison.counts.items())
    stdout.print(f"{counted}\n", highlight=False, markup=False)
    for pair in comparison.pairs:
        if not (changes_only and pair.change is Change.SAME):
            stdout.print(_line(pair), highlight=False, markup=False)


def _line(pair: AlignedPair) -> str:
    labels = " → ".join(article.label if article else "（无）" for article in (pair.old, pair.new))
    if pair.old is None or pair.new is None:
        article = pair.old or pair.new
        text = article.text if article else ""
    elif pair.change is Change.CHANGED:
        pieces = word_differences(pair.old.text, pair.new.text)
        text = "".join(_MARKS[piece.kind].format(piece.text) for piece in pieces)
    else:
        text = pair.new.text
    return f"【{change_note(pair)}】{labels}\n{text}\n"
