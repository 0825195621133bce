// Where the window begins. The language and the theme are set, and the till is asked, before anything is drawn: the
// answer comes in time for the first picture. First, to hear what the others throw while they are read.
import { failed, follow } from "$lib/failing";
import { mount } from "svelte";
import App from "./app/App.svelte";
import { applyLanguage } from "$lib/i18n";
import { followFocus } from "$lib/dom/ring";
import { connections } from "$lib/state/connection/connections.svelte";
import { theme } from "$lib/state/frame/theme.svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/fields.css";
import "./styles/failing.css";
import "./styles/forced.css";

function begin(): void {
  applyLanguage(document.documentElement);
  theme.begin()();
  followFocus(window);
  const begun = connections.begin();
  void follow(begun);
  const target = document.getElementById("app");
  if (!target) throw new Error("index.html holds #app");
  mount(App, { target, props: { begun, onfail: (thrown: unknown) => void failed(thrown) } });
}

try {
  begin();
} catch (thrown) {
  void failed(thrown);
}
