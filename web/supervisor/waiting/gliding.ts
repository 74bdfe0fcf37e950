/** Rows that change places glide there, so that the eye can follow. */

const GLIDE: KeyframeAnimationOptions = { duration: 350, easing: "ease-out" };

export class Gliding {
  private tops = new Map<string, number>();

  /** The list below `root` was drawn; its rows are told apart by `data-call-id`. */
  rendered(root: ParentNode, rows: string): void {
    const before = this.tops;
    const found = [...root.querySelectorAll<HTMLElement>(rows)];
    this.tops = new Map(found.map((row) => [row.dataset["callId"] ?? "", row.offsetTop]));
    const isSame = [...before.keys()].join() === [...this.tops.keys()].join();
    if (isSame || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    for (const row of found) {
      const by = (before.get(row.dataset["callId"] ?? "") ?? row.offsetTop) - row.offsetTop;
      if (by !== 0) row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], GLIDE);
    }
  }
}
