import type { Hex } from "viem";
import { readRegistry } from "./registry-files.ts";
import type { EvmNode } from "./start-node.ts";

/** Puts a new registry onto a node; its address, in lower case. */
export async function deployRegistry({ client }: Pick<EvmNode, "client">): Promise<Hex> {
  const { abi, bytecode } = await readRegistry();
  const [account] = await client.getAddresses();
  if (account === undefined) throw new Error("The node has no account.");
  const hash = await client.deployContract({ account, abi, bytecode });
  const { contractAddress } = await client.waitForTransactionReceipt({ hash });
  if (contractAddress == null) throw new Error("The registry was not deployed.");
  return contractAddress.toLowerCase() as Hex;
}
