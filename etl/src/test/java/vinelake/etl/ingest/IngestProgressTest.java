package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IngestProgressTest {

    private static final long SECOND = 1_000_000_000;

    private final List<String> said = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(5 * SECOND);

    @Test
    void saysRateAndTimeLeftOnceThereIsARate() {
        var progress = new IngestProgress(said::add, 3, 1000, now::get);

        progress.read(100, 50);
        now.addAndGet(10 * SECOND);
        progress.read(150, 250);
        progress.done(1);

        assertThat(said)
                .containsExactly(
                        "0 of 3 deliveries",
                        "0 of 3 ##-------- 25 %, 30 rows/s, 30 s left",
                        "1 of 3 ##-------- 25 %, 30 rows/s, 30 s left");
    }

    @Test
    void countsLongTimesInMinutesAndNeverMoreThanAll() {
        var progress = new IngestProgress(said::add, 1, 1000, now::get);

        now.addAndGet(100 * SECOND);
        progress.read(100, 1_000_000);
        progress.read(1000, 0);

        assertThat(said)
                .containsExactly(
                        "0 of 1 #--------- 10 %, 10,000 rows/s, 15 min left",
                        "0 of 1 ########## 100 %, 10,000 rows/s, 0 s left");
    }
}
