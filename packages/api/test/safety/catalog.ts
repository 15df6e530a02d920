import { door } from "./door.ts";

const expectedOid = "a".repeat(40);

/** The catalog: what is to be had, who edits it, and who keeps it going. */
export const catalogDoors = {
  "catalog.acceptRewrite": door("mutation catalog.operate", () => ({
    expectedGeneration: 1,
    tip: "a".repeat(40),
  })),
  "catalog.deliveries": door("query catalog.operate", () => ({})),
  "catalog.entries.check": door("mutation catalog.edit", () => ({ slug: "notes", files: [] })),
  "catalog.entries.count": door("query anyone"),
  "catalog.entries.get": door("query anyone", () => ({ slug: "notes" })),
  "catalog.entries.list": door("query anyone", () => ({})),
  "catalog.entries.remove": door("mutation catalog.edit", ({ codeId }) => ({
    slug: "notes",
    expectedOid,
    requestId: codeId,
  })),
  "catalog.entries.rename": door("mutation catalog.edit", ({ codeId }) => ({
    slug: "notes",
    to: "paper",
    expectedOid,
    requestId: codeId,
  })),
  "catalog.entries.save": door("mutation catalog.edit", ({ codeId }) => ({
    slug: "notes",
    isNew: false,
    files: [],
    requestId: codeId,
  })),
  "catalog.entries.source": door("query catalog.edit", () => ({ slug: "notes" })),
  "catalog.entries.suggest": door("query anyone", () => ({ q: "notes" })),
  "catalog.generation": door("query catalog.operate", () => ({ generation: 1 })),
  "catalog.generations": door("query catalog.operate", () => ({})),
  "catalog.install.plan": door("mutation catalog.install", () => ({
    slug: "notes",
    mode: "adopt",
  })),
  "catalog.install.start": door("mutation catalog.install", ({ hostId }) => ({
    ...{ slug: "notes", mode: "adopt", port: 3000, hostId, name: "notes" },
    requestId: "01890a5d-ac96-774b-bcce-b302099a8057",
  })),
  "catalog.operations.list": door("query catalog.operate", () => ({})),
  "catalog.operations.get": door("query catalog.edit", ({ codeId }) => ({ id: codeId })),
  "catalog.operations.listMine": door("query catalog.edit", () => ({})),
  "catalog.pause": door("mutation catalog.operate", () => ({ expectedGeneration: 1 })),
  "catalog.rebuildMirror": door("mutation catalog.operate", () => ({ expectedGeneration: 1 })),
  "catalog.rejections": door("query catalog.operate", () => ({})),
  "catalog.resume": door("mutation catalog.operate", () => ({ expectedGeneration: 1 })),
  "catalog.rollback": door("mutation catalog.operate", () => ({
    generation: 1,
    expectedGeneration: 2,
    reason: "It was better",
  })),
  "catalog.state": door("query catalog.operate"),
  "catalog.sync": door("mutation catalog.operate"),
};
