import type { OfflineReason } from "@homeport/hosts";
import { closeCodes, type MuxEnd } from "@homeport/tunnel";

const reasonByCode = new Map<number, OfflineReason>([
  [closeCodes.AGENT_STOP, "AGENT_STOPPED"],
  [closeCodes.SILENT, "SILENT"],
  [closeCodes.SERVER_DRAIN, "RELAYS_DRAINING"],
  [closeCodes.CREDENTIAL, "CREDENTIAL_REFUSED"],
  [closeCodes.REVOKED, "REVOKED"],
  [closeCodes.REPLACED, "REPLACED"],
  [closeCodes.VERSION, "VERSION_TOO_OLD"],
]);

/** What a tunnel's end says of its host, should that have been its last tunnel. */
export function offlineReasonOf(end: MuxEnd): OfflineReason {
  return (end.code === null ? undefined : reasonByCode.get(end.code)) ?? "CONNECTION_LOST";
}
