package org.pushrelay.spring;

import org.pushrelay.PushEngine;
import org.pushrelay.servlet.PushServlet;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Application {
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  @Bean
  PushEngine engine() {
    return PushEngine.create();
  }

  @Bean
  ServletRegistrationBean<PushServlet> relay(PushEngine engine) {
    return new ServletRegistrationBean<>(new PushServlet(engine), "/pub", "/sub");
  }

  @Bean
  SmartLifecycle drain(PushEngine engine) {
    return new Drain(engine);
  }

  /** Ends held requests and streams before the web server waits for them. */
  static final class Drain implements SmartLifecycle {
    private final PushEngine engine;
    private volatile boolean running;

    Drain(PushEngine engine) {
      this.engine = engine;
    }

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
      engine.close();
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    /** The highest phase stops first; the web server's graceful shutdown has a lower one. */
    @Override
    public int getPhase() {
      return SmartLifecycle.DEFAULT_PHASE;
    }
  }
}
