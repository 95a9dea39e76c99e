package vinelake.models.release;

import java.util.List;
import java.util.stream.Collectors;
import vinelake.core.Version;
import vinelake.lake.Delivery;
import vinelake.lake.Digest;
import vinelake.lake.Erasures;
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

    /** What was erased since makes other tables of the same deliveries; nothing where nothing was. */
    static String erased(JobContext context) {
        return new Erasures(context.lake())
                .ids().stream().map(id -> "\nwithout " + id).collect(Collectors.joining());
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
                String.join(",", deliveries(context, lines)) + erased(context),
                HubText.read(context.hub().folder()).toString()));
    }
}
