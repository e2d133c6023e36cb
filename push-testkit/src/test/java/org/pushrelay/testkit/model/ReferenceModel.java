package org.pushrelay.testkit.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;

/**
 * What a relay has to do, written as naively as can be: lists, loops, and no thought of speed or
 * threads. Everything it answers is a text, to be compared.
 */
final class ReferenceModel {
  final Map<String, Chan> channels = new TreeMap<>();

  /** Every id that was ever given out under a name. */
  final Map<String, List<MessageId>> history = new HashMap<>();

  private final Costs costs;
  private final long limit;
  private final LongSupplier wallClock;
  private final MessageId beforeStart;
  private long second;
  private long now;

  /** What a channel and a message cost besides their own characters. */
  record Costs(long channel, long message) {}

  record Msg(MessageId id, String text, BufferPolicy policy, long expiry) {}

  static final class Chan {
    final List<Msg> kept = new ArrayList<>();
    final List<Waiter> waiters = new ArrayList<>();
    final List<Reader> readers = new ArrayList<>();
    long created;
    long lastRequest = -1;
    boolean idle;
    long idleSince;
    long idleFor = nanos(BufferPolicy.DEFAULT.channelTimeout());

    /** Counts in the share of subscribers: one of them asked for it, and it had no message yet. */
    boolean forSubscriber;

    int present() {
      return waiters.size() + readers.size();
    }
  }

  static final class Waiter {
    Cursor cursor;
    long deadline;
    String outcome = "waits";
  }

  static final class Reader {
    Cursor cursor;
    long demand;
    final List<Msg> ahead = new ArrayList<>();
    final List<String> got = new ArrayList<>();
    String end = "reads";
  }

  ReferenceModel(Costs costs, long limit, LongSupplier wallClock) {
    this.costs = costs;
    this.limit = limit;
    this.wallClock = wallClock;
    this.second = wallClock.getAsLong() + 1;
    this.beforeStart = new MessageId(second - 1, Integer.MAX_VALUE);
  }

  static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  long used() {
    long used = 0;
    for (Map.Entry<String, Chan> c : channels.entrySet()) {
      used += costs.channel() + c.getKey().length() + cost(c.getValue().kept);
    }
    return used;
  }

  private long cost(List<Msg> messages) {
    return messages.stream().mapToLong(m -> costs.message() + m.text().length()).sum();
  }

  /** All channels that subscribers ask for have half of the limit. */
  private Chan openForSubscriber(String name) {
    if (channels.containsKey(name)) {
      return channels.get(name);
    }
    long share = costs.channel() + name.length();
    for (Map.Entry<String, Chan> c : channels.entrySet()) {
      share += c.getValue().forSubscriber ? costs.channel() + c.getKey().length() : 0;
    }
    Chan opened = share <= limit / 2 ? open(name) : null;
    if (opened != null) {
      opened.forSubscriber = true;
    }
    return opened;
  }

  private Chan open(String name) {
    if (!channels.containsKey(name) && used() + costs.channel() + name.length() <= limit) {
      Chan opened = new Chan();
      opened.created = now;
      channels.put(name, opened);
    }
    return channels.get(name);
  }

  String publish(String name, String text, BufferPolicy policy) {
    Chan c = open(name);
    if (c == null) {
      return "NO_ROOM";
    }
    c.idleSince = now;
    c.idleFor = nanos(policy.channelTimeout());
    int excess = policy.keeps() ? Math.max(0, c.kept.size() + 1 - policy.maxMessages()) : 0;
    long more = policy.keeps() ? costs.message() + text.length() : 0;
    more -= cost(c.kept.subList(0, excess));
    if (more > 0 && used() + more > limit) {
      settle(c);
      return "NO_ROOM";
    }
    c.forSubscriber = false;
    c.kept.subList(0, excess).clear();
    long expiry = policy.timeout().isZero() ? Long.MAX_VALUE : now + nanos(policy.timeout());
    Msg message = new Msg(nextId(name), text, policy, expiry);
    if (policy.keeps()) {
      c.kept.add(message);
    }
    boolean delivered = c.present() > 0;
    c.waiters.forEach(w -> w.outcome = told(name, message, w.cursor));
    c.waiters.clear();
    c.readers.forEach(r -> r.ahead.add(message));
    settle(c);
    final String response = message.id() + " " + delivered + " " + describe(c);
    c.readers.forEach(r -> read(name, r));
    return response;
  }

