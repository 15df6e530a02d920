import { createVirtualClock } from "@homeport/platform";
import { describe, expect, it } from "vitest";
import { createLastAccess } from "./last-access.ts";

function collect(write: (appId: string) => Promise<void> = () => Promise.resolve()) {
  const clock = createVirtualClock();
  const written: string[] = [];
  const faults: unknown[] = [];
  const access = createLastAccess({
    clock,
    write: (appId) => {
      written.push(appId);
      return write(appId);
    },
    onFault: (error) => faults.push(error),
  });
  return { clock, written, faults, access };
}

describe("the last access of an app", () => {
  it("is written once for thirty first visits, and again after the window", async () => {
    const { clock, written, access } = collect();
    for (let visit = 0; visit < 30; visit += 1) access.note("notes");
    expect(written).toEqual(["notes"]);
    await clock.advance(59_999);
    access.note("notes");
    expect(written).toEqual(["notes"]);
    await clock.advance(1);
    access.note("notes");
    expect(written).toEqual(["notes", "notes"]);
  });

  it("is written for each app apart", () => {
    const { written, access } = collect();
    for (const appId of ["notes", "photos", "notes"]) access.note(appId);
    expect(written).toEqual(["notes", "photos"]);
  });

  it("is tried again by the next visit when a write failed, and the failure is told", async () => {
    const { clock, written, faults, access } = collect(() => Promise.reject(new Error("away")));
    access.note("notes");
    await clock.advance(1);
    access.note("notes");
    expect(written).toEqual(["notes", "notes"]);
    await clock.advance(1);
    expect(faults).toHaveLength(2);
  });

  it("keeps a bounded number of claims", () => {
    const { written, access } = collect();
    for (let app = 0; app < 10_001; app += 1) access.note(`app-${app}`);
    access.note("app-10000");
    expect(written).toHaveLength(10_001);
    access.note("app-0");
    expect(written).toHaveLength(10_002);
  });
});
