import type { AppManifest } from "@homeport/tunnel";
import type { Job } from "./job.ts";
import type { AppPlaces, AppRecord } from "./record.ts";

/**
 * How apps of one kind are made, run and removed. Every act may find that it has been done before, in whole or in part,
 * and then does the rest. Failures are `AppFailure`.
 */
export interface AppRuntime {
  /** How often `findEnd` may be asked while an app gets ready. */
  readonly lifeEveryMs: number;
  /** Whether it runs, as far as that can be told at little cost; `ask` goes to the bottom of it. */
  look(app: AppRecord, places: AppPlaces): Promise<"up" | "down">;
  ask(app: AppRecord, places: AppPlaces): Promise<"up" | "down">;
  /** Makes everything that a start needs. */
  create(job: Job, manifest: AppManifest): Promise<void>;
  /** Has it run, which it may do already; whether it answers is another question. */
  start(job: Job, manifest: AppManifest, isUp: boolean): Promise<void>;
  /** Why it cannot answer any more after its start; null while it can. */
  findEnd(app: AppRecord, places: AppPlaces): Promise<string | null>;
  /** What it has printed since its start, for somebody who wants to know why it failed. */
  readOutput(app: AppRecord, places: AppPlaces): Promise<string>;
  stop(job: Job): Promise<void>;
  /** Removes it and, where asked, what it stored outside its folder. */
  remove(job: Job, options: { readonly deleteData: boolean }): Promise<void>;
  /** The newest lines of its output, oldest first. */
  tail(app: AppRecord, places: AppPlaces, lines: number): Promise<string[]>;
}
