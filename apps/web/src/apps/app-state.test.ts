import { expect, test } from "vitest";
import { routeOf } from "./app-route.ts";
import { type AppStateFacts, readAppState } from "./app-state.ts";

const reachable: AppStateFacts = {
  runtime: "none",
  status: "unknown",
  desired: "running",
  failure: null,
  autostart: true,
  hostName: "attic",
  hostOnline: true,
  hostReason: null,
  maintenance: false,
  carrier: "tunnel",
  isVerified: true,
};
const addressed = {
  ...reachable,
  name: "notes",
  protocol: "http" as const,
  hostName: "attic",
  url: "http://notes.localhost:8080",
  hostname: "notes.localhost",
  level: "members" as const,
  target: "http://127.0.0.1:3000",
};

test("an app on an online host is reachable", () => {
  expect(readAppState(reachable)).toMatchObject({ light: "ok", label: "Reachable", why: null });
});

test("an app of an offline host gives the host's reason", () => {
  const state = readAppState({ ...reachable, hostOnline: false, hostReason: "SILENT" });
  expect(state).toMatchObject({ light: "bad", label: "Host offline", why: { code: "SILENT" } });
});

test("an offline host is told before maintenance, which nobody meets", () => {
  const state = readAppState({
    ...reachable,
    hostOnline: false,
    hostReason: "SILENT",
    maintenance: true,
  });
  expect(state.why?.code).toBe("SILENT");
});

test("the way of a visit ends where it is broken", () => {
  const reached = (app: Parameters<typeof routeOf>[0]) => routeOf(app).map((stop) => stop.reached);
  expect(reached(addressed)).toEqual(["yes", "yes", "yes", "unknown"]);
  expect(reached({ ...addressed, hostOnline: false })).toEqual(["yes", "yes", "no", "no"]);
  expect(reached({ ...addressed, maintenance: true })).toEqual(["yes", "yes", "held", "held"]);
  expect(reached({ ...addressed, level: null })[1]).toBe("no");
});

test("the way to an app that its host runs ends at what is known of it", () => {
  const lastOf = (status: "running" | "stopped" | "starting" | "failed", autostart = true) =>
    routeOf({ ...addressed, runtime: "process", target: null, status, autostart }).at(-1)?.reached;
  expect(lastOf("running")).toBe("yes");
  expect(lastOf("starting")).toBe("waits");
  expect(lastOf("stopped")).toBe("waits");
  expect(lastOf("stopped", false)).toBe("no");
  expect(lastOf("failed")).toBe("no");
});

test("an address shows its port only where it has one", () => {
  expect(routeOf(addressed)[0]?.value).toBe("notes.localhost:8080");
  expect(
    routeOf({ ...addressed, url: "https://notes.example.org", hostname: "notes.example.org" })[0]
      ?.value,
  ).toBe("notes.example.org");
});

test("an app that speaks no HTTP is entered by a command, not by an address", () => {
  const [way] = routeOf({ ...addressed, protocol: "tcp" });
  expect(way).toMatchObject({ label: "Command", value: "homeport connect notes", reached: "yes" });
});

test("an app behind its own proxy is guarded once its hostname is proven, whatever hosts do", () => {
  const external = { ...reachable, hostOnline: false, carrier: "external" as const };
  expect(readAppState(external)).toMatchObject({ light: "ok", label: "Guarded", why: null });
  const unproven = readAppState({ ...external, isVerified: false });
  expect(unproven).toMatchObject({ light: "warn", why: { code: "ADDRESS_UNVERIFIED" } });
});

test("the way to it leads through the proxy, which asks the gate", () => {
  const external = { ...addressed, carrier: "external" as const, hostName: null, target: null };
  expect(routeOf(external).map(({ kind }) => kind)).toEqual(["address", "host", "gate", "target"]);
  expect(routeOf(external)[2]?.reached).toBe("yes");
  expect(routeOf({ ...external, isVerified: false })[2]?.reached).toBe("no");
});
