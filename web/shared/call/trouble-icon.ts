/** A picture for each reason why a device can't be had. */
import busyIcon from "icon:apps";
import systemIcon from "icon:device-desktop-x";
import dismissedIcon from "icon:hand-click";
import blockedIcon from "icon:lock-x";
import noneIcon from "icon:plug-connected-x";
import insecureIcon from "icon:shield-x";
import type { Trouble } from "./trouble.ts";

const ICONS: Readonly<Record<Trouble, readonly string[]>> = {
  blocked: blockedIcon,
  dismissed: dismissedIcon,
  system: systemIcon,
  busy: busyIcon,
  none: noneIcon,
  insecure: insecureIcon,
};

export function troubleIcon(trouble: Trouble): readonly string[] {
  return ICONS[trouble];
}
