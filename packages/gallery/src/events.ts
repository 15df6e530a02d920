import type { Log, Metrics } from "@homeport/platform";
import { type StorageTrouble, storageTroubles } from "./storage/trouble.ts";
import type { RunCount } from "./task/store.ts";
import { type RunState, runStates, type TaskKind, taskKinds } from "./task/task-kinds.ts";
import type { WorkCounts } from "./work/store.ts";
import { type WorkKind, workKinds } from "./work/work-key.ts";

export type UploadResult = (typeof uploadResults)[number];
export type WorkOutcome = "done" | "failed" | "put-back" | "quarantined" | "superseded";

/** Each thing that happens to photos, in the log and in the metrics. No label names a photo, a person or a gallery. */
export interface GalleryEvents {
  uploadEnded(facts: { uploadId: string; result: UploadResult; imageId?: string }): void;
  uploadReceived(bytes: number): void;
  /** The end of an upload could not be written; the next pass tries again. */
  finishFailed(uploadId: string, error: unknown): void;
  uploadResumed(): void;
  imageViewable(imageId: string): void;
  imageReady(imageId: string): void;
  workBegun(facts: { kind: WorkKind; waitedMs: number }): void;
  workEnded(facts: WorkFacts): void;
  /** Taken over: a commit came after its row had gone to somebody else, and nothing of it was kept. */
  superseded(facts: { imageId: string; kind: WorkKind; fence: bigint }): void;
  runFinished(facts: { runId: string; kind: TaskKind; state: RunState }): void;
  leakStopped(facts: { imageId: string; mark: string }): void;
  reconciled(counts: Readonly<Record<string, number>>, tookMs: number): void;
  /** What a pass has counted of the whole installation. */
  counted(counts: PassFigures): void;
  /** Somebody asked for a pass: whether it ran, and why it did not. */
  tickEnded(result: TickResult): void;
  objectsDeleted(count: number): void;
  deletionFailed(error: unknown): void;
  /** One call to the storage, and why it failed if it did. */
  storageAsked(call: StorageCall, tookMs: number, trouble: StorageTrouble | null): void;
  storageMismatch(detail: string): void;
  barrierRead(tookMs: number): void;
  /** A request for a rendition was answered, with so many bytes of it. */
  mediaAnswered(status: number, bytes: number): void;
}

export interface PassFigures {
  readonly work: ReadonlyMap<WorkKind, WorkCounts>;
  readonly runs: readonly RunCount[];
}

const mediaStatuses = ["200", "206", "304", "404", "416", "503", "other"] as const;

const tickResults = ["ran", "running", "recent", "refused"] as const;
export type TickResult = (typeof tickResults)[number];

export interface WorkFacts {
  readonly imageId: string;
  readonly kind: WorkKind;
  readonly outcome: WorkOutcome;
  readonly tookMs: number;
  /** Of the decoder, for work that is done. */
  readonly cpuMs?: number;
  readonly code?: string;
  readonly detail?: string;
}

export const storageOps = ["put", "head", "read", "list", "delete", "parts"] as const;

export interface StorageCall {
  readonly op: (typeof storageOps)[number];
  readonly driver: (typeof storageDrivers)[number];
}

const storageDrivers = ["file", "s3"] as const;

const uploadResults = [
  "created",
  "duplicate",
  "attached",
  "refused",
  "cancelled",
  "expired",
] as const;

const workOutcomes = ["done", "failed", "put-back", "quarantined", "superseded"] as const;

