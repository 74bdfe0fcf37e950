/** What a visitor is asked to look at before a call. */

/** Return what is to be looked at now: nobody tries what they won't use; null: nothing. */
export function checkLead(anonymous: boolean, silent: boolean) {
  if (anonymous) return silent ? null : ("check.lead.anonymous" as const);
  return silent ? ("check.lead.silent" as const) : ("check.lead" as const);
}
