import type { ReactNode } from "react";
import { ConsoleProviders } from "../../data/console-providers.tsx";
import { DoorFrame } from "../../doors/door-frame.tsx";

export default function DoorsLayout({ children }: { children: ReactNode }) {
  return (
    <ConsoleProviders>
      <DoorFrame>{children}</DoorFrame>
    </ConsoleProviders>
  );
}
