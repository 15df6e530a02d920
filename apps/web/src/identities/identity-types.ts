import type { Outputs } from "../data/router-types.ts";

export type Identity = Outputs["identities"]["list"][number];
export type Applied = Outputs["identities"]["create"]["applied"];
