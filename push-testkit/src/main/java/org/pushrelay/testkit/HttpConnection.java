package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * One connection to a server under test, on which a test sends exactly the bytes it wants and reads
 * one response after the other. Everything has a deadline ({@link Eventually#DEADLINE}). One thread
 * at a time sends, and one receives.
 */
public final class HttpConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final Collection<ReceivedResponse> seen;
  private final String mark;

  private HttpConnection(Socket socket, Collection<ReceivedResponse> seen, String mark)
      throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.seen = seen;
    this.mark = mark;
  }

  /** Connects to a server on this machine, for what only its own transport promises. */
  public static HttpConnection open(RunningTransport transport) {
    return open(transport, new ArrayList<>(), "X-Test: of its own");
  }

  /**
   * Connects to a server on this machine.
   *
   * @param seen all responses are added to it, too
   * @param mark a header line that goes with all requests whose head is written here
   */
  static HttpConnection open(
      RunningTransport transport, Collection<ReceivedResponse> seen, String mark) {
    try {
      Socket socket = newSocket(transport);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Eventually.DEADLINE.toMillis());
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), transport.port()), 10_000);
      return new HttpConnection(socket, seen, mark);
    } catch (IOException e) {
      throw new UncheckedIOException("could not connect to port " + transport.port(), e);
    }
  }

  private static Socket newSocket(RunningTransport transport) throws IOException {
    SocketFactory sockets =
        transport
            .tls()
            .<SocketFactory>map(SSLContext::getSocketFactory)
            .orElse(SocketFactory.getDefault());
    return sockets.createSocket();
  }

  /** The port of the client's end of the connection. */
  int localPort() {
    return socket.getLocalPort();
  }

  /** Sends these characters, each as one byte. */
  public HttpConnection send(String bytes) {
    return send(bytes.getBytes(ISO_8859_1));
  }

  /** Sends these bytes. */
  public HttpConnection send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("could not send", e);
    }
  }

  /** Sends these bytes; a server that has closed the connection meanwhile is no failure. */
  public HttpConnection sendIfOpen(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    } catch (SocketException e) {
      // the server had heard enough; what it said before that can still be read
    } catch (IOException e) {
      throw new UncheckedIOException("could not send", e);
    }
    return this;
  }

  /**
   * Sends a request without a body.
   *
   * @param headerLines as {@code "If-None-Match: 5"}
   */
  public HttpConnection request(String method, String target, String... headerLines) {
    return send(head(method, target, headerLines) + mark + "\r\n\r\n");
  }

  /** Sends a GET. */
  public HttpConnection get(String target, String... headerLines) {
    return request("GET", target, headerLines);
  }

  /** Sends a POST with this text in UTF-8. */
  public HttpConnection post(String target, String body, String... headerLines) {
    return post(target, body.getBytes(UTF_8), headerLines);
  }

  /** Sends a POST with these bytes. */
  public HttpConnection post(String target, byte[] body, String... headerLines) {
    String length = "Content-Length: " + body.length;
    send(head("POST", target, headerLines) + length + "\r\n" + mark + "\r\n\r\n");
    return send(body);
  }

  /** The lines of a request's head, without the empty one that ends it. */
  public static String head(String method, String target, String... headerLines) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    return head.toString();
  }

  /** Reads the next answer. */
  public ReceivedResponse receive() {
    return receive(false);
  }

  /** Reads the next answer, which is one to a HEAD request and so has no body. */
  public ReceivedResponse receiveHead() {
    return receive(true);
  }

  private ReceivedResponse receive(boolean toHead) {
    try {
      ReceivedResponse response = new ReceivedResponseReader(in).read(toHead);
      seen.add(response);
      return response;
    } catch (EOFException e) {
      throw new AssertionError("the server closed the connection instead of answering", e);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer within " + Eventually.DEADLINE, e);
    } catch (IOException e) {
      throw new AssertionError("the connection broke before an answer: " + e.getMessage(), e);
    }
  }

  /**
   * What the server does with a request that it may refuse: its response, or status 0 if it ends
   * the connection without one.
   */
  public ReceivedResponse receiveOrClosed() {
    try {
      ReceivedResponse response = new ReceivedResponseReader(in).read(false);
      seen.add(response);
      return response;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither an answer nor the end within " + Eventually.DEADLINE, e);
    } catch (IOException e) {
      return ReceivedResponseReader.NONE;
    }
  }

  /** Waits until the server ends the connection; fails if it sends a byte before that. */
  public void expectClosed() {
    try {
      int next = in.read();
      if (next >= 0) {
        String rest = (char) next + new String(in.readNBytes(Math.min(in.available(), 200)), UTF_8);
        throw new AssertionError("expected the end of the connection, but there is: " + rest);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server did not close the connection", e);
    } catch (IOException e) {
      // reset: that is an end, too
      return;
    }
  }

  /** Whether nothing has arrived so far; to be asked when what should not send bytes is over. */
  public boolean isSilent() {
    try {
      return in.available() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the bytes that the server sends, for a test that does not read responses. */
  InputStream input() {
    return in;
  }

  /** Ends the sending side only: the server sees a FIN, and can still answer. */
  public HttpConnection halfClose() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("could not half-close", e);
    }
  }

  /** Ends the connection with a RST. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("could not reset", e);
    }
  }

  /** Ends the connection with a FIN. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("could not close", e);
    }
  }
}