  private MessageId nextId(String name) {
    second = Math.max(second, wallClock.getAsLong());
    List<MessageId> ids = history.computeIfAbsent(name, n -> new ArrayList<>());
    MessageId last = ids.isEmpty() ? beforeStart : ids.get(ids.size() - 1);
    ids.add(
        last.time() < second
            ? new MessageId(second, 0)
            : new MessageId(last.time(), last.tag() + 1));
    return ids.get(ids.size() - 1);
  }

  /** An id of a second that is yet to come is of another run: nothing is known of it. */
  private Cursor known(Cursor cursor) {
    return cursor instanceof Cursor.After after
            && after.id().time() > Math.max(second, wallClock.getAsLong())
        ? Cursor.unknown(after.id())
        : cursor;
  }

  private String told(String name, Msg message, Cursor cursor) {
    if (cursor instanceof Cursor.Unknown unknown) {
      return message.text() + " gap after " + unknown.id();
    }
    if (cursor instanceof Cursor.After after) {
      List<MessageId> ids = history.get(name);
      boolean missed =
          ids.stream().anyMatch(id -> after.id().isBefore(id) && id.isBefore(message.id()));
      boolean unknown = message.id().equals(ids.get(0)) && after.id().isBefore(beforeStart);
      return message.text() + (missed || unknown ? " gap after " + after.id() : "");
    }
    return message.text();
  }

  private static List<Msg> after(Chan c, Cursor cursor) {
    if (cursor instanceof Cursor.After after) {
      return c.kept.stream().filter(m -> after.id().isBefore(m.id())).toList();
    }
    return cursor instanceof Cursor.Newest ? List.of() : List.copyOf(c.kept);
  }

  Waiter subscribe(String name, Cursor asked, SubscribePolicy policy) {
    Cursor cursor = known(asked);
    Waiter waiter = new Waiter();
    waiter.cursor = cursor;
    Chan c = policy.existingOnly() ? channels.get(name) : openForSubscriber(name);
    if (c == null) {
      waiter.outcome = policy.existingOnly() ? "NO_SUCH_CHANNEL" : "NO_ROOM";
      return waiter;
    }
    if (policy.waits()) {
      if (policy.maxSubscribers() > 0 && c.present() >= policy.maxSubscribers()) {
        waiter.outcome = "TOO_MANY_SUBSCRIBERS";
        return waiter;
      }
      if (policy.concurrency() == SubscriberConcurrency.FIRST && c.present() > 0) {
        waiter.outcome = "CONFLICT";
        return waiter;
      }
      if (policy.concurrency() == SubscriberConcurrency.LAST) {
        sendAway(name, c, "REPLACED");
      }
    }
    c.lastRequest = now;
    c.idleSince = now;
    c.idleFor = nanos(policy.channelTimeout());
    List<Msg> found = after(c, cursor);
    if (!found.isEmpty()) {
      waiter.outcome = told(name, found.get(0), cursor);
    } else if (!policy.waits()) {
      waiter.outcome = "TIMEOUT";
    } else {
      waiter.deadline = Math.min(Long.MAX_VALUE - now, nanos(policy.timeout())) + now;
      c.waiters.add(waiter);
    }
    settle(c);
    return waiter;
  }

  private void sendAway(String name, Chan c, String reason) {
    c.waiters.forEach(w -> w.outcome = reason);
    c.waiters.clear();
    c.readers.forEach(r -> r.end = "complete");
    c.readers.clear();
  }

  void cancel(Waiter waiter) {
    for (Chan c : channels.values()) {
      c.waiters.remove(waiter);
      settle(c);
    }
  }

