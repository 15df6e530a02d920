import type { DeliveryDraft, DeliveryProblems } from "./delivery-draft.ts";

/** What a group of the form's fields is given. */
export interface FieldGroupProps {
  draft: DeliveryDraft;
  problems: DeliveryProblems;
  readOnly: boolean;
  onEdit: (part: Partial<DeliveryDraft>) => void;
}

/** Two columns of fields, one on a narrow screen. */
export const fieldGrid = "grid items-start gap-x-6 gap-y-5 px-4 py-5 sm:px-5 md:grid-cols-2";
