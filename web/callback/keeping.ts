/**
 * What is filled in stays with its page in the browser's history, and with it the request's id: whoever comes back to
 * the form finds it as they left it, and what they send from there is a correction and no second request.
 */
const SENT = "callrouter.callback.sent";
/** What isn't the form's user's. */
const OWN = new Set(["website", "shown"]);

type Fields = readonly (readonly [string, string])[];

/** Fill in what was kept with this page, and keep what is filled in from now on. */
export function keepFilled(form: HTMLFormElement): void {
  const kept = (history.state as { filled?: Fields } | null)?.filled;
  if (kept) fill(form, kept);
  // A page that came as an answer to a form becomes one that can be fetched anew, so that Back doesn't ask to send again.
  const keep = () => history.replaceState({ filled: filledIn(form) }, "", location.href);
  keep();
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => {
    keep();
    remember(String(new FormData(form).get("request")));
  });
}

/** Offer whoever has just sent a request a way back to the form. */
export function leadBack(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-testid='callback-change']");
  if (!button || !location.pathname.endsWith(`/${remembered()}`)) return;
  button.hidden = false;
  button.addEventListener("click", () => history.back());
}

function filledIn(form: HTMLFormElement): Fields {
  return [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" && !OWN.has(name) ? [[name, value] as const] : [],
  );
}

function fill(form: HTMLFormElement, kept: Fields): void {
  const of = (name: string) => kept.filter(([each]) => each === name).map(([, value]) => value);
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio"))
      field.checked = of(field.name).includes(field.value);
    else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
      field.value = of(field.name)[0] ?? field.value;
  }
}

// In a frame of another site's page a browser may refuse to remember.
function remember(request: string): void {
  try {
    sessionStorage.setItem(SENT, request);
  } catch {
    // Then the browser's own Back is left.
  }
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(SENT);
  } catch {
    return null;
  }
}
