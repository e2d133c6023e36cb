/** The statistics of a relay as Micrometer's meters. */
package org.pushrelay.micrometer;
