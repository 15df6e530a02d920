import { expect, test } from "vitest";
import { halveRequest, readRequestBytes } from "./request-size.ts";

const mib = 1024 * 1024;

function createMemory() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

test("a proxy's 413 halves requests down to 256 KiB, and is remembered", () => {
  const memory = createMemory();
  expect(readRequestBytes(memory)).toBe(8 * mib);
  const sizes: number[] = [];
  let bytes: number | null = 8 * mib;
  while (bytes !== null) {
    bytes = halveRequest(memory, { status: 413, isOurs: false }, bytes);
    if (bytes !== null) sizes.push(bytes / mib);
  }
  expect(sizes).toEqual([4, 2, 1, 0.5, 0.25]);
  expect(readRequestBytes(memory)).toBe(mib / 4);
});

test("Homeport's own 413, and every other answer, halves nothing", () => {
  const memory = createMemory();
  expect(halveRequest(memory, { status: 413, isOurs: true }, 8 * mib)).toBeNull();
  expect(halveRequest(memory, { status: 503, isOurs: false }, 8 * mib)).toBeNull();
  expect(readRequestBytes(memory)).toBe(8 * mib);
});

test("a memory that holds nonsense is none", () => {
  const memory = createMemory();
  for (const value of ["", "x", "-1", "1e99", "0"]) {
    memory.setItem("homeport.upload-request-bytes", value);
    expect(readRequestBytes(memory)).toBe(8 * mib);
  }
});
