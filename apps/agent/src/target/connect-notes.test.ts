import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { ConnectNotes } from "./connect-notes.ts";

const target = "http://127.0.0.1:3000";

test("each app's outcome is told once and again when it changes, also where apps share a target", () => {
  const notes = new ConnectNotes(createVirtualClock());
  const told = [
    notes.note("a", target, null),
    notes.note("b", target, null),
    notes.note("a", target, null),
    notes.note("a", target, "TARGET_REFUSED"),
    notes.note("a", "http://127.0.0.1:4000", "TARGET_REFUSED"),
  ].map((note) => (note === null ? null : `${note.appId} ${note.error}`));
  expect(told).toEqual(["a null", "b null", null, "a TARGET_REFUSED", "a TARGET_REFUSED"]);
  expect(notes.ofTarget(target)).toMatchObject({ ok: false, detail: "TARGET_REFUSED" });
  expect(notes.ofApps().map(({ appId }) => appId)).toEqual(["b", "a"]);
});

test("no more is remembered than a host can have, whatever a relay names", () => {
  const notes = new ConnectNotes(createVirtualClock());
  for (let at = 0; at < 1_500; at += 1) notes.note(`app-${at}`, `http://127.0.0.1:${at}`, null);
  expect(notes.ofApps()).toHaveLength(1_000);
  expect(notes.ofApps()[0]?.appId).toBe("app-500");
  expect(notes.ofTarget("http://127.0.0.1:0")).toBeNull();
});
