/** What is said of a field goes when the field changes; what is said of the ways to be reached, with any of them. */
const WAYS = new Set(["phone", "email", "preference", "needs"]);
const OF_WAYS = new Set([
  "phone-no_contact",
  "phone-missing",
  "email-no_way_for_link",
  "email-no_way_to_write",
]);

/** Say whether a change of the field `changed` may have mended what is wrong with `field`. Pure. */
export function isMended(field: string, kind: string, changed: string): boolean {
  return field === changed || (WAYS.has(changed) && OF_WAYS.has(`${field}-${kind}`));
}

/** Take away what is said of fields that change. */
export function clearMended(form: HTMLFormElement): void {
  form.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    for (const said of form.querySelectorAll<HTMLElement>(".wrong")) {
      const { field = "", kind = "" } = said.dataset;
      if (isMended(field, kind, target.name)) clear(form, said, field);
    }
  });
}

function clear(form: HTMLFormElement, said: HTMLElement, field: string): void {
  for (const described of form.querySelectorAll(`[aria-describedby~="${said.id}"]`)) {
    const others = described
      .getAttribute("aria-describedby")
      ?.split(" ")
      .filter((id) => id !== said.id);
    if (others?.length) described.setAttribute("aria-describedby", others.join(" "));
    else described.removeAttribute("aria-describedby");
    described.removeAttribute("aria-invalid");
  }
  said.closest(".field--wrong")?.classList.remove("field--wrong");
  said.remove();
  document.querySelector(`#summary a[href="#${field}"]`)?.closest("li")?.remove();
  if (document.querySelector("#summary li")) return;
  document.querySelector("#summary")?.remove();
  document.title = document.querySelector("h1")?.textContent ?? document.title;
}
