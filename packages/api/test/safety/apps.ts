import { door } from "./door.ts";
import { exampleManifest } from "./organization.ts";

const rule = { path: "/", match: "prefix", level: "owner", audience: null, headers: {} };

/** Apps: what runs, at which addresses, for whom, and as whom. */
export const appsDoors = {
  "apps.checkManifest": door("mutation app.write", () => ({ text: "" })),
  "apps.connection": door("query app.read", ({ appId }) => ({ app: appId })),
  "apps.create": door("mutation app.write", ({ hostId }) => ({
    hostId,
    name: "other",
    target: "3001",
  })),
  "apps.get": door("query app.read", ({ appId }) => ({ appId })),
  "apps.install": door("mutation app.write", ({ hostId }) => ({
    hostId,
    manifest: exampleManifest,
  })),
  "apps.list": door("query app.read", () => ({})),
  "apps.log": door("query app.operate", ({ operationId }) => ({ operationId })),
  "apps.operations": door("query app.read", ({ appId }) => ({ appId })),
  "apps.reinstall": door("mutation app.operate", ({ appId }) => ({ appId })),
  "apps.remove": door("mutation app.write", ({ appId }) => ({ appId })),
  "apps.start": door("mutation app.operate", ({ appId }) => ({ appId })),
  "apps.stop": door("mutation app.operate", ({ appId }) => ({ appId })),
  "apps.tailLog": door("mutation app.operate", ({ appId }) => ({ appId })),
  "apps.uninstall": door("mutation app.operate", ({ appId }) => ({ appId })),
  "apps.updateSettings": door("mutation app.write", ({ appId }) => ({ appId, title: "Other" })),
  "delivery.get": door("query app.read", ({ appId }) => ({ appId })),
  "delivery.set": door("mutation app.write", ({ appId }) => ({
    appId,
    version: "1",
    maintenance: true,
  })),
  "delivery.traffic": door("query app.read", ({ appId }) => ({ appId })),
  "gate.addresses.add": door("mutation gate.write", ({ appId }) => ({
    appId,
    hostname: "notes.example.org",
  })),
  "gate.addresses.list": door("query gate.read", ({ appId }) => ({ appId })),
  "gate.addresses.remove": door("mutation gate.write", ({ appId, codeId }) => ({
    appId,
    addressId: codeId,
  })),
  "gate.addresses.setPrimary": door("mutation gate.write", ({ appId, codeId }) => ({
    appId,
    addressId: codeId,
  })),
  "gate.addresses.verify": door("mutation gate.write", ({ appId, codeId }) => ({
    appId,
    addressId: codeId,
  })),
  "gate.chooseIdentity": door("mutation gate.write", ({ appId, identityId }) => ({
    appId,
    identityId,
  })),
  "gate.decisions": door("query gate.read", ({ appId }) => ({ appId })),
  "gate.explain": door("query gate.read", ({ appId }) => ({ appId, target: "/", as: "anonymous" })),
  "gate.explainUrl": door("query gate.read", () => ({
    url: "http://notes.apps.test:8080/",
    as: "anonymous",
  })),
  "gate.rules.list": door("query gate.read", ({ appId }) => ({ appId })),
  "gate.rules.replace": door("mutation gate.write", ({ appId }) => ({
    appId,
    version: "1",
    rules: [rule],
  })),
  "gate.whoCanOpen": door("query gate.read", ({ appId }) => ({ appId, target: "/" })),
  "identities.create": door("mutation identity.write", () => ({ name: "Shop", email: null })),
  "identities.delete": door("mutation identity.write", ({ identityId }) => ({ identityId })),
  "identities.get": door("query identity.read", ({ identityId }) => ({ identityId })),
  "identities.list": door("query identity.read"),
  "identities.makeDefault": door("mutation identity.write", ({ identityId }) => ({ identityId })),
  "identities.update": door("mutation identity.write", ({ identityId }) => ({
    identityId,
    name: "Other",
    email: null,
  })),
  "shareLinks.create": door("mutation gate.share", ({ appId }) => ({
    appId,
    ends: { inMs: 3_600_000 },
  })),
  "shareLinks.list": door("query gate.share", ({ appId }) => ({ appId })),
  "shareLinks.revoke": door("mutation gate.share", ({ linkId }) => ({ linkId })),
};
