package vinelake.core.contract;

/**
 * The section of a profile that a dataset's records stand in.
 *
 * @param title Chinese title of the section
 */
public record Section(String title, Disclosure disclosure) {

    /** Who may see a section. */
    public enum Disclosure {
        /** Any officer of a bank that takes part. */
        OPEN,
        /** Who holds a live grant of the subject. */
        AUTHORIZED,
        /** Nobody outside the platform. */
        INTERNAL
    }
}
