package vinelake.models.release;

import java.util.List;
import vinelake.core.Version;
import vinelake.lake.Delivery;
import vinelake.lake.Digest;
import vinelake.lake.JobContext;

/** What the jobs after the ingest make their tables of. */
public final class RunInputs {

    private RunInputs() {}

    /** Ids of the deliveries that a run sees, in order. */
    static List<String> deliveries(JobContext context, List<Delivery> lines) {
        return lines.stream()
                .filter(d -> d.isAccepted()
                        && !d.asOfDate().isAfter(context.asOf())
                        && !d.receivedAt().isAfter(context.knownAt()))
                .map(Delivery::deliveryId)
                .sorted()
                .toList();
    }

    /**
     * Over all of it: the date, the deliveries, the hub folder's text and the code. Two runs with the same hash write the
     * same tables.
     *
     * @param lines of the ledger
     */
    public static String hash(JobContext context, List<Delivery> lines) {
        return Digest.sha256(String.join(
                "\n",
                context.asOf().toString(),
                Version.ofCode(),
                String.join(",", deliveries(context, lines)),
                HubText.read(context.hub().folder()).toString()));
    }
}
