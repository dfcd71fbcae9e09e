"""What a web page calls the text on it, where its <title> names the site or the section."""

from pathlib import Path

import pytest

from assistant.documents.metadata import effective_values
from ingest.metadata import read_metadata
from ingest.parsing.limits import ParseLimits
from ingest.parsing.web.html import parse

TEXT = "<p>为支持企业用工稳定，对新招用员工并签订一年以上劳动合同的企业，按每人一千元给予补贴。</p>" * 6
MENU = "<div class='menu'><a>首页</a><a>惠企专区</a></div>"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param(
            "政策解读",
            f"<div class='title'>《云汀区用工补贴办法》政策解读</div><div class='con'>{TEXT}</div>",
            "《云汀区用工补贴办法》政策解读",
            id="a-class-outside-the-text",
        ),
        pytest.param(
            "明白卡",
            "<table><tr><td>云汀区人民政府门户网站</td></tr></table>"
            f"<table><tr><td align='center'><p><span>云汀区惠企政策明白卡</span></p></td></tr></table>{TEXT}",
            "云汀区惠企政策明白卡",
            id="centred-in-a-layout-table",
        ),
        pytest.param(
            "园区概况--云汀产业园",
            f"<div><h2>云汀产业园区概况</h2><h3>一、布局</h3>{TEXT}</div>",
            "云汀产业园区概况",
            id="a-second-heading",
        ),
        pytest.param(
            "通知公告",
            f"<div><b><font size='5'>关于组织申报用工补贴的通知</font></b></div>{TEXT}",
            "关于组织申报用工补贴的通知",
            id="large-letters",
        ),
        pytest.param(
            "主导产业",
            f"<div><h2>生命健康产业</h2>{TEXT}<h2>智能汽车产业</h2>{TEXT}</div>",
            "主导产业",
            id="one-heading-of-several",
        ),
        pytest.param(
            "云汀区用工补贴办法",
            f"<p align='center'>云汀区人力资源局</p>{TEXT}<p align='center'>附件一申请表样式</p>",
            "云汀区用工补贴办法",
            id="the-issuer-and-what-stands-below",
        ),
    ],
)
def test_a_page_is_called_what_it_shows_above_its_text(tmp_path: Path, head: str, body: str, title: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><head><title>{head}</title></head><body>{MENU}{body}</body></html>", encoding="utf-8")
    assert effective_values(read_metadata(parse(page, ParseLimits()), "page.html"))["title"] == title
