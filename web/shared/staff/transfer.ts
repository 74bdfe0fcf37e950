/** Whom a call is handed over to: the choice at hand, and what it comes to. Pure. */
import { languageName } from "../i18n/format.ts";
import type { CallTransfer } from "../protocol/client.ts";
import type { CentreQueue, Colleague, ColleaguesCounted, Staff } from "../protocol/server.ts";

export interface TransferChoice {
  readonly kind: "person" | "pool";
  readonly search: string;
  readonly staffId: string;
  readonly centre: string;
  readonly language: string;
}

export type Colleagues = Pick<ColleaguesCounted, "centres" | "people">;

/** Say whether somebody else is there now who could take it: in the centre and language chosen, or anybody at all. */
export function isStaffed(
  { people }: Colleagues,
  self: string,
  { kind, centre, language }: TransferChoice,
): boolean {
  const others = people.filter((each) => each.staff_id !== self);
  if (kind === "person") return others.length > 0;
  return others.some((each) => each.centre === centre && each.languages.includes(language));
}

/** Return where the choice begins: a colleague, or else the own centre in the language of the call. */
export function firstChoice(
  colleagues: Colleagues,
  own: Pick<Staff, "centre" | "languages">,
  language: string,
): TransferChoice {
  const centre = colleagues.centres.find((each) => each.centre === own.centre) ?? colleagues.centres[0];
  const choice = { kind: "person", search: "", staffId: "", centre: "", language } as const;
  return withCentre(choice, centre, own.languages);
}

/** Choose a centre; the language stays if somebody there speaks it, or nobody is there; else it becomes one spoken here too. */
export function withCentre(
  choice: TransferChoice,
  centre: CentreQueue | undefined,
  spoken: readonly string[],
): TransferChoice {
  const languages = centre?.languages ?? [];
  const shared = [choice.language, ...spoken].find((each) => languages.includes(each));
  return { ...choice, centre: centre?.centre ?? "", language: shared ?? languages[0] ?? choice.language };
}

/** Return the others who match all searched words by name, centre or language, the free ones first. */
export function matching(
  { centres, people }: Colleagues,
  self: string,
  search: string,
  locale: string,
): readonly Colleague[] {
  const words = search.toLocaleLowerCase(locale).split(/\s+/).filter(Boolean);
  const centreName = (id: string) => centres.find((each) => each.centre === id)?.name ?? id;
  const described = ({ display_name, centre, languages }: Colleague) =>
    [display_name, centreName(centre), ...languages, ...languages.map((code) => languageName(code, locale))]
      .join(" ")
      .toLocaleLowerCase(locale);
  return people
    .filter((each) => each.staff_id !== self && words.every((word) => described(each).includes(word)))
    .sort((a, b) => Number(b.free) - Number(a.free) || a.display_name.localeCompare(b.display_name, locale));
}

/** Return the target the choice stands for; null while it is incomplete. */
export function targetOf({ kind, staffId, centre, language }: TransferChoice): CallTransfer["to"] | null {
  if (kind === "person") return staffId ? { kind, staff_id: staffId } : null;
  return centre && language ? { kind, centre, language } : null;
}
