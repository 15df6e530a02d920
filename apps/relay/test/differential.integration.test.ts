import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import {
  type ExchangePlan,
  planTarget,
  randomPlan,
  runExchange,
  type Seen,
  seededRandom,
  sizesWithin,
} from "./exchange-plan.ts";
import { timesOf } from "./full-run.ts";
import { openTestBed, portOf, startTarget } from "./test-bed.ts";

const exchanges = timesOf(200, 5_000);
const atOnce = 6;
const totalBytes = (2 ** 30 * exchanges) / 5_000;

/** What the relay adds, sets anew or ends: everything else is the same with and without it. */
const relaysOwn = [
  /^host: /i,
  /^connection: /i,
  /^keep-alive: /i,
  /^transfer-encoding: /i,
  /^content-length: /i,
  /^x-forwarded-(for|proto|host|port): /i,
  /^x-request-id: /i,
  /^x-homeport-[a-z-]+: /i,
];

function comparable(seen: Seen | undefined): string[] {
  return (seen?.lines ?? ["not seen"]).filter((line) => !relaysOwn.some((own) => own.test(line)));
}

/** Answers that the two ways may see differently: nobody can tell where a cut or an early answer falls. */
function isExact(plan: ExchangePlan): boolean {
  return !plan.cut && !plan.leaves && !(plan.early && plan.requestBytes > 0);
}

test.each(["websocket", "raw"] as const)(
  `${exchanges} random exchanges through a %s tunnel equal the direct ones`,
  async (wire) => {
    await using bed = await openTestBed({ wire });
    const plans = new Map<string, ExchangePlan>();
    const appSaw = new Map<string, Seen>();
    await using target = await startTarget(
      planTarget(plans, (id, seen) => void appSaw.set(id, seen)),
    );
    target.server.maxHeadersCount = 0;
    const host = await bed.app("demo", target.server);
    const random = seededRandom(wire === "raw" ? 7 : 11);
    const size = sizesWithin(totalBytes, exchanges, random);
    let next = 0;

    async function runOne(): Promise<void> {
      next += 1;
      const begun = next;
      const base = randomPlan(`${begun}`, random, () => size(begun));
      const [through, direct] = ["through", "direct"].map((way) => ({
        ...base,
        id: `${way}-${base.id}`,
      }));
      if (through === undefined || direct === undefined) return;
      plans.set(through.id, through);
      plans.set(direct.id, direct);
      const one = await runExchange(direct, { port: portOf(target.server), host });
      const other = await runExchange(through, { port: bed.relay.port, host });
      const told = JSON.stringify(base);
      if (base.leaves) await bothSawLeave(through.id, direct.id, told);
      if (base.cut && base.answerBytes > 1 && !base.leaves)
        expect(cutOf(other), told).toEqual(cutOf(one));
      if (!isExact(base)) return;
      expect(hideIds(comparable(other)), told).toEqual(hideIds(comparable(one)));
      const seen = [appSaw.get(through.id), appSaw.get(direct.id)].map(comparable).map(hideIds);
      expect(seen[0], told).toEqual(seen[1]);
    }

    async function bothSawLeave(one: string, other: string, told: string): Promise<void> {
      const saw = (id: string) => appSaw.get(id)?.lines[0] === "left";
      await waitFor(() => saw(one) && saw(other), { deadlineMs: 5_000, what: told });
    }

    async function runSome(): Promise<void> {
      while (next < exchanges) await runOne();
    }
    await Promise.all(Array.from({ length: atOnce }, runSome));
    expect(next).toBeGreaterThanOrEqual(exchanges);
  },
  timesOf(60_000, 3_600_000),
);

/** Whether a cut answer can be told from a whole one; a reset may also overtake all that was answered before it. */
function cutOf(seen: Seen): boolean {
  const told = ["no answer", "X-Homeport-Error: TARGET_RESET"];
  return (
    seen.lines.at(-1) === "cut" ||
    seen.lines.some((line) => told.some((text) => line.startsWith(text)))
  );
}

/** The two ways of one exchange have different ids. */
function hideIds(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/X-Plan: .*/, "X-Plan"));
}
