-- What a server itself sees to, whoever writes and with which program: that a revision follows the newest one, that rows
-- belong to the revision being written and have the next numbers, and that values are what their columns hold.

CREATE FUNCTION verifier_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head record;
    present bigint := extract(epoch FROM clock_timestamp()) * 1000000;
    minute CONSTANT bigint := 60000000;
BEGIN
    SELECT id, recorded_at, digest INTO head FROM revisions ORDER BY id DESC LIMIT 1;
    IF NEW.id <> coalesce(head.id, 0) + 1 OR NEW.previous_digest <> coalesce(head.digest, repeat('0', 64)) THEN
        RAISE EXCEPTION 'revision % does not follow from the newest one', NEW.id USING ERRCODE = 'VF001';
    END IF;
    IF NEW.recorded_at < head.recorded_at AND NEW.action <> 'set-clock' THEN
        RAISE EXCEPTION 'revision % is dated before the one it follows', NEW.id USING ERRCODE = 'VF001';
    END IF;
    IF verifier_is_copied(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.recorded_at > present + minute OR (NEW.action = 'set-clock' AND NEW.recorded_at < present - minute) THEN
        RAISE EXCEPTION 'revision % is dated otherwise than the clock of the server', NEW.id USING ERRCODE = 'VF002';
    END IF;
    RETURN NEW;
END $$;;

-- A ledger that is copied brings its past, which an owner may bring.
CREATE FUNCTION verifier_is_copied(target oid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('verifier.copied', true), '') = 'on'
        AND pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = target), 'MEMBER') $$;;

CREATE FUNCTION verifier_adds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added_rows record;
    newest bigint;
BEGIN
    IF verifier_is_copied(TG_RELID) THEN
        RETURN NULL;
    END IF;
    SELECT min(id) AS first, max(id) AS last, count(*) AS counted, min(revision) AS earliest, max(revision) AS latest
        INTO added_rows FROM added;
    IF added_rows.counted = 0 THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT coalesce(max(id), 0) FROM %s WHERE id < $1', TG_RELID::regclass)
        INTO newest USING added_rows.first;
    IF added_rows.first <> newest + 1 OR added_rows.last <> newest + added_rows.counted THEN
        RAISE EXCEPTION '% has other numbers than the next ones', TG_TABLE_NAME USING ERRCODE = 'VF001';
    END IF;
    SELECT coalesce(max(id), 0) + 1 INTO newest FROM revisions;
    IF added_rows.earliest <> newest OR added_rows.latest <> newest THEN
        RAISE EXCEPTION '% has rows of another revision than the next one', TG_TABLE_NAME USING ERRCODE = 'VF001';
    END IF;
    RETURN NULL;
END $$;;

CREATE FUNCTION verifier_adds_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT verifier_is_copied(TG_RELID)
        AND EXISTS (SELECT FROM added WHERE revision <> (SELECT coalesce(max(id), 0) + 1 FROM revisions)) THEN
        RAISE EXCEPTION '% has rows of another revision than the next one', TG_TABLE_NAME USING ERRCODE = 'VF001';
    END IF;
    RETURN NULL;
END $$;;

CREATE FUNCTION verifier_key_is_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.public_key IS NOT NULL AND NEW.analyst <> session_user
        AND NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RAISE EXCEPTION 'the login % may not give a key to the name %', session_user, NEW.analyst
            USING ERRCODE = 'VF003';
    END IF;
    RETURN NEW;
END $$;;

CREATE TRIGGER revisions_follow BEFORE INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION verifier_follows();;

CREATE TRIGGER analyst_keys_own BEFORE INSERT ON analyst_keys FOR EACH ROW EXECUTE FUNCTION verifier_key_is_own();;

CREATE TRIGGER party_versions_follow AFTER INSERT ON party_versions REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER sources_follow AFTER INSERT ON sources REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER source_versions_follow AFTER INSERT ON source_versions REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER documents_follow AFTER INSERT ON documents REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER document_versions_follow AFTER INSERT ON document_versions REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER claims_follow AFTER INSERT ON claims REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER claim_versions_follow AFTER INSERT ON claim_versions REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER links_follow AFTER INSERT ON links REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER attributions_follow AFTER INSERT ON attributions REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER attribution_carriers_follow AFTER INSERT ON attribution_carriers REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds_parts();;

CREATE TRIGGER assessments_follow AFTER INSERT ON assessments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER status_changes_follow AFTER INSERT ON status_changes REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER undos_follow AFTER INSERT ON undos REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER corrections_follow AFTER INSERT ON corrections REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER policies_follow AFTER INSERT ON policies REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

CREATE TRIGGER analyst_keys_follow AFTER INSERT ON analyst_keys REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION verifier_adds();;

