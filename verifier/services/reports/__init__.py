"""Reports for others to keep: made, written with their side-cars, held against what is known now."""
