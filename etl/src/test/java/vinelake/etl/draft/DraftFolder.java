package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Table;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.ExampleCheck;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;

/** A hub folder in which deliveries lie that no contract covers, and what becomes of them once they are drafted. */
record DraftFolder(Path folder) {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** A place for a delivery. */
    Path file(String name) {
        try {
            var file = folder.resolve("hub/landing").resolve(name);
            Files.createDirectories(file.getParent());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path text(String name, String text) throws IOException {
        return Files.writeString(file(name), text);
    }

    Draft draft(Path... files) throws IOException {
        var drafts = drafts(Draft.Where.ANYWHERE, files);
        assertThat(drafts).hasSize(1);
        return drafts.get(0);
    }

    List<Draft> drafts(Draft.Where where, Path... files) throws IOException {
        var temporary = Files.createTempDirectory(folder, "temporary");
        var wishes = new Draft.Wishes(
                Optional.empty(), Optional.empty(), Optional.of(folder.resolve("hub/landing")), ZONE, where);
        var drafts = Draft.of(Arrays.asList(files), wishes, temporary);
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        return drafts;
    }

    /** The contract as a hub reads it. */
    Contract contract(Draft draft) throws IOException {
        var alone = Files.createTempDirectory(folder, "alone");
        DraftedHub.write(alone, List.of(draft));
        return HubFolder.load(alone).contract(draft.dataset());
    }

    /** What a column is, without what it is called in the file. */
    static List<String> facts(Contract contract) {
        return contract.columns().stream()
                .map(column -> "%s %s%s%s%s"
                        .formatted(
                                column.name(),
                                column.type().sql(),
                                column.isKey() ? " key" : "",
                                column.isPersonal() ? " personal" : "",
                                column.identifier().map(scheme -> " " + scheme).orElse("")))
                .toList();
    }

    static List<String> sources(Contract contract) {
        return contract.columns().stream().map(ContractColumn::source).toList();
    }

    /** Checks the hub with its examples and takes all deliveries in; the law is that none of them is held. */
    Ingested ingest(SparkSession spark, List<Draft> drafts) throws IOException {
        DraftedHub.write(folder.resolve("hub"), drafts);
        var hub = HubFolder.load(folder.resolve("hub"));
        assertThat(new ExampleCheck(spark, hub).run(HubFolder.examples(hub.folder())))
                .isEmpty();
        var lake = Lake.at(spark, folder.resolve("lake").toUri());
        var ingest = new IngestDeliveries(hub, hub.landing(), Optional.of(PersonalHash.of(new byte[32], 1)));
        ingest.run(new JobContext(
                "run",
                LocalDate.of(2026, 6, 30),
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                lake,
                Progress.SILENT,
                Optional.empty()));
        assertThat(ingest.seen().stream().filter(Delivery::isHeld).map(Delivery::reason))
                .isEmpty();
        return new Ingested(lake, ingest.seen());
    }

    record Ingested(Lake lake, List<Delivery> deliveries) {

        Delivery.Counts counts(Draft draft) {
            return deliveries.stream()
                    .filter(delivery -> delivery.dataset().equals(draft.dataset()))
                    .findFirst()
                    .orElseThrow()
                    .counts();
        }

        List<Row> rows(Contract contract, String... expressions) {
            return lake.read(Table.records(contract)).selectExpr(expressions).collectAsList();
        }
    }
}
