import type { Light } from "../design/status-dot.tsx";

const slowMs = 30_000;
const lateMs = 600_000;
/** The longest that a vault is locked while its source answers. */
const stuckMs = 1_080_000;

/** How a wait of this length looks: it is young, slow, late, or longer than any ought to be. */
export function lightOfWait(ageMs: number): Light {
  if (ageMs >= stuckMs) return "bad";
  if (ageMs >= lateMs) return "warn";
  return ageMs >= slowMs ? "idle" : "busy";
}
