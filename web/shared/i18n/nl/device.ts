/** Texts that an operator reads at a booth. */
export const device = {
  "device.code": "Beheerder: typ de code",
  "device.code.hint":
    "8 cijfers. De teamleider of de beheerder maakt de code. Hij werkt 15 minuten, één keer.",
  "device.sending": "Een moment…",
  "device.erase": "Wis het laatste cijfer",
  "device.problem.key_lost":
    "De sleutel van deze booth is weg: de opslag van de browser is gewist. Meld het apparaat opnieuw aan met een nieuwe code.",
  "device.problem.incomplete": {
    one: "Er ontbreekt nog {count} cijfer.",
    other: "Er ontbreken nog {count} cijfers.",
  },
  "device.problem.wrong_code": "Deze code klopt niet, is al gebruikt of is te oud. Vraag een nieuwe code.",
  "device.problem.too_many_attempts": "Er is te vaak geprobeerd. Wacht een minuut.",
  "device.problem.unavailable": "Er is geen verbinding met de server. Probeer het zo nog eens.",
  "device.problem.other": "Dat lukte niet. Probeer het nog eens.",
} as const;
