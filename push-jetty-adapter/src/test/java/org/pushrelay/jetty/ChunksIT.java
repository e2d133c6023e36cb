package org.pushrelay.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/** How the pieces of a stream go out in chunks. */
@Timeout(30)
class ChunksIT {
  private static final String HEAD_END = "\r\n\r\n";
  private static final String WHOLE = "5\r\nbegin\r\n5\r\nhello\r\n";

  private final Server server = new Server();
  private final PushConnector connector = new PushConnector(server);
  private final CompletableFuture<ResponseStream> begun = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final List<Socket> clients = new ArrayList<>();

  private Socket start(Handler handler, String... lines) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(handler);
    server.start();
    Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    clients.add(client);
    client.setSoTimeout(10_000);
    String request = "GET / HTTP/1.1\r\nHost: localhost\r\n" + String.join("", lines) + "\r\n";
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    return client;
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    server.stop();
  }

  private PushHandler streaming() {
    return new PushHandler().mount("/", this::begin);
  }

  private void begin(Exchange exchange) {
    PushResponse head = PushResponse.of(200, List.of(), MessageBody.utf8("begin"));
    StreamListener listener =
        new StreamListener() {
          @Override
          public void onWritable() {}

          @Override
          public void onClosed() {
            closed.complete(null);
          }
        };
    begun.complete(exchange.stream(head, listener));
  }

  private ResponseStream stream() throws Exception {
    return begun.get(10, TimeUnit.SECONDS);
  }

  private static String head(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(HEAD_END) < 0) {
      int b = client.getInputStream().read();
      assertThat(b).isNotNegative();
      head.append((char) b);
    }
    return head.toString();
  }

  private static String read(Socket client, int length) throws IOException {
    return new String(client.getInputStream().readNBytes(length), ISO_8859_1);
  }

  private static void write(ResponseStream stream, String piece) {
    stream.write(MessageBody.utf8(piece));
    stream.flush();
  }

  @Test
  void aChunkComesWholeWithoutAnotherOne() throws Exception {
    Socket client = start(streaming());

    write(stream(), "hello");

    assertThat(head(client)).contains("\r\nTransfer-Encoding: chunked\r\n");
    assertThat(read(client, WHOLE.length())).isEqualTo(WHOLE);
    stream().end();
    assertThat(read(client, 5)).isEqualTo("0\r\n\r\n");
    client
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
    assertThat(head(client)).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void whoWantsTheConnectionToEndGetsChunksToo() throws Exception {
    Socket client = start(streaming(), "Connection: close\r\n");

    write(stream(), "hello");

    assertThat(head(client)).contains("\r\nTransfer-Encoding: chunked\r\n");
    assertThat(read(client, WHOLE.length())).isEqualTo(WHOLE);
    stream().end();
    assertThat(read(client, 100)).isEqualTo("0\r\n\r\n");
  }

  @Test
  void manyPiecesThatWaitAreAChunkEach() throws Exception {
    Socket client = start(streaming());
    StringBuilder expected = new StringBuilder("5\r\nbegin\r\n");
    for (int i = 0; i < 200; i++) {
      stream().write(MessageBody.utf8("piece"));
      expected.append("5\r\npiece\r\n");
    }
    stream().end();
    expected.append("0\r\n\r\n");

    head(client);
    assertThat(read(client, expected.length())).isEqualTo(expected.toString());
  }

  @Test
  void whoTakesNothingOfThemIsGivenUp() throws Exception {
    connector.setIdleTimeout(300);
    start(streaming());
    MessageBody piece = MessageBody.wrap(new byte[1 << 16]);
    for (int i = 0; i < 400; i++) {
      // more than the system takes for a client that reads nothing
      stream().write(piece);
    }
    stream().flush();

    closed.get(10, TimeUnit.SECONDS);
  }

  @Test
  void silenceIsNoReasonToGiveUp() throws Exception {
    connector.setIdleTimeout(100);
    Socket client = start(streaming());
    head(client);
    read(client, 10);
    client.setSoTimeout(500);
    boolean silent = false;
    try {
      client.getInputStream().read();
    } catch (SocketTimeoutException e) {
      silent = true;
    }

    assertThat(silent).isTrue();
    write(stream(), "hello");
    assertThat(read(client, 10)).isEqualTo("5\r\nhello\r\n");
  }

  /** Writes everything in capital letters. */
  private static final class Loud extends Response.Wrapper {
    Loud(Request request, Response response) {
      super(request, response);
    }

    @Override
    public void write(boolean last, ByteBuffer bytes, Callback callback) {
      ByteBuffer loud =
          bytes == null
              ? null
              : ByteBuffer.wrap(
                  ISO_8859_1
                      .decode(bytes.slice())
                      .toString()
                      .toUpperCase(Locale.ROOT)
                      .getBytes(ISO_8859_1));
      super.write(last, loud, callback);
    }
  }

  @Test
  void whatAHandlerInFrontDoesToAnAnswerIsDone() throws Exception {
    Handler.Wrapper loud =
        new Handler.Wrapper(streaming()) {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            return super.handle(request, new Loud(request, response), callback);
          }
        };
    Socket client = start(loud);

    write(stream(), "hello");
    stream().end();

    head(client);
    assertThat(read(client, WHOLE.length())).isEqualTo("5\r\nBEGIN\r\n5\r\nHELLO\r\n");
  }
}
