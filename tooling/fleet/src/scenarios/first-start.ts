import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startKeeper } from "@homeport/services";
import { ownPostgres } from "@homeport/testkit";
import { type FirstStart, startAll } from "../first-start/start-all.ts";
import type { Scenario } from "../scenario/scenario.ts";

export const firstStart: Scenario = {
  name: "first-start",
  about:
    "Two replicas of web, two workers and two relays come to migrate an empty database at once.",
  fault: "each of them is told that it has the migration lock",
  full: { rounds: 20 },
  small: { rounds: 1 },
  async run({ size, hasFault, notes }) {
    await using stack = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), "homeport-first-start-"));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    // Postgres runs as another user under root, which has to be able to enter.
    chmodSync(folder, 0o755);
    const keeper = stack.use(startKeeper());
    const postgres = stack.use(await ownPostgres(folder));
    const starts: FirstStart[] = [];
    for (let round = 1; round <= size.rounds; round++) {
      const name = `first_start_${round}`;
      starts.push(await startAll({ folder, keeper, postgres, name, isLockForAll: hasFault }));
    }
    const holds = (claim: string, isMet: (start: FirstStart) => boolean, found: string) =>
      notes.claim(claim, starts.every(isMet), found);
    const all = (read: (start: FirstStart) => number) => starts.map(read).join(", ");
    const failure = starts.find((start) => start.failure !== "")?.failure ?? "";
    holds(
      "every process becomes ready",
      ({ ready, processes }) => ready === processes,
      `${all(({ ready }) => ready)} ${failure.slice(0, 2_000)}`,
    );
    holds(
      "one process migrates",
      ({ migrators }) => migrators === 1,
      all(({ migrators }) => migrators),
    );
    holds(
      "nothing is left to migrate",
      ({ pending }) => pending === 0,
      all(({ pending }) => pending),
    );
    notes.figure("the last is ready after", Math.max(...starts.map(({ tookMs }) => tookMs)), "ms");
  },
};
