import {
  deployRegistry,
  type EvmNode,
  localChainId,
  openRegistry,
  type Registry,
  startNode,
} from "@homeport/evm";
import { newId, systemClock } from "@homeport/platform";
import { printHash, type VaultVersion } from "../src/core/index.ts";
import { type CanonicalizeDeps, type ChainSettings, openSources } from "../src/index.ts";
import { creationOf, makeVault, type VaultsFixture } from "./fixture.ts";
import { type RpcProxy, startProxy } from "./rpc-proxy.ts";
import { workerOf } from "./source-world.ts";

type Hex = `0x${string}`;

/** A chain with a registry, and two endpoints at which it is read. */
export interface ChainWorld extends AsyncDisposable {
  readonly node: EvmNode;
  readonly registry: Registry;
  readonly account: Hex;
  readonly one: RpcProxy;
  readonly two: RpcProxy;
}

export async function openChainWorld(): Promise<ChainWorld> {
  const node = await startNode();
  const registry = openRegistry(node.client, await deployRegistry(node));
  const [account = "0x"] = await node.client.getAddresses();
  const [one, two] = await Promise.all([startProxy(node.url), startProxy(node.url)]);
  return {
    ...{ node, registry, account, one, two },
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await two[Symbol.asyncDispose]();
      await node[Symbol.asyncDispose]();
    },
  };
}

/** The chain as an installation is told of it: one endpoint, unless told. */
export function settingsOf(world: ChainWorld, given: Partial<ChainSettings> = {}): ChainSettings {
  return {
    ...{ chainId: localChainId, rpcUrls: [world.one.url], quorum: 1 },
    ...{ registries: [world.registry.address], finality: null, ...given },
  };
}

/** The fixture, and a worker of it, in an installation that knows the chain. Each reads it anew, as a process of its own would. */
export function readingChain(
  fixture: VaultsFixture,
  settings: ChainSettings,
): { readonly fixture: VaultsFixture; readonly worker: CanonicalizeDeps } {
  const { sources } = openSources({
    ...{ stage: "test", sql: fixture.db.sql, clock: systemClock, chains: [settings] },
  });
  const reading = { ...fixture, ctx: { ...fixture.ctx, sources } };
  return { fixture: reading, worker: workerOf(reading) };
}

export interface Anchor {
  readonly first: VaultVersion;
  readonly key: Hex;
}

/** A key whose first commitment is that of a vault that is about to be. */
export async function registerVault(
  { registry, account }: ChainWorld,
  finality: unknown = { confirmations: 2 },
) {
  const id = newId();
  const { prepared } = creationOf({ id });
  const initial = printHash(prepared.next.commitment) as Hex;
  const salt = initial;
  await registry.register(account, { salt, signers: [account], threshold: 1, initial });
  const key = await registry.keyOf(account, salt);
  const source = { chainId: localChainId, registry: registry.address, key, finality };
  return { id, key, source };
}

/** A vault that is anchored on the chain, and verified there. */
export async function anchorVault(
  world: ChainWorld,
  { ctx }: VaultsFixture,
  finality?: unknown,
): Promise<Anchor> {
  const { id, key, source } = await registerVault(world, finality);
  // As deep as any of these tests asks for.
  await world.node.mine(2);
  const first = await makeVault(ctx, { id, sourceKind: "evm-registry", source });
  return { first, key };
}

/** Sends the move of a key; it has a block as soon as the node mines one. */
export async function commit(
  { registry, account }: ChainWorld,
  key: Hex,
  from: VaultVersion,
  to: VaultVersion,
): Promise<void> {
  const [prev, next] = [printHash(from.commitment) as Hex, printHash(to.commitment) as Hex];
  await registry.advance(account, { key, prev, next });
}
