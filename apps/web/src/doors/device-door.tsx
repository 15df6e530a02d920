"use client";

import { useState } from "react";
import { DeviceAsk } from "./device-ask.tsx";
import { plainUserCode, userCodeChars } from "./device-code.ts";
import { DeviceCodeForm } from "./device-code-form.tsx";
import { DeviceEnd } from "./device-end.tsx";

export interface DeviceDoorProps {
  /** From the link that the program printed; empty when somebody came by hand. */
  userCode: string;
  /** Who would be signed in. */
  email: string;
}

/** From a code to an answer: a program on another machine waits to be signed in as this person. */
export function DeviceDoor({ userCode, email }: DeviceDoorProps) {
  const [code, setCode] = useState(() => {
    const plain = plainUserCode(userCode);
    return plain.length === userCodeChars ? plain : null;
  });
  const [end, setEnd] = useState<"approved" | "denied" | null>(null);
  if (end !== null) {
    return <DeviceEnd end={end} />;
  }
  if (code === null) {
    return <DeviceCodeForm onCode={setCode} />;
  }
  return <DeviceAsk code={code} email={email} onEnd={setEnd} onOther={() => setCode(null)} />;
}
