import type { ReactNode } from "react";
import { DoorFrame } from "../../doors/door-frame.tsx";

export default function DoorsLayout({ children }: { children: ReactNode }) {
  return <DoorFrame>{children}</DoorFrame>;
}
