import { maxOpenBytes, maxOpenFieldBytes, maxWindow } from "./constants.ts";

const kindNumbers = { http: 1, upgrade: 2, tcp: 3, echo: 4, control: 5 } as const;

export type StreamKind = keyof typeof kindNumbers;

/** What the opener of a stream asks for. */
export interface OpenRequest {
  kind: StreamKind;
  /** Relays passed so far: 0 from the relay where the visitor arrived. */
  hops: number;
  /** Bytes that may flow towards the opener before it gives more; the other way not more than that either. */
  creditBytes: number;
  /** Only on links between relays; empty elsewhere. */
  hostId: string;
  appId: string;
  /** Empty means: the port on which the agent runs the app. */
  target: string;
  visitorAddress: string;
  requestId: string;
}

const fixedBytes = 6;
const fieldCount = 5;

/** Throws RangeError where a field or the sum is too long to be sent. */
export function assertOpenFits(request: OpenRequest): void {
  const texts = openTexts(request);
  // Three bytes a UTF-16 unit at most: nearly every request is decided without encoding a text.
  let most = fixedBytes;
  for (const text of texts) most += 2 + text.length * 3;
  if (most <= maxOpenFieldBytes) return;
  let total = fixedBytes;
  for (const text of texts) {
    const length = Buffer.byteLength(text);
    if (length > maxOpenFieldBytes) throw new RangeError(`an OPEN field has ${length} bytes`);
    total += 2 + length;
  }
  if (total > maxOpenBytes) throw new RangeError(`an OPEN has ${total} bytes`);
}

/** Writes the payload of OPEN at `offset`, with 4 KiB of room, and returns the offset behind it. */
export function writeOpen(into: Buffer, offset: number, request: OpenRequest): number {
  into[offset] = kindNumbers[request.kind];
  into[offset + 1] = request.hops;
  into.writeUInt32BE(request.creditBytes, offset + 2);
  let at = offset + fixedBytes;
  at = writeText(into, at, request.hostId);
  at = writeText(into, at, request.appId);
  at = writeText(into, at, request.target);
  at = writeText(into, at, request.visitorAddress);
  return writeText(into, at, request.requestId);
}

/** The request in a payload; null when it is malformed, which is answered with RST 10. */
export function readOpen(payload: Buffer): OpenRequest | null {
  if (payload.length < fixedBytes) return null;
  const kind = kindOf(payload.readUInt8(0));
  const creditBytes = payload.readUInt32BE(2);
  if (kind === undefined || creditBytes === 0 || creditBytes > maxWindow) return null;
  const texts = readTexts(payload);
  if (texts === null) return null;
  const [hostId = "", appId = "", target = "", visitorAddress = "", requestId = ""] = texts;
  return {
    kind,
    hops: payload.readUInt8(1),
    creditBytes,
    hostId,
    appId,
    target,
    visitorAddress,
    requestId,
  };
}

function openTexts(request: OpenRequest): string[] {
  return [request.hostId, request.appId, request.target, request.visitorAddress, request.requestId];
}

function writeText(into: Buffer, offset: number, text: string): number {
  const length = into.write(text, offset + 2);
  into.writeUInt16BE(length, offset);
  return offset + 2 + length;
}

function readTexts(payload: Buffer): string[] | null {
  const texts: string[] = [];
  let at = fixedBytes;
  for (let index = 0; index < fieldCount; index++) {
    if (at + 2 > payload.length) return null;
    const length = payload.readUInt16BE(at);
    const end = at + 2 + length;
    if (length > maxOpenFieldBytes || end > payload.length) return null;
    texts.push(payload.toString("utf8", at + 2, end));
    at = end;
  }
  return at === payload.length ? texts : null;
}

function kindOf(number: number): StreamKind | undefined {
  switch (number) {
    case 1:
      return "http";
    case 2:
      return "upgrade";
    case 3:
      return "tcp";
    case 4:
      return "echo";
    case 5:
      return "control";
    default:
      return undefined;
  }
}
