package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;

/**
 * A ticket whose request is in the list of subscribers from the moment that its client is there
 * until the request is over. Passes each call on to another ticket. Safe from any thread.
 */
final class ListedPresence implements PresenceTracker.Ticket {
  private final SubscriberInfoRegistry list;
  private final List<ChannelId> channels;
  private final String line;
  private final PresenceTracker.Ticket next;

  @GuardedBy("this")
  private @Nullable Runnable removal;

  @GuardedBy("this")
  private boolean over;

  ListedPresence(
      SubscriberInfoRegistry list,
      List<ChannelId> channels,
      String line,
      PresenceTracker.Ticket next) {
    this.list = list;
    this.channels = channels;
    this.line = line;
    this.next = next;
  }

  @Override
  public void grant(Optional<String> subject) {
    next.grant(subject);
  }

  @Override
  public void here() {
    enter();
    next.here();
  }

  private synchronized void enter() {
    if (removal == null && !over) {
      removal = list.add(channels, line);
    }
  }

  @Override
  public void over(boolean lingers) {
    leave();
    next.over(lingers);
  }

  private synchronized void leave() {
    over = true;
    if (removal != null) {
      removal.run();
      removal = null;
    }
  }
}
