import { auditEntries } from "./audit.ts";
import {
  accounts,
  deviceCodes,
  invitations,
  members,
  organizations,
  sessions,
  users,
  verifications,
} from "./auth.ts";
import { challenges, changes, keySessions, leases, replicas, schemaMigrations } from "./fleet.ts";
import {
  accessRules,
  appAddresses,
  appGates,
  appSessions,
  gateTickets,
  identities,
} from "./gate.ts";
import {
  appDeliveries,
  apps,
  enrolmentCodes,
  hostEvents,
  hostKeys,
  hostPresence,
  hosts,
  machines,
} from "./hosts.ts";

/** Every table, as drizzle and better-auth's adapter take them. */
export const schema = {
  accessRules,
  accounts,
  appAddresses,
  appDeliveries,
  appGates,
  appSessions,
  apps,
  auditEntries,
  challenges,
  changes,
  deviceCodes,
  enrolmentCodes,
  gateTickets,
  hostEvents,
  hostKeys,
  hostPresence,
  hosts,
  identities,
  invitations,
  keySessions,
  leases,
  machines,
  members,
  organizations,
  replicas,
  schemaMigrations,
  sessions,
  users,
  verifications,
};
