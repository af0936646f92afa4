"""Text in, values and problems out: attribution phrases, claim sheets, dates, source registries."""
