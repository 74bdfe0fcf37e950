/** Signing in and out: a cookie that only this page's role can use. */
import type { LoginAnswer } from "./signing-in.ts";

export type StaffPageName = "desk" | "interpreter" | "station" | "supervisor" | "wijkagent";

/** Where somebody goes on after signing out; empty: nowhere. */
type Next = string;

/** What came of signing in: codes for emergencies to be shown once, or why not. */
export type Outcome = { readonly recovery: readonly string[] } | { readonly refused: LoginAnswer };

/** Sign in; `code` is that of the second step, where one was asked for. */
export async function signIn(
  page: StaffPageName,
  username: string,
  password: string,
  code?: string,
): Promise<Outcome> {
  try {
    const response = await post("/api/v1/login", {
      page,
      username,
      password,
      ...(code === undefined ? {} : { code }),
    });
    const told = (await response.json()) as LoginAnswer & { recovery_codes?: readonly string[] };
    return response.ok ? { recovery: told.recovery_codes ?? [] } : { refused: told };
  } catch {
    return { refused: { code: "unreachable" } };
  }
}

/** Let the server replace the browser's token if it is old, which a socket can't. */
export async function renew(page: StaffPageName): Promise<void> {
  try {
    await post("/api/v1/session", { page });
  } catch {
    // Tried again in a while; the page itself shows that the server can't be reached.
  }
}

/**
 * Sign out; resolves with where to go on, to end the session at the provider too, or null when the server
 * refuses, because a call must be ended first.
 */
export async function signOut(page: StaffPageName): Promise<Next | null> {
  const response = await post("/api/v1/logout", { page });
  if (response.status === 409) return null;
  const { then = "" } = (await response.json().catch(() => ({}))) as { then?: Next };
  return then;
}

function post(path: string, body: Record<string, string>): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
