// Times the switch to History: from the press on its item to the paint of the last change of the screen. The body of a
// function, run in the page.
const item = document.querySelector("[data-testid=nav-history]");
item.addEventListener("pointerdown", (event) => window.measured.began(event), { capture: true });
const everything = { attributes: true, characterData: true, childList: true, subtree: true };
new MutationObserver(() => window.measured.changed()).observe(document.querySelector("main"), everything);
