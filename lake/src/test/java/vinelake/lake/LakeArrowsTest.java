package vinelake.lake;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LakeArrowsTest {

    @Test
    void lakeKnowsOfTheHouseOnlyCore() {
        var lake = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("vinelake.lake");
        var others = resideInAPackage("vinelake..").and(not(resideInAnyPackage("vinelake.core..", "vinelake.lake..")));

        noClasses().should().dependOnClassesThat(others).check(lake);
    }
}
