package vinelake.service.access;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import vinelake.service.audit.AuditLine;
import vinelake.service.audit.AuditLog;
import vinelake.service.release.Releases;
import vinelake.service.release.TinyLake;
import vinelake.service.release.TinyLake.Subject;
import vinelake.service.store.Store;

/** The use cases over a served release of three subjects, on a day that can be moved. */
final class Desk implements AutoCloseable {

    static final String ENTERPRISE = "S1";
    static final String OTHER = "S2";
    static final String SHOP = "S3";

    /** A clock that stands until it is moved. */
    private static final class Day extends Clock {
        private Instant now = Instant.parse("2026-11-23T02:00:00Z");

        @Override
        public ZoneId getZone() {
            return TestHub.HUB.timeZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final Day clock = new Day();
    final AuditLog log;
    final ProfileReading profiles;
    final Consents consents;
    final Objections objections;
    final Accesses accesses;
    final SubjectSearch search;
    final Extracts extracts;
    final Extracts extractsOfInternal;

    Desk(Store store, Path folder) {
        this(store);
        var lake = new TinyLake(folder)
                .publish(
                        "2026-06-30-test",
                        LocalDate.parse("2026-06-30"),
                        List.of(
                                new Subject(
                                        ENTERPRISE,
                                        "C1",
                                        "测试企业100%",
                                        "enterprise",
                                        TestHub.profile(ENTERPRISE, "enterprise")),
                                new Subject(OTHER, "C2", "另一企业", "enterprise", TestHub.profile(OTHER, "enterprise")),
                                new Subject(
                                        SHOP, "C3", "测试小店", "self_employed", TestHub.profile(SHOP, "self_employed"))));
        new Releases(store, lake.uri(), clock).refresh();
    }

    private Desk(Store store) {
        log = AuditLog.open(store.auditSource(), clock);
        var trail = new Trail(log);
        profiles = new ProfileReading(store.jdbi(), trail, TestHub.HUB, clock);
        consents = new Consents(store.jdbi(), trail, TestHub.HUB, clock);
        objections = new Objections(store.jdbi(), trail, TestHub.HUB, clock);
        accesses = new Accesses(log, trail);
        search = new SubjectSearch(store.jdbi(), trail);
        extracts = new Extracts(store.jdbi(), trail, TestHub.HUB, clock);
        extractsOfInternal = new Extracts(store.jdbi(), trail, TestHub.HUB_OF_INTERNAL_FEATURES, clock);
    }

    /** The same store, with a clock that stands on the first day again. */
    Desk onDayOne(Store store) {
        return new Desk(store);
    }

    void passDays(long days) {
        clock.now = clock.now.plus(Duration.ofDays(days));
    }

    AuditLine lastReading(String subject) {
        return log.readings(subject, 1).get(0);
    }

    @Override
    public void close() {
        log.close();
    }
}
