package ai.lixpi.nats.authcallout;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of this module. */
class ArchitectureTest {
  private static final String ROOT = "ai.lixpi.nats.authcallout";
  private static final String APP = ROOT + ".app";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void theResponderKnowsNothingOfTheProgram() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(APP)
        .check(CLASSES);
  }

  @Test
  void onlyTheBoxKnowsBouncyCastle() {
    noClasses()
        .that()
        .doNotHaveSimpleName("XkeyBox")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(CLASSES);
  }

  @Test
  void onlyTheVerifierOfOpenIdTokensKnowsTheJoseLibrary() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Oidc")
        .and()
        .haveNameNotMatching(".*Oidc.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.nimbusds..")
        .check(CLASSES);
  }

  @Test
  void nothingOfTheTransportIsKnown() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ProbeConnection") // which goes the way of its service
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.lixpi.nats.internal.wire..")
        .check(CLASSES);
  }

  @Test
  void onlyTheProgramPrints() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
        CLASSES.that(
            com.tngtech.archunit.base.DescribedPredicate.not(
                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(APP))));
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
  }

  @Test
  void noMethodIsSynchronizedBecauseThatPinsVirtualThreads() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage(ROOT + "..")
        .should()
        .notHaveModifier(JavaModifier.SYNCHRONIZED)
        .check(CLASSES);
  }
}
