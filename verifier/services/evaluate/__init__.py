"""Statuses worked out again: those a write bears on, or a whole ledger on a Dask cluster."""
