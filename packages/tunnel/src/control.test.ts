import { describe, expect, it } from "vitest";
import { agentControlSchema, controlErrorSchema, relayControlSchema } from "./control.ts";
import { ControlLines, controlLine } from "./control-lines.ts";

describe("control messages", () => {
  it("are strict: an unknown field is refused", () => {
    const declared = {
      type: "apps.declare",
      id: "1",
      apps: [{ name: "notes", target: "http://127.0.0.1:4000", protocol: "http" }],
    };
    expect(agentControlSchema.parse(declared)).toEqual(declared);
    expect(agentControlSchema.safeParse({ ...declared, more: 1 }).success).toBe(false);
  });

  it("of one side are not taken from the other", () => {
    const desired = {
      type: "app.desired",
      appId: "a",
      name: "notes",
      generation: 3,
      desired: "running",
      operation: { kind: "start", isIdle: false, deleteData: false },
      manifest: { image: "x" },
    };
    expect(relayControlSchema.parse(desired)).toEqual(desired);
    expect(agentControlSchema.safeParse(desired).success).toBe(false);
  });

  it("of an unknown type have an answer that both sides read", () => {
    expect(relayControlSchema.safeParse({ type: "tea.make" }).success).toBe(false);
    expect(controlErrorSchema.parse({ error: "unknown" })).toEqual({ error: "unknown" });
  });
});

describe("control lines", () => {
  it("come whole out of any chunks, a character cut in two included", () => {
    const lines = new ControlLines();
    const bytes = Buffer.concat([controlLine({ a: "é" }), controlLine({ b: 2 })]);
    const read: string[] = [];
    for (const byte of bytes) read.push(...(lines.push(Buffer.from([byte])) ?? []));
    expect(read).toEqual(['{"a":"é"}', '{"b":2}']);
    expect(lines.push(bytes)).toEqual(['{"a":"é"}', '{"b":2}']);
  });

  it("over the limit are refused, however they arrive", () => {
    expect(new ControlLines(10).push(Buffer.from("12345678901\n"))).toBeNull();
    const pieces = new ControlLines(10);
    expect(pieces.push(Buffer.from("12345678"))).toEqual([]);
    expect(pieces.push(Buffer.from("901"))).toBeNull();
  });
});
