import type { Tone } from "../../design/badge.tsx";
import { formatCount, formatSpan } from "../../design/format.ts";
import type { Run, TasksNow } from "./task-query.ts";

export const kindLabels: Record<Run["kind"], string> = {
  "preprocess-images": "Make renditions",
  "refresh-metadata": "Read metadata again",
};

const states: Record<Run["state"], { label: string; tone: Tone }> = {
  queued: { label: "Queued", tone: "accent" },
  running: { label: "Running", tone: "accent" },
  cancelling: { label: "Cancelling", tone: "warn" },
  cancelled: { label: "Cancelled", tone: "plain" },
  succeeded: { label: "Succeeded", tone: "ok" },
  partial: { label: "Partly failed", tone: "warn" },
  failed: { label: "Failed", tone: "bad" },
};

export function stateOfRun({ state }: Pick<Run, "state">): { label: string; tone: Tone } {
  return states[state];
}

const workLabels: Record<TasksNow["backlog"][number]["kind"], string> = {
  ingest: "First rendition",
  ladder: "Larger renditions",
  clean: "Copies to download",
  avif: "AVIF renditions",
  metadata: "Metadata",
};

/** What is done to a photo, by the name that its row has; one of another version keeps that name. */
export function workLabel(kind: string): string {
  return Object.entries(workLabels).find(([known]) => known === kind)?.[1] ?? kind;
}

type Counts = Pick<Run, "matched" | "pending" | "done" | "skipped" | "failed">;

/** How much of it is over, in whole percent; 100 only when nothing is left. */
export function percentOf({ matched, pending }: Counts): number {
  return matched === 0 ? 100 : Math.floor(((matched - pending) / matched) * 100);
}

/** "12 photos a minute, about 3 min left"; nothing before the first photo is done. */
export function paceOf(run: Counts & Pick<Run, "elapsedMs" | "state">): string | null {
  const over = run.done + run.skipped + run.failed;
  if (run.state !== "running" || run.elapsedMs === null || run.elapsedMs <= 0 || over === 0) {
    return null;
  }
  const perMs = over / run.elapsedMs;
  const perMinute = perMs * 60_000;
  const pace =
    perMinute < 10 ? perMinute.toFixed(1).replace(/\.0$/, "") : String(Math.round(perMinute));
  const photos = `${pace} ${pace === "1" ? "photo" : "photos"} a minute`;
  return run.pending === 0
    ? photos
    : `${photos}, about ${formatSpan(Math.max(1_000, run.pending / perMs))} left`;
}

/** Which photos a run took: "All photos", "Photos of an album, drafts, also what was done already". */
export function scopeWords(
  run: Pick<Run, "kind" | "scope">,
  albumTitle: (albumId: string) => string | undefined,
): string {
  const { albumId, publication, force } = run.scope;
  const whose =
    albumId === null ? "All photos" : `Photos of ${albumTitle(albumId) ?? "an album that is gone"}`;
  const which = publication === null ? [] : [publication === "draft" ? "drafts" : "published"];
  const again = force && run.kind === "preprocess-images" ? ["also what was done already"] : [];
  return [whose, ...which, ...again].join(", ");
}

/** What a run would take in any case; nothing is said of it until it is known. */
export function outdatedWords(outdated: number | undefined): string {
  if (outdated === undefined) return "Counting photos of an older recipe…";
  if (outdated === 0) return "Every photo that is done is of the current recipe.";
  const have = outdated === 1 ? "has" : "have";
  return `${formatCount(outdated, "photo")} ${have} renditions of an older recipe, made anew in any case.`;
}

export function matchWords(matched: number): string {
  return matched === 0 ? "No photo matches" : `${formatCount(matched, "photo")} to do`;
}
