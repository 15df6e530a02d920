import type { ActingBy } from "@homeport/gate";
import { z } from "zod";
import { ApiError } from "../errors.ts";
import { type AskRelayDeps, askAnyRelay } from "./ask-any-relay.ts";
import { readJson, readRefusal } from "./read-answer.ts";

export interface HostLog {
  /** Oldest first, each a record of the agent's log as JSON. */
  readonly lines: string[];
  /** Why there are none: what the relay said. */
  readonly refusal: { readonly code: string; readonly sentence: string } | null;
}

export interface TailHostLogInput {
  readonly hostId: string;
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
 * Has a relay ask a host's agent for the newest lines of its own log. What the relay refuses is an answer; throws
 * RELAY_UNREACHABLE and NO_RELAY_ANSWERS.
 */
export async function tailHostLog(
  deps: AskRelayDeps,
  { hostId, lines, by }: TailHostLogInput,
  signal: AbortSignal,
): Promise<HostLog> {
  const late = new AbortController();
  const timer = deps.clock.after(wholeMs, () => late.abort(new Error("the log takes too long")));
  try {
    const question = { tool: `_log?lines=${lines}`, accept: "application/json", hostId, by };
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
