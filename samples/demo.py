"""``make demo``: the fictional district ingested once, demonstration accounts, and everything served on one port."""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.api.app import create_app
from assistant.api.serving import run
from assistant.commands.running import messages_for_errors
from assistant.errors import EmbeddingModelChanged
from assistant.ingestion import IngestProgress
from assistant.plugins import mount_page
from assistant.records import Role
from assistant.settings import Settings, load_settings
from assistant.wiring import Services, build_services
from samples.complaints_demo import register_samples
from samples.confirming import confirm_checked_rules

SAMPLES = Path(__file__).resolve().parent
# Published on purpose: the demonstration holds fictional documents only and listens on this machine only.
APPROVER = "shenpi"
ACCOUNTS = (
    ("keshang", "keshang-lanting-89", Role.INVESTOR, "客商"),
    ("zhaoshang", "zhaoshang-lanting-89", Role.STAFF, "工作人员"),
    (APPROVER, "shenpi-lanting-89", Role.STAFF, "审批人"),
    ("guanli", "guanli-lanting-89", Role.ADMIN, "管理员"),
)
BUREAU = "澜州市云汀区投资合作局"
ANSWERING_CONTACT = f"{BUREAU} 0999-5550123（演示号码）"
LETTER_CONTACT = "联系人：企业服务科，联系电话：0999-5550123"
console = Console(stderr=True, soft_wrap=True)


def of_the_district(settings: Settings) -> Settings:
    """The settings with the fictional bureau's name and telephone where none are set."""
    answering, letter = settings.answering, settings.letter
    return settings.model_copy(
        update={
            "answering": answering.model_copy(update={"contact": answering.contact or ANSWERING_CONTACT}),
            "letter": letter.model_copy(
                update={"issuer": letter.issuer or BUREAU, "contact": letter.contact or LETTER_CONTACT}
            ),
        }
    )


def prepare(services: Services) -> None:
    """Ingest the samples (files that did not change are skipped), confirm the benefit rules that were checked, and make the accounts that
    are missing, and register the complaints."""
    with console.status("正在准备示例资料（只在第一次需要一两分钟）…") as status:

        def show(at: IngestProgress) -> None:
            status.update(f"正在准备示例资料 {at.files_done}/{at.files_total} {Path(at.current).name}")

        try:
            report = services.ingestor.ingest([SAMPLES], progress=show)
        except EmbeddingModelChanged:
            status.update("向量模型变了，正在重新计算向量…")
            services.library.reembed()
            report = services.ingestor.ingest([SAMPLES], progress=show)
    shutil.copyfile(SAMPLES / "outlines.geojson", services.settings.data_dir / "outlines.geojson")
    for outcome in report.failed:
        console.print(f"未能读入 {outcome.name}：{outcome.reason}", style="yellow", markup=False)
    confirm_checked_rules(services.benefit_rules)
    services.curation.conflicts.look()
    names = {user.name for user in services.accounts.list_users()}
    for name, password, role, _ in ACCOUNTS:
        if name not in names:
            services.accounts.add(name, password, role)
    services.accounts.set_may_approve(APPROVER, True)
    register_samples(services)


def main(
    host: str = "127.0.0.1",
    port: int = 8000,
    prepare_only: Annotated[bool, typer.Option("--prepare-only", help="ingest and stop")] = False,
) -> None:
    """Prepare and serve."""
    with messages_for_errors():
        services = build_services(of_the_district(load_settings()))
        prepare(services)
        if prepare_only:
            services.close()
            return
        app = mount_page(create_app(services))
        console.print(f"\n慧招已就绪： http://{host}:{port}/", style="bold green", highlight=False)
        console.print("不登录即以客商身份咨询。演示账号（账号 / 密码）：")
        for name, password, _, label in ACCOUNTS:
            console.print(f"  {label}：{name} / {password}", highlight=False)
        console.print("按 Ctrl+C 结束。")
        run(app, services.settings.server, host, port)


if __name__ == "__main__":
    typer.run(main)
