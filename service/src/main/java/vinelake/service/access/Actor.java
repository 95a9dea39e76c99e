package vinelake.service.access;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param id as the issuer of the token names him
 * @param institution of an officer
 * @param subject whom a representative speaks for
 */
public record Actor(String id, Role role, Optional<String> institution, Optional<String> subject) {

    public Actor {
        if (id.isBlank()) {
            throw new IllegalArgumentException("the actor has no name. Allowed: text that is not blank");
        }
        if ((role == Role.OFFICER) != institution.isPresent()) {
            throw new IllegalArgumentException("a %s has the institution %s. Allowed: one for an officer only"
                    .formatted(role.text(), institution));
        }
        if ((role == Role.REPRESENTATIVE) != subject.isPresent()) {
            throw new IllegalArgumentException(
                    "a %s has the subject %s. Allowed: one for a representative only".formatted(role.text(), subject));
        }
    }

    public static Actor officer(String id, String institution) {
        return new Actor(id, Role.OFFICER, Optional.of(institution), Optional.empty());
    }

    public static Actor operator(String id) {
        return new Actor(id, Role.OPERATOR, Optional.empty(), Optional.empty());
    }

    public static Actor auditor(String id) {
        return new Actor(id, Role.AUDITOR, Optional.empty(), Optional.empty());
    }

    public static Actor representative(String id, String subject) {
        return new Actor(id, Role.REPRESENTATIVE, Optional.empty(), Optional.of(subject));
    }

    boolean speaksFor(String subjectId) {
        return subject.filter(subjectId::equals).isPresent();
    }
}
