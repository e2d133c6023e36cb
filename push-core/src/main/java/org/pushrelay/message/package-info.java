/** What is sent, and where it stands in its channel. */
package org.pushrelay.message;
