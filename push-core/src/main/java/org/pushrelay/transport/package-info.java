/** One HTTP exchange, without any HTTP server in it. */
package org.pushrelay.transport;
