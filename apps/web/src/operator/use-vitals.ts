"use client";

import { useEffect, useState } from "react";
import type { Replica } from "./operator-types.ts";
import { addBeat, type Beat } from "./vitals-steps.ts";

/** What a replica told since this page was opened, the oldest first. */
export function useVitals(replica: Replica): readonly Beat[] {
  const [beats, setBeats] = useState<readonly Beat[]>([]);
  const { seenAt, vitals } = replica;
  useEffect(() => setBeats((kept) => addBeat(kept, { at: seenAt, vitals })), [seenAt, vitals]);
  return beats;
}
