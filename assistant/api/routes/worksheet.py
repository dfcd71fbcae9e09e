"""What an investor can get: as JSON and as an Excel workbook."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_FILE, COUNTED_SEARCH
from assistant.api.noting import NOTED_EXPORT
from assistant.contract.worksheets import Worksheet
from assistant.incentives.worksheets.json_form import worksheet_of
from assistant.incentives.worksheets.workbook import workbook_of
from assistant.incentives.worksheets.worksheet_request import WorksheetRequest

router = APIRouter(prefix="/api", tags=["政策测算"], dependencies=[COUNTED_SEARCH])
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.post("/worksheet", summary="能享受什么政策")
def make_worksheet(asked: WorksheetRequest, principal: CurrentPrincipal, services: CurrentServices) -> Worksheet:
    """逐项核对条件并按条文公式测算；只有经工作人员确认的条目给出金额。"""
    return worksheet_of(services.worksheets.make(asked.read(), principal, asked.day(), asked.words()))


@router.post(
    "/worksheet.xlsx",
    summary="能享受什么政策（Excel）",
    response_class=Response,
    dependencies=[COUNTED_FILE, NOTED_EXPORT],
    responses={200: {"content": {_XLSX: {}}}},
)
def download_worksheet(asked: WorksheetRequest, principal: CurrentPrincipal, services: CurrentServices) -> Response:
    """测算表、条件核对、依据与说明三张表，用所要的语言；条文总是原文。"""
    words = asked.words()
    sheet = worksheet_of(services.worksheets.make(asked.read(), principal, asked.day(), words))
    name = quote(f"{words.say('sheet_file', day=sheet.as_of)}.xlsx")
    return Response(
        workbook_of(sheet, words),
        media_type=_XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "private, no-store"},
    )
