"""The languages of the form, and those a conversation can be asked in."""

from __future__ import annotations

from typing import Final

#: The form can be read in these; each by its own name, in the order they are offered.
READ: Final = {
    "nl": "Nederlands",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pl": "Polski",
    "tr": "Türkçe",
    "uk": "Українська",
    "ar": "العربية",
}
#: Spoken through an interpreter; those of the booth (web/shared/i18n/more-languages.ts).
FURTHER: Final = {
    "am": "አማርኛ",
    "bg": "Български",
    "bn": "বাংলা",
    "bs": "Bosanski",
    "ckb": "کوردیی ناوەندی",
    "cs": "Čeština",
    "el": "Ελληνικά",
    "fa": "فارسی",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "hy": "Հայերեն",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "kmr": "Kurdî (Kurmancî)",
    "ko": "한국어",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "mk": "Македонски",
    "ne": "नेपाली",
    "pa": "ਪੰਜਾਬੀ",
    "pap": "Papiamentu",
    "prs": "دری",
    "ps": "پښتو",
    "pt": "Português",
    "rif": "Tarifit",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "so": "Soomaali",
    "sq": "Shqip",
    "sr": "Српски",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "th": "ไทย",
    "ti": "ትግርኛ",
    "tl": "Filipino",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "yue": "廣東話",
    "zh": "中文",
}
_RIGHT_TO_LEFT: Final = frozenset({"ar"})
_FIRST: Final = "nl"


def direction(locale: str) -> str:
    """Return the writing direction of a language the form can be read in."""
    return "rtl" if locale in _RIGHT_TO_LEFT else "ltr"


def preferred(accepted: str) -> str:
    """Return the language to read the form in, by what a browser accepts (RFC 9110, section 12.5.4)."""
    best, best_weight = _FIRST, 0.0
    for item in accepted.split(","):
        tag, _, weight = item.partition(";q=")
        language = tag.strip().lower().split("-")[0]
        try:
            weighs = float(weight) if weight else 1.0
        except ValueError:
            continue
        if language in READ and weighs > best_weight:
            best, best_weight = language, weighs
    return best
