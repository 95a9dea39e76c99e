package vinelake.service;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ServiceArchitectureTest {

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("vinelake.service");

    @Test
    void theServiceKnowsOfTheHouseOnlyCore() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("vinelake..")
                        .and(not(resideInAnyPackage("vinelake.core..", "vinelake.service.."))))
                .check(SERVICE);
    }

    @Test
    void sparkIsNotOnTheClassPath() {
        assertThat(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(path -> new File(path).getName())
                        .filter(name -> name.startsWith("spark-")
                                || name.startsWith("scala-library")
                                || name.startsWith("delta-spark")))
                .isEmpty();
    }

    @Test
    void theUseCasesDoNotKnowThatThereIsHttp() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "vinelake.service.access..",
                        "vinelake.service.audit..",
                        "vinelake.service.release..",
                        "vinelake.service.repair..",
                        "vinelake.service.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "vinelake.service.http..",
                        "io.javalin..",
                        "org.eclipse.jetty..",
                        "jakarta.servlet..",
                        "com.nimbusds..")
                .check(SERVICE);
    }

    @Test
    void onlyTheReleaseRoomKnowsDelta() {
        noClasses()
                .that()
                .resideOutsideOfPackage("vinelake.service.release")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.delta..", "org.apache.hadoop..")
                .check(SERVICE);
    }
}
