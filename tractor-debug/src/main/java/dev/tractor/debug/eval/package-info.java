/**
 * Java in the scope of a paused frame: an evaluator, completion for it, and an inspector of values. Not exported.
 *
 * <p>A snippet is put into a class that looks to javac as if it were inside the frame's class, and compiled against classes
 * in which everything is public. Then its bytecode is made to fit the JVM's rules again, and it runs on the calling thread.
 */
@NullMarked
package dev.tractor.debug.eval;

import org.jspecify.annotations.NullMarked;
