"""``langchain-huizhao`` and the retriever in the process: LangChain's own suite, over the running API."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from assistant.records import Principal, Role
from assistant.retrieval import langchain_interfaces
from assistant.retrieval.retriever import Retriever
from langchain_huizhao import HuizhaoAPIError, HuizhaoRetriever
from tests.api.conftest import World
from tests.serving import serving

DISTRIBUTION = Path(__file__).parents[2] / "packages" / "langchain-huizhao"
RENT = "总部企业租用办公用房有什么补贴"


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with serving(world.client.app, started=True) as url:
        yield url


class TestOverHttp(RetrieversIntegrationTests):
    """The client of the distribution."""

    address: str

    @pytest.fixture(autouse=True)
    def _served(self, address: str) -> None:
        self.address = address

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return HuizhaoRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"base_url": self.address}

    @property
    def retriever_query_example(self) -> str:
        return RENT


class TestInTheProcess(TestOverHttp):
    """The one that needs no server."""

    retriever_of_the_process: Retriever

    @pytest.fixture(autouse=True)
    def _in_process(self, world: World) -> None:
        self.retriever_of_the_process = world.services.retriever

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return langchain_interfaces.HuizhaoRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"retriever": self.retriever_of_the_process}


def test_the_key_decides_what_is_found(world: World, address: str) -> None:
    key = world.services.accounts.create_api_token("staff", "LangChain")
    query = "总部企业租金补贴的洽谈底线"
    outside = HuizhaoRetriever(base_url=address, k=20).invoke(query)
    inside = HuizhaoRetriever(base_url=address, api_key=key, k=20).invoke(query)
    assert {document.metadata["clearance"] for document in outside} == {"public"}
    assert any("百分之七十" in document.page_content for document in inside)
    with pytest.raises(HuizhaoAPIError) as raised:
        HuizhaoRetriever(base_url=address, api_key="hz_wrong").invoke(query)
    assert (raised.value.status, raised.value.code) == (401, "not_signed_in")


def test_both_give_the_same_documents(world: World, address: str) -> None:
    day = date(2025, 6, 1)
    client = HuizhaoRetriever(base_url=address, k=5, as_of=day)
    inside = langchain_interfaces.HuizhaoRetriever(
        retriever=world.services.retriever, principal=Principal(Role.INVESTOR), k=5, as_of=day
    )
    theirs, ours = asyncio.run(client.ainvoke(RENT)), inside.invoke(RENT)
    assert [(one.id, one.page_content) for one in theirs] == [(one.id, one.page_content) for one in ours]
    assert [one.metadata for one in theirs] == [one.metadata for one in ours]
    assert theirs[0].metadata["citation"] == "《云汀区支持总部企业租用办公用房办法》第二条"


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        pytest.param({"kind": "row"}, {("row", "listing")}, id="rows"),
        pytest.param({"document_kind": "report"}, {("section", "report")}, id="reports"),
    ],
)
def test_a_kind_may_be_wanted(address: str, wanted: dict, kinds: set[tuple[str, str]], world: World) -> None:
    found = HuizhaoRetriever(base_url=address, **wanted).invoke("云汀区 租金 签约 项目")
    listed = world.client.get("/api/documents").json()["documents"]
    kind_of = {document["id"]: document["kind"] for document in listed}
    assert {(one.metadata["kind"], kind_of[one.metadata["source_id"]]) for one in found} == kinds


@pytest.mark.slow
def test_it_can_be_built_and_says_that_it_is_typed(tmp_path: Path) -> None:
    source = shutil.copytree(DISTRIBUTION, tmp_path / "source")  # building leaves its own files there
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, timeout=300)
    (wheel,) = tmp_path.glob("langchain_huizhao-*.whl")
    names = ZipFile(wheel).namelist()
    assert {"langchain_huizhao/__init__.py", "langchain_huizhao/retrievers.py", "langchain_huizhao/py.typed"} <= {
        *names
    }
    assert not [name for name in names if name.startswith(("assistant", "tests"))]
