import type { AccessLevel } from "@homeport/gate";
import { createAppGate } from "@homeport/gate";
import { installApp, readManifest } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import type { TestStores } from "./test-stores.ts";

export interface ManagedApp {
  readonly appId: string;
  readonly name: string;
  /** Its public host. */
  readonly host: string;
}

let count = 0;

/** Has an app installed on a host, as the console does; its agent is not asked yet to start it. */
export async function installTestApp(
  stores: Pick<TestStores, "owner" | "gate">,
  input: { hostId: string; level?: AccessLevel; manifest?: Record<string, unknown> },
): Promise<ManagedApp> {
  const { owner, gate } = stores;
  const { actor, organizationId } = owner;
  if (actor.kind !== "user" || organizationId === undefined) throw new Error("not an owner");
  count += 1;
  const name = `managed-${count}`;
  const appId = newId();
  const { level = "public" } = input;
  const manifest = readManifest({
    ...{ version: 1, name, title: `Managed ${count}`, runtime: "process" },
    ...{ process: { argv: ["serve"] }, ...input.manifest },
  });
  const act = { action: "app.install", target: { kind: "app", id: appId }, organizationId };
  await owner.db.write(owner, act, async (tx, after) => {
    const work = { tx, after };
    const app = { appId, organizationId, hostId: input.hostId, ownerUserId: actor.userId };
    await installApp(owner, work, { ...app, manifest, isStarted: false });
    await createAppGate(gate, work, { appId, organizationId, label: name, level });
  });
  return { appId, name, host: `${name}.localhost:8080` };
}
