import { startCanary } from "../canary/canary.ts";
import { type GateCode, gateCodes } from "../decide/codes.ts";
import { createDecisionCounter } from "../decisions/decision-counter.ts";
import { addCounts } from "../decisions/store.ts";
import { filterAnswer } from "../headers/filter-answer.ts";
import { createGenuineCookies } from "../session-cache/genuine-cookies.ts";
import { createMissBudget } from "../session-cache/miss-budget.ts";
import { createSessionCache, sessionCacheLimits } from "../session-cache/session-cache.ts";
import { readPrincipal, writeUses } from "../session-cache/store.ts";
import { createUseRecorder } from "../session-cache/use-recorder.ts";
import { snapshotVitals } from "../snapshot/applied.ts";
import { type AppEntry, compileApp } from "../snapshot/entry.ts";
import { openSnapshot } from "../snapshot/open-snapshot.ts";
import { readApps } from "../snapshot/store.ts";
import { appsAddress } from "./addresses.ts";
import { AdmissionRefused } from "./admission-refused.ts";
import { admit } from "./admit.ts";
import { gateNumber } from "./answer.ts";
import type { DoorDeps, GateLimits, GateOptions } from "./deps.ts";
import { createGateEvents } from "./events.ts";
import type { Gate, GateAnswer } from "./gate.ts";
import { admitProgram, readActing, readProgram } from "./program.ts";
import { decideProxied, isAllowed, passableNow, toldToProxy } from "./proxied.ts";
import { createStreamWatch } from "./watch.ts";

export const gateLimits: GateLimits = {
  ...sessionCacheLimits,
  snapshotDebounceMs: 20,
  maxFeedAgeMs: 2_000,
  feedWaitMs: 1_000,
  publicGraceMs: 60_000,
  useFlushMs: 60_000,
  decisionFlushMs: 60_000,
  maxDecisionCounts: 50_000,
  canaryEveryMs: 60_000,
  namedCutGraceMs: 700,
  flushedCutGraceMs: 60_000,
};

/** The gate of one process. Starts reading the snapshot at once; `whenReady` tells when it stands. */
export function createGate(options: GateOptions): Gate {
  const { db, clock, feed } = options;
  const limits = { ...gateLimits, ...options.limits };
  const events = createGateEvents(options.log, options.metrics);
  const snapshots = openSnapshot({
    clock,
    feed,
    random: options.random,
    debounceMs: limits.snapshotDebounceMs,
    load: async (named) => {
      const { rows, seen } = await readApps(db.orm, named);
      return { apps: rows.map(compileApp), seen };
    },
    onBuilt: events.built,
    onFailed: events.buildFailed,
  });
  const sessions = createSessionCache({
    clock,
    feed,
    limits,
    load: (credential) => readPrincipal(db.orm, credential),
    onFill: events.filled,
  });
  const uses = createUseRecorder({
    clock,
    everyMs: limits.useFlushMs,
    maxSessions: limits.maxEntries,
    write: (used) => writeUses(db.orm, used),
    onError: events.usesFailed,
  });
  const decisions = createDecisionCounter({
    clock,
    everyMs: limits.decisionFlushMs,
    maxWaiting: limits.maxDecisionCounts,
    write: (counts) => addCounts(db.orm, counts),
    onDropped: events.countsDropped,
    onFailed: events.countsFailed,
  });
  const canary = startCanary({
    clock,
    everyMs: limits.canaryEveryMs,
    onFailed: events.canaryFailed,
  });
  const streams = createStreamWatch({
    clock,
    feed,
    sessions,
    snapshots,
    limits,
    onCut: events.cut,
  });
  const unsubscribe = feed.subscribe([], { apply: () => undefined, flush: events.flushed });
  options.metrics.sampled("gate_principals", "Principals kept in memory.", sessions.size);
  options.metrics.sampled("gate_feed_age_seconds", "Age of the feed.", () => feed.ageMs() / 1000);
  options.metrics.sampled(
    "gate_snapshot_apps",
    "Apps in the snapshot.",
    () => snapshots.current().byId.size,
  );
  options.metrics.sampled("gate_canary_ok", "1 while the gate refuses strangers.", () =>
    canary.isOk() ? 1 : 0,
  );
  const apps = appsAddress(options.appsUrl);
  const badTickets = createMissBudget({
    clock,
    missesPerMinute: limits.missesPerMinute,
    maxSources: limits.maxNegatives,
  });
  const cookies = createGenuineCookies(options.keys, limits.maxEntries);
  const deps: DoorDeps = {
    ...{ options, limits, apps, snapshots, sessions, badTickets, uses, events },
    cookies,
  };

  /** Counts one decision, by app where there is one. */
  function count(code: GateCode | null, app: AppEntry | null, startedAtMs: number): void {
    if (code === null) return;
    events.decided(code, app?.carrier ?? "none", clock.monotonicMs() - startedAtMs);
    if (app !== null) decisions.note(app.appId, gateCodes[code].number);
  }

  return {
    async admit(request) {
      const startedAtMs = clock.monotonicMs();
      const admission = await admit(deps, streams, request);
      count(admission.code, admission.app, startedAtMs);
      return admission.kind === "pass" ? admission : withCommonFields(admission, apps.https);
    },
    async answerProxy(request) {
      const startedAtMs = clock.monotonicMs();
      const decided = await decideProxied(deps, streams, request);
      if (request.step === "answer") {
        // Counted when it was asked for the first time.
        const shown = isAllowed(decided) ? passableNow(request, decided) : decided;
        return withCommonFields(shown, apps.https);
      }
      count(decided.code, decided.app, startedAtMs);
      return withCommonFields(toldToProxy(request, decided), apps.https);
    },
    async admitProgram(request) {
      const startedAtMs = clock.monotonicMs();
      try {
        const passed = await admitProgram(deps, streams, request);
        count(passed.code, passed.app, startedAtMs);
        return passed;
      } catch (error) {
        if (error instanceof AdmissionRefused) {
          const app = snapshots.current().byId.get(request.appId) ?? null;
          count(error.code, app, startedAtMs);
        }
        throw error;
      }
    },
    readProgram: (request) => readProgram(deps, streams, request),
    readActing: (request) => readActing(deps, streams, request),
    filterAnswer(rawHeaders) {
      const filtered = filterAnswer(rawHeaders, apps.host);
      if (filtered.droppedCookies > 0) events.appCookieDropped(filtered.droppedCookies);
      return filtered;
    },
    current: snapshots.current,
    vitals: () => ({ [snapshotVitals]: snapshots.recentReads() }),
    onSwap: (listener) => snapshots.onSwap(listener),
    whenReady: (signal) => snapshots.whenSettled(signal),
    status: () => ({
      ready: snapshots.isReady(),
      feedAgeMs: feed.ageMs(),
      apps: snapshots.current().byId.size,
      principals: sessions.size(),
      watched: streams.size(),
      canaryOk: canary.isOk(),
    }),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      streams[Symbol.dispose]();
      sessions[Symbol.dispose]();
      snapshots[Symbol.dispose]();
      canary[Symbol.dispose]();
      await decisions[Symbol.asyncDispose]();
      await uses[Symbol.asyncDispose]();
    },
  };
}

/** What every answer of the gate carries, whoever made it. */
function withCommonFields(answer: GateAnswer, https: boolean): GateAnswer {
  const more = answer.code === null ? gateNumber("PUBLIC") : gateNumber(answer.code);
  const secure = https ? ["Strict-Transport-Security", "max-age=31536000"] : [];
  return { ...answer, headers: [...answer.headers, ...more, ...secure] };
}
