import type { TransportKind } from "../src/transport/load-transport.ts";

let tested: TransportKind = "direct";

/** The transport that every relay of this test file takes. */
export function testedTransport(): TransportKind {
  return tested;
}

/** To be called before any relay is started. */
export function testOver(kind: TransportKind): void {
  tested = kind;
}
