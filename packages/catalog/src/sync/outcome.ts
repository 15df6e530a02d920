/** What came of a look at the remote. */
export type SyncOutcome =
  | "in-sync"
  | "fast-forwarded"
  | "fast-forwarded-partly"
  | "rejected"
  | "held"
  | "paused"
  | "rebuilt"
  | "failed";
