/** The hooks of the relay as HTTP calls to an application. */
package org.pushrelay.webhooks;
