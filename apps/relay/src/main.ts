import { runRelay } from "./run-relay.ts";

await runRelay({ host: process, env: process.env });
