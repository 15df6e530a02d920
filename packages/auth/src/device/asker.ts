import type { Reader } from "@homeport/db";
import { z } from "zod";
import { insertAsker, selectAsker } from "./store.ts";

/** What is known of a program that asks to be signed in; its person sees it before approving. */
const askerSchema = z.object({ address: z.string().nullable(), userAgent: z.string().nullable() });
export type DeviceAsker = z.infer<typeof askerSchema>;

const codeAnswer = z.object({ user_code: z.string(), expires_in: z.number() });
const maxUserAgentChars = 200;

/** Keeps who was given a code, for as long as the code lives. */
export async function noteAsker(db: Reader, answer: Response, asker: DeviceAsker): Promise<void> {
  if (!answer.ok) return;
  const code = codeAnswer.safeParse(await answer.clone().json());
  if (!code.success) return;
  const { address } = asker;
  const userAgent = asker.userAgent?.slice(0, maxUserAgentChars) ?? null;
  await insertAsker(db, {
    userCode: code.data.user_code,
    value: JSON.stringify({ address, userAgent }),
    lifeMs: code.data.expires_in * 1000,
  });
}

/** The answer about a code, with who asks for it. */
export async function withAsker(db: Reader, request: Request, answer: Response): Promise<Response> {
  if (!answer.ok) return answer;
  const userCode = new URL(request.url).searchParams.get("user_code") ?? "";
  const kept = await selectAsker(db, userCode.replaceAll("-", ""));
  const asker = askerSchema.safeParse(kept === null ? null : JSON.parse(kept));
  const body = z.looseObject({}).parse(await answer.json());
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  const known = asker.data ?? { address: null, userAgent: null };
  return Response.json({ ...body, ...known }, { status: answer.status, headers });
}
