import { contender } from "../contender.ts";
import { startWeb, startWorker, type Web } from "../product/web.ts";
import { type OwnProgram, type Program, startProgram } from "../program.ts";
import type { Site } from "../site.ts";
import { type Asked, asked, askProgram } from "./asked.ts";

/** Ten thousand vaults are made before the first is moved. */
const readyWithinMs = 300_000;

/** The product's processes and the programs that load them; each is brought up once, when the first needs it. */
export interface VaultStage {
  web(): Promise<Web>;
  worker(): Promise<Program>;
  /** The verbs in a process of their own, which is the client of web, too. */
  verbs(): Promise<OwnProgram>;
}

export function openVaultStage(site: Site, vaults: number): VaultStage {
  const { stage } = site;
  const web = once(async () => await startWeb(stage, await site.openLab()));
  const worker = once(async () => await startWorker(stage, await site.openLab()));
  const verbs = once(async () => {
    const { databaseUrl, secret } = await site.openLab();
    const { url } = await web();
    const args = [databaseUrl, secret, url, vaults];
    return await startProgram(stage, "verbs", "vaults.ts", args, { readyWithinMs });
  });
  return { web, worker, verbs };
}

export function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= start();
    return started;
  };
}

/** What the verbs say of one measurement, with a worker beside them where it takes one. */
export function measuredVerbs(
  name: string,
  measurement: string,
  stage: VaultStage,
  { withWorker = false } = {},
) {
  return asked(name, measurement, async () => {
    if (withWorker) await stage.worker();
    return await stage.verbs();
  });
}

interface Streaming extends Asked {
  readonly open: string;
  readonly change: string;
}

/** Streams of vaults, and of a bare route of the same mount, with who watches them. */
export function vaultStreams(site: Site, stage: VaultStage) {
  const start = async (port: number, watched: Program): Promise<Asked> => {
    const { databaseUrl, secret } = await site.openLab();
    const { url } = await stage.web();
    const args = [databaseUrl, secret, url, port];
    const watchers = await startProgram(site.stage, "watchers", "vault-watchers.ts", args);
    const running = { port: 0, host: "", headers: {}, programs: [watched] };
    return { ...running, ask: (what, seconds) => askProgram(watchers, what, seconds) };
  };
  return [
    contender<Streaming>("vault-streams", async () => ({
      ...(await start(0, await stage.web())),
      ...{ open: "open-vaults", change: "change-vaults" },
    })),
    contender<Streaming>("bare-streams", async () => {
      const bare = await startProgram(site.stage, "bare", "bare-sse.ts");
      return { ...(await start(bare.port, bare)), open: "open-bare", change: "change-bare" };
    }),
  ];
}
