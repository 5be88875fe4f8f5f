package ai.lixpi.nats;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import ai.lixpi.nats.internal.Messaging;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectStoreException;
import ai.lixpi.nats.objectstore.ObjectStores;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.Status;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules between the rooms of the library. */
class ArchitectureTest {
  private static final String ROOT = "ai.lixpi.nats";
  private static final String WIRE = "ai.lixpi.nats.internal.wire..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("testkit"))
          .importPackages(ROOT);

  @ParameterizedTest
  @ValueSource(strings = {"auth", "codec", "observe", "objectstore"})
  void aFeatureRoomKnowsTheRootCodecsAndInternalsOnly(String room) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("ai.lixpi..")
                .and(
                    not(
                        resideInAnyPackage(
                            ROOT, ROOT + "." + room + "..", ROOT + ".codec", ROOT + ".internal"))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyTheFacadesRoomLooksDownToTheTransport() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, WIRE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(WIRE)
        .check(CLASSES);
  }

  @Test
  void aboveTheTransportOnlyValuesOfJnatsAreKnown() {
    noClasses()
        .that()
        .resideOutsideOfPackage(WIRE)
        .and(not(belongToAnyOf(NatsServiceConfigBuilder.class)))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.nats..")
                .and(
                    not(
                        belongToAnyOf(
                            Connection.class,
                            Message.class,
                            Headers.class,
                            AuthHandler.class,
                            Status.class,
                            JsonParser.class, // what jnats makes its status of a bucket from
                            JsonParseException.class,
                            JsonValue.class)))
                .and(not(resideInAPackage("io.nats.client.api"))))
        .check(CLASSES);
  }

  @Test
  void theConfigurationKnowsOfJnatsItsOptionsOnly() {
    noClasses()
        .that(belongToAnyOf(NatsServiceConfigBuilder.class))
        .should()
        .dependOnClassesThat(resideInAPackage("io.nats..").and(not(belongToAnyOf(Options.class))))
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {ROOT, ROOT + ".objectstore"})
  void aPublicTypeIsAnInterfaceOrAFinalValueOrAnException(String room) {
    classes()
        .that()
        .resideInAPackage(room)
        .and()
        .arePublic()
        .should(beWhatUsersMaySee())
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> beWhatUsersMaySee() {
    return new ArchCondition<>("be an interface, a record, an enum, final or an exception") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean fits =
            type.isInterface()
                || type.isRecord()
                || type.isEnum()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || type.getConstructors().stream()
                    .noneMatch(made -> isForUsers(made.getModifiers()))
                || type.isAssignableTo(NatsServiceException.class);
        events.add(new SimpleConditionEvent(type, fits, type.getName() + " is open to subclasses"));
      }
    };
  }

  private static boolean isForUsers(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  @Test
  void anImplementationIsHiddenBesideItsInterface() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .and()
        .implement(NatsService.class)
        .or()
        .implement(NatsSubscription.class)
        .or()
        .implement(ObjectStores.class)
        .or()
        .implement(ObjectBucket.class)
        .or()
        .implement(Messaging.class)
        .should()
        .notBePublic()
        .check(CLASSES);
  }

  @Test
  void theObjectStoreShowsItsInterfacesOptionsValuesAndExceptionsOnly() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".objectstore")
        .and()
        .arePublic()
        .should(
            new ArchCondition<JavaClass>("be an interface, a record, options or an exception") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                String name = type.getSimpleName();
                boolean fits =
                    type.isInterface()
                        || type.isRecord()
                        || name.endsWith("Options")
                        || name.equals("Builder")
                        || name.equals("ObjectInputStream")
                        || type.isAssignableTo(NatsServiceException.class);
                events.add(new SimpleConditionEvent(type, fits, name + " need not be public"));
              }
            })
        .check(CLASSES);
  }

  @Test
  void exceptionsOfTheObjectStoreAreMadeByTheLibraryOnly() {
    constructors()
        .that()
        .areDeclaredInClassesThat(
            resideInAPackage(ROOT + ".objectstore").and(assignableTo(Throwable.class)))
        .should()
        .notBePublic()
        .andShould()
        .notBeProtected()
        .check(CLASSES);
    classes()
        .that()
        .resideInAPackage(ROOT + ".objectstore")
        .and()
        .areAssignableTo(Throwable.class)
        .and()
        .arePublic()
        .should()
        .beAssignableTo(ObjectStoreException.class)
        .check(CLASSES);
  }

  @Test
  void exceptionsOfTheLibraryHaveOneRoot() {
    classes()
        .that()
        .resideInAPackage("ai.lixpi..")
        .and()
        .areAssignableTo(Throwable.class)
        .and()
        .arePublic()
        .and(not(belongToAnyOf(ReplyException.class))) // what users throw, not what we do
        .should()
        .beAssignableTo(NatsServiceException.class)
        .check(CLASSES);
  }

  @Test
  void nothingIsPrintedAndLoggingGoesThroughSlf4j() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
  }

  @Test
  void noMethodIsSynchronizedBecauseThatPinsVirtualThreads() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("ai.lixpi..")
        .should()
        .notHaveModifier(JavaModifier.SYNCHRONIZED)
        .check(CLASSES);
  }

  @Test
  void theRoomsHaveNoCyclesBelowTheFacade() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".internal")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WIRE, ROOT + ".auth..", ROOT + ".codec..", ROOT + ".observe..")
        .check(CLASSES);
  }
}
