import { door } from "./door.ts";

const publicKey = "A".repeat(43);
const facts = { os: "linux", arch: "x64", cpuCount: 1, memoryBytes: 1, agentVersion: "1.0.0" };

/** Hosts, from their enrolment on. */
export const hostsDoors = {
  "hosts.cancelCode": door("mutation host.enroll", ({ codeId }) => ({ codeId })),
  "hosts.challenge": door("mutation anyone", () => ({ publicKey })),
  "hosts.check": door("mutation host.read", ({ hostId }) => ({ hostId })),
  "hosts.codeStatus": door("query host.enroll", ({ codeId }) => ({ codeId })),
  "hosts.createCode": door("mutation host.enroll", () => ({})),
  "hosts.enroll": door("mutation anyone", () => ({
    publicKey,
    challenge: "x",
    signature: "A".repeat(86),
    facts,
  })),
  "hosts.events": door("query host.read", ({ hostId }) => ({ hostId })),
  "hosts.get": door("query host.read", ({ hostId }) => ({ hostId })),
  "hosts.list": door("query host.read", () => ({})),
  "hosts.remove": door("mutation host.manage", ({ hostId }) => ({ hostId })),
  "hosts.renameMachine": door("mutation host.manage", ({ hostId }) => ({ hostId, name: "other" })),
  "hosts.revoke": door("mutation host.manage", ({ hostId }) => ({ hostId })),
  "hosts.setDefaultApp": door("mutation host.manage", ({ hostId, appId }) => ({ hostId, appId })),
  "hosts.setMayPublish": door("mutation host.manage", ({ hostId }) => ({
    hostId,
    mayPublish: true,
  })),
  "hosts.tailLog": door("mutation host.manage", ({ hostId }) => ({ hostId })),
  "hosts.tunnels": door("query host.read", ({ hostId }) => ({ hostId })),
};
