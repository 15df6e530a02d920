import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { systemClock } from "@homeport/platform";
import { needs } from "@homeport/testkit";
import { rstCodes, type StreamEnd } from "@homeport/tunnel";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MuxPair, openMuxPair } from "../test/mux-pair.ts";
import { readProxyHeader } from "../test/read-proxy-header.ts";
import { localhostPair } from "../test/test-certificate.ts";
import { type Carrier, createCarrier } from "./carry.ts";

let pair: MuxPair;
let carrier: Carrier;
let declared: string[];
let stack: AsyncDisposableStack;
let folder: string;
let ports: Map<string, number>;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  declared = [];
  ports = new Map();
  folder = await mkdtemp(join(tmpdir(), "homeport-carry-"));
  stack.defer(() => rm(folder, { recursive: true }));
  carrier = createCarrier({
    clock: systemClock,
    allowed: () => ({ declared, fromConsole: "loopback" }),
    portOf: (appId) => ports.get(appId) ?? null,
    onTargetChange: () => undefined,
    onControl: (stream) => stream.reset(rstCodes.BAD_OPEN),
  });
  pair = openMuxPair({ agent: carrier.carry });
});
afterEach(async () => {
  pair[Symbol.dispose]();
  carrier.close();
  await stack.disposeAsync();
});

function open(target: string, visitorAddress = "192.0.2.7", kind: "http" | "tcp" = "http") {
  const ended = Promise.withResolvers<StreamEnd>();
  let text = "";
  const request = { hops: 0, hostId: "", appId: "app", requestId: "", target, visitorAddress };
  const stream = pair.relay.open(
    { kind, ...request },
    {
      onData(bytes) {
        text += bytes.toString("latin1");
        if (typeof stream !== "string") stream.consumed(bytes.length);
      },
      onEnd: () => undefined,
      onClose: ended.resolve,
    },
  );
  if (typeof stream === "string") throw new Error(stream);
  return { stream, ended: ended.promise, text: () => text };
}

async function listen(server: Server, at?: string): Promise<string> {
  if (at === undefined) server.listen(0, "127.0.0.1");
  else server.listen(at);
  await once(server, "listening");
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  stack.defer(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  if (at !== undefined) return `unix:${at}`;
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A target that keeps what each connection brought, and answers when it has `go`. */
async function keeper(at?: string): Promise<{ target: string; got: Buffer[] }> {
  const got: Buffer[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const index = got.push(Buffer.alloc(0)) - 1;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      got[index] = Buffer.concat([got[index] ?? Buffer.alloc(0), bytes]);
      if (bytes.includes("go")) socket.write("answer");
    });
    socket.on("end", () => socket.end(" end"));
  });
  return { target: await listen(server, at), got };
}

/** A TLS target that echoes what it is told, and says which name and protocol it was asked for. */
async function tlsTarget(onClear?: (bytes: Buffer) => void): Promise<string> {
  const echo = (socket: TLSSocket) => {
    socket.on("error", () => undefined);
    socket.write(`${socket.servername || "-"} ${socket.alpnProtocol || "-"} `);
    socket.on("data", (bytes) => socket.write(bytes));
    socket.on("end", () => socket.end("end"));
  };
  const options = { ...localhostPair, ALPNProtocols: ["http/1.1"], allowHalfOpen: true };
  const secure = createTlsServer(options, echo);
  if (onClear === undefined) return (await listen(secure)).replace("tcp:", "tls:");
  const server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
    socket.on("error", () => undefined);
    socket.once("readable", () => {
      const first: Buffer = socket.read() ?? Buffer.alloc(0);
      const { length } = readProxyHeader(first);
      onClear(first.subarray(0, length));
      socket.unshift(first.subarray(length));
      secure.emit("connection", socket);
    });
  });
  return (await listen(server)).replace("tcp:", "tls:");
}

