import type { AccessLevel } from "@homeport/gate";
import type { Failure } from "../data/failure.ts";

/** An app as it is being filled in. */
export interface AppDraft {
  hostId: string | undefined;
  target: string;
  name: string;
  level: AccessLevel;
}

/** A sentence for each field that cannot stay as it is. */
export type DraftProblems = { [Field in keyof AppDraft]?: string };

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What is missing or malformed, found before anything is sent; the endpoint decides in the end. */
export function findProblems(draft: AppDraft): DraftProblems {
  const name = draft.name.trim().toLowerCase();
  return {
    ...(draft.hostId === undefined ? { hostId: "Choose the host on which it runs." } : {}),
    ...(draft.target.trim() === "" ? { target: "Say on which port or address it listens." } : {}),
    ...(label.test(name)
      ? {}
      : { name: "Use 1 to 63 small letters, digits and hyphens, without a hyphen at an end." }),
  };
}

const fields: Record<string, keyof AppDraft> = {
  APP_NAME_INVALID: "name",
  APP_NAME_TAKEN: "name",
  ADDRESS_TAKEN: "name",
  RESERVED_LABEL: "name",
  BAD_LABEL: "name",
  TARGET_INVALID: "target",
  HOST_NOT_FOUND: "hostId",
  HOST_REVOKED: "hostId",
};

/** The field that a refusal is about, with its sentence; nothing when it is about the whole. */
export function fieldOfFailure(failure: Failure): DraftProblems {
  const field = fields[failure.code];
  return field === undefined ? {} : { [field]: failure.sentence };
}
