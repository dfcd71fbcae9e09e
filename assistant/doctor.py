"""What is there, what is missing, and how to mend it."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlalchemy import func, select

from assistant.audit.events import Event
from assistant.audit.log import AuditFilter, AuditLog
from assistant.chat_model import ChatModel
from assistant.database import open_database
from assistant.database.server import ServerState, server_state
from assistant.documents.keywords import lacks_documents
from assistant.documents.office_conversion import office_program, without_network
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.documents.vectors import is_dirty, wanted_ids
from assistant.errors import HuizhaoError
from assistant.records import Clearance
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder, load_embedder
from assistant.retrieval.reader import encoder_name
from assistant.retrieval.sentence_store import without_vectors
from assistant.retrieval.servers.reranking import load_reranker
from assistant.settings import Settings
from assistant.workdays import BEIJING, today

_LOW_DISK_GB = 2
_FEW = 3
_BACKUP_DAYS = 7
_MEND = "重新启动 huizhao serve 或再执行一次 huizhao ingest，会自动补齐"
_REEMBED = "执行 huizhao reembed"


class State(StrEnum):
    """How a part is."""

    GOOD = "正常"
    OPTIONAL = "未启用"
    BAD = "有问题"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation: ``remedy`` says how to mend it, "" when nothing is to be done."""

    part: str
    state: State
    detail: str
    remedy: str = ""


def examine(settings: Settings, loaded: Embedder | None = None) -> Iterator[Finding]:
    """Look at every part; one that is broken does not stop the others. ``loaded`` is the model that a running service has."""

    @cache
    def embedder() -> Embedder:
        return loaded or load_embedder(settings.embedding)

    checks: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
        ("运行环境", _runtime),
        ("数据目录", _data_folder),
        ("资料库", _database),
        ("审计记录", _audit),
        ("备份", last_backup),
        ("向量模型", lambda _: _embedding(embedder())),
        ("向量库", lambda settings: _vectors(settings, embedder())),
        ("句子向量", _sentences),
        ("重排模型", _reranker),
        ("扫描识别", _ocr),
        ("旧格式转换", _office),
        ("语言模型", _chat_model),
        ("本局信息", _bureau),
    )
    for part, check in checks:
        try:
            yield check(settings)
        except HuizhaoError as error:
            yield Finding(part, State.BAD, str(error))