ALTER TABLE revisions ADD CONSTRAINT ck_revisions_shape CHECK (
    (recorded_at BETWEEN -62135596800000000 AND 253402300799999999)
    AND previous_digest ~ '^[0-9a-f]{64}$'
    AND digest ~ '^[0-9a-f]{64}$') NOT VALID;;

ALTER TABLE status_totals ADD CONSTRAINT ck_status_totals_shape CHECK (
    status IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')) NOT VALID;;

ALTER TABLE party_versions ADD CONSTRAINT ck_party_versions_shape CHECK (
    adjectives ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$'
    AND adverse_to ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$') NOT VALID;;

ALTER TABLE policies ADD CONSTRAINT ck_policies_shape CHECK (
    figures ~ '^[{].*[}]$') NOT VALID;;

ALTER TABLE undos ADD CONSTRAINT ck_undos_shape CHECK (
    what IN ('undo', 'redo')) NOT VALID;;

ALTER TABLE assessments ADD CONSTRAINT ck_assessments_shape CHECK (
    verdict IN ('confirmed', 'refuted', 'unverifiable', 'lifted')
    AND derived IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')
    AND evidence ~ '^\[(-?[0-9]{1,18}(,-?[0-9]{1,18})*)?\]$'
    AND (at BETWEEN -62135596800000000 AND 253402300799999999)) NOT VALID;;

ALTER TABLE attributions ADD CONSTRAINT ck_attributions_shape CHECK (
    stance IN ('affirms', 'denies', 'withholds', 'questions', 'retracts')
    AND certainty IN ('certain', 'probable', 'possible')
    AND basis IN ('witnessed', 'documents', 'told', 'inferred', 'unknown')
    AND (length(figure) <= 99 AND figure ~ '^((>=|<=)?-?[0-9]+(\.[0-9]+)?|-?[0-9]+(\.[0-9]+)?[.][.]-?[0-9]+(\.[0-9]+)?)$')
    AND (said_earliest BETWEEN -62135596800000000 AND 253402300799999999)
    AND (said_latest BETWEEN said_earliest AND 253402300799999999)
    AND (said_offset BETWEEN -1440 AND 1440)) NOT VALID;;

ALTER TABLE claim_states ADD CONSTRAINT ck_claim_states_shape CHECK (
    (since BETWEEN -62135596800000000 AND 253402300799999999)
    AND status IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')
    AND derived IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')
    AND (last_said BETWEEN -62135596800000000 AND 253402300799999999)) NOT VALID;;

ALTER TABLE claim_versions ADD CONSTRAINT ck_claim_versions_shape CHECK (
    kind IN ('fact', 'prediction', 'opinion')
    AND parties ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$'
    AND against ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$'
    AND favours ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$'
    AND tags ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$'
    AND (happened_earliest BETWEEN -62135596800000000 AND 253402300799999999)
    AND (happened_latest BETWEEN happened_earliest AND 253402300799999999)
    AND (happened_offset BETWEEN -1440 AND 1440)) NOT VALID;;

ALTER TABLE document_versions ADD CONSTRAINT ck_document_versions_shape CHECK (
    (published_earliest BETWEEN -62135596800000000 AND 253402300799999999)
    AND (published_latest BETWEEN published_earliest AND 253402300799999999)
    AND (published_offset BETWEEN -1440 AND 1440)
    AND (retrieved_earliest BETWEEN -62135596800000000 AND 253402300799999999)
    AND (retrieved_latest BETWEEN retrieved_earliest AND 253402300799999999)
    AND (retrieved_offset BETWEEN -1440 AND 1440)
    AND (retracted_earliest BETWEEN -62135596800000000 AND 253402300799999999)
    AND (retracted_latest BETWEEN retracted_earliest AND 253402300799999999)
    AND (retracted_offset BETWEEN -1440 AND 1440)) NOT VALID;;

ALTER TABLE links ADD CONSTRAINT ck_links_shape CHECK (
    kind IN ('entails', 'contradicts')) NOT VALID;;

ALTER TABLE source_versions ADD CONSTRAINT ck_source_versions_shape CHECK (
    aliases ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$'
    AND kind IN ('government', 'military', 'official', 'media', 'organisation', 'expert', 'witness', 'social media', 'imagery', 'document')) NOT VALID;;

ALTER TABLE status_changes ADD CONSTRAINT ck_status_changes_shape CHECK (
    from_status IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')
    AND from_derived IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')
    AND to_status IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')
    AND to_derived IN ('not-checkable', 'unattributed', 'unverified', 'single-source', 'corroborated', 'confirmed', 'disputed', 'denied', 'refuted', 'withdrawn', 'unverifiable')
    AND because ~ '^\[("([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"(,"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")*)?\]$') NOT VALID;;

