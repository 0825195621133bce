// Where the window begins: the language and the theme are set before anything is drawn.
import { mount } from "svelte";
import App from "./App.svelte";
import { applyLanguage } from "$lib/i18n";
import { theme } from "$lib/state/theme.svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";

applyLanguage(document.documentElement);
theme.begin()();

const target = document.getElementById("app");
if (!target) throw new Error("index.html holds #app");
export default mount(App, { target });
