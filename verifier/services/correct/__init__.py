"""Corrections: attributions voided or replaced, claims and sources amended, documents retracted, revisions undone."""
