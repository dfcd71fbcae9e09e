"""Filing: what somebody filled in together with what the files say becomes a complaint; who filed it may follow it."""

from dataclasses import replace

from assistant.access import may_handle_complaints
from assistant.accounts.attempts import Attempts
from assistant.complaints.desk import Desk
from assistant.complaints.intake.intake import Intake, ReadFile
from assistant.complaints.records import Complaint, NewComplaint
from assistant.complaints.register import Registered
from assistant.database import Database
from assistant.records import Principal

_FILING = "诉求提交"


class Filing:
    """The door for investors, and for staff who register what came on paper, by telephone or by e-mail."""

    def __init__(self, desk: Desk, database: Database) -> None:
        self.desk = desk
        self._inquiries = Attempts(database, "查询")
        per_address, in_all = desk.settings.filings_per_address, desk.settings.filings_in_all
        self._filings = Attempts(database, "提交", per_address, in_all, knows_addresses=False)
        self._own_filings = Attempts(database, "提交", per_address, per_address, knows_addresses=False)

    def admit(self, by: Principal, address: str) -> None:
        """Count a filing that is about to come, before anything of it is read. Staff are not counted, and whoever has an account only
        for that account: no flood from elsewhere shuts them out.

        Raises TooManyAttempts.
        """
        if may_handle_complaints(by):
            return
        if by.user_id is None:
            self._filings.begin(_FILING, address)
        else:
            self._own_filings.begin(f"{_FILING} {by.user_id}", "")

    def file(self, given: NewComplaint, intake: Intake, by: Principal) -> Registered:
        """Register a complaint that was admitted; without an account it gets a query code. Only staff say when it came in.

        Raises InvalidInput.
        """
        new = _completed(given, intake)
        new = replace(new, channel=new.channel or self.desk.settings.filing_channel)
        if may_handle_complaints(by):
            return self.desk.add(new, intake.files, by)
        new = replace(new, received_at=None, filed_by=by.user_id)
        return self.desk.add(
            new, intake.files, by if by.name else Principal(name="诉求人"), with_code=by.user_id is None
        )

    def follow(self, number: str, code: str, address: str) -> Complaint:
        """A complaint filed without an account. Raises NotFound, TooManyAttempts after guesses at its code."""
        self._inquiries.begin(number, address)
        complaint = self.desk.get_by_code(number, code)
        self._inquiries.succeeded(number, address)
        return complaint

    def supply(self, number: str, code: str, files: tuple[ReadFile, ...]) -> Complaint:
        """Add files to a complaint filed without an account, whose code ``follow`` found right. Raises NotFound, Conflict."""
        return self.desk.attach_by_code(number, code, files)


def _completed(given: NewComplaint, intake: Intake) -> NewComplaint:
    """What was filled in, completed by what the files say."""
    return replace(
        given,
        text=given.text.strip() or intake.text,
        subject=given.subject.strip() or intake.subject,
        complainant=given.complainant.strip() or intake.sender,
        contact=given.contact.strip() or intake.address,
        received_at=given.received_at or intake.sent_at,
    )
