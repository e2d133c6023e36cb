package org.pushrelay.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageDraftTest {
  private static final MessageBody COPY = MessageBody.utf8("compressed");

  private final MessageDraft draft = MessageDraft.text("plain").withDeflated(COPY);

  @Test
  void compressedCopyStaysWithTheSameBody() {
    MessageDraft changed =
        draft.withContentType("text/x").withEvent("e").withPolicy(BufferPolicy.OFF);

    assertThat(changed.deflated()).containsSame(COPY);
  }

  @Test
  void compressedCopyGoesWithTheBodyThatItIsOf() {
    assertThat(draft.withBody(MessageBody.utf8("other")).deflated()).isEmpty();
  }
}
