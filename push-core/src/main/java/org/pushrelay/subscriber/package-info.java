/** Who may wait, and how waiting ends. */
package org.pushrelay.subscriber;
