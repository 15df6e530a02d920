import type { Lab } from "./product/lab.ts";
import type { Stage } from "./stage.ts";

/** What contenders are built on. */
export interface Site {
  readonly stage: Stage;
  /** The app behind every contender. */
  readonly targetPort: number;
  /** The stores that the contenders of this checkout share; brought up when the first needs them. */
  openLab(): Promise<Lab>;
  /** Stores for one contender alone. */
  openOwnLab(): Promise<Lab>;
}
