package vinelake.models.scorecard;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A fitted card as JSON and back, to the last bit: every double is written with the fewest digits that read back as
 * itself, every field must be there, and none may be unknown.
 */
public final class ScorecardJson {

    private static final String FORMAT = "vinelake-scorecard/1";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private record Document(String format, Scorecard card, Evaluation evaluation) {}

    /** Indented, fields in the order of the records. */
    public static String write(FittedScorecard fitted) {
        return MAPPER.writeValueAsString(new Document(FORMAT, fitted.card(), fitted.evaluation()));
    }

    /**
     * The card that was written.
     *
     * @throws IllegalArgumentException when the text is not a card in this format
     */
    public static FittedScorecard read(String json) {
        Document document;
        try {
            document = MAPPER.readValue(json, Document.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "scorecard: the text is not a card: %s. Text written by this format is allowed: %s. Restore the file."
                            .formatted(e.getOriginalMessage(), FORMAT),
                    e);
        }
        if (!document.format().equals(FORMAT)) {
            throw new IllegalArgumentException("scorecard: the format is %s. %s is allowed. Write the card anew."
                    .formatted(document.format(), FORMAT));
        }
        return new FittedScorecard(document.card(), document.evaluation());
    }

    private ScorecardJson() {}
}
