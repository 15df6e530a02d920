import type { AppManifest } from "@homeport/tunnel";
import { markName } from "./child-env.ts";
import { type ComposeCommandParts, createComposeCommand } from "./compose-command.ts";
import { writeComposeFile } from "./compose-file.ts";
import type { Job } from "./job.ts";
import type { AppLimits } from "./limits.ts";
import { isPortFree } from "./ports.ts";
import { probeOnce } from "./probe.ts";
import { endGroup, findLeaders, readBoot } from "./process-identity.ts";
import { type ListedContainer, readPs } from "./read-ps.ts";
import type { AppPlaces, AppRecord } from "./record.ts";
import type { AppRuntime } from "./runtime.ts";

/** Lines of output that are told of a start that failed. */
const startLines = 200;
const connectWithinMs = 1_000;
/** For how long a port that answers as it should is enough to believe that nothing has changed. */
const askAgainMs = 5 * 60_000;
/** What a command has to end by itself that an agent left behind which was killed. */
const leftGraceMs = 10_000;

/**
 * Apps that Docker Compose runs, each a project of its own: `hp-` and its name. Its containers are Docker's and outlive
 * the agent; what is known of them is what `ps` says.
 */
export function createComposeRuntime(
  parts: ComposeCommandParts & { readonly limits: AppLimits },
): AppRuntime {
  const { clock } = parts;
  const run = createComposeCommand(parts);
  const askedAtMs = new Map<string, number>();
  const met = new Set<string>();

  /** An agent that was killed leaves its command running: two at once on one project get in each other's way. */
  async function endLeftOver(appId: string): Promise<void> {
    if (met.has(appId)) return;
    for (const leader of await findLeaders(`${markName}=${appId}`)) {
      await endGroup(leader, { clock, graceMs: leftGraceMs });
    }
    met.add(appId);
  }

  async function list(app: AppRecord, places: AppPlaces): Promise<ListedContainer[]> {
    if (!app.isCreated) return [];
    const containers = readPs(await run({ app, places, command: "ps" }));
    askedAtMs.set(app.appId, clock.monotonicMs());
    return containers.filter(({ Service }) => Service === app.service);
  }

  async function ask(app: AppRecord, places: AppPlaces): Promise<"up" | "down"> {
    const containers = await list(app, places);
    return containers.some(({ State }) => State === "running") ? "up" : "down";
  }

  async function prepare(job: Job, manifest: AppManifest): Promise<void> {
    await endLeftOver(job.record.appId);
    await writeComposeFile(job.places, manifest);
    await job.step("written");
  }

  async function logs(app: AppRecord, places: AppPlaces, lines: number): Promise<string> {
    if (!app.isCreated) return "";
    return await run({ app, places, command: "logs", more: ["--tail", String(lines)] });
  }

  return {
    lifeEveryMs: parts.limits.containersEveryMs,
    ask,
    async look(app, places) {
      const isRecent = clock.monotonicMs() - (askedAtMs.get(app.appId) ?? 0) < askAgainMs;
      const isTaken = await probeOnce({ kind: "tcp" }, app.port, connectWithinMs);
      // To ask Docker costs a hundred times as much, and this is done every few seconds for each app.
      if (isTaken === app.isReady && (isRecent || !app.isReady)) return isTaken ? "up" : "down";
      return await ask(app, places);
    },
    async create(job, manifest) {
      await prepare(job, manifest);
      const { places } = job;
      await run({ app: job.record, places, command: "pull", job });
      await job.step("pulled");
      await job.keep({ isCreated: true });
      await run({ app: job.record, places, command: "create", job });
    },
    async start(job, manifest, isUp) {
      await prepare(job, manifest);
      const { places } = job;
      if (!isUp && !(await isPortFree(job.record.port))) await job.movePort();
      await job.keep({ isCreated: true, boot: await readBoot() });
      await run({ app: job.record, places, command: "up", job });
    },
    async findEnd(app, places) {
      const containers = await list(app, places);
      const ended = containers.find(({ State }) => State === "exited" || State === "dead");
      if (containers.length === 0) return "its container is gone";
      return ended === undefined ? null : `its container ended with code ${ended.ExitCode}`;
    },
    readOutput: (app, places) => logs(app, places, startLines),
    async stop(job) {
      const { record: app, places } = job;
      await endLeftOver(app.appId);
      if (app.isCreated) await run({ app, places, command: "stop", job });
    },
    async remove(job, { deleteData }) {
      const { record: app, places } = job;
      await endLeftOver(app.appId);
      const more = deleteData ? ["--volumes"] : [];
      if (app.isCreated) await run({ app, places, command: "down", more, job });
      await job.keep({ isCreated: false });
    },
    async tail(app, places, lines) {
      const text = await logs(app, places, lines);
      return text
        .split("\n")
        .filter((line) => line !== "")
        .slice(-lines)
        .map(cutLine);
    },
  };
}

const maxLineChars = 8_192;

function cutLine(line: string): string {
  return line.slice(0, maxLineChars);
}
