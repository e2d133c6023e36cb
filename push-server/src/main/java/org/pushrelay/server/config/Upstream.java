package org.pushrelay.server.config;

import java.util.List;

/**
 * Where an application runs: {@code upstream}, or the address in {@code proxy_pass}.
 *
 * @param name what it is called, and what its {@code Host} is unless something else is said
 * @param servers who is asked in turns, each as often as it stands here
 * @param backups who is asked when none of the others can be reached
 */
public record Upstream(String name, List<String> servers, List<String> backups) {
  /** Copies the lists. */
  public Upstream {
    servers = List.copyOf(servers);
    backups = List.copyOf(backups);
  }

  /** An application with one address, as {@code 127.0.0.1:8000}. */
  static Upstream at(String address) {
    return new Upstream(address, List.of(address), List.of());
  }
}
