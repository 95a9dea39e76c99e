package vinelake.benchmarks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchmarksArchitectureTest {

    private static final JavaClasses VINELAKE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("vinelake");

    @Test
    void benchmarksKnowOnlyCoreLakeAndEtl() {
        noClasses()
                .that()
                .resideInAPackage("vinelake.benchmarks..")
                .should()
                .dependOnClassesThat(resideInAPackage("vinelake..")
                        .and(resideOutsideOfPackages(
                                "vinelake.benchmarks..", "vinelake.core..", "vinelake.lake..", "vinelake.etl..")))
                .check(VINELAKE);
    }

    @Test
    void nothingThatTheyUseKnowsThem() {
        noClasses()
                .that()
                .resideOutsideOfPackage("vinelake.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("vinelake.benchmarks..")
                .check(VINELAKE);
    }

    /** The other modules are not on this one's class path; the build says what they may know. */
    @Test
    void noModuleIsBuiltOnThem() throws IOException {
        try (var modules = Files.list(Path.of("").toAbsolutePath().getParent())) {
            var poms = modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::isRegularFile)
                    .filter(pom -> !pom.getParent().endsWith("benchmarks"))
                    .toList();
            assertThat(poms)
                    .isNotEmpty()
                    .allSatisfy(pom ->
                            assertThat(pom).content().doesNotContain("<artifactId>vinelake-benchmarks</artifactId>"));
        }
    }
}
