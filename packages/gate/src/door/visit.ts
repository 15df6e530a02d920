import type { Asker } from "../decide/asker.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { RawHeaders } from "../read-request/raw-headers.ts";
import type { ReadRequest } from "../read-request/read-request.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import type { DoorDeps } from "./deps.ts";

/** A request that was read and whose address is an app's. */
export interface Visit {
  readonly deps: DoorDeps;
  readonly app: AppEntry;
  readonly request: ReadRequest;
  readonly rawHeaders: RawHeaders;
  readonly upgrade: boolean;
  readonly asker: Asker;
  readonly address: string | null;
  readonly requestId: string;
  /** The proxy that asks and carries the request itself; null when it came to be carried here. */
  readonly dialect: Dialect | null;
}
