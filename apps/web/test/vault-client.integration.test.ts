import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyAnswers } from "@homeport/auth";
import {
  eip1193Signer,
  memoryPins,
  mergeChange,
  readLines,
  type VaultPin,
  type VaultPins,
  verifyExport,
} from "@homeport/client/vault";
import { filePins } from "@homeport/client/vault/node";
import { waitFor } from "@homeport/testkit";
import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 as keccak256 } from "@noble/hashes/sha3.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";
import { clientAt, makeHistory, newDevice, type Tamper, voters } from "./vault-site.ts";

let web: TestWeb;
let cookie = "";
beforeAll(async () => {
  await buildPages();
  web = await startWeb();
  cookie = await web.signUp();
}, 180_000);
afterAll(() => web[Symbol.asyncDispose]());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => {
      if (!(error instanceof Error)) return String(error);
      return "check" in error
        ? String(error.check)
        : "code" in error
          ? String(error.code)
          : error.message;
    },
  );

describe("a device", () => {
  test("creates a vault, moves it, and another one follows it from what it has kept", async () => {
    const [ann, bob] = [await newDevice(), await newDevice()];
    const roster = { threshold: 1, signers: voters(ann, bob) };
    const mine = clientAt(web, ann, { cookie });
    const vault = await mine.createVault({ name: "Notes", roster, state: { a: [1], big: 1e20 } });
    await vault.merge({ b: 2 });
    await vault.patch([{ op: "add", path: "/a/-", value: 2 }]);
    const folder = await mkdtemp(join(tmpdir(), "homeport-pins-"));
    try {
      const theirs = clientAt(web, bob, { pins: filePins(folder) });
      const copy = await theirs.openVault(vault.id);
      expect(copy.state).toEqual({ a: [1, 2], b: 2, big: 1e20 });
      expect(copy.head).toEqual(vault.head);
      expect((await stat(join(folder, `${vault.id}.json`))).mode & 0o777).toBe(0o600);
      await copy.replace(["whole"]);
      const again = await clientAt(web, bob, { pins: filePins(folder) }).openVault(vault.id);
      expect([again.state, again.head.nonce]).toEqual([["whole"], 3]);
      expect((await theirs.listVaults())["items"]).toMatchObject([{ id: vault.id }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("hears that the vault has moved on, and makes its change anew only when asked to", async () => {
    const [ann, bob] = [await newDevice(), await newDevice()];
    const roster = { threshold: 1, signers: voters(ann, bob) };
    const vault = await clientAt(web, ann, { cookie }).createVault({
      name: "N",
      roster,
      state: {},
    });
    const theirs = await clientAt(web, bob).openVault(vault.id);
    await vault.merge({ a: 1 });
    expect(await codeOf(theirs.merge({ b: 1 }))).toBe("DELTA_STALE_BASE");
    await theirs.merge({ b: 1 }, { rebase: true });
    expect(theirs.state).toEqual({ a: 1, b: 1 });
  });

  test("whose clock is wrong by an hour signs again by the server's", async () => {
    const ann = await newDevice();
    const vault = await makeHistory(clientAt(web, ann, { cookie }), 1);
    for (const hours of [-1, 1]) {
      const wrong = clientAt(web, ann, { now: () => Date.now() + hours * 3_600_000 });
      const theirs = await wrong.openVault(vault.id);
      await theirs.merge({ hours });
      expect(theirs.state).toMatchObject({ hours });
    }
  });
});

describe("a proposal", () => {
  test("of two of three becomes history with the second signature", async () => {
    const [ann, bob, eve] = [await newDevice(), await newDevice(), await newDevice()];
    const roster = { threshold: 2, signers: voters(ann, bob, eve) };
    const vault = await clientAt(web, ann, { cookie }).createVault({
      name: "N",
      roster,
      state: {},
    });
    expect(await codeOf(vault.merge({ a: 1 }))).toBe("DELTA_THRESHOLD");
    const opened = await vault.propose(mergeChange({ a: 1 }), { note: "one more" });
    const { id } = opened["proposal"] as { id: string };
    expect(opened).toMatchObject({ proposal: { state: "open", collected: 1, required: 2 } });
    const theirs = await clientAt(web, bob).openVault(vault.id);
    const signed = await theirs.sign(id);
    expect(signed).toMatchObject({
      proposal: { state: "settled" },
      delta: { status: "canonical" },
    });
    expect(theirs.state).toEqual({ a: 1 });
    const late = await clientAt(web, eve).openVault(vault.id);
    expect(await codeOf(late.sign(id))).toBe("PROPOSAL_CLOSED");
    await vault.sync();
    const second = (await vault.propose(mergeChange({ b: 1 })))["proposal"] as { id: string };
    await vault.retract(second.id);
    expect(await codeOf(theirs.sync().then(() => theirs.sign(second.id)))).toBe("PROPOSAL_CLOSED");
    await vault.restore(second.id);
    expect((await theirs.proposals({ state: "open" }))["items"]).toMatchObject([{ id: second.id }]);
  });
});

/** A wallet with a real key; it counts what its owner was asked. */
function openWallet() {
  const secret = secp256k1.utils.randomSecretKey();
  const point = secp256k1.getPublicKey(secret, false).subarray(1);
  const address = `0x${Buffer.from(keccak256(point).subarray(12)).toString("hex")}`;
  const asked: string[] = [];
  return {
    address,
    asked,
    async request({ method, params = [] }: { method: string; params?: readonly unknown[] }) {
      if (method === "eth_requestAccounts") return [address];
      const message = Buffer.from(String(params[0]).slice(2), "hex");
      asked.push(message.toString().split("\n")[0] ?? "");
      const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`);
      const hash = keccak256(Buffer.concat([prefix, message]));
      const signed = secp256k1.sign(hash, secret, { prehash: false, format: "recovered" });
      const [recovery = 0, ...bytes] = signed;
      return `0x${Buffer.from([...bytes, 27 + recovery]).toString("hex")}`;
    },
  };
}

describe("a wallet", () => {
  test("that is signed in is asked once a change, and not at all to read", async () => {
    const wallet = openWallet();
    const [signer, ann] = [await eip1193Signer(wallet), await newDevice()];
    const roster = { threshold: 1, signers: voters(ann, signer) };
    const vault = await clientAt(web, ann, { cookie }).createVault({
      name: "N",
      roster,
      state: {},
    });
    const client = clientAt(web, signer);
    await client.signIn();
    const theirs = await client.openVault(vault.id);
    await theirs.merge({ a: 1 });
    expect(wallet.asked).toEqual(["console.test", "homeport.vault.sign.v1"]);
    await vault.sync();
    expect(vault.state).toEqual({ a: 1 });
  });

  test("that is in no vault gets a challenge like all others, and nothing for it", async () => {
    const signer = await eip1193Signer(openWallet());
    expect(await codeOf(clientAt(web, signer).signIn())).toBe("CHALLENGE_INVALID");
  });
});

/** Keeps what a client has pinned, so that a test can hand it to another one. */
function heldPins(): VaultPins & { held(): VaultPin } {
  const pins = memoryPins();
  let last: VaultPin | null = null;
  return {
    read: (vaultId) => pins.read(vaultId),
    async write(vaultId, pin) {
      last = pin;
      await pins.write(vaultId, pin);
    },
    held() {
      if (last === null) throw new Error("nothing was pinned");
      return last;
    },
  };
}

type Item = Record<string, unknown>;
const itemsOf = (body: Record<string, unknown>) => body["items"] as Item[];
const flip = (text: unknown) => {
  const whole = String(text);
  return whole.slice(0, -1) + (whole.endsWith("0") ? "1" : "0");
};

/** Changes the last of a list's items, where the list has some. */
const onLast =
  (part: string, change: (item: Item, items: Item[]) => void): Tamper =>
  (path, body) => {
    const last = path.endsWith(part) ? itemsOf(body).at(-1) : undefined;
    if (last === undefined) return null;
    change(last, itemsOf(body));
    return body;
  };

const ownVault = /\/vaults\/[0-9a-f-]{36}$/;

const lies: readonly [string, string, Tamper][] = [
  [
    "a forged payload",
    "COMMITMENT",
    onLast("/deltas", (delta) => {
      delta["payloadBase64"] = Buffer.from('{"n":9}').toString("base64url");
    }),
  ],
  [
    "a forged signature of a delta",
    "DELTA_SIGNATURE",
    onLast("/deltas", (delta, all) => {
      delta["signatures"] = all.at(-2)?.["signatures"];
    }),
  ],
  [
    "a delta without signature",
    "DELTA_SIGNATURE",
    onLast("/deltas", (delta) => {
      delta["signatures"] = [];
    }),
  ],
  [
    "another commitment",
    "COMMITMENT",
    onLast("/deltas", (delta) => {
      delta["next"] = flip(delta["next"]);
    }),
  ],
  [
    "a delta that is left out",
    "COMMITMENT",
    onLast("/deltas", (_delta, all) => void all.splice(-2, 1)),
  ],
  [
    "the newest delta left out",
    "COMMITMENT",
    onLast("/deltas", (_delta, all) => void all.splice(-1, 1)),
  ],
  [
    "an acknowledgement that is left out",
    "ACK_CHAIN",
    onLast("/acknowledgements", (_one, all) => void all.splice(-2, 1)),
  ],
  [
    "acknowledgements in another order",
    "ACK_CHAIN",
    onLast("/acknowledgements", (_one, all) => void all.reverse()),
  ],
  [
    "a forged acknowledgement",
    "ACK_CHAIN",
    onLast("/acknowledgements", (one) => {
      one["acceptedAtMs"] = 1;
    }),
  ],
  [
    "an acknowledgement that somebody else signed",
    "ACK_SIGNATURE",
    onLast("/acknowledgements", (one, all) => {
      one["signature"] = all[0]?.["signature"];
    }),
  ],
  [
    "another head than the history's",
    "COMMITMENT",
    (path, body) => {
      if (!ownVault.test(path)) return null;
      const head = body["head"] as Item;
      return { ...body, head: { ...head, commitment: flip(head["commitment"]) } };
    },
  ],
  [
    "another end than the chain's",
    "ACK_CHAIN",
    (path, body) => {
      if (!ownVault.test(path)) return null;
      const word = body["acknowledgement"] as Item;
      return { ...body, acknowledgement: { ...word, hash: flip(word["hash"]) } };
    },
  ],
  [
    "another roster to begin with",
    "COMMITMENT",
    (path, body) => {
      if (!ownVault.test(path)) return null;
      const began = body["createdWith"] as { signers: Item[] };
      const signers = began.signers.map((one) => ({ ...one, label: "Mallory" }));
      return { ...body, createdWith: { ...began, signers } };
    },
  ],
  [
    "the key of another server",
    "ACK_SIGNATURE",
    (path, body) => {
      if (!path.endsWith("/server-keys")) return null;
      const publicKey = Buffer.from(ed25519.getPublicKey(new Uint8Array(32).fill(7))).toString(
        "base64url",
      );
      return { keys: [{ ...(body["keys"] as Item[])[0], publicKey }] };
    },
  ],
];

describe("a server that lies", () => {
  test.each(lies)("with %s is found out by %s", async (_what, check, tamper) => {
    const ann = await newDevice();
    const { id } = await makeHistory(clientAt(web, ann, { cookie }));
    expect(await codeOf(clientAt(web, ann, { tamper }).openVault(id))).toBe(check);
    expect(await codeOf(clientAt(web, ann).openVault(id))).toBe("none");
  });

  test("about what was before is found out by who has pinned it: nothing more is signed, and the pin stays", async () => {
    const ann = await newDevice();
    const pins = heldPins();
    let isRolledBack = false;
    let early: Record<string, unknown> = {};
    const tamper: Tamper = (path, body) => {
      if (!ownVault.test(path)) return null;
      if ((body["head"] as Item)["nonce"] === 1) early = body;
      return isRolledBack ? early : null;
    };
    const vault = await makeHistory(clientAt(web, ann, { cookie, pins, tamper }));
    const pinned = pins.held();
    isRolledBack = true;
    expect(await codeOf(vault.sync())).toBe("ROLLBACK");
    expect(await codeOf(vault.merge({ n: 9 }))).toBe("ROLLBACK");
    expect(pins.held()).toEqual(pinned);
    // Control: who has pinned nothing takes the old history for all there is.
    const blind = await clientAt(web, ann, { tamper }).openVault(vault.id);
    expect(blind.head.nonce).toBe(1);
  });

  test("with a chain that does not go on from the pinned word is found out; a pin that follows the lie is not", async () => {
    const ann = await newDevice();
    const pins = heldPins();
    const client = clientAt(web, ann, { cookie, pins });
    const vault = await makeHistory(client, 1);
    const pin = pins.held();
    await vault.merge({ n: 2 });
    const withPin = (changed: Partial<VaultPin>) => {
      const own: VaultPins = { read: async () => ({ ...pin, ...changed }), write: async () => {} };
      return clientAt(web, ann, { pins: own }).openVault(vault.id);
    };
    expect(await codeOf(withPin({ hash: `0x${"0".repeat(64)}` }))).toBe("ACK_CHAIN");
    // Control: the very same answers hold for who looks at no chain.
    expect(await codeOf(withPin({}))).toBe("none");
  });

  test("with a new key that the pinned one has not named is found out", async () => {
    const ann = await newDevice();
    const vault = await makeHistory(clientAt(web, ann, { cookie }));
    const serverKey = Buffer.from(ed25519.getPublicKey(new Uint8Array(32).fill(9))).toString(
      "base64url",
    );
    const given = clientAt(web, ann, { serverKey });
    expect(await codeOf(given.openVault(vault.id))).toBe("KEY_SUCCESSION");
    const secret = new Uint8Array(32).fill(5);
    const tamper: Tamper = (path, body) => {
      if (!path.endsWith("/server-keys")) return null;
      const publicKey = Buffer.from(ed25519.getPublicKey(secret)).toString("base64url");
      const heir = { publicKey, createdAtMs: 1, successionSignature: "A".repeat(86) };
      return { keys: [...(body["keys"] as Item[]), heir] };
    };
    expect(await codeOf(clientAt(web, ann, { tamper }).openVault(vault.id))).toBe("KEY_SUCCESSION");
  });
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe("an export", () => {
  test("is verified without the server, and one flipped bit anywhere in it shows", async () => {
    const ann = await newDevice();
    const vault = await makeHistory(clientAt(web, ann, { cookie }), 2);
    const text = await new Response(await vault.export()).text();
    const verified = await verifyExport(readLines(once(text)));
    expect(verified).toMatchObject({ vaultId: vault.id, ...vault.head, acknowledgements: 3 });
    const bytes = Buffer.from(text);
    const step = process.env["FULL"] === "1" ? 1 : 97;
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
      const outcome = verifyExport(readLines(once(flipped.toString("latin1"))));
      await expect(outcome, `byte ${at}`).rejects.toThrow(/^line \d+: /);
    }
    const short = text.split("\n").slice(0, -2).join("\n");
    await expect(verifyExport(readLines(once(short)))).rejects.toThrow("LINE_INVALID");
    const serverKey = Buffer.alloc(32, 1).toString("base64url");
    await expect(verifyExport(readLines(once(text)), { serverKey })).rejects.toThrow(
      "KEY_SUCCESSION",
    );
  }, 600_000);
});

describe("a stream", () => {
  test("goes on where it was left, without gap or repeat", async () => {
    const ann = await newDevice();
    const vault = await makeHistory(clientAt(web, ann, { cookie }), 1);
    const seen: number[] = [];
    const listen = async (until: number, after?: number) => {
      const stop = new AbortController();
      for await (const event of vault.watch({
        signal: stop.signal,
        ...(after === undefined ? {} : { after }),
      })) {
        seen.push(event.seq);
        if (event.seq >= until) stop.abort();
      }
    };
    await listen(2, 0);
    const second = listen(7, seen.at(-1));
    await vault.merge({ n: 2 });
    await vault.merge({ n: 3 });
    await second;
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("under a key session ends within a second of its sign-out", async () => {
    const ann = await newDevice();
    const vault = await makeHistory(clientAt(web, ann, { cookie }), 1);
    const token = await signInDevice(ann);
    const headers = { authorization: `Bearer ${token}` };
    const stream = await web.ask(`/api/v1/vaults/${vault.id}/events`, { headers });
    expect(stream.status).toBe(200);
    const ended = stream.text();
    const left = await web.ask("/api/keys/signer/sign-out", { method: "POST", headers });
    expect(left.status).toBe(204);
    expect(await ended).toContain(`retry: ${2_000}`);
    const again = await web.ask(`/api/v1/vaults/${vault.id}`, { headers });
    expect(again.status).toBe(401);
    expect(await again.text()).toContain("KEY_SESSION_INVALID");
  });

  async function signInDevice(signer: Awaited<ReturnType<typeof newDevice>>): Promise<string> {
    const post = async (step: string, body: unknown) => {
      const headers = { "content-type": "application/json" };
      const answer = await web.ask(`/api/keys/signer/${step}`, {
        ...{ method: "POST", headers, body: JSON.stringify(body) },
      });
      return (await answer.json()) as Record<string, string>;
    };
    const keyId = signer.id;
    const { message = "" } = await post("challenge", { keyId });
    const signature = await signer.sign(message);
    return keyAnswers.signerVerify.parse(await post("verify", { keyId, message, signature })).token;
  }

  test("of an organization hints which vault has moved, and ends with the session", async () => {
    const ann = await newDevice();
    const vault = await makeHistory(clientAt(web, ann, { cookie }), 1);
    const stream = await web.ask("/api/v1/vaults/events", { headers: { cookie } });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    const hearing = (async () => {
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
        heard += part.value;
      }
    })();
    await waitFor(
      async () => {
        await vault.merge({ at: heard.length });
        return heard.includes(vault.id);
      },
      { deadlineMs: 10_000, everyMs: 500, what: "a hint" },
    );
    expect(heard).toMatch(/event: vault\ndata: \{"vaultId":"[^"]+","seq":\d+\}/);
    await reader?.cancel();
    await hearing;
  });
});
