import type { Clock, Timer } from "@homeport/platform";
import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import { readRequest } from "../read-request/read-request.ts";
import { compileRules } from "../rule/compile-rules.ts";
import { anonymous } from "../session-cache/principal.ts";
import type { AppEntry } from "../snapshot/entry.ts";

export interface CanaryOptions {
  readonly clock: Pick<Clock, "after">;
  readonly everyMs: number;
  /** Called each time a stranger passed. */
  readonly onFailed: (target: string) => void;
  /** Where a test puts a fault. */
  readonly decide?: typeof decide;
}

export interface Canary extends Disposable {
  /** False once a stranger has passed; a gate that was wrong once is not trusted again. */
  isOk(): boolean;
}

const hostname = "canary.invalid";

/** An app that nobody has: only owners may pass. */
const app: AppEntry = Object.freeze({
  appId: "canary",
  organizationId: "canary",
  organizationSlug: "canary",
  hostId: "canary",
  ownerUserId: null,
  name: "canary",
  title: "Canary",
  isManaged: false,
  carrier: "tunnel",
  hostnames: [hostname],
  rules: compileRules([
    { path: "/", match: "prefix", level: "owner" },
    { path: "/open", match: "prefix", level: "public" },
  ]),
  allowedOrigins: new Set<string>(),
  identity: null,
  delivery: null,
  version: 1n,
});

/** Each of them leads to what is closed: one plainly, the others behind what is open. */
const targets = ["/", "/open/../x", "/open/%2e%2e/x", "/open/%252e%252e%252fx", "/opener"];

/**
 * Asks the gate now and every minute about an app that is closed to strangers, as a stranger, by the same functions
 * that decide for visitors. Should it ever pass, something in this process is broken in a way that no check foresaw.
 */
export function startCanary(options: CanaryOptions): Canary {
  const ask = options.decide ?? decide;
  let ok = true;
  let timer: Timer = look();

  function look(): Timer {
    for (const target of targets) {
      if (!isRefused(target)) {
        ok = false;
        options.onFailed(target);
      }
    }
    return options.clock
      .after(options.everyMs, () => {
        timer = look();
      })
      .unref();
  }

  /** A target that cannot even be read leads nowhere, which is a broken gate too. */
  function isRefused(target: string): boolean {
    const reading = readRequest(target, "GET", ["Host", hostname]);
    return reading.ok && !ask(questionOf(app, reading.request.readings, anonymous)).pass;
  }

  return { isOk: () => ok, [Symbol.dispose]: () => timer.cancel() };
}
