import { type DueWork, type WorkKey, workKeyText, workPriority } from "./work-key.ts";

type WakeKey = { readonly key: string; readonly priority: number };

/** Work as its two queues take it: first renditions, which people wait for, and all the rest by its urgency. */
export function splitWork(work: readonly (WorkKey | DueWork)[]): readonly [WakeKey[], WakeKey[]] {
  const [first, rest]: [WakeKey[], WakeKey[]] = [[], []];
  for (const each of work) {
    const priority = "priority" in each ? each.priority : workPriority(each.kind);
    (each.kind === "ingest" ? first : rest).push({ key: workKeyText(each), priority });
  }
  return [first, rest];
}
