-- What is served: one partition of profile for each release that was loaded.
CREATE TABLE release_load (
    load_id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id    TEXT        NOT NULL UNIQUE,
    as_of_date    DATE        NOT NULL,
    known_at      TIMESTAMPTZ NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    profile_count BIGINT      NOT NULL,
    content_hash  TEXT        NOT NULL,
    loaded_at     TIMESTAMPTZ NOT NULL
);

CREATE TABLE profile (
    load_id    BIGINT NOT NULL,
    subject_id TEXT   NOT NULL,
    scheme     TEXT   NOT NULL,
    code       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    sha256     TEXT   NOT NULL,
    PRIMARY KEY (load_id, subject_id)
) PARTITION BY LIST (load_id);

-- A single row: every read sees the release that it names, so that a switch is one update.
CREATE TABLE served_release (
    is_only     BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (is_only),
    load_id     BIGINT      NOT NULL REFERENCES release_load,
    switched_at TIMESTAMPTZ NOT NULL
);

-- A single row where an operator pins a release; none where the one of the highest as-of date is served.
CREATE TABLE release_pin (
    is_only    BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (is_only),
    release_id TEXT        NOT NULL,
    pinned_at  TIMESTAMPTZ NOT NULL
);

-- What a subject allowed, to whom, for what and until when. Rows are kept: who could see what, then.
CREATE TABLE consent (
    consent_id   UUID PRIMARY KEY,
    subject_id   TEXT        NOT NULL,
    institution  TEXT        NOT NULL,
    purpose      TEXT        NOT NULL,
    sections     TEXT[]      NOT NULL CHECK (cardinality(sections) > 0),
    valid_until  DATE        NOT NULL,
    given_at     TIMESTAMPTZ NOT NULL,
    given_by     TEXT        NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by TEXT,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX consent_live ON consent (subject_id, institution, purpose) WHERE withdrawn_at IS NULL;

CREATE TABLE objection (
    objection_id UUID PRIMARY KEY,
    subject_id   TEXT        NOT NULL,
    section      TEXT,
    statement    TEXT        NOT NULL,
    raised_at    TIMESTAMPTZ NOT NULL,
    raised_on    DATE        NOT NULL,
    raised_by    TEXT        NOT NULL,
    due_on       DATE        NOT NULL,
    answer       TEXT,
    answered_at  TIMESTAMPTZ,
    answered_by  TEXT,
    CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL))
);
CREATE INDEX objection_open ON objection (subject_id) WHERE answer IS NULL;

-- Who did what, when, to whom and why: each line holds the hash of the one before it. Kept for at least five years,
-- as the law wants of queries; nothing here deletes.
CREATE TABLE audit_line (
    seq           BIGINT PRIMARY KEY CHECK (seq > 0),
    at            TIMESTAMPTZ NOT NULL,
    actor         TEXT,
    role          TEXT,
    institution   TEXT,
    subject_id    TEXT,
    action        TEXT        NOT NULL,
    purpose       TEXT,
    sections      TEXT        NOT NULL,
    withheld      TEXT        NOT NULL,
    consent_ids   TEXT        NOT NULL,
    outcome       TEXT        NOT NULL,
    detail        TEXT,
    previous_hash TEXT        NOT NULL,
    hash          TEXT        NOT NULL
);
CREATE INDEX audit_line_subject ON audit_line (subject_id, seq) WHERE subject_id IS NOT NULL;

-- The chain finds a changed line; this keeps the service, and who works with its account, from changing one.
CREATE FUNCTION audit_line_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_line: % refused. Allowed: INSERT', TG_OP;
END
$$;
CREATE TRIGGER audit_line_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_line_is_kept();
