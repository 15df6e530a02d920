import type { Membership } from "@homeport/auth";
import { ApiError } from "../errors.ts";

export const organizationHeader = "homeport-organization";

/**
 * The organization that a request is about: named by id or slug in a header, else the oldest membership.
 * One that the person does not belong to answers as one that does not exist.
 */
export function chooseOrganization(
  memberships: readonly Membership[],
  headers: Headers,
): Membership {
  const named = headers.get(organizationHeader);
  const chosen =
    named === null
      ? memberships[0]
      : memberships.find((one) => one.organizationId === named || one.slug === named);
  if (chosen === undefined) throw new ApiError("ORGANIZATION_NOT_FOUND");
  return chosen;
}
