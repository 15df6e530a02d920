import { newId } from "@homeport/platform";
import type { VaultsDeps } from "../context.ts";
import type { VaultEventType } from "./event-types.ts";

/** Something that happened, before it has its place in the vault's sequence. */
export interface NewEvent {
  readonly id: string;
  readonly type: VaultEventType;
  /** Ids, hashes, states and names; never a state or a payload. */
  readonly data: Readonly<Record<string, unknown>>;
}

export function newEvent(
  { clock, random }: Pick<VaultsDeps, "clock" | "random">,
  type: VaultEventType,
  data: NewEvent["data"],
): NewEvent {
  return { id: newId(clock.nowMs(), random), type, data };
}
