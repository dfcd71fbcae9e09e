"""What is written down."""

from enum import StrEnum


class Event(StrEnum):
    """Kinds of lines; ``label`` is what people read."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    READ_ORIGINAL = "read_original"
    EXPORT = "export"
    INGEST = "ingest"
    RELEASE = "release"
    CORRECT = "correct"
    DELETE = "delete"
    APPROVE = "approve"
    ACCOUNT = "account"
    ROLE = "role"
    PASSWORD = "password"
    SECOND_FACTOR = "second_factor"
    TOKEN = "token"
    SECRET = "secret"
    WORDS = "words"
    BACKUP = "backup"
    RESTORE = "restore"
    SWEEP = "sweep"

    @property
    def label(self) -> str:
        """In Chinese."""
        return _LABELS[self]


_LABELS = {
    Event.SIGN_IN: "登录",
    Event.SIGN_IN_FAILED: "登录失败",
    Event.SIGN_OUT: "退出",
    Event.READ_ORIGINAL: "查看内部原件、诉求附件",
    Event.EXPORT: "导出",
    Event.INGEST: "入库",
    Event.RELEASE: "公开范围变更",
    Event.CORRECT: "更正",
    Event.DELETE: "删除、清除",
    Event.APPROVE: "批准复函",
    Event.ACCOUNT: "建立、停用、启用账号",
    Event.ROLE: "改变角色、部门、审批权",
    Event.PASSWORD: "修改、重设密码",
    Event.SECOND_FACTOR: "设置、取消两步验证",
    Event.TOKEN: "建立、作废访问令牌",
    Event.SECRET: "更换密钥",
    Event.WORDS: "词表命中",
    Event.BACKUP: "备份",
    Event.RESTORE: "恢复备份",
    Event.SWEEP: "清理到期的审计记录",
}
