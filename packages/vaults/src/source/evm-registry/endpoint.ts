import {
  createClient,
  decodeEventLog,
  decodeFunctionResult,
  encodeEventTopics,
  encodeFunctionData,
  type Hex,
  hexToBigInt,
  hexToNumber,
  http,
  numberToHex,
} from "viem";
import { z } from "zod";
import { ReadFailure, readFailure } from "./failure.ts";
import { fetchBatch } from "./fetch-batch.ts";
import { committedEvent, headAbi } from "./registry-abi.ts";

/** A key of a registry on a chain. */
export interface RegistryKey {
  readonly registry: Hex;
  readonly key: Hex;
}

/** What a registry shows for a key at one block; null where it shows nothing. */
export type Head = { readonly commitment: Hex; readonly nonce: number } | null;

/** That a key came to a nonce, as its registry has announced it. */
export interface Committed extends RegistryKey {
  readonly nonce: number;
  readonly next: Hex;
  readonly block: number;
}

export interface LogsQuery {
  readonly registries: readonly Hex[];
  readonly key?: Hex;
  readonly nonce?: number;
  readonly from: number;
  readonly to: number;
}

/** A block by the name that the chain has for it. */
export type BlockTag = "latest" | "safe" | "finalized";

/** One place where a chain is read. Each read is one request in a batch, made once; it throws ReadFailure alone. */
export interface Endpoint {
  /** How high the block of a name is. Throws where the endpoint serves another chain. */
  readHeight(tag: BlockTag, signal: AbortSignal): Promise<number>;
  readChainId(signal: AbortSignal): Promise<number>;
  /** Which block the endpoint has at a height. */
  readBlockHash(block: number, signal: AbortSignal): Promise<Hex>;
  readHead(of: RegistryKey, block: number, signal: AbortSignal): Promise<Head | "no-registry">;
  readLogs(query: LogsQuery, signal: AbortSignal): Promise<readonly Committed[]>;
}

/** Most requests of one batch. */
export const maxBatch = 100;

const quantity = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{1,13}$/i)]);
const data = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]*$/i)]);
const hash = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/i)]);
const blockShape = z.object({ number: quantity, hash });
const logsShape = z
  .array(
    z.object({
      address: data,
      data,
      topics: z.array(data).min(1),
      blockNumber: quantity,
      removed: z.boolean().optional(),
    }),
  )
  .max(10_000);

/** `deadlineMs` bounds one request, from the first byte that is sent to the last that is heard. */
export function openEndpoint(url: string, chainId: number, deadlineMs: number): Endpoint {
  const client = createClient({
    transport: http(url, {
      batch: { batchSize: maxBatch, wait: 0 },
      fetchFn: fetchBatch,
      retryCount: 0,
      timeout: deadlineMs,
    }),
  });

  /** Those of one moment and one signal share a batch. */
  async function ask<T>(
    shape: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T> {
    try {
      // What a method gives is believed only as far as its shape is checked, so its types are of no use.
      const request = client.request as (asked: object, options: object) => Promise<unknown>;
      const answer = shape.safeParse(await request({ method, params }, { signal, retryCount: 0 }));
      if (answer.success) return answer.data;
      throw new ReadFailure("malformed");
    } catch (error) {
      throw readFailure(error);
    }
  }

  const readChainId = async (signal: AbortSignal) =>
    hexToNumber(await ask(quantity, "eth_chainId", [], signal));

  return {
    readChainId,
    async readHeight(tag, signal) {
      const asked =
        tag === "latest"
          ? ask(quantity, "eth_blockNumber", [], signal)
          : ask(blockShape, "eth_getBlockByNumber", [tag, false], signal).then((it) => it.number);
      const [served, height] = await Promise.all([readChainId(signal), asked]);
      if (served !== chainId) throw new ReadFailure("wrong-chain");
      return hexToNumber(height);
    },
    async readBlockHash(block, signal) {
      const params = [numberToHex(block), false];
      return (await ask(blockShape, "eth_getBlockByNumber", params, signal)).hash;
    },
    async readHead({ registry, key }, block, signal) {
      const call = encodeFunctionData({ abi: headAbi, functionName: "head", args: [key] });
      const params = [{ to: registry, data: call }, numberToHex(block)];
      const given = await ask(data, "eth_call", params, signal);
      // A call to an address at which there is nothing gives nothing.
      return given === "0x" ? "no-registry" : decodeHead(given);
    },
    async readLogs({ registries, key, nonce, from, to }, signal) {
      const topics = encodeEventTopics({
        abi: [committedEvent],
        eventName: "Committed",
        args: {
          ...(key === undefined ? {} : { key }),
          ...(nonce === undefined ? {} : { nonce: BigInt(nonce) }),
        },
      });
      const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) };
      const filter = { address: registries, topics, ...range };
      const logs = await ask(logsShape, "eth_getLogs", [filter], signal);
      return logs.filter(({ removed }) => removed !== true).map(decodeLog);
    },
  };
}

function decodeHead(given: Hex): Head {
  try {
    const read = { abi: headAbi, functionName: "head", data: given } as const;
    const [commitment, nonce] = decodeFunctionResult(read);
    if (hexToBigInt(commitment) === 0n && nonce === 0n) return null;
    return { commitment, nonce: Number(nonce) };
  } catch {
    throw new ReadFailure("malformed");
  }
}

function decodeLog(log: z.output<typeof logsShape>[number]): Committed {
  try {
    const [first, ...rest] = log.topics;
    if (first === undefined) throw new ReadFailure("malformed");
    const { args } = decodeEventLog({
      abi: [committedEvent],
      data: log.data,
      topics: [first, ...rest],
    });
    const { key, nonce, next } = args;
    const registry = log.address.toLowerCase() as Hex;
    return { registry, key, nonce: Number(nonce), next, block: hexToNumber(log.blockNumber) };
  } catch {
    throw new ReadFailure("malformed");
  }
}
