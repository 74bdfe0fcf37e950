/** Whether a neighborhood has video is said as soon as the postcode tells, before it is asked. */
import { digitsOf, type Place, placeOf } from "../shared/callback/postcode.ts";

/** Say it, and offer video or not. */
export function tellPlaces(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("#postcode");
  const video = form.querySelector<HTMLInputElement>("#preference");
  const phone = form.querySelector<HTMLInputElement>('input[name="preference"][value="phone"]');
  if (!field || !video || !phone) return;
  /** Video was chosen, and taken away as it isn't offered where they seemed to be. */
  let deferred = false;
  let asked: string | null = null;

  const offer = (place: Place | "unknown" | null) => {
    say(form, place);
    const offered = place === null || place === "unknown" || place.video;
    if (!offered) {
      deferred ||= video.checked;
      phone.checked = true;
      video.removeAttribute("data-testid");
    } else {
      if (deferred) video.checked = true;
      deferred = false;
      video.dataset["testid"] = "preference-video";
    }
    video.disabled = !offered;
  };
  const look = async () => {
    const digits = digitsOf(field.value);
    if (digits === asked) return;
    asked = digits;
    const place = digits === null ? null : await placeOf(digits);
    // Another one was typed meanwhile.
    if (asked === digits) offer(place);
  };
  field.addEventListener("input", () => void look());
  phone.addEventListener("change", () => {
    deferred = false;
  });
  // A browser that comes back to the page fills in what was typed, and says nothing of it.
  addEventListener("pageshow", () => void look());
}

function say(form: HTMLFormElement, place: Place | "unknown" | null): void {
  const state =
    place === null ? "unasked" : place === "unknown" ? place : place.video ? "video" : "phone_only";
  for (const said of form.querySelectorAll<HTMLElement>("[data-place]")) {
    said.hidden = said.dataset["place"] !== state;
    const name = said.querySelector("[data-place-name]");
    if (name) name.textContent = place === null || place === "unknown" ? "" : place.neighborhood;
  }
}
