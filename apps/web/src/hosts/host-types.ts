import type { Outputs } from "../data/router-types.ts";

export type HostRow = Outputs["hosts"]["list"]["items"][number];
export type HostDetail = Outputs["hosts"]["get"];
export type HostEvent = HostDetail["events"][number];
export type HostTunnel = Outputs["hosts"]["tunnels"]["tunnels"][number];
export type CheckStep = Outputs["hosts"]["check"] extends AsyncIterable<infer Step> ? Step : never;
export type EnrolmentCode = Outputs["hosts"]["createCode"];
export type CodeStatus = Outputs["hosts"]["codeStatus"];
