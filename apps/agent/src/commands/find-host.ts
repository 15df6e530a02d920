import type { HomeportClient } from "@homeport/client";
import { AgentError } from "../errors.ts";
import type { SignedIn } from "./signed-in.ts";

type Host = Awaited<ReturnType<HomeportClient["hosts"]["list"]["query"]>>["items"][number];

const idForm = /^[0-9a-f-]{36}$/;
const most = 200;

/** The host of this id, or the only one of this name. Throws `HOST_UNKNOWN`. */
export async function findHost({ ask, find }: SignedIn, nameOrId: string): Promise<Host> {
  if (idForm.test(nameOrId)) {
    const host = await find((console) => console.hosts.get.query({ hostId: nameOrId }));
    if (host !== null) return host;
  }
  const { items } = await ask((console) =>
    console.hosts.list.query({ text: nameOrId, limit: most }),
  );
  const usable = items.filter(({ name, status }) => name === nameOrId && status === "active");
  const [host] = usable;
  if (host === undefined || usable.length > 1) {
    throw new AgentError("HOST_UNKNOWN", { detail: nameOrId });
  }
  return host;
}
