/** What scripts add to the callback form: a word on the place at once, errors that go when mended, one submit. */
import "../shared/styles/base.ts";
import "./callback.css";
import "./fields.css";
import { keepFilled, leadBack } from "./keeping.ts";
import { clearMended } from "./mending.ts";
import { tellPlaces } from "./places.ts";

const form = document.querySelector("form");
if (form) {
  keepFilled(form);
  clearMended(form);
  tellPlaces(form);
  submitOnce(form);
}
leadBack();
// In a frame of another site's page, autofocus isn't followed.
if (window.top !== window.self) document.querySelector<HTMLElement>("#summary")?.focus();

/** Send the form once, and say that it is on its way. */
function submitOnce(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]:not([hidden])");
  if (!button) return;
  const says = button.textContent;
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    // Another language isn't sending it.
    if (event.submitter instanceof HTMLButtonElement && event.submitter.name === "read") return;
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset["sending"] ?? says;
  });
  // Back from where it led to: it can be corrected and sent again, and stays the same request.
  addEventListener("pageshow", () => {
    sent = false;
    button.removeAttribute("aria-disabled");
    button.textContent = says;
  });
}
