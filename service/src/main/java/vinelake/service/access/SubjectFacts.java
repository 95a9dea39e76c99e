package vinelake.service.access;

/** What everybody with a token may know of a subject. */
public record SubjectFacts(String subjectId, String scheme, String code, String name, String kind) {}
