/** The button that leads to the organization's identity provider, or word that it is away. */
import awayIcon from "icon:plug-connected-x";
import { html, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";
import type { StaffPageName } from "./account.ts";
import { providerAddress, type Ways } from "./ways.ts";

export function providerView(
  t: StaffTexts,
  page: StaffPageName,
  { name, available }: NonNullable<Ways["provider"]>,
): TemplateResult {
  return available
    ? html`<a class="utrecht-button utrecht-button--primary-action button--wide button--large login__provider" href=${providerAddress(page)}
        data-testid="login-provider" data-autofocus>${name || t("login.provider")}</a>`
    : html`<p class="login__away" role="status" data-testid="provider-away">${icon(awayIcon)}<span>${t("login.provider_away")}</span></p>`;
}
