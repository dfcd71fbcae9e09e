"""``huizhao backup`` and ``huizhao restore``."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.audit.events import Event
from assistant.audit.log import AuditLog
from assistant.backup.making import make_backup
from assistant.backup.manifest import MANIFEST, backups_in, problems_of, read_manifest, summary
from assistant.backup.restoring import restore_backup
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, messages_for_errors, print_json, record, stderr, stdout
from assistant.errors import InvalidInput, NotFound
from assistant.settings import load_settings
from assistant.workdays import BEIJING

_MEBIBYTE = 1 << 20


class _MakesByDefault(TyperGroup):
    """``huizhao backup TARGET`` is ``huizhao backup make TARGET``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - click's own types, passed on as they come
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["make", *args]
        return super().parse_args(ctx, args)


backup_app = typer.Typer(
    help="备份：huizhao backup 文件夹；核对：huizhao backup verify", cls=_MakesByDefault, no_args_is_help=True
)


@backup_app.command("make")
def make(
    target: Annotated[Path, typer.Argument(help="存放备份的文件夹，每次备份在里面建一个子文件夹")],
    keep: Annotated[int, typer.Option(min=0, help="只保留最近几份，较早的删除；0 为全部保留")] = 0,
    vectors: Annotated[
        bool, typer.Option("--vectors/--no-vectors", help="是否连向量一起备份；没有也能由资料库重算")
    ] = True,
    as_json: Json = False,
) -> None:
    """备份整个数据目录，服务不用停。备份里有密钥、原件和诉求，请同样保密。"""
    with messages_for_errors():
        settings = load_settings()
        with stderr.status("正在备份") as status:
            made = make_backup(
                settings,
                target,
                keep=keep,
                with_vectors=vectors,
                progress=lambda name: status.update(f"正在备份 {name[:60]}"),
            )
        with record() as database:
            AuditLog(database, settings.audit).note(Event.BACKUP, made.folder.name, {"sha256": made.digest})
        if as_json:
            print_json(
                {"folder": made.folder, "sha256": made.digest, "removed": made.removed, **summary(made.manifest)}
            )
            return
        stdout.print(str(made.folder), highlight=False, markup=False)
        size = made.manifest.size_bytes / _MEBIBYTE
        stderr.print(
            f"已备份 {len(made.manifest.files)} 个文件，{size:.0f} MB；清单的 SHA-256：{made.digest}", markup=False
        )
        if made.manifest.absent:
            stderr.print(
                f"有 {len(made.manifest.absent)} 份原件或附件在备份之前就已不在数据目录里，见清单", style="yellow"
            )
        for folder in made.removed:
            stderr.print(f"已删除较早的备份 {folder.name}", markup=False)


@backup_app.command("verify")
def verify(
    path: Annotated[Path, typer.Argument(help="一份备份，或存放备份的文件夹（逐份核对）")],
    latest: Annotated[bool, typer.Option("--latest", help="只核对最近的一份")] = False,
    as_json: Json = False,
) -> None:
    """逐个文件核对 SHA-256，并检查其中的资料库。返回码：0 完好，1 有问题。"""
    with messages_for_errors():
        folders = (path,) if (path / MANIFEST).exists() or not backups_in(path) else backups_in(path)
        folders = folders[-1:] if latest else folders
        if not path.is_dir():
            raise InvalidInput(f"没有 {path} 这个文件夹")
        found = {folder: problems_of(folder) for folder in folders}
        if as_json:
            print_json({"backups": [{"folder": folder, "problems": list(told)} for folder, told in found.items()]})
        else:
            for folder, told in found.items():
                stdout.print(f"{folder}：{'完好' if not told else '有问题'}", highlight=False, markup=False)
                for problem in told:
                    stdout.print(f"    {problem}", highlight=False, markup=False)
        raise typer.Exit(1 if any(found.values()) else 0)


@backup_app.command("list")
def list_backups(target: Path, as_json: Json = False) -> None:
    """列出一个文件夹里的备份，最早的在前（不核对内容）。"""
    with messages_for_errors():
        manifests = {folder: read_manifest(folder) for folder in backups_in(target)}
        if as_json:
            print_json({"backups": [{"folder": folder, **summary(one)} for folder, one in manifests.items()]})
            return
        for folder, one in manifests.items():
            at, size = one.made_at.astimezone(BEIJING), one.size_bytes / _MEBIBYTE
            stdout.print(
                f"{folder.name}  {at:%Y-%m-%d %H:%M}  {len(one.files)} 个文件 {size:.0f} MB  {one.counts.get('documents', 0)} 份资料",
                highlight=False,
                markup=False,
            )


def restore(
    backup: Annotated[Path, typer.Argument(help="一份备份的文件夹；给出存放备份的文件夹则用最近的一份")],
    replace: Annotated[
        bool, typer.Option("--replace", help="数据目录里已有资料也恢复：原有的移到一旁，不删除")
    ] = False,
    as_json: Json = False,
) -> None:
    """核对一份备份并恢复到数据目录（HUIZHAO_DATA_DIR）。请先停止服务。"""
    with messages_for_errors():
        settings = load_settings()
        if not (backup / MANIFEST).exists():
            if not backups_in(backup):
                fail(NotFound(f"{backup} 里没有备份"))
            backup = backups_in(backup)[-1]
        with stderr.status("正在核对和恢复") as status:
            restored = restore_backup(
                settings, backup, replace=replace, progress=lambda name: status.update(f"正在恢复 {name[:60]}")
            )
        with record() as database:
            database.check()
            AuditLog(database, settings.audit).note(Event.RESTORE, backup.name)
    if as_json:
        print_json({"data_dir": settings.data_dir, "replaced": restored.aside, **summary(restored.manifest)})
        return
    stdout.print(f"已恢复 {backup.name} 到 {settings.data_dir}", highlight=False, markup=False)
    if restored.aside is not None:
        stderr.print(f"原有的资料在 {restored.aside}，确认无误后请删除", markup=False)
    how = "启动时自动核对向量" if restored.manifest.vectors else "备份里没有向量，请先执行 huizhao reembed"
    stderr.print(f"{how}；恢复之前退出的登录、作废的令牌按备份时的样子，不放心就执行 huizhao secret rotate")
