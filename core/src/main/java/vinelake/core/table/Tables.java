package vinelake.core.table;

import static vinelake.core.table.Table.derived;
import static vinelake.core.table.Table.history;
import static vinelake.core.table.Table.optional;
import static vinelake.core.table.Table.required;

/** Every table of the lake but the records, whose columns are their contracts'. */
public final class Tables {

    /** The ledger: one row per delivery, copied from the commit on its records table; a held one is entered directly. */
    public static final Table DELIVERY = history(
            "ops/delivery",
            required("delivery_id", "STRING", "hash of dataset, as-of date and the digests of the files"),
            required("department", "STRING", ""),
            required("dataset", "STRING", ""),
            required("as_of_date", "DATE", ""),
            required("received_at", "TIMESTAMP", ""),
            required("status", "STRING", "accepted, held or rejected; of a delivery the last line counts"),
            required(
                    "read_count",
                    "BIGINT",
                    "records after the header, without blank lines; of a held delivery all counts are what it would have had"),
            required("accepted_count", "BIGINT", ""),
            required("quarantined_count", "BIGINT", ""),
            required("duplicate_count", "BIGINT", ""),
            required("unchanged_count", "BIGINT", "rows of a snapshot with nothing new"),
            required("ended_count", "BIGINT", "keys that a snapshot no longer holds; not among the rows read"),
            required("files", "ARRAY<STRUCT<name: STRING, sha256: STRING, bytes: BIGINT>>", ""),
            required("rule_version", "STRING", "contract version and digest"),
            optional("reason", "STRING", "why it is held, or rejected"),
            required("run_id", "STRING", "or the decision that rejects it"),
            optional("commit_version", "BIGINT", "of the records table"),
            optional("decision_id", "STRING", "the decision that it was accepted, held in spite of, or rejected by"),
            optional("manifest", "STRING", "SHA-256 over the sender's manifests"),
            optional("declared_count", "BIGINT", "rows that the sender declares"),
            optional(
                    "repairs",
                    "STRING",
                    "of a replay of refused rows: the delivery that they came with; its read_count is what it tried again"),
            optional(
                    "dismissed_count",
                    "BIGINT",
                    "of a replay: refused rows that stay refused by decision; not among its rows read"));

    /** What people decided; the last acceptance or rejection of a delivery counts, and every repair not withdrawn. */
    public static final Table DECISION = history(
            "ops/decision",
            required("decision_id", "STRING", "hash of what was decided, and on top of which decision"),
            required("kind", "STRING", "accept_delivery, reject_delivery, repair_rows or withdraw_repair"),
            required("department", "STRING", ""),
            required("dataset", "STRING", ""),
            optional("delivery_id", "STRING", "the delivery that it is about; none for all of the dataset"),
            optional("subject", "STRING", "JSON: a repair, or the id of the one that is withdrawn"),
            required("reason", "STRING", "in the words of who decided"),
            required("decided_by", "STRING", ""),
            required("decided_at", "TIMESTAMP", ""));

    /**
     * Refused rows. They count when the ledger knows the delivery under the same rule version. A replay says again which
     * rows are still refused: those of the last replay of a delivery wait for repair.
     */
    public static final Table QUARANTINE = history(
            "ops/quarantine",
            required("delivery_id", "STRING", ""),
            required("rule_version", "STRING", ""),
            required("department", "STRING", ""),
            required("dataset", "STRING", ""),
            required("as_of_date", "DATE", ""),
            required("file", "STRING", ""),
            required("line_number", "BIGINT", "line of a text, row of a sheet, element of an array ..."),
            optional("byte_offset", "BIGINT", "of text only"),
            required("rules", "ARRAY<STRING>", "every rule that the row breaks"),
            optional("text", "STRING", "fields as delivered, personal ones masked"),
            required("text_hash", "STRING", "over the fields as delivered"));

    /** What was erased, step by step, and never what it was. An erasure that has no line "done" is to be done again. */
    public static final Table ERASURE = history(
            "ops/erasure",
            required("erasure_id", "STRING", ""),
            required("step", "STRING", "begun, removed or done"),
            required("kind", "STRING", "subject or retention"),
            optional("subject_id", "STRING", "its id, which no other subject is ever given"),
            optional("subject_hash", "STRING", "keyed hash of its code"),
            optional("place", "STRING", "of step removed: a table, or landing/<delivery>"),
            required("row_count", "BIGINT", "rows removed, or one delivery's copy"),
            required("releases", "ARRAY<STRING>", "of step begun: those that it touches"),
            required("reason", "STRING", "in the words of who decided"),
            required("erased_by", "STRING", ""),
            required("erased_at", "TIMESTAMP", ""));

    public static final Table RUN = history(
            "ops/run",
            required("run_id", "STRING", ""),
            required("as_of_date", "DATE", ""),
            required("known_at", "TIMESTAMP", ""),
            required("started_at", "TIMESTAMP", ""),
            required("finished_at", "TIMESTAMP", ""),
            required("exit_code", "INT", ""),
            required("jobs", "ARRAY<STRUCT<name: STRING, seconds: DOUBLE, counts: MAP<STRING, BIGINT>>>", ""),
            required("version", "STRING", "of the code"),
            optional(
                    "input_hash",
                    "STRING",
                    "over all that a whole refresh made its tables of; none where jobs ran alone"));

    /** The spine: an id is minted once, is never computed again, and never given to another subject. */
    public static final Table SUBJECT = history(
            "subject/subject",
            required("subject_id", "STRING", ""),
            required("kind", "STRING", "enterprise, self-employed or farm household"),
            required("scheme", "STRING", "of the code that it was minted for"),
            required("code", "STRING", ""),
            required("minted_for", "DATE", "as-of date of the run"),
            required("minted_at", "TIMESTAMP", "moment of knowledge of the run"));

