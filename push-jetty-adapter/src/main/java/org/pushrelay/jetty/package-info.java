/** The relay on Jetty: {@link org.pushrelay.jetty.PushHandler} is the way in. */
package org.pushrelay.jetty;
