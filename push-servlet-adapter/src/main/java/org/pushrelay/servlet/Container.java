package org.pushrelay.servlet;

import jakarta.servlet.ServletContext;

/** Whose servlet container this is, where they differ in what the Servlet API leaves open. */
enum Container {
  /** Upgrades within the call of the servlet only, and reads bytes that no reader asked for. */
  TOMCAT,
  /** Upgrades at any time, and has habits of its own with bodies. */
  UNDERTOW,
  /** Upgrades at any time, but not by the Servlet API. */
  JETTY,
  /** What is unknown: upgrades within the call of the servlet, as the Servlet API has it. */
  OTHER;

  /** Whether a request can leave HTTP there. */
  boolean upgrades() {
    return this != JETTY || JettyConnections.arePresent();
  }

  /** Whether it can when the call of the servlet has returned, or the request is asynchronous. */
  boolean upgradesLater() {
    return this == JETTY || this == UNDERTOW;
  }

  static Container of(ServletContext context) {
    String name = context.getClass().getName();
    if (name.startsWith("org.apache.catalina.")) {
      return TOMCAT;
    }
    if (name.startsWith("io.undertow.")) {
      return UNDERTOW;
    }
    return name.startsWith("org.eclipse.jetty.") ? JETTY : OTHER;
  }
}