    /** Every code that a dataset delivered, and whom it identifies on what evidence. */
    public static final Table IDENTIFIER = derived(
            "subject/identifier",
            required("as_of_date", "DATE", ""),
            required("department", "STRING", ""),
            required("dataset", "STRING", ""),
            required("column_name", "STRING", ""),
            required("scheme", "STRING", ""),
            required("code", "STRING", "as delivered"),
            optional("subject_id", "STRING", "none where nobody is identified"),
            required("method", "STRING", "exact, repaired, external or unlinked"),
            optional("matched_code", "STRING", "the registry's code"),
            required("row_count", "BIGINT", ""),
            required("file", "STRING", "first row with the code"),
            optional("line_number", "BIGINT", ""));

    /** One row per relation that holds on the date of observation, with the evidence that it rests on. */
    public static final Table EDGE = derived(
            "network/edge",
            required("as_of_date", "DATE", ""),
            required("observed_on", "DATE", "relations up to this day"),
            required("source_id", "STRING", "subject, or scheme and code of an external party; supplies the target"),
            required("target_id", "STRING", ""),
            required("relation", "STRING", "supplies"),
            required("amount_cny", "DECIMAL(20,2)", "over the window, net of red-letter invoices"),
            required("invoice_count", "BIGINT", ""),
            required("first_on", "DATE", ""),
            required("last_on", "DATE", ""));

    /** What the network says of a vertex. */
    public static final Table METRIC = derived(
            "network/metric",
            required("as_of_date", "DATE", ""),
            required("observed_on", "DATE", ""),
            required("vertex_id", "STRING", ""),
            required("is_external", "BOOLEAN", ""),
            required("component_id", "STRING", "smallest vertex id of the connected component"),
            required("component_size", "BIGINT", ""),
            required("pagerank", "DOUBLE", "weighted by amount, from buyers to their suppliers; sums to 1"),
            required("degree_customers", "BIGINT", ""),
            required("degree_suppliers", "BIGINT", ""),
            required("sales_cny", "DECIMAL(20,2)", ""),
            required("purchases_cny", "DECIMAL(20,2)", ""),
            optional("customer_hhi", "DOUBLE", "Herfindahl-Hirschman index of sales by customer, 0 to 1"),
            optional("supplier_hhi", "DOUBLE", ""),
            optional("top_customer_share", "DOUBLE", "of sales, 0 to 1"),
            optional("top_supplier_share", "DOUBLE", ""));

    public static final Table FEATURE = derived(
            "feature/value",
            required("as_of_date", "DATE", ""),
            required("observed_on", "DATE", "the feature knows nothing later"),
            required("subject_id", "STRING", ""),
            required("feature", "STRING", "name in the catalogue"),
            optional("value", "DOUBLE", "none where it is not known"));

    public static final Table LABEL = derived(
            "feature/label",
            required("as_of_date", "DATE", ""),
            required("observed_on", "DATE", ""),
            required("subject_id", "STRING", ""),
            required("is_default", "BOOLEAN", "within the performance window after observed_on"));

    public static final Table SCORECARD = derived(
            "score/scorecard",
            required("as_of_date", "DATE", ""),
            required("observed_on", "DATE", "date of the features that it was fitted on"),
            required("observation_count", "BIGINT", "subjects with a known outcome"),
            required("default_count", "BIGINT", ""),
            optional("card", "STRING", "the fitted scorecard and its evaluation, JSON"),
            optional("refusal", "STRING", "why there is no card"));

    public static final Table SCORE = derived(
            "score/subject",
            required("as_of_date", "DATE", ""),
            required("subject_id", "STRING", ""),
            required("is_scored", "BOOLEAN", ""),
            optional("not_scored_reason", "STRING", ""),
            optional("score", "INT", "points"),
            optional("default_probability", "DOUBLE", ""),
            optional("grade", "STRING", ""),
            required(
                    "contributions",
                    "ARRAY<STRUCT<feature: STRING, value: DOUBLE, bin: STRING, points: INT, lost_points: INT>>",
                    "most points lost first"));

    public static final Table PROFILE = derived(
            "profile/subject",
            required("as_of_date", "DATE", ""),
            required("subject_id", "STRING", ""),
            required("scheme", "STRING", ""),
            required("code", "STRING", ""),
            required("name", "STRING", ""),
            required("kind", "STRING", ""),
            required("is_scored", "BOOLEAN", ""),
            optional("score", "INT", ""),
            optional("grade", "STRING", ""),
            required("profile", "STRING", "the whole profile, canonical JSON"),
            required("sha256", "STRING", "over the profile"));

    /** Releases: the profiles of each lie in a Delta table of its own, {@code release/<id>/profile}. */
    public static final Table RELEASE = history(
            "release/release",
            required("release_id", "STRING", ""),
            required("as_of_date", "DATE", ""),
            required("known_at", "TIMESTAMP", ""),
            required("created_at", "TIMESTAMP", ""),
            required("input_hash", "STRING", "over all that the profiles were computed from"),
            required("profile_count", "BIGINT", ""),
            required("content_hash", "STRING", "SHA-256 over the profiles' hashes in order of subject"),
            required("manifest", "STRING", "all that a replay needs, JSON"));

    /** The immutable copy of the profiles of a release. */
    public static Table releaseProfile(String releaseId) {
        return new Table("release/%s/profile".formatted(releaseId), Table.Keeping.HISTORY, PROFILE.columns());
    }

    private Tables() {}
}
