package ai.lixpi.nats.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("ai.lixpi.nats.cli");

  @Test
  void commandsUseWhatUsersOfTheLibraryCanUse() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("ai.lixpi.nats.internal..")
                .or(resideInAPackage("io.nats.client.impl..").and(isNot(Headers.class)))
                .or(resideInAPackage("io.nats.client.support..")))
        .check(CLASSES);
  }

  @Test
  void commandsDoNotKnowThoseOfOtherRooms() {
    for (String room : new String[] {"messaging", "objects", "keys", "tools", "bench", "doctor"}) {
      classes()
          .that()
          .resideInAPackage("ai.lixpi.nats.cli." + room + "..")
          .and()
          .haveSimpleNameEndingWith("Command")
          .should()
          .onlyHaveDependentClassesThat()
          .haveNameMatching("ai\\.lixpi\\.nats\\.cli\\.(Catalog|" + room + "\\..*)")
          .check(CLASSES);
    }
  }

  private static DescribedPredicate<JavaClass> isNot(Class<?> type) {
    return DescribedPredicate.describe(
        "not " + type.getSimpleName(), other -> !other.isEquivalentTo(type));
  }
}
