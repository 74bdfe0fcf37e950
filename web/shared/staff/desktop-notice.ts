/** A notification of the system while it rings and its page isn't looked at. Asked for by a button only. */

const TAG = "callrouter.offer";

export type NoticePermission = NotificationPermission | "unsupported";

export class DesktopNotice {
  private shown: { close(): void } | null = null;

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
    const options = { body, tag: TAG, requireInteraction: true };
    try {
      const notice = new Notification(title, options);
      notice.onclick = () => {
        window.focus();
        this.close();
      };
      this.shown = notice;
    } catch {
      // Browsers on phones leave it to the page's service worker; where it has none, it rings all the same.
      this.shown = throughWorker(title, options);
    }
  }

  /** Take it away: it rings no longer. */
  close(): void {
    this.shown?.close();
    this.shown = null;
  }
}

function throughWorker(title: string, options: NotificationOptions): { close(): void } {
  const shown = navigator.serviceWorker?.getRegistration().then(async (worker) => {
    await worker?.showNotification(title, options);
    return worker;
  });
  const take = async () => {
    const worker = await shown;
    for (const notice of (await worker?.getNotifications({ tag: TAG })) ?? []) notice.close();
  };
  shown?.catch(() => {});
  return { close: () => void take().catch(() => {}) };
}
