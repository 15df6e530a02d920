import type { Outputs } from "../data/router-types.ts";

export type Overview = Outputs["fleet"]["overview"];
export type Replica = Outputs["fleet"]["replicas"]["get"];
export type Feed = Outputs["fleet"]["feed"]["status"];
export type Limit = Outputs["fleet"]["limits"]["status"][number];
export type FleetTunnel = Extract<
  Outputs["fleet"]["tunnels"]["list"],
  { known: true }
>["tunnels"][number];
export type Configuration = Outputs["fleet"]["configuration"];
export type Lease = Outputs["fleet"]["leases"]["list"][number];
export type QueueRow = Outputs["fleet"]["queues"]["list"][number];
export type Schedule = Outputs["fleet"]["schedules"]["list"][number];
export type Job = Outputs["fleet"]["jobs"]["get"];
export type JobRow = Outputs["fleet"]["jobs"]["list"]["jobs"][number];
export type Operators = Outputs["fleet"]["operators"]["list"];
export type OperatorRow = Operators["operators"][number];
export type OperatorSession = Outputs["fleet"]["operators"]["sessions"]["list"][number];
export type CatalogState = NonNullable<Outputs["catalog"]["state"]>;
export type CatalogRejection = Outputs["catalog"]["rejections"]["items"][number];
export type CatalogDelivery = Outputs["catalog"]["deliveries"]["items"][number];
export type CatalogGeneration = Outputs["catalog"]["generations"]["items"][number];
