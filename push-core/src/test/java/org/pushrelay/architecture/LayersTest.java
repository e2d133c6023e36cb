package org.pushrelay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pushrelay.transport.ExchangeHandler;

/** The layers of the core, as ARCHITECTURE.md draws them. */
class LayersTest {
  private static final String ROOT = "org.pushrelay";

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages(ROOT);

  /** Which packages may be used by which. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "message", Set.of(),
          "time", Set.of(),
          "subscriber", Set.of("message"),
          "channel", Set.of("message", "subscriber", "time"),
          "store.memory", Set.of("channel", "message", "time"),
          "transport", Set.of("message", "subscriber"),
          "transport.spi", Set.of("transport", "message", "subscriber"),
          "websocket", Set.of("transport", "message", "time"),
          "hook", Set.of("transport", "channel", "message"),
          "protocol",
              Set.of(
                  "websocket",
                  "hook",
                  "transport",
                  "transport.spi",
                  "channel",
                  "subscriber",
                  "message",
                  "time"));

  @Test
  void packagesUseOnlyThoseBelowThem() {
    MAY_USE.forEach(
        (name, others) -> {
          String[] allowed =
              Stream.concat(others.stream(), Stream.of(name))
                  .map(other -> ROOT + "." + other)
                  .toArray(String[]::new);
          DescribedPredicate<JavaClass> forbidden =
              resideInAnyPackage(ROOT + "..")
                  .and(DescribedPredicate.not(resideInAnyPackage(allowed)));
          noClasses()
              .that()
              .resideInAPackage(ROOT + "." + name)
              .should()
              .dependOnClassesThat(forbidden)
              .check(CORE);
        });
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> packages =
        CORE.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());

    assertThat(packages).isEqualTo(MAY_USE.keySet());
  }

  @Test
  void endpointsAreNotPublic() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".protocol")
        .and()
        .implement(ExchangeHandler.class)
        .should()
        .bePublic()
        .check(CORE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void theCoreKnowsNoHttpServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.eclipse.jetty..",
            "jakarta..",
            "javax.servlet..",
            "io.netty..",
            "io.undertow..",
            "org.apache..",
            "com.sun.net..",
            "java.net.http..")
        .check(CORE);
  }

  @Test
  void onlyTheWayInKnowsTheMemoryStore() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".store.memory")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".store..")
        .check(CORE);
  }

  @Test
  void clocksAreReadInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".time")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(CORE);
  }

  @Test
  void threadsAreStartedInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".time")
        .should()
        .dependOnClassesThat(
            describe(
                "start threads",
                type ->
                    Stream.of(
                            Thread.class,
                            Executors.class,
                            ThreadPoolExecutor.class,
                            ScheduledThreadPoolExecutor.class,
                            ForkJoinPool.class)
                        .anyMatch(type::isAssignableTo)))
        .check(CORE);
  }

  /** Pools of the JDK that a whole process shares: no part of it may name or end their threads. */
  @Test
  void sharedPoolsAreNotUsed() {
    noClasses()
        .should()
        .callMethodWhere(describe("tasks of a shared pool", LayersTest::usesSharedPool))
        .check(CORE);
    assertThat(
            new ClassFileImporter()
                .importClasses(SharedPools.class).stream()
                    .flatMap(type -> type.getMethodCallsFromSelf().stream())
                    .filter(LayersTest::usesSharedPool)
                    .map(call -> call.getTarget().getName()))
        .containsExactlyInAnyOrder(
            "runAsync",
            "supplyAsync",
            "thenRunAsync",
            "orTimeout",
            "commonPool",
            "parallelStream",
            "parallel",
            "parallel");
  }

  private static boolean usesSharedPool(JavaMethodCall call) {
    JavaClass owner = call.getTargetOwner();
    String name = call.getTarget().getName();
    boolean takesExecutor =
        call.getTarget().getRawParameterTypes().stream()
            .anyMatch(type -> type.isAssignableTo(Executor.class));
    if (owner.isAssignableTo(CompletionStage.class)) {
      return (name.endsWith("Async") && !takesExecutor)
          || Set.of("orTimeout", "completeOnTimeout", "delayedExecutor", "defaultExecutor")
              .contains(name);
    }
    return (owner.isAssignableTo(ForkJoinPool.class) && name.equals("commonPool"))
        || (owner.isAssignableTo(Collection.class) && name.equals("parallelStream"))
        || (owner.isAssignableTo(BaseStream.class) && name.equals("parallel"));
  }

  /** What the rule above has to find, beside calls that it has to let be. */
  @SuppressWarnings("unused")
  private static final class SharedPools {
    private static final Executor OWN = Runnable::run;

    private static List<Object> uses() {
      return List.of(
          CompletableFuture.runAsync(() -> {}),
          CompletableFuture.supplyAsync(() -> 1),
          CompletableFuture.completedFuture(1).thenRunAsync(() -> {}),
          CompletableFuture.completedFuture(1).orTimeout(1, TimeUnit.SECONDS),
          ForkJoinPool.commonPool(),
          List.of().parallelStream(),
          Stream.of().parallel(),
          IntStream.of().parallel(),
          CompletableFuture.runAsync(() -> {}, OWN),
          CompletableFuture.completedFuture(1).thenRunAsync(() -> {}, OWN),
          CompletableFuture.completedFuture(1).thenRun(() -> {}),
          List.of().stream());
    }
  }

  @Test
  void nothingIsNamedForNothingInParticular() {
    List<String> vague = List.of("util", "common", "misc", "helper", "manager");

    assertThat(CORE.stream().map(type -> type.getName().toLowerCase(Locale.ROOT)))
        .noneMatch(name -> vague.stream().anyMatch(name::contains))
        .noneMatch(name -> name.endsWith("impl"));
  }

  @Test
  void publicSignaturesShowNoTypesOfOtherLibraries() {
    Set<String> shown =
        CORE.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !type.getPackageName().equals(ROOT + ".store.memory"))
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(LayersTest::isVisible)
            .flatMap(LayersTest::typesOf)
            .map(type -> type.getBaseComponentType().getPackageName())
            .filter(name -> name.startsWith("com.google") || name.startsWith("org.slf4j"))
            .collect(Collectors.toSet());

    assertThat(shown).isEmpty();
  }

  private static boolean isVisible(JavaCodeUnit unit) {
    return unit.getModifiers().contains(JavaModifier.PUBLIC)
        || unit.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaClass> typesOf(JavaCodeUnit unit) {
    return Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()));
  }
}
