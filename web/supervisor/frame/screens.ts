/** The screens of the supervisor's page: the overview, and further ones that are fetched when they are wanted. */

import alertsIcon from "icon:bell-cog";
import reportsIcon from "icon:chart-bar";
import auditIcon from "icon:history";
import staffingIcon from "icon:users-group";
import type { FurtherScreen } from "./further-screen.ts";

interface Further {
  readonly id: ScreenId;
  /** Paths of its icon. */
  readonly icon: readonly string[];
  /** Only for who oversees every centre. */
  readonly whole?: true;
  /** Makes its element. */
  readonly load: () => Promise<new () => FurtherScreen>;
}

export type ScreenId = "overview" | "reports" | "staffing" | "audit" | "alerts";

/** In the order in which they are offered, after the overview. A screen's name is the text `screen.<id>`. */
export const FURTHER: readonly Further[] = [
  {
    id: "reports",
    icon: reportsIcon,
    load: async () => (await import("../reports/screen.ts")).ReportsScreen,
  },
  {
    id: "staffing",
    icon: staffingIcon,
    whole: true,
    load: async () => (await import("../staffing/screen.ts")).StaffingScreen,
  },
  {
    id: "alerts",
    icon: alertsIcon,
    whole: true,
    load: async () => (await import("../alerts/rules/screen.ts")).AlertRulesScreen,
  },
  {
    id: "audit",
    icon: auditIcon,
    load: async () => (await import("../audit/screen.ts")).AuditScreen,
  },
];

/** The further screens there are for who oversees every centre, or not. */
export function furtherFor(overseesAll: boolean): readonly Further[] {
  return FURTHER.filter((each) => overseesAll || !each.whole);
}

/** Which screen an address names; one that isn't known is the overview. */
export function screenOf(hash: string): ScreenId {
  const name = hash.replace(/^#\/?/, "").split("/", 1)[0] ?? "";
  return FURTHER.find((each) => each.id === name)?.id ?? "overview";
}
