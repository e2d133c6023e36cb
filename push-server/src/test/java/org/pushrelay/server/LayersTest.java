package org.pushrelay.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The layers of the server, as ARCHITECTURE.md draws them. */
class LayersTest {
  private static final String ROOT = "org.pushrelay.server";

  private static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages(ROOT);

  @Test
  void jettyIsKnownInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".jetty")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..", "org.pushrelay.jetty..")
        .check(SERVER);
  }

  @Test
  void nettyIsKnownInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".netty")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "org.pushrelay.netty..")
        .check(SERVER);
  }

  @Test
  void transportsAreKnownToTheCommandLineOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".jetty", ROOT + ".netty")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".jetty", ROOT + ".netty")
        .check(SERVER);
  }

  @Test
  void transportsKnowNothingOfWhatIsServed() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".transport", ROOT + ".jetty", ROOT + ".netty")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT, ROOT + ".http", ROOT + ".files", ROOT + ".access")
        .check(SERVER);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(SERVER);
  }
}
