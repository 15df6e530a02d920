import type { Random } from "@homeport/platform";
import { HostsError } from "../errors.ts";

export const maxMachineNameChars = 63;
const control = /\p{Cc}/u;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const letters = "abcdefghjkmnpqrstvwxyz";

/** A name that a person gave, trimmed; throws MACHINE_NAME_INVALID. */
export function readMachineName(text: string): string {
  const name = text.trim();
  if (name === "" || [...name].length > maxMachineNameChars || control.test(name)) {
    throw new HostsError("MACHINE_NAME_INVALID");
  }
  return name;
}

/**
 * The first name of a machine: the one asked for, else the one its code carries, else the operating system's.
 * What says nothing (empty, `localhost`, an id) becomes `machine-` and four letters. What a person asked for is
 * refused when it cannot be a name; what the operating system says is cut to fit.
 */
export function chooseMachineName(
  candidates: {
    asked?: string | undefined;
    ofCode?: string | null | undefined;
    ofSystem?: string | undefined;
  },
  random: Random,
): string {
  const given = [candidates.asked, candidates.ofCode].find(says);
  if (typeof given === "string") return readMachineName(given);
  const ofSystem = fitName(candidates.ofSystem ?? "");
  return says(ofSystem) ? ofSystem : `machine-${fourLetters(random)}`;
}

function says(name: string | null | undefined): name is string {
  const trimmed = name?.trim().toLowerCase() ?? "";
  return trimmed !== "" && trimmed !== "localhost" && !uuid.test(trimmed);
}

function fitName(name: string): string {
  const shown = [...name]
    .filter((char) => !control.test(char))
    .join("")
    .trim();
  return [...shown].slice(0, maxMachineNameChars).join("");
}

function fourLetters(random: Random): string {
  const pick = () => letters[Math.floor(random.number() * letters.length)] ?? "a";
  return [pick(), pick(), pick(), pick()].join("");
}
