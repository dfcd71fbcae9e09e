"""What a worksheet is asked with."""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.errors import InvalidInput
from assistant.incentives.languages import CHINESE, ENGLISH, Language
from assistant.incentives.situations.situation import Situation
from assistant.incentives.situations.situation_form import SituationForm
from assistant.incentives.situations.situation_reading import read_situation
from assistant.request_values import Day, Request
from assistant.workdays import today


class WorksheetRequest(Request):
    """A sentence, or several in the order in which they were said, a form, or both: the form's fields win."""

    sentence: str = Field("", max_length=2000, description="用一句话说明情况")
    earlier: tuple[str, ...] = Field((), max_length=20, description="先前说过的话，按先后")
    situation: SituationForm | None = None
    language: Literal["zh", "en"] = Field("zh", description="用哪种语言列出；条文总是原文")
    as_of: Day = Field(None, description="按哪一天的有效政策，默认今天")

    def day(self) -> date:
        return self.as_of or today()

    def words(self) -> Language:
        return ENGLISH if self.language == "en" else CHINESE

    def read(self) -> Situation:
        """The situation told. Raises InvalidInput where nothing was told."""
        told = Situation()
        for sentence in (*self.earlier, self.sentence):
            told = told.refined_by(read_situation(sentence, self.day()))
        if self.situation is not None:
            told = told.refined_by(self.situation.situation())
        if not told.says_something:
            raise InvalidInput("请说明企业情况，如行业、注册资本、租用面积、租金、员工人数")
        return told
