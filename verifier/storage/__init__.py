"""The ledger on SQLite or PostgreSQL: the only room that speaks SQL."""
