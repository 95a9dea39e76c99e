package vinelake.orchestration;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.replace;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.JsonFormat;
import vinelake.core.contract.TextFormat;
import vinelake.core.contract.XmlFormat;
import vinelake.core.hub.Hub;
import vinelake.core.identifier.Schemes;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.Lake;
import vinelake.lake.function.Functions;
import vinelake.models.release.Releases;

/**
 * A subject that is to be erased, and where it stands. Its code, its id and its name are looked for in whatever is made of
 * other subjects' rows, too.
 *
 * @param codes its code as it was delivered, in every way
 * @param names what it was called
 */
record ErasedSubject(String id, String scheme, String code, Set<String> codes, Set<String> names) {

    /** What stands in a text where it was named. */
    private static final String ERASED = "erased";

    /** Where an organisation's code stands in a unified social credit code. */
    private static final int ORGANIZATION = 8;

    private static final int ORGANIZATION_END = 17;

    private static final List<Charset> CHARSETS = List.of(
            StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, Charset.forName("GB18030"));

    /**
     * Finds the subject by id or by code.
     *
     * @return empty where the lake has none
     */
    static Optional<ErasedSubject> find(Hub hub, Lake lake, Column is) {
        return lake.read(Tables.SUBJECT).where(is).collectAsList().stream()
                .findFirst()
                .map(row -> {
                    String id = row.getAs("subject_id");
                    String scheme = row.getAs("scheme");
                    String code = row.getAs("code");
                    var codes = new TreeSet<>(Set.of(code));
                    texts(lake.read(Tables.IDENTIFIER)
                                    .where(col("subject_id")
                                            .equalTo(id)
                                            .or(normalized(scheme, col("code")).equalTo(code)))
                                    .select("code"))
                            .forEach(codes::add);
                    for (var contract : hub.contracts()) {
                        for (var column : identifiers(contract, scheme)) {
                            texts(lake.read(Table.records(contract))
                                            .where(normalized(scheme, col(column))
                                                    .equalTo(code))
                                            .select(column))
                                    .forEach(codes::add);
                        }
                    }
                    var names = new TreeSet<String>();
                    profiles(lake)
                            .forEach(table -> texts(lake.read(table)
                                            .where(col("subject_id").equalTo(id))
                                            .select("name"))
                                    .forEach(names::add));
                    for (var dataset : hub.spine().datasets()) {
                        var contract = hub.contract(dataset);
                        var column = identifiers(contract, scheme).get(0);
                        texts(lake.read(Table.records(contract))
                                        .where(col(column).isInCollection(codes))
                                        .select(hub.spine().nameColumn()))
                                .forEach(names::add);
                    }
                    names.removeAll(codes);
                    return new ErasedSubject(id, scheme, code, codes, names);
                });
    }

    private static Stream<String> texts(Dataset<Row> column) {
        return column.where(col(column.columns()[0]).isNotNull()).distinct().collectAsList().stream()
                .map(row -> row.getString(0));
    }

    private static Stream<Table> profiles(Lake lake) {
        return Stream.concat(
                Stream.of(Tables.PROFILE),
                new Releases(lake).all().stream().map(release -> Tables.releaseProfile(release.releaseId())));
    }

    private static Column normalized(String scheme, Column code) {
        return scheme.equals(Schemes.USCC) ? Functions.usccNormalized(code) : Functions.text(code);
    }

    private static List<String> identifiers(Contract contract, String scheme) {
        return contract.columns().stream()
                .filter(c -> c.identifier().filter(scheme::equals).isPresent())
                .map(c -> c.name())
                .toList();
    }

    /** What is to be done, in an order in which a rerun still finds what is left: who it is goes last. */
    List<Removal> removals(Hub hub, Lake lake) {
        var removals = new ArrayList<Removal>();
        hub.contracts().forEach(contract -> records(contract).ifPresent(removals::add));
        removals.add(Removal.of(Tables.QUARANTINE, isNamed(col("text"))));
        removals.add(new Removal(
                Tables.DECISION,
                Removal.marking(isNamed(col("subject")).or(isNamed(col("reason")))),
                rows -> rows.withColumn("subject", masked(col("subject")))
                        .withColumn("reason", masked(col("reason")))));
        var asParty = col("source_id").isin(id, external()).or(col("target_id").isin(id, external()));
        removals.add(Removal.of(Tables.EDGE, asParty));
        removals.add(Removal.of(
                Tables.METRIC,
                col("vertex_id").isin(id, external()).or(col("component_id").equalTo(external()))));
        for (var table : List.of(Tables.FEATURE, Tables.LABEL, Tables.SCORE)) {
            removals.add(Removal.of(table, isSubject()));
        }
        profiles(lake).forEach(table -> removals.add(profile(table)));
        removals.add(Removal.of(Tables.IDENTIFIER, isSubject().or(col("code").isInCollection(codes))));
        removals.add(Removal.of(Tables.SUBJECT, isSubject()));
        return removals;
    }

