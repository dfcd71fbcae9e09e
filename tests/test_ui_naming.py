"""Whatever an answer names has an address, where there is one."""

from typing import Annotated

import pytest
from fastapi import FastAPI, HTTPException, Query

from ui.chat.contract import Answer
from ui.chat.naming import linked, named_in
from ui.chat.thread import Exchange, Thread
from ui.client import ApiClient
from ui.contract import Table
from ui.rendering import with_names

TEXT = "内容相近、可以查看的有：《总部经济办法》第十条、《总部经济办法》第十条之一、《楼宇台账》商务楼宇 第3行。"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param(TEXT.split("、《总部经济办法》第十条之一")[0], [("总部经济办法", "第十条")], id="article"),
        pytest.param("《楼宇台账》商务楼宇 第3行", [("楼宇台账", "")], id="row"),
        pytest.param("《办法》 Article 8 of 《措施》, 第八条", [("办法", ""), ("措施", "")], id="english"),
        pytest.param("另有《办法（试行）》（云政规〔2021〕5号）", [("办法（试行）", "")], id="number-behind"),
        pytest.param("《没有关上", [], id="not-closed"),
    ],
)
def test_titles_are_read_with_the_article_behind_them(text: str, named: list[tuple[str, str]]) -> None:
    assert list(named_in(text)) == named


def client(*documents: dict[str, str]) -> ApiClient:
    """Of an API that holds these documents; without any it is out of order."""
    app = FastAPI()

    @app.get("/api/documents/named")
    def named(title: Annotated[list[str], Query()]) -> dict[str, object]:
        if not documents:
            raise HTTPException(503)
        found = [one for one in documents if one["title"] in title]
        return {"documents": found, "total": len(found)}

    return ApiClient.in_process(app)


async def test_what_an_answer_names_is_linked_once_for_those_who_may_read_it() -> None:
    exchange = Exchange("问").answered(Answer(text=TEXT, notice="另有《总部经济办法》（已废止）"))
    api = client(
        {"id": "7", "title": "总部经济办法", "kind": "policy"}, {"id": "8", "title": "楼宇台账", "kind": "listing"}
    )
    (found,) = (await linked(api, Thread("", (exchange,)))).exchanges
    assert found.names["《总部经济办法》"] == "p/7"
    assert found.names["《总部经济办法》第十条"].startswith("p/7#")
    assert "《楼宇台账》" not in found.names
    assert with_names(found.notice, found.names) == '另有<a class="hz-name" href="p/7">《总部经济办法》</a>（已废止）'
    (again,) = (await linked(client(), Thread("", (found,)))).exchanges
    assert again is found
    (without,) = (await linked(client(), Thread("", (exchange,)))).exchanges
    assert without.names == {}


def test_the_heads_of_a_comparison_are_names() -> None:
    table = Table(columns=("项目", "甲楼", "乙楼"), rows=(("租金", "40", "50"),), heads=("", "b/1", "b/2"))
    assert table.named == {"甲楼": "b/1", "乙楼": "b/2"}
    assert with_names("<甲楼>更低", table.named) == '&lt;<a class="hz-name" href="b/1">甲楼</a>&gt;更低'
