/** Structured concurrency with actors: nurseries, tasks, actors, cancel scopes, contexts and streams. */
@NullMarked
package dev.tractor;

import org.jspecify.annotations.NullMarked;
