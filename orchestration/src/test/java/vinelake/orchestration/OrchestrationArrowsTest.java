package vinelake.orchestration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** All rooms of the line are on this class path: the arrows between them are checked here once more, from above. */
class OrchestrationArrowsTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("vinelake");

    @Test
    void orchestrationKnowsTheLineAndNeitherTheCityNorTheBenchmarks() {
        var others = resideInAPackage("vinelake..")
                .and(not(resideInAnyPackage(
                        "vinelake.core..",
                        "vinelake.lake..",
                        "vinelake.etl..",
                        "vinelake.models..",
                        "vinelake.service..",
                        "vinelake.orchestration..")));

        noClasses().should().dependOnClassesThat(others).check(HOUSE);
    }

    @Test
    void etlAndModelsMeetInTablesOnly() {
        noClasses()
                .that()
                .resideInAPackage("vinelake.etl..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("vinelake.models..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("vinelake.models..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("vinelake.etl..")
                .check(HOUSE);
    }

    @Test
    void theServiceMeetsTheOthersInReleasesOnly() {
        noClasses()
                .that()
                .resideInAPackage("vinelake.service..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("vinelake.lake..", "vinelake.etl..", "vinelake.models..", "org.apache.spark..")
                .check(HOUSE);
    }

    @Test
    void nobodyKnowsOrchestration() {
        noClasses()
                .that()
                .resideOutsideOfPackage("vinelake.orchestration..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("vinelake.orchestration..")
                .check(HOUSE);
    }

    @Test
    void graphXAndDeltaStayInTheirRooms() {
        noClasses()
                .that()
                .resideInAnyPackage("vinelake.core..", "vinelake.orchestration..", "vinelake.etl..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark.graphx..", "io.delta..")
                .check(HOUSE);
    }
}
