"""``huizhao evaluate``: a suite of questions through the whole product."""

import os
import platform
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.asking import AsOf, day_of
from assistant.commands.ingesting import Json
from assistant.commands.running import messages_for_errors, print_json, stderr
from assistant.errors import InvalidInput
from assistant.settings import load_settings


def evaluate(
    suite: Annotated[Path, typer.Argument(help="问题集，JSONL，一行一个 {id, question, expect}")],
    as_json: Json = False,
    report: Annotated[Path | None, typer.Option(help="把报告写到这个 Markdown 文件")] = None,
    compare: Annotated[Path | None, typer.Option(help="与之前用 --json 保存的一次结果比较")] = None,
    as_of: AsOf = None,
) -> None:
    """用一组问题评测整个系统：出处、行、内容、拒答、效力、权限、用时，附置信区间和不符合要求的问题。

    问题集写法见 docs/evaluation.md。返回码：0 评测完成（不论结果好坏），2 问题集不能用。
    """
    from assistant.evaluation.comparing import compare as compared
    from assistant.evaluation.comparing import read_earlier
    from assistant.evaluation.figures import figures_of
    from assistant.evaluation.report import Run, run_to_json, run_to_markdown
    from assistant.evaluation.running import run_suite
    from assistant.evaluation.suite import read_suite
    from assistant.wiring import build_services

    with messages_for_errors():
        cases = read_suite(suite)
        earlier = read_earlier(compare) if compare is not None else None
        wired = build_services(load_settings())
        day = day_of(as_of)
        try:
            with stderr.status("") as status:
                answerer = wired.evaluations.answerer()
                results = run_suite(cases, answerer, day, lambda done: status.update(f"已问 {done}/{len(cases)}"))
        finally:
            wired.close()
        machine = f"{platform.machine()}，{os.cpu_count()} 核，负载 {os.getloadavg()[0]:.1f}"
        run = Run(suite.name, day, wired.settings.llm.model, machine, results)
        comparison = None
        if earlier is not None:
            comparison = compared(earlier, figures_of(results), {item.case.id: item.passed for item in results})
        page = run_to_markdown(run, comparison)
        if report is not None:
            _write(report, page)
        if as_json:
            print_json(run_to_json(run, comparison))
        elif report is None:
            typer.echo(page, nl=False)
        else:
            typer.echo(f"{len(results)} 个问题，{len(run.failures)} 个不符合要求；报告：{report}")


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"写不了 {path}：请检查文件夹是否存在、能否写入") from error
