package vinelake.service.access;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What one reader may see of a profile.
 *
 * @param assessment score, grade and reasons; empty where it is withheld or was not asked for
 * @param network likewise
 * @param sections what departments say, as the release holds it
 * @param withheld what may not be seen, and what it would take
 */
public record ProfileView(
        SubjectFacts subject,
        String releaseId,
        LocalDate asOfDate,
        Purpose purpose,
        List<Objection> objections,
        Optional<JsonNode> assessment,
        Optional<JsonNode> network,
        List<JsonNode> sections,
        List<Withheld> withheld) {

    /**
     * An open objection, as a reader of the profile sees it.
     *
     * @param section what it is about; empty for the whole profile, and where the reader may not see the section
     */
    public record Objection(Optional<String> section, LocalDate raisedOn, LocalDate dueOn) {
        Objection ofSeen(Set<String> visible) {
            return new Objection(section.filter(visible::contains), raisedOn, dueOn);
        }
    }
}
