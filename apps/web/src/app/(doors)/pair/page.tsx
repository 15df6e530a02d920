import type { Metadata } from "next";
import { requestHeaders } from "../../../data/request.ts";
import { PairDoor } from "../../../doors/pair-door.tsx";
import { readHandle } from "../../../server/handle.ts";

export const metadata: Metadata = { title: "Pair this device" };

export default async function PairPage() {
  const session = await readHandle().readSession(await requestHeaders());
  return <PairDoor signedInAs={session?.email ?? null} />;
}
