// Where the window begins. The language and the theme are set, and the till is asked, before anything is drawn: the answer
// comes in time for the first picture.
import { mount } from "svelte";
import App from "./App.svelte";
import { applyLanguage } from "$lib/i18n";
import { connections } from "$lib/state/connections.svelte";
import { theme } from "$lib/state/theme.svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/fields.css";

applyLanguage(document.documentElement);
theme.begin()();
const begun = connections.begin();

const target = document.getElementById("app");
if (!target) throw new Error("index.html holds #app");
export default mount(App, { target, props: { begun } });
