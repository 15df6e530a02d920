import { RelayError } from "../errors.ts";
import type { Asked } from "../listen/asked.ts";
import type { VisitDeps } from "../listen/visit-deps.ts";
import type { HostReader } from "../path-door/host-reader.ts";
import { within } from "../within.ts";
import { askLog } from "./ask-log.ts";

/** Who reads one host's log shares these places with everyone else who does. */
const mostReadersAHost = 4;
/** A hold for a host that was lost just now, and what an agent takes to read its disk. */
const deadlineMs = 10_000;
const nobody: ReadonlySet<string> = new Set();

export interface LogWanted extends Pick<HostReader, "watch"> {
  readonly hostId: string;
  /** Of which app that the host runs; null for the agent's own log. */
  readonly appId: string | null;
  readonly lines: number;
}

/**
 * Answers `GET /hosts/<hostId>/_log` with the newest lines of the host's own agent, or with `?app=` of an app that it
 * runs, oldest first. Throws METHOD_REFUSED, OVER_CAPACITY while enough people read it already, HOST_OFFLINE, STEP_TIMEOUT and LOG_UNREADABLE.
 */
export async function answerLog(deps: VisitDeps, asked: Asked, input: LogWanted): Promise<void> {
  const { visit, visitor } = asked;
  const { method, requestId } = visit.start;
  if (method !== "GET") throw new RelayError("METHOD_REFUSED");
  const leave = deps.inFlight.enter(`log ${input.hostId}`, mostReadersAHost);
  const stop = new AbortController();
  const unwatch = input.watch((reason) => {
    visit.cut(reason);
    stop.abort(new RelayError("LOG_UNREADABLE", { detail: reason }));
    visitor.cut();
  });
  try {
    const lines = await readLog(deps, asked, { ...input, stop: stop.signal });
    if (visit.gone) return;
    const headers = [
      ...["Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store"],
      ...["X-Content-Type-Options", "nosniff", "X-Request-Id", requestId],
    ];
    visitor.send({ status: 200, headers, body: `${JSON.stringify({ lines })}\n` });
  } finally {
    unwatch();
    leave();
  }
}

async function readLog(
  deps: VisitDeps,
  { visit }: Asked,
  input: Omit<LogWanted, "watch"> & { readonly stop: AbortSignal },
): Promise<string[]> {
  const { hostId, appId, lines, stop } = input;
  const { clock, router } = deps;
  const { requestId } = visit.start;
  const late = () => new RelayError("STEP_TIMEOUT");
  try {
    return await within({ clock, mostMs: deadlineMs, late, stop }, async (signal) => {
      const wanted = { hostId, avoid: nobody, isGone: () => visit.gone || signal.aborted };
      const carrier = router.local(hostId) ?? (await router.find(wanted));
      return await askLog(carrier, { appId, lines, requestId, signal });
    });
  } catch (error) {
    if (error instanceof RelayError && error.code === "HOST_OFFLINE") {
      visit.offline = await deps.offline.read(hostId);
      visit.reason = visit.offline?.reason ?? null;
    }
    throw error;
  }
}
