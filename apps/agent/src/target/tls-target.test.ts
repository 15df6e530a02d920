import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localhostPair } from "../../test/test-certificate.ts";
import { connectTarget, readyEvent } from "./connect.ts";
import { parseTarget } from "./target.ts";

const trusted = getCACertificates("default");
let server: Server;
let names: unknown[];
let received: Promise<string>[];

/** Ends its own side at once, and goes on to read. */
beforeEach(async () => {
  names = [];
  received = [];
  server = createServer({ ...localhostPair, allowHalfOpen: true }, (socket) => {
    names.push(socket.servername);
    received.push(text(socket));
    socket.end("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  setDefaultCACertificates(trusted);
  server.close();
});

const target = (name: string) =>
  parseTarget(`tls://${name}:${(server.address() as AddressInfo).port}`);

describe("a target behind TLS", () => {
  it("is greeted by its name, and each direction ends apart", async () => {
    setDefaultCACertificates([...trusted, localhostPair.cert]);
    const wanted = target("localhost");
    const socket = connectTarget(wanted);
    await once(socket, readyEvent(wanted));
    expect(await text(socket)).toBe("hello");
    socket.end("after your end");
    expect(await Promise.all(received)).toEqual(["after your end"]);
    expect(names).toEqual(["localhost"]);
  });

  it.each([
    { which: "that nobody signed", name: "localhost", code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    { which: "of another name", name: "127.0.0.1", code: "ERR_TLS_CERT_ALTNAME_INVALID" },
  ])("with a certificate $which is told nothing", async ({ name, code }) => {
    if (name !== "localhost") setDefaultCACertificates([...trusted, localhostPair.cert]);
    const socket = connectTarget(target(name));
    const [error] = await once(socket, "error");
    expect(error.code).toBe(code);
    expect(await Promise.all(received)).toEqual(received.map(() => ""));
  });
});
