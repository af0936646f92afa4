"""The status rules: records, whose word counts, which records are live, the table of statuses, verdicts, policy."""
