package org.pushrelay.servlet;

import jakarta.servlet.ServletContext;

/** Whose servlet container this is, where they differ in what the Servlet API leaves open. */
enum Container {
  /** Upgrades within the call of the servlet only, and reads what nobody asked for. */
  TOMCAT,
  /** Upgrades at any time, and has habits of its own with bodies. */
  UNDERTOW,
  /** Jetty, and what is unknown: upgrades within the call of the servlet only. */
  OTHER;

  static Container of(ServletContext context) {
    String name = context.getClass().getName();
    if (name.startsWith("org.apache.catalina.")) {
      return TOMCAT;
    }
    return name.startsWith("io.undertow.") ? UNDERTOW : OTHER;
  }
}
