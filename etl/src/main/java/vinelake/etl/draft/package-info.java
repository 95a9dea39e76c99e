/**
 * Drafts a contract from delivered files. It reads them with the ingest's own readers, so that what a draft promises the
 * ingest can read; it starts no Spark. What it cannot know is marked for a person to decide.
 */
package vinelake.etl.draft;
