import type { Metrics } from "@homeport/platform";

export interface DirectoryEvents {
  /** A command is sent. */
  tried(op: string): void;
  /** A command failed, or was not answered in time. */
  failed(op: string): void;
  /** A value in the store was not one of ours and counts as absent. */
  malformed(): void;
}

export function createDirectoryEvents(metrics: Metrics): DirectoryEvents {
  const attempts = metrics.counter(
    "directory_attempts_total",
    "Directory operations that were begun, whether they failed or not",
    ["op"],
  );
  const errors = metrics.counter(
    "directory_errors_total",
    "Directory operations that failed, and values that could not be read",
    ["op"],
  );
  return {
    tried: (op) => attempts.inc({ op }),
    failed: (op) => errors.inc({ op }),
    malformed: () => errors.inc({ op: "malformed" }),
  };
}
