"""The pages of 管理."""

from ui.admin.accounts import AccountsPage
from ui.admin.audit import AuditPage
from ui.admin.cases import CasesPage
from ui.admin.conflicts import ConflictsPage
from ui.admin.evaluating.page import EvaluationPage
from ui.admin.feedback import FeedbackPage
from ui.admin.installation import InstallationPage
from ui.admin.missing import MissingPage
from ui.admin.releases import ReleasesPage
from ui.admin.standards import StandardsPage
from ui.admin.synonyms import SynonymsPage
from ui.admin.unanswered import UnansweredPage
from ui.admin.usage import UsagePage

ADMIN_PAGES = (
    UnansweredPage,
    StandardsPage,
    MissingPage,
    ReleasesPage,
    ConflictsPage,
    CasesPage,
    EvaluationPage,
    SynonymsPage,
    FeedbackPage,
    UsagePage,
    AccountsPage,
    AuditPage,
    InstallationPage,
)
"""In the order of their tabs."""
