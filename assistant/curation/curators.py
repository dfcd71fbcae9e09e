"""Who may look after questions: administrators, and staff with the right to approve. Whoever writes a standard answer does not approve it."""

from assistant.errors import NotPermitted, NotSignedIn
from assistant.records import Principal, Role


def may_curate(principal: Principal) -> bool:
    """Whether the caller reads what was not answered and decides what becomes of it."""
    return principal.role is Role.ADMIN or (principal.role is Role.STAFF and principal.may_approve)


def check_curator(principal: Principal) -> None:
    """Raises NotSignedIn without an account, NotPermitted for everybody else."""
    if principal.user_id is None:
        raise NotSignedIn("请先登录")
    if not may_curate(principal):
        raise NotPermitted("只有管理员和有审批权的工作人员可以这样做")
