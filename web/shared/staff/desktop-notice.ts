/** A notification on the desktop while it rings and its page isn't looked at. Asked for by a button only. */

export type NoticePermission = NotificationPermission | "unsupported";

export class DesktopNotice {
  private shown: Notification | null = null;

  get permission(): NoticePermission {
    return "Notification" in globalThis ? Notification.permission : "unsupported";
  }

  /** Let the browser ask its user. */
  async ask(): Promise<void> {
    if (this.permission === "default") await Notification.requestPermission().catch(() => "denied");
  }

  /** Show it, unless the page is looked at; harmless to repeat. It says nothing of anybody. */
  show(title: string, body: string): void {
    if (this.shown || this.permission !== "granted" || document.hasFocus()) return;
    try {
      const notice = new Notification(title, { body, tag: "callrouter.offer", requireInteraction: true });
      notice.onclick = () => {
        window.focus();
        this.close();
      };
      this.shown = notice;
    } catch {
      // Browsers on phones leave notifications to service workers: it rings all the same.
    }
  }

  /** Take it away: it rings no longer. */
  close(): void {
    this.shown?.close();
    this.shown = null;
  }
}
