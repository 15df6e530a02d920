import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BalancerName,
  findBalancer,
  findLastingPort,
  prepareBalancer,
  startKeeper,
} from "@homeport/services";
import { runProxy } from "../proxy/start-proxy.ts";
import { type PlainReplica, startPlainReplica } from "./plain-replica.ts";

/** The operator's file in the real program, before two replicas that stand for web, relays and gate listeners alike. */
export interface BalancedSite {
  readonly ports: { readonly web: number; readonly apps: number; readonly gate: number };
  readonly replicas: readonly [PlainReplica, PlainReplica];
}

/** Where the program asks all replicas at one port, that is the first one's. */
export async function openBalancedSite(
  name: BalancerName,
  stack: AsyncDisposableStack,
): Promise<BalancedSite> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-balancer-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const keeper = stack.use(startKeeper());
  const first = stack.use(await startPlainReplica("first"));
  const second = stack.use(await startPlainReplica("second"));
  const opsPort = name === "caddy" ? first.opsPort : second.opsPort;
  const behind = [first, { port: second.port, opsPort }];
  const ports = {
    web: await findLastingPort(),
    apps: await findLastingPort(),
    gate: await findLastingPort(),
  };
  const prepared = await prepareBalancer(findBalancer(name, process.env["PATH"] ?? ""), {
    web: { port: ports.web, replicas: behind },
    apps: { port: ports.apps, replicas: behind },
    gate: { port: ports.gate, replicas: behind },
    folder,
  });
  stack.use(await runProxy({ ...prepared, name, port: ports.web, keeper }));
  return { ports, replicas: [first, second] };
}
