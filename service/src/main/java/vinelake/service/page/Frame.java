package vinelake.service.page;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import vinelake.service.access.Actor;
import vinelake.service.access.Purpose;
import vinelake.service.access.Role;

/**
 * What every page has around it.
 *
 * @param path of the request, with its query
 * @param hub the city's name
 * @param zone in which times are shown
 * @param notice a key of what was just done; empty for nothing
 */
record Frame(
        Language language, Optional<Session> session, String path, String hub, ZoneId zone, Optional<String> notice) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** A way through the pages. */
    record Way(String path, String title, boolean isHere) {}

    String t(String key, Object... arguments) {
        return Texts.of(language, key, arguments);
    }

    boolean isChinese() {
        return language == Language.ZH;
    }

    Optional<Actor> actor() {
        return session.map(Session::actor);
    }

    String csrf() {
        return session.map(Session::csrf).orElse("");
    }

    String date(LocalDate date) {
        return date.toString();
    }

    String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    String role(String role) {
        return Texts.find(language, "role." + role).orElse(role);
    }

    String purpose(Purpose purpose) {
        return isChinese() ? purpose.title() : t("purpose." + purpose.text());
    }

    /** As the log or a grant has it. */
    String purpose(String text) {
        return text.equals(Purpose.OWN_RECORD.text())
                ? purpose(Purpose.OWN_RECORD)
                : Purpose.parse(text).map(this::purpose).orElse(text);
    }

    List<Purpose> purposes() {
        return Purpose.ofInstitutions();
    }

    /** The same page in another language. */
    String in(Language other) {
        return "/language?to=" + other.text() + "&next=" + Links.encoded(path);
    }

    List<Way> ways() {
        return actor().map(actor -> ways(actor.role()).stream()
                        .map(way -> new Way(way, t("way" + way.replace('/', '.')), path.startsWith(way)))
                        .toList())
                .orElse(List.of());
    }

    private static List<String> ways(Role role) {
        return switch (role) {
            case OFFICER -> List.of("/search");
            case OPERATOR -> List.of("/operator", "/search");
            case REPRESENTATIVE -> List.of("/own");
            case AUDITOR -> List.of("/audit");
        };
    }

    /** Where somebody begins. */
    static String home(Role role) {
        return ways(role).get(0);
    }
}
