/** The only place that reads a clock, sets a timer or throws a die. */
package org.pushrelay.time;
