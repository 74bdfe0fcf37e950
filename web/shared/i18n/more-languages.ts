/** Further languages, spoken through an interpreter: their names, and finding one by any of them. Pure. */
import { languageName } from "./format.ts";
import { VISITOR_LANGUAGES } from "./languages.ts";

export interface FurtherLanguage {
  readonly code: string;
  /** By which its speakers know it, in its own script. */
  readonly name: string;
}

const NAMES: readonly (readonly [string, string])[] = [
  ["am", "አማርኛ"],
  ["bg", "Български"],
  ["bn", "বাংলা"],
  ["bs", "Bosanski"],
  ["ckb", "کوردیی ناوەندی"],
  ["cs", "Čeština"],
  ["el", "Ελληνικά"],
  ["fa", "فارسی"],
  ["hi", "हिन्दी"],
  ["hr", "Hrvatski"],
  ["hu", "Magyar"],
  ["hy", "Հայերեն"],
  ["id", "Bahasa Indonesia"],
  ["it", "Italiano"],
  ["ja", "日本語"],
  ["ka", "ქართული"],
  ["kmr", "Kurdî (Kurmancî)"],
  ["ko", "한국어"],
  ["lt", "Lietuvių"],
  ["lv", "Latviešu"],
  ["mk", "Македонски"],
  ["ne", "नेपाली"],
  ["pa", "ਪੰਜਾਬੀ"],
  ["pap", "Papiamentu"],
  ["prs", "دری"],
  ["ps", "پښتو"],
  ["pt", "Português"],
  ["rif", "Tarifit"],
  ["ro", "Română"],
  ["ru", "Русский"],
  ["sk", "Slovenčina"],
  ["so", "Soomaali"],
  ["sq", "Shqip"],
  ["sr", "Српски"],
  ["sw", "Kiswahili"],
  ["ta", "தமிழ்"],
  ["th", "ไทย"],
  ["ti", "ትግርኛ"],
  ["tl", "Filipino"],
  ["ur", "اردو"],
  ["vi", "Tiếng Việt"],
  ["yue", "廣東話"],
  ["zh", "中文"],
];
export const FURTHER_LANGUAGES: readonly FurtherLanguage[] = NAMES.map(([code, name]) => ({ code, name }));

/** Names that people type, whatever language the screen is in. */
const ALSO_SEARCHED_IN = ["en", "nl"];

/** Return `text` without case, accents and marks, as people type it. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Names by which people look for a language, beside those it has in dictionaries. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  ar: "darija marokkaans moroccan syrisch irakees",
  bs: "servokroatisch",
  ckb: "koerdisch kurdish sorani",
  es: "castellano spaans",
  fa: "farsi perzisch iraans persian iranian",
  hr: "servokroatisch",
  kmr: "koerdisch kurdish kurmanji kurmandji",
  nl: "vlaams flemish",
  prs: "dari farsi afghaans afghan",
  ps: "pasjtoe pashto afghaans afghan",
  rif: "berbers berber tamazight tarifiyt",
  ro: "moldavisch moldovan",
  sr: "servokroatisch",
  tl: "tagalog",
  yue: "kantonees cantonese chinees chinese",
  zh: "mandarijn mandarin chinees chinese",
};

/**
 * Return the languages that `search` may mean, in the order of their names in `locale`; all for no search.
 *
 * Whoever searches may have overlooked the tiles: their languages are found too.
 */
export function findLanguages(search: string, locale: string): readonly FurtherLanguage[] {
  const wanted = plain(search.trim());
  const searched = wanted === "" ? FURTHER_LANGUAGES : [...VISITOR_LANGUAGES, ...FURTHER_LANGUAGES];
  const named = searched.map((language) => ({ language, title: languageName(language.code, locale) }));
  const { compare } = new Intl.Collator(locale);
  return named
    .filter(({ language: { code, name }, title }) => {
      const also = ALSO_CALLED[code] ?? "";
      const names = [name, title, also, ...ALSO_SEARCHED_IN.map((each) => languageName(code, each))];
      return names.some((each) => plain(each).includes(wanted));
    })
    .sort((a, b) => compare(a.title, b.title))
    .map(({ language }) => language);
}
