/** What methods, headers and status codes mean: the Basic HTTP Push Relay Protocol. */
package org.pushrelay.protocol;
