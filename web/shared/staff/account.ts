/** Signing in and out: a cookie that only this page's role can use. */
import type { ProviderProblem } from "./ways.ts";

export type StaffPageName = "desk" | "interpreter" | "station" | "supervisor" | "wijkagent";
export type LoginProblem = "wrong_credentials" | "too_many_attempts" | ProviderProblem;

/** Where somebody goes on after signing out; empty: nowhere. */
type Next = string;

const KNOWN: readonly string[] = ["wrong_credentials", "wrong_role", "too_many_attempts"];

/** Sign in; resolves with what is wrong, or null. */
export async function signIn(
  page: StaffPageName,
  username: string,
  password: string,
): Promise<LoginProblem | null> {
  try {
    const response = await post("/api/v1/login", { page, username, password });
    if (response.ok) return null;
    const { code } = (await response.json()) as { code: string };
    return KNOWN.includes(code) ? (code as LoginProblem) : "unreachable";
  } catch {
    return "unreachable";
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
