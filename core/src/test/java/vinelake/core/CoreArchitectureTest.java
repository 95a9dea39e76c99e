package vinelake.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class CoreArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("vinelake");

    @Test
    void coreKnowsNeitherSparkNorAnyOtherModule() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.delta..", "scala..")
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("vinelake..").and(resideOutsideOfPackage("vinelake.core..")))
                .check(CORE);
    }

    @Test
    void onlyTheHubFolderKnowsThatItIsWrittenInYaml() {
        noClasses()
                .that()
                .resideOutsideOfPackage("vinelake.core.hub..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.networknt..", "org.snakeyaml..", "vinelake.core.hub..")
                .check(CORE);
    }
}
