import { z } from "zod";
import { declaredAppSchema } from "../state/files.ts";

/** What a command may ask of the running agent over its socket: one JSON line each way. */
export const localRequestSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("status") }),
  z.object({ op: z.literal("expose"), app: declaredAppSchema }),
  /** The app exists already; its target is permitted from now on. */
  z.object({ op: z.literal("permit"), app: declaredAppSchema }),
  /** The app is not carried any more. */
  z.object({ op: z.literal("forget"), name: z.string() }),
  /** Sends that many bytes up every live tunnel and back. */
  z.object({ op: z.literal("measure"), byteCount: z.int().min(1).max(4_194_304) }),
  /** Replaces the host's key. */
  z.object({ op: z.literal("rotate-key") }),
  z.object({ op: z.literal("stop") }),
]);
export type LocalRequest = z.infer<typeof localRequestSchema>;

export const slotReportSchema = z.object({
  slot: z.number(),
  state: z.string(),
  sinceMs: z.number(),
  nextAtMs: z.number().nullable(),
  relayId: z.string().nullable(),
  wire: z.string().nullable(),
  rttMs: z.number().nullable(),
  lastEnd: z.string().nullable(),
});

/** Everything `homeport status` shows; times are epoch milliseconds. */
export const statusSchema = z.object({
  pid: z.number(),
  version: z.string(),
  startedAtMs: z.number(),
  /** The epoch at which this agent began; null before it could reserve one. */
  run: z.number().nullable(),
  /** The configuration in force, and what is wrong with the file where it was not taken. */
  config: z.object({ file: z.string(), problems: z.array(z.string()) }),
  host: z.object({
    hostId: z.string(),
    name: z.string(),
    webUrl: z.string(),
    relayUrl: z.string(),
  }),
  slots: z.array(slotReportSchema),
  /** What this host runs itself. */
  managed: z.array(
    z.object({
      appId: z.string(),
      name: z.string(),
      runtime: z.string(),
      port: z.number(),
      status: z.string(),
      code: z.string().nullable(),
    }),
  ),
  apps: z.array(
    declaredAppSchema.extend({
      from: z.enum(["command", "file"]),
      problem: z.string().nullable(),
      lastConnect: z.object({ ok: z.boolean(), detail: z.string(), atMs: z.number() }).nullable(),
    }),
  ),
});
export type AgentStatus = z.infer<typeof statusSchema>;

/** The answer to `expose`: `refused` carries what the console or relay said. */
export const exposeAnswerSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("exposed"), app: declaredAppSchema }),
  z.object({ outcome: z.literal("refused"), code: z.string(), message: z.string() }),
]);
export type ExposeAnswer = z.infer<typeof exposeAnswerSchema>;

/** The answer to `rotate-key`; the time is the store's. */
export const rotateAnswerSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("rotated"), oldKeyNotAfterMs: z.number() }),
  z.object({ outcome: z.literal("refused"), code: z.string(), message: z.string() }),
]);
export type RotateAnswer = z.infer<typeof rotateAnswerSchema>;

export const forgetAnswerSchema = z.object({ forgotten: z.boolean() });

export const measureAnswerSchema = z.array(
  z.object({
    relayId: z.string(),
    wire: z.string(),
    echoMs: z.number().nullable(),
    error: z.string().nullable(),
  }),
);

export const localAnswerSchema = z.object({ answer: z.unknown() });
