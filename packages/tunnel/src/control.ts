import { z } from "zod";

/** Pairs an answer with its question on one control stream. */
const id = z.string().min(1).max(64);
const appId = z.string().min(1).max(64);
const appName = z.string().min(1).max(63);
const target = z.string().max(1_024);
const protocol = z.enum(["http", "tcp"]);
const level = z.enum(["public", "signed-in", "members", "owner", "link"]);
const failure = z.strictObject({ code: z.string().max(64), message: z.string().max(512) });

/** Agent: make these apps of this host exist, at these targets. */
const appsDeclare = z.strictObject({
  type: z.literal("apps.declare"),
  id,
  apps: z
    .array(z.strictObject({ name: appName, target, protocol, level: level.optional() }))
    .min(1)
    .max(100),
});

/** Relay: what became of each declared app, in the same order. */
const appsDeclared = z.strictObject({
  type: z.literal("apps.declared"),
  id,
  apps: z.array(
    z.union([
      z.strictObject({ name: appName, appId, url: z.string(), level, created: z.boolean() }),
      z.strictObject({ name: appName, error: failure }),
    ]),
  ),
});

/** Agent: the last connect result of each app, sent on change. */
const targets = z.strictObject({
  type: z.literal("targets"),
  targets: z
    .array(
      z.strictObject({
        appId,
        /** The RST name of the failure; null when the target answered. */
        error: z.string().max(64).nullable(),
        atMs: z.int(),
      }),
    )
    .max(100),
});

/** What an app on a host is to be done to, and on whose account. */
const operation = z.strictObject({
  kind: z.enum(["install", "start", "stop", "reinstall", "uninstall"]),
  /** Nobody asked: it was not visited for its time. An agent that carries a stream of it says `busy`. */
  isIdle: z.boolean(),
  /** What the app has stored goes too. */
  deleteData: z.boolean(),
});

/** Relay: the state an app is meant to have, said again every few seconds. */
const appDesired = z.strictObject({
  type: z.literal("app.desired"),
  appId,
  name: appName,
  generation: z.int().min(0),
  desired: z.enum(["running", "stopped", "uninstalled"]),
  /** What brought this generation about. Null once that is over: then the agent only looks. */
  operation: operation.nullable(),
  manifest: z.json().nullable(),
});

export const reportedStatuses = [
  "installing",
  "installed",
  "starting",
  "running",
  "stopping",
  "stopped",
  /** It was running, and ended without being asked. */
  "exited",
  "failed",
  /** It is in use, so an idle stop was not carried out. */
  "busy",
  "removed",
  /** This host has no such app. */
  "missing",
] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];

/** Agent: how far it is. A report of an older generation changes nothing. */
const appReport = z.strictObject({
  type: z.literal("app.report"),
  appId,
  generation: z.int().min(0),
  status: z.enum(reportedStatuses),
  code: z.string().max(64).nullable(),
  detail: z.string().max(2_048).nullable(),
});

/** Agent: what the commands of an operation, or an app that did not start, have printed since the last message. */
const appLog = z.strictObject({
  type: z.literal("app.log"),
  appId,
  generation: z.int().min(0),
  text: z.string().min(1).max(16_384),
});

/** Agent: a new public key, proved by the old key and by itself. */
const keyRotate = z.strictObject({
  type: z.literal("key.rotate"),
  id,
  publicKey: z.base64url().length(43),
  signedByOld: z.base64url().length(86),
  signedByNew: z.base64url().length(86),
});

const keyRotated = z.strictObject({
  type: z.literal("key.rotated"),
  id,
  /** The old key is good until then, by the store's clock. */
  oldKeyNotAfterMs: z.int(),
});

/** Relay: show the newest lines of an app's log, or without an app of the agent's own. */
const logTail = z.strictObject({
  type: z.literal("log.tail"),
  id,
  appId: appId.optional(),
  lines: z.int().min(1).max(1_000),
});

const logLines = z.strictObject({
  type: z.literal("log.lines"),
  id,
  lines: z.array(z.string().max(8_192)).max(1_000),
  done: z.boolean(),
});

export const agentControlSchema = z.discriminatedUnion("type", [
  appsDeclare,
  targets,
  appReport,
  appLog,
  keyRotate,
  logLines,
]);

export const relayControlSchema = z.discriminatedUnion("type", [
  appsDeclared,
  appDesired,
  keyRotated,
  logTail,
]);

/** Either side: the message was not understood, or what it asked for failed. The stream lives on. */
export const controlErrorSchema = z.strictObject({
  error: z.string().max(64),
  id: id.optional(),
  message: z.string().max(512).optional(),
});

export type AgentControl = z.infer<typeof agentControlSchema>;
export type RelayControl = z.infer<typeof relayControlSchema>;
export type ControlError = z.infer<typeof controlErrorSchema>;
export type AppsDeclare = z.infer<typeof appsDeclare>;
export type AppsDeclared = z.infer<typeof appsDeclared>;
export type KeyRotate = z.infer<typeof keyRotate>;
export type KeyRotated = z.infer<typeof keyRotated>;
export type AppDesired = z.infer<typeof appDesired>;
export type AppReport = z.infer<typeof appReport>;
export type AppLog = z.infer<typeof appLog>;
