/** The relay on Netty: {@link org.pushrelay.netty.PushNettyServer} is the way in. */
package org.pushrelay.netty;
