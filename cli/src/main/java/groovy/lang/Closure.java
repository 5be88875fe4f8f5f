package groovy.lang;

/**
 * Nothing of Groovy: picocli looks for a class of this name at each start, and as long as there is
 * none, the whole jar is opened and its list of files read to find that out.
 */
public final class Closure {
  private Closure() {}
}
