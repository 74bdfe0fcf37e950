/** Durations, clock times, lists and names of languages, as people read them. */

/** Return what `Intl` is asked with for `locale`: Arabic with the digits that everything else on the screen has. */
export function intlLocale(locale: string): string {
  return locale === "ar" ? "ar-u-nu-latn" : locale;
}

/** Return `seconds` as m:ss, or h:mm:ss from an hour on. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function clockTime(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(intlLocale(locale), {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** Return the day as people say it: weekday, day and month. */
export function longDate(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

export function dayAndTime(at: number, locale: string, timeZone: string): string {
  const options = {
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  } as const;
  return new Intl.DateTimeFormat(intlLocale(locale), options).format(at);
}

/** Return the date, with the year or without. */
export function dateOf(
  at: number,
  locale: string,
  timeZone: string | undefined,
  { year = true } = {},
): string {
  return new Intl.DateTimeFormat(intlLocale(locale), {
    day: "numeric",
    month: "long",
    ...(year ? { year: "numeric" } : {}),
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** Return the name of a weekday, 1 = Monday. */
export function weekday(number: number, locale: string): string {
  const monday = Date.UTC(2024, 0, 1);
  return new Intl.DateTimeFormat(intlLocale(locale), { weekday: "long", timeZone: "UTC" }).format(
    monday + (number - 1) * 86_400_000,
  );
}

/** Return `words` as a list in a sentence: `nl, en and de`. */
export function listOf(words: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(words);
}

/** What Chromium has no names of. */
const NAMED_HERE: Readonly<Record<string, string>> = { pap: "Papiamento", rif: "Riffian" };

/** Return a language's name in `locale`; in English if there is none, as for some that few people speak. */
export function languageName(code: string, locale: string): string {
  const named = (reader: string) =>
    new Intl.DisplayNames(reader, { type: "language", fallback: "none" }).of(code);
  return named(locale) ?? named("en") ?? NAMED_HERE[code] ?? code;
}

/** Return a station's id as a name: `utrecht-stationsplein` → `Utrecht Stationsplein`. */
export function placeName(id: string): string {
  return id
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
