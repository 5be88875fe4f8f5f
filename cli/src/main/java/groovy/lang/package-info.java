/** A placeholder for what picocli looks for. */
@NullMarked
package groovy.lang;

import org.jspecify.annotations.NullMarked;
