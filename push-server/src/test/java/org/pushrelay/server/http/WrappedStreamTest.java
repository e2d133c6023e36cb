package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.config.GzipConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.ForwardingExchange;

/** That streams and upgrades come through all that the configuration puts around an exchange. */
class WrappedStreamTest {
  private static final Header TYPE = new Header("Content-Type", "text/event-stream");
  private static final PushResponse HEAD =
      PushResponse.of(200, List.of(TYPE), MessageBody.utf8(": hi\n\n"));
  private static final AddedHeader ADDED = new AddedHeader(new Header("X-A", "1"), false);
  private static final AddedHeader ALWAYS = new AddedHeader(new Header("X-B", "2"), true);

  @AutoClose private final PushEngine engine = PushEngine.create();
  @TempDir private Path directory;
  private AccessLog log;
  private final List<String> heard = new ArrayList<>();

  private final UpgradeListener listener =
      new UpgradeListener() {
        @Override
        public void onBytes(ByteBuffer bytes) {
          heard.add("bytes " + bytes.remaining());
        }

        @Override
        public void onWritable() {
          heard.add("writable");
        }

        @Override
        public void onClosed() {
          heard.add("closed");
        }
      };

  @BeforeEach
  void open() throws IOException {
    log = new AccessLog(directory.resolve("access.log"));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private Exchange around(Exchange exchange) {
    RoutedRequest request =
        new RoutedRequest(exchange.request(), "/sub", new ServerContext("", engine));
    Exchange logged = LoggedExchange.around(exchange, "", List.of(log));
    Exchange routed = new RoutedExchange(logged, request);
    Exchange packed = new Gzip(new GzipConfig(1, 0, Set.of("*"), true)).around(routed);
    return HeadersExchange.around(packed, List.of(ADDED, ALWAYS), new LastRewrittenResponse());
  }

  private static InMemoryExchange exchange() {
    return InMemoryExchange.request("GET", "/sub").header("Accept-Encoding", "gzip").build();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(directory.resolve("access.log"));
  }

  @Test
  void aStreamHasTheAddedHeadersAndIsNotCompressed() {
    InMemoryExchange exchange = exchange();

    ResponseStream stream = around(exchange).stream(HEAD, listener);
    stream.write(MessageBody.utf8("data: a\n\n"));
    stream.flush();

    assertThat(exchange.streamed().head().headers())
        .containsExactly(TYPE, ADDED.header(), ALWAYS.header());
    assertThat(exchange.streamed().text()).isEqualTo(": hi\n\ndata: a\n\n");
  }

  @Test
  void whatTheNetworkSaysComesThrough() {
    InMemoryExchange exchange = exchange();
    ResponseStream stream = around(exchange).stream(HEAD, listener);

    exchange.streamed().stall();
    assertThat(stream.isWritable()).isFalse();
    exchange.streamed().resume();
    exchange.streamed().clientLeaves();

    assertThat(heard).containsExactly("writable", "closed");
  }

  @Test
  void itsLineComesAtItsEndWithAllItsBytes() throws IOException {
    InMemoryExchange exchange = exchange();
    ResponseStream stream = around(exchange).stream(HEAD, listener);
    stream.write(MessageBody.utf8("data: a\n\n"));
    stream.end();
    stream.write(MessageBody.utf8("too late"));
    log.close();

    assertThat(exchange.streamed().isEnded()).isTrue();
    assertThat(lines()).singleElement().asString().contains("\"GET /sub HTTP/1.1\" 200 15 ");
  }

  @Test
  void aClientThatLeavesAStreamHasOneLineToo() throws IOException {
    InMemoryExchange exchange = exchange();
    Exchange wrapped = around(exchange);
    wrapped.whenClientGone(() -> heard.add("gone"));
    ResponseStream stream = wrapped.stream(HEAD, listener);

    exchange.streamed().clientLeaves();
    stream.abort();
    log.close();

    assertThat(heard).containsExactly("closed");
    assertThat(lines()).singleElement().asString().contains("\" 200 6 ");
  }

  @Test
  void aStreamDoesNotKeepTheRequest() {
    InMemoryExchange exchange = exchange();
    Exchange wrapped = around(exchange);

    ResponseStream unused = wrapped.stream(HEAD, listener);

    assertThatIllegalStateException().isThrownBy(wrapped::request);
  }

  @Test
  void anUpgradeHasTheHeadersThatAreAlwaysAdded() throws IOException {
    Switching exchange = new Switching(exchange());
    Exchange wrapped = around(exchange);
    assertThat(wrapped.canUpgrade()).isTrue();

    Upgrade upgrade = wrapped.upgrade(List.of(new Header("Upgrade", "websocket")), listener);
    exchange.listener.onBytes(ByteBuffer.allocate(3));
    upgrade.write(MessageBody.utf8("four"));
    upgrade.setReading(false);
    exchange.listener.onClosed();
    log.close();

    assertThat(exchange.headers)
        .containsExactly(new Header("Upgrade", "websocket"), ALWAYS.header());
    assertThat(exchange.reads).isFalse();
    assertThat(heard).containsExactly("bytes 3", "closed");
    assertThat(lines()).singleElement().asString().contains("\" 101 4 ");
  }

  @Test
  void whatCannotUpgradeSaysSo() {
    assertThat(around(exchange()).canUpgrade()).isFalse();
  }

  /** An exchange that can leave HTTP. */
  private static final class Switching extends ForwardingExchange {
    private final InMemoryExchange exchange;
    private List<Header> headers = List.of();
    private UpgradeListener listener =
        new UpgradeListener() {
          @Override
          public void onBytes(ByteBuffer bytes) {}

          @Override
          public void onWritable() {}

          @Override
          public void onClosed() {}
        };
    private boolean reads = true;

    Switching(InMemoryExchange exchange) {
      super(exchange);
      this.exchange = exchange;
    }

    @Override
    public boolean canUpgrade() {
      return true;
    }

    @Override
    public Upgrade upgrade(List<Header> sent, UpgradeListener told) {
      headers = sent;
      listener = told;
      StreamListener quiet = told;
      ResponseStream stream = exchange.stream(PushResponse.of(200), quiet);
      return new Connection(stream);
    }

    private final class Connection extends CountedStream implements Upgrade {
      Connection(ResponseStream stream) {
        super(stream, new StreamByteCounter(0, bytes -> {}));
      }

      @Override
      public void setReading(boolean reading) {
        reads = reading;
      }
    }
  }
}
