package org.pushrelay.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.transport.ExchangeHandler;

/** How the servlet is set up, on Tomcat with four threads. */
class PushServletIT {
  @TempDir private Path directory;

  private final PushEngine engine = PushEngine.create();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Tomcat tomcat = new Tomcat();
  private Context context;

  @BeforeEach
  void prepare() {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxThreads", "4");
    context = tomcat.addContext("", null);
  }

  @AfterEach
  void stop() throws LifecycleException {
    engine.close();
    tomcat.stop();
    tomcat.destroy();
  }

  private Wrapper mount(String path, ExchangeHandler endpoint) {
    Wrapper servlet = Tomcat.addServlet(context, path, new PushServlet(endpoint));
    servlet.setAsyncSupported(true);
    servlet.addMapping(path + "/*");
    return servlet;
  }

  private void filter(Filter filter, boolean asyncSupported) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("filter");
    definition.setFilter(filter);
    definition.setAsyncSupported(Boolean.toString(asyncSupported));
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("filter");
    mapping.addURLPattern("/*");
    context.addFilterMap(mapping);
  }

  private HttpRequest.Builder request(String target) {
    int port = tomcat.getConnector().getLocalPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target));
  }

  private CompletableFuture<HttpResponse<String>> get(String target) {
    return client.sendAsync(request(target).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> publish(String channel, String body) {
    return client
        .sendAsync(
            request("/pub?id=" + channel).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString())
        .join();
  }

  private int subscribers(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  @Test
  void servletOfAnEngineServesPubAndSubAndNothingElse() throws Exception {
    context.setPath("/app");
    Wrapper servlet = Tomcat.addServlet(context, "relay", new PushServlet(engine));
    servlet.setAsyncSupported(true);
    servlet.addMapping("/*");
    tomcat.start();

    CompletableFuture<HttpResponse<String>> poll = get("/app/sub?id=a");
    await().until(() -> subscribers("a") == 1);
    engine.channel("a").publish("hello");

    assertThat(poll.join().body()).isEqualTo("hello");
    assertThat(get("/app/pub/below?id=a").join().statusCode()).isEqualTo(200);
    assertThat(get("/app/other?id=a").join().statusCode()).isEqualTo(404);
  }

  @Test
  void aServletWithoutAsyncSupportSaysWhatIsMissing() throws Exception {
    mount("/sub", engine.subscriber()).setAsyncSupported(false);
    tomcat.start();

    HttpResponse<String> answer = get("/sub?id=a").join();

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("PushServlet at ", "async-supported set to true");
  }

  @Test
  void aFilterWithoutAsyncSupportIsNamedToo() throws Exception {
    mount("/sub", engine.subscriber());
    filter((request, response, chain) -> chain.doFilter(request, response), false);
    tomcat.start();

    HttpResponse<String> answer = get("/sub?id=a").join();

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("every filter in front of it");
  }

  @Test
  void aFilterMayWrapRequestAndResponse() throws Exception {
    mount("/pub", engine.publisher());
    mount("/sub", engine.subscriber());
    filter(PushServletIT::wrap, true);
    tomcat.start();

    CompletableFuture<HttpResponse<String>> held = get("/sub?id=a");
    await().until(() -> subscribers("a") == 1);

    assertThat(publish("a", "hello").statusCode()).isEqualTo(201);
    assertThat(held.join().body()).isEqualTo("hello");
    assertThat(held.join().headers().firstValue("X-Filtered")).hasValue("nosniff");
  }

  private static void wrap(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletResponseWrapper marked =
        new HttpServletResponseWrapper((HttpServletResponse) response) {
          @Override
          public void addHeader(String name, String value) {
            super.addHeader(name.equals("X-Content-Type-Options") ? "X-Filtered" : name, value);
          }
        };
    chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request), marked);
  }

  @Test
  void aHundredHeldRequestsAndTwentyUnsentBodiesHoldNoneOfFourThreads() throws Exception {
    mount("/pub", engine.publisher());
    mount("/sub", engine.subscriber());
    tomcat.start();
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      held.add(get("/sub?id=a"));
    }
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        open.add(send("PATCH /pub?id=a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"));
        open.add(send("GET /sub?id=a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"));
      }
      await().until(() -> subscribers("a") == 110);

      assertThat(publish("a", "hello").statusCode()).isEqualTo(201);

      assertThat(held).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("hello"));
      for (Socket socket : open) {
        socket.setSoTimeout(10_000);
        assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
            .containsIgnoringCase("Connection: close");
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private Socket send(String request) throws IOException {
    int port = tomcat.getConnector().getLocalPort();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    return socket;
  }
}
