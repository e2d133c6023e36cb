package org.pushrelay.channel;

/**
 * Somebody who is told what happens on channels. Called in the thread in which it happens, with no
 * lock held, by many threads at once; must not block. It may publish and subscribe, and hears of
 * that, too. What it throws is logged, and harms nobody.
 */
@FunctionalInterface
public interface ChannelListener {

  /** This has happened. */
  void onEvent(ChannelEvent event);
}