  Reader follow(String name, Cursor asked) {
    Cursor cursor = known(asked);
    Reader reader = new Reader();
    reader.cursor = cursor;
    Chan c = openForSubscriber(name);
    if (c == null) {
      reader.end = "error";
      return reader;
    }
    c.lastRequest = now;
    c.idleSince = now;
    reader.ahead.addAll(after(c, cursor));
    if (!(cursor instanceof Cursor.After || cursor instanceof Cursor.Unknown)) {
      // it has missed nothing so far
      List<MessageId> ids = new ArrayList<>(history.getOrDefault(name, List.of()));
      ids.removeIf(id -> !reader.ahead.isEmpty() && !id.isBefore(reader.ahead.get(0).id()));
      reader.cursor = Cursor.after(ids.isEmpty() ? beforeStart : ids.get(ids.size() - 1));
    }
    c.readers.add(reader);
    settle(c);
    return reader;
  }

  void request(String name, Reader reader, long n) {
    if (reader.end.equals("reads")) {
      reader.demand = n == Long.MAX_VALUE ? n : reader.demand + n;
      read(name, reader);
    }
  }

  private void read(String name, Reader reader) {
    while (reader.demand > 0 && !reader.ahead.isEmpty()) {
      Msg message = reader.ahead.remove(0);
      if (message.expiry() > now) {
        reader.got.add(told(name, message, reader.cursor));
        reader.cursor = Cursor.after(message.id());
        reader.demand -= reader.demand == Long.MAX_VALUE ? 0 : 1;
      }
    }
  }

  void leave(Reader reader) {
    if (reader.end.equals("reads")) {
      reader.end = "left";
    }
    for (Chan c : channels.values()) {
      c.readers.remove(reader);
      settle(c);
    }
  }

  String delete(String name) {
    Chan c = channels.remove(name);
    if (c == null) {
      return "none";
    }
    String before = describe(c);
    sendAway(name, c, "CHANNEL_DELETED");
    return before;
  }

  String info(String name) {
    Chan c = channels.get(name);
    if (c == null) {
      return "none";
    }
    c.idleSince = now;
    return describe(c);
  }

  String create(String name, Duration timeout) {
    Chan c = open(name);
    if (c == null) {
      return "none";
    }
    c.idleSince = now;
    c.idleFor = nanos(timeout);
    settle(c);
    return describe(c);
  }

  void received(String name, MessageId id) {
    Chan c = channels.get(name);
    if (c != null && !c.kept.isEmpty() && c.kept.get(0).id().equals(id)) {
      BufferPolicy policy = c.kept.get(0).policy();
      if (policy.deleteOldestReceived() && c.kept.size() > policy.minMessages()) {
        c.kept.remove(0);
        settle(c);
      }
    }
  }

  private String describe(Chan c) {
    String requested = c.lastRequest < 0 ? "never" : Long.toString(now - c.lastRequest);
    return c.kept.size() + " " + c.present() + " " + requested + " " + (now - c.created);
  }

  private void settle(Chan c) {
    boolean empty = c.kept.isEmpty() && c.present() == 0;
    if (empty && !c.idle) {
      c.idleSince = now;
    }
    c.idle = empty;
  }

  /** Lets time pass from event to event. */
  void advance(long nanos) {
    long target = now + nanos;
    for (long next = nextEvent(); next <= target; next = nextEvent()) {
      now = Math.max(now, next);
      for (Chan c : channels.values()) {
        c.kept.removeIf(m -> m.expiry() <= now);
        c.waiters.stream().filter(w -> w.deadline <= now).forEach(w -> w.outcome = "TIMEOUT");
        c.waiters.removeIf(w -> w.deadline <= now);
        settle(c);
      }
      channels.values().removeIf(c -> c.idle && c.idleSince + c.idleFor <= now);
    }
    now = target;
  }

  private long nextEvent() {
    long next = Long.MAX_VALUE;
    for (Chan c : channels.values()) {
      next = c.kept.stream().mapToLong(Msg::expiry).reduce(next, Math::min);
      next = c.waiters.stream().mapToLong(w -> w.deadline).reduce(next, Math::min);
      next = c.idle ? Math.min(next, c.idleSince + c.idleFor) : next;
    }
    return next;
  }
}
