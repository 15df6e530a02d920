"use client";

import { type ReactNode, useState } from "react";
import { DoorCard } from "./door-card.tsx";
import { SecondStep } from "./second-step.tsx";
import { SignInForm } from "./sign-in-form.tsx";

export interface SignInDoorProps {
  next: string;
  lead: ReactNode;
  foot?: ReactNode;
}

/** From a first factor to the end: whoever has a second one shows it in the same place. */
export function SignInDoor({ next, lead, foot }: SignInDoorProps) {
  const [second, setSecond] = useState(false);
  if (second) {
    return <SecondStep next={next} onRestart={() => setSecond(false)} />;
  }
  return (
    <DoorCard title="Sign in" lead={lead} foot={foot}>
      <SignInForm next={next} onSecondFactor={() => setSecond(true)} />
    </DoorCard>
  );
}
