"""Old and foreign office formats through LibreOffice, where it is installed."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ParsingTimedOut, ToolMissing, UnreadableFile
from assistant.settings import LimitSettings
from assistant.turns import Turns

_SHARE_OF_TIME = 0.5  # of what a file may take: reading the result needs the rest
_KILL_AFTER_S = 5
_PATIENCE_S = 60.0
# What coreutils' timeout ends with: 124, or 137 where it had to kill; with its own children it kills itself, which shows as a signal.
_TIMED_OUT = (124, 128 + signal.SIGKILL, -signal.SIGKILL)


def conversion_turns(settings: LimitSettings) -> Turns:
    """By whose turns one process of the server converts: LibreOffice takes a core and some hundred MB for seconds."""
    return Turns(settings.conversions_at_once, settings.conversions_waiting, _PATIENCE_S)


def office_program() -> str | None:
    """LibreOffice's command, None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@contextmanager
def convert(path: Path, suffix: str, timeout_s: float) -> Iterator[Path]:
    """The file in another format (``.docx``), in a folder that lasts as long as the context.

    Raises ToolMissing without LibreOffice, UnreadableFile when it cannot convert the file, ParsingTimedOut when it takes more than
    half of ``timeout_s``.
    """
    program = office_program()
    if program is None:
        raise ToolMissing(
            f"读取 {path.suffix} 需要 LibreOffice，这台机器没有安装；请安装它（Debian：apt install libreoffice-writer-nogui），"
            "或另存为 .docx/.xlsx/.pdf 后再入库"
        )
    seconds = timeout_s * _SHARE_OF_TIME
    with tempfile.TemporaryDirectory(prefix="huizhao-office-") as folder:
        # A name of its own and a profile of its own: LibreOffice refuses to start twice on one profile.
        source = Path(folder, f"source{path.suffix.lower()}")
        shutil.copyfile(path, source)
        profile = Path(folder, "profile").as_uri()
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", suffix.removeprefix("."), "--outdir", str(Path(folder, "out")), str(source)]
        try:
            subprocess.run(_ending_itself(command, seconds), check=True, capture_output=True, timeout=seconds + 10)
        except subprocess.TimeoutExpired as error:
            raise _too_slow(seconds) from error
        except subprocess.CalledProcessError as error:
            if error.returncode in _TIMED_OUT:
                raise _too_slow(seconds) from error
            raise _unreadable(path) from error
        converted = Path(folder, "out", f"source{suffix}")
        if not converted.is_file():
            raise _unreadable(path)
        yield converted


def _ending_itself(command: list[str], seconds: float) -> list[str]:
    """The command under coreutils' ``timeout`` where there is one: it ends LibreOffice with all its children, even when this process
    has been killed meanwhile."""
    timeout = shutil.which("timeout")
    return [timeout, f"--kill-after={_KILL_AFTER_S}", f"{seconds:.3f}", *command] if timeout else command


def _too_slow(seconds: float) -> ParsingTimedOut:
    return ParsingTimedOut(f"LibreOffice 转换这份文件超过 {seconds:.0f} 秒，已放弃；请另存为 .docx/.xlsx/.pdf 后再入库")


def _unreadable(path: Path) -> UnreadableFile:
    return UnreadableFile(f"LibreOffice 打不开这份 {path.suffix} 文件：可能已损坏，或设了打开密码")
