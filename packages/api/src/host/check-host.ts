import type { IncomingMessage } from "node:http";
import { type GateDeps, issueActingTicket } from "@homeport/gate";
import {
  type CheckStep,
  checkStepSchema,
  checkSteps,
  type Directory,
  failedStep,
  skippedStep,
} from "@homeport/hosts";
import type { Clock } from "@homeport/platform";
import { z } from "zod";
import { apiErrors } from "../errors.ts";
import { askRelay } from "./ask-relay.ts";
import { readLines } from "./read-lines.ts";

export interface CheckDeps {
  readonly gate: Pick<GateDeps, "db" | "random">;
  readonly clock: Clock;
  readonly directory: Pick<Directory, "listRelays"> | null;
  readonly appsUrl: URL;
}

export interface CheckInput {
  readonly hostId: string;
  /** Whose target is tried; the host's default app without it. */
  readonly appId?: string | undefined;
  /** In whose name the relay is asked. */
  readonly sessionId: string;
}

/** For the head of an answer: a relay that is there writes it at once. */
const headMs = 5_000;
/** More than all steps may take together. */
const walkMs = 30_000;
const mostAddresses = 3;
const maxErrorBytes = 65_536;

/**
 * Has a relay walk the way to a host, and passes each step on as soon as it is over. The relay is asked at the address of
 * all apps, and where that does not answer at addresses of single relays; each time with a ticket that is good for this
 * check alone. Never throws for a step that fails: that is what a check finds.
 */
export async function* checkHost(
  deps: CheckDeps,
  input: CheckInput,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const { clock } = deps;
  const startedMs = clock.monotonicMs();
  const elapsedMs = () => Math.round(clock.monotonicMs() - startedMs);
  const late = new AbortController();
  const timer = clock.after(walkMs, () => late.abort(new Error("the walk takes too long")));
  const stop = AbortSignal.any([signal, late.signal]);
  try {
    const answer = await askAnyRelay(deps, input, stop);
    if (answer === null) yield* unreached(elapsedMs(), "RELAY_UNREACHABLE");
    else if (answer.statusCode === 200) yield* passOn(answer, elapsedMs());
    else yield* refused(answer, elapsedMs());
  } finally {
    timer.cancel();
    // Whoever left before the end ends the walk, too.
    late.abort(new Error("nobody waits for the rest"));
  }
}

async function askAnyRelay(
  deps: CheckDeps,
  { hostId, appId, sessionId }: CheckInput,
  stop: AbortSignal,
): Promise<IncomingMessage | null> {
  const query = appId === undefined ? "" : `?${new URLSearchParams({ app: appId })}`;
  const path = `/hosts/${encodeURIComponent(hostId)}/_status${query}`;
  for (const address of await findAddresses(deps)) {
    const scope = { purpose: "host.check", subject: hostId } as const;
    const ticket = await issueActingTicket(deps.gate, { ...scope, sessionId });
    const headers = { Accept: "application/x-ndjson", "X-Homeport-Ticket": ticket };
    const late = new AbortController();
    const timer = deps.clock.after(headMs, () => late.abort(new Error("no answer in time")));
    try {
      const question = { address, host: deps.appsUrl.host, path, headers };
      return await askRelay(question, AbortSignal.any([stop, late.signal]));
    } catch {
      if (stop.aborted) return null;
    } finally {
      timer.cancel();
    }
  }
  return null;
}

/** The common address first; single relays are for the case that web cannot reach it. */
async function findAddresses({ appsUrl, directory }: CheckDeps): Promise<readonly URL[]> {
  const relays = (await directory?.listRelays().catch(() => [])) ?? [];
  const own = relays.flatMap(({ lease }) =>
    lease.publicUrl === undefined ? [] : [lease.publicUrl],
  );
  const origins = new Set([appsUrl.origin, ...own.filter((url) => URL.canParse(url))]);
  return [...origins].slice(0, mostAddresses).map((origin) => new URL(origin));
}

/** The relay's steps as it tells them. Should it fall silent, the step that it was about fails. */
async function* passOn(answer: IncomingMessage, reachedMs: number): AsyncGenerator<CheckStep> {
  let told = 0;
  try {
    for await (const line of readLines(answer)) {
      const step = checkStepSchema.parse(JSON.parse(line));
      told = checkSteps.indexOf(step.step) + 1;
      yield step.step === "relay" ? { ...step, ms: reachedMs } : step;
    }
  } catch {
    // What is left to tell is told below, whatever broke the answer.
  }
  const [cut, ...rest] = checkSteps.slice(told);
  if (cut === undefined) return;
  yield failedStep(cut, 0, { code: "RELAY_UNREACHABLE", sentence: silentSentence });
  for (const step of rest) yield skippedStep(step);
}

const silentSentence = "The relay stopped answering in the middle of the check.";

const refusalSchema = z.object({
  error: z.object({ code: z.string().max(64), message: z.string().max(1_024) }),
});

/** A relay that answers but does not walk, in its own words; or something in front of it that is none. */
async function* refused(answer: IncomingMessage, ms: number): AsyncGenerator<CheckStep> {
  const body = refusalSchema.safeParse(await readJson(answer));
  if (!body.success) return yield* unreached(ms, "NO_RELAY_ANSWERS");
  const { code, message: sentence } = body.data.error;
  yield failedStep("relay", ms, { code, sentence });
  yield* skipBehindRelay();
}

async function readJson(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxErrorBytes) return null;
    }
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return null;
  }
}

function* unreached(
  ms: number,
  code: "RELAY_UNREACHABLE" | "NO_RELAY_ANSWERS",
): Generator<CheckStep> {
  yield failedStep("relay", ms, { code, sentence: apiErrors[code].message });
  yield* skipBehindRelay();
}

function* skipBehindRelay(): Generator<CheckStep> {
  for (const step of checkSteps.slice(1)) yield skippedStep(step);
}
