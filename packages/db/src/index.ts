export { auditEntries } from "./schema/audit.ts";
export {
  accounts,
  deviceCodes,
  invitations,
  members,
  organizations,
  sessions,
  users,
  verifications,
} from "./schema/auth.ts";
export {
  challenges,
  changes,
  keySessions,
  leases,
  replicas,
  schemaMigrations,
} from "./schema/fleet.ts";
export {
  accessRules,
  appAddresses,
  appGates,
  appSessions,
  gateTickets,
  identities,
} from "./schema/gate.ts";
export {
  appDeliveries,
  apps,
  enrolmentCodes,
  hostEvents,
  hostKeys,
  hostPresence,
  hosts,
  machines,
} from "./schema/hosts.ts";
export { schema } from "./schema/index.ts";
