package vinelake.models;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ModelsArrowsTest {

    private static final JavaClasses MODELS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("vinelake.models");

    @Test
    void modelsKnowsOfTheHouseOnlyCoreAndLake() {
        var others = resideInAPackage("vinelake..")
                .and(not(resideInAnyPackage("vinelake.core..", "vinelake.lake..", "vinelake.models..")));

        noClasses().should().dependOnClassesThat(others).check(MODELS);
    }

    @Test
    void onlyTheGraphRoomKnowsGraphX() {
        noClasses()
                .that()
                .resideOutsideOfPackage("vinelake.models.graph")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark.graphx..")
                // This may be the only room.
                .allowEmptyShould(true)
                .check(MODELS);
    }
}
