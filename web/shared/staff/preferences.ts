/** What somebody likes on this machine: kept in this browser, and no harm done when it is lost. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export const VOLUMES = ["off", "soft", "normal", "loud"] as const;
export type Volume = (typeof VOLUMES)[number];

export interface Preferences {
  readonly theme: Theme;
  /** How loud it rings. */
  readonly volume: Volume;
  /** An interpreter joins without a camera. */
  readonly soundOnly: boolean;
}

const KEY = "callrouter.preferences";
const USUAL: Preferences = { theme: "system", volume: "normal", soundOnly: false };

/** Return the preferences that `text` holds; what is missing or unknown is as usual. Pure. */
export function preferencesOf(text: string | null): Preferences {
  let kept: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? "{}");
    if (typeof parsed === "object" && parsed !== null) kept = parsed as Record<string, unknown>;
  } catch {
    // Not ours: as usual.
  }
  return {
    theme: THEMES.find((each) => each === kept["theme"]) ?? USUAL.theme,
    volume: VOLUMES.find((each) => each === kept["volume"]) ?? USUAL.volume,
    soundOnly: kept["soundOnly"] === true,
  };
}

export function rememberedPreferences(): Preferences {
  return preferencesOf(localStorage.getItem(KEY));
}

export function rememberPreferences(preferences: Preferences): void {
  localStorage.setItem(KEY, JSON.stringify(preferences));
}

/** Show the document in light, in dark, or as the system does; `styles/dark.css` reads it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}
