package org.pushrelay.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.access.PasswordChecks.Outcome;
import org.pushrelay.server.access.PasswordChecks.Result;
import org.pushrelay.testkit.ManualTime;

class PasswordChecksTest {
  private static final Result ANN = new Result(Outcome.ADMITTED, "ann");
  private static final Result REFUSED = new Result(Outcome.REFUSED, "");
  private static final Result THROTTLED = new Result(Outcome.THROTTLED, "");
  private static final String HERE = "192.0.2.1";

  @TempDir private Path directory;
  private final ManualTime time = new ManualTime();
  private final Queued threads = new Queued();
  private final PasswordChecks checks = new PasswordChecks(time, threads);
  private Htpasswd users;

  /** An executor whose tasks run when the test says so. */
  private static final class Queued extends AbstractExecutorService {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean isFull;

    @Override
    public void execute(Runnable task) {
      if (isFull) {
        throw new RejectedExecutionException();
      }
      tasks.add(task);
    }

    int runAll() {
      int ran = 0;
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        ran++;
      }
      return ran;
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  @BeforeEach
  void users() throws IOException {
    write("ann:$apr1$rqXexS6Z$QK/GOWpcYWrvXocW5.iZu1\nbob:{PLAIN}b\n");
    users = Htpasswd.read(directory.resolve("users"), time);
  }

  private void write(String text) throws IOException {
    Path file = directory.resolve("users");
    boolean changes = Files.exists(file);
    FileTime before = changes ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    Files.writeString(file, text);
    if (changes) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 5_000));
    }
  }

  private CompletableFuture<Result> check(String userPass, String client) {
    String encoded = Base64.getEncoder().encodeToString(userPass.getBytes(UTF_8));
    return checks.check(users, List.of("Basic " + encoded), client);
  }

  private Result checked(String userPass, String client) {
    CompletableFuture<Result> check = check(userPass, client);
    threads.runAll();
    return check.join();
  }

  @Test
  void expensivePasswordIsHashedByThePool() {
    CompletableFuture<Result> check = check("ann:myPassword", HERE);

    assertThat(check).isNotDone();
    assertThat(threads.runAll()).isEqualTo(1);
    assertThat(check).isCompletedWithValue(ANN);
  }

  @Test
  void unknownUserTakesAsLongAsTheMostExpensiveOne() {
    assertThat(check("eve:x", HERE)).isNotDone();
    assertThat(threads.runAll()).isEqualTo(1);
  }

  @Test
  void cheapPasswordIsComparedAtOnce() {
    assertThat(check("bob:b", HERE)).isCompletedWithValue(new Result(Outcome.ADMITTED, "bob"));
    assertThat(check("bob:c", HERE)).isCompletedWithValue(REFUSED);
  }

  @Test
  void missingAndOverlongPasswordsAreRefusedUnhashed() {
    assertThat(checks.check(users, List.of(), HERE)).isCompletedWithValue(REFUSED);
    assertThat(check("ann:" + "x".repeat(129), HERE)).isCompletedWithValue(REFUSED);
    assertThat(threads.runAll()).isZero();
  }

  @Test
  void passwordThatWasRightIsNotHashedAgain() {
    assertThat(checked("ann:myPassword", HERE)).isEqualTo(ANN);

    assertThat(check("ann:myPassword", "192.0.2.2")).isCompletedWithValue(ANN);
    assertThat(check("ann:myPasswor", HERE)).isNotDone();
    assertThat(check("annm:yPassword", HERE)).isNotDone();
  }

  @Test
  void passwordThatWasRightIsHashedAgainAfterAWhileUnused() {
    assertThat(checked("ann:myPassword", HERE)).isEqualTo(ANN);

    for (int i = 0; i < 3; i++) {
      time.advance(Duration.ofMinutes(4));
      assertThat(check("ann:myPassword", HERE)).isCompletedWithValue(ANN);
    }
    time.advance(Duration.ofMinutes(6));
    assertThat(check("ann:myPassword", HERE)).isNotDone();
  }

  @Test
  void passwordThatWasRightIsForgottenWhenTheFileChanges() throws IOException {
    assertThat(checked("ann:myPassword", HERE)).isEqualTo(ANN);

    write("ann:{PLAIN}other\n");
    time.advance(Duration.ofSeconds(1));

    assertThat(check("ann:myPassword", HERE)).isCompletedWithValue(REFUSED);
    assertThat(check("ann:other", HERE)).isCompletedWithValue(ANN);
  }

  @Test
  void addressWithTooManyFailuresIsRefusedUnhashedUntilTheyAreForgiven() {
    for (int i = 0; i < 10; i++) {
      assertThat(checked("ann:" + i, HERE)).isEqualTo(REFUSED);
    }

    assertThat(checked("ann:myPassword", HERE)).isEqualTo(THROTTLED);
    assertThat(checked("bob:b", HERE)).isEqualTo(THROTTLED);
    assertThat(checked("ann:wrong", "192.0.2.2")).isEqualTo(REFUSED);
    time.advance(Duration.ofSeconds(1));
    assertThat(checked("ann:wrong", HERE)).isEqualTo(REFUSED);
    assertThat(checked("ann:myPassword", HERE)).isEqualTo(THROTTLED);
    time.advance(Duration.ofSeconds(1));
    assertThat(checked("ann:myPassword", HERE)).isEqualTo(ANN);
  }

  @Test
  void checksThatWaitAreNotHashedOnceTheirAddressIsThrottled() {
    List<CompletableFuture<Result>> waiting =
        IntStream.range(0, 30).mapToObj(i -> check("ann:" + i, HERE)).toList();

    threads.runAll();

    assertThat(waiting.stream().map(CompletableFuture::join).filter(THROTTLED::equals)).hasSize(20);
  }

  @Test
  void passwordThatIsKnownIsAdmittedFromAThrottledAddress() {
    assertThat(checked("ann:myPassword", HERE)).isEqualTo(ANN);
    for (int i = 0; i < 10; i++) {
      checked("ann:" + i, HERE);
    }

    assertThat(check("ann:myPassword", HERE)).isCompletedWithValue(ANN);
  }

  @Test
  void checkBeyondTheQueueIsBusy() {
    threads.isFull = true;

    assertThat(check("ann:myPassword", HERE)).isCompletedWithValue(new Result(Outcome.BUSY, ""));
  }
}
