import type { Queues, WakeFacts } from "@homeport/jobs";
import type { GalleryDeps } from "../context.ts";
import { splitWork } from "./split-work.ts";

/** Says to the queues what is due; first renditions have a queue of their own. */
export function createWaker(
  queues: Pick<Queues, "wake" | "wakeStale">,
  { first, rest }: { first: WakeFacts; rest: WakeFacts },
): Required<Pick<GalleryDeps, "wakeWork" | "wakeStale">> {
  return {
    async wakeWork(work) {
      const [urgent, other] = splitWork(work);
      await Promise.all([queues.wake(first, urgent), queues.wake(rest, other)]);
    },
    async wakeStale(work) {
      const [urgent, other] = splitWork(work);
      await Promise.all([queues.wakeStale(first, urgent), queues.wakeStale(rest, other)]);
    },
  };
}
