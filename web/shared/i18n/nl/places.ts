/** Texts of how supervisors run the locations. */
export const places = {
  "places.closed_by": "{name}, sinds {time}",
  "places.reopens": "gesloten tot {when}",
  "places.reason": "Wat lezen bezoekers?",
  "places.reason.none": "Alleen dat het nu niet kan",
  "places.reason.technical": "Technische storing",
  "places.reason.safety": "Ontruiming of veiligheid",
  "places.reason.no_staff": "Geen medewerkers",
  "places.reason.occasion": "Bijzondere gelegenheid",
  "places.reason.other": "Iets anders",
  "places.reason.hint": "In de taal van de bezoeker.",
  "places.line": "Eigen regel (mag leeg blijven)",
  "places.line.hint": "Wordt niet vertaald. Noem geen persoonsgegevens.",
  "places.reopens_at": "Gaat vanzelf open om (mag leeg blijven)",
  "places.notice": "Melding",
  "places.tell": "Melding tonen",
  "places.leave": "Zonder melding",
} as const;
