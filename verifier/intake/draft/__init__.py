"""Reported speech found in an article: who says what, through whom, proposed as phrases to decide on."""
