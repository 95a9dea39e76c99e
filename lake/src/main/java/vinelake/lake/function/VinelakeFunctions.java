package vinelake.lake.function;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The catalog of Vinelake's functions; a session has it when {@link #SETTING} is the name of this class. Beside the listed
 * functions it has {@code decimal_P_S} for every decimal type.
 */
public final class VinelakeFunctions implements FunctionCatalog {

    /** The session setting that holds the name of this class. */
    public static final String SETTING = "spark.sql.catalog." + Functions.CATALOG;

    private static final Pattern DECIMAL = Pattern.compile("decimal_([1-9][0-9]?)_(0|[1-9][0-9]?)");

    private static final Map<String, UnboundFunction> FUNCTIONS = List.<UnboundFunction>of(
                    new ValueFunctions.ReadDate(),
                    new ValueFunctions.ReadTimestamp(),
                    new ValueFunctions.ReadNumber(),
                    new ValueFunctions.ReadInteger(),
                    new ValueFunctions.ReadBoolean(),
                    new ValueFunctions.StripText(),
                    new IdentifierFunctions.ReadUscc(),
                    new IdentifierFunctions.NormalizeUscc(),
                    new IdentifierFunctions.UsccCandidates(),
                    new IdentifierFunctions.ReadOrganizationCode(),
                    new IdentifierFunctions.ReadRegistrationNumber())
            .stream()
            .collect(Collectors.toUnmodifiableMap(UnboundFunction::name, Function.identity()));

    private String name = Functions.CATALOG;

    @Override
    public void initialize(String name, CaseInsensitiveStringMap options) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Identifier[] listFunctions(String[] namespace) {
        if (namespace.length > 0) {
            return new Identifier[0];
        }
        return FUNCTIONS.keySet().stream()
                .sorted()
                .map(function -> Identifier.of(namespace, function))
                .toArray(Identifier[]::new);
    }

    @Override
    public UnboundFunction loadFunction(Identifier ident) throws NoSuchFunctionException {
        String function = ident.name().toLowerCase(Locale.ROOT);
        UnboundFunction found = FUNCTIONS.containsKey(function) ? FUNCTIONS.get(function) : decimal(function);
        if (ident.namespace().length > 0 || found == null) {
            throw new NoSuchFunctionException(ident);
        }
        return found;
    }

    private static UnboundFunction decimal(String function) {
        Matcher matcher = DECIMAL.matcher(function);
        if (!matcher.matches()) {
            return null;
        }
        int precision = Integer.parseInt(matcher.group(1));
        int scale = Integer.parseInt(matcher.group(2));
        return precision > DecimalType.MAX_PRECISION() || scale > precision
                ? null
                : new ValueFunctions.ReadDecimal(precision, scale);
    }
}
