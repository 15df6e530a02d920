import { type Address, type Answer, ask } from "../ask.ts";
import type { Lab } from "./lab.ts";

const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

/** Walks the way of a person's browser, the console's part by its own verb; answers the app's cookie. */
export async function signIn(lab: Lab, address: Address): Promise<string> {
  const asked = await ask(address, "/bytes/1", page);
  const state = new URL(String(asked.headers.location)).searchParams.get("s") ?? "";
  const location = await lab.seeder.admit(state, address.port);
  const back = await ask(address, location, { ...page, Cookie: cookieOf(asked) });
  if (back.status !== 303) throw new Error(`signing in ended with ${back.status}: ${back.body}`);
  return cookieOf(back);
}

function cookieOf(answer: Answer): string {
  return (answer.headers["set-cookie"] ?? []).map((one) => one.split(";", 1)[0]).join("; ");
}