def _runtime(settings: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("运行环境", State.GOOD, f"Python {version}，{os.cpu_count()} 核")


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Finding("数据目录", State.BAD, f"{folder} 无法建立", "用 HUIZHAO_DATA_DIR 换一个可写的目录")
    if not os.access(folder, os.W_OK):
        return Finding("数据目录", State.BAD, f"{folder} 不可写", "用 HUIZHAO_DATA_DIR 换一个可写的目录")
    free_gb = shutil.disk_usage(folder).free / 1e9
    if free_gb < _LOW_DISK_GB:
        return Finding("数据目录", State.BAD, f"{folder} 只剩 {free_gb:.1f} GB", "请清理磁盘")
    return Finding("数据目录", State.GOOD, f"{folder}，可用 {free_gb:.0f} GB")


def _database(settings: Settings) -> Finding:
    database = open_database(settings)
    database.check()
    with database.session() as session:
        documents = session.scalar(select(func.count()).select_from(DocumentRow))
        chunks = session.scalar(select(func.count()).select_from(ChunkRow))
    lacking = lacks_documents(database)
    server = server_state(database.engine) if settings.database_url else ServerState("")
    database.close()
    held = f"{documents} 份文件，{chunks} 段内容"
    detail = "；".join(filter(None, (held, server.description, server.problem or server.advice)))
    if server.problem:
        return Finding("资料库", State.BAD, detail, "按上面的说明处理后再执行 huizhao doctor")
    if lacking:
        return Finding("资料库", State.BAD, f"{detail}；有文件还没有关键词索引", _MEND)
    remedy = "" if documents else "还没有文件：huizhao ingest samples/"
    return Finding("资料库", State.GOOD, detail, remedy)


def _audit(settings: Settings) -> Finding:
    database = open_database(settings)
    chain = AuditLog(database, settings.audit).chain()
    database.close()
    if chain.problems:
        remedy = "用备份核对：huizhao backup list，恢复到另一个目录后 huizhao audit verify；并查明是谁改的"
        return Finding("审计记录", State.BAD, "；".join(chain.problems[:_FEW]), remedy)
    return Finding("审计记录", State.GOOD, f"第 {chain.first} 至 {chain.last} 条，逐条核对无误")


def last_backup(settings: Settings) -> Finding:
    """When somebody last made a backup, as the audit has it."""
    database = open_database(settings)
    made, _ = AuditLog(database, settings.audit).list(AuditFilter(event=Event.BACKUP), limit=1)
    database.close()
    remedy = "用定时任务每天执行 huizhao backup 文件夹 --keep 30，放在另一块盘或者另一台机器上"
    if not made:
        return Finding("备份", State.OPTIONAL, "没有备份过", remedy)
    days = (today() - made[0].at.astimezone(BEIJING).date()).days
    detail = f"最近一次 {made[0].at.astimezone(BEIJING):%Y-%m-%d %H:%M}（{made[0].subject}）"
    if days > _BACKUP_DAYS:
        return Finding("备份", State.BAD, f"{detail}，已过 {days} 天", remedy)
    return Finding("备份", State.GOOD, detail)


def _embedding(embedder: Embedder) -> Finding:
    embedder.embed_query("招商")
    return Finding("向量模型", State.GOOD, f"{embedder.fingerprint}，{embedder.dimensions} 维")


def _vectors(settings: Settings, embedder: Embedder) -> Finding:
    store = ChunkStore(settings)
    store.check_fingerprint(embedder.fingerprint)
    held = {clearance: store.vector_ids(clearance) for clearance in Clearance}
    store.close()
    database = open_database(settings)
    with database.session() as session:
        wanted = {clearance: wanted_ids(session, clearance) for clearance in Clearance}
        unfinished = is_dirty(session)
    database.close()
    missing = sum(len(wanted[clearance] - held[clearance]) for clearance in Clearance)
    surplus = sum(len(held[clearance] - wanted[clearance]) for clearance in Clearance)
    count = sum(map(len, held.values()))
    if missing or surplus:
        detail = f"{count} 个向量，与资料库不一致：缺 {missing} 个，多 {surplus} 个（公开、内部分开核对）"
        return Finding("向量库", State.BAD, detail, _MEND if unfinished else _REEMBED)
    if unfinished:
        return Finding("向量库", State.BAD, f"{count} 个向量；上一次更改没有做完，或者另一个进程正在写入", _MEND)
    return Finding("向量库", State.GOOD, f"{count} 个向量，与资料库一致")


def _sentences(settings: Settings) -> Finding:
    if not settings.retrieval.sentences:
        return Finding("句子向量", State.OPTIONAL, "没有启用，检索只按整段比较", "HUIZHAO_RETRIEVAL__SENTENCES=true")
    database = open_database(settings)
    with database.session() as session:
        missing = len(without_vectors(session, encoder_name()))
    database.close()
    if missing:
        return Finding("句子向量", State.OPTIONAL, f"{missing} 段还没有，检索差一些，回答慢一些", "执行 huizhao ingest")
    return Finding("句子向量", State.GOOD, "齐全")


def _reranker(settings: Settings) -> Finding:
    retrieval = settings.retrieval
    reranker = load_reranker(retrieval)
    if reranker is None:
        return Finding("重排模型", State.OPTIONAL, "没有启用", "HUIZHAO_RETRIEVAL__RERANKER")
    reranker.scores("租金补贴多少", ["按实际租金的一半给予补贴。"])
    return Finding("重排模型", State.GOOD, retrieval.reranker_url or retrieval.reranker)


def _ocr(settings: Settings) -> Finding:
    missing = [name for name in ("rapidocr", "onnxruntime") if importlib.util.find_spec(name) is None]
    if missing:
        return Finding("扫描识别", State.BAD, f"缺少 {'、'.join(missing)}", "pip install rapidocr onnxruntime")
    return Finding("扫描识别", State.GOOD, "RapidOCR（模型随安装包提供，无需下载）")


def _office(settings: Settings) -> Finding:
    program = office_program()
    if program is None:
        remedy = "如需读 .doc/.wps，请安装 LibreOffice（Debian：apt install libreoffice-writer-nogui）"
        return Finding("旧格式转换", State.OPTIONAL, "没有安装 LibreOffice，.doc 和 .wps 读不了", remedy)
    network = "转换时没有网络" if without_network() else "转换时按设置不访问网络（系统不允许隔离网络）"
    return Finding("旧格式转换", State.GOOD, f"LibreOffice（{program}），{network}")


def _bureau(settings: Settings) -> Finding:
    """What only the bureau can say of itself: a letter must not go out in another's name."""
    unset = []
    if not settings.letter.issuer.strip():
        unset.append(("复函署名（不写署名的复函不能导出、批准）", "HUIZHAO_LETTER__ISSUER"))
    if not settings.letter.contact.strip():
        unset.append(("复函附注的联系方式", "HUIZHAO_LETTER__CONTACT"))
    if not settings.answering.contact.strip():
        unset.append(("答不了时请人联系谁", "HUIZHAO_ANSWERING__CONTACT"))
    if unset:
        names = "、".join(name for name, _ in unset)
        return Finding("本局信息", State.OPTIONAL, f"没有设置：{names}", f"请设置 {'、'.join(key for _, key in unset)}")
    return Finding("本局信息", State.GOOD, f"署名 {settings.letter.issuer}，咨询 {settings.answering.contact}")


def _chat_model(settings: Settings) -> Finding:
    model = ChatModel.from_settings(settings.llm)
    if model is None:
        remedy = "如需由模型撰写回答，设置 HUIZHAO_LLM__BASE_URL、HUIZHAO_LLM__MODEL、HUIZHAO_LLM__API_KEY"
        return Finding("语言模型", State.OPTIONAL, "未配置，以原文摘引方式回答", remedy)
    model.check()
    return Finding("语言模型", State.GOOD, model.describe())
