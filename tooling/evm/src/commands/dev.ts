import { parseArgs } from "node:util";
import { deployRegistry } from "../deploy-registry.ts";
import { localChainId } from "../local-chain.ts";
import { startNode } from "../start-node.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "8545" } } });
const stopped = new Promise((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, resolve);
});

await using node = await startNode({ port: Number(values.port) });
const registry = await deployRegistry(node);
const chains = { [localChainId]: { rpcUrls: [node.url], registries: [registry] } };
console.log(`Chain ${localChainId} at ${node.url}, which forgets everything when it stops.
The registry is ${registry}. Start Homeport beside it with:

HOMEPORT_VAULT_CHAINS='${JSON.stringify(chains)}' pnpm start

Ctrl-C stops it.`);
await stopped;
