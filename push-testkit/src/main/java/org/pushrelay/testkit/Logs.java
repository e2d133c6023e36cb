package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.LogReader;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;

/** What the contract of stores does with a log, in short. */
final class Logs {
  static final ChannelId NEWS = ChannelId.of("news");

  /** Keeps up to 100 messages for ever. */
  static final BufferPolicy KEPT =
      BufferPolicy.builder().maxMessages(100).timeout(Duration.ZERO).build();

  private Logs() {}

  static ChannelLog open(ChannelStore store) {
    return store.open(NEWS).orElseThrow();
  }

  static Message append(ChannelLog log, String text, BufferPolicy policy) {
    return log.append(MessageDraft.of(MessageBody.utf8(text)).withPolicy(policy)).orElseThrow();
  }

  static List<String> all(ChannelLog log) {
    List<String> texts = new ArrayList<>();
    Optional<Message> next = log.after(Cursor.oldest());
    while (next.isPresent()) {
      texts.add(next.get().body().utf8());
      next = log.after(Cursor.after(next.get().id()));
    }
    assertThat(log.size()).as("size").isEqualTo(texts.size());
    return texts;
  }

  static String text(Optional<Message> message) {
    return message.map(m -> m.body().utf8()).orElse("nothing");
  }

  static List<String> rest(LogReader reader) {
    List<String> texts = new ArrayList<>();
    for (Optional<Delivery> next = reader.next(); next.isPresent(); next = reader.next()) {
      texts.add(next.get().message().body().utf8());
    }
    return texts;
  }
}
