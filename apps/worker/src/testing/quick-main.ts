import { runWorker } from "../run-worker.ts";

// The worker as it is, but for how often it compares its schedules with Redis and looks for due work: a test waits for
// that.
const quick = { scheduleCheckMs: 300, passEveryMs: 1_000 };
/** Told so, it renews nothing that it holds while a test lasts: only what it is told makes it let go. */
const photos = process.argv.includes("without-renewals") ? { renewEveryMs: 60_000 } : {};

await runWorker({ host: process, ...quick, photos });
