"""Complaints as their reader may see them: staff the whole case, an investor the own matter."""

from assistant.access import may_handle_complaints
from assistant.api.complaints.bodies import ComplaintResponse, FiledComplaint
from assistant.complaints.queue import entry_of
from assistant.complaints.records import Complaint
from assistant.complaints.room import Complaints
from assistant.records import Principal


def complaint_view(
    complaint: Complaint, principal: Principal, complaints: Complaints, query_code: str = ""
) -> ComplaintResponse | FiledComplaint:
    """The complaint for this reader."""
    if may_handle_complaints(principal):
        return case_view(complaint, complaints)
    return filed_view(complaint, complaints, query_code)


def case_view(complaint: Complaint, complaints: Complaints) -> ComplaintResponse:
    """The whole case."""
    entry = entry_of(complaints.desk, complaint)
    return ComplaintResponse.of(entry, complaints.channel_label(complaint.channel))


def filed_view(complaint: Complaint, complaints: Complaints, query_code: str = "") -> FiledComplaint:
    """What concerns whoever filed it."""
    reply = complaints.replies.sent(complaint)
    entry = entry_of(complaints.desk, complaint)
    return FiledComplaint.of(entry, complaints.channel_label(complaint.channel), reply, query_code)
