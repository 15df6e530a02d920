import { Command } from "../design/copy.tsx";

/** How the machine gets another key; the console cannot do it, since the private half never leaves the machine. */
export function RotateHint() {
  return (
    <div>
      <p className="font-medium text-ink text-sm">A new key</p>
      <p className="mt-0.5 text-ink-3 text-sm">
        Should the machine’s key have been seen by others, give it another one on the machine. Its
        name, apps and addresses stay.
      </p>
      <Command className="mt-2" command="homeport rotate-key" what="the rotate command" />
    </div>
  );
}
