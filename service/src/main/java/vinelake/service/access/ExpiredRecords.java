package vinelake.service.access;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vinelake.core.contract.DatasetName;
import vinelake.core.policy.DisclosurePolicy.Adverse;

/**
 * Leaves out what the law no longer lets anybody tell of a person: adverse records whose matter ended more than five
 * years ago (征信业管理条例, Art. 16). A record without an end is of a matter that goes on.
 *
 * <p>How many records there are in all is left out with them: the number would tell of those that are not shown.
 */
final class ExpiredRecords {

    private static final int DATE_LENGTH = 10;

    private final Optional<Adverse> adverse;

    ExpiredRecords(Optional<Adverse> adverse) {
        this.adverse = adverse;
    }

    /**
     * @param section of a profile; is changed
     * @return the section; empty where nothing of it is left
     */
    Optional<ObjectNode> without(String kind, String dataset, ObjectNode section, LocalDate today) {
        var endedOn = adverse.filter(a -> a.personKinds().contains(kind))
                .map(a -> a.endedOn().get(DatasetName.parse(dataset)));
        if (endedOn.isEmpty()) {
            return Optional.of(section);
        }
        var earliest = today.minusYears(adverse.orElseThrow().years());
        var kept = section.arrayNode();
        for (JsonNode record : section.path("records")) {
            if (!endedBefore(record.path(endedOn.get()), earliest)) {
                kept.add(record);
            }
        }
        section.set("records", kept);
        section.put("row_count", kept.size());
        return kept.isEmpty() ? Optional.empty() : Optional.of(section);
    }

    private static boolean endedBefore(JsonNode date, LocalDate earliest) {
        var text = date.asString("");
        if (text.isEmpty()) {
            return false;
        }
        try {
            return LocalDate.parse(text.substring(0, Math.min(DATE_LENGTH, text.length())))
                    .isBefore(earliest);
        } catch (DateTimeException unreadable) {
            // Nobody knows that it may still be told.
            return true;
        }
    }
}
