package org.pushrelay.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * What can be said of a channel at one moment.
 *
 * @param messages how many messages it keeps
 * @param subscribers how many wait on it
 * @param sinceRequest the time since a subscriber last asked; empty if none has
 * @param age the time since the channel was created
 */
public record ChannelInfo(
    int messages, int subscribers, Optional<Duration> sinceRequest, Duration age) {}
