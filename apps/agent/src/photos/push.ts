import { SourceChanged, sendUpload, UploadRefused } from "@homeport/client";
import type { SignedIn } from "../commands/signed-in.ts";
import { AgentError } from "../errors.ts";
import type { PhotosFile } from "../state/files.ts";
import type { JsonFile } from "../state/json-file.ts";
import { type HashedFile, hashFile, openSource } from "./photo-file.ts";
import type { FileOutcome, PushReport } from "./push-report.ts";
import { openUnfinished, type Unfinished } from "./unfinished.ts";
import { type FoundFile, walkPhotos } from "./walk.ts";

export interface PushPlan {
  readonly folder: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly albumId: string | undefined;
  readonly tags: readonly string[];
  readonly concurrency: number;
  readonly isDryRun: boolean;
  /** Shows new photos to whoever may see them, a batch at a time. */
  readonly publishes: boolean;
}

export interface PushDeps {
  readonly console: SignedIn;
  readonly photos: JsonFile<PhotosFile>;
  readonly report: PushReport;
  readonly signal: AbortSignal;
}

/** As many hashes travel in one question. */
const askedAtOnce = 40;

/**
 * Sends what the organization has not: files are hashed in the order of their names, asked about by the batch, and the
 * unknown ones sent. A file that changed while it was read is tried once more at the end. New photos are published batch
 * by batch, and an address is kept until then: what a killed run has sent and not published, the next one publishes.
 */
export async function pushPhotos(deps: PushDeps, plan: PushPlan): Promise<void> {
  const { report, signal } = deps;
  const changed: FoundFile[] = [];
  let unfinished: Unfinished | null = null;

  async function pushBatch(files: readonly HashedFile[], isLastTry: boolean): Promise<void> {
    if (files.length === 0) return;
    const sha256 = [...new Set(files.map((file) => file.sha256))];
    const { console } = deps;
    const answer = await console.ask((api) => api.gallery.uploads.check.query({ sha256 }));
    const { organizationId } = answer;
    unfinished ??= await openUnfinished(deps.photos, { webUrl: console.webUrl, organizationId });
    const addresses = unfinished;
    const known = new Map(answer.known.map((file) => [file.sha256, file]));
    const unknown = files.filter((file) => {
      const there = known.get(file.sha256);
      if (there === undefined) return true;
      // Sent by a run that ended before it was published: its address tells that, and which photo it became.
      if (plan.publishes && addresses.find(file) !== undefined) return true;
      report.file(file, { result: "already-there", imageId: there.imageId });
      return false;
    });
    const arrived: { file: HashedFile; imageId: string }[] = [];
    await eachAtOnce(unknown, plan.concurrency, async (file) => {
      const outcome = plan.isDryRun
        ? ({ result: "uploaded" } as const)
        : await sendOne(deps, plan, file, organizationId, addresses);
      if (outcome === "changed" && !isLastTry) {
        report.note(file, "changed while it was read");
        changed.push(file);
        return;
      }
      report.file(file, outcome === "changed" ? refusedAsChanged : outcome);
      if (outcome === "changed" || outcome.imageId === undefined) return;
      if (plan.publishes && outcome.result !== "already-there") {
        arrived.push({ file, imageId: outcome.imageId });
      } else await addresses.forget(file);
    });
    if (arrived.length === 0) return;
    const imageIds = arrived.map(({ imageId }) => imageId);
    await console.ask((api) => api.gallery.images.publish.mutate({ imageIds }));
    for (const { file } of arrived) await addresses.forget(file);
  }

  async function pushAll(
    found: AsyncIterable<FoundFile> | Iterable<FoundFile>,
    isLastTry: boolean,
  ) {
    let batch: HashedFile[] = [];
    for await (const file of found) {
      signal.throwIfAborted();
      const hashed = await hashOne(file);
      if (hashed === null && isLastTry) report.file(file, refusedAsChanged);
      else if (hashed === null) changed.push(file);
      else if (!("sha256" in hashed)) report.file(file, hashed);
      else batch.push(hashed);
      if (batch.length < askedAtOnce) continue;
      await pushBatch(batch, isLastTry);
      batch = [];
    }
    await pushBatch(batch, isLastTry);
  }

  await pushAll(
    walkPhotos(plan.folder, {
      ...plan,
      onUnreadable: (relative, error) => report.file({ relative }, refusedAs(error)),
    }),
    false,
  );
  await pushAll(changed.splice(0), true);
}

const refusedAsChanged: FileOutcome = {
  result: "refused",
  code: "FILE_CHANGED",
  message: "It was written while it was read.",
};

/** Null when it changed meanwhile. */
async function hashOne(file: FoundFile): Promise<HashedFile | FileOutcome | null> {
  try {
    return await hashFile(file);
  } catch (error) {
    return error instanceof SourceChanged ? null : refusedAs(error);
  }
}

async function sendOne(
  { console, signal, report }: PushDeps,
  plan: PushPlan,
  file: HashedFile,
  organizationId: string,
  unfinished: Unfinished,
): Promise<FileOutcome | "changed"> {
  try {
    await using source = await openSource(file);
    const sent = await sendUpload({
      ...{ baseUrl: console.webUrl, token: console.token, source, signal },
      metadata: metadataOf(plan, file, organizationId),
      address: unfinished.find(file),
      onAddress: (address) => unfinished.keep(file, address),
      onSent: (sentBytes) => report.progress(file, sentBytes, file.sizeBytes),
    });
    const { imageId } = sent;
    if (sent.result === "duplicate") return { result: "already-there", imageId };
    return { result: file.waitsForConversion ? "waiting-for-conversion" : "uploaded", imageId };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SourceChanged) return "changed";
    if (error instanceof AgentError) throw error;
    if (!(error instanceof UploadRefused)) return refusedAs(error);
    if (error.code === "UNREACHABLE") {
      throw new AgentError("CONSOLE_UNREACHABLE", { detail: console.webUrl, cause: error });
    }
    if (error.code === "SIGN_IN_REQUIRED") throw new AgentError("NOT_SIGNED_IN", { cause: error });
    await unfinished.forget(file);
    if (error.code === "CHECKSUM_MISMATCH") return "changed";
    return { result: "refused", code: error.code, message: error.message };
  }
}

function metadataOf(
  { albumId, tags }: PushPlan,
  file: HashedFile,
  organizationId: string,
): Record<string, string> {
  const parts = file.name.split("/");
  const folder = parts.slice(0, -1).join("/");
  return {
    organizationId,
    filename: parts.at(-1) ?? file.name,
    lastModifiedMs: String(Math.max(0, Math.floor(file.modifiedAtMs))),
    sha256: file.sha256,
    ...(folder === "" ? {} : { folder: folder.slice(0, 1_000) }),
    ...(albumId === undefined ? {} : { albumId }),
    ...(tags.length === 0 ? {} : { tags: tags.join(",") }),
  };
}

function refusedAs(error: unknown): FileOutcome {
  const code =
    error instanceof Error ? String(Reflect.get(error, "code") ?? "UNREADABLE") : "UNREADABLE";
  return { result: "refused", code, message: "It cannot be read." };
}

/** Runs so many at once; the first failure ends it once those that run have ended. */
async function eachAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const failures: unknown[] = [];
  async function work(): Promise<void> {
    for (
      let item = left.shift();
      item !== undefined && failures.length === 0;
      item = left.shift()
    ) {
      try {
        await act(item);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  if (failures.length > 0) throw failures[0];
}
