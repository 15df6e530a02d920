import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ClientRequest } from "node:http";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { createHomeportClient, type HomeportClient } from "@homeport/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CutSender, createCutSender } from "./cut-sender.ts";
import { publicQuestions } from "./public-questions.ts";
import { renderPhoto } from "./render-photo.ts";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";
import { type Asked, askSteadily, type Question } from "./steady-asks.ts";

/** With FULL=1 the size that people send, replicas that are killed (each costs the 15 s that a lock lives on), and a crowd. */
const isFull = process.env["FULL"] === "1";
const env = { HOMEPORT_SIGN_UP: "open", HOMEPORT_DRAIN_DELAY_MS: "0" };

/** Those that visitors reach at the moment. */
let replicas: TestWeb[];
let stack: AsyncDisposableStack;
let token: string;
let organization: { id: string; slug: string };
let sender: CutSender;

beforeAll(async () => {
  await buildPages();
  stack = new AsyncDisposableStack();
  const first = stack.use(await startWeb(env));
  const { stores } = first;
  const others = Array.from({ length: isFull ? 2 : 1 }, () => startWeb(env, { stores }));
  const cookie = await first.signUp();
  replicas = [first, ...(await Promise.all(others)).map((other) => stack.use(other))];
  token = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "");
  const [own] = await clientOf(first).session.organizations.query();
  if (own === undefined) throw new Error("Who signs up has an organization");
  organization = { id: own.organizationId, slug: own.slug };
  sender = createCutSender(token, own.organizationId);
}, 240_000);
afterAll(() => stack.disposeAsync());

/** The one whose turn it is. */
function at(index: number): TestWeb {
  const replica = replicas[index % replicas.length];
  if (replica === undefined) throw new Error("There is no replica");
  return replica;
}

function jpegBytes(sizeBytes: number): Buffer {
  const bytes = randomBytes(sizeBytes);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

const perSecond = isFull ? 200 : 60;
const rounds = isFull ? 30 : 2;

/** Publishes and hides the photo on one replica after the other while all are asked; answers what was asked late. */
async function hideUnderLoad(imageId: string, extra: Question) {
  const photo = { imageId, path: "" };
  const crowd = replicas.flatMap(({ own }) => publicQuestions(own, organization.slug, photo));
  const load = askSteadily([...crowd, extra], perSecond);
  // Each question comes up in each.
  const phase = Math.max(perSecond / 4, crowd.length + 1);
  const hidden: { fromMs: number; untilMs: number }[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const { gallery } = clientOf(at(round));
      await gallery.images.publish.mutate({ imageIds: [imageId] });
      const { image } = await gallery.public.image.query({ slug: organization.slug, imageId });
      photo.path = image.variants[0]?.path ?? "";
      await load.more(phase);
      await gallery.images.unpublish.mutate({ imageIds: [imageId] });
      const fromMs = performance.now();
      await load.more(phase);
      hidden.push({ fromMs, untilMs: performance.now() });
    }
  } finally {
    const { reached } = await load.end();
    if (isFull) process.stdout.write(`${reached.toFixed(0)} requests a second\n`);
  }
  const isLate = ({ beganAtMs }: Asked) =>
    hidden.some(({ fromMs, untilMs }) => beganAtMs >= fromMs && beganAtMs < untilMs);
  return { all: load.answers, late: load.answers.filter(isLate) };
}

function clientOf(replica: TestWeb): HomeportClient {
  return createHomeportClient({ baseUrl: replica.own, token });
}

async function addPhoto(): Promise<string> {
  const bytes = jpegBytes(1_000);
  const address = await sender.begin(at(0).own, bytes.length);
  const whole = { address, offsetBytes: 0, bytes, wholeBytes: bytes.length };
  const answer = await sender.send(at(0).own, whole, (sending) => void sending.end());
  const imageId = answer?.imageId ?? "";
  await renderPhoto(at(0), { organizationId: organization.id, imageId });
  return imageId;
}

