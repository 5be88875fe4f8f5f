package ai.lixpi.nats.demo;

/** One part of the story. */
interface Step {
  /** What it shows, in one line. */
  String title();

  /** Shows it. Throws {@link StepFailed} when something is not as it should be. */
  void tell(Stage stage) throws Exception;
}
