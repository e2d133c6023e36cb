/**
 * The meeting place: publish, subscribe, delete. A channel is a log, and a subscriber is a cursor
 * into it.
 */
package org.pushrelay.channel;
