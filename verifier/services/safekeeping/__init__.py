"""Looking after a database: made, audited, backed up, copied, brought up to date."""
