import { createTusRequests, type TusAnswer, type UploadTarget } from "./tus-requests.ts";
import { UploadRefused } from "./upload-refused.ts";

/** A file to be sent. `read` answers the bytes from an offset on, at most so many. */
export interface UploadSource {
  readonly sizeBytes: number;
  read(offsetBytes: number, mostBytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

export interface UploadPlan extends UploadTarget {
  readonly source: UploadSource;
  /** What is said of the file, such as `organizationId` and `filename`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where an earlier run stopped; asked how far it is before a byte is sent. */
  readonly address?: string | undefined;
  /** Keep this to go on after a kill. */
  readonly onAddress?: ((address: string) => Promise<void>) | undefined;
  readonly onSent?: ((offsetBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Waits between tries, from the first on; a request that arrives begins them anew. */
  readonly waitsMs?: readonly number[] | undefined;
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
}

export interface SentUpload {
  readonly result: "created" | "duplicate" | "attached";
  readonly imageId: string;
}

const usualRequestBytes = 8 * 1024 * 1024;
const leastRequestBytes = 256 * 1024;
const usualWaitsMs = [0, 1_000, 3_000, 5_000, 10_000, 30_000, 30_000];

/**
 * Sends one file by tus, going on from where the server stands after whatever went wrong on the way. A 413 that is not
 * Homeport's own comes from a proxy: requests are halved until it lets them through. Throws UploadRefused, and what
 * `signal` was aborted with.
 */
export async function sendUpload(plan: UploadPlan): Promise<SentUpload> {
  const { source, signal } = plan;
  const requests = createTusRequests(plan);
  const tries = createTries(plan);
  let requestBytes = usualRequestBytes;
  let address = plan.address ?? null;
  let offset: number | null = null;

  let isBegunAnew = false;

  /** Not told yet. */
  let fresh: string | null = null;

  async function begin(): Promise<TusAnswer> {
    const made = await requests.create(source.sizeBytes, plan.metadata);
    if (made.address !== null && made.refusal === null) {
      address = made.address;
      offset = 0;
      fresh = made.address;
    }
    return made;
  }

  async function step(): Promise<TusAnswer> {
    if (address === null) return await begin();
    if (offset === null || offset === source.sizeBytes) {
      const stands = await requests.head(address);
      // What was begun is over, and an answer to HEAD has no body to say why: another beginning is told.
      if (stands.refusal !== null && !stands.mayTryAgain && !isBegunAnew) {
        isBegunAnew = true;
        return await begin();
      }
      offset = stands.offsetBytes ?? offset;
      return stands;
    }
    const bytes = await source.read(offset, Math.min(requestBytes, source.sizeBytes - offset));
    const answer = await requests.patch(address, offset, bytes);
    if (answer.refusal === null) offset = answer.offsetBytes;
    return answer;
  }

  for (;;) {
    signal?.throwIfAborted();
    const answer = await step().catch((error: unknown) => {
      signal?.throwIfAborted();
      if (error instanceof SourceChanged) throw error;
      return null;
    });
    if (fresh !== null) await plan.onAddress?.(fresh);
    fresh = null;
    if (answer?.result != null) return answer.result;
    if (answer !== null && answer.refusal === null) {
      if (offset !== null) plan.onSent?.(offset);
      // Every byte is there, and what became of them is not known yet.
      if (offset === source.sizeBytes) await tries.wait(answer);
      else tries.reset();
      continue;
    }
    if (answer?.status === 413 && answer.refusal?.isOurs !== true) {
      if (requestBytes <= leastRequestBytes) throw new UploadRefused(answer.refusal);
      requestBytes = Math.max(leastRequestBytes, requestBytes / 2);
      continue;
    }
    if (answer !== null && !answer.mayTryAgain) throw new UploadRefused(answer.refusal);
    offset = null;
    await tries.wait(answer);
  }
}

/** Thrown by a source whose file is not what it was. */
export class SourceChanged extends Error {
  override readonly name = "SourceChanged";
}

function createTries({ waitsMs = usualWaitsMs, sleep = sleepFor, signal }: UploadPlan) {
  let tried = 0;
  return {
    reset() {
      tried = 0;
    },
    async wait(answer: TusAnswer | null): Promise<void> {
      const waitMs = waitsMs[tried];
      if (waitMs === undefined) throw new UploadRefused(answer?.refusal ?? null);
      tried += 1;
      await sleep(Math.max(waitMs, answer?.retryAfterMs ?? 0), signal);
    },
  };
}

function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}
