package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import vinelake.core.hub.Hub;
import vinelake.core.identifier.Uscc;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.lake.Digest;
import vinelake.lake.Erasures;
import vinelake.lake.Erasures.Kind;
import vinelake.lake.Erasures.Line;
import vinelake.lake.Erasures.Step;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.LeftoverSweep;
import vinelake.lake.Progress;
import vinelake.lake.StopSignal;
import vinelake.models.release.Releases;

/**
 * Takes out of the lake what the law wants gone: rows of all tables, the files that they were in, and the copies in the
 * landing zone. Each step is written down before it is done and finds what is left when it is done again, so that an erasure
 * that was killed is ended by the next one of the same.
 */
final class Erasure {

    /** Of places in the landing zone. */
    static final String LANDING = "landing/";

    private static final int ID_HEX = 32;
    private static final String RECORDS = "records/";

    /** So that files written in the very moment count as old. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Hub hub;
    private final Lake lake;
    private final LandedDeliveries landed;
    private final Optional<PersonalHash> hash;
    private final Erasures erasures;
    private final Progress progress;

    Erasure(Hub hub, Lake lake, LandedDeliveries landed, Optional<PersonalHash> hash, Progress progress) {
        this.hub = hub;
        this.lake = lake;
        this.landed = landed;
        this.hash = hash;
        this.progress = progress;
        this.erasures = new Erasures(lake);
    }

    /** Who decided, why and when. */
    record Order(String reason, String by, Instant at) {}

    /**
     * Erases a subject.
     *
     * @param id or empty for a code
     * @param code a unified social credit code, or empty
     * @return the lines of the erasure, also of one that was done before; empty where there is no such subject
     */
    List<Line> subject(Optional<String> id, Optional<String> code, Order order) throws IOException {
        finishThoseThatNobodyFinds();
        var normal = code.map(Uscc::normalize);
        Column is = id.map(i -> col("subject_id").equalTo(i))
                .orElseGet(() -> col("code").equalTo(normal.orElseThrow()));
        var subject = ErasedSubject.find(hub, lake, is);
        var before = erasures.all().stream()
                .filter(line -> line.step() == Step.BEGUN)
                .filter(line -> subject.map(ErasedSubject::id)
                        .or(() -> id)
                        .map(wanted -> line.subjectId().filter(wanted::equals).isPresent())
                        .orElseGet(() -> hash.isPresent() && line.subjectHash().equals(normal.map(hash.get()::hash))))
                .reduce((first, last) -> last);
        if (subject.isEmpty()) {
            return before.map(line -> erasures.of(line.erasureId())).orElse(List.of());
        }
        var one = subject.get();
        var removals = one.removals(hub, lake);
        var begun = before.orElseGet(() -> begin(
                Kind.SUBJECT, Optional.of(one.id()), hash.map(h -> h.hash(one.code())), order, touched(removals)));
        var datasets = removals.stream()
                .filter(removal -> removal.table().path().startsWith(RECORDS))
                .filter(removal -> removal.count(lake) > 0)
                .map(removal -> removal.table().path())
                .collect(Collectors.toCollection(HashSet::new));
        erasures.of(begun.erasureId()).forEach(line -> line.place().ifPresent(datasets::add));
        var lines = new Ledger(lake).standing();
        destroy(
                begun,
                one.landed(
                        hub,
                        landed,
                        lines,
                        datasets.stream()
                                .filter(path -> path.startsWith(RECORDS))
                                .map(path -> path.substring(RECORDS.length()))
                                .collect(Collectors.toSet())));
        remove(begun, removals);
        finish(begun);
        return erasures.of(begun.erasureId());
    }

    /**
     * Erases what is past its retention.
     *
     * @return the lines of the erasure; empty where nothing is
     */
    List<Line> retention(LocalDate day, Order order) throws IOException {
        finishThoseThatNobodyFinds();
        var expired = new Expired(hub, day);
        var removals = expired.removals(lake).stream()
                .filter(removal -> removal.count(lake) > 0)
                .toList();
        var copies = expired.landed(landed, new Ledger(lake).standing().values(), order.at());
        var unfinished = erasures.unfinished().stream()
                .filter(line -> line.kind() == Kind.RETENTION)
                .findFirst();
        if (removals.isEmpty() && copies.isEmpty() && unfinished.isEmpty()) {
            return List.of();
        }
        var begun = unfinished.orElseGet(
                () -> begin(Kind.RETENTION, Optional.empty(), Optional.empty(), order, touched(removals)));
        destroy(begun, copies);
        remove(begun, removals);
        finish(begun);
        return erasures.of(begun.erasureId());
    }

