-- What other programs may read: current facts, one row a line. The migration puts each database's own words for
-- iso(column), an instant as ISO 8601 UTC, and now(), the present instant in microseconds.

CREATE VIEW undone_now AS
SELECT u.target AS revision, u.revision AS undone_in
FROM undos u
WHERE u.what = 'undo' AND u.id = (SELECT max(x.id) FROM undos x WHERE x.target = u.target);

CREATE VIEW corrected_now AS
SELECT x.attribution, x.link, x.replacement, x.revision AS corrected_in, r.reason
FROM corrections x
JOIN revisions r ON r.id = x.revision
WHERE x.revision NOT IN (SELECT revision FROM undone_now);

CREATE VIEW claims_now AS
SELECT 'c' || c.id AS ref, c.id AS claim, v.key, coalesce(v.text, c.text) AS text, v.kind, s.status, s.derived, s.support, s.opposition,
    iso(s.since) AS since, s.affirmed, s.denied, s.withheld, s.still_disputed, s.split, s.review_due,
    iso(s.last_said) AS last_said,
    iso(v.happened_earliest) AS happened_earliest,
    iso(v.happened_latest) AS happened_latest, v.happened_text, v.place,
    v.parties, v.against, v.favours, v.measure, v.tags,
    iso(r.recorded_at) AS recorded, r.analyst, c.revision
FROM claims c
JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND x.revision NOT IN (SELECT revision FROM undone_now))
JOIN revisions r ON r.id = c.revision
LEFT JOIN claim_states s ON s.claim = c.id AND s.valid_from <= now() AND s.valid_until > now();

CREATE VIEW disputed_now AS SELECT * FROM claims_now WHERE still_disputed;

CREATE VIEW attributions_now AS
SELECT 'a' || a.id AS ref, a.id AS attribution, a.claim, coalesce(v.text, c.text) AS claim_text, o.name AS origin, o.party,
    n.name AS nearest_carrier, a.stance, a.certainty, a.basis, a.figure, a.cue, a.quote, a.note,
    iso(a.said_earliest) AS said_earliest, iso(a.said_latest) AS said_latest,
    a.said_text, d.url, d.title, u.name AS outlet,
    iso(r.recorded_at) AS recorded, r.analyst, a.revision
FROM attributions a
JOIN claims c ON c.id = a.claim
JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND x.revision NOT IN (SELECT revision FROM undone_now))
JOIN revisions r ON r.id = a.revision
JOIN source_versions o ON o.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = a.origin AND x.revision NOT IN (SELECT revision FROM undone_now))
LEFT JOIN source_versions n ON n.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = a.nearest AND x.revision NOT IN (SELECT revision FROM undone_now))
LEFT JOIN document_versions d
    ON d.id = (
        SELECT max(x.id) FROM document_versions x
        WHERE x.document = a.document AND x.revision NOT IN (SELECT revision FROM undone_now))
LEFT JOIN source_versions u ON u.id = (
        SELECT max(x.id) FROM source_versions x
        WHERE x.source = d.outlet AND x.revision NOT IN (SELECT revision FROM undone_now))
WHERE a.revision NOT IN (SELECT revision FROM undone_now)
    AND a.id NOT IN (SELECT attribution FROM corrected_now WHERE attribution IS NOT NULL);

CREATE VIEW status_changes_log AS
SELECT s.id, 'c' || s.claim AS ref, s.claim, coalesce(v.text, c.text) AS claim_text, iso(r.recorded_at) AS recorded,
    r.analyst, r.reason, s.from_status, s.to_status, s.from_derived, s.to_derived, s.rule, s.because, s.support,
    s.opposition, s.policy_version, s.revision
FROM status_changes s
JOIN claims c ON c.id = s.claim
LEFT JOIN claim_versions v ON v.id = (
        SELECT max(x.id) FROM claim_versions x
        WHERE x.claim = c.id AND x.revision NOT IN (SELECT revision FROM undone_now))
JOIN revisions r ON r.id = s.revision;
