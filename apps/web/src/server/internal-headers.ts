/**
 * Headers by which `main.ts` tells the pages what it found out about a request. It sets each of them on every
 * request that it hands to Next, so what a client sent under these names never arrives.
 */
export const internalHeaders = {
  nonce: "x-homeport-nonce",
  address: "x-homeport-address",
  requestId: "x-request-id",
  target: "x-homeport-target",
} as const;
