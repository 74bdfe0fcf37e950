/** What scripts add to the callback form: whether a neighborhood has video, before it is asked; and one submit. */
import "../shared/styles/base.ts";
import "./callback.css";
import "./fields.css";
import { digitsOf, type Place, placeOf } from "../shared/callback/postcode.ts";

type State = "unasked" | "video" | "phone_only";

const form = document.querySelector("form");
if (form) {
  tellPlaces(form);
  submitOnce(form);
}
// In a frame of another site's page, autofocus isn't followed.
if (window.top !== window.self) document.querySelector<HTMLElement>("#summary")?.focus();

/** Say whether video is offered as soon as the postcode tells, and offer it or not. */
function tellPlaces(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("#postcode");
  let asked: string | null = null;
  const look = async () => {
    const digits = digitsOf(field?.value ?? "");
    if (digits === asked) return;
    asked = digits;
    const place = digits === null ? null : await placeOf(digits);
    // Another one was typed meanwhile.
    if (asked === digits) show(form, place);
  };
  field?.addEventListener("input", () => void look());
  // A browser that comes back to the page fills in what was typed, and says nothing of it.
  addEventListener("pageshow", () => void look());
}

function show(form: HTMLFormElement, place: Place | null): void {
  const state: State = place === null ? "unasked" : place.video ? "video" : "phone_only";
  for (const said of form.querySelectorAll<HTMLElement>("[data-place]")) {
    said.hidden = said.dataset["place"] !== state;
    const name = said.querySelector("[data-place-name]");
    if (name) name.textContent = place?.neighborhood ?? "";
  }
  const video = form.querySelector<HTMLInputElement>("#preference");
  const phone = form.querySelector<HTMLInputElement>('input[name="preference"][value="phone"]');
  if (!video || !phone) return;
  video.disabled = state === "phone_only";
  if (video.disabled) {
    video.removeAttribute("data-testid");
    phone.checked = true;
  } else {
    video.dataset["testid"] = "preference-video";
  }
}

/** Send the form once, and say that it is on its way. */
function submitOnce(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!button) return;
  const says = button.textContent;
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
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
