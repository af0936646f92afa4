"""The status rules: records, voices, which records are live, levels, the table of statuses, policy, verdicts."""
