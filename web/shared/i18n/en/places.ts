/** Texts of how supervisors run the locations. */
export const places = {
  "places.closed_by": "{name}, since {time}",
  "places.reopens": "closed until {when}",
  "places.reason": "What do visitors read?",
  "places.reason.none": "Only that it isn’t possible now",
  "places.reason.technical": "Technical problem",
  "places.reason.safety": "Evacuation or safety",
  "places.reason.no_staff": "No staff",
  "places.reason.occasion": "Special occasion",
  "places.reason.other": "Something else",
  "places.reason.hint": "In the visitor’s language.",
  "places.line": "A line of your own (may be empty)",
  "places.line.hint": "It isn’t translated. Name no personal data.",
  "places.reopens_at": "Opens by itself at (may be empty)",
  "places.notice": "Message",
  "places.tell": "Show message",
  "places.leave": "No message",
} as const;
