package org.pushrelay.protocol;

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

  private final String template;

  ChannelInfoFormat(String template) {
    this.template = template;
  }

  /**
   * The info of a channel.
   *
   * @param messages how many it keeps
   * @param requested seconds since a subscriber asked, -1 for never
   * @param subscribers how many wait
   */
  String write(int messages, long requested, int subscribers) {
    return template.formatted(messages, requested, subscribers);
  }
}
