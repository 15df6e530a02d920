import { localChainId } from "@homeport/evm";

/** Behind the ports that a run itself takes. */
const behindBase = 170;

/** Where a spec may have a chain of its own for the Homeport whose web listens on the first of its ports. */
export function chainPortOf(portBase: number): number {
  return portBase + behindBase;
}

/** The chain that a Homeport under test reads, in the form of HOMEPORT_VAULT_CHAINS: nobody is there until a spec starts one. */
export function chainsAt(portBase: number): string {
  const rpcUrls = [`http://127.0.0.1:${chainPortOf(portBase)}`];
  const finality = { confirmations: 2 };
  return JSON.stringify({ [localChainId]: { rpcUrls, finality } });
}
