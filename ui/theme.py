"""How the page looks: Gradio's base theme in quiet colours with system fonts, and our own style sheet.

Nothing here may name an address outside the host: a theme's fonts given as plain names load no web font.
"""

from pathlib import Path

import gradio as gr
from markupsafe import Markup

_ASSETS = Path(__file__).parent / "assets"
_EARLY = ("palette.css", "style.css")
CSS_PATHS = (_ASSETS / "style.css", *sorted(path for path in _ASSETS.glob("*.css") if path.name not in _EARLY))
"""What all pages share comes first, then each page's own."""
FAVICON_PATH = _ASSETS / "favicon.svg"
LOOK = Markup("<style>{}</style><script>{}</script>").format(
    *(Markup((_ASSETS / name).read_text(encoding="utf-8")) for name in ("palette.css", "look.js"))
)
"""Colours and the reader's choice of them, for the head of the page as it is sent: before anything is drawn."""
FIRST = Markup("<script>{}</script>").format(Markup((_ASSETS / "first.js").read_text(encoding="utf-8")))
"""What makes the first view's question box work, behind it in the page as it is sent."""
PROOF = (_ASSETS / "proof.js").read_text(encoding="utf-8")
"""What a page without Gradio needs of it too."""
_SCRIPTS = ("proof.js", "page.js", "places.js", "drafts.js", "dialogs.js", "map.js", "searches.js")
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
    **{
        f"{name}{mode}": value
        for mode in ("", "_dark")
        for name, value in {
            "body_background_fill": "var(--hz-ground)",
            "body_text_color": "var(--hz-ink)",
            "body_text_color_subdued": "var(--hz-faint)",
            "background_fill_primary": "var(--hz-paper)",
            "background_fill_secondary": "var(--hz-subtle)",
            "border_color_primary": "var(--hz-line)",
            "border_color_accent": "var(--hz-blue-edge)",
            "color_accent_soft": "var(--hz-blue-pale)",
            "link_text_color": "var(--hz-blue)",
            "link_text_color_hover": "var(--hz-blue-deep)",
            "link_text_color_active": "var(--hz-blue)",
            "link_text_color_visited": "var(--hz-blue)",
            "block_background_fill": "var(--hz-paper)",
            "block_border_width": "0px",
            "block_shadow": "none",
            "block_label_background_fill": "var(--hz-paper)",
            "block_label_text_color": "var(--hz-soft)",
            "block_title_text_color": "var(--hz-ink)",
            "block_info_text_color": "var(--hz-faint)",
            "panel_background_fill": "var(--hz-subtle)",
            "input_background_fill": "var(--hz-paper)",
            "input_background_fill_focus": "var(--hz-paper)",
            "input_border_width": "1px",
            "input_border_color": "var(--hz-edge)",
            "input_border_color_focus": "var(--hz-blue)",
            "input_placeholder_color": "var(--hz-faint)",
            "checkbox_background_color": "var(--hz-paper)",
            "checkbox_border_color": "var(--hz-edge)",
            "checkbox_background_color_selected": "var(--hz-fill)",
            "checkbox_border_color_selected": "var(--hz-fill)",
            "checkbox_label_background_fill": "var(--hz-paper)",
            "checkbox_label_background_fill_hover": "var(--hz-hover)",
            "checkbox_label_background_fill_selected": "var(--hz-blue-pale)",
            "checkbox_label_text_color": "var(--hz-ink)",
            "checkbox_label_text_color_selected": "var(--hz-blue-deep)",
            "checkbox_label_border_width": "1px",
            "checkbox_label_border_color": "var(--hz-edge)",
            "button_border_width": "1px",
            "button_primary_background_fill": "var(--hz-fill)",
            "button_primary_background_fill_hover": "var(--hz-fill)",
            "button_primary_text_color": "var(--hz-on-fill)",
            "button_primary_border_color": "var(--hz-fill)",
            "button_secondary_background_fill": "var(--hz-paper)",
            "button_secondary_background_fill_hover": "var(--hz-hover)",
            "button_secondary_text_color": "var(--hz-ink)",
            "button_secondary_border_color": "var(--hz-edge)",
            "button_cancel_background_fill": "var(--hz-paper)",
            "button_cancel_background_fill_hover": "var(--hz-red-pale)",
            "button_cancel_text_color": "var(--hz-red)",
            "button_cancel_border_color": "var(--hz-red-edge)",
            "table_text_color": "var(--hz-ink)",
        }.items()
    },
    input_padding="8px 12px",
)
