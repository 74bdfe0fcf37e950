/** Durations, clock times and names of languages, as people read them. */

/** Return `seconds` as m:ss, or h:mm:ss from an hour on. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function clockTime(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

export function dayAndTime(at: number, locale: string, timeZone: string): string {
  const options = { weekday: "long", hour: "2-digit", minute: "2-digit", timeZone } as const;
  return new Intl.DateTimeFormat(locale, options).format(at);
}

/** Return the name of a weekday, 1 = Monday. */
export function weekday(number: number, locale: string): string {
  const monday = Date.UTC(2024, 0, 1);
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(
    monday + (number - 1) * 86_400_000,
  );
}

export function languageName(code: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
}

/** Return a station's id as a name: `utrecht-stationsplein` → `Utrecht Stationsplein`. */
export function placeName(id: string): string {
  return id
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
