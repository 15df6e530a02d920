import { describe, expect, it } from "vitest";
import { createUnfinished } from "./unfinished.ts";

describe("handshakes under way", () => {
  it("are counted by address, a whole /64 as one", () => {
    const unfinished = createUnfinished();
    unfinished.begin("2001:db8::1");
    unfinished.begin("2001:db8::2");
    unfinished.begin("192.0.2.1");
    expect(unfinished.all).toBe(3);
    expect(unfinished.of("2001:db8::3")).toBe(2);
    expect(unfinished.of("192.0.2.1")).toBe(1);
    expect(unfinished.of("192.0.2.2")).toBe(0);
  });

  it("leave nothing behind when they end", () => {
    const unfinished = createUnfinished();
    const ends = Array.from({ length: 5 }, () => unfinished.begin("192.0.2.1"));
    for (const end of ends) end();
    expect([unfinished.all, unfinished.of("192.0.2.1")]).toEqual([0, 0]);
  });
});
