"""Every error that 慧招 raises on purpose.

HuizhaoError
├── InvalidInput            the caller sent something unusable
│   ├── UnsupportedFormat   no parser reads this kind of file
│   └── FileTooLarge        over the configured size, page or expansion limit
├── UnreadableFile          the format is known, this file is damaged, encrypted, empty or misnamed
│   └── ParsingTimedOut     the file took longer than the configured time
├── NotFound                no such document, passage, conversation, account or page
├── NotSignedIn             the request needs an account, or its token is unknown or expired
│   └── SecondFactorNeeded  the password is right; a code of the second factor is wanted too
├── NotPermitted            the account may not do this
│   └── SecondFactorMissing  the account's role needs a second factor, and the account has none yet
├── TooManyAttempts         too many failed logins or filings; wait
├── TooManyRequests         this caller asks more often than is allowed; wait
├── Busy                    others are being served; try again soon
│   └── ShuttingDown        the service is being restarted: ask again in a moment
├── Conflict                the name is taken, or another process is writing
│   └── WriterBusy          another process is writing the library: try again when it has ended
├── StoreUnavailable        the vectors are gone or damaged: run `huizhao reembed`
│   └── StoreAway           the Chroma server cannot be reached: search goes on by words alone
├── FilesUnavailable        the object store of originals cannot be reached
├── DatabaseUnavailable     the record is gone, damaged or cannot be written: restore a backup, or free the disk
│   ├── DatabaseBusy        another process holds it: try again soon
│   ├── DiskFull            nothing more can be written to the data folder
│   └── StorageReadOnly     the data folder may not be written
├── ConfigurationError      the settings cannot work together
├── ModelUnavailable        the embedding model cannot be loaded
│   ├── EmbeddingModelChanged   stored vectors come from another model: run `huizhao reembed`
│   └── PassageTooLong      a passage exceeds the model's window
├── ToolMissing             an external program (LibreOffice) is needed and not installed
└── ChatModelError          the language model did not give a usable answer
    ├── ChatModelTimedOut
    ├── ChatModelCutOff     the answer ended at its greatest length
    └── ChatModelRefused    wrong key, no quota, unknown model
        └── ChatModelOverflowed  the question is longer than the model's window

``str(error)`` is Chinese, says what to do, and is safe to show to a user.
"""


class HuizhaoError(Exception):
    """Base of all errors that are shown to users."""


class InvalidInput(HuizhaoError):
    """The caller sent something unusable."""


class UnsupportedFormat(InvalidInput):
    """No parser reads this kind of file."""


class FileTooLarge(InvalidInput):
    """The file is over a configured size, page or expansion limit."""


class UnreadableFile(HuizhaoError):
    """The format is known, but this file is damaged, encrypted, empty or misnamed."""


class ParsingTimedOut(UnreadableFile):
    """Reading the file took longer than the configured time."""


class NotFound(HuizhaoError):
    """No such document, passage, conversation, account or page, or the caller may not know of it."""


class NotSignedIn(HuizhaoError):
    """The request needs an account, or its token is unknown or expired."""


class SecondFactorNeeded(NotSignedIn):
    """The password is right, and the account has a second factor: its code is wanted too."""


class NotPermitted(HuizhaoError):
    """The account may not do this."""


class SecondFactorMissing(NotPermitted):
    """Accounts of this role need a second factor, and this one has none yet: it may set one up and nothing else."""


class TooManyAttempts(HuizhaoError):
    """Too many failed logins for this name."""


class TooManyRequests(HuizhaoError):
    """This caller asks more often than is allowed."""

    def __init__(self, message: str, retry_after_s: int = 60) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ProofNeeded(HuizhaoError):
    """Many wait, and this caller, who has no account, brought no proof of work."""

    retry_after_s = 1


class Busy(HuizhaoError):
    """As much as the machine can do at once is being done for others."""

    retry_after_s = 20


class ShuttingDown(Busy):
    """The service is being stopped or restarted, and what was begun could not be finished."""

    retry_after_s = 10


class Conflict(HuizhaoError):
    """The name is taken, or another process is writing."""


class WriterBusy(Conflict):
    """Another process is writing the library, which has one writer."""


class StoreUnavailable(HuizhaoError):
    """The vectors are gone or damaged. They can be computed anew from the record."""


class StoreAway(StoreUnavailable):
    """The Chroma server cannot be reached or does not answer. Nothing is lost: it is asked again in a moment."""


class FilesUnavailable(HuizhaoError):
    """The object store that keeps originals cannot be reached, or refuses."""


class DatabaseUnavailable(HuizhaoError):
    """The relational store is gone, damaged or cannot be written. What it held cannot be computed anew."""


class DatabaseBusy(DatabaseUnavailable):
    """Another process has held the relational store for longer than a request can wait."""

    retry_after_s = 5


class DiskFull(DatabaseUnavailable):
    """Nothing more can be written to the data folder, or to where a backup goes."""


class StorageReadOnly(DatabaseUnavailable):
    """The data folder may not be written."""


class ConfigurationError(HuizhaoError):
    """The settings cannot work together."""


class ModelUnavailable(HuizhaoError):
    """The embedding model cannot be loaded."""


class EmbeddingModelChanged(ModelUnavailable):
    """The stored vectors come from another model."""


class PassageTooLong(ModelUnavailable):
    """A passage exceeds the model's window; cutting it silently would make its tail unfindable."""


class ToolMissing(HuizhaoError):
    """An external program is needed and not installed."""


class ChatModelError(HuizhaoError):
    """The language model did not give a usable answer. ``serious`` is False where the server works and only said nothing of use."""

    serious = True


class ChatModelTimedOut(ChatModelError):
    """The language model did not answer in time."""


class ChatModelRefused(ChatModelError):
    """The language model's server refused: wrong key, no quota, unknown model. ``status`` is that of HTTP, 0 where there was none."""

    status = 0


class ChatModelOverflowed(ChatModelRefused):
    """Question and passages are longer than the language model's window."""

    serious = False


class ChatModelCutOff(ChatModelError):
    """The language model's answer ended at its greatest length."""

    serious = False
