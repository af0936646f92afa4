"""Times as people write them: dates, spans, zones; read and written."""
