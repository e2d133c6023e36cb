package org.pushrelay.server.config;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import org.pushrelay.message.BufferPolicy;

/**
 * How the messages of one request are kept, where variables say it.
 *
 * @param length {@code nchan_message_buffer_length}, if it has a variable
 * @param timeout {@code nchan_message_timeout}, if it has one
 */
public record BufferPolicyTemplate(Optional<Template> length, Optional<Template> timeout) {
  /** A template without variables, which yields one policy for all requests. */
  public static final BufferPolicyTemplate SAME =
      new BufferPolicyTemplate(Optional.empty(), Optional.empty());

  private static final int SHOWN = 40;

  /** Checks that both are there. */
  public BufferPolicyTemplate {
    requireNonNull(length, "length");
    requireNonNull(timeout, "timeout");
  }

  /** Whether it is the same for all requests. */
  public boolean isSame() {
    return length.isEmpty() && timeout.isEmpty();
  }

  /**
   * How a request's messages are kept.
   *
   * @param otherwise what holds where there is no variable
   * @throws UnusableValueException if a variable has no such value
   */
  public BufferPolicy of(VariableContext values, BufferPolicy otherwise) {
    BufferPolicy policy = otherwise;
    if (length.isPresent()) {
      String text = length.get().of(values);
      if (!text.matches("\\d{1,9}")) {
        throw wrong("nchan_message_buffer_length", text, "a number from 0 on");
      }
      policy = policy.toBuilder().maxMessages(Integer.parseInt(text)).build();
    }
    if (timeout.isPresent()) {
      String text = timeout.get().of(values);
      policy =
          policy.toBuilder()
              .timeout(
                  NginxUnits.time(text)
                      .orElseThrow(
                          () -> wrong("nchan_message_timeout", text, "a time, as 5 or 1h")))
              .build();
    }
    return policy;
  }

  /**
   * A variable has a value that makes no sense. The message is for the client, in Nchan's words;
   * {@link #detail} is for the log, and has the value.
   */
  public static final class UnusableValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    private UnusableValueException(String told, String detail) {
      super(told);
      this.detail = detail;
    }

    /** What is wrong with which value; fit for a log. */
    public String detail() {
      return detail;
    }
  }

  /** A client may have written the value: it must not write lines of a log. */
  private static UnusableValueException wrong(String name, String text, String expected) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return new UnusableValueException(
        (text.isEmpty() ? "missing " : "invalid ") + name + " value",
        String.format(
            Locale.ROOT,
            "%s is \"%s\" (expected: %s)",
            name,
            shown.replaceAll("[^\\x20-\\x7e]", "?"),
            expected));
  }
}
