"""What a tool is: a name, what it is for in two languages, checked arguments, a typed result, and the work itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field, ValidationError
from pydantic.json_schema import JsonSchemaMode

from assistant.buildings.matching import RowMatcher
from assistant.database import Database
from assistant.documents.catalogue import Catalogue
from assistant.documents.viewer import Viewer
from assistant.errors import InvalidInput
from assistant.incentives.store import BenefitRules
from assistant.incentives.worksheets.worksheet import Worksheets
from assistant.policies.clauses import ClauseFinder
from assistant.policies.reader import DocumentReader
from assistant.records import Principal
from assistant.request_values import Day, Request, describe
from assistant.retrieval.retriever import Retriever
from assistant.workdays import today

ArgumentsT = TypeVar("ArgumentsT", bound=BaseModel)
ResultT = TypeVar("ResultT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Stores:
    """What tools work with."""

    database: Database
    retriever: Retriever
    catalogue: Catalogue
    viewer: Viewer
    clause_finder: ClauseFinder
    row_matcher: RowMatcher
    benefit_rules: BenefitRules
    worksheets: Worksheets

    @property
    def document_reader(self) -> DocumentReader:
        return DocumentReader(self.clause_finder)


class DatedArguments(Request):
    """Arguments of what depends on the day."""

    as_of: Day = Field(None, description="按哪一天的效力，YYYY-MM-DD，默认今天 / validity on this day, default today")

    @property
    def day(self) -> date:
        return self.as_of or today()


@dataclass(frozen=True, slots=True)
class Tool(Generic[ArgumentsT, ResultT]):
    """A capability. ``title`` is its Chinese name, ``description`` and ``english`` say when to use it; it changes nothing."""

    name: str
    title: str
    description: str
    english: str
    arguments: type[ArgumentsT]
    result: type[ResultT]
    work: Callable[[Stores, ArgumentsT, Principal], ResultT]

    @property
    def both_languages(self) -> str:
        return f"{self.description}\n{self.english}"

    @property
    def input_schema(self) -> Mapping[str, Any]:
        """The JSON schema of the arguments."""
        return _schema(self.arguments, "validation")

    @property
    def output_schema(self) -> Mapping[str, Any]:
        """The JSON schema of the result as it is written."""
        return _schema(self.result, "serialization")

    def read(self, given: object) -> ArgumentsT:
        """The arguments out of decoded JSON. Raises InvalidInput that names each unusable one."""
        try:
            return self.arguments.model_validate(given)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False)
            raise InvalidInput(describe(problems, within=0)) from error


@cache
def _schema(model: type[BaseModel], mode: JsonSchemaMode) -> Mapping[str, Any]:
    return model.model_json_schema(mode=mode)
