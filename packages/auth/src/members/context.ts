import type { CursorCodec } from "@homeport/platform";
import type { AuthContext } from "../context.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { Membership } from "../roles/membership.ts";

/** What the verbs of an organization's people stand on. */
export interface MembersContext extends AuthContext {
  readonly organizationId: string;
  /** Those of the acting person in the organization, read live by the caller. */
  readonly roles: Membership["roles"];
  readonly cursors: CursorCodec;
  /** Null when this installation sends no mail. */
  readonly mailer: Mailer | null;
  /** Public address of the console. */
  readonly webUrl: URL;
}
