import type { HostsContext } from "@homeport/hosts";

/** An organization's owner, as the verbs know who acts. */
export type Owner = HostsContext & { organizationId: string; userId: string };