export function createGalleryEvents({
  log,
  metrics,
}: {
  log: Log;
  metrics: Metrics;
}): GalleryEvents {
  const uploads = metrics.counter("gallery_uploads_total", "Uploads by how they ended.", {
    result: uploadResults,
  });
  const bytes = metrics.counter("gallery_upload_bytes_total", "Bytes of uploads that were stored.");
  const resumes = metrics.counter(
    "gallery_upload_resumes_total",
    "Uploads that went on after a cut.",
  );
  const seconds = metrics.histogram(
    "gallery_work_seconds",
    "Work on photos, from its original to its commit.",
    { kind: workKinds, outcome: workOutcomes },
  );
  const waited = metrics.histogram(
    "gallery_work_wait_seconds",
    "Work on photos, from when it was due until a worker took it.",
    { kind: workKinds },
  );
  const cpu = metrics.counter("gallery_cpu_seconds_total", "CPU time of decoders.", {
    kind: workKinds,
  });
  const superseded = metrics.counter(
    "gallery_superseded_total",
    "Commits that came after their work had gone to another worker.",
  );
  const passes = metrics.histogram(
    "gallery_reconcile_seconds",
    "Passes over all work that is due.",
  );
  const enqueued = metrics.counter("gallery_reconcile_enqueued_total", "Work that a pass woke.");
  const deleted = metrics.counter(
    "gallery_objects_deleted_total",
    "Files that no row named any more.",
  );
  const storageErrors = metrics.counter(
    "gallery_storage_errors_total",
    "Storage calls that failed.",
    { op: storageOps, reason: storageTroubles },
  );
  const storageSeconds = metrics.histogram(
    "gallery_storage_seconds",
    "Storage calls, until their answer or the first of their bytes.",
    { op: storageOps, driver: storageDrivers },
  );
  const barrierReads = metrics.counter(
    "gallery_barrier_reads_total",
    "Reads of what galleries' answers depend on.",
  );
  const barrierSeconds = metrics.histogram("gallery_barrier_seconds", "Duration of those reads.");
  const mediaRequests = metrics.counter(
    "gallery_media_requests_total",
    "Requests for renditions, by how they were answered.",
    { status: mediaStatuses },
  );
  const mediaBytes = metrics.counter("gallery_media_bytes_total", "Bytes of renditions sent.");
  const byKind = { kind: workKinds };
  const due = metrics.gauge(
    "gallery_work_due",
    "Work on photos that waits, by this process's last pass.",
    byKind,
  );
  const leased = metrics.gauge(
    "gallery_work_leased",
    "Work on photos that a worker has, by this process's last pass.",
    byKind,
  );
  const aside = metrics.gauge(
    "gallery_work_quarantined",
    "Work on photos that was set aside, by this process's last pass.",
    byKind,
  );
  const runs = metrics.gauge(
    "gallery_runs",
    "Tasks over photos that are kept, by this process's last pass.",
    {
      kind: taskKinds,
      state: runStates,
    },
  );
  const ticks = metrics.counter("gallery_ticks_total", "Passes that were asked for.", {
    result: tickResults,
  });
  return {
    uploadEnded({ result, ...facts }) {
      uploads.inc({ result });
      log.info({ ...facts, result }, "gallery.upload-finished");
    },
    uploadReceived: (count) => bytes.add(count),
    finishFailed: (uploadId, error) => log.warn({ uploadId, err: error }, "gallery.finish-failed"),
    uploadResumed: () => resumes.inc(),
    imageViewable: (imageId) => log.info({ imageId }, "gallery.image-viewable"),
    imageReady: (imageId) => log.info({ imageId }, "gallery.image-ready"),
    workBegun: ({ kind, waitedMs }) => waited.observe(Math.max(0, waitedMs) / 1_000, { kind }),
    workEnded({ tookMs, cpuMs = 0, ...facts }) {
      const { kind, outcome } = facts;
      seconds.observe(tookMs / 1_000, { kind, outcome });
      cpu.add(cpuMs / 1_000, { kind });
      if (outcome === "done" || outcome === "superseded") return;
      const event = outcome === "quarantined" ? "gallery.quarantined" : "gallery.work-failed";
      log.warn({ ...facts, tookMs: Math.round(tookMs) }, event);
    },
    superseded({ fence, ...facts }) {
      superseded.inc();
      log.warn({ ...facts, fence: String(fence) }, "gallery.superseded");
    },
    runFinished: (facts) => log.info(facts, "gallery.run-finished"),
    leakStopped: (facts) => log.error(facts, "gallery.leak-stopped"),
    reconciled(counts, tookMs) {
      passes.observe(tookMs / 1_000);
      enqueued.add(counts["enqueued"] ?? 0);
      log.debug({ ...counts, tookMs: Math.round(tookMs) }, "gallery.reconciled");
    },
    counted(figures) {
      for (const kind of workKinds) {
        const counts = figures.work.get(kind);
        due.set(counts?.due ?? 0, { kind });
        leased.set(counts?.leased ?? 0, { kind });
        aside.set(counts?.quarantined ?? 0, { kind });
      }
      for (const kind of taskKinds) {
        for (const state of runStates) {
          const found = figures.runs.find((run) => run.kind === kind && run.state === state);
          runs.set(found?.count ?? 0, { kind, state });
        }
      }
    },
    tickEnded(result) {
      ticks.inc({ result });
      if (result === "refused") log.warn({}, "gallery.tick-refused");
    },
    objectsDeleted: (count) => deleted.add(count),
    deletionFailed: (error) => log.warn({ err: error }, "gallery.deletion-failed"),
    storageAsked(call, tookMs, trouble) {
      storageSeconds.observe(tookMs / 1_000, { ...call });
      if (trouble !== null) storageErrors.inc({ op: call.op, reason: trouble });
    },
    storageMismatch: (detail) => log.error({ detail }, "gallery.storage-mismatch"),
    barrierRead(tookMs) {
      barrierReads.inc();
      barrierSeconds.observe(tookMs / 1_000);
    },
    mediaAnswered(status, sentBytes) {
      const known = mediaStatuses.find((each) => each === String(status)) ?? "other";
      mediaRequests.inc({ status: known });
      mediaBytes.add(sentBytes);
    },
  };
}
