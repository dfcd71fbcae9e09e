"""Old and foreign office formats through LibreOffice, where it is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ParsingTimedOut, ToolMissing, UnreadableFile


def office_program() -> str | None:
    """LibreOffice's command, None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@contextmanager
def convert(path: Path, suffix: str, timeout_s: float) -> Iterator[Path]:
    """The file in another format, in a folder that lasts as long as the context.

    Raises ToolMissing without LibreOffice, UnreadableFile when it cannot convert the file, ParsingTimedOut when it takes too long.
    """
    program = office_program()
    if program is None:
        raise ToolMissing(
            f"读取 {path.suffix} 需要 LibreOffice，这台机器没有安装；请安装它（Debian：apt install libreoffice-writer-nogui），"
            "或另存为 .docx/.xlsx/.pdf 后再入库"
        )
    with tempfile.TemporaryDirectory(prefix="huizhao-office-") as folder:
        # A profile of its own: LibreOffice refuses to start twice on one profile.
        profile = Path(folder, "profile").as_uri()
        command = [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", suffix]
        command += ["--outdir", folder, str(path.resolve())]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise ParsingTimedOut(f"LibreOffice 转换这份文件超过 {timeout_s:.0f} 秒，已放弃") from error
        except subprocess.CalledProcessError as error:
            raise UnreadableFile(f"LibreOffice 打不开这份 {path.suffix} 文件，可能已损坏") from error
        converted = Path(folder, f"{path.stem}.{suffix}")
        if not converted.is_file():
            raise UnreadableFile(f"LibreOffice 打不开这份 {path.suffix} 文件，可能已损坏")
        yield converted
