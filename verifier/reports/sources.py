"""Sources as lines and pages."""

from collections.abc import Iterator

from verifier.domain.model.sources import Source
from verifier.domain.model.time import Term
from verifier.reports.text.styled import Line, Role, Run, line, padded, visible
from verifier.reports.text.wording import counted


def standing_words(source: Source) -> str:
    """What is established of a source: `official, Ukraine`, `independent`, `nothing established`."""
    facts = (
        ("anonymous", source.anonymous),
        ("official", source.official and not source.terms),
        ("official in office", bool(source.terms)),
        (source.party, source.party),
        ("independent", source.independent),
        ("confidential", source.confidential),
    )
    return ", ".join(word for word, holds in facts if word and holds) or "nothing established"


def term_words(term: Term) -> str:
    """A time in office: `2021-01-20 to 2025-01-20`, `since 2025-01-20`."""
    if not term.last_day:
        return f"since {term.first_day}"
    return f"{term.first_day} to {term.last_day}" if term.first_day else f"until {term.last_day}"


def source_line(source: Source, attributions: int) -> Line:
    """One source: name, kind, what is established, how often it is an origin, aliases."""
    return line(
        Run(padded(visible(source.name), 36), Role.STRONG),
        f"  {padded(source.kind or '', 12)}  {padded(visible(standing_words(source)), 28)}",
        Run(f"  {attributions:4}  {visible(', '.join(source.aliases))}".rstrip(), Role.FAINT),
    )


def source_page(source: Source, attributions: int) -> Iterator[Line]:
    """One source in full."""
    yield line(Run(visible(source.name), Role.STRONG))
    facts = (
        ("aliases", ", ".join(source.aliases)),
        ("kind", source.kind),
        ("party", source.party),
        ("in office", ", ".join(map(term_words, source.terms))),
        ("standing", standing_words(source)),
        ("reliability", source.reliability),
        ("note", source.note),
        ("origin of", counted(attributions, "attribution")),
    )
    yield from (line(Run(f"{padded(name, 12)}", Role.FAINT), visible(value)) for name, value in facts if value)
