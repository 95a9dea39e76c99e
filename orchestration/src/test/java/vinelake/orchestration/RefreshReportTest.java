package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static vinelake.orchestration.MadeReport.DATASETS;
import static vinelake.orchestration.MadeReport.FILING;
import static vinelake.orchestration.MadeReport.LOAN;
import static vinelake.orchestration.MadeReport.STAFF;
import static vinelake.orchestration.MadeReport.accepted;
import static vinelake.orchestration.MadeReport.facts;
import static vinelake.orchestration.MadeReport.held;
import static vinelake.orchestration.MadeReport.hub;
import static vinelake.orchestration.MadeReport.line;
import static vinelake.orchestration.MadeReport.refused;
import static vinelake.orchestration.MadeReport.run;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import vinelake.core.hub.Hub;

class RefreshReportTest {

    private static final Hub HUB = hub();
    private static final String NOW = "2026-07-01T00:00:00Z";

    /** Any ledger: some deliveries of this run, some of runs before, each with refused rows, some held or rejected. */
    private record Ledger(List<LedgerLine> lines, List<RefusedRows> refused) {

        static Ledger random(Random random) {
            var lines = new ArrayList<LedgerLine>();
            var refused = new ArrayList<RefusedRows>();
            for (int month = 1; month <= 6; month++) {
                for (var dataset : DATASETS) {
                    if (random.nextInt(5) == 0) {
                        continue;
                    }
                    long read = random.nextInt(100);
                    long quarantined = read == 0 ? 0 : random.nextInt((int) read);
                    boolean isNew = random.nextInt(3) == 0;
                    var line = line(
                            dataset,
                            LocalDate.of(2026, month, 28).toString(),
                            LedgerLine.Status.values()[random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0],
                            read,
                            quarantined,
                            isNew ? "now" : "before",
                            isNew ? NOW : "2026-06-%02dT00:00:00Z".formatted(1 + random.nextInt(28)));
                    lines.add(line);
                    long both = quarantined == 0 ? 0 : random.nextInt((int) quarantined);
                    refused.add(MadeReport.refused(line, both, "amount.type", "not_negative"));
                    refused.add(MadeReport.refused(line, quarantined - both, "field_count"));
                    // Left by a run that was killed, under rules that were replaced.
                    refused.add(new RefusedRows(line.deliveryId(), "0.9.0+ffffffffffff", List.of("field_count"), 1000));
                }
            }
            for (var line : List.copyOf(lines)) {
                var last = line;
                boolean isEarlier = line.isTaken() && line.runId().equals("before");
                for (int time = 0; time < 2 && isEarlier && last.quarantined() > 1 && random.nextInt(3) == 0; time++) {
                    long dismissed = random.nextInt((int) last.quarantined());
                    long still = random.nextInt((int) (last.quarantined() - dismissed));
                    last = MadeReport.replay(
                            last,
                            line.deliveryId(),
                            still,
                            dismissed,
                            "replay",
                            "2026-06-30T%02d:00:00Z".formatted(1 + time));
                    lines.add(last);
                    refused.add(MadeReport.refused(last, still, "field_count"));
                }
            }
            refused.add(new RefusedRows("of nobody", MadeReport.RULES, List.of("field_count"), 1000));
            return new Ledger(lines, refused);
        }

        /** Rows that wait: of each accepted delivery those of its last line. */
        private long open() {
            return lines.stream()
                    .filter(LedgerLine::isTaken)
                    .mapToLong(line -> lines.stream()
                            .filter(l -> l.replay()
                                    .filter(r -> r.repairs().equals(line.deliveryId()))
                                    .isPresent())
                            .max(Comparator.comparing(LedgerLine::receivedAt))
                            .orElse(line)
                            .quarantined())
                    .sum();
        }

        LakeFacts facts() {
            return MadeReport.facts(lines, refused);
        }

        Ledger before() {
            return new Ledger(
                    lines.stream().filter(l -> l.runId().equals("before")).toList(), refused);
        }

        Ledger shuffled(Random random) {
            var some = new Ledger(new ArrayList<>(lines), new ArrayList<>(refused));
            Collections.shuffle(some.lines, random);
            Collections.shuffle(some.refused, random);
            return some;
        }

        private long sum(String runId, java.util.function.ToLongFunction<LedgerLine> count) {
            return lines.stream()
                    .filter(l -> l.isTaken() && (runId.isEmpty() || l.runId().equals(runId)))
                    .mapToLong(count)
                    .sum();
        }
    }

