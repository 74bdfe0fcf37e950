/** The HTTP API as pages of staff ask it; the sign-in's cookie says who asks. */

/** What the server refused, by code; `faults` says where the request is wrong. */
export class ApiRefused extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly { where: string; what: string }[];

  constructor(status: number, code: string, faults: readonly { where: string; what: string }[] = []) {
    super(code);
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The address of a path below `/api/v1`; what is null or undefined in `query` isn't asked for. */
export function addressOf(path: string, query: Query = {}): string {
  const asked = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

/** Read something; `Answer` is a type of protocol/api.ts. Throws `ApiRefused`, and `TypeError` without network. */
export function read<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
  return asked<Answer>(addressOf(path, query), signal ? { signal } : {});
}

/** Change something. Throws as `read` does. */
export function send<Answer>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const given =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return asked<Answer>(addressOf(path), { method, ...given });
}

async function asked<Answer>(address: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(address, request);
  if (response.ok) return (await response.json()) as Answer;
  const told = (await response.json().catch(() => ({}))) as Partial<ApiRefused>;
  throw new ApiRefused(response.status, told.code ?? "internal", told.faults);
}
