// The screens that the first picture does not need: fetched once it stands, so that none is waited for when it is asked for.
export const screens = {
  import: () => import("./features/import/ConfirmImport.svelte"),
  signIn: () => import("./features/sign_in/SignIn.svelte"),
  till: () => import("./features/till/Till.svelte"),
  topUp: () => import("./features/top_up/TopUp.svelte"),
  history: () => import("./features/history/History.svelte"),
  settings: () => import("./features/settings/Settings.svelte"),
};

/** Fetches every screen. */
export function fetchAll(): void {
  for (const fetch of Object.values(screens)) void fetch();
}
