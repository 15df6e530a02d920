import { z } from "zod";

/** What an app may be allowed beyond its own folder and ports; each is granted by name when it is installed. */
export const consentWords = [
  "docker-socket",
  "host-network",
  "privileged",
  "devices",
  "gpu",
  "net-admin",
  "host-paths",
  "public-ports",
] as const;
export type ConsentWord = (typeof consentWords)[number];

/** Leaves room for the rest of the message: a control line holds 65,536 bytes. */
export const maxManifestBytes = 48 * 1024;

/** The shortest time without a visitor after which an app may be stopped. */
export const minIdleStopMs = 60_000;

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "is not a variable's name");
const port = z.int().min(1).max(65_535);

/** A program that the agent starts itself. It gets its port as `PORT` and `HOMEPORT_APP_PORT`. */
const processSchema = z.strictObject({
  argv: z.array(z.string().min(1).max(4_096)).min(1).max(64),
  /** Inside the app's folder unless it is absolute; left out, that folder. */
  cwd: z.string().min(1).max(1_024).optional(),
  env: z.record(variableName, z.string().max(8_192)).optional(),
});

const settingSchema = z.union([
  z.strictObject({ value: z.string().max(8_192) }),
  /** Made on the host when it is first needed, kept there, and never told to anybody. */
  z.strictObject({ generate: z.strictObject({ bytes: z.int().min(16).max(64) }) }),
]);

/**
 * Docker Compose. The file publishes `127.0.0.1:${HOMEPORT_APP_PORT}`, or the agent adds it to the entry's service. Where there are
 * `settings`, the agent puts their values in for `${NAME}` when it has read the file, and its own time zone and user for
 * `${HOMEPORT_TZ}`, `${HOMEPORT_UID}` and `${HOMEPORT_GID}`.
 */
const composeSchema = z.strictObject({
  file: z.string().min(1).max(32_768),
  settings: z.record(variableName, settingSchema).optional(),
});

const probeSchema = z.discriminatedUnion("kind", [
  /** Answers below 500 to GET: ready. */
  z.strictObject({ kind: z.literal("http"), path: z.string().startsWith("/").max(1_024) }),
  /** Takes a connection: ready. */
  z.strictObject({ kind: z.literal("tcp") }),
]);

const ruleSchema = z.strictObject({
  path: z.string().min(1).max(2_048),
  match: z.enum(["prefix", "exact"]),
  level: z.enum(["public", "link", "signed-in", "members", "owner"]),
  headers: z.record(z.string(), z.string().max(1_024)).optional(),
});

/** An app to install on a host, version 1. */
export const appManifestSchema = z
  .strictObject({
    version: z.literal(1),
    /** Becomes the label of its address, and names its folder and containers. */
    name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "is 1 to 63 of a-z, 0-9 and -"),
    title: z.string().trim().min(1).max(100),
    /** A character, or a picture as a data URL. */
    icon: z.string().min(1).max(8_192).optional(),
    runtime: z.enum(["process", "compose"]),
    process: processSchema.optional(),
    compose: composeSchema.optional(),
    /** Where it listens: the service and port of a compose file; for a process only where it cannot follow `PORT`. */
    entry: z.strictObject({ service: z.string().min(1).max(63).optional(), port }).optional(),
    probe: probeSchema.optional(),
    /** How long it is left alone once it is ready. */
    settleMs: z.int().min(0).max(60_000).optional(),
    /** Null: never stopped for want of visitors. */
    idleStopMs: z.int().min(minIdleStopMs).max(31_536_000_000).nullable().optional(),
    /** Started whenever it is seen stopped. */
    alwaysOn: z.boolean().optional(),
    /** Whether a visit starts it; it does unless this says no. */
    autostart: z.boolean().optional(),
    rules: z.array(ruleSchema).max(200).default([]),
    /** Headers that every request of a visitor carries to it. */
    headers: z.record(z.string(), z.string().max(1_024)).optional(),
    consents: z.array(z.enum(consentWords)).default([]),
  })
  .check(({ value, issues }) => {
    for (const message of contradictionsOf(value)) {
      issues.push({ code: "custom", message, input: value, path: [] });
    }
  });

export type AppManifest = z.infer<typeof appManifestSchema>;
export type AppManifestInput = z.input<typeof appManifestSchema>;

interface Contradictory {
  readonly runtime: "process" | "compose";
  readonly process?: unknown;
  readonly compose?: unknown;
  readonly entry?: { readonly service?: string | undefined; readonly port: number } | undefined;
  readonly idleStopMs?: number | null | undefined;
  readonly alwaysOn?: boolean | undefined;
  readonly autostart?: boolean | undefined;
}

function contradictionsOf(manifest: Contradictory): string[] {
  const { runtime, entry } = manifest;
  const other = runtime === "process" ? "compose" : "process";
  return [
    manifest[runtime] === undefined ? `runtime is ${runtime}, so ${runtime} is needed` : null,
    manifest[other] === undefined ? null : `runtime is ${runtime}, so ${other} has no meaning`,
    runtime === "compose" && entry?.service === undefined ? "entry.service is needed" : null,
    runtime === "process" && entry?.service !== undefined ? "a process has no entry.service" : null,
    manifest.alwaysOn === true && typeof manifest.idleStopMs === "number"
      ? "alwaysOn and idleStopMs exclude each other"
      : null,
    manifest.alwaysOn === true && manifest.autostart === false ? "alwaysOn needs autostart" : null,
  ].filter((problem) => problem !== null);
}

export type ReadManifest =
  | { readonly manifest: AppManifest; readonly problems: null }
  | { readonly manifest: null; readonly problems: readonly string[] };

/** Reads a manifest that somebody wrote. All that is wrong with it is listed at once, each with its place. */
export function readAppManifest(input: unknown): ReadManifest {
  const parsed = appManifestSchema.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    );
    return { manifest: null, problems };
  }
  const bytes = Buffer.byteLength(JSON.stringify(parsed.data));
  if (bytes > maxManifestBytes) {
    return { manifest: null, problems: [`it has ${bytes} bytes; ${maxManifestBytes} are allowed`] };
  }
  return { manifest: parsed.data, problems: null };
}
