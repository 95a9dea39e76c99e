package vinelake.orchestration;

import java.util.Map;

/** What a job did in a run. */
record JobRun(String name, double seconds, Map<String, Long> counts) {}
