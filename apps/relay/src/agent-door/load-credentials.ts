import { gather } from "@homeport/coordination";
import { type HostCredentials, type HostsDeps, readManyHostKeys } from "@homeport/hosts";

const most = 500;

/** Reads the keys of one host, and when thousands dial in at once those of many in one query. */
export function createCredentialsLoader(
  hosts: Pick<HostsDeps, "db">,
): (hostId: string) => Promise<HostCredentials | null> {
  return gather<string, HostCredentials | null>({
    most,
    async run(hostIds) {
      const found = await readManyHostKeys(hosts, { hostIds });
      const byHost = new Map(found.map((one) => [one.hostId, one]));
      return hostIds.map((hostId) => byHost.get(hostId) ?? null);
    },
  });
}
