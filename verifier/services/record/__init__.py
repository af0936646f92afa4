"""What an analyst records: claims, attributions, verdicts and links, by hand or from sheets."""
