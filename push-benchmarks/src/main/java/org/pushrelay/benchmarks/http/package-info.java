/** As much of an HTTP/1.1 client as a load generator needs, over one selector. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.http;
