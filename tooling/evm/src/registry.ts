import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";
import type { EvmClient } from "./client.ts";
import { registryAbi } from "./registry-abi.ts";

export interface NewKey {
  readonly salt: Hex;
  readonly signers: readonly Address[];
  readonly threshold: number;
  readonly initial: Hex;
}

/** From where to where a key is moved. */
export interface Move {
  readonly key: Hex;
  readonly prev: Hex;
  readonly next: Hex;
}

/** A registry on a node. Each act gives the hash of its transaction, and rejects with the contract's error. */
export interface Registry {
  readonly address: Address;
  register(by: Address, given: NewKey): Promise<Hex>;
  advance(by: Address, move: Move): Promise<Hex>;
  advanceSigned(by: Address, move: Move, signatures: readonly Hex[]): Promise<Hex>;
  replaceSigned(
    by: Address,
    given: { key: Hex; signers: readonly Address[]; threshold: number },
    signatures: readonly Hex[],
  ): Promise<Hex>;
  head(key: Hex): Promise<{ readonly commitment: Hex; readonly nonce: number }>;
  /** The key that somebody gets for a salt. */
  keyOf(by: Address, salt: Hex): Promise<Hex>;
}

export function openRegistry(client: EvmClient, address: Address): Registry {
  const contract = { address, abi: registryAbi } as const;
  return {
    address,
    async register(by, { salt, signers, threshold, initial }) {
      const args = [salt, signers, BigInt(threshold), initial] as const;
      const act = { ...contract, account: by, functionName: "register", args } as const;
      return client.writeContract((await client.simulateContract(act)).request);
    },
    async advance(by, { key, prev, next }) {
      const args = [key, prev, next] as const;
      const act = { ...contract, account: by, functionName: "advance", args } as const;
      return client.writeContract((await client.simulateContract(act)).request);
    },
    async advanceSigned(by, { key, prev, next }, signatures) {
      const args = [key, prev, next, signatures] as const;
      const act = { ...contract, account: by, functionName: "advanceSigned", args } as const;
      return client.writeContract((await client.simulateContract(act)).request);
    },
    async replaceSigned(by, { key, signers, threshold }, signatures) {
      const args = [key, signers, BigInt(threshold), signatures] as const;
      const act = { ...contract, account: by, functionName: "replaceSigned", args } as const;
      return client.writeContract((await client.simulateContract(act)).request);
    },
    async head(key) {
      const read = { ...contract, functionName: "head", args: [key] } as const;
      const [commitment, nonce] = await client.readContract(read);
      return { commitment, nonce: Number(nonce) };
    },
    async keyOf(by, salt) {
      const types = ["uint256", "address", "address", "bytes32"].map((type) => ({ type }));
      const values = [BigInt(await client.getChainId()), address, by, salt];
      return keccak256(encodeAbiParameters(types, values));
    },
  };
}
