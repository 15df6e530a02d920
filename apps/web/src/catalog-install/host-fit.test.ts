import { expect, test } from "vitest";
import { whyNot } from "./host-fit.ts";

const host = { online: true, status: "active", arch: "x64" } as const;

test.each([
  ["that fits", host, "compose", ["amd64"], null],
  ["whose processor nobody knows", { ...host, arch: null }, "compose", ["arm64"], null],
  ["of another processor", host, "compose", ["arm64"], /Intel and AMD/],
  ["of another processor, where the app runs already", host, "adopt", ["arm64"], null],
  ["that is away", { ...host, online: false }, "adopt", ["amd64"], /Offline/],
  ["that was revoked", { ...host, status: "revoked" as const }, "adopt", ["amd64"], /Revoked/],
] as const)("says of a host %s whether it can be chosen", (_what, row, mode, runsOn, why) => {
  const said = whyNot(row, mode, runsOn);
  if (why === null) expect(said).toBeNull();
  else expect(said).toMatch(why);
});
