import { z } from "zod";
import { isOfflineReason, type OfflineReason } from "../presence/reasons.ts";

/** The way from the console to what runs on a host, in the order in which it is walked. */
export const checkSteps = ["relay", "directory", "tunnel", "echo", "target"] as const;
export type CheckStepName = (typeof checkSteps)[number];

const text = z.string().max(512);
const epochMs = z.number().nonnegative();

const checkOwnerSchema = z.object({
  relayId: text,
  wire: text,
  connectedAtMs: epochMs,
  draining: z.boolean(),
});

const checkTunnelSchema = z.object({
  relayId: text,
  /** Whether the relay that was asked holds it, or one behind a link. */
  path: z.enum(["local", "peer"]),
  wire: text.nullable(),
  /** Null before the first answer to a ping. */
  rttMs: z.number().nonnegative().nullable(),
  connectedAtMs: epochMs.nullable(),
});

/** What became of one step of the walk. */
export const checkStepSchema = z.object({
  step: z.enum(checkSteps),
  /** `skipped`: a step before it failed, or there is nothing to try. */
  result: z.enum(["ok", "failed", "skipped"]),
  ms: z.number().nonnegative(),
  /** The stable code of the failure, or of why it was skipped. */
  code: z.string().max(64).nullable(),
  /** Why the host is offline, when that is the failure. */
  reason: z
    .custom<OfflineReason>((value) => typeof value === "string" && isOfflineReason(value))
    .nullable(),
  sentence: z.string().max(1_024).nullable(),
  /** What to do about it. */
  remedy: z.string().max(1_024).nullable(),
  /** Step `relay`: the one that walks. */
  relayId: text.optional(),
  /** Step `directory`: the tunnels that it knows. */
  owners: z.array(checkOwnerSchema).max(64).optional(),
  tunnel: checkTunnelSchema.optional(),
  /** Step `target`: the app that was tried. */
  app: z.object({ appId: text, name: text }).optional(),
});

export type CheckStep = z.infer<typeof checkStepSchema>;
export type CheckOwner = z.infer<typeof checkOwnerSchema>;
export type CheckTunnel = z.infer<typeof checkTunnelSchema>;

/** A step that succeeded. `more` is what was found. */
export function passedStep(
  step: CheckStepName,
  ms: number,
  more: Pick<CheckStep, "relayId" | "owners" | "tunnel" | "app"> = {},
): CheckStep {
  return { step, result: "ok", ms, ...nothing, ...more };
}

/** A step that was not tried. */
export function skippedStep(step: CheckStepName, code: string | null = null): CheckStep {
  return { step, result: "skipped", ms: 0, ...nothing, code };
}

const nothing = { code: null, reason: null, sentence: null, remedy: null };
