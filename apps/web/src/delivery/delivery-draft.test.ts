import { describe, expect, test } from "vitest";
import type { Delivery } from "../apps/app-types.ts";
import {
  beginDraft,
  type DeliveryDraft,
  listChanges,
  listConflicts,
  readDraft,
  rebaseDraft,
  speaksTls,
} from "./delivery-draft.ts";

const stored: Delivery = {
  ...{ appId: "a", protocol: "http", target: "http://localhost:3000", targetFrom: "console" },
  ...{ hostHeader: "public", hostHeaderValue: null, proxyProtocol: "off", tlsVerify: true },
  ...{ answerHeadMs: 120_000, maxRequestBytes: null, maxConcurrent: 256 },
  ...{ visitorRate: null, bytesPerSecond: 10_000_000, trpcTransformer: "superjson" },
  ...{ maintenance: false, lastConnect: null, version: "3" },
};

const edited = (part: Partial<DeliveryDraft>) =>
  readDraft({ ...beginDraft(stored), ...part }, stored);

describe("a draft", () => {
  test("that nobody touched sends nothing", () => {
    expect(edited({})).toEqual({ change: {}, problems: {} });
  });

  test("sends what differs and nothing else", () => {
    const { change, problems } = edited({
      ...{ target: " 4000 ", answerHeadMs: "2.5", maxRequestBytes: "10 MiB" },
      ...{ visitorRate: "50", bytesPerSecond: "", maxConcurrent: "256" },
    });
    expect(problems).toEqual({});
    expect(change).toEqual({
      ...{ target: "4000", answerHeadMs: 2_500, maxRequestBytes: 10 * 2 ** 20 },
      ...{ visitorRate: 50, bytesPerSecond: null },
    });
  });

  test("keeps a Host value only while one is set by hand", () => {
    expect(edited({ hostHeader: "target", hostHeaderValue: "typed" }).change).toEqual({
      hostHeader: "target",
    });
    expect(edited({ hostHeader: "custom", hostHeaderValue: "app.test:1" }).change).toEqual({
      ...{ hostHeader: "custom", hostHeaderValue: "app.test:1" },
    });
    expect(edited({ hostHeader: "custom" }).problems).toHaveProperty("hostHeaderValue");
  });

  test.each<[keyof DeliveryDraft, string]>([
    ["target", " "],
    ["answerHeadMs", "0"],
    ["answerHeadMs", "601"],
    ["answerHeadMs", "soon"],
    ["maxRequestBytes", "much"],
    ["maxConcurrent", "0"],
    ["maxConcurrent", "1025"],
    ["visitorRate", "1.5"],
    ["bytesPerSecond", "1 KiB"],
  ])("with %s as '%s' says what is wrong there and sends nothing of it", (field, text) => {
    const { change, problems } = edited({ [field]: text });
    expect(Object.keys(problems)).toEqual([field]);
    expect(change).not.toHaveProperty(field);
  });
});

test("a preview names each setting with what it was and what it becomes", () => {
  const { change } = edited({ visitorRate: "5", bytesPerSecond: "" });
  expect(listChanges(stored, change)).toEqual([
    { field: "visitorRate", label: "Requests a second", before: "No limit", after: "5" },
    { field: "bytesPerSecond", label: "Bytes a second", before: "10000000 B", after: "No limit" },
  ]);
});

describe("when somebody else saved first", () => {
  const theirs: Delivery = {
    ...stored,
    ...{ target: "http://localhost:5000", tlsVerify: false, version: "4" },
  };
  const draft = { ...beginDraft(stored), target: "4000", visitorRate: "many" };

  test("both are shown: what they stored, and what this draft would", () => {
    const { change } = edited({ target: "4000", visitorRate: "9" });
    const shown = listConflicts(stored, change, theirs);
    expect(shown.map((one) => [one.field, one.theirs, one.mine])).toEqual([
      ["target", "http://localhost:5000", "4000"],
      ["tlsVerify", "No", null],
      ["visitorRate", "No limit", "9"],
    ]);
  });

  test("keeping the draft keeps every letter of it, and takes theirs for the rest", () => {
    const kept = rebaseDraft(draft, stored, theirs);
    expect(kept).toEqual({ ...beginDraft(theirs), target: "4000", visitorRate: "many" });
    expect(readDraft({ ...kept, visitorRate: "" }, theirs).change).toEqual({ target: "4000" });
  });
});

test("only a target that speaks TLS has a certificate", () => {
  expect(["https://a", " TLS://a:1", "http://a", "3000", "unix:/tls:"].map(speaksTls)).toEqual([
    ...[true, true, false, false, false],
  ]);
});
