// The screens that the first picture does not need: fetched once it stands, and from then on drawn at once.
class Later<Screen> {
  /** The screen, once it is here. */
  current: Screen | null = $state.raw(null);
  #fetch: () => Promise<{ default: Screen }>;

  constructor(fetch: () => Promise<{ default: Screen }>) {
    this.#fetch = fetch;
  }

  async load(): Promise<void> {
    this.current ??= (await this.#fetch()).default;
  }
}

/** The screens of one window. */
export class Screens {
  readonly import = new Later(() => import("../features/import/ConfirmImport.svelte"));
  readonly signIn = new Later(() => import("../features/sign_in/SignIn.svelte"));
  readonly till = new Later(() => import("../features/airtime/Selling.svelte"));
  readonly esim = new Later(() => import("../features/esim/Selling.svelte"));
  readonly code = new Later(() => import("../features/esim/Code.svelte"));
  readonly history = new Later(() => import("../features/history/History.svelte"));
  readonly account = new Later(() => import("../features/accounts/Account.svelte"));
  readonly settings = new Later(() => import("../features/settings/Settings.svelte"));

  readonly sims = new Later(() => import("../features/esim/sim/Sims.svelte"));
  readonly subscriptions = new Later(() => import("../features/esim/subscriptions/Subscriptions.svelte"));
  readonly customers = new Later(() => import("../features/esim/customers/Customers.svelte"));

  /** Fetches every screen. */
  async fetchAll(): Promise<void> {
    const { import: file, signIn, till, history, account, settings, esim, code, sims, subscriptions, customers } = this;
    const all = [file, signIn, till, history, account, settings, esim, code, sims, subscriptions, customers];
    await Promise.all(all.map((screen) => screen.load()));
  }
}
