package vinelake.city;

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
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CITY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("vinelake.city");

    @Test
    void theCityKnowsOnlyCoreAndLake() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("vinelake..")
                        .and(resideOutsideOfPackages("vinelake.city..", "vinelake.core..", "vinelake.lake..")))
                .check(CITY);
    }

    @Test
    void bytesDependOnNoClockAndNoSharedRandomness() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("java.time")
                        .and(com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName("Clock")))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .check(CITY);
    }

    /** No code is built on the city: the launcher calls it from outside, and so do tests that wait for it. */
    @Test
    void nothingDependsOnTheCity() throws IOException {
        Path root = HubFolderTest.root();
        try (Stream<Path> modules = Files.list(root)) {
            List<Path> poms = modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::exists)
                    .filter(pom -> !pom.startsWith(root.resolve("city")))
                    .toList();
            assertThat(poms).isNotEmpty();
            for (Path pom : poms) {
                if (Files.readString(pom).contains("<artifactId>vinelake-city</artifactId>")) {
                    assertThat(pom.resolveSibling("src")).doesNotExist();
                }
            }
        }
    }
}
