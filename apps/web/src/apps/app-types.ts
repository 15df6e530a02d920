import type { Outputs } from "../data/router-types.ts";

export type AppRow = Outputs["apps"]["list"]["items"][number];
export type AppDetail = Outputs["apps"]["get"];
export type AppGate = Outputs["gate"]["rules"]["list"];
export type Delivery = Outputs["delivery"]["get"];
export type WhoCanOpen = Outputs["gate"]["whoCanOpen"];
