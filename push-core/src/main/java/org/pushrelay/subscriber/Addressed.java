package org.pushrelay.subscriber;

/** A subscriber with the address of its client. */
public interface Addressed {
  /**
   * Returns the address of the client, to which channels are counted that exist only because it
   * subscribes; empty if it is not to be limited. Called only when such a channel is made.
   */
  default String address() {
    return "";
  }
}
