/** The ways in which staff can sign in: here by name and password, or at their organization's provider. */
import type { StaffPageName } from "./account.ts";

export interface Ways {
  readonly local: boolean;
  /** `name` is the text of the button, empty: ours; without `available` the provider can't be reached. */
  readonly provider: { readonly name: string; readonly available: boolean } | null;
}

/** What came of signing in at the provider, where somebody is not signed in. */
export type ProviderProblem = (typeof PROBLEMS)[number];

const PROBLEMS = [
  "provider_unavailable",
  "provider_refused",
  "expired",
  "untrusted",
  "no_role",
  "incomplete",
  "name_taken",
  "account_locked",
  "wrong_role",
  "too_many_attempts",
  "unreachable",
] as const;
/** How the server names it in the address it leads back to, where that isn't one of our words. */
const UNAVAILABLE = "unavailable";
const PARAMETER = "sign-in";
/** Without the server, whoever has a password can try as soon as it is back. */
const BY_PASSWORD: Ways = { local: true, provider: null };
const LOOK_MS = 10_000;

/** The address at which signing in at the provider begins. */
export function providerAddress(page: StaffPageName): string {
  return `/oidc/login?page=${page}`;
}

/** Return what an address says came of signing in; null: nothing, or no word of ours. */
export function problemIn(search: string): ProviderProblem | null {
  const said = new URLSearchParams(search).get(PARAMETER);
  if (said === UNAVAILABLE) return "unreachable";
  return PROBLEMS.find((problem) => problem === said) ?? null;
}

/** Take out of the address what came of signing in, so that a reload doesn't say it again. */
export function takeProblem(): ProviderProblem | null {
  const problem = problemIn(location.search);
  if (new URLSearchParams(location.search).has(PARAMETER)) {
    history.replaceState(history.state, "", `${location.pathname}${location.hash}`);
  }
  return problem;
}

/** Asks for the ways while somebody is to sign in, and again for as long as the provider is away. */
export class WaysWatch {
  /** Null until the server has said them. */
  ways: Ways | null = null;
  private readonly changed: () => void;
  private looking: ReturnType<typeof setTimeout> | undefined;
  private isWatching = false;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    void this.look();
  }

  rest(): void {
    this.isWatching = false;
    clearTimeout(this.looking);
  }

  private async look(): Promise<void> {
    const ways = await askedWays();
    if (!this.isWatching) return;
    this.ways = ways ?? this.ways ?? BY_PASSWORD;
    this.changed();
    if (ways?.provider?.available === false || ways === null) {
      this.looking = setTimeout(() => void this.look(), LOOK_MS);
    }
  }
}

async function askedWays(): Promise<Ways | null> {
  try {
    const response = await fetch("/api/v1/sign-in");
    return response.ok ? ((await response.json()) as Ways) : null;
  } catch {
    return null;
  }
}
