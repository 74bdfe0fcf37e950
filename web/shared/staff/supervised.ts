/** How staff are told of the supervisor in their call: by name, and who hears them. */
import { isReceived, supervisorOf } from "../call/supervision.ts";
import type { StaffTexts } from "../i18n/catalogs.ts";
import type { Call } from "../protocol/server.ts";

/** Return what is said to `self`; null without a supervisor. */
export function supervisedText(t: StaffTexts, call: Call | null, self: string): string | null {
  const supervisor = call && supervisorOf(call);
  if (!call || !supervisor?.mode) return null;
  const { display_name: name, mode } = supervisor;
  if (mode === "whisper" && isReceived(call, self, supervisor))
    return t("supervised.staff.whisper.host", { name });
  return t(`supervised.staff.${mode}`, { name });
}
