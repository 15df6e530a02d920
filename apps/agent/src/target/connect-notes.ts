import type { Clock } from "@homeport/platform";

/** How the last connection to a target went. */
export interface ConnectNote {
  readonly ok: boolean;
  readonly detail: string;
  readonly atMs: number;
}

/** How the last connection for an app went, and since when it goes like this. */
export interface AppNote {
  readonly appId: string;
  /** The name of the failure; null when the target answers. */
  readonly error: string | null;
  readonly atMs: number;
}

/** More than a host has; a relay that names others pushes out the oldest of them. */
const mostNotes = 1_000;

/** Remembers how connections went: by target for this machine's own status, and by app for the console. */
export class ConnectNotes {
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #byTarget = new Map<string, ConnectNote>();
  readonly #byApp = new Map<string, AppNote & { readonly target: string }>();

  constructor(clock: Pick<Clock, "nowMs">) {
    this.#clock = clock;
  }

  /** Notes one outcome; answers what the console is to be told, or null when it knows that. */
  note(appId: string, target: string, error: string | null): AppNote | null {
    const atMs = this.#clock.nowMs();
    remember(this.#byTarget, target, { ok: error === null, detail: error ?? "answers", atMs });
    const before = this.#byApp.get(appId);
    if (before?.error === error && before.target === target) return null;
    remember(this.#byApp, appId, { appId, error, atMs, target });
    return { appId, error, atMs };
  }

  ofTarget(target: string): ConnectNote | null {
    return this.#byTarget.get(target) ?? null;
  }

  /** What is known of every app, for a relay that has heard nothing of them yet. */
  ofApps(): AppNote[] {
    return [...this.#byApp.values()].map(({ appId, error, atMs }) => ({ appId, error, atMs }));
  }
}

function remember<T>(notes: Map<string, T>, key: string, note: T): void {
  notes.delete(key);
  notes.set(key, note);
  const oldest = notes.keys().next().value;
  if (notes.size > mostNotes && oldest !== undefined) notes.delete(oldest);
}
