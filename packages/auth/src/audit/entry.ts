import { z } from "zod";

/** Narrows what is read; what is left out narrows nothing. */
export const auditFilterFields = {
  /** A person's id, or part of their name or e-mail; or the id of a host. */
  actor: z.string().trim().min(1).max(100).optional(),
  /** An action, or how it begins: `member.` */
  action: z
    .string()
    .regex(/^[a-z.-]{1,60}$/)
    .optional(),
  /** An id or a kind, or part of a person's name or e-mail. */
  target: z.string().trim().min(1).max(100).optional(),
  /** From this instant on. */
  from: z.coerce.date().optional(),
  /** Before this instant. */
  to: z.coerce.date().optional(),
};

export const auditFilter = z.object(auditFilterFields);

export type AuditFilter = z.output<typeof auditFilter>;

/** One act, as people read it. */
export interface AuditEntry {
  readonly entryId: string;
  readonly at: Date;
  readonly actor: {
    readonly kind: "user" | "host" | "operator-key" | "system" | "anonymous";
    readonly id: string | null;
    /** Null for who is no person, or is gone. */
    readonly name: string | null;
    readonly email: string | null;
  };
  readonly action: string;
  /** `name` of a person, an app or a vault that is still there. */
  readonly target: { readonly kind: string; readonly id: string; readonly name: string | null };
  readonly outcome: "success" | "denied" | "failed";
  readonly errorCode: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
  readonly requestId: string | null;
}
