package org.pushrelay.channel;

/**
 * What can be said of a group at one moment.
 *
 * @param channels how many channels exist in it
 * @param subscribers how many wait on them or follow them
 * @param stored what they keep
 * @param limits how much that may be
 */
public record GroupInfo(long channels, long subscribers, StorageUsage stored, GroupLimits limits) {}
