import { createPublicKey, verify } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { machineMessage } from "@homeport/tunnel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { stateFiles } from "../state/files.ts";
import { ensureStateFolder, locateState } from "../state/folder.ts";
import { ensureHostKey, type HostKey } from "../state/host-key.ts";
import { enrollMachine } from "./enroll.ts";

const sentSchema = z.object({
  publicKey: z.string(),
  machine: z.object({ publicKey: z.string(), signature: z.string() }).optional(),
});

let root: string;
let webUrl: string;
let sent: z.infer<typeof sentSchema>[];
let stack: AsyncDisposableStack;

/** A console that asks for a proof over `asked`, and takes whoever comes. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "homeport-enroll-"));
  sent = [];
  stack = new AsyncDisposableStack();
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    const isEnroll = request.url?.includes("hosts.enroll") === true;
    if (isEnroll) sent.push(sentSchema.parse(body[0].json));
    const ids = { hostId: "h", machineId: "m", organizationId: "o", machineName: "attic" };
    const host = { ...ids, webUrl, relayUrl: webUrl, created: true };
    const json = isEnroll ? host : { challenge: "asked" };
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify([{ result: { data: { json } } }]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  webUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
});
afterEach(async () => {
  await stack.disposeAsync();
  await rm(root, { recursive: true });
});

async function homeIn(name: string) {
  const folder = locateState({ home: join(root, name), userHome: root, userId: 1_000 });
  await ensureStateFolder(folder);
  return { folder, files: stateFiles(folder) };
}

const enrol = async (name: string, machineKey: HostKey | null) => {
  const { folder, files } = await homeIn(name);
  const input = { webUrl, code: "c", token: null, name: undefined, organization: undefined };
  await enrollMachine(folder, files, { ...input, machineKey });
};

test("a machine that is a host already signs with that key for the one that enrols", async () => {
  const first = await ensureHostKey((await homeIn("first")).folder);
  await enrol("second", first);
  const [enrolled] = sent;
  expect(enrolled?.machine?.publicKey).toBe(first.publicKey.toString("base64url"));
  expect(enrolled?.publicKey).not.toBe(enrolled?.machine?.publicKey);
  const message = machineMessage(Buffer.from(enrolled?.publicKey ?? "", "base64url"), "asked");
  const signature = Buffer.from(enrolled?.machine?.signature ?? "", "base64url");
  expect(verify(null, message, createPublicKey(first.privateKey), signature)).toBe(true);
});

test("a machine that is no host yet says nothing of others", async () => {
  await enrol("only", null);
  expect(sent).toMatchObject([{ publicKey: expect.any(String) }]);
  expect(sent[0]).not.toHaveProperty("machine");
});
