"""What is current: the one place for each kind of fact where "known at a revision" is decided.

`known_at` is the number of a revision: facts of later ones do not exist, nor those of revisions that were undone by
then, nor what was corrected or merged into another claim by then. None means now. What the log says was once shown
stays, whatever is undone.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    Alias,
    BindParameter,
    Column,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    any_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.types import ARRAY, BigInteger, Text, TypeEngine

from verifier.domain.revisions import Undoing
from verifier.storage.db.statement import Bind, Given, ListParam
from verifier.storage.schema.tables import (
    assessments,
    attribution_carriers,
    attributions,
    claim_terms,
    claim_versions,
    claims,
    corrections,
    document_versions,
    links,
    merges,
    party_versions,
    policies,
    revisions,
    source_versions,
    status_changes,
    undos,
)
from verifier.storage.statements.values import TEXT_TERM

# A revision's own row comes last in its transaction: to itself, what it added was recorded at no time yet.
_RECORDED_AT: Final = func.coalesce(revisions.c.recorded_at, 0).label("recorded_at")

CLAIM_TEXT: Final = func.coalesce(claim_versions.c.text, claims.c.text).label("claim_text")


def among(
    bind: Bind, column: ColumnElement[Any], values: Given, kind: TypeEngine[Any] | None = None
) -> ColumnElement[bool]:
    """Whether a column is one of the values, however many: databases bound the number of parameters."""
    listed_type = ARRAY(kind or BigInteger())
    if isinstance(values, ListParam):
        if values.single:
            return column == bindparam(values.name, type_=column.type)
        if bind.sqlite:
            return _in_json(column, bindparam(values.name, type_=Text()))
        return column == any_(bindparam(values.name, type_=listed_type))
    if len(values) == 1:
        return column == literal(next(iter(values)))
    if bind.sqlite:
        return _in_json(column, json.dumps(list(values)))
    return column == any_(bindparam(None, list(values), type_=listed_type))


def _in_json(column: ColumnElement[Any], values: str | BindParameter[Any]) -> ColumnElement[bool]:
    each = func.json_each(values).table_valued("value")
    return column.in_(select(each.c.value))


def recorded(table: FromClause, known_at: int | None) -> ColumnElement[bool]:
    """Whether a fact was recorded by then, undone or not."""
    return true() if known_at is None else table.c.revision <= known_at


def known(table: FromClause, known_at: int | None) -> ColumnElement[bool]:
    """Whether a fact was known."""
    existing, plain = existing_at(table, known_at), table.element if isinstance(table, Alias) else table
    if plain in _MERGEABLE:
        return and_(existing, table.c[_MERGEABLE[plain]].not_in(merged(known_at)))
    column = _CORRECTABLE.get(plain)
    return existing if column is None else and_(existing, table.c.id.not_in(corrected(column, known_at)))


def existing_at(table: FromClause, known_at: int | None) -> ColumnElement[bool]:
    """Whether a fact was recorded by then and not undone, whatever else became of it."""
    if known_at is None:
        return table.c.revision.not_in(_UNDONE_NOW)
    return and_(table.c.revision <= known_at, table.c.revision.not_in(undone(known_at)))


def undone(known_at: int | None) -> Select[Any]:
    """The numbers of the revisions that are undone."""
    later = undos.alias()
    newest = select(func.max(later.c.id)).where(later.c.target == undos.c.target)
    if known_at is not None:
        newest = newest.where(later.c.revision <= known_at)
    return select(undos.c.target).where(undos.c.what == Undoing.UNDO.value, undos.c.id == newest.scalar_subquery())


_UNDONE_NOW: Final = undone(None)


def corrected(column: Column[Any], known_at: int | None) -> Select[Any]:
    """The numbers of the attributions, or links, that were voided or replaced."""
    return select(column).where(column.is_not(None), existing_at(corrections, known_at))


def merged(known_at: int | None) -> Select[Any]:
    """The numbers of the claims that were merged into others."""
    return select(merges.c.claim).where(existing_at(merges, known_at))


_CORRECTABLE: Final[Mapping[FromClause, Column[Any]]] = {
    attributions: corrections.c.attribution,
    links: corrections.c.link,
}
_MERGEABLE: Final[Mapping[FromClause, str]] = {claims: "id", claim_versions: "claim"}


def newest_version(versions: Table, entity: str, known_at: int | None) -> ColumnElement[bool]:
    """Whether a version is its entity's newest."""
    others = versions.alias()
    newest = select(func.max(others.c.id)).where(others.c[entity] == versions.c[entity], known(others, known_at))
    return versions.c.id == newest.scalar_subquery()


def parties_known(known_at: int | None) -> Select[Any]:
    """Current versions of parties."""
    return select(party_versions).where(newest_version(party_versions, "name", known_at))


def sources_known(known_at: int | None) -> Select[Any]:
    """Current versions of sources."""
    return select(source_versions).where(newest_version(source_versions, "source", known_at))


def documents_known(known_at: int | None) -> Select[Any]:
    """Current versions of documents."""
    return select(document_versions).where(newest_version(document_versions, "document", known_at))


