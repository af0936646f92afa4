"""Runs migrations on the connection, and in the transaction, of whoever asks for them."""

from alembic import context

from verifier.storage.schema.tables import metadata

OWN_SQL = ("claim_words", "ix_claim_words", "ix_claim_states_timed")


def is_described(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether the tables' description speaks of this, and not only each database's own SQL."""
    return not (name or "").startswith(OWN_SQL)


def migrate() -> None:
    """Bring the given connection's database to the wanted revision."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise SystemExit("migrations are run by the program. Run: verifier db upgrade")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=is_described,
        transactional_ddl=False,  # the caller has begun the transaction and ends it
    )
    context.run_migrations()


migrate()
