import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import {
  type CatalogLab,
  type CatalogWeb,
  inspectable,
  openCatalogLab,
  servedCommit,
  tellOfPush,
} from "@homeport/fleet";
import { openFolder } from "../own-folder.ts";
import type { Site } from "../site.ts";

const run = promisify(execFile);

/** A catalog of three replicas of web and one worker, and an idle clone of its repository. */
export interface LiveCatalog extends CatalogLab {
  readonly entries: number;
  /** Pushes a commit that changes one entry, another one each time. */
  changeOne(): Promise<string>;
  /** Tells the next replica in turn, and resolves with how long it took until all serve the commit; and once it is answered. */
  reload(commit: string): Promise<{ tookMs: number }>;
  /** Runs git in the clone, as a syncer would. */
  git(...args: string[]): Promise<string>;
}

const entries = 10_000;
/** So that nobody looks at the repository but for those who were told. */
const pollEveryMs = 3_600_000;
const lookEveryMs = 4;
const noLimits = ["page", "catalog-reload", "catalog-reload-failures", "api"]
  .map((name) => `${name}=1000000/s+1000000`)
  .join(",");

/** Ends with the stage. */
export async function openLiveCatalog({ stage }: Site): Promise<LiveCatalog> {
  const lab = await openCatalogLab(
    {
      ...{ webs: 3, workers: 1, entries, isQuick: false, pollEveryMs },
      ...{ webNodeArgs: inspectable, webEnv: { HOMEPORT_RATE_LIMITS: noLimits } },
    },
    stage.stack,
  );
  const { repository, webs } = lab;
  const clone = openFolder(stage.stack);
  const git = async (...args: string[]) => {
    const settings = ["-c", "transfer.fsckObjects=true", "-c", "gc.auto=0"];
    const { stdout } = await run("git", ["--git-dir", clone, ...settings, ...args], {
      env: { ...process.env, ...author },
    });
    return stdout.trim();
  };
  await run("git", ["clone", "--quiet", "--bare", repository.remote, clone]);
  let changes = 0;

  async function reload(commit: string) {
    const beganMs = performance.now();
    const web = webs[changes % webs.length];
    if (web === undefined) throw new Error("there is a replica");
    const told = tellOfPush(lab, web, commit);
    await Promise.all(webs.map((each) => untilServed(each, commit)));
    const tookMs = performance.now() - beganMs;
    const answer = await told;
    // What takes longer than a webhook waits is told of under its number.
    const isTaken = answer?.status === 200 || answer?.status === 202;
    if (!isTaken) throw new Error(`the webhook was answered ${answer?.status}`);
    return { tookMs };
  }

  const live: LiveCatalog = {
    ...{ ...lab, entries, reload, git },
    changeOne() {
      changes += 1;
      const number = (changes * 7_919) % entries;
      return repository.push(new Map([[number, { summary: `Changed in turn ${changes}.` }]]));
    },
  };
  await live.reload(await live.changeOne());
  return live;
}

const author = {
  GIT_AUTHOR_NAME: "Bench",
  GIT_AUTHOR_EMAIL: "bench@example.invalid",
  GIT_COMMITTER_NAME: "Bench",
  GIT_COMMITTER_EMAIL: "bench@example.invalid",
};

async function untilServed(web: CatalogWeb, commit: string): Promise<void> {
  while ((await servedCommit(web)) !== commit) await pause(lookEveryMs);
}
