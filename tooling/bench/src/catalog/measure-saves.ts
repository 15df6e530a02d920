import { setTimeout as pause } from "node:timers/promises";
import { corpusSlug } from "@homeport/catalog/testing";
import { type ConsoleAnswer, type ConsoleBrowser, openConsoleBrowser } from "@homeport/fleet";
import { z } from "zod";
import type { LiveCatalog } from "./live-catalog.ts";

const saves = 200;
const pushes = 40;
const rounds = 2;
const lookEveryMs = 100;

/** Saves of many entries at once through two replicas, until each is live; and plain pushes of a commit each. */
export async function measureSaves(live: LiveCatalog) {
  const { webs, origin, operator } = live;
  const urls = webs.slice(0, 2).map(({ url }) => url);
  const person = openConsoleBrowser(origin);
  await person.post(urls[0] ?? "", "/api/auth/sign-up/email", { ...operator, name: "Operator" });
  await pushEach(live, 5);
  let [savedMs, pushedMs] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    pushedMs += await pushEach(live, pushes / 2);
    savedMs += await saveAll(person, urls, round);
    pushedMs += await pushEach(live, pushes / 2);
  }
  const rate = (count: number, tookMs: number) => ({ perSecond: (count * 1_000) / tookMs });
  return { saves: rate(rounds * saves, savedMs), pushes: rate(rounds * pushes, pushedMs) };
}

const operation = z.object({ operationId: z.string(), state: z.string() });

async function saveAll(
  person: ConsoleBrowser,
  urls: readonly string[],
  round: number,
): Promise<number> {
  const beganMs = performance.now();
  const all = Array.from({ length: saves }, async (_, at) => {
    const url = urls[at % urls.length] ?? "";
    const { status, body } = await save(person, url, {
      ...{ slug: corpusSlug(1_000 + at), files: [], isNew: false },
      ...{ requestId: crypto.randomUUID() },
      changes: [{ path: ["summary"], value: `Saved in round ${round}.` }],
    });
    if (status !== 200) throw new Error(`a save was answered ${status}: ${JSON.stringify(body)}`);
    await untilLive(person, url, operation.parse(body));
  });
  await Promise.all(all);
  return performance.now() - beganMs;
}

/** A machine that is slow answers late; the same request is the same change, however often it is sent. */
async function save(person: ConsoleBrowser, url: string, input: object): Promise<ConsoleAnswer> {
  for (;;) {
    try {
      return await person.mutate(url, "catalog.entries.save", input);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;
    }
  }
}

const known = z.object({ state: z.string() });

/** A save that takes longer than its answer waits is asked for again. */
async function untilLive(
  person: ConsoleBrowser,
  url: string,
  { operationId: id, state }: z.infer<typeof operation>,
): Promise<void> {
  let now = state;
  while (now !== "live") {
    await pause(lookEveryMs);
    now = known.parse((await person.query(url, "catalog.operations.get", { id })).body).state;
  }
}

/** Commits that are there already are pushed one by one; in the end the catalog serves them. */
async function pushEach({ git, repository, reload }: LiveCatalog, count: number): Promise<number> {
  await git("fetch", "--quiet", repository.remote, "+refs/heads/main:refs/bench/main");
  const tree = await git("rev-parse", "refs/bench/main^{tree}");
  const commits: string[] = [];
  let last = await git("rev-parse", "refs/bench/main");
  for (let at = 0; at < count; at += 1) {
    last = await git("commit-tree", "-p", last, "-m", `Push ${at}`, tree);
    commits.push(last);
  }
  const beganMs = performance.now();
  for (const commit of commits) {
    await git("push", "--quiet", "--no-verify", repository.remote, `${commit}:refs/heads/main`);
  }
  const tookMs = performance.now() - beganMs;
  await reload(last);
  return tookMs;
}
