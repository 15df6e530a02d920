import type { BenchCase } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { besideHashing } from "./cases/beside-hashing.ts";
import { checks } from "./cases/checks.ts";
import { measured } from "./cases/measured.ts";
import { wake } from "./cases/wake.ts";
import { asked } from "./contenders/asked.ts";
import { bareHttp, gateListener } from "./contenders/gate-listener.ts";
import { wokenApp } from "./contenders/woken-app.ts";
import { type OwnProgram, startProgram } from "./program.ts";
import { gateGoals } from "./report/gate-goals.ts";
import type { Site } from "./site.ts";

const apps = { few: 1, many: 500 } as const;

/** The gate beside what it is compared with. */
export const gatePlan: BenchPlan = {
  name: "gate",
  does: "what it costs to decide whether a request may pass, beside controls",
  usual: { rounds: 10, seconds: 5 },
  goals: gateGoals,
  listCases,
};

function listCases(site: Site): readonly BenchCase[] {
  const listener = gateListener(site, "gate-listener");
  const gate = shared(() => start(site, "gate", "gate.ts", apps.few));
  const signIn = shared(() => start(site, "sign-in", "sign-in.ts"));
  const fresh = () => start(site, "gate", "gate.ts", apps.many);
  return [
    checks([listener, bareHttp(site, "bare-http")]),
    measured("check", "a check without HTTP, of a cookie that is known", [
      asked("gate-check", "check", gate),
      asked("get-session", "get-session", signIn),
    ]),
    measured("decide", "reading and deciding, by path", [
      asked("plain-path", "decide-plain", gate),
      asked("one-space", "decide-space", gate),
      asked("worst-path", "decide-worst", gate),
    ]),
    besideHashing(listener, { alone: "gate-alone", hashing: "gate-beside-hashing" }, signIn),
    wake([wokenApp(site, "woken-app")]),
    measured("hosts", "100,000 hosts that do not exist, beside one that does", [
      asked("unknown-hosts", "unknown-hosts", gate),
      asked("known-host", "known-host", gate),
    ]),
    measured(
      "memory",
      "50,000 principals and 500 apps",
      [asked("gate-full", "principals", fresh)],
      { once: true },
    ),
  ];
}

async function start(site: Site, role: string, file: string, ...more: number[]) {
  const { databaseUrl, secret } = await site.openLab();
  return await startProgram(site.stage, role, file, [databaseUrl, secret, ...more]);
}

/** One process, however many contenders ask it. */
function shared(begin: () => Promise<OwnProgram>): () => Promise<OwnProgram> {
  let started: Promise<OwnProgram> | undefined;
  return () => {
    started ??= begin();
    return started;
  };
}
