import { contender } from "../contender.ts";
import { type Network, stretch } from "../network.ts";
import { startProgram } from "../program.ts";
import type { MuxVariant } from "../programs/mux-terms.ts";
import type { Site } from "../site.ts";

export interface MuxPlan {
  readonly name: string;
  readonly wire: "raw" | "websocket";
  /** What is taken away from it. */
  readonly without?: MuxVariant;
  readonly network?: Network;
}

/** The bare tunnel on one carrier: no gate, no handshake, no strict reading of answers. */
export function bareTunnel({ stage, targetPort }: Site, plan: MuxPlan) {
  return contender(plan.name, async () => {
    const variant = plan.without === undefined ? [] : [plan.without];
    const relay = await startProgram(stage, "relay", "mux-relay.ts", variant);
    const { port, env } = await stretch(stage, relay.port, plan.network);
    const args = [port, targetPort, plan.wire, ...variant];
    const agent = await startProgram(stage, "agent", "mux-agent.ts", args, { env });
    const programs = [relay, agent];
    return { port: relay.port, host: "bench.localhost", headers: {}, programs };
  });
}
