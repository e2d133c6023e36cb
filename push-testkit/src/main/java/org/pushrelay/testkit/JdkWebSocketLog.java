package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a WebSocket of {@code java.net.http} hears, a line for each event. */
final class JdkWebSocketLog implements WebSocket.Listener {
  private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      all.add(text.toString());
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    all.add("close " + code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    all.add("error " + error);
  }

  void expect(String wanted) {
    try {
      assertThat(all.poll(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(wanted);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for a message", e);
    }
  }
}
