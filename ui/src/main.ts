// Where the window begins. The language and the theme are set, and the till is asked, before anything is drawn: the
// answer comes in time for the first picture. First, to hear what the others throw while they are read.
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

/** The states of this window. */
export const app = new AppState();

function begin(): void {
  applyLanguage(document.documentElement);
  app.theme.begin()();
  followFocus(window);
  const begun = app.begin();
  void follow(begun);
  const target = document.getElementById("app");
  if (!target) throw new Error("index.html holds #app");
  mount(App, {
    target,
    props: { app, screens: new Screens(), begun, onfail: (thrown: unknown) => void failed(thrown) },
  });
}

try {
  begin();
} catch (thrown) {
  void failed(thrown);
}
