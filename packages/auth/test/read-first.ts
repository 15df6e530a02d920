import type { Tx } from "@homeport/db";
import type { TestReplica } from "./fixture.ts";

/**
 * The fault that a race test plants as its control: everybody reads before anybody writes. Answers how many believe
 * that they have got it.
 */
export async function takenByReadingFirst(
  replica: TestReplica,
  racers: number,
  parts: { read: (tx: Tx) => Promise<boolean>; write: (tx: Tx) => Promise<unknown> },
): Promise<number> {
  let arrived = 0;
  const allArrived = Promise.withResolvers<void>();
  const taken = await Promise.all(
    Array.from({ length: racers }, () =>
      replica.db.system("test", async (tx) => {
        const free = await parts.read(tx);
        arrived += 1;
        if (arrived === racers) allArrived.resolve();
        await allArrived.promise;
        if (free) await parts.write(tx);
        return free;
      }),
    ),
  );
  return taken.filter(Boolean).length;
}
