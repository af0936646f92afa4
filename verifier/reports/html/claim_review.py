"""An analyst's verdict as schema.org ClaimReview, for search engines and fact-checking tools.

The fields are those that Google's documentation of fact checks asks for (`claimReviewed`, `reviewRating` with
`alternateName`, `url`) and recommends (`author`, `itemReviewed`). A rating in numbers is not given: verifier has none.
"""

import json
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from verifier.domain.explain.claim_report import ClaimReport
from verifier.domain.model.claims import Verdict
from verifier.domain.model.sources import KNOWN_TO_US
from verifier.domain.rules.status import verdicts
from verifier.reports.files.json import Json
from verifier.reports.html.environment import web_address
from verifier.reports.text.times import iso

_WORDS: Final = {
    Verdict.CONFIRMED: "Confirmed",
    Verdict.REFUTED: "Refuted",
    Verdict.UNVERIFIABLE: "Unverifiable",
}


def claim_review(answer: ClaimReport, told: Json, zone: tzinfo, url: str, publisher: str) -> Json | None:
    """The verdict that stands on a claim whose page is at a URL; None where none does, or analysts differ.

    `told` is the claim in full as its page tells it.
    """
    layer = verdicts(answer.assessments)
    if layer.agreed is None:
        return None
    latest = layer.live[-1]
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "claimReviewed": answer.claim.text,
        "datePublished": iso(latest.at, zone),
        "author": {"@type": "Organization", "name": publisher},
        "reviewRating": {"@type": "Rating", "alternateName": _WORDS[latest.verdict]},
        "reviewBody": latest.rationale,
        "itemReviewed": _item(told),
    }


def _item(told: Json) -> Json:
    """The claim with its author and where it appeared, as far as these are known."""
    authors = [{"@type": "Organization", "name": name} for name in told["affirmed_by"] if name != KNOWN_TO_US]
    documents = [said["document"] for said in (*told["attributions"], *told["reaching"]) if said["document"]]
    urls = sorted({url for document in documents if (url := web_address(document["url"]))})
    appearance = [{"@type": "CreativeWork", "url": url} for url in urls]
    item: Json = {"@type": "Claim", "name": told["claim"]}
    return item | ({"author": authors} if authors else {}) | ({"appearance": appearance} if appearance else {})


def script_json(value: Json) -> Markup:
    """JSON that may stand in a script element: no character in it can end the element or open another."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - what HTML reads as markup was just written out
