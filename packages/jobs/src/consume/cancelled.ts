/**
 * Thrown by a handler whose run somebody has cancelled, once it has let go of its row. The job is over then: it neither failed
 * nor will it be tried again.
 */
export class JobCancelled extends Error {
  constructor(options: ErrorOptions = {}) {
    super("Somebody has cancelled this run", options);
    this.name = "JobCancelled";
  }
}
