/** The page's side of its service worker: registers it, looks for new versions, and lets them in when nobody is there. */

/** The page's first picture comes first. */
const REGISTER_MS = 5000;
const LOOK_MS = 3_600_000;

export class Shell {
  private registration: ServiceWorkerRegistration | null = null;
  private isTried = false;
  private isOutdated = false;
  private hadWorker = false;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private readonly worker: string;

  /** `worker`: the address of its script, as `trustedUrl` vouches for it. */
  constructor(worker: string) {
    this.worker = worker;
  }

  start(): void {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return; // Not over https.
    this.hadWorker = serviceWorker.controller !== null;
    serviceWorker.addEventListener("controllerchange", this.takenOver);
    this.timers = [
      setTimeout(() => void this.register(serviceWorker), REGISTER_MS),
      setInterval(() => this.look(), LOOK_MS),
    ];
  }

  stop(): void {
    this.timers.forEach(clearTimeout);
    navigator.serviceWorker?.removeEventListener("controllerchange", this.takenOver);
  }

  /** Look for a new version: the service was away, so it may be another one. */
  look(): void {
    const { registration } = this;
    if (registration && hasWorker(registration)) {
      void registration.update().catch(() => {}); // Without a network: next time.
    } else if (this.isTried) {
      void this.register(navigator.serviceWorker);
    }
  }

  /** Nobody needs the page now: a new version may take over. */
  unattended(): void {
    if (this.isOutdated) location.reload();
    else if (navigator.serviceWorker?.controller) this.registration?.waiting?.postMessage("take over");
  }

  private readonly takenOver = (): void => {
    // Whoever had no worker before has the newest page already: only the one after the first brings another.
    this.isOutdated ||= this.hadWorker;
    this.hadWorker = true;
  };

  private async register(serviceWorker: ServiceWorkerContainer): Promise<void> {
    this.isTried = true;
    try {
      this.registration = await serviceWorker.register(this.worker, { updateViaCache: "none" });
    } catch {
      // The page works without, and tries again at the next look.
    }
  }
}

/** A first worker whose installation failed, as it does in the middle of an upgrade, leaves a registration of nothing. */
function hasWorker({ active, waiting, installing }: ServiceWorkerRegistration): boolean {
  return (active ?? waiting ?? installing) !== null;
}
