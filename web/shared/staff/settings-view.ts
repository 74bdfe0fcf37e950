/** What somebody sets for this machine: light or dark, how loud it rings, notifications on the desktop. */
import bellIcon from "icon:bell";
import systemIcon from "icon:device-desktop";
import darkIcon from "icon:moon";
import settingsIcon from "icon:settings";
import lightIcon from "icon:sun";
import accountIcon from "icon:user-circle";
import volumeIcon from "icon:volume";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";
import type { NoticePermission } from "./desktop-notice.ts";
import { type Preferences, THEMES, type Theme, VOLUMES, type Volume } from "./preferences.ts";

export interface SettingsProps {
  t: StaffTexts;
  preferences: Preferences;
  prefer(change: Partial<Preferences>): void;
  /** Show the own account. */
  account(): void;
  /** What rings; absent on a page where nothing does. */
  ringing: {
    readonly notices: NoticePermission;
    /** Let the browser ask for notifications. */
    askNotices(): void;
  } | null;
}

const THEME_ICONS: Record<Theme, readonly string[]> = {
  system: systemIcon,
  light: lightIcon,
  dark: darkIcon,
};

export function settingsView(props: SettingsProps): TemplateResult {
  const { t, preferences, prefer, ringing } = props;
  const opened = (event: Event) => {
    const menu = (event.currentTarget as HTMLElement).closest("details");
    if (menu) menu.open = false;
    // Whence the dialog gives the focus back.
    menu?.querySelector("summary")?.focus();
    props.account();
  };
  const theme = (each: Theme) => html`<label class="switch__choice">
    <input class="visually-hidden" type="radio" name="theme" value=${each} data-testid="theme-${each}" .checked=${preferences.theme === each} @change=${() => prefer({ theme: each })} />
    ${icon(THEME_ICONS[each])}<span>${t(`settings.theme.${each}`)}</span>
  </label>`;
  return html`<details class="settings" @keydown=${closeOnEscape} @focusout=${closeOnLeaving}>
    <summary class="utrecht-button button--onbar" data-testid="settings" title=${t("settings.title")}>
      ${icon(settingsIcon)}<span class="visually-hidden">${t("settings.title")}</span>
    </summary>
    <div class="settings__panel" role="group" aria-label=${t("settings.title")}>
      <fieldset class="settings__one">
        <legend>${t("settings.theme")}</legend>
        <div class="switch switch--icons">${THEMES.map(theme)}</div>
      </fieldset>
      ${ringing ? soundView(props) : nothing}
      ${ringing ? noticesView(props, ringing) : nothing}
      <div class="settings__one settings__account">
        <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="account-open" @click=${opened}>
          ${icon(accountIcon)}<span>${t("account.open")}</span>
        </button>
      </div>
    </div>
  </details>`;
}

function soundView({ t, preferences, prefer }: SettingsProps): TemplateResult {
  const changed = (event: Event) => prefer({ volume: (event.target as HTMLSelectElement).value as Volume });
  return html`<label class="settings__one">
    <span>${icon(volumeIcon)}${t("settings.volume")}</span>
    <select class="utrecht-select" data-testid="ring-volume" @change=${changed}>
      ${VOLUMES.map((each) => html`<option value=${each} .selected=${preferences.volume === each}>${t(`settings.volume.${each}`)}</option>`)}
    </select>
  </label>`;
}

function noticesView({ t }: SettingsProps, ringing: NonNullable<SettingsProps["ringing"]>): TemplateResult {
  const { notices, askNotices } = ringing;
  return html`<div class="settings__one">
    <span>${icon(bellIcon)}${t("settings.notices")}</span>
    <p class="settings__note" data-testid="notices" data-state=${notices}>${t(`settings.notices.${notices}`)}</p>
    ${
      notices === "default"
        ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="allow-notices" @click=${askNotices}>${t("settings.notices.allow")}</button>`
        : nothing
    }
  </div>`;
}

function closeOnEscape(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
  event.stopPropagation();
}

function closeOnLeaving(event: FocusEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  const next = event.relatedTarget as Node | null;
  if (next && !menu.contains(next)) menu.open = false;
}
