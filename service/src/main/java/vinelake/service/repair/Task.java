package vinelake.service.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vinelake.core.contract.DatasetName;

/**
 * What the command line is to do about refused rows.
 *
 * @param repair what is tried or recorded
 * @param withdrawn the id of the decision that is withdrawn
 * @param reason of what is decided
 * @param by who asks for it
 */
public record Task(
        Kind kind,
        DatasetName dataset,
        Optional<Repair> repair,
        Optional<String> withdrawn,
        Optional<String> reason,
        String by) {

    public enum Kind {
        TRY,
        RECORD,
        WITHDRAW,
        REPLAY;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static Task attempt(DatasetName dataset, Repair repair, String by) {
        return new Task(Kind.TRY, dataset, Optional.of(repair), Optional.empty(), Optional.empty(), by);
    }

    public static Task record(DatasetName dataset, Repair repair, String reason, String by) {
        return new Task(Kind.RECORD, dataset, Optional.of(repair), Optional.empty(), Optional.of(reason), by);
    }

    public static Task withdraw(DatasetName dataset, String decisionId, String reason, String by) {
        return new Task(Kind.WITHDRAW, dataset, Optional.empty(), Optional.of(decisionId), Optional.of(reason), by);
    }

    public static Task replay(DatasetName dataset, String by) {
        return new Task(Kind.REPLAY, dataset, Optional.empty(), Optional.empty(), Optional.empty(), by);
    }

    /** The verb with its options. */
    public List<String> verb() {
        var verb = new ArrayList<>(List.of("quarantine"));
        switch (kind) {
            case TRY -> {
                verb.addAll(List.of("repair", dataset.toString()));
                verb.addAll(repair.orElseThrow().options());
                verb.addAll(List.of("--try", "--json"));
            }
            case RECORD -> {
                verb.addAll(List.of("repair", dataset.toString()));
                verb.addAll(repair.orElseThrow().options());
                verb.addAll(List.of("--reason=" + reason.orElseThrow(), "--by=" + by, "--json"));
            }
            case WITHDRAW ->
                verb.addAll(List.of(
                        "withdraw",
                        withdrawn.orElseThrow(),
                        "--reason=" + reason.orElseThrow(),
                        "--by=" + by,
                        "--json"));
            case REPLAY -> verb.addAll(List.of("replay", dataset.toString(), "--json"));
        }
        return verb;
    }
}
