package io.switchboard.schema;

/** The service cannot run with a schema that was configured. */
class BrokenSchema extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param property where it was configured
   * @param why what is wrong with it
   */
  BrokenSchema(String property, String why) {
    super(property + " is not a JSON Schema that can be used: " + why);
  }
}