def claims_known(known_at: int | None) -> Select[Any]:
    """Current versions of claims, with the text and the revision that recorded the claim first."""
    return _claims(newest_version(claim_versions, "claim", known_at))


def claims_ever(known_at: int | None) -> Select[Any]:
    """Current versions of claims; of those that were undone, the last ones there were."""
    others = claim_versions.alias()
    same = others.c.claim == claim_versions.c.claim
    current = select(func.max(others.c.id)).where(same, known(others, known_at)).scalar_subquery()
    newest = select(func.max(others.c.id)).where(same, recorded(others, known_at)).scalar_subquery()
    return _claims(claim_versions.c.id == func.coalesce(current, newest))


def _claims(chosen: ColumnElement[bool]) -> Select[Any]:
    first = claims.c.revision.label("first_revision")
    return (
        select(claim_versions, CLAIM_TEXT, first, _RECORDED_AT)
        .join_from(claims, claim_versions, claim_versions.c.claim == claims.c.id)
        .outerjoin(revisions, revisions.c.id == claims.c.revision)
        .where(chosen)
    )


def claims_called(bind: Bind, identities: Given, known_at: int | None) -> Select[Any]:
    """Current versions of the claims whose text is one of these, by its identity; the lowest number first."""
    return _called(bind, identities, known_at).order_by(claims.c.id)


def _called(bind: Bind, identities: Given, known_at: int | None) -> Select[Any]:
    same = (claim_terms.c.version == claim_versions.c.id) & (claim_terms.c.field == TEXT_TERM)
    found = among(bind, claim_terms.c.term, identities, Text())
    return claims_known(known_at).join(claim_terms, same).where(found)


def claims_of_shared_text(known_at: int | None) -> Select[Any]:
    """Current versions of the claims whose text some other version of a claim has too, by number."""
    of_text = claim_terms.c.field == TEXT_TERM
    shared = select(claim_terms.c.term).where(of_text).group_by(claim_terms.c.term).having(func.count() > 1)
    same = (claim_terms.c.version == claim_versions.c.id) & of_text
    return claims_known(known_at).join(claim_terms, same).where(claim_terms.c.term.in_(shared)).order_by(claims.c.id)


def identified(bind: Bind, table: Table, identities: Given) -> Select[Any]:
    """The existing entities of a table that have these identities: identity and number, of one text the lowest last."""
    if table is claims:
        named = claim_terms.c.term.label("identity")
        return _called(bind, identities, None).with_only_columns(named, claims.c.id).order_by(claims.c.id.desc())
    own = among(bind, table.c.identity, identities, Text())
    return select(table.c.identity, table.c.id).where(own, known(table, None))


def links_known(known_at: int | None) -> Select[Any]:
    """Links."""
    return select(links).where(known(links, known_at))


def attributions_known(known_at: int | None) -> Select[Any]:
    """Attributions, with the document's outlet and the time of recording."""
    return (
        select(attributions, document_versions.c.outlet, _RECORDED_AT)
        .outerjoin(revisions, revisions.c.id == attributions.c.revision)
        .outerjoin(
            document_versions,
            (document_versions.c.document == attributions.c.document)
            & newest_version(document_versions, "document", known_at),
        )
        .where(known(attributions, known_at))
    )


def spoken_by(bind: Bind, numbers: Given) -> ColumnElement[bool]:
    """Whether the word of these sources bears on an attribution: as its origin, a carrier, or the outlet."""
    carried = select(attribution_carriers.c.attribution).where(among(bind, attribution_carriers.c.source, numbers))
    published = select(document_versions.c.document).where(among(bind, document_versions.c.outlet, numbers))
    columns = attributions.c
    return or_(among(bind, columns.origin, numbers), columns.id.in_(carried), columns.document.in_(published))


def carriers_known(known_at: int | None) -> Select[Any]:
    """Carriers of attributions, from the origin outward."""
    return (
        select(attribution_carriers.c.attribution, attribution_carriers.c.source)
        .join(attributions, attributions.c.id == attribution_carriers.c.attribution)
        .where(known(attributions, known_at))
        .order_by(attribution_carriers.c.attribution, attribution_carriers.c.position)
    )


def assessments_known(known_at: int | None) -> Select[Any]:
    """Assessments, in the order of recording."""
    return select(assessments).where(known(assessments, known_at)).order_by(assessments.c.id)


def policy_known(known_at: int | None) -> Select[Any]:
    """The policy adopted last; no row if none ever was."""
    return select(policies).where(known(policies, known_at)).order_by(policies.c.id.desc()).limit(1)


def changes_known(known_at: int | None) -> Select[Any]:
    """Status changes with their revision's time and analyst, in the order of recording; undone ones stay in the log."""
    return (
        select(status_changes, revisions.c.recorded_at, revisions.c.analyst)
        .join(revisions, revisions.c.id == status_changes.c.revision)
        .where(recorded(status_changes, known_at))
        .order_by(status_changes.c.id)
    )
