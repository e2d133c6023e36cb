package org.pushrelay.examples.chat;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.pushrelay.PushEngine;
import org.pushrelay.hook.Presence;
import org.pushrelay.hook.SubscriptionListener;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageDraft;

/**
 * Who is in which room. Each room has a channel beside it that keeps one message, the names of all
 * who are there; a page subscribes to both at once.
 */
final class Rooms implements SubscriptionListener {
  /** The prefix that makes a room's name the name of the channel with the people present. */
  static final String PRESENT = "present-";

  private final PushEngine engine;

  /** By room, how often each name is present: one person may have two tabs open. */
  private final Map<String, Map<String, Integer>> rooms = new ConcurrentHashMap<>();

  Rooms(PushEngine engine) {
    this.engine = engine;
  }

  @Override
  public void onSubscribed(Presence presence) {
    count(presence, 1);
  }

  @Override
  public void onUnsubscribed(Presence presence) {
    count(presence, -1);
  }

  private void count(Presence presence, int change) {
    String room = presence.accessRequest().channels().get(0).name();
    String name = presence.subject().orElseThrow();
    Map<String, Integer> names =
        rooms.merge(room, Map.of(name, change), (known, added) -> withChange(known, name, change));
    tell(room, names);
  }

  private static Map<String, Integer> withChange(
      Map<String, Integer> known, String name, int change) {
    Map<String, Integer> names = new TreeMap<>(known);
    names.merge(name, change, Integer::sum);
    names.values().removeIf(count -> count <= 0);
    return names;
  }

  private void tell(String room, Map<String, Integer> names) {
    // names are letters, digits and spaces: see Chat
    String list = names.keySet().stream().map(n -> '"' + n + '"').collect(Collectors.joining(","));
    MessageDraft present =
        MessageDraft.text("{\"present\": [" + list + "]}")
            .withContentType("application/json")
            .withPolicy(BufferPolicy.builder().maxMessages(1).build());
    engine.channel(PRESENT + room).publish(present).join();
  }
}
