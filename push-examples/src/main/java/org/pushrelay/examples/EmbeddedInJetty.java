package org.pushrelay.examples;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.jetty.PushHandler;

/** A Jetty application with the relay beside its own handler, which publishes without HTTP. */
public final class EmbeddedInJetty {
  private EmbeddedInJetty() {}

  /** Runs the application until it is interrupted. */
  public static void main(String[] args) throws Exception {
    CommandLine line =
        new CommandLine("Serves /pub and /sub, and /hello, which publishes to the channel visits.")
            .option("--port", "8080", "where, on 127.0.0.1; 0 for any free port")
            .parse(args);
    PushEngine engine = PushEngine.create();
    PushHandler relay = new PushHandler(engine);

    Server server =
        new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), line.number("--port")));
    server.setHandler(new Handler.Sequence(relay, new Hello(engine)));
    server.addEventListener(new CloseBeforeStop(engine));
    server.setStopAtShutdown(true);
    server.start();

    int port = ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
    System.out.println("listening on http://127.0.0.1:" + port + "/hello");
    server.join();
  }

  /** The application's own handler: it greets, and tells all who wait on the channel visits. */
  private static final class Hello extends Handler.Abstract.NonBlocking {
    private final PushEngine engine;

    Hello(PushEngine engine) {
      this.engine = engine;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!Request.getPathInContext(request).equals("/hello")) {
        return false;
      }
      // the result is there at once, since messages are kept in memory
      PublishResult result = engine.channel("visits").publish("a visitor said hello").join();
      boolean heard = result instanceof PublishResult.Accepted accepted && accepted.delivered();
      String answer = heard ? "hello, a subscriber heard you\n" : "hello\n";
      response.getHeaders().put("Content-Type", "text/plain");
      response.write(true, StandardCharsets.UTF_8.encode(answer), callback);
      return true;
    }
  }

  /** Answers the requests that are held while their connections still work. */
  private record CloseBeforeStop(PushEngine engine) implements LifeCycle.Listener {
    @Override
    public void lifeCycleStopping(LifeCycle server) {
      engine.close();
    }
  }
}
