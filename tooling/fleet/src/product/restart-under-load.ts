import { waitFor } from "@homeport/testkit";
import { openWatchers } from "../load/keep-open.ts";
import { openLoad } from "../load/open-load.ts";
import type { ConsoleBrowser } from "./console-browser.ts";
import { keepListening } from "./keep-listening.ts";
import { keepUploading } from "./keep-uploading.ts";
import type { StartedHomeport } from "./start-homeport.ts";

/** What visitors and users saw of replicas that ended and came back. */
export interface RestartFindings {
  /** One line for everything that failed, or was lost. */
  readonly failures: readonly string[];
  /** Ids of requests whose effect was answered. */
  readonly promised: readonly string[];
  /** SHA-256 of every photo that was taken whole. */
  readonly hashes: readonly string[];
  /** Photos that went on at another replica than the one where they began. */
  readonly continued: number;
  /** Streams that a replica ended with the word to come again. */
  readonly told: number;
}

export interface RestartPlan {
  readonly homeport: StartedHomeport;
  readonly appHost: string;
  /** Signed in, and of an organization that takes photos. */
  readonly owner: ConsoleBrowser;
  readonly organizationId: string;
  /** By which the vault of the start knows a reader. */
  readonly reader: ConsoleBrowser;
  readonly signal: "SIGTERM" | "SIGKILL";
  chosen(process: RunningProcess): boolean;
}

type RunningProcess = ReturnType<StartedHomeport["processes"]>[number];

const watched = { events: 2, echoes: 2 };
const uploaders = 2;
const photo = { bytes: 1024 * 1024, overMs: 3_000 };
/** As the streams of vaults end, and as live queries do. */
const partings = { vault: /retry: 100\n\n$/, tasks: /DRAINING|event: return/ };

/**
 * Ends the chosen replicas, one after the other, each when the one before is back, while visitors of an app ask, hold
 * event streams and WebSockets, and users of the console ask, upload photos and listen.
 */
export async function restartUnderLoad(plan: RestartPlan): Promise<RestartFindings> {
  const { homeport, appHost, owner, reader } = plan;
  const visitor = { port: Number(new URL(homeport.appsUrl).port), relayOf: () => null };
  const load = openLoad({ ...visitor, perSecond: 40, hosts: [appHost], effectEvery: 5 });
  const watchers = openWatchers({ ...visitor, hosts: [appHost], ...watched });
  const { webUrl } = homeport;
  const asking = keepAsking(owner, webUrl, 10);
  const uploading = Array.from({ length: uploaders }, () =>
    keepUploading({
      ...{ webUrl, headers: owner.credentials(), organizationId: plan.organizationId },
      ...photo,
    }),
  );
  const vaultPath = `/api/v1/vaults/${homeport.sampleVault.vaultId}/events`;
  const listening = [
    keepListening({
      ...{ url: `${webUrl}${vaultPath}`, headers: reader.credentials(), parting: partings.vault },
    }),
    keepListening({
      ...{ url: `${webUrl}/api/trpc/gallery.tasks.watch`, headers: owner.credentials() },
      parting: partings.tasks,
    }),
  ];
  const allAlive = () =>
    waitFor(
      () =>
        watchers.aliveCount() === watched.events + watched.echoes &&
        listening.every(({ isAlive }) => isAlive),
      { deadlineMs: 30_000, everyMs: 50, what: "whoever holds a connection has one" },
    );
  await allAlive();
  for (const running of homeport.processes().filter((each) => plan.chosen(each))) {
    await restart(homeport, running, plan.signal);
    await load.lasts(500);
    await allAlive();
  }
  await load.stop();
  watchers.stop();
  const photos = await Promise.all(uploading.map((each) => each.stop()));
  for (const each of listening) each.stop();

  const failed = load.records.filter(({ status, outcome, id }) => status !== 200 || outcome !== id);
  return {
    failures: [
      ...failed.map(({ method, status, outcome }) => `app: ${method} ${status} ${outcome}`),
      ...watchers.interruptions
        .filter(({ backAfterMs }) => backAfterMs === null)
        .map(({ kind, reason }) => `app: ${kind} did not come back after ${reason}`),
      ...(await asking.stop()).map((text) => `console: ${text}`),
      ...photos.flatMap(({ failures }) => failures).map((text) => `upload: ${text}`),
      ...listening.flatMap(({ failures }) => failures).map((text) => `stream: ${text}`),
    ],
    promised: load.records
      .filter(({ method, status }) => method === "POST" && status === 200)
      .map(({ id }) => id),
    hashes: photos.flatMap(({ hashes }) => hashes),
    continued: photos.reduce((sum, { continued }) => sum + continued, 0),
    told: listening.reduce((sum, { told }) => sum + told, 0),
  };
}

async function restart(
  homeport: StartedHomeport,
  { app, pid, port }: RunningProcess,
  signal: RestartPlan["signal"],
): Promise<void> {
  process.kill(pid, signal);
  await waitFor(
    () => {
      const now = homeport.processes();
      const isBack = now.some((one) => one.app === app && one.port === port && one.pid !== pid);
      return isBack && !now.some((one) => one.pid === pid);
    },
    { deadlineMs: 60_000, everyMs: 100, what: `${app} ${pid} is back` },
  );
}

/** Asks the console through its front so many times a second; answers everything that was no success. */
function keepAsking(owner: ConsoleBrowser, webUrl: string, perSecond: number) {
  const open: Promise<void>[] = [];
  const refused: string[] = [];
  const timer = setInterval(() => {
    const asked = owner.query(webUrl, "session.me").then(
      ({ status }) => void (status === 200 ? null : refused.push(String(status))),
      (error: Error) => void refused.push(`${error.message} ${String(error.cause)}`),
    );
    open.push(asked);
  }, 1_000 / perSecond);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      return refused;
    },
  };
}
