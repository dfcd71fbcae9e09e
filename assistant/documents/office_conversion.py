"""Old and foreign office formats through LibreOffice, where it is installed.

A document may name addresses - of a picture, a style sheet, a web service in a formula - which LibreOffice would fetch: with them whoever
wrote it learns that, when and from where it is read, and reaches what only this machine reaches. So LibreOffice runs in a network
namespace without any network where the system permits that, and everywhere with settings by which it follows no address.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from assistant.errors import ParsingTimedOut, ToolMissing, UnreadableFile
from assistant.sections.service import LimitSettings
from assistant.turns import Turns

_SHARE_OF_TIME = 0.5  # of what a file may take: reading the result needs the rest
_KILL_AFTER_S = 5
_PATIENCE_S = 60.0
_PROBE_S = 10
_NO_PROXY = ("127.0.0.1", "9")  # the port of discard: nothing answers there
_NO_PROXY_ANSWERS = {
    name: f"http://{':'.join(_NO_PROXY)}" for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
}
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),  # never
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),  # never
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),  # the one named here
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", _NO_PROXY[0]),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", _NO_PROXY[1]),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", _NO_PROXY[0]),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", _NO_PROXY[1]),
)
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
        profile = Path(folder, "profile")
        _write_settings(profile)
        command = [
            *without_network(),
            program,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile.as_uri()}",
        ]
        command += ["--convert-to", suffix.removeprefix("."), "--outdir", str(Path(folder, "out")), str(source)]
        try:
            subprocess.run(
                _ending_itself(command, seconds),
                check=True,
                capture_output=True,
                timeout=seconds + 10,
                env={**os.environ, **_NO_PROXY_ANSWERS},
            )
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


@cache
def without_network() -> tuple[str, ...]:
    """The command that starts another one where there is no network; empty where the system does not permit that."""
    program = shutil.which("unshare")
    if program is None:
        return ()
    command = (program, "--user", "--map-current-user", "--net", "--")
    try:
        subprocess.run([*command, "true"], check=True, capture_output=True, timeout=_PROBE_S)
    except (subprocess.SubprocessError, OSError):
        return ()
    return command


def _write_settings(profile: Path) -> None:
    """A new profile in which LibreOffice follows no address, updates no link and runs no macro."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    folder = profile / "user"
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )


def _ending_itself(command: list[str], seconds: float) -> list[str]:
    """The command under coreutils' ``timeout`` where there is one: it ends LibreOffice with all its children, even when this process
    has been killed meanwhile."""
    timeout = shutil.which("timeout")
    return [timeout, f"--kill-after={_KILL_AFTER_S}", f"{seconds:.3f}", *command] if timeout else command


def _too_slow(seconds: float) -> ParsingTimedOut:
    return ParsingTimedOut(f"LibreOffice 转换这份文件超过 {seconds:.0f} 秒，已放弃；请另存为 .docx/.xlsx/.pdf 后再入库")


def _unreadable(path: Path) -> UnreadableFile:
    return UnreadableFile(f"LibreOffice 打不开这份 {path.suffix} 文件：可能已损坏，或设了打开密码")
