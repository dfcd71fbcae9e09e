"""Addresses without a browser: what they mean, what the page's head says of them, how much travels."""

import json
import re

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.scripted_api import scripted_api
from tests.serving import serving
from ui.app import build_page
from ui.first_view import FirstView
from ui.front_end import FrontEnd
from ui.places import Place, place_at, place_told

_STAFF = ("consult", "policies", "desk")
_INVESTOR = ("consult", "policies", "filing")


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(build_page(scripted_api()))


def _unmarked(page: str) -> str:
    """Without what is another in each answer: the mark of its scripts."""
    return re.sub(' nonce="[^"]+"', "", page)


@pytest.mark.parametrize(
    ("path", "query", "fragment", "pages", "data"),
    [
        pytest.param("/", "", "", (), {}, id="start"),
        pytest.param("/", "page=policies", "", ("policies",), {}, id="page-asked-for"),
        pytest.param("/sites", "", "", ("sites",), {}, id="page"),
        pytest.param("/search", "q=%E7%A7%9F%E9%87%91", "", ("search",), {"q": "租金"}, id="search"),
        pytest.param(
            "/p/abc",
            "",
            "%E7%AC%AC%E5%85%AB%E6%9D%A1",
            ("policies",),
            {"document": "abc", "fragment": "第八条"},
            id="clause",
        ),
        pytest.param("/b/r1", "", "", ("sites",), {"row": "r1", "fragment": ""}, id="building"),
        pytest.param("/o/r1", "", "", ("opportunities",), {"listing": "r1", "fragment": ""}, id="opportunity"),
        pytest.param("/a/x-_y.z", "", "", ("shared",), {"answer": "x-_y.z", "fragment": ""}, id="answer"),
    ],
)
def test_an_address_is_a_place(
    path: str, query: str, fragment: str, pages: tuple[str, ...], data: dict[str, str]
) -> None:
    assert place_at(path, query, fragment) == Place(pages, data)


@pytest.mark.parametrize("path", ["/x/1", "/p/", "/p/a/b", "/api/search", "/p/../etc", "/Policies", "//evil"])
def test_other_addresses_are_none_of_ours(path: str) -> None:
    assert place_at(path) is None


def test_a_case_is_shown_by_the_page_that_its_reader_has() -> None:
    place = place_at("/c/5")
    assert place is not None
    assert (place.page(_STAFF), place.page(_INVESTOR), place.page(("consult",))) == ("desk", "filing", "")


@given(st.one_of(st.none(), st.text(), st.integers(), st.recursive(st.text(), st.lists).map(json.dumps)))
def test_a_browser_may_tell_anything(told: object) -> None:
    assert place_told(told) == Place()


def test_what_the_history_kept_does_not_overrule_the_address() -> None:
    told = json.dumps({"path": "/p/abc", "query": "", "fragment": "", "kept": {"document": "other", "form": "办法"}})
    assert place_told(told).data == {"document": "abc", "form": "办法", "fragment": ""}


def test_the_head_speaks_of_us_and_escapes_what_it_shows() -> None:
    page = '<html>\n<head>\n<base href="./" /><meta property="og:title" content="Gradio" />\n</head><body style="a">x</body>'
    written = FirstView('<script>"', "a & b", ("<i>",)).written_into(page, "/sub/", FrontEnd(), "n0")
    assert "Gradio" not in written
    assert '<base href="/sub/" />' in written
    assert "<title>&lt;script&gt;&#34; · 慧招</title>" in written
    assert "<p>&lt;i&gt;</p>" in written
    assert written.index("<body") < written.index("hz-first") or "hz-first" in written.split("<body")[1]


@pytest.mark.parametrize(
    "path", ["/", "/?page=nowhere", "/?page=%00&page=x", "/policies", "/a/none.none", "/c/5", "/search?q="]
)
def test_every_address_opens_the_page_under_our_name(client: TestClient, path: str) -> None:
    read = client.get(path)
    assert read.status_code in (200, 404)
    assert "慧招" in read.text
    assert "Click to try out the app" not in read.text
    assert read.text.count("<title>") == 1


@pytest.mark.parametrize(
    ("theme", "told"), [("dark", '<html lang="zh-CN" data-theme="dark">'), ('"><script>', '<html lang="zh-CN">')]
)
def test_the_embedded_page_looks_as_the_site_asks(client: TestClient, theme: str, told: str) -> None:
    page = client.get("/embed", params={"theme": theme}).text
    assert told in page
    assert "prefers-color-scheme:dark" in page


def test_the_page_is_written_once_for_an_address_and_told_to_each_visitor(client: TestClient) -> None:
    first, again = client.get("/"), client.get("/policies")
    other = client.get("/", headers={"Host": "zhaoshang.example.gov.cn"})
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 200)
    assert "zhaoshang.example.gov.cn" in other.text and "zhaoshang.example.gov.cn" not in client.get("/").text
    assert _unmarked(first.text).split("<title>")[0] == _unmarked(client.get("/").text).split("<title>")[0]


def test_routes_beside_the_page_keep_their_addresses(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/nowhere").status_code == 404
    assert client.head("/policies").status_code == 200


def test_pages_are_packed_and_streams_of_events_are_not() -> None:
    with serving(build_page(scripted_api())) as address:
        for encoding in ("gzip", "br"):
            page = httpx.get(address, headers={"Accept-Encoding": encoding})
            assert page.headers["content-encoding"] == encoding and "慧招" in page.text
        assert "content-encoding" not in httpx.get(address, headers={"Accept-Encoding": "identity"}).headers
        packed = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
        stream = httpx.post(f"{address}/api/chat", json={"question": "总部企业租房补贴？"}, headers=packed)
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in stream.headers


def test_an_open_page_holds_no_connection(client: TestClient) -> None:
    assert '"connect_heartbeat":false' in client.get("/").text.replace(" ", "")


def test_only_named_sites_may_show_the_small_page_in_a_frame() -> None:
    api = scripted_api()
    api.state.embed_origins = ("https://www.example.gov.cn",)
    client = TestClient(build_page(api))
    shown = client.get("/embed")
    assert shown.headers["content-security-policy"].endswith("; frame-ancestors 'self' https://www.example.gov.cn")
    assert len(shown.content) < 24_000
    assert client.get("/embed.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "origin", ["*", "www.example.gov.cn", "https://a.cn/path", "https://a.cn; script-src *", "data:x"]
)
def test_what_is_no_site_may_not_be_named(origin: str) -> None:
    app = FastAPI()
    app.state.embed_origins = (origin,)
    with pytest.raises(ValueError, match=r"www\.example\.gov\.cn"):
        build_page(app)
