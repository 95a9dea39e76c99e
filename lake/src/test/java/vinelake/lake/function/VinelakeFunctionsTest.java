package vinelake.lake.function;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.core.contract.ColumnType;
import vinelake.lake.SharedSpark;

@ExtendWith(SharedSpark.class)
class VinelakeFunctionsTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    /** How Spark computes an expression. */
    enum Execution {
        GENERATED("true", "CODEGEN_ONLY"),
        INTERPRETED("false", "NO_CODEGEN");

        private final String wholeStage;
        private final String factoryMode;

        Execution(String wholeStage, String factoryMode) {
            this.wholeStage = wholeStage;
            this.factoryMode = factoryMode;
        }
    }

    /** A call on a column {@code text}, a text that it reads, the value, cast to string, and a text that it does not read. */
    record Case(String call, String text, String value, String invalid) {}

    private static final List<Case> CASES = List.of(
            new Case("date(text, 'Asia/Shanghai')", "1593532800000", "2020-07-01", "2020-02-30"),
            new Case("timestamp(text, 'Asia/Shanghai')", "2020年7月1日 9时5分", "2020-07-01 01:05:00", "9:05"),
            new Case("number(text)", "(￥1,234.50)", "-1234.5", "1,23.4"),
            new Case("decimal_18_2(text)", "１，２３４．５", "1234.50", "1.005"),
            new Case(
                    "decimal_38_10(text)",
                    "1234567890123456789012345678.5",
                    "1234567890123456789012345678.5000000000",
                    "-"),
            new Case("integer(text)", "1,234.0", "1234", "12.5"),
            new Case("boolean(text)", "否", "false", "不是"),
            new Case("text(text)", "\u3000甲 乙\u00A0", "甲 乙", "\uFEFF "),
            new Case("uscc(text)", "91320100 748204660q", "91320100748204660Q", "91320281142132229Q"),
            new Case("uscc_normalized(text)", "９１３２０２８１-142132229q", "91320281142132229Q", " - "),
            new Case("organization_code(text)", "d2143569－x", "D2143569X", "D21435690"),
            new Case("registration_number(text)", "１１０１０８ 000000016", "110108000000016", "110108000000017"));

    private final SparkSession spark;

    VinelakeFunctionsTest(SparkSession spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @EnumSource
    void readWhatCoreReadsAndGiveNullForTheRest(Execution execution) {
        for (Case c : CASES) {
            assertThat(select(execution, c)).as(c.call()).containsExactly(c.value(), null, null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void workInAFilter(Execution execution) {
        for (Case c : CASES) {
            var kept = texts(execution, c.text(), c.invalid(), null).where("vinelake." + c.call() + " IS NOT NULL");
            assertThat(kept.as(Encoders.STRING()).collectAsList()).as(c.call()).containsExactly(c.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void workAfterAShuffleAndAsItsKey(Execution execution) {
        for (Case c : CASES) {
            var counts = texts(execution, c.text(), c.invalid(), c.text(), null)
                    .repartition(3)
                    .groupBy(function(c).as("value"))
                    .agg(count(lit(1)).as("rows"))
                    .select(col("value").cast("string"), col("rows"))
                    .collectAsList();
            assertThat(counts)
                    .as(c.call())
                    .extracting(Row::toString)
                    .containsExactlyInAnyOrder("[" + c.value() + ",2]", "[null,2]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void giveTheCandidatesOfAWrongCode(Execution execution) {
        var rows = texts(execution, "91320281142132229Q", "913201001010006B3A", "91320100748204660Q", "-", null)
                .selectExpr("array_join(vinelake.uscc_candidates(text), ' ')")
                .as(Encoders.STRING())
                .collectAsList();

        assertThat(rows)
                .containsExactly(
                        "91320281142232229Q", "91320100101000683A 913201001010C06B3A 91320100101000WB3A", "", "", null);
    }

    @Test
    void areCallsInGeneratedCodeAndNoUdf() {
        for (Case c : CASES) {
            var query = ((org.apache.spark.sql.classic.Dataset<Row>)
                            texts(Execution.GENERATED, c.text(), null).select(function(c)))
                    .queryExecution();
            String code = org.apache.spark.sql.execution.debug.package$.MODULE$.codegenString(query.executedPlan());

            assertThat(query.executedPlan().toString())
                    .doesNotContainIgnoringCase("udf")
                    .doesNotContainIgnoringCase("python");
            if (c.call().startsWith("decimal")) {
                assertThat(code)
                        .contains("ValueFunctions$ReadDecimal) references")
                        .contains(".invoke(");
            } else {
                assertThat(code).containsPattern("vinelake\\.lake\\.function\\.\\w+Functions\\$\\w+\\.invoke\\(");
            }
        }
    }

    @Test
    void areInterpretedWhereNoCodeIsGenerated() {
        var rows = texts(Execution.INTERPRETED, "1").select(Functions.integer(col("text")));
        var plan = ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .executedPlan();

        assertThat(org.apache.spark.sql.execution.debug.package$.MODULE$.codegenString(plan))
                .contains("Found 0 WholeStageCodegen subtrees");
    }

    @Test
    void giveNullForANullLiteral() {
        for (Case c : CASES) {
            String call = "vinelake." + c.call().replace("(text", "(NULL");
            assertThat(spark.sql("SELECT " + call).first().isNullAt(0)).as(call).isTrue();
        }
        assertThat(spark.sql("SELECT vinelake.date('2020-07-01', NULL)").first().isNullAt(0))
                .isTrue();
    }

    @Test
    void areTheVocabularyOfColumns() {
        assertThat(read("2020/7/1", Functions.date(col("text"), SHANGHAI))).isEqualTo("2020-07-01");
        assertThat(read("2020/7/1 9:05", Functions.timestamp(col("text"), SHANGHAI)))
                .isEqualTo("2020-07-01 01:05:00");
        assertThat(read("1.0E7", Functions.number(col("text")))).isEqualTo("10000000");
        assertThat(read("5元", Functions.decimal(col("text"), 10, 3))).isEqualTo("5.000");
        assertThat(read("1,234", Functions.integer(col("text")))).isEqualTo("1234");
        assertThat(read("Ｙ", Functions.bool(col("text")))).isEqualTo("true");
        assertThat(read(" 甲 ", Functions.text(col("text")))).isEqualTo("甲");
        assertThat(read("91320100748204660q", Functions.uscc(col("text")))).isEqualTo("91320100748204660Q");
        assertThat(read("9132-0100q", Functions.usccNormalized(col("text")))).isEqualTo("91320100Q");
        assertThat(read("9132O100748204660Q", size(Functions.usccCandidates(col("text")))))
                .isEqualTo("1");
        assertThat(read("74820466-0", Functions.organizationCode(col("text")))).isEqualTo("748204660");
        assertThat(read("440301103445561", Functions.registrationNumber(col("text"))))
                .isEqualTo("440301103445561");
    }

    @ParameterizedTest
    @CsvSource({
        "STRING, ' 1 ', string, 1",
        "DATE, 2020.7.1, date, 2020-07-01",
        "TIMESTAMP, 2020.7.1, timestamp, 2020-06-30 16:00:00",
        "INTEGER, 1.0, bigint, 1",
        "BOOLEAN, 1, boolean, true"
    })
    void readTheTypesOfAContract(ColumnType.Kind kind, String text, String sqlType, String value) {
        Column column = Functions.value(col("text"), ColumnType.of(kind), SHANGHAI);

        assertThat(read(text, column)).isEqualTo(value);
        assertThat(typeOf(column)).isEqualTo(sqlType);
    }

    @Test
    void readTheDecimalsOfAContract() {
        Column column = Functions.value(col("text"), ColumnType.decimal(18, 2), SHANGHAI);

        assertThat(read("￥1,000", column)).isEqualTo("1000.00");
        assertThat(typeOf(column)).isEqualTo("decimal(18,2)");
    }

    /** What try_cast does instead: it rounds, and so changes what a department said. */
    @Test
    void refuseToRoundWhereACastWould() {
        var row = spark.sql(
                        "SELECT try_cast(vinelake.number('1.005') AS decimal(18,2)), vinelake.decimal_18_2('1.005')")
                .first();

        assertThat(row.getDecimal(0)).isEqualByComparingTo("1.01");
        assertThat(row.isNullAt(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vinelake.date('2020-07-01')",
                "vinelake.integer(12)",
                "vinelake.uscc('a', 'b')",
                "vinelake.decimal_39_2('1')",
                "vinelake.decimal_2_3('1')",
                "vinelake.decimal_18('1')",
                "vinelake.percent('1')",
                "vinelake.other.text('1')"
            })
    void refuseOtherArgumentsAndNames(String call) {
        assertThatThrownBy(() -> spark.sql("SELECT " + call)).isInstanceOf(AnalysisException.class);
    }

    @Test
    void sayWhichArgumentsAreAllowed() {
        assertThatThrownBy(() -> spark.sql("SELECT vinelake.integer(12)"))
                .hasMessageContaining("vinelake.integer: its arguments are (int). Allowed: integer(text string).");
    }

    @Test
    void nameATimeZoneThatDoesNotExist() {
        assertThatThrownBy(() -> spark.sql("SELECT vinelake.date('2020-07-01', 'Asia/Nowhere')")
                        .collect())
                .hasStackTraceContaining("time zone is 'Asia/Nowhere'. Allowed: ");
    }

    @Test
    void areListedInTheCatalog() {
        assertThat(new VinelakeFunctions().listFunctions(new String[0]))
                .extracting(Identifier::name)
                .contains("date", "uscc", "uscc_candidates")
                .isSorted();
    }

    static Stream<UnboundFunction> functions() throws NoSuchFunctionException {
        var catalog = new VinelakeFunctions();
        var listed = Arrays.stream(catalog.listFunctions(new String[0])).map(name -> {
            try {
                return catalog.loadFunction(name);
            } catch (NoSuchFunctionException e) {
                throw new IllegalStateException(e);
            }
        });
        return Stream.concat(listed, Stream.of(catalog.loadFunction(Identifier.of(new String[0], "decimal_18_2"))));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void areTheSameAfterTheyTravelled(UnboundFunction function) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(function);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            var travelled = (UnboundFunction) in.readObject();
            assertThat(travelled).isEqualTo(function);
            assertThat(travelled.name()).isEqualTo(function.name());
            assertThat(travelled.bind(arguments(function)).canonicalName()).isEqualTo("vinelake." + function.name());
        }
    }

    private static StructType arguments(UnboundFunction function) {
        var arguments = new StructType().add("text", "string");
        return List.of("date", "timestamp").contains(function.name()) ? arguments.add("zone", "string") : arguments;
    }

    private List<String> select(Execution execution, Case c) {
        return texts(execution, c.text(), c.invalid(), null)
                .select(function(c).cast("string"))
                .as(Encoders.STRING())
                .collectAsList();
    }

    private String read(String text, Column function) {
        return texts(Execution.GENERATED, text)
                .select(function.cast("string"))
                .as(Encoders.STRING())
                .first();
    }

    private String typeOf(Column function) {
        return texts(Execution.GENERATED, "")
                .select(function)
                .schema()
                .fields()[0]
                .dataType()
                .simpleString();
    }

    private static Column function(Case c) {
        return org.apache.spark.sql.functions.expr("vinelake." + c.call());
    }

    /** Rows that no optimizer computes while it plans, in a session of their own. */
    private Dataset<Row> texts(Execution execution, String... texts) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.codegen.wholeStage", execution.wholeStage);
        session.conf().set("spark.sql.codegen.factoryMode", execution.factoryMode);
        session.conf().set("spark.sql.adaptive.enabled", false);
        session.conf()
                .set(
                        "spark.sql.optimizer.excludedRules",
                        "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation");
        return session.createDataset(Arrays.asList(texts), Encoders.STRING()).toDF("text");
    }
}