    private static RefreshReport report(String runId, String knownAt, LakeFacts facts, Optional<RefreshReport> before) {
        return RefreshReport.of(
                HUB,
                run(runId, "2026-06-30", knownAt),
                facts,
                before.map(b -> PreviousReport.of(ReportJson.of(HUB, b))),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void itsTotalsAreTheLedgers(long seed) {
        var ledger = Ledger.random(new Random(seed));

        var before = report("before", "2026-06-30T00:00:00Z", ledger.before().facts(), Optional.empty());
        var report = report("now", NOW, ledger.facts(), Optional.of(before));

        var counts = Json.read(ReportJson.of(HUB, report)).get("counts");
        assertThat(count(counts, "read")).isEqualTo(ledger.sum("now", LedgerLine::read));
        assertThat(count(counts, "accepted")).isEqualTo(ledger.sum("now", LedgerLine::accepted));
        assertThat(count(counts, "quarantined")).isEqualTo(ledger.sum("now", LedgerLine::quarantined));
        assertThat(count(counts, "open_rows")).isEqualTo(ledger.open());
        assertThat(count(counts, "held"))
                .isEqualTo(ledger.lines().stream().filter(LedgerLine::isHeld).count());
        assertThat(count(counts, "repaired"))
                .isEqualTo(ledger.lines().stream()
                        .filter(l -> l.replay().isPresent())
                        .mapToLong(LedgerLine::accepted)
                        .sum());
        for (var came : report.came()) {
            long both = came.refused().getOrDefault("not_negative", 0L);
            assertThat(came.refused().getOrDefault("field_count", 0L) + both)
                    .isEqualTo(came.line().quarantined());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void theOrderOfWhatIsReadChangesNothing(long seed) {
        var random = new Random(seed);
        var ledger = Ledger.random(random);

        var one = ReportJson.of(HUB, report("now", NOW, ledger.facts(), Optional.empty()));
        var other =
                ReportJson.of(HUB, report("now", NOW, ledger.shuffled(random).facts(), Optional.empty()));

        assertThat(other).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50})
    void aRerunThatBringsNothingTellsNothingNewAndStillWhatIsLateAndHeld(long seed) {
        var facts = Ledger.random(new Random(seed)).facts();
        var first = report("now", NOW, facts, Optional.empty());

        var again = report("again", "2026-07-01T01:00:00Z", facts, Optional.of(first));

        assertThat(again.came()).isEmpty();
        assertThat(again.repaired()).isEmpty();
        assertThat(again.changes()).isEmpty();
        assertThat(again.state()).isEqualTo(first.state());
        assertThat(again.state().held()).noneMatch(h -> again.isNew(h.line()));
        assertThat(again.state().sentence(DictionaryPage.Language.EN))
                .isEqualTo(first.state().sentence(DictionaryPage.Language.EN));
    }

    @Test
    void whatARunTookInThatWasKilledIsToldByTheNext() {
        var before = accepted(FILING, "2026-04-30", 10, 0);
        var killed = line(FILING, "2026-05-31", LedgerLine.Status.ACCEPTED, 10, 0, "killed", "2026-06-02T00:00:00Z");
        var first = RefreshReport.of(
                HUB,
                run("run-2026-04-30", "2026-04-30", "2026-04-30T20:00:00Z"),
                facts(List.of(before), List.of()),
                Optional.empty(),
                List.of());

        var next = report("next", NOW, facts(List.of(before, killed), List.of()), Optional.of(first));

        assertThat(first.came()).extracting(c -> c.line()).containsExactly(before);
        assertThat(next.came()).extracting(c -> c.line()).containsExactly(killed);
    }

    /** The run failed before the ledger had its second delivery, whose commit is there. */
    @Test
    void whatAFailedRunDidNotTellIsToldByTheNext() {
        var told = line(FILING, "2026-04-30", LedgerLine.Status.ACCEPTED, 10, 0, "failed", NOW);
        var untold = line(STAFF, "2026-04-30", LedgerLine.Status.ACCEPTED, 10, 0, "failed", NOW);
        var failed = report("failed", NOW, facts(List.of(told), List.of()), Optional.empty());

        var next = report("next", "2026-07-01T01:00:00Z", facts(List.of(told, untold), List.of()), Optional.of(failed));

        assertThat(next.came()).extracting(c -> c.line()).containsExactly(untold);
    }

    @Test
    void theSentenceSaysItAll() {
        var filing = accepted(FILING, "2026-05-31", 1300, 1204);
        var state = HubState.of(
                HUB,
                facts(
                        List.of(
                                filing,
                                accepted(STAFF, "2026-03-31", 10, 0),
                                held(LOAN, "2026-06-30", "of 3 columns", "now")),
                        List.of(refused(filing, 1204, "amount.type"))),
                OpenQuarantine.of(List.of(filing), List.of(refused(filing, 1204, "amount.type"))),
                LocalDate.of(2026, 6, 30),
                Instant.MAX);

        assertThat(state.sentence(DictionaryPage.Language.EN))
                .isEqualTo(
                        "1 of 3 late, 1 held, 1,204 rows wait for repair; release 2026-05-31 covers 398,112 of 400,004 subjects.");
        assertThat(state.sentence(DictionaryPage.Language.ZH))
                .isEqualTo("3 个数据集中 1 个逾期，1 次交付暂扣，1,204 行待修复；发布批次 2026-05-31 覆盖 400,004 户中的 398,112 户。");
        // Due on 15 May, and the loans were never delivered: they have no calendar yet.
        assertThat(state.late())
                .extracting(l -> l.contract().name(), HubState.Late::days)
                .containsExactly(Tuple.tuple(STAFF, 46L));
        assertThat(state.datasets()).extracting(d -> d.name()).containsExactly(LOAN, STAFF, FILING);
    }

    @Test
    void namesWhatIsUnusual() {
        // Medians of 100, 110, 90, 100 rows: 100, and of their refused shares: 1 %.
        var lines = List.of(
                accepted(FILING, "2026-01-31", 100, 1),
                accepted(FILING, "2026-02-28", 110, 0),
                accepted(FILING, "2026-03-31", 90, 9),
                accepted(FILING, "2026-04-30", 100, 1));
        var now = accepted(FILING, "2026-05-31", 49, 4);
        var refused = List.of(refused(lines.get(2), 9, "amount.type"), refused(now, 4, "amount.type", "not_negative"));
        var report = ofLast(lines, now, refused);

        assertThat(report.changes())
                .extracting(Change::kind, Change::before, Change::now)
                .containsExactly(
                        Tuple.tuple(Change.Kind.ROWS, "100", "49"),
                        Tuple.tuple(Change.Kind.REFUSED_SHARE, "1.0 %", "8.2 %"),
                        Tuple.tuple(Change.Kind.RULE_BROKEN, "4", "not_negative"));
        assertThat(report.status()).isEqualTo(RefreshReport.Status.ATTENTION);
    }

    @Test
    void whatIsWithinTheUsualIsNotNamed() {
        var lines = List.of(
                accepted(FILING, "2026-02-28", 100, 2),
                accepted(FILING, "2026-03-31", 100, 2),
                accepted(FILING, "2026-04-30", 100, 2));

        var report = ofLast(lines, accepted(FILING, "2026-05-31", 50, 1), List.of());

        assertThat(report.came()).hasSize(1);
        assertThat(report.changes()).isEmpty();
        assertThat(report.status()).isEqualTo(RefreshReport.Status.OK);
    }

    @Test
    void namesADeliveryThatBringsWhatIsThere() {
        var lines = List.of(
                accepted(FILING, "2026-02-28", 100, 0),
                accepted(FILING, "2026-03-31", 100, 0),
                accepted(FILING, "2026-04-30", 100, 0));
        var once = accepted(FILING, "2026-05-31", 100, 0);
        var again = new LedgerLine(
                once.deliveryId(),
                FILING,
                once.asOf(),
                once.receivedAt(),
                once.status(),
                100,
                50,
                0,
                50,
                0,
                once.files(),
                once.ruleVersion(),
                once.reason(),
                once.runId(),
                once.decisionId(),
                once.replay());

        assertThat(ofLast(lines, again, List.of()).changes())
                .extracting(Change::kind, Change::before, Change::now)
                .containsExactly(Tuple.tuple(Change.Kind.DUPLICATE_SHARE, "0.0 %", "50.0 %"));
    }

    /** Of the run that brings the last delivery, after a report that has told of the others. */
    private static RefreshReport ofLast(List<LedgerLine> lines, LedgerLine last, List<RefusedRows> refused) {
        var before = RefreshReport.of(
                HUB,
                run("before", "2026-04-30", "2026-05-01T00:00:00Z"),
                facts(lines, refused),
                Optional.empty(),
                List.of());
        var all = new ArrayList<>(lines);
        all.add(last);
        return RefreshReport.of(
                HUB,
                run("run-2026-05-31", "2026-05-31", "2026-05-31T20:00:00Z"),
                facts(all, refused),
                Optional.of(PreviousReport.of(ReportJson.of(HUB, before))),
                List.of());
    }

    private static long count(JsonNode counts, String name) {
        return counts.required(name).asLong();
    }
}
