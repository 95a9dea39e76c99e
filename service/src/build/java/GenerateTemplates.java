import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.resolve.DirectoryCodeResolver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Writes a Java class for each template: the service carries no compiler. Run by Maven, as a single file. */
final class GenerateTemplates {

    /** The templates' classes lie beside the records that they show, so that these need not be public. */
    private static final String PACKAGE = "vinelake.service.page";

    public static void main(String[] args) throws Exception {
        var target = Path.of(args[1]);
        if (Files.exists(target)) {
            try (var old = Files.walk(target)) {
                old.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        Files.createDirectories(target);
        var engine = TemplateEngine.create(
                new DirectoryCodeResolver(Path.of(args[0])), target, ContentType.Html, null, PACKAGE);
        engine.setTrimControlStructures(true);
        engine.generateAll();
    }

    private GenerateTemplates() {}
}
