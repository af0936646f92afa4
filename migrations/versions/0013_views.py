"""Views that DuckDB reads too, of sources, documents, verdicts and links as well; a server has comments and times."""

import re
from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FORMER = ("status_changes_log", "attributions_now", "disputed_now", "claims_now", "corrected_now", "undone_now")
IN_FILE = {
    "now": "(CAST(strftime('%s', 'now') AS INTEGER) * 1000000)",
    "iso": "strftime('%Y-%m-%dT%H:%M:%SZ', {} / 1000000, 'unixepoch')",
}
ON_SERVER = {
    "now": "CAST(extract(epoch FROM now()) * 1000000 AS bigint)",
    "iso": "(timestamptz '1970-01-01 00:00:00+00' + {} * interval '1 microsecond')",
}
COMMENTS = {
    "undone_now": "Revisions that are undone.",
    "corrected_now": "Attributions and links that a correction took out.",
    "claims_now": "One row a claim, as it is now.",
    "disputed_now": "The claims that are still disputed.",
    "attributions_now": "One row an attribution that exists now.",
    "status_changes_log": "One row a change of a status, along the time it was recorded.",
    "sources_now": "One row a source.",
    "documents_now": "One row a document.",
    "verdicts_now": "One row a verdict of an analyst; the last of each analyst on a claim holds.",
    "links_now": "One row a link between claims.",
}
OF_CLAIMS = {
    "status": "The status shown: the derived one, unless analysts agree on a verdict.",
    "derived": "The status that the rules derive.",
    "support": "How well the claim is supported, 0 to 4.",
    "opposition": "How well its negation is supported, 0 to 4.",
    "since": "When the present status began.",
    "still_disputed": "Disputed, split or due for review.",
    "why": "The reason for the status, in one sentence.",
    "affirmed_by": "Origins that affirm it, as a JSON array.",
    "denied_by": "Origins that deny it, as a JSON array.",
}


def upgrade() -> None:
    """Make the views anew; no table and no recorded row is altered."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for view in FORMER:
        op.execute(f"DROP VIEW {view}")
    words = IN_FILE if on_sqlite else ON_SERVER
    written = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("now()", words["now"])
    for view in re.sub(r"iso\((.*?)\)", lambda found: words["iso"].format(found[1]), written).split(";"):
        if view.strip():
            op.execute(view)
    if not on_sqlite:
        comment()


def comment() -> None:
    """Say on the server what the views hold."""
    told = {f"VIEW {view}": about for view, about in COMMENTS.items()}
    told |= {f"COLUMN claims_now.{column}": about for column, about in OF_CLAIMS.items()}
    for what, about in told.items():
        op.execute(f"COMMENT ON {what} IS '{about}'")
