package vinelake.lake.function;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import vinelake.core.identifier.OrganizationCode;
import vinelake.core.identifier.RegistrationNumber;
import vinelake.core.identifier.Uscc;

/** The codes of {@link vinelake.core.identifier}. Public for generated code only; see {@link Functions}. */
public final class IdentifierFunctions {

    /** {@link Uscc#parse}. */
    public record ReadUscc() implements TextFunction<UTF8String> {

        public static UTF8String invoke(UTF8String text) {
            if (text == null || Uscc.isValid(text.getBytes())) {
                return text;
            }
            return UTF8String.fromString(Uscc.parse(text.toString()));
        }

        @Override
        public String name() {
            return "uscc";
        }

        @Override
        public DataType resultType() {
            return DataTypes.StringType;
        }

        @Override
        public String description() {
            return "uscc(text string)";
        }
    }

    /** {@link Uscc#normalize}. */
    public record NormalizeUscc() implements TextFunction<UTF8String> {

        public static UTF8String invoke(UTF8String text) {
            return text == null ? null : UTF8String.fromString(Uscc.normalize(text.toString()));
        }

        @Override
        public String name() {
            return "uscc_normalized";
        }

        @Override
        public DataType resultType() {
            return DataTypes.StringType;
        }

        @Override
        public String description() {
            return "uscc_normalized(text string)";
        }
    }

    /** {@link Uscc#candidates}. */
    public record UsccCandidates() implements TextFunction<ArrayData> {

        public static ArrayData invoke(UTF8String text) {
            return text == null
                    ? null
                    : new GenericArrayData(Uscc.candidates(text.toString()).stream()
                            .map(UTF8String::fromString)
                            .toArray());
        }

        @Override
        public String name() {
            return "uscc_candidates";
        }

        @Override
        public DataType resultType() {
            return DataTypes.createArrayType(DataTypes.StringType, false);
        }

        @Override
        public String description() {
            return "uscc_candidates(text string)";
        }
    }

    /** {@link OrganizationCode#parse}. */
    public record ReadOrganizationCode() implements TextFunction<UTF8String> {

        public static UTF8String invoke(UTF8String text) {
            return text == null ? null : UTF8String.fromString(OrganizationCode.parse(text.toString()));
        }

        @Override
        public String name() {
            return "organization_code";
        }

        @Override
        public DataType resultType() {
            return DataTypes.StringType;
        }

        @Override
        public String description() {
            return "organization_code(text string)";
        }
    }

    /** {@link RegistrationNumber#parse}. */
    public record ReadRegistrationNumber() implements TextFunction<UTF8String> {

        public static UTF8String invoke(UTF8String text) {
            return text == null ? null : UTF8String.fromString(RegistrationNumber.parse(text.toString()));
        }

        @Override
        public String name() {
            return "registration_number";
        }

        @Override
        public DataType resultType() {
            return DataTypes.StringType;
        }

        @Override
        public String description() {
            return "registration_number(text string)";
        }
    }

    private IdentifierFunctions() {}
}
