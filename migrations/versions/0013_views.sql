-- What other programs may read: current facts, one row a line. The migration puts each database's own words for
-- iso(column), an instant (in a file as ISO 8601 UTC), and now(), the present instant in microseconds. No view asks
-- whether something is IN what another answers: DuckDB hands that on to SQLite in words that SQLite does not know.

CREATE VIEW undone_now AS
SELECT u.target AS revision, u.revision AS undone_in
FROM undos u
WHERE u.what = 'undo' AND u.id = (SELECT max(x.id) FROM undos x WHERE x.target = u.target);

CREATE VIEW corrected_now AS
SELECT x.attribution, x.link, x.replacement, x.revision AS corrected_in, r.reason
FROM corrections x
JOIN revisions r ON r.id = x.revision
WHERE NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision);

CREATE VIEW claims_now AS
SELECT 'c' || c.id AS ref, c.id AS claim, v.key, coalesce(v.text, c.text) AS text, v.kind, s.status, s.derived, s.support, s.opposition,
    iso(s.since) AS since, s.affirmed, s.denied, s.withheld, s.still_disputed, s.split, s.review_due,
    iso(s.last_said) AS last_said,
    iso(v.happened_earliest) AS happened_earliest,
    iso(v.happened_latest) AS happened_latest, v.happened_text, v.place,
    v.parties, v.against, v.favours, v.measure, v.tags,
    iso(r.recorded_at) AS recorded, r.analyst, c.revision, t.why, t.affirmed_by, t.denied_by, t.withheld_by, t.awaiting
FROM claims c
JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
JOIN revisions r ON r.id = c.revision
LEFT JOIN claim_states s ON s.claim = c.id AND s.valid_from <= now() AND s.valid_until > now()
LEFT JOIN claim_accounts t ON t.claim = s.claim AND t.valid_from = s.valid_from;

CREATE VIEW disputed_now AS SELECT * FROM claims_now WHERE still_disputed;

CREATE VIEW attributions_now AS
SELECT 'a' || a.id AS ref, a.id AS attribution, a.claim, coalesce(v.text, c.text) AS claim_text, o.name AS origin, o.party,
    n.name AS nearest_carrier, a.stance, a.certainty, a.basis, a.figure, a.cue, a.quote, a.note,
    iso(a.said_earliest) AS said_earliest, iso(a.said_latest) AS said_latest,
    a.said_text, d.url, d.title, u.name AS outlet,
    iso(r.recorded_at) AS recorded, r.analyst, a.revision, a.origin AS source, a.document
FROM attributions a
JOIN claims c ON c.id = a.claim
JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
JOIN revisions r ON r.id = a.revision
JOIN source_versions o ON o.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = a.origin AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
LEFT JOIN source_versions n ON n.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = a.nearest AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
LEFT JOIN document_versions d
    ON d.id = (
        SELECT max(x.id) FROM document_versions x
        WHERE x.document = a.document AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
LEFT JOIN source_versions u ON u.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = d.outlet AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
WHERE NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = a.revision)
    AND NOT EXISTS (SELECT 1 FROM corrected_now z WHERE z.attribution = a.id);

CREATE VIEW status_changes_log AS
SELECT s.id, 'c' || s.claim AS ref, s.claim, coalesce(v.text, c.text) AS claim_text, iso(r.recorded_at) AS recorded,
    r.analyst, r.reason, s.from_status, s.to_status, s.from_derived, s.to_derived, s.rule, s.because, s.support,
    s.opposition, s.policy_version, s.revision
FROM status_changes s
JOIN claims c ON c.id = s.claim
LEFT JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
JOIN revisions r ON r.id = s.revision;

CREATE VIEW sources_now AS
SELECT v.name, s.id AS source, v.aliases, v.kind, v.party, v.official, v.anonymous, v.independent, v.reliability, v.note,
    coalesce(v.confidential, false) AS confidential,
    (SELECT count(a.id) FROM attributions a
        WHERE a.origin = s.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = a.revision)
            AND NOT EXISTS (SELECT 1 FROM corrected_now z WHERE z.attribution = a.id)) AS attributions,
    iso(r.recorded_at) AS recorded, r.analyst, s.revision
FROM sources s
JOIN source_versions v ON v.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = s.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
JOIN revisions r ON r.id = s.revision;

CREATE VIEW documents_now AS
SELECT d.id AS document, v.url, v.title, o.name AS outlet,
    iso(v.published_earliest) AS published_earliest, iso(v.published_latest) AS published_latest, v.published_text,
    iso(v.retrieved_earliest) AS retrieved_earliest, iso(v.retracted_earliest) AS retracted_earliest, v.sha256,
    (SELECT count(a.id) FROM attributions a
        WHERE a.document = d.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = a.revision)
            AND NOT EXISTS (SELECT 1 FROM corrected_now z WHERE z.attribution = a.id)) AS attributions,
    iso(r.recorded_at) AS recorded, r.analyst, d.revision
FROM documents d
JOIN document_versions v ON v.id = (
        SELECT max(x.id) FROM document_versions x
        WHERE x.document = d.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
JOIN revisions r ON r.id = d.revision
LEFT JOIN source_versions o ON o.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = v.outlet AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision));

CREATE VIEW verdicts_now AS
SELECT a.id AS verdict_id, 'c' || a.claim AS ref, a.claim, coalesce(v.text, c.text) AS claim_text, a.verdict,
    a.rationale AS why, a.credibility, a.derived, a.analyst, iso(a.at) AS given, a.revision
FROM assessments a
JOIN claims c ON c.id = a.claim
JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
WHERE NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = a.revision);

CREATE VIEW links_now AS
SELECT l.id AS link, 'c' || l.claim AS ref, l.claim, coalesce(v.text, c.text) AS claim_text, l.kind,
    'c' || l.other AS other_ref, l.other, coalesce(w.text, o.text) AS other_text,
    iso(r.recorded_at) AS recorded, r.analyst, l.revision
FROM links l
JOIN claims c ON c.id = l.claim
JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
JOIN claims o ON o.id = l.other
JOIN claim_versions w ON w.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = o.id AND NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = x.revision))
JOIN revisions r ON r.id = l.revision
WHERE NOT EXISTS (SELECT 1 FROM undone_now z WHERE z.revision = l.revision)
    AND NOT EXISTS (SELECT 1 FROM corrected_now z WHERE z.link = l.id);
