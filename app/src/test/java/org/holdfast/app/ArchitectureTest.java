package org.holdfast.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.app.server.Server;
import org.holdfast.app.system.Installation;
import org.holdfast.testkit.process.ServerProcess;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Holds what Maven modules cannot see, and the direction of dependencies of design §4; `bench`,
/// which stands above, has a test of its own.
class ArchitectureTest {
  private static final String OURS = "org.holdfast..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.holdfast");

  @Test
  void everyModuleIsLookedAt() {
    assertThat(CLASSES.stream().map(c -> c.getPackageName().split("\\.", -1)[2]).distinct())
        .contains(
            "model",
            "journal",
            "credentials",
            "edge",
            "collector",
            "bouncer",
            "catalogue",
            "pipeline",
            "client",
            "testkit",
            "app");
  }

  @Test
  void modelDependsOnNothingOfOurs() {
    mayDependOnlyOn("model");
  }

  @Test
  void edgeDependsOnNothingOfOurs() {
    mayDependOnlyOn("edge");
  }

  @Test
  void credentialsDependOnNothingOfOurs() {
    mayDependOnlyOn("credentials");
  }

  @Test
  void dependenciesPointAlongTheWayOfAMeasurement() {
    mayDependOnlyOn("journal", "model");
    mayDependOnlyOn("collector", "model", "journal", "credentials", "edge");
    mayDependOnlyOn("bouncer", "model", "edge");
    mayDependOnlyOn("catalogue", "model", "edge");
    mayDependOnlyOn("pipeline", "model", "journal", "catalogue");
    mayDependOnlyOn("client", "credentials");
    mayDependOnlyOn("testkit", "model");
  }

  @Test
  void sqlStaysInCatalogueAndDirectory() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.holdfast.catalogue.sql..", "org.holdfast.bouncer.fleet.sql..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..")
        .check(CLASSES);
  }

  @Test
  void jettyStaysInTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.holdfast.edge..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(CLASSES);
  }

  @Test
  void modelJournalAndCredentialsKnowNoHttp() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.holdfast.model..", "org.holdfast.journal..", "org.holdfast.credentials..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "com.sun.net.httpserver..", "org.eclipse.jetty..")
        .check(CLASSES);
  }

  /// To speak another codec one line is changed, that of `Codec.WIRE`.
  @Test
  void onlyTheCodecItselfKnowsWhichItIs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.holdfast.credentials.codec..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.holdfast.credentials.codec.Bincode")
        .check(CLASSES);
  }

  /// It takes time that depends on the value, and leaves copies behind.
  @Test
  void noBigIntegersNearSecrets() {
    noClasses()
        .that()
        .resideInAPackage("org.holdfast.credentials..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.math.BigInteger")
        .check(CLASSES);
  }

  @Test
  void onlyTestsDriveTheServerFromOutside() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.holdfast.testkit..",
            "org.holdfast.app.demo..",
            "org.holdfast.app.crash..",
            "org.holdfast.app.credentialstest..",
            "org.holdfast.app.upgradetest..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.holdfast.testkit..")
        .check(CLASSES);
  }

  /// I6: whatever a test starts here has its sums looked at when it ends.
  @Test
  void testsStartServersOnlyWhereTheirSumsAreChecked() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("org.holdfast.app");
    noClasses()
        .that()
        .doNotBelongToAnyOf(Installation.class)
        .and()
        .doNotHaveFullyQualifiedName("org.holdfast.app.server.Servers")
        .and()
        .doNotHaveFullyQualifiedName("org.holdfast.app.crash.FailingDiskTest")
        .and()
        .doNotHaveFullyQualifiedName("org.holdfast.app.crash.KernelFaultsTest")
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(HasName.Predicates.name("start"))
                .and(
                    JavaCall.Predicates.target(
                        HasOwner.Predicates.With.owner(
                            JavaClass.Predicates.belongToAnyOf(
                                Server.class, ServerProcess.class)))))
        .check(tests);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void rolesDoNotKnowTheServerAndConfigurationKnowsNeither() {
    noClasses()
        .that()
        .resideInAPackage("org.holdfast.app.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.holdfast.app.server..", "org.holdfast.app.role..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.holdfast.app.role..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.holdfast.app.server..")
        .check(CLASSES);
  }

  @Test
  void everyPackageHasASignpostAndIsNullMarked() {
    Set<String> unmarked =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toSet());

    assertThat(unmarked).isEmpty();
  }

  @Test
  void namesSayWhatAThingDoes() {
    classes()
        .that()
        .resideInAPackage(OURS)
        .should()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .check(CLASSES);
  }

  private static void mayDependOnlyOn(String module, String... others) {
    Set<String> allowed =
        Stream.concat(Stream.of(module), Stream.of(others))
            .map(m -> "org.holdfast." + m + "..")
            .collect(Collectors.toSet());
    classes()
        .that()
        .resideInAPackage("org.holdfast." + module + "..")
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideOutsideOfPackage(OURS)
                .or(JavaClass.Predicates.resideInAnyPackage(allowed.toArray(String[]::new))))
        .check(CLASSES);
  }

  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "one slice per package";
    }
  }
}
