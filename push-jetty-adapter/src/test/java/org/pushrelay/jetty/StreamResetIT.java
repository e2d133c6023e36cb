package org.pushrelay.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.Eventually;
import org.slf4j.LoggerFactory;

/** Clients of event streams that reset their connections are nothing to warn of. */
class StreamResetIT {
  private static final int CLIENTS = 20;

  private final PushEngine engine = PushEngine.create();
  private final Server server = new Server();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void start() {
    logged.start();
    root.addAppender(logged);
  }

  @AfterEach
  void stop() throws Exception {
    root.detachAppender(logged);
    engine.close();
    server.stop();
  }

  private int subscribers() {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void resetOfAnEventStreamIsNotLoggedAsAWarning(boolean push) throws Exception {
    ServerConnector connector =
        push ? new PushConnector(server) : new ServerConnector(server, new HttpConnectionFactory());
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new PushHandler().mount("/sub", engine.subscriber()));
    server.start();
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
      client
          .getOutputStream()
          .write(
              "GET /sub?id=a HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(ISO_8859_1));
      clients.add(client);
    }
    Eventually.until("all are there", () -> subscribers() == CLIENTS);

    for (int i = 0; i < CLIENTS; i++) {
      // some have yet to be sent what does not fit into the buffers of a connection
      engine.channel("a").publish(MessageDraft.text("x".repeat(i % 2 == 0 ? 10 : 500_000))).join();
      clients.get(i).setSoLinger(true, 0);
      clients.get(i).close();
    }
    Eventually.until("all are gone", () -> subscribers() == 0);
    server.stop();

    assertThat(logged.list).filteredOn(e -> e.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
  }
}