describe("a target that is to learn who visits", () => {
  it.each(["proxy-v1", "proxy-v2"])("reads the %s header first, then the stream", async (word) => {
    const { target, got } = await keeper();
    const opened = open(`${target}#${word}`);
    opened.stream.write(Buffer.from("go"));
    await expect.poll(opened.text).toBe("answer");
    const header = readProxyHeader(got[0] ?? Buffer.alloc(0));
    expect([header.source, header.destination]).toEqual(["192.0.2.7", "127.0.0.1"]);
    expect(got[0]?.subarray(header.length).toString()).toBe("go");
  });

  it("has a fresh connection for each stream, also after an exchange that is complete", async () => {
    const { target, got } = await keeper();
    for (const visitor of ["192.0.2.7", "2001:db8::7", ""]) {
      const opened = open(`${target}#proxy-v2`, visitor);
      opened.stream.write(Buffer.from("go"));
      await expect.poll(opened.text).toBe("answer");
      opened.stream.release();
      await opened.ended;
      await expect.poll(() => pair.agent.activeStreams).toBe(0);
    }
    const sources = got.map((bytes) => readProxyHeader(bytes).source);
    expect(sources).toEqual(["192.0.2.7", "2001:db8::7", null]);
  });

  it("control: without the header a complete exchange leaves its connection to the next", async () => {
    const { target, got } = await keeper();
    for (const visitor of ["192.0.2.7", "2001:db8::7"]) {
      const opened = open(target, visitor);
      opened.stream.write(Buffer.from("go"));
      await expect.poll(opened.text).toBe("answer");
      opened.stream.release();
      await opened.ended;
      await expect.poll(() => pair.agent.activeStreams).toBe(0);
    }
    expect(got.map(String)).toEqual(["gogo"]);
  });

  it("that expects no header answers with an error of its own, and one that expects it hangs up without", async () => {
    const asked = Buffer.from("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const plain = await listen(createHttpServer((_request, response) => response.end("fine")));
    const proxied = open(`${plain}#proxy-v1`);
    proxied.stream.write(asked);
    await expect.poll(proxied.text).toMatch(/^HTTP\/1\.1 400 /);
    const strict = await listen(
      createServer((socket) => {
        socket.once("data", (bytes) => {
          if (bytes.toString().startsWith("PROXY ")) socket.end("fine");
          else socket.destroy();
        });
      }),
    );
    const bare = open(strict);
    bare.stream.end(asked);
    await bare.ended;
    const told = open(`${strict}#proxy-v1`);
    told.stream.write(asked);
    await expect.poll(told.text).toBe("fine");
    expect(bare.text()).toBe("");
  });

  it("reads it ahead of TLS, whatever comes while the connection is being made", async () => {
    const clear: Buffer[] = [];
    const target = await tlsTarget((bytes) => clear.push(bytes));
    const opened = open(`${target}#proxy-v1,tls-any`, "2001:db8::7", "tcp");
    opened.stream.write(Buffer.from("early "));
    opened.stream.end(Buffer.from("and all "));
    expect(await opened.ended).toEqual({ kind: "ended" });
    expect(opened.text()).toBe("- - early and all end");
    expect(readProxyHeader(clear[0] ?? Buffer.alloc(0)).source).toBe("2001:db8::7");
  });

  it("is as unreachable as any other when nothing listens, ahead of TLS, too", async () => {
    for (const target of ["tcp://127.0.0.1:1#proxy-v2", "tls://127.0.0.1:1#proxy-v2"]) {
      const opened = open(target);
      opened.stream.write(Buffer.from("lost"));
      expect(await opened.ended).toMatchObject({
        ...{ code: rstCodes.TARGET_REFUSED, deliveredBytes: 0 },
      });
    }
  });
});

describe("an app that this agent runs", () => {
  it("is reached without a target, at its port of the moment, and counts as in use meanwhile", async () => {
    const { target, got } = await keeper();
    expect(await open("").ended).toMatchObject({ code: rstCodes.TARGET_REFUSED });
    ports.set("app", Number(new URL(target).port));
    const opened = open("");
    opened.stream.write(Buffer.from("go"));
    await expect.poll(opened.text).toBe("answer");
    expect([carrier.carries("app"), carrier.carries("other")]).toEqual([true, false]);
    opened.stream.release();
    await opened.ended;
    await expect.poll(() => carrier.carries("app")).toBe(false);
    expect(got.map(String)).toEqual(["go"]);
    expect(carrier.lastConnect(target.replace("tcp:", "http:"))?.ok).toBe(true);
  });

  it("is as unreachable as any other once nothing listens on its port, and not reached by its name", async () => {
    ports.set("app", 1);
    expect(await open("").ended).toMatchObject({ code: rstCodes.TARGET_REFUSED });
    expect(carrier.appNotes()).toMatchObject([{ appId: "app", error: "TARGET_REFUSED" }]);
  });
});

describe("what stands behind the target", () => {
  it("is refused when it is not known, and gives no target that is not permitted", async () => {
    expect(await open("tcp://127.0.0.1:1#later").ended).toMatchObject({ code: rstCodes.BAD_OPEN });
    for (const target of ["tcp://192.0.2.1:1#proxy-v2", "unix:/run/x#tls-any"]) {
      expect(await open(target).ended).toMatchObject({ code: rstCodes.TARGET_NOT_ALLOWED });
    }
  });
});

describe("a target with TLS", () => {
  it("must show a certificate that this machine trusts, unless any will do", async () => {
    const target = await tlsTarget();
    expect(await open(target, "", "tcp").ended).toMatchObject({
      code: rstCodes.TARGET_UNREACHABLE,
    });
    const opened = open(`${target}#tls-any`, "", "tcp");
    opened.stream.write(Buffer.from("in"));
    await expect.poll(opened.text).toBe("- - in");
    expect(carrier.lastConnect(target)?.ok).toBe(true);
  });

  it("is asked by its name, for HTTP when its scheme says so, and half-closes", async () => {
    const target = (await tlsTarget()).replace("127.0.0.1", "localhost");
    const raw = open(`${target}#tls-any`, "", "tcp");
    raw.stream.end(Buffer.from("in "));
    expect(await raw.ended).toEqual({ kind: "ended" });
    expect(raw.text()).toBe("localhost - in end");
    const web = open(`${target.replace("tls:", "https:")}#tls-any`);
    await expect.poll(web.text).toBe("localhost http/1.1 ");
  });

  it("keeps a connection that took any certificate from a stream that does not", async () => {
    const target = (await tlsTarget()).replace("tls:", "https:");
    const any = open(`${target}#tls-any`);
    any.stream.write(Buffer.from("x"));
    await expect.poll(any.text).toContain("x");
    any.stream.release();
    await any.ended;
    expect(await open(target).ended).toMatchObject({ code: rstCodes.TARGET_UNREACHABLE });
  });
});

describe("a target at a path", () => {
  it("is carried once it is declared, both ways and with half-close, and with a header", async () => {
    const { target, got } = await keeper(join(folder, "app.sock"));
    expect(await open(target).ended).toMatchObject({ code: rstCodes.TARGET_NOT_ALLOWED });
    declared.push(target);
    const opened = open(target, "", "tcp");
    opened.stream.end(Buffer.from("go"));
    expect(await opened.ended).toEqual({ kind: "ended" });
    expect(opened.text()).toBe("answer end");
    const proxied = open(`${target}#proxy-v2`);
    proxied.stream.write(Buffer.from("go"));
    await expect.poll(proxied.text).toBe("answer");
    expect(readProxyHeader(got[1] ?? Buffer.alloc(0)).source).toBe("192.0.2.7");
  });

  it("is refused like a port when nobody listens there", async () => {
    const target = `unix:${join(folder, "nobody.sock")}`;
    declared.push(target);
    expect(await open(target).ended).toMatchObject({ code: rstCodes.TARGET_UNREACHABLE });
  });
});

describe("nginx", () => {
  it.each(["192.0.2.7", "2001:db8::7"])(
    "reads both versions for %s, in the clear and ahead of TLS",
    needs("nginx"),
    async (visitor) => {
      const ports = await startNginx();
      for (const [scheme, port] of ports) {
        for (const word of ["proxy-v1", "proxy-v2"]) {
          const opened = open(`${scheme}://127.0.0.1:${port}#${word},tls-any`, visitor);
          opened.stream.write(
            Buffer.from("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
          );
          await expect.poll(opened.text).toContain(`visitor ${visitor}.`);
        }
      }
    },
  );
});

/** Two ports that answer with the address of the header; one of them speaks TLS. */
async function startNginx(): Promise<[string, number][]> {
  const [plain, secure] = [await freePort(), await freePort()];
  await writeFile(join(folder, "cert.pem"), localhostPair.cert);
  await writeFile(join(folder, "key.pem"), localhostPair.key);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(" ");
  const answer = 'location / { return 200 "visitor $proxy_protocol_addr."; }';
  const config = `
    daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1;
    events {}
    http {
      access_log off; ${temporary}
      server { listen 127.0.0.1:${plain} proxy_protocol; ${answer} }
      server {
        listen 127.0.0.1:${secure} ssl proxy_protocol;
        ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem; ${answer}
      }
    }`;
  const file = join(folder, "nginx.conf");
  await writeFile(file, config);
  const args = ["-p", folder, "-c", file, "-e", "stderr"];
  await new Promise<void>((resolve, reject) => {
    execFile("nginx", [...args, "-t"], (error, _out, told) =>
      error === null ? resolve() : reject(new Error(told)),
    );
  });
  const nginx = spawn("nginx", args, { stdio: "ignore" });
  stack.defer(async () => {
    const exited = once(nginx, "exit");
    nginx.kill("SIGTERM");
    await exited;
  });
  await expect.poll(() => answers(plain)).toBe(true);
  return [
    ["http", plain],
    ["https", secure],
  ];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
