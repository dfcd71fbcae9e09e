"""Who may look after questions: administrators, and staff with the right to do so or to approve. Whoever writes a standard answer does not
approve it. What becomes public is for administrators and approvers alone."""

from assistant.errors import NotPermitted, NotSignedIn
from assistant.records import Principal, Role


def may_release(principal: Principal) -> bool:
    """Whether the caller agrees to what somebody else wants to be public."""
    return principal.role is Role.ADMIN or (principal.role is Role.STAFF and principal.may_approve)


def may_curate(principal: Principal) -> bool:
    """Whether the caller reads what was not answered and decides what becomes of it."""
    return may_release(principal) or (principal.role is Role.STAFF and principal.may_curate)


def check_curator(principal: Principal) -> None:
    """Raises NotSignedIn without an account, NotPermitted for everybody else."""
    _check_signed_in(principal)
    if not may_curate(principal):
        raise NotPermitted("只有管理员和有问答维护权或审批权的工作人员可以这样做")


def check_releaser(principal: Principal) -> None:
    """Raises NotSignedIn without an account, NotPermitted for whoever does not decide what is public."""
    _check_signed_in(principal)
    if not may_release(principal):
        raise NotPermitted("只有管理员和有审批权的工作人员可以这样做")


def _check_signed_in(principal: Principal) -> None:
    if principal.user_id is None:
        raise NotSignedIn("请先登录")
