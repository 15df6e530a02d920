import type { Finding } from "../doctor/finding.ts";
import { runDoctor } from "../doctor/run-doctor.ts";
import { AgentError } from "../errors.ts";
import type { CommandContext } from "./context.ts";
import { readStatus } from "./running-agent.ts";

/** `homeport doctor`: every finding with its remedy; throws when one is a failure. */
export async function doctor(ctx: CommandContext, options: { app?: string }): Promise<void> {
  const { folder, files, clock, random } = ctx;
  const running = await readStatus(ctx);
  const checks = await runDoctor({ folder, files, clock, random, running, app: options.app });
  const failed = checks.filter(({ state }) => state === "fail");
  ctx.output.result({ ok: failed.length === 0, checks }, checks.map(describeFinding).join("\n"));
  if (failed.length > 0) {
    throw new AgentError("DOCTOR_FAILED", { detail: failed.map(({ check }) => check).join(", ") });
  }
}

function describeFinding({ state, check, detail, remedy }: Finding): string {
  const line = `${state.padEnd(4)}  ${check}: ${detail}`;
  return remedy === null ? line : `${line}\n      ${remedy}`;
}
