package org.holdfast.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// What `ArchitectureTest` of `app` holds for the modules below it, for the one above.
class BenchArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // What JMH writes is not ours.
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages("org.holdfast");

  @Test
  void benchIsLookedAt() {
    assertThat(CLASSES.stream().filter(c -> c.getPackageName().startsWith("org.holdfast.bench")))
        .isNotEmpty();
  }

  @Test
  void nothingDependsOnBench() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.holdfast.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.holdfast.bench..")
        .check(CLASSES);
  }

  /// It may compare with a bare server, and nowhere else than where that is built.
  @Test
  void jettyIsUsedByTheBareServerOnly() {
    noClasses()
        .that()
        .resideInAPackage("org.holdfast.bench..")
        .and()
        .haveNameNotMatching(".*[.]BareServer([$].*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(CLASSES);
  }

  @Test
  void everyPackageHasASignpostAndIsNullMarked() {
    assertThat(
            CLASSES.stream()
                .map(c -> c.getPackage())
                .distinct()
                .filter(p -> p.getName().startsWith("org.holdfast.bench"))
                .filter(p -> !p.isAnnotatedWith(NullMarked.class)))
        .isEmpty();
  }

  @Test
  void namesSayWhatAThingDoes() {
    for (String little : List.of("Manager", "Util", "Utils", "Helper")) {
      classes()
          .that()
          .resideInAPackage("org.holdfast.bench..")
          .should()
          .haveSimpleNameNotEndingWith(little)
          .check(CLASSES);
    }
  }
}
