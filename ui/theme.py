"""How the page looks: Gradio's base theme in quiet colours with system fonts, and our own style sheet.

Nothing here may name an address outside the host: a theme's fonts given as plain names load no web font.
"""

from pathlib import Path

import gradio as gr

_ASSETS = Path(__file__).parent / "assets"
CSS_PATHS = (_ASSETS / "style.css", *sorted(path for path in _ASSETS.glob("*.css") if path.name != "style.css"))
"""What all pages share comes first, then each page's own."""
FAVICON_PATH = _ASSETS / "favicon.svg"
_SCRIPTS = ("page.js", "places.js", "drafts.js", "dialogs.js")
HEAD = f"<script>{''.join((_ASSETS / name).read_text(encoding='utf-8') for name in _SCRIPTS)}</script>"

_BLUE = gr.themes.Color(
    name="huizhao-blue",
    c50="#f1f6fa",
    c100="#dfeaf3",
    c200="#c0d6e7",
    c300="#94b9d5",
    c400="#5f95bf",
    c500="#3a78a8",
    c600="#1f5a8c",
    c700="#1a4b75",
    c800="#173f61",
    c900="#143450",
    c950="#0d2236",
)

THEME = gr.themes.Base(
    primary_hue=_BLUE,
    secondary_hue=_BLUE,
    neutral_hue=gr.themes.colors.slate,
    text_size=gr.themes.sizes.text_md,
    radius_size=gr.themes.sizes.radius_md,
    font=[
        "-apple-system",
        "BlinkMacSystemFont",
        "Segoe UI",
        "PingFang SC",
        "Hiragino Sans GB",
        "Microsoft YaHei",
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "sans-serif",
    ],
    font_mono=["ui-monospace", "Consolas", "Menlo", "monospace"],
).set(
    body_background_fill="#f4f6f8",
    body_text_color="#1f2a37",
    button_primary_background_fill="#1f5a8c",
    button_primary_background_fill_hover="#1a4b75",
    button_primary_text_color="#ffffff",
    block_border_width="0px",
    block_shadow="none",
    input_background_fill="#ffffff",
    input_border_width="1px",
    input_padding="8px 12px",
    checkbox_label_background_fill="#ffffff",
    checkbox_label_border_width="1px",
    checkbox_label_border_color="#d3dae2",
    button_secondary_background_fill="#ffffff",
    button_secondary_border_color="#d3dae2",
    button_border_width="1px",
    button_cancel_background_fill="#ffffff",
    button_cancel_background_fill_hover="#fbeeed",
    button_cancel_text_color="#a8322d",
    button_cancel_border_color="#e0b4b1",
    input_border_color="#d3dae2",
    input_border_color_focus="#3a78a8",
)
