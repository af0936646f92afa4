"""The growth of times with the size of the base, drawn: the same picture for the same figures."""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import pygal
from pygal.style import Style

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00")
FONT: Final = "DejaVu Sans, Helvetica, Arial, sans-serif"
STYLE: Final = Style(
    background="white",
    plot_background="white",
    colors=COLOURS,
    font_family=FONT,
    value_font_family=FONT,
    title_font_size=15,
    guide_stroke_color="#cccccc",
    major_guide_stroke_color="#cccccc",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
)
# It leaves a finder of an old kind behind, of which later imports would complain.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

NOT_DRAWN: Final = re.compile(r"<!--.*?-->|<script.*?</script>", re.DOTALL)


def growth(sizes: Sequence[int], times: Mapping[str, Sequence[float]]) -> str:
    """An SVG of each thing's time at each size, as a multiple of its time at the smallest."""
    chart = pygal.Line(
        style=STYLE,
        title="Times on bases of so many attributions, as multiples of those on the smallest",
        margin_bottom=40,
        width=820,
        height=440,
        range=(0, None),
        legend_at_bottom=True,
        legend_at_bottom_columns=3,
        stroke_style={"width": 2},
        dots_size=4,
        formatter=lambda value: f"{value:.2f} ×",
        js=[],
        disable_xml_declaration=True,
    )
    chart.uuid = "growth"
    chart.x_labels = [f"{size:,}" for size in sizes]
    for name, seconds in times.items():
        chart.add(name, [second / seconds[0] for second in seconds])
    return NOT_DRAWN.sub("", str(chart.render(is_unicode=True))) + "\n"
