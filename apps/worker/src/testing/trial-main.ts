import { join } from "node:path";
import { runWorker } from "../run-worker.ts";

// The worker as it is, with a decoder that some files end; told to be quick, it finds out sooner what became of others, and what
// nobody has told it of.
const decoderProgram = join(import.meta.dirname, "mortal-decoder.ts");
const quick = { scheduleCheckMs: 1_000, passEveryMs: 500 };
const queueTimes = { lockMs: 2_000, stalledMs: 500 };
const isQuick = process.argv.includes("quick");

await runWorker({
  ...(isQuick ? quick : {}),
  host: process,
  ...(isQuick ? { catalog: { ...queueTimes, sweepEveryMs: 500 } } : {}),
  photos: { decoderProgram, ...(isQuick ? { queueTimes } : {}) },
});
