import type { Failure } from "../data/failure.ts";
import { FailureCode } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";

/** Why a door did not open, above its button. */
export function DoorFailure({ title, failure }: { title: string; failure: Failure | null }) {
  if (failure === null) {
    return null;
  }
  return (
    <Notice tone="bad" role="alert" title={title}>
      <p>{failure.sentence}</p>
      <FailureCode failure={failure} />
    </Notice>
  );
}
