import { defaultLimits, maxStreamsPerTunnel } from "@homeport/tunnel";

export const muxTerms = {
  creditBytes: defaultLimits.windowBytes,
  maxStreams: maxStreamsPerTunnel,
};

export const noFields = {
  hops: 0,
  hostId: "",
  appId: "bench",
  target: "",
  visitorAddress: "127.0.0.1",
  requestId: "0123456789abcdef",
};