    /** Of an erasure that was killed when its subject was gone already only the end is left. */
    private void finishThoseThatNobodyFinds() {
        new Ledger(lake).complete(hub.contracts());
        var subjects = lake.read(Tables.SUBJECT);
        for (var line : erasures.unfinished()) {
            if (line.subjectId().isPresent()
                    && subjects.where(col("subject_id").equalTo(line.subjectId().get()))
                            .isEmpty()) {
                finish(line);
            }
        }
    }

    private Line begin(
            Kind kind, Optional<String> subjectId, Optional<String> subjectHash, Order order, List<String> releases) {
        var id = Digest.sha256(String.join(
                        "\n", kind.name(), subjectId.orElse(""), order.at().toString()))
                .substring(0, ID_HEX);
        var line = new Line(
                id,
                Step.BEGUN,
                kind,
                subjectId,
                subjectHash,
                Optional.empty(),
                0,
                releases,
                order.reason(),
                order.by(),
                order.at());
        erasures.enter(line);
        return line;
    }

    /** Releases that pin a delivery whose rows go, or that have profiles which do, or are changed. */
    private List<String> touched(List<Removal> removals) {
        var deliveries = new HashSet<String>();
        var tables = new HashSet<String>();
        for (var removal : removals) {
            if (removal.table().path().startsWith(RECORDS)) {
                removal.hits(lake)
                        .select("delivery_id")
                        .distinct()
                        .collectAsList()
                        .forEach(row -> deliveries.add(row.getString(0)));
            } else if (removal.count(lake) > 0) {
                tables.add(removal.table().path());
            }
        }
        return new Releases(lake)
                .all().stream()
                        .filter(release -> tables.contains(Tables.releaseProfile(release.releaseId())
                                        .path())
                                || Releases.deliveries(release).stream().anyMatch(deliveries::contains))
                        .map(Releases.Release::releaseId)
                        .toList();
    }

    private void destroy(Line begun, List<String> deliveries) throws IOException {
        for (var delivery : deliveries) {
            erasures.enter(begun.then(Step.REMOVED, Optional.of(LANDING + delivery), 1));
            landed.destroy(delivery);
        }
    }

    private void remove(Line begun, List<Removal> removals) {
        for (var removal : removals) {
            progress.at(removal.table().path());
            long count = removal.count(lake);
            if (count > 0) {
                erasures.enter(
                        begun.then(Step.REMOVED, Optional.of(removal.table().path()), count));
                removal.run(lake);
            }
        }
    }

    /** Releases say again what they hold, and the files go that no longer belong to a table. */
    private void finish(Line begun) {
        var lines = erasures.of(begun.erasureId());
        if (lines.stream().anyMatch(line -> line.step() == Step.DONE)) {
            return;
        }
        var places = lines.stream().flatMap(line -> line.place().stream()).collect(Collectors.toSet());
        var releases = new Releases(lake);
        var tables = new LinkedHashSet<Table>();
        for (var release : releases.all()) {
            var table = Tables.releaseProfile(release.releaseId());
            if (places.contains(table.path())) {
                releases.restate(release.releaseId());
                tables.add(table);
                tables.add(Tables.RELEASE);
            }
        }
        RefreshPlan.of(hub, hub.landing(), Optional.empty(), Optional.empty()).tables().stream()
                .filter(table -> places.contains(table.path()))
                .forEach(tables::add);
        new LeftoverSweep(
                        lake,
                        new ArrayList<>(tables),
                        Instant.now().plus(AHEAD),
                        Duration.ZERO,
                        false,
                        progress,
                        StopSignal.NEVER)
                .all();
        erasures.enter(begun.then(Step.DONE, Optional.empty(), 0));
    }
}
