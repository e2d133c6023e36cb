/** Results for people and programs: tables, charts and JSON. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.report;
