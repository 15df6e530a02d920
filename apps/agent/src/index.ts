export { runCommand } from "./commands/program.ts";
export { createShutdown, type Shutdown } from "./commands/shutdown.ts";
export { type AgentEnv, readEnv } from "./env.ts";
export { startQuietAgent } from "./testing/quiet-agent.ts";
