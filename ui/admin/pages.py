"""The pages of 管理."""

from ui.admin.cases import CasesPage
from ui.admin.feedback import FeedbackPage
from ui.admin.missing import MissingPage
from ui.admin.standards import StandardsPage
from ui.admin.unanswered import UnansweredPage
from ui.admin.usage import UsagePage

ADMIN_PAGES = (UnansweredPage, StandardsPage, MissingPage, CasesPage, FeedbackPage, UsagePage)
"""In the order of their tabs."""
