package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureMessageTest {

    @Test
    void saysWhatTheCausesSayWithoutTheStackTracesInTheirMessages() {
        var cause = new IOException("no such column\n\tat org.apache.spark.Task.run(Task.scala:1)\nDriver stacktrace:");

        assertThat(FailureMessage.rootMessage(new IllegalStateException("tax/filing", cause)))
                .isEqualTo("tax/filing: no such column");
    }
}
