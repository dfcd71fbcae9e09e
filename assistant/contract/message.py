"""What all messages share."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A part of the API's JSON, frozen. Fields that this side does not know are ignored; records of a room with the same fields can be
    taken over as they are."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)
