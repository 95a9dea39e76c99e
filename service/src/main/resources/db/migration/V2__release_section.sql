-- How many profiles of a release show a section of a dataset; the row without a dataset says that it was counted.
CREATE TABLE release_section (
    load_id  BIGINT NOT NULL REFERENCES release_load ON DELETE CASCADE,
    dataset  TEXT   NOT NULL,
    profiles BIGINT NOT NULL,
    PRIMARY KEY (load_id, dataset)
);
