"""Report files: made, written with their side-cars, compared with what is known now."""
