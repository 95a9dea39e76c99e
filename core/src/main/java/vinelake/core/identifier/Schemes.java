package vinelake.core.identifier;

import vinelake.core.value.Texts;

/** Identifiers by the name of their scheme: the national ones, and any that a hub names itself. */
public final class Schemes {

    public static final String USCC = "uscc";
    public static final String ORGANIZATION_CODE = "organization_code";
    public static final String REGISTRATION_NUMBER = "registration_number";

    /**
     * The form in which two identifiers of the scheme are compared. One of the hub's own schemes keeps its case and
     * hyphens ({@link Texts#canonical}).
     *
     * @return null when the text is null or blank
     */
    public static String normalize(String scheme, String text) {
        if (text == null) {
            return null;
        }
        return switch (scheme) {
            case USCC -> Uscc.normalize(text);
            case ORGANIZATION_CODE -> OrganizationCode.normalize(text);
            case REGISTRATION_NUMBER -> RegistrationNumber.normalize(text);
            default -> Texts.canonical(text);
        };
    }

    /**
     * Whether the identifier satisfies the checks of its scheme; the hub's own schemes have none, there any text is valid.
     *
     * @param code in the scheme's normal form; null and blank are never valid
     */
    public static boolean isValid(String scheme, String code) {
        return switch (scheme) {
            case USCC -> Uscc.isValid(code);
            case ORGANIZATION_CODE -> OrganizationCode.isValid(code);
            case REGISTRATION_NUMBER -> RegistrationNumber.isValid(code);
            default -> code != null && Texts.strip(code) != null;
        };
    }

    private Schemes() {}
}
