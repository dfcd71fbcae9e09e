"""``huizhao doctor`` and ``serve``."""

import os
from typing import Annotated

import typer
import uvicorn
from rich.text import Text

from assistant.api.app import create_app
from assistant.commands.ingesting import Json
from assistant.commands.running import messages_for_errors, print_json, services, stderr, stdout
from assistant.doctor import State, examine
from assistant.plugins import mount_page
from assistant.settings import load_settings

_STYLES = {State.GOOD: "green", State.OPTIONAL: "yellow", State.BAD: "red"}


def doctor(as_json: Json = False) -> None:
    """检查各部分是否就绪，并说明怎样补上缺的部分。返回码：0 可以使用，1 有问题。"""
    with messages_for_errors():
        findings = []
        for finding in examine(load_settings()):
            findings.append(finding)
            if not as_json:
                stdout.print(Text(f"[{finding.state}] ", style=_STYLES[finding.state]), end="")
                stdout.print(f"{finding.part}：{finding.detail}", highlight=False, markup=False)
                if finding.remedy:
                    stdout.print(f"        → {finding.remedy}", highlight=False, markup=False)
        if as_json:
            print_json([{"part": f.part, "state": f.state, "detail": f.detail, "remedy": f.remedy} for f in findings])
        raise typer.Exit(1 if any(finding.state is State.BAD for finding in findings) else 0)


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认只在本机")] = None,
    port: Annotated[int | None, typer.Option(help="端口")] = None,
) -> None:
    """在一个端口上提供网页和接口。"""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    with services() as wired:
        wired.store.check_fingerprint(wired.embedder.fingerprint)
        app = mount_page(create_app(wired))
        address = (host or wired.settings.server.host, port or wired.settings.server.port)
        stderr.print(f"网页：http://{address[0]}:{address[1]}/    接口文档：http://{address[0]}:{address[1]}/docs")
        uvicorn.run(app, host=address[0], port=address[1], log_level="warning", proxy_headers=True)
