/** What a PROXY protocol header says, and how many bytes it has. */
export interface ProxyHeader {
  readonly version: 1 | 2;
  readonly command: "PROXY" | "LOCAL" | "UNKNOWN";
  readonly source: string | null;
  readonly destination: string | null;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly length: number;
}

const nothing = { source: null, destination: null, sourcePort: 0, destinationPort: 0 };
const signature = "0d0a0d0a000d0a515549540a";

/** A reader after the specification, apart from the code that writes; throws for what is none. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  return bytes.toString("latin1", 0, 6) === "PROXY " ? readText(bytes) : readBinary(bytes);
}

function readText(bytes: Buffer): ProxyHeader {
  const end = bytes.indexOf("\r\n");
  if (end < 0 || end > 105) throw new Error("no line of at most 107 bytes");
  const [, family, source, destination, from, to] = bytes.toString("latin1", 0, end).split(" ");
  const length = end + 2;
  if (family === "UNKNOWN") return { version: 1, command: "UNKNOWN", ...nothing, length };
  if (family !== "TCP4" && family !== "TCP6") throw new Error(`family ${family}`);
  if (source === undefined || destination === undefined) throw new Error("no addresses");
  const ports = { sourcePort: Number(from), destinationPort: Number(to) };
  return { version: 1, command: "PROXY", source, destination, ...ports, length };
}

function readBinary(bytes: Buffer): ProxyHeader {
  if (bytes.toString("hex", 0, 12) !== signature) throw new Error("no signature");
  const length = 16 + bytes.readUInt16BE(14);
  const command = bytes.readUInt8(12);
  if (command === 0x20) return { version: 2, command: "LOCAL", ...nothing, length };
  if (command !== 0x21) throw new Error(`command ${command}`);
  const size = { 17: 4, 33: 16 }[bytes.readUInt8(13)];
  if (size === undefined || length !== 16 + 2 * size + 4)
    throw new Error("a wrong family or length");
  const at = 16 + 2 * size;
  return {
    ...{ version: 2, command: "PROXY", length },
    source: textOf(bytes.subarray(16, 16 + size)),
    destination: textOf(bytes.subarray(16 + size, at)),
    sourcePort: bytes.readUInt16BE(at),
    destinationPort: bytes.readUInt16BE(at + 2),
  };
}

function textOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
