"""Styled text for terminals: wording, layout, timeline."""
