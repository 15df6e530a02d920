import { runWorker } from "./run-worker.ts";

await runWorker({ host: process });
