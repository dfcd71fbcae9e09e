"""``huizhao doctor``, ``serve``, ``work`` and ``version``. What only they need is imported when they run: it takes seconds."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from assistant import __version__
from assistant.commands.ingesting import Json
from assistant.commands.running import loading, messages_for_errors, print_json, record, services, stderr, stdout
from assistant.errors import StoreAway
from assistant.settings import load_settings
from assistant.turns import processors

_PAGE_FILES = "GRADIO_TEMP_DIR"


def doctor(as_json: Json = False) -> None:
    """检查各部分是否就绪，并说明怎样补上缺的部分。返回码：0 可以使用，1 有问题。"""
    from assistant.doctor import State, examine

    styles = {State.GOOD: "green", State.OPTIONAL: "yellow", State.BAD: "red"}
    with messages_for_errors():
        findings = []
        for finding in examine(load_settings()):
            findings.append(finding)
            if not as_json:
                stdout.print(Text(f"[{finding.state}] ", style=styles[finding.state]), end="")
                stdout.print(f"{finding.part}：{finding.detail}", highlight=False, markup=False)
                if finding.remedy:
                    stdout.print(f"        → {finding.remedy}", highlight=False, markup=False)
        if as_json:
            print_json([{"part": f.part, "state": f.state, "detail": f.detail, "remedy": f.remedy} for f in findings])
        raise typer.Exit(1 if any(finding.state is State.BAD for finding in findings) else 0)


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认只在本机")] = None,
    port: Annotated[int | None, typer.Option(help="端口")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="进程数；各占一个端口，从 --port 起连号，前面放反向代理")
    ] = None,
) -> None:
    """提供网页和接口。"""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    server = load_settings().server
    count = workers or server.workers
    # PyTorch would start a thread for each of the machine's processors, in each process, also in a container that may use two of them.
    os.environ.setdefault("OMP_NUM_THREADS", str(server.processors or max(1, processors() // count)))
    with loading():
        from assistant.api.app import create_app
        from assistant.api.serving import run
        from assistant.commands.workers import serve_in_processes
        from assistant.observing.logs import serve_logs
        from assistant.plugins import mount_page
        from assistant.sweeping import PAGE_UPLOADS

    serve_logs(load_settings().log)
    with record() as database:
        database.check()  # before anything is written to it
    if count > 1:
        first = port or server.port
        stderr.print(
            f"{count} 个进程，端口 {first}–{first + count - 1}；反向代理要让同一个浏览器总到同一个端口（deploy/nginx.conf）"
        )
        raise typer.Exit(serve_in_processes(host or server.host, first, count))
    with services() as wired, _page_files_in(wired.settings.data_dir / PAGE_UPLOADS):
        try:
            wired.store.check_fingerprint(wired.embedder.fingerprint)
            wired.library.mend()
            wired.library.check_vectors()
        except StoreAway as error:  # words are looked for until it is back
            stderr.print(str(error), highlight=False, markup=False)
        with loading():
            app = mount_page(create_app(wired))
        address = (host or wired.settings.server.host, port or wired.settings.server.port)
        stderr.print(f"网页：http://{address[0]}:{address[1]}/    接口文档：http://{address[0]}:{address[1]}/docs")
        run(app, wired.settings.server, *address)


def work() -> None:
    """只做后台任务（读入上传的文件、重算向量），不提供网页；可以与服务放在不同的机器上。"""
    from assistant.observing.logs import serve_logs

    ended = threading.Event()
    serve_logs(load_settings().log)
    with services() as wired:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        wired.store.check_fingerprint(wired.embedder.fingerprint)
        wired.jobs.begin(anyway=True)
        stderr.print("等待任务；按 Ctrl+C 停止")
        ended.wait()
        wired.jobs.close()


@contextmanager
def _page_files_in(folder: Path) -> Iterator[None]:
    """The page's files lie in the data folder meanwhile, unless the environment says where: uploads may be confidential, and every user of the
    machine looks into /tmp."""
    if _PAGE_FILES in os.environ:
        yield
        return
    os.environ[_PAGE_FILES] = str(folder.absolute())
    try:
        yield
    finally:
        del os.environ[_PAGE_FILES]


def sweep(as_json: Json = False) -> None:
    """清理到期的匿名对话、任务记录、审计记录和临时文件。服务运行时每小时自动做一次。"""
    from assistant.sweeping import sweep as sweep_all

    with record() as database:
        swept = sweep_all(database, load_settings())
        if as_json:
            print_json(swept.as_json())
            return
        stderr.print(
            f"已清理 {swept.conversations} 段匿名对话、{swept.jobs} 项任务记录、{swept.audit_lines} 条审计记录、"
            f"{swept.files} 个临时文件或文件夹"
        )


def version() -> None:
    """打印版本号。"""
    typer.echo(__version__)