    private Column isSubject() {
        return col("subject_id").equalTo(id);
    }

    /** How the network calls somebody whom the registry does not have yet. */
    private String external() {
        return scheme + ":" + code;
    }

    private Optional<Removal> records(Contract contract) {
        var isOne = identifiers(contract, scheme).stream()
                .map(column -> normalized(scheme, col(column))
                        .equalTo(code)
                        .or(col(column).isInCollection(codes)));
        var isItsOrganization = scheme.equals(Schemes.USCC)
                ? identifiers(contract, Schemes.ORGANIZATION_CODE).stream()
                        .map(column -> regexp_replace(col(column), "[-\\s]", "")
                                .equalTo(code.substring(ORGANIZATION, ORGANIZATION_END)))
                : Stream.<Column>empty();
        return Stream.concat(isOne, isItsOrganization)
                .map(column -> coalesce(column, lit(false)))
                .reduce(Column::or)
                .map(condition -> Removal.of(Table.records(contract), condition));
    }

    /** Its own profile goes; in those of others its code, its id and its name are no longer to be read. */
    private Removal profile(Table table) {
        return new Removal(
                table,
                Removal.marking(isSubject().or(isNamed(col("profile")))),
                rows -> rows.where(not(isSubject()))
                        .withColumn("_profile", masked(col("profile")))
                        .withColumn(
                                "sha256",
                                when(col("_profile").equalTo(col("profile")), col("sha256"))
                                        .otherwise(sha2(col("_profile"), 256)))
                        .withColumn("profile", col("_profile")));
    }

    private Column isNamed(Column text) {
        return marks().map(text::contains).reduce(Column::or).orElseThrow();
    }

    private Column masked(Column text) {
        var masked = text;
        for (var mark : marks().toList()) {
            var quote = mark.startsWith("\"") ? "\"" : "";
            masked = replace(masked, lit(mark), lit(quote + ERASED + quote));
        }
        return masked;
    }

    /** A code stands for nobody else; an id and a name only where they are a whole value of JSON. */
    private Stream<String> marks() {
        return Stream.concat(
                codes.stream(), Stream.concat(Stream.of(id), names.stream()).map(Json::write));
    }

    /**
     * The deliveries whose copy in the landing zone has rows of it. A text is looked through. What is packed or no text has
     * them for certain only where its rows are in the lake, but may repeat them where any of its dataset are: it goes, too.
     *
     * @param lines of the ledger by delivery
     * @param datasets whose records have rows of it
     */
    List<String> landed(Hub hub, LandedDeliveries landed, Map<String, Delivery> lines, Set<String> datasets)
            throws IOException {
        var sequences = codes.stream()
                .flatMap(text -> CHARSETS.stream().map(text::getBytes).map(ByteBuffer::wrap))
                .distinct()
                .map(ByteBuffer::array)
                .toList();
        var found = new ArrayList<String>();
        for (var id : landed.ids()) {
            var line = Optional.ofNullable(lines.get(id));
            var dataset = line.map(Delivery::dataset);
            // Its files may be of another format than those of today.
            var contract = hub.contracts().stream()
                    .filter(c -> dataset.filter(c.name()::equals).isPresent())
                    .map(c -> c.on(line.orElseThrow().asOfDate()))
                    .findFirst();
            boolean isText = contract.filter(c -> c.format() instanceof TextFormat
                            || c.format() instanceof JsonFormat
                            || c.format() instanceof XmlFormat)
                    .isPresent();
            // One that no line of the ledger knows was never taken in, and is copied again.
            if (landed.holds(id, sequences, isText)
                    .orElseGet(() ->
                            dataset.isEmpty() || datasets.contains(dataset.get().toString()))) {
                found.add(id);
            }
        }
        return found;
    }
}
