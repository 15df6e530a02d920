export { deployRegistry } from "./deploy-registry.ts";
export { localChainId } from "./local-chain.ts";
export { type Move, type NewKey, openRegistry, type Registry } from "./registry.ts";
export { readRegistry } from "./registry-files.ts";
export { type EvmNode, startNode } from "./start-node.ts";
