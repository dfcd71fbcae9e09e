"""What can go wrong. ``str(error)`` says what to do."""


class HuizhaoError(Exception):
    """Base of both."""


class HuizhaoUnreachable(HuizhaoError):
    """There is no server at the address, or it did not answer in time."""


class HuizhaoAPIError(HuizhaoError):
    """The server refused. ``status`` is the HTTP status, ``code`` the server's own name of the error, "" where it gave none."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
