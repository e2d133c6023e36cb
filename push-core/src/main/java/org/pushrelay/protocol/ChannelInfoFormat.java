package org.pushrelay.protocol;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/**
 * Channel info as text: each format byte for byte as NHPM writes it, without the stray byte in its
 * Content-Type; and as Nchan writes it, with the id of the newest message.
 */
enum ChannelInfoFormat {
  PLAIN(
      "text/plain",
      "queued messages: %s\r\nlast requested: %s sec. ago (-1=never)\r\nactive subscribers: %s",
      "queued messages: %s\r\nlast requested: %s sec. ago\r\nactive subscribers: %s\r\n"
          + "last message id: %s"),
  JSON(
      "text/json",
      "{\"messages\": %s, \"requested\": %s, \"subscribers\": %s }",
      "{\"messages\": %s, \"requested\": %s, \"subscribers\": %s, \"last_message_id\": \"%s\" }"),
  YAML(
      "text/yaml",
      "---\r\nmessages: %s\r\nrequested: %s\r\nsubscribers: %s\r\n\r\n",
      "---\r\nmessages: %s\r\nrequested: %s\r\nsubscribers: %s\r\nlast_message_id: \"%s\"\r\n\r\n"),
  XML(
      "text/xml",
      """
      <?xml version="1.0" encoding="UTF-8" ?>\r
      <channel>\r
        <messages>%s</messages>\r
        <requested>%s</requested>\r
        <subscribers>%s</subscribers>\r
      </channel>\
      """,
      """
      <?xml version="1.0" encoding="UTF-8" ?>\r
      <channel>\r
        <messages>%s</messages>\r
        <requested>%s</requested>\r
        <subscribers>%s</subscribers>\r
        <last_message_id>%s</last_message_id>\r
      </channel>\
      """);

  private final String mediaType;

  /** What stands before, between and behind the values. */
  private final ImmutableList<String> parts;

  private final ImmutableList<String> partsWithId;

  ChannelInfoFormat(String mediaType, String template, String templateWithId) {
    this.mediaType = mediaType;
    this.parts = ImmutableList.copyOf(Splitter.on("%s").split(template));
    this.partsWithId = ImmutableList.copyOf(Splitter.on("%s").split(templateWithId));
  }

  /** What Nchan calls it. */
  String mediaType() {
    return mediaType;
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

  /** Returns the channel info with the id of the newest message. */
  String write(int messages, long requested, int subscribers, String newestId) {
    return partsWithId.get(0)
        + messages
        + partsWithId.get(1)
        + requested
        + partsWithId.get(2)
        + subscribers
        + partsWithId.get(3)
        + newestId
        + partsWithId.get(4);
  }
}
