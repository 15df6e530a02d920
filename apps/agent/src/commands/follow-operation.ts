import type { HomeportClient } from "@homeport/client";
import { AgentError } from "../errors.ts";
import type { CommandContext } from "./context.ts";
import type { Shutdown } from "./shutdown.ts";
import type { SignedIn } from "./signed-in.ts";

type Operations = Awaited<ReturnType<HomeportClient["apps"]["operations"]["query"]>>;

/** What was asked to be done to an app, and what became of it. */
export type Operation = Operations["items"][number];

/** How long an operation is followed at most: longer than the console lets one be pending on a host that is there. */
const withinMs = 30 * 60_000;
const leastEveryMs = 300;
const mostEveryMs = 2_000;
/** An operation is found among so many: newer ones may take its place. */
const newest = 20;

export interface Followed {
  readonly who: SignedIn;
  readonly app: { readonly appId: string; readonly name: string };
  readonly operationId: string;
  /** Whether what it prints is printed here too. */
  readonly printsLog: boolean;
}

/**
 * Follows an operation until it is over; null when this command was told to end before that, or when the app was gone
 * with it. Throws `OPERATION_FAILED` with the reason, and `OPERATION_UNFINISHED` when that takes too long.
 */
export async function followOperation(
  ctx: CommandContext,
  { who, app, operationId, printsLog }: Followed,
  shutdown: Shutdown,
): Promise<Operation | null> {
  const { appId, name } = app;
  const endsAtMs = ctx.clock.monotonicMs() + withinMs;
  let isAskedToEnd = false;
  void shutdown.asked.then(() => {
    isAskedToEnd = true;
  });
  let printed = "";
  let everyMs = leastEveryMs;
  while (ctx.clock.monotonicMs() < endsAtMs) {
    const operation = await findOperation(who, appId, operationId);
    if (printsLog && operation !== null) {
      const text = await readLog(who, operationId);
      const added = addedTo(printed, text);
      if (added !== "") ctx.output.text(added);
      everyMs = added === "" ? Math.min(everyMs * 1.5, mostEveryMs) : leastEveryMs;
      printed = text;
    }
    const isOver = operation === null || operation.state === "done" || operation.state === "failed";
    if ((isOver || isAskedToEnd) && printed !== "" && !printed.endsWith("\n")) ctx.output.line("");
    if (operation?.state === "failed") throw failed(name, operation);
    if (isOver) return operation;
    if (isAskedToEnd) return null;
    await Promise.race([ctx.clock.sleep(everyMs), shutdown.asked]);
  }
  throw new AgentError("OPERATION_UNFINISHED", { detail: name });
}

async function findOperation(
  { find }: SignedIn,
  appId: string,
  operationId: string,
): Promise<Operation | null> {
  const page = await find((console) => console.apps.operations.query({ appId, limit: newest }));
  return page?.items.find((one) => one.operationId === operationId) ?? null;
}

async function readLog({ find }: SignedIn, operationId: string): Promise<string> {
  const log = await find((console) => console.apps.log.query({ operationId }));
  return log?.text ?? "";
}

/** Long enough to stand for itself in a log that has lost its beginning. */
const markChars = 256;

/** What stands in a log now and did not before; of one that has lost its beginning, what follows the part known before. */
export function addedTo(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const mark = before.slice(-markChars);
  const at = now.lastIndexOf(mark);
  return at < 0 ? now : now.slice(at + mark.length);
}

function failed(name: string, { error }: Operation): AgentError {
  const { code, sentence, detail } = error ?? {
    code: "?",
    sentence: "No reason is known.",
    detail: null,
  };
  const why = detail === null ? sentence : `${sentence} ${detail}`;
  return new AgentError("OPERATION_FAILED", {
    detail: `${code}: ${why}`,
    remedy: `See what it printed with: homeport apps logs ${name} --operation`,
  });
}
