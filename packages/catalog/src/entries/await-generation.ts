import type { Clock } from "@homeport/platform";
import type { CatalogReader } from "../reader/open-reader.ts";

const waitMs = 500;
const lookEveryMs = 100;

/**
 * Waits until this replica serves a generation, for somebody who knows that it has been accepted: 500 ms at most. False when it does not
 * serve it by then.
 */
export async function awaitGeneration(
  { reader, clock }: { readonly reader: CatalogReader; readonly clock: Clock },
  generation: number,
): Promise<boolean> {
  const isServed = () => (reader.current()?.snapshot.generation ?? 0) >= generation;
  const endsAtMs = clock.monotonicMs() + waitMs;
  await reader.ready();
  for (;;) {
    if (isServed()) return true;
    const leftMs = endsAtMs - clock.monotonicMs();
    if (leftMs <= 0) return false;
    const looked = reader.lookNow().catch(() => undefined);
    await Promise.race([looked, clock.sleep(leftMs)]);
    if (!isServed()) await clock.sleep(Math.max(0, Math.min(lookEveryMs, leftMs)));
  }
}
