"""Claims are looked up by their text without final punctuation, quotation marks and a leading article.

Facts stay as they are; what claims are looked up by is made again by whoever upgrades.
"""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave the tables as they are."""
