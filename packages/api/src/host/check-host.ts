import type { IncomingMessage } from "node:http";
import type { ActingBy } from "@homeport/gate";
import {
  type CheckStep,
  checkStepSchema,
  checkSteps,
  failedStep,
  skippedStep,
} from "@homeport/hosts";
import { apiErrors } from "../errors.ts";
import { type AskRelayDeps, askAnyRelay } from "./ask-any-relay.ts";
import { readRefusal } from "./read-answer.ts";
import { readLines } from "./read-lines.ts";

export interface CheckInput {
  readonly hostId: string;
  /** Whose target is tried; the host's default app without it. */
  readonly appId?: string | undefined;
  /** In whose name the relay is asked. */
  readonly by: ActingBy;
}

/** More than all steps may take together. */
const walkMs = 30_000;

/**
 * Has a relay walk the way to a host, and passes each step on as soon as it is over. The relay is asked at the address of
 * all apps, and where that does not answer at addresses of single relays; each time with a ticket that is good for this
 * check alone. Never throws for a step that fails: that is what a check finds.
 */
export async function* checkHost(
  deps: AskRelayDeps,
  input: CheckInput,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const { clock } = deps;
  const { hostId, appId, by } = input;
  const startedMs = clock.monotonicMs();
  const elapsedMs = () => Math.round(clock.monotonicMs() - startedMs);
  const late = new AbortController();
  const timer = clock.after(walkMs, () => late.abort(new Error("the walk takes too long")));
  const stop = AbortSignal.any([signal, late.signal]);
  try {
    const query = appId === undefined ? "" : `?${new URLSearchParams({ app: appId })}`;
    const question = { tool: `_status${query}`, accept: "application/x-ndjson", hostId, by };
    const answer = await askAnyRelay(deps, { ...question, purpose: "host.check" }, stop);
    if (answer === null) yield* unreached(elapsedMs(), "RELAY_UNREACHABLE");
    else if (answer.statusCode === 200) yield* passOn(answer, elapsedMs());
    else yield* refused(answer, elapsedMs());
  } finally {
    timer.cancel();
    // Whoever left before the end ends the walk, too.
    late.abort(new Error("nobody waits for the rest"));
  }
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

/** A relay that answers but does not walk, in its own words; or something in front of it that is none. */
async function* refused(answer: IncomingMessage, ms: number): AsyncGenerator<CheckStep> {
  const refusal = await readRefusal(answer);
  if (refusal === null) return yield* unreached(ms, "NO_RELAY_ANSWERS");
  const { code, message: sentence } = refusal;
  yield failedStep("relay", ms, { code, sentence });
  yield* skipBehindRelay();
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
