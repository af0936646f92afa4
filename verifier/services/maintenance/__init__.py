"""A database made, audited, backed up, copied and upgraded."""
