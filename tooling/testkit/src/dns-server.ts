import { createSocket, type RemoteInfo } from "node:dgram";

/** What a name has: texts (none: the name is there without any), or how the server fails to say. */
export type DnsEntry = readonly string[] | "servfail" | "silent";

/** A DNS server on loopback that knows TXT records and nothing else; a name it was not told of does not exist. */
export interface DnsServer extends AsyncDisposable {
  /** `address:port`, as `HOMEPORT_DNS_SERVERS` takes it. */
  readonly address: string;
  set(name: string, entry: DnsEntry | null): void;
  /** How often a name was asked for. */
  asked(name: string): number;
}

const headerBytes = 12;
const typeTxt = 16;
const codes = { ok: 0, servfail: 2, nxdomain: 3 } as const;

export async function startDnsServer(): Promise<DnsServer> {
  const entries = new Map<string, DnsEntry>();
  const counts = new Map<string, number>();
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, end } = readName(query);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const answer = answerTo(query.subarray(0, end + 4), entries.get(name));
    if (answer !== null) reply(answer, from);
  });

  function reply(answer: Buffer, { address, port }: RemoteInfo): void {
    socket.send(answer, port, address);
  }

  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    set(name, entry) {
      if (entry === null) entries.delete(name);
      else entries.set(name, entry);
    },
    asked: (name) => counts.get(name) ?? 0,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** `question`: the header and the one question of a query. RFC 1035, section 4. */
function answerTo(question: Buffer, entry: DnsEntry | undefined): Buffer | null {
  if (entry === "silent") return null;
  if (entry === undefined) return withHeader(question, codes.nxdomain, []);
  if (entry === "servfail") return withHeader(question, codes.servfail, []);
  const isTxt = question.readUInt16BE(question.length - 4) === typeTxt;
  return withHeader(question, codes.ok, isTxt ? entry.map(txtRecord) : []);
}

function withHeader(question: Buffer, code: number, records: readonly Buffer[]): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8400 | code, 2); // an answer, by authority
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8); // no further sections
  return Buffer.concat([head, ...records]);
}

/** One TXT record of the name that was asked for, cut into strings of at most 255 bytes. */
function txtRecord(text: string): Buffer {
  const bytes = Buffer.from(text);
  const strings: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    strings.push(Buffer.from([part.length]), part);
  }
  const data = Buffer.concat(strings);
  const head = Buffer.from([0xc0, headerBytes, 0, typeTxt, 0, 1, 0, 0, 0, 0, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** The name of the question, and where it ends. */
function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 1 };
}
