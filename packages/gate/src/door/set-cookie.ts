export interface CookieInput {
  readonly name: string;
  readonly value: string;
  readonly https: boolean;
  readonly maxAgeS: number;
}

/** A `Set-Cookie` value for one host alone: no Domain, no script, not sent from other sites' requests. */
export function setCookie(input: CookieInput): string {
  const secure = input.https ? "; Secure" : "";
  return `${input.name}=${input.value}; Path=/; Max-Age=${input.maxAgeS}; HttpOnly${secure}; SameSite=Lax`;
}
