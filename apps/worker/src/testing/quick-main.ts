import { runWorker } from "../run-worker.ts";

// The worker as it is, but for how often it compares its schedules with Redis and looks for due work: a test waits for
// that.
await runWorker({ host: process, scheduleCheckMs: 300, passEveryMs: 1_000 });
