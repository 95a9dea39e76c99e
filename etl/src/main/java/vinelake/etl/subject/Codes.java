package vinelake.etl.subject;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import vinelake.core.identifier.Schemes;
import vinelake.lake.function.Functions;

/** The codes of identifier schemes, as Spark expressions. */
final class Codes {

    /** The code in the form that the registry compares; NULL for a blank one. */
    static Column normalized(String scheme, Column code) {
        return switch (scheme) {
            case Schemes.USCC -> Functions.usccNormalized(code);
            default -> Functions.text(code);
        };
    }

    /**
     * Whether a code could be somebody's. A scheme of the hub's own has no check: any code of it could.
     *
     * @param scheme column with the name of the scheme
     */
    static Column isValid(Column scheme, Column code) {
        return when(scheme.equalTo(Schemes.USCC), Functions.uscc(code).isNotNull())
                .when(
                        scheme.equalTo(Schemes.ORGANIZATION_CODE),
                        Functions.organizationCode(code).isNotNull())
                .when(
                        scheme.equalTo(Schemes.REGISTRATION_NUMBER),
                        Functions.registrationNumber(code).isNotNull())
                .otherwise(lit(true));
    }

    /** The valid codes that differ from a broken one in one character; only the USCC's two checks leave few of them. */
    static Column candidates(Column code) {
        return Functions.usccCandidates(code);
    }

    private Codes() {}
}
