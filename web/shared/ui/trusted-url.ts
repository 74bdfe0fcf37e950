/** The address of a script of our own, vouched for where the browser asks for that (Trusted Types). */

interface ScriptUrls {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(url: string): string };
}

/**
 * Return `url` as a value that `Worker` and `register` take. The server's headers must know `policy`, and a browser
 * lets a page make it only once: call it once for each.
 */
export function trustedUrl(policy: string, url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: ScriptUrls };
  return trustedTypes?.createPolicy(policy, { createScriptURL: () => url }).createScriptURL("") ?? url;
}
