import { generateKeyPairSync } from "node:crypto";
import { type Db, schema } from "@homeport/db";
import { newId } from "@homeport/platform";

/** What an agent needs to be let in. */
export interface HostOnly {
  readonly hostId: string;
  readonly machineId: string;
  readonly keyPem: string;
}

const facts = { os: "linux", arch: "x64", cpuCount: 2, memoryBytes: 2 ** 30 };

/** Writes so many hosts in the state in which enrolment leaves them, with one statement a table. */
export async function insertHosts(
  db: Db,
  owner: { organizationId: string; userId: string },
  count: number,
): Promise<HostOnly[]> {
  const made = Array.from({ length: count }, makeHost);
  const { organizationId, userId: createdByUserId } = owner;
  await db.orm.insert(schema.machines).values(
    made.map(({ machineId }) => ({
      id: machineId,
      name: "attic",
      ...facts,
      agentVersion: "0.1.0",
    })),
  );
  await db.orm.insert(schema.hosts).values(
    made.map(({ hostId, machineId }) => ({
      id: hostId,
      machineId,
      organizationId,
      createdByUserId,
    })),
  );
  await db.orm
    .insert(schema.hostKeys)
    .values(made.map(({ hostId, publicKey }) => ({ id: newId(), hostId, publicKey })));
  return made.map(({ publicKey: _, ...host }) => host);
}

function makeHost(): HostOnly & { publicKey: Buffer } {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = Buffer.from(String(pair.publicKey.export({ format: "jwk" }).x), "base64url");
  const keyPem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { hostId: newId(), machineId: newId(), keyPem, publicKey };
}
