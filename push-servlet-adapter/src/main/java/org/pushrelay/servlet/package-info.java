/** The relay in a servlet container: {@link org.pushrelay.servlet.PushServlet} is the way in. */
package org.pushrelay.servlet;
