import type { SeededHost, Seeder } from "@homeport/fleet";
import { type Answer, ask } from "../visitor/ask.ts";
import type { Way } from "../visitor/way.ts";

const page = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

/** Walks the way of a person's browser, the console's part by its own verb; answers the app's cookie. */
export async function signIn(seeder: Seeder, host: SeededHost, way: Way): Promise<string> {
  const asked = await ask({ ...way, headers: page }, "/bytes/1");
  const state = new URL(String(asked.headers.location)).searchParams.get("s") ?? "";
  const location = await seeder.admit(host, state, way.port);
  const back = await ask({ ...way, headers: { ...page, cookie: cookieOf(asked) } }, location);
  if (back.status !== 303) throw new Error(`signing in ended with ${back.status}: ${back.body}`);
  return cookieOf(back);
}

function cookieOf(answer: Answer): string {
  return (answer.headers["set-cookie"] ?? []).map((one) => one.split(";", 1)[0]).join("; ");
}