test("a photo that one replica hid is in no answer of any that starts after that; one that remembers is found out", {
  timeout: 300_000,
}, async () => {
  const imageId = await addPhoto();
  await clientOf(at(0)).gallery.settings.update.mutate({ version: 0, isOpen: true });
  // The control: one that answers as it did while the photo was shown.
  let remembered = false;
  const [first] = publicQuestions(at(0).own, organization.slug, { imageId, path: "" });
  const careless: Question = {
    what: "control",
    ask: async () => (remembered ||= (await first?.ask()) === true),
  };
  const { all, late } = await hideUnderLoad(imageId, careless);
  const shownLate = late.filter(({ shown }) => shown);
  if (isFull) {
    const told = `${late.length} of ${all.length} answers began after a hiding`;
    process.stdout.write(`${told}, ${shownLate.length} of them the control's\n`);
  }
  expect([...new Set(shownLate.map(({ what }) => what))]).toEqual(["control"]);
  for (const kind of new Set(all.map(({ what }) => what))) {
    expect(
      all.some(({ what, shown }) => what === kind && shown),
      `${kind}, shown`,
    ).toBe(true);
    expect(
      late.some(({ what }) => what === kind),
      `${kind}, late`,
    ).toBe(true);
  }
});

type Cut = "connection" | "restart" | "kill";

const sizeBytes = isFull ? 300 * 1024 ** 2 : 6 * 1024 ** 2;
const cuts: readonly Cut[] = isFull
  ? Array.from({ length: 50 }, (_, index) => kindOf(index))
  : ["connection", "restart"];
const mostTwice = 0.03;

function kindOf(index: number): Cut {
  if (index % 10 === 4) return "restart";
  return index % 10 === 9 ? "kill" : "connection";
}

test("a file arrives with its hash, and less than 3 % of it sent twice, over cut connections and replicas that end", {
  timeout: 900_000,
}, async () => {
  const bytes = jpegBytes(sizeBytes);
  const address = await sender.begin(at(0).own, sizeBytes);
  let offsetBytes = 0;
  let sentBytes = 0;
  for (const [index, cut] of cuts.entries()) {
    const here = at(index);
    const share = Math.floor((sizeBytes - offsetBytes) / (cuts.length + 1 - index));
    const piece = bytes.subarray(offsetBytes, offsetBytes + share);
    const end = {
      connection: (sending: ClientRequest) => void sending.destroy(),
      restart: () => here.app.kill("SIGTERM"),
      kill: () => here.app.kill("SIGKILL"),
    }[cut];
    await sender.send(here.own, { address, offsetBytes, bytes: piece, wholeBytes: sizeBytes }, end);
    sentBytes += piece.length;
    offsetBytes = await sender.stands(at(index + 1).own, address);
    // Of the small size the other one is there to the end.
    if (cut !== "connection" && isFull) await startAgain(here);
  }
  const rest = bytes.subarray(offsetBytes);
  const last = { address, offsetBytes, bytes: rest, wholeBytes: sizeBytes };
  const answer = await sender.send(at(cuts.length).own, last, (sending) => void sending.end());
  const twice = (sentBytes + rest.length - sizeBytes) / sizeBytes;
  if (isFull) process.stdout.write(`${(twice * 100).toFixed(2)} % of the bytes were sent twice\n`);
  const stored = await storedHash(answer?.imageId ?? "");
  expect(stored).toBe(createHash("sha256").update(bytes).digest("hex"));
  expect(twice).toBeLessThan(mostTwice);
});

/** Another process in the place of one that ends. */
async function startAgain(ended: TestWeb): Promise<void> {
  const [next, { code, signal }] = await Promise.all([
    startWeb(env, { stores: ended.stores }),
    ended.app.exited,
  ]);
  if (code !== 0 && signal !== "SIGKILL") throw new Error(ended.app.lines.join("\n"));
  replicas = replicas.map((replica) => (replica === ended ? stack.use(next) : replica));
}

async function storedHash(imageId: string): Promise<string> {
  const folder = fileURLToPath(at(0).stores["HOMEPORT_STORAGE"] ?? "");
  const hash = createHash("sha256");
  const path = `${folder}/${organization.id}/images/${imageId}/original`;
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
