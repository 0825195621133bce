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

export const screens = {
  import: new Later(() => import("../features/import/ConfirmImport.svelte")),
  signIn: new Later(() => import("../features/sign_in/SignIn.svelte")),
  till: new Later(() => import("../features/airtime/Selling.svelte")),
  history: new Later(() => import("../features/history/History.svelte")),
  account: new Later(() => import("../features/accounts/Account.svelte")),
  settings: new Later(() => import("../features/settings/Settings.svelte")),
};

/** Fetches every screen. */
export async function fetchAll(): Promise<void> {
  await Promise.all(Object.values(screens).map((screen) => screen.load()));
}
