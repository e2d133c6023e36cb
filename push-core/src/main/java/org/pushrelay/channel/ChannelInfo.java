package org.pushrelay.channel;

import java.time.Duration;
import java.util.Optional;
import org.pushrelay.message.MessageId;

/**
 * What can be said of a channel at one moment.
 *
 * @param messages how many messages it keeps
 * @param subscribers how many wait on it
 * @param sinceRequest the time since a subscriber last asked; empty if none has
 * @param age the time since the channel was created
 * @param newest the id of the message that was published last, kept or not; empty if there was none
 *     since the channel was created
 */
public record ChannelInfo(
    int messages,
    int subscribers,
    Optional<Duration> sinceRequest,
    Duration age,
    Optional<MessageId> newest) {}
