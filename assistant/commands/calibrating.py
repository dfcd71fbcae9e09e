"""``huizhao calibrate``: from which probability an answer is given, by a bureau's own questions."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.asking import AsOf, day_of
from assistant.commands.ingesting import Json
from assistant.commands.running import messages_for_errors, print_json, stderr
from assistant.settings import load_settings

_SETTING = "HUIZHAO_ANSWERING__LEAST_PROBABILITY"


def calibrate(
    suite: Annotated[Path, typer.Argument(help="本单位自己的问题集，JSONL，写法与 evaluate 相同")],
    most_refused: Annotated[float, typer.Option(min=0, max=0.5, help="资料里有的问题，最多允许误拒多大比例")] = 0.08,
    as_json: Json = False,
    as_of: AsOf = None,
) -> None:
    """换了向量模型或重排模型之后，用几十个自己的问题选出作答的门槛。

    问题集里既要有资料能回答的，也要有资料没有写的（"refused": true）。只给出建议，不改设置。返回码：0 完成，2 问题集不能用。
    """
    from assistant.evaluation.calibration import calibrate as calibrated
    from assistant.evaluation.calibration import settings_for_calibration
    from assistant.evaluation.running import run_suite
    from assistant.evaluation.suite import read_suite
    from assistant.wiring import build_services

    with messages_for_errors():
        cases = read_suite(suite)
        settings = load_settings()
        wired = build_services(settings_for_calibration(settings))
        try:
            with stderr.status("") as status:
                results = run_suite(
                    cases,
                    wired.evaluations.answerer(),
                    day_of(as_of),
                    lambda done: status.update(f"已问 {done}/{len(cases)}"),
                )
        finally:
            wired.close()
        found = calibrated(results, settings.answering.least_probability, most_refused)
        if as_json:
            print_json({**asdict(found), "kept": found.kept})
            return
        for name, threshold in (("现在", found.current), ("建议", found.recommended)):
            wrongly, rightly = threshold.wrongly_refused, threshold.rightly_refused
            typer.echo(
                f"{name} {threshold.value:.2f}：误拒 {wrongly.value:.1%}（{wrongly.low:.1%} 至 {wrongly.high:.1%}，{wrongly.of} 个），"
                f"该拒的拒了 {rightly.value:.1%}（{rightly.low:.1%} 至 {rightly.high:.1%}，{rightly.of} 个）"
            )
        if found.elsewhere:
            typer.echo(f"另有 {found.elsewhere} 个问题不由段落回答（楼宇、条号、寒暄等），门槛对它们不起作用。")
        typer.echo("不必改动。" if found.kept else f"要采用，请设置 {_SETTING}={found.recommended.value:.2f}")
