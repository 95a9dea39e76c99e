package vinelake.etl;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class EtlArrowsTest {

    @Test
    void etlKnowsOfTheHouseOnlyCoreAndLake() {
        var etl = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("vinelake.etl");
        var others = resideInAPackage("vinelake..")
                .and(not(resideInAnyPackage("vinelake.core..", "vinelake.lake..", "vinelake.etl..")));

        noClasses().should().dependOnClassesThat(others).check(etl);
    }
}
