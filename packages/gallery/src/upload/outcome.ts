import type { WorkKind } from "../work/work-key.ts";

/** What became of an upload whose bytes have all come. */
export interface FinishedUpload {
  /** A rendition is attached to its photo. */
  readonly result: "created" | "duplicate" | "attached";
  readonly imageId: string;
}

/** What is written of it; where nothing is due by it, its object is not wanted. */
export interface Settled {
  readonly outcome: FinishedUpload;
  readonly due: WorkKind | null;
}
