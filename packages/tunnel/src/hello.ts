import { z } from "zod";

const creditBytes = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const maxStreams = z
  .int()
  .min(1)
  .max(2 ** 20);
const features = z.array(z.string().max(64)).max(64);
const id = z.string().min(1).max(128);
/** Integers that rise with every attempt: wall-clock ms or more, below 2⁵³. */
const rising = z.int().min(0);

/** What a relay says first. Unknown fields are ignored, so that either side may be newer. */
export const relayHelloSchema = z.object({
  protocols: z.array(z.int()).min(1).max(16),
  relayId: id,
  /** New at each start of the relay process. */
  boot: id,
  /** 32 random bytes, base64url. */
  nonce: z.string().length(43),
  timeMs: z.number(),
  minAgentVersion: z.string().max(32),
  maxStreams,
  creditBytes,
  features,
  others: z.array(z.object({ relayId: id, url: z.string().max(512).optional() })).max(64),
});

/** What the agent answers. There is no name in it: a register never names a machine. */
export const agentHelloSchema = z.object({
  protocol: z.int(),
  hostId: id,
  machineId: id,
  /** The epoch at which this agent process began. */
  run: rising,
  epoch: rising,
  slot: z.int().min(0).max(3),
  /** The relay's nonce, repeated. */
  nonce: z.string().length(43),
  agentVersion: z.string().max(32),
  facts: z.object({
    os: z.string().max(128),
    arch: z.string().max(32),
    cpuCount: z.int().min(0),
    memoryBytes: z.number().min(0),
  }),
  maxStreams,
  creditBytes,
  features,
});

export const welcomeSchema = z.object({
  tunnelId: id,
  warnings: z.array(z.string().max(512)).max(16),
});

export type RelayHello = z.infer<typeof relayHelloSchema>;
export type AgentHello = z.infer<typeof agentHelloSchema>;
export type Welcome = z.infer<typeof welcomeSchema>;

const signatureBytes = 64;
const lengthBytes = 2;

/** The agent's HELLO: u16 length, JSON, signature. */
export function writeAgentHello(json: Buffer, signature: Uint8Array): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt16BE(json.length);
  return Buffer.concat([length, json, signature]);
}

/** Splits the agent's HELLO; null when its parts do not fill it exactly. */
export function splitAgentHello(payload: Buffer): { json: Buffer; signature: Buffer } | null {
  if (payload.length < lengthBytes) return null;
  const end = lengthBytes + payload.readUInt16BE(0);
  if (payload.length !== end + signatureBytes) return null;
  return { json: payload.subarray(lengthBytes, end), signature: payload.subarray(end) };
}

/** Parses JSON from a peer; null when it is none, or not of that shape. */
export function parseJson<T>(schema: z.ZodType<T>, bytes: Buffer): T | null {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
