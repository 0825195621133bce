// Where the window begins. The language and the theme are set, and the till is asked, before anything is drawn. The
// first picture waits a moment for the answer, because one picture takes less time than two.
// The import below stands first, to hear what the others throw while they are read.
import { failed, follow } from "$lib/failing";
import { mount } from "svelte";
import App from "./app/App.svelte";
import { applyLanguage } from "$lib/i18n";
import { followFocus } from "$lib/dom/ring";
import { AppState } from "$lib/state/app.svelte";
import { Screens } from "./app/screens.svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shared.css";
import "./styles/fields.css";
import "./styles/failing.css";
import "./styles/forced.css";

/** How long the first picture waits for the till's answer, in milliseconds: less than a person notices. */
const MOMENT = 100;

/** The states of this window. */
export const app = new AppState();

async function begin(): Promise<void> {
  applyLanguage(document.documentElement);
  app.theme.begin()();
  followFocus(window);
  const begun = app.begin();
  void follow(begun);
  await Promise.race([app.connections.answered, new Promise((go) => setTimeout(go, MOMENT))]);
  const target = document.getElementById("app");
  if (!target) throw new Error("index.html holds #app");
  mount(App, {
    target,
    props: { app, screens: new Screens(), begun, onfail: (thrown: unknown) => void failed(thrown) },
  });
}

begin().catch((thrown: unknown) => void failed(thrown));
