import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, systemRandom } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import type { AgentControl, AppDesired, AppManifestInput } from "@homeport/tunnel";
import { createManagedApps } from "../src/apps/create-managed-apps.ts";
import type { AppLimits } from "../src/apps/limits.ts";
import type { ManagedApps } from "../src/apps/managed-apps.ts";
import { endGroup } from "../src/apps/process-identity.ts";
import { type AppRecord, AppRecords } from "../src/apps/record.ts";
import { testLimits } from "./test-limits.ts";

type Report = AgentControl & { type: "app.report" };

/** The apps of a host in a folder of their own, and everything that is said of them. */
export interface TestApps extends AsyncDisposable {
  readonly folder: string;
  readonly apps: ManagedApps;
  readonly reports: Report[];
  /** What was printed for the console. */
  log(): string;
  /** Asks for something; answers the first report of that generation from then on that is one of `until`. */
  ask(wanted: AppDesired, ...until: Report["status"][]): Promise<Report>;
  /** Another agent in the same folder, as after a restart; this one has left. */
  restart(): Promise<void>;
  record(name: string): Promise<AppRecord | null>;
}

export async function createTestApps(
  options: {
    readonly limits?: Partial<AppLimits>;
    readonly path?: string;
    /** Another's, as two agents on one machine would have by mistake. */
    readonly folder?: string;
    readonly isInUse?: () => boolean;
  } = {},
): Promise<TestApps> {
  const root = await mkdtemp(join(tmpdir(), "homeport-apps-"));
  const folder = options.folder ?? join(root, "apps");
  const reports: Report[] = [];
  let log = "";
  const line = {
    tell(message: AgentControl) {
      if (message.type === "app.report") reports.push(message);
      if (message.type === "app.log") log += message.text;
      return true;
    },
  };
  const path = options.path ?? process.env["PATH"] ?? "";
  const open = () =>
    createManagedApps({
      ...{ appsFolder: folder, clock: systemClock, random: systemRandom },
      limits: { ...testLimits, ...options.limits },
      surroundings: { forApps: { PATH: path }, forDocker: { PATH: path, HOME: root } },
      isInUse: options.isInUse ?? (() => false),
      lines: () => [line],
      onState: () => undefined,
      onSetAside: () => undefined,
    });
  let apps = open();
  await apps.hold();

  async function read(): Promise<AppRecord[]> {
    const records = new AppRecords(folder);
    await records.load();
    return records.list();
  }

  return {
    folder,
    get apps() {
      return apps;
    },
    reports,
    log: () => log,
    async ask(wanted, ...until) {
      const from = reports.length;
      apps.take(wanted, line);
      const isIt = (report: Report) =>
        report.appId === wanted.appId &&
        report.generation === wanted.generation &&
        until.includes(report.status);
      return await waitFor(() => reports.slice(from).find(isIt), {
        deadlineMs: 20_000,
        what: `${wanted.name} ${until.join(" or ")}, not only ${JSON.stringify(reports.slice(from))}`,
      });
    },
    async restart() {
      await apps.release();
      apps = open();
      await apps.hold();
    },
    record: async (name) => (await read()).find((record) => record.name === name) ?? null,
    async [Symbol.asyncDispose]() {
      await apps.release();
      for (const { process } of await read()) {
        if (process !== null) await endGroup(process, { clock: systemClock, graceMs: 0 });
      }
      await rm(root, { recursive: true, maxRetries: 3 });
    },
  };
}

type Kind = NonNullable<AppDesired["operation"]>["kind"];

/** What a relay says that it wants of an app. */
export function wantOf(app: { appId: string; name: string; manifest: object }) {
  return (
    generation: number,
    kind: Kind | null,
    options: { desired?: AppDesired["desired"]; isIdle?: boolean; deleteData?: boolean } = {},
  ): AppDesired => {
    const { isIdle = false, deleteData = false } = options;
    const usual = kind === "stop" ? "stopped" : kind === "uninstall" ? "uninstalled" : "running";
    return {
      ...{ type: "app.desired", appId: app.appId, name: app.name, generation },
      desired: options.desired ?? usual,
      operation: kind === null ? null : { kind, isIdle, deleteData },
      manifest: JSON.parse(JSON.stringify(app.manifest)),
    };
  };
}

/** A program that answers on its port, says so, and keeps a file in its folder. */
export const answering = `
const { createServer } = require("node:http");
const { appendFileSync } = require("node:fs");
appendFileSync("starts", process.pid + "\\n");
createServer((request, response) => response.end(JSON.stringify(process.env)))
  .listen(process.env.PORT, "127.0.0.1", () => console.log("listening on " + process.env.PORT));
`;

export function processManifest(
  script: string,
  rest: Partial<AppManifestInput> = {},
): AppManifestInput {
  return {
    ...{ version: 1, name: "notes", title: "Notes", runtime: "process" },
    process: { argv: [process.execPath, "-e", script] },
    ...rest,
  };
}

/** An app of one service; `image` says what its container does in the `docker` of tests. */
export function composeManifest(
  image = "notes",
  rest: Partial<AppManifestInput> = {},
): AppManifestInput {
  return {
    ...{ version: 1, name: "notes", title: "Notes", runtime: "compose" },
    compose: {
      file: `services: {web: {image: "${image}", volumes: ["./data:/data", "db:/db"]}}\nvolumes: {db: {}}`,
    },
    entry: { service: "web", port: 80 },
    ...rest,
  };
}
