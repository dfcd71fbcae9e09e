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
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path

from assistant.errors import ParsingTimedOut, ToolMissing, UnreadableFile

_SHARE_OF_TIME = 0.5  # of what a file may take: reading the result needs the rest
_KILL_AFTER_S = 5
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


def office_program() -> str | None:
    """LibreOffice's command, None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


Folders = Callable[[], AbstractContextManager[Path]]
"""Makes a folder that lasts as long as its context and holds a profile of LibreOffice by which it follows no address."""


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A folder with a new profile: LibreOffice refuses to start twice on one."""
    with tempfile.TemporaryDirectory(prefix="huizhao-office-", ignore_cleanup_errors=True) as name:
        write_profile(Path(name))
        yield Path(name)


@contextmanager
def convert(path: Path, suffix: str, timeout_s: float, folders: Folders = fresh_folder) -> Iterator[Path]:
    """The file in another format (``.docx``), in a folder that lasts as long as the context. Where LibreOffice has started on the profile of one of
    the ``folders`` already, it converts at once.

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
    with folders() as folder:
        source = folder / f"source{path.suffix.lower()}"  # a name of its own
        shutil.copyfile(path, source)
        command = office_command(program, folder)
        command += ["--convert-to", suffix.removeprefix("."), "--outdir", str(folder / "out"), str(source)]
        try:
            subprocess.run(
                ending_itself(command, seconds),
                check=True,
                capture_output=True,
                timeout=seconds + 10,
                env=office_environment(),
            )
        except subprocess.TimeoutExpired as error:
            raise _too_slow(seconds) from error
        except subprocess.CalledProcessError as error:
            if error.returncode in _TIMED_OUT:
                raise _too_slow(seconds) from error
            raise _unreadable(path) from error
        converted = folder / "out" / f"source{suffix}"
        if not converted.is_file():
            raise _unreadable(path)
        yield converted


def profile_in(folder: Path) -> Path:
    """Where LibreOffice keeps its profile in a folder of ``Folders``."""
    return folder / "profile"


def office_command(program: str, folder: Path) -> list[str]:
    """LibreOffice on the profile in a folder, without a network where the system permits that. The second one started on a profile hands what it
    is to do to the first and waits until that is done."""
    profile = f"-env:UserInstallation={profile_in(folder).as_uri()}"
    return [*without_network(), program, "--headless", "--norestore", profile]


def office_environment() -> dict[str, str]:
    """The environment of LibreOffice: what would be its way to the network leads nowhere."""
    return {**os.environ, **_NO_PROXY_ANSWERS}


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


def write_profile(folder: Path) -> None:
    """A new profile in the folder, by which LibreOffice follows no address, updates no link and runs no macro."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = profile_in(folder) / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )


def ending_itself(command: list[str], seconds: float) -> list[str]:
    """The command under coreutils' ``timeout`` where there is one: it ends LibreOffice with all its children, even when this process
    has been killed meanwhile."""
    timeout = shutil.which("timeout")
    return [timeout, f"--kill-after={_KILL_AFTER_S}", f"{seconds:.3f}", *command] if timeout else command


def _too_slow(seconds: float) -> ParsingTimedOut:
    return ParsingTimedOut(f"LibreOffice 转换这份文件超过 {seconds:.0f} 秒，已放弃；请另存为 .docx/.xlsx/.pdf 后再入库")


def _unreadable(path: Path) -> UnreadableFile:
    return UnreadableFile(f"LibreOffice 打不开这份 {path.suffix} 文件：可能已损坏，或设了打开密码")
