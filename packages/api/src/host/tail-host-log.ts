import type { ActingBy } from "@homeport/gate";
import { z } from "zod";
import { ApiError } from "../errors.ts";
import { type AskRelayDeps, askAnyRelay } from "./ask-any-relay.ts";
import { readJson, readRefusal } from "./read-answer.ts";

export interface HostLog {
  /** Oldest first: records of the agent's log as JSON, or what an app has printed. */
  readonly lines: string[];
  /** Why there are none: what the relay said. */
  readonly refusal: { readonly code: string; readonly sentence: string } | null;
}

export interface TailHostLogInput {
  readonly hostId: string;
  /** An app that the host runs; left out for the log of its agent. */
  readonly appId?: string;
  readonly lines: number;
  /** In whose name the relay is asked. */
  readonly by: ActingBy;
}

/** The relay asks the host, and waits for one that was lost just now. */
const headMs = 12_000;
const wholeMs = 20_000;
const maxBytes = 2 * 1024 * 1024;
const logSchema = z.object({ lines: z.array(z.string()).max(1_000) });

/**
 * Has a relay ask a host's agent for the newest lines of its own log, or of an app that it runs. What the relay refuses is an answer; throws
 * RELAY_UNREACHABLE and NO_RELAY_ANSWERS.
 */
export async function tailHostLog(
  deps: AskRelayDeps,
  { hostId, appId, lines, by }: TailHostLogInput,
  signal: AbortSignal,
): Promise<HostLog> {
  const late = new AbortController();
  const timer = deps.clock.after(wholeMs, () => late.abort(new Error("the log takes too long")));
  try {
    const app = appId === undefined ? "" : `&app=${encodeURIComponent(appId)}`;
    const question = { tool: `_log?lines=${lines}${app}`, accept: "application/json", hostId, by };
    const stop = AbortSignal.any([signal, late.signal]);
    const answer = await askAnyRelay(deps, { ...question, purpose: "host.log", headMs }, stop);
    if (answer === null) throw new ApiError("RELAY_UNREACHABLE");
    if (answer.statusCode !== 200) {
      const refusal = await readRefusal(answer);
      if (refusal === null) throw new ApiError("NO_RELAY_ANSWERS");
      return { lines: [], refusal: { code: refusal.code, sentence: refusal.message } };
    }
    const log = logSchema.safeParse(await readJson(answer, maxBytes));
    if (!log.success) throw new ApiError("NO_RELAY_ANSWERS");
    return { lines: log.data.lines, refusal: null };
  } finally {
    timer.cancel();
    late.abort(new Error("the answer is here"));
  }
}
