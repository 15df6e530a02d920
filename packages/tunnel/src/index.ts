export { type Budget, createBudget, createProcessBudget } from "./budget.ts";
export { type CloseName, closeCodes, closeName, type RstName, rstCodes, rstName } from "./codes.ts";
export {
  type AcceptConnectOptions,
  acceptConnect,
  type DialConnectOptions,
  dialConnect,
} from "./connect-handshake.ts";
export type { ConnectAnswer, ConnectOffer } from "./connect-hello.ts";
export {
  handshakeDeadlineMs,
  linkUpgradeToken,
  maxControlLineBytes,
  maxMessageBytes,
  protocolVersion,
  rawUpgradeToken,
  webSocketSubprotocol,
} from "./constants.ts";
export {
  type AgentControl,
  type AppDesired,
  type AppLog,
  type AppReport,
  type AppsDeclare,
  type AppsDeclared,
  agentControlSchema,
  type ControlError,
  controlErrorSchema,
  type KeyRotate,
  type KeyRotated,
  type RelayControl,
  type ReportedStatus,
  relayControlSchema,
  reportedStatuses,
} from "./control.ts";
export { ControlLines, controlLine } from "./control-lines.ts";
export { type DuplexStream, streamDuplex } from "./duplex.ts";
export { enrolmentMessage, machineMessage } from "./enrolment.ts";
export {
  HandshakeError,
  StreamError,
  TunnelError,
  type TunnelErrorCode,
  tunnelErrors,
} from "./errors.ts";
export {
  type AcceptedAgent,
  type AcceptOptions,
  acceptHandshake,
  credentialRefused,
  type DialedRelay,
  type DialOptions,
  dialHandshake,
  type HelloProof,
  type Verdict,
} from "./handshake.ts";
export type { AgentHello, RelayHello, Welcome } from "./hello.ts";
export {
  agentBudgetBytes,
  connectLimits,
  controlWindowBytes,
  defaultLimits,
  type MuxLimits,
  maxConnectStreams,
  maxStreamsPerTunnel,
  relayBudgetBytes,
} from "./limits.ts";
export {
  acceptLink,
  dialLink,
  type LinkHandshakeOptions,
  type LinkTerms,
} from "./link-handshake.ts";
export type { LinkAnswer, LinkOffer } from "./link-hello.ts";
export type { LinkKey } from "./link-proof.ts";
export {
  type AppManifest,
  type AppManifestInput,
  appManifestSchema,
  type ConsentWord,
  consentWords,
  minIdleStopMs,
  type ReadManifest,
  readAppManifest,
} from "./manifest.ts";
export { createMux } from "./mux.ts";
export type {
  GoAway,
  Mux,
  MuxEnd,
  MuxHandlers,
  MuxOptions,
  MuxRole,
  MuxStatus,
  MuxTerms,
  OpenRefusal,
} from "./mux-api.ts";
export type { OpenRequest, StreamKind } from "./open.ts";
export { verifyProof } from "./proof.ts";
export { type Rotation, rotationMessage } from "./rotation.ts";
export type { MuxStream, StreamEnd, StreamEvents } from "./stream-api.ts";
export { readTargetText, type TargetText, writeTargetText } from "./target-text.ts";
export { createWheel, type Wheel, type WheelMember } from "./wheel.ts";
export { type MemoryWire, type MemoryWireOptions, memoryWirePair } from "./wire/memory.ts";
export { type RawSocket, rawWire } from "./wire/raw.ts";
export { type WebSocketCarrier, type WebSocketLike, webSocketWire } from "./wire/websocket.ts";
export type { Wire, WireEnd, WireKind, WireSink } from "./wire/wire.ts";
