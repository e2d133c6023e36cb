package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections that leave HTTP: what comes goes to the listener, and what it writes goes out. */
public interface UpgradeContract extends TransportContract {

  /** So much goes both ways: more than sockets and servers buffer on the way. */
  int MUCH = 2_000_000;

  /** More than a server may take from a client that it does not read. */
  int TOO_MUCH = 32 << 20;

  /** What a transport may have read before it is told to stop, and what lies in its sockets. */
  int READ_BEFORE = 1 << 20;

  /** When nothing has come for so long, nothing will. */
  Duration STANDSTILL = Duration.ofMillis(300);

  private static String head(String target) {
    return HttpConnection.head("GET", target, "Connection: Upgrade", "Upgrade: echo") + "\r\n";
  }

  /** A client that has sent its head and what follows it, and has read the head of the response. */
  private static StreamReader open(HttpConnection connection, String target, String behind) {
    try {
      StreamReader reader = new StreamReader(connection.send(head(target) + behind));
      assertThat(reader.status()).isEqualTo(101);
      assertThat(reader.header("Upgrade")).isEqualTo("echo");
      assertThat(reader.header("Connection")).isEqualToIgnoringCase("upgrade");
      assertThat(reader.header("Transfer-Encoding")).isEmpty();
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to an upgrade", e);
    }
  }

  private static void checkNoFaults(RelayUnderTest relay) {
    assertThat(relay.echo().faults()).isZero();
  }

  @Test
  default void whereThereAreNoUpgradesNoneIsPromised(RelayUnderTest relay) {
    assumeTrue(!relay.has(TransportTrait.UPGRADES), "there are upgrades here");

    assertThat(relay.connect().send(head("/echo")).receive().status()).isEqualTo(400);
  }

  @Test
  default void anUpgradedConnectionCarriesBytesBothWays(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo", "");

    client.send("one");
    reader.expect("one");
    client.send("\r\n\0\u00ff");
    reader.expect("\r\n\0\u00ff");
    checkNoFaults(relay);
  }

  @Test
  default void bytesRightBehindTheHeadBelongToTheListener(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo", "at once");

    reader.expect("at once");
    client.send(" and later");
    reader.expect(" and later");
    checkNoFaults(relay);
  }

  @Test
  default void aRequestIsUpgradedFromAnotherThreadLater(RelayUnderTest relay) {
    relay.assumeUpgrades();
    assumeTrue(relay.has(TransportTrait.UPGRADES_LATER), "upgrades are not possible later");
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo?mode=later", "before");

    reader.expect("before");
    client.send("after");
    reader.expect("after");
    checkNoFaults(relay);
  }

  @Test
  default void muchGoesThroughAnUpgradedConnection(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo", "");
    byte[] much = MessageBodyContract.pattern(MUCH);
    String expected = printable(much);

    CompletableFuture<?> sending = CompletableFuture.runAsync(() -> client.send(much));

    assertThat(reader.read(MUCH)).isEqualTo(expected);
    sending.join();
    checkNoFaults(relay);
  }

  /** Neither an end nor an abort is in it, wherever it is cut. */
  private static String printable(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + Math.floorMod(bytes[i], 26));
    }
    return new String(bytes, ISO_8859_1);
  }

  @Test
  default void aClientThatDoesNotReadIsNotReadEither(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo", "");
    byte[] much = MessageBodyContract.pattern(TOO_MUCH);
    String expected = printable(much);

    CompletableFuture<?> sending = CompletableFuture.runAsync(() -> client.send(much));

    // the sockets take much, and then it stands still
    Eventually.until("something is read", () -> relay.echo().received() > 0);
    awaitStandstill(relay.echo());
    assertThat(relay.echo().received()).isLessThan(TOO_MUCH);
    assertThat(reader.read(TOO_MUCH)).isEqualTo(expected);
    sending.join();
    checkNoFaults(relay);
  }

  /** Waits until no more has come for a moment. */
  private static void awaitStandstill(EchoEndpoint echo) {
    AtomicLong latest = new AtomicLong(echo.received());
    AtomicLong since = new AtomicLong(System.nanoTime());
    Eventually.until(
        "nothing is read any more",
        () -> {
          long now = echo.received();
          if (latest.getAndSet(now) != now) {
            since.set(System.nanoTime());
          }
          return System.nanoTime() - since.get() > STANDSTILL.toNanos();
        });
  }

  @Test
  default void readingCanBeStopped(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo?mode=deaf", "");
    byte[] much = MessageBodyContract.pattern(TOO_MUCH);
    String expected = printable(much);

    CompletableFuture<?> sending = CompletableFuture.runAsync(() -> client.send(much));
    awaitStandstill(relay.echo());
    assertThat(sending).isNotCompleted();
    assertThat(relay.echo().received()).isLessThan(READ_BEFORE);
    relay.echo().listen();

    assertThat(reader.read(TOO_MUCH)).isEqualTo(expected);
    sending.join();
    checkNoFaults(relay);
  }

  @Test
  default void anUpgradedConnectionEndsBehindWhatWasWritten(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo", "");

    client.send("bye.");

    reader.expect("bye.");
    reader.expectEnd();
    assertThat(relay.echo().closed()).isZero();
  }

  @Test
  default void anUpgradedConnectionCanBeAborted(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    StreamReader reader = open(client, "/echo", "");

    client.send("!");

    reader.expectEndOrReset();
    assertThat(relay.echo().closed()).isZero();
  }

  @Test
  default void aClientThatLeavesAnUpgradedConnectionIsNoticed(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection closing = relay.connect();
    open(closing, "/echo", "");
    HttpConnection resetting = relay.connect();
    open(resetting, "/echo", "hi").expect("hi");

    closing.close();
    Eventually.within(DepartureContract.NOTICED, "one", () -> relay.echo().closed() == 1);
    resetting.reset();
    Eventually.within(DepartureContract.NOTICED, "two", () -> relay.echo().closed() == 2);
    checkNoFaults(relay);
  }

  @Test
  default void aClientThatLeavesWhileMuchIsUnderWayIsNoticed(RelayUnderTest relay) {
    relay.assumeUpgrades();
    HttpConnection client = relay.connect();
    open(client, "/echo", "");
    byte[] much = MessageBodyContract.pattern(TOO_MUCH);
    printable(much);
    CompletableFuture<?> sending = CompletableFuture.runAsync(() -> client.send(much));
    Eventually.until("something is read", () -> relay.echo().received() > 0);
    awaitStandstill(relay.echo());

    client.reset();

    Eventually.until("noticed", () -> relay.echo().closed() == 1);
    try {
      sending.join();
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(UncheckedIOException.class);
    }
    checkNoFaults(relay);
  }

  @Test
  default void aRequestWithABodyOrOfHttp10IsNotUpgraded(RelayUnderTest relay) {
    String body = HttpConnection.head("POST", "/echo", "Connection: Upgrade", "Upgrade: echo");
    ReceivedResponse toBody = relay.connect().send(body + "Content-Length: 2\r\n\r\nhi").receive();
    ReceivedResponse toOld =
        relay.connect().send(head("/echo").replace("HTTP/1.1", "HTTP/1.0")).receive();

    assertThat(toBody.status()).isEqualTo(400);
    assertThat(toOld.status()).isEqualTo(400);
  }
}
