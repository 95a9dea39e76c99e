package vinelake.orchestration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A profile in words. */
final class ProfileText {

    /** @param json as in the table of profiles */
    static String of(String json) {
        var profile = Json.read(json);
        var lines = new ArrayList<String>();
        lines.add("%s  %s %s  (%s)"
                .formatted(
                        text(profile, "name"),
                        text(profile, "scheme"),
                        text(profile, "code"),
                        text(profile, "subject_id")));
        lines.add("as of " + text(profile, "as_of_date"));
        var assessment = profile.path("assessment");
        if (assessment.path("is_scored").asBoolean()) {
            lines.add("score %s, grade %s (%s), probability of default %.1f %%"
                    .formatted(
                            text(assessment, "score"),
                            text(assessment, "grade"),
                            text(assessment, "grade_meaning"),
                            100 * assessment.path("default_probability").asDouble()));
            for (var reason : assessment.path("reasons")) {
                reason(lines, reason);
            }
        } else {
            lines.add("not scored: " + text(assessment, "not_scored_reason"));
        }
        network(lines, profile.path("network"));
        for (var section : profile.path("sections")) {
            lines.add("%s%s: %s up to %s (%s)"
                    .formatted(
                            text(section, "title"),
                            section.has("role") ? "（" + text(section, "role") + "）" : "",
                            counted(section, "row_count", "record"),
                            text(section, "as_of_date"),
                            text(section, "disclosure")));
        }
        return String.join("\n", lines);
    }

    private static void reason(ArrayList<String> lines, JsonNode reason) {
        var value =
                reason.has("value") ? number(reason.path("value").asDouble()) + " " + text(reason, "unit") : "unknown";
        lines.add("  -%s points  %s: %s, in the range %s"
                .formatted(text(reason, "lost_points"), text(reason, "title"), value, text(reason, "bin")));
        var rows = new ArrayList<String>();
        for (var row : reason.path("rows")) {
            rows.add("%s:%s".formatted(text(row, "file"), text(row, "line")));
        }
        lines.add("      "
                + (rows.isEmpty()
                        ? "no record in the window"
                        : "from %s, the last at %s"
                                .formatted(counted(reason, "row_count", "record"), String.join(", ", rows))));
    }

    private static void network(ArrayList<String> lines, JsonNode network) {
        lines.add("supplies %s (%s yuan), buys from %s (%s yuan)"
                .formatted(
                        counted(network, "degree_customers", "customer"),
                        "%,.2f".formatted(network.path("sales_cny").asDouble()),
                        counted(network, "degree_suppliers", "supplier"),
                        "%,.2f".formatted(network.path("purchases_cny").asDouble())));
    }

    private static String number(double value) {
        // Three digits tell a value; of a large one the whole yuan.
        var digits =
                new BigDecimal(value).round(new MathContext(Math.abs(value) < 1000 ? 3 : 15, RoundingMode.HALF_EVEN));
        return new DecimalFormat(
                        Math.abs(value) < 1000 ? "0.######" : "#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(digits);
    }

    private static String counted(JsonNode node, String field, String noun) {
        long count = node.path(field).asLong();
        return "%,d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("-");
    }

    private ProfileText() {}
}
