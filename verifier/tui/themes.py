"""Two themes in Okabe and Ito's colours, which do not depend on telling red from green.

Invariant: every text on every background has a contrast of 4.5 to 1 at least; vermilion is a tint of theirs for that.
"""

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="dark",
    primary="#56B4E9",
    warning="#E69F00",
    error="#F5793A",
    foreground="#E0E0E0",
    background="#121317",
    surface="#1C1F24",
    panel="#23282F",
    dark=True,
    variables={
        "affirm": "#56B4E9",
        "deny": "#E69F00",
        "neutral": "#999999",
        "refuted": "#F5793A",
        "faint": "#999999",
        "key": "#F0E442",
        "current": "#1E3441",
        "current-unfocused": "#22282E",
        "block-cursor-background": "#1E3441",
        "block-cursor-foreground": "#E0E0E0",
        "block-cursor-blurred-background": "#1E3441",
        "block-cursor-blurred-foreground": "#E0E0E0",
        "footer-key-foreground": "#F0E442",
    },
)
LIGHT: Final = Theme(
    name="light",
    primary="#005A8C",
    warning="#9A4B00",
    error="#B03000",
    foreground="#1A1A1A",
    background="#FFFFFF",
    surface="#F4F4F4",
    panel="#E6E8EB",
    dark=False,
    variables={
        "affirm": "#005A8C",
        "deny": "#9A4B00",
        "neutral": "#666666",
        "refuted": "#B03000",
        "faint": "#666666",
        "key": "#005A8C",
        "current": "#D3E8F5",
        "current-unfocused": "#E1E8ED",
        "block-cursor-background": "#D3E8F5",
        "block-cursor-foreground": "#1A1A1A",
        "block-cursor-blurred-background": "#D3E8F5",
        "block-cursor-blurred-foreground": "#1A1A1A",
        "footer-key-foreground": "#005A8C",
    },
)
THEMES: Final = {theme.name: theme for theme in (DARK, LIGHT)}
