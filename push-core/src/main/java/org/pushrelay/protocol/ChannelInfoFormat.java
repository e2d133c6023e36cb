package org.pushrelay.protocol;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/**
 * Channel info as text: each format byte for byte as NHPM writes it, without the stray byte in its
 * Content-Type.
 */
enum ChannelInfoFormat {
  PLAIN("queued messages: %d\r\nlast requested: %d sec. ago (-1=never)\r\nactive subscribers: %d"),
  JSON("{\"messages\": %d, \"requested\": %d, \"subscribers\": %d }"),
  YAML("---\r\nmessages: %d\r\nrequested: %d\r\nsubscribers: %d\r\n\r\n"),
  XML(
      """
      <?xml version="1.0" encoding="UTF-8" ?>\r
      <channel>\r
        <messages>%d</messages>\r
        <requested>%d</requested>\r
        <subscribers>%d</subscribers>\r
      </channel>\
      """);

  /** What stands before, between and behind the three numbers. */
  private final ImmutableList<String> parts;

  ChannelInfoFormat(String template) {
    this.parts = ImmutableList.copyOf(Splitter.on("%d").split(template));
  }

  /**
   * The info of a channel.
   *
   * @param messages how many it keeps
   * @param requested seconds since a subscriber asked, -1 for never
   * @param subscribers how many wait
   */
  String write(int messages, long requested, int subscribers) {
    return parts.get(0)
        + messages
        + parts.get(1)
        + requested
        + parts.get(2)
        + subscribers
        + parts.get(3);
  }
}
