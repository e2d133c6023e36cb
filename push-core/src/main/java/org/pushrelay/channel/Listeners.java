package org.pushrelay.channel;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who are told what happens. Who has an event asks first whether there is anybody, so that none
 * is made for nobody.
 */
record Listeners(List<ChannelListener> all) {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  Listeners {
    all = List.copyOf(all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Called with no lock held. */
  void tell(ChannelEvent event) {
    for (ChannelListener listener : all) {
      try {
        listener.onEvent(event);
      } catch (RuntimeException | Error e) {
        log.warn("A listener failed on {}", event, e);
      }
    }
  }
}
