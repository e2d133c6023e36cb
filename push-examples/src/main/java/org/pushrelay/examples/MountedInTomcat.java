package org.pushrelay.examples;

import jakarta.servlet.ServletRegistration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.pushrelay.PushEngine;
import org.pushrelay.servlet.PushServlet;

/** The relay as a servlet in Tomcat. Waiting clients hold none of its threads. */
public final class MountedInTomcat {
  private MountedInTomcat() {}

  /** Runs Tomcat until it is interrupted. */
  public static void main(String[] args) throws Exception {
    CommandLine line =
        new CommandLine("Serves /pub and /sub in Tomcat.")
            .option("--port", "8080", "where, on 127.0.0.1; 0 for any free port")
            .parse(args);
    Path directory = Files.createTempDirectory("tomcat");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(line.number("--port"));
    tomcat.getConnector().setProperty("address", "127.0.0.1");

    PushEngine engine = PushEngine.create();
    Context context = tomcat.addContext("", directory.toString());
    context.addServletContainerInitializer(
        (classes, servlets) -> {
          ServletRegistration.Dynamic relay = servlets.addServlet("relay", new PushServlet(engine));
          relay.addMapping("/pub", "/sub");
          relay.setAsyncSupported(true);
        },
        Set.of());

    tomcat.getServer().addLifecycleListener(event -> closeBeforeStop(event.getType(), engine));
    tomcat.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tomcat)));
    System.out.println(
        "listening on http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/");
    tomcat.getServer().await();
  }

  /** Answers the requests that are held while their connections still work. */
  private static void closeBeforeStop(String event, PushEngine engine) {
    if (event.equals(Lifecycle.BEFORE_STOP_EVENT)) {
      engine.close();
    }
  }

  private static void stop(Tomcat tomcat) {
    try {
      tomcat.stop();
    } catch (LifecycleException e) {
      System.err.println("Tomcat did not stop: " + e);
    }
  }
}
